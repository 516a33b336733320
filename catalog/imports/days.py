"""A day as people, shops and spreadsheets write it: its one reading, or the order that is asked."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from catalog.imports.cells import EPOCH

DAY_FIRST, MONTH_FIRST = "day", "month"
SERIALS = range(18_264, 73_051)  # 1950 to 2099
MONTHS = (
    "janvier janv jan january",
    "fevrier fevr fev feb february",
    "mars mar march",
    "avril avr apr april",
    "mai may",
    "juin jun june",
    "juillet juil jul july",
    "aout aug august",
    "septembre sept sep september",
    "octobre oct october",
    "novembre nov november",
    "decembre dec december",
)
BY_WORD = {word: place for place, words in enumerate(MONTHS, 1) for word in words.split()}
_WEEKDAYS = re.compile(
    r"^(lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]? +(?=\d|[a-z])"
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t]\d{1,2}:\d{2}.*)?", re.ASCII)
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MARKED = re.compile(
    r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?:,? +\d{1,2}[:h]\d{2}.*)?", re.ASCII
)
_DAY_WORD = re.compile(
    r"(\d{1,2})(?:er|st|nd|rd|th)?[-/ .]+(?:de |of )?([a-z]+)[-/ .,]+(\d{4})(?:\D.*)?", re.ASCII
)
_WORD_DAY = re.compile(
    r"([a-z]+)[-/ .]+(\d{1,2})(?:er|st|nd|rd|th)?[-/ .,]+(\d{4})(?:\D.*)?", re.ASCII
)


class TwoWays(Exception):
    """01/02/2026 is the first of February or the second of January."""


class NoDay(Exception):
    """What is written is no day."""


def read(text: str, order: str = "") -> date:
    """The day a cell names. Raises TwoWays when its order must be asked, or NoDay.

    `order` is what the seller, or the rest of the column, says: `day` or `month` first.
    """
    text = _plain(text)
    if whole := _ISO.fullmatch(text) or _SOLID.fullmatch(text):
        return _day(int(whole[1]), int(whole[2]), int(whole[3]))
    if text.removesuffix(".0").isdecimal() and int(text.removesuffix(".0")) in SERIALS:
        return EPOCH.date() + timedelta(days=int(text.removesuffix(".0")))
    if marked := _MARKED.fullmatch(text):
        return _ordered(int(marked[1]), int(marked[3]), marked[4], order)
    text = _WEEKDAYS.sub("", text) if not _WORD_DAY.fullmatch(text) else text
    if (named := _DAY_WORD.fullmatch(text)) and named[2] in BY_WORD:
        return _day(int(named[3]), BY_WORD[named[2]], int(named[1]))
    if (named := _WORD_DAY.fullmatch(text)) and named[1] in BY_WORD:
        return _day(int(named[3]), BY_WORD[named[1]], int(named[2]))
    raise NoDay


def period(text: str) -> tuple[str, str]:
    """The two ends of a period as feeds write it, begin/end; without two, what is no day."""
    parts = [part.strip() for part in re.split(r"(?<=\d)/(?=\d{4}-)|\s+/\s+|\s+-\s+", text)]
    return (parts[0], parts[1]) if len(parts) == 2 else (text, text)


def order_of(text: str) -> str:
    """The order that a day proves for its column: 13/02/2026 has its day first."""
    marked = _MARKED.fullmatch(_plain(text))
    if marked is None or len(marked[4]) != 4:
        return ""
    first, second = int(marked[1]), int(marked[3])
    if 12 < first <= 31 and 0 < second <= 12:
        return DAY_FIRST
    return MONTH_FIRST if 12 < second <= 31 and 0 < first <= 12 else ""


def _ordered(first: int, second: int, year: str, order: str) -> date:
    # of 01/02/03 even the year may be any of the three
    if len(year) == 2 and not order:
        raise TwoWays
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    if first != second and max(first, second) <= 12 and not order:
        raise TwoWays
    if first > 12 or second > 12:
        order = DAY_FIRST if first > 12 else MONTH_FIRST
    day, month = (first, second) if order != MONTH_FIRST else (second, first)
    return _day(whole, month, day)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NoDay from error


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", text).strip().lower()
