"""A file that any agenda reads (iCalendar, RFC 5545): its signs, its lines, its dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from marketplace.shared.policy import brand

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST = 75  # bytes of a line


def file_of(name: str, events: Iterable[str]) -> str:
    """A calendar of these lines, each event already between its own beginning and end."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{text(brand().name)}//{name}//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *events,
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def instant(at: datetime) -> str:
    """An instant, in universal time."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def whole_day(day: date) -> str:
    """A day without hours."""
    return f"{day:%Y%m%d}"


def text(value: str) -> str:
    """Words as a value may hold them: no sign of the file's own, no line of its own."""
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return "\\n".join(value.splitlines())


def _folded(line: str) -> str:
    """A line cut where it is too long, between two signs."""
    out, room = [], 0
    for sign in line:
        size = len(sign.encode())
        if room + size > LONGEST:
            out.append("\r\n ")
            room = 1
        out.append(sign)
        room += size
    return "".join(out)
