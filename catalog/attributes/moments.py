"""Days, months and years as people write them: 12/2026, 3 mars 2027, 2027-03-03, 2027."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language

from marketplace.shared.folding import fold

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
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", re.ASCII)
_MARKED = re.compile(r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})", re.ASCII)
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:er|st|nd|rd|th)?[ .-]+)?(?:de |of )?([a-z]+)\.?,?[ -]+(\d{4})", re.ASCII
)
_AMERICAN = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_WITHIN = re.compile(
    r"(?<!\d)(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}-\d{1,2}-\d{1,2})(?!\d)", re.ASCII
)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
YEARS = range(1000, 3000)


class Moment(NamedTuple):
    """A year, a month of it (0 when only the year is known), a day of that (0 likewise)."""

    year: int
    month: int = 0
    day: int = 0


def read(text: str) -> Moment | None:
    """What a text names; of 01/02/2027, which has two readings, the year alone."""
    moment = _read(_SPACES.sub(" ", fold(text)).strip(" ."))
    if moment is None or moment.year not in YEARS or (moment.day and not moment.month):
        return None
    try:
        date(moment.year, moment.month or 1, moment.day or 1)
    except ValueError:
        return None
    return moment


def is_exact(text: str) -> bool:
    """Whether the text says no more than its moment does, and has one reading."""
    return _two_ways(_SPACES.sub(" ", fold(text)).strip(" .")) is None


def is_impossible(text: str) -> bool:
    """Whether a text names a day that no calendar has: 31/02/2027, alone or in a sentence."""
    alone = _SPACES.sub(" ", fold(text)).strip(" .")
    parts = [part[0] for part in _WITHIN.finditer(alone)]
    return any(_read(part) is not None and read(part) is None for part in (alone, *parts))


def is_past(text: str, today: date) -> bool:
    """Whether the last day, month or year that a text names is over."""
    parts = [part[0] for part in _WITHIN.finditer(fold(text))] or [text]
    named = [moment for part in parts if (moment := read(part))]
    if not named:
        return False
    last = max(named)
    # as far as it is said: December 2026 is over in January 2027
    said = tuple(figure for figure in last if figure)
    return said < (today.year, today.month, today.day)[: len(said)]


def told(moment: Moment) -> str:
    """A moment in the reader's words: 3 mars 2027, décembre 2026, 2027."""
    if not moment.month:
        return str(moment.year)
    day = date(moment.year, moment.month, moment.day or 1)
    words = date_format(day, "j F Y" if moment.day else "F Y")
    first = moment.day == 1 and get_language() != "en"
    return words.replace("1 ", "1er ", 1) if first else words


def of_day(day: date) -> str:
    """A day in the reader's words, with its year: 3 mars 2027."""
    return told(Moment(day.year, day.month, day.day))


def _read(text: str) -> Moment | None:
    if _YEAR.fullmatch(text):
        return Moment(int(text))
    if iso := _ISO.fullmatch(text):
        return Moment(int(iso[1]), int(iso[2]), int(iso[3] or 0))
    if year := _two_ways(text):
        return Moment(year)
    if marked := _MARKED.fullmatch(text):
        first, second = int(marked[1] or 0), int(marked[2])
        if second > 12:
            first, second = second, first
        return Moment(int(marked[3]), second, first)
    if (worded := _WORDED.fullmatch(text)) and worded[2] in BY_WORD:
        return Moment(int(worded[3]), BY_WORD[worded[2]], int(worded[1] or 0))
    if (american := _AMERICAN.fullmatch(text)) and american[1] in BY_WORD:
        return Moment(int(american[3]), BY_WORD[american[1]], int(american[2]))
    return None


def _two_ways(text: str) -> int | None:
    """The year of a day whose month may be either number: 01/02/2027; None where it is clear."""
    marked = _MARKED.fullmatch(text)
    if not marked or not marked[1]:
        return None
    first, second = int(marked[1]), int(marked[2])
    return int(marked[3]) if first != second and 1 <= first <= 12 and 1 <= second <= 12 else None
