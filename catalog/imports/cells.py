"""What a cell of a workbook says, as its reader sees it: numbers, days, hours."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

DAY, SPAN = "day", "span"

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no time zones
DAYS = 2_958_466  # the end of the year 9999
LEAP = 60  # spreadsheets believe in a 29 February 1900
SHIFT_1904 = 1462
MILLISECONDS = 86_400_000
BUILT_IN = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), DAY),
    46: SPAN,
}
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_LEFT_OUT = re.compile(r'[\\_].|"[^"]*"?', re.DOTALL)
_BRACKETS = re.compile(r"\[[^\]]*\]?")
_ZEROS = re.compile(r"0{2,20}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Exact(str):
    """A number of a workbook: its dot is the decimal mark, however many digits follow."""

    __slots__ = ()


def kind_of_format(code: str) -> str:
    """What a number under this format is: a `day`, a `span` of time, or a number (empty).

    A format of zeros is its own kind: 12 under `00000` shows as 00012.
    """
    first = _LEFT_OUT.sub("", code[:500]).split(";")[0]
    if _ZEROS.fullmatch(first):
        return first
    timed = re.search(r"[dmhys]|a[pm/]", _BRACKETS.sub("", first), re.IGNORECASE)
    span = _SPAN.search(first)
    if span and (not timed or span.start() <= timed.start()):
        return SPAN
    return DAY if timed else ""


def number(raw: str, kind: str, shift: int) -> str:
    """A number as text: 12.0 is 12, a day is 2026-01-31; what is no number is unchanged."""
    try:
        value = float(raw) if raw == raw.strip() and "_" not in raw else math.nan
    except ValueError:
        return raw
    if not math.isfinite(value):
        return raw
    if kind == SPAN and abs(value) < DAYS:
        return str(timedelta(milliseconds=round(value * MILLISECONDS)))
    if kind == DAY and abs(value + shift) < DAYS:
        return _day(value + shift)
    if value.is_integer() and abs(value) < 1e15:
        return Exact(str(int(value)).zfill(len(kind) if _ZEROS.fullmatch(kind) else 0))
    return Exact(format(value, ".12g"))


def iso(raw: str) -> str:
    """A day, or a day and an hour, without time zone; what is neither is unchanged."""
    try:
        at = datetime.fromisoformat(raw)
    except ValueError:
        return raw
    return (
        at.date().isoformat()
        if len(raw) <= len("2026-01-31")
        else at.replace(tzinfo=None).isoformat()
    )


def unescaped(text: str) -> str:
    """A text whose control characters are written _x000D_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def column(reference: str) -> int:
    """The number of a column from a reference: A7 is 1, AA7 is 27; 0 when there is none."""
    position = 0
    for letter in _letters(reference[:8].upper()):
        position = position * 26 + ord(letter) - 64
    return position


def _letters(reference: str) -> Iterator[str]:
    for letter in reference:
        if not "A" <= letter <= "Z":
            return
        yield letter


def _day(value: float) -> str:
    try:
        at = EPOCH + timedelta(milliseconds=round((value + (value < LEAP)) * MILLISECONDS))
    except OverflowError:
        return format(value, ".12g")
    if value < 1:
        return str(at.time())
    return at.isoformat() if at.time().isoformat() != "00:00:00" else at.date().isoformat()
