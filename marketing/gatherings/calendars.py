"""A date as calendars read it (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from marketing.gatherings import shown
from marketing.models import Gathering
from marketplace.shared.policy import brand

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST = 75  # bytes of a line
NAME = "rendez-vous.ics"


def file_of(gathering: Gathering, *, link: str = "") -> str:
    """The calendar file of a date in the reader's language; `link` only for whoever has a seat.

    The same date keeps its name, and a later `SEQUENCE` takes the place of an earlier one.
    """
    page = settings.BASE_URL + shown.path(gathering)
    host = urlsplit(settings.BASE_URL).hostname or "halles"
    place = link if gathering.is_online else ", ".join(_where(gathering))
    told = "\n".join(filter(None, [gathering.local_lead, link, page]))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(brand().name)}//Agenda//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:rendez-vous-{gathering.pk}@{host}",
        f"SEQUENCE:{gathering.sequence}",
        f"DTSTAMP:{_instant(gathering.changed_at)}",
        f"DTSTART:{_instant(gathering.starts_at)}",
        f"DTEND:{_instant(gathering.ends_at)}",
        f"SUMMARY:{_text(gathering.local_title)}",
        f"DESCRIPTION:{_text(told)}",
        *([f"LOCATION:{_text(place)}"] if place else []),
        f"URL:{page}",
        f"STATUS:{'CANCELLED' if gathering.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _where(gathering: Gathering) -> list[str]:
    return [part for part in (gathering.place, gathering.address) if part]


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
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
