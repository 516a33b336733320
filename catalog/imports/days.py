"""A day as people, shops and spreadsheets write it: its one reading, or the order that is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from catalog.attributes.moments import BY_WORD
from catalog.imports.cells import EPOCH

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day", "month", "year"
SERIALS = range(18_264, 73_051)  # 1950 to 2099
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


def ends(cells: list[str], places: Mapping[str, list[int]]) -> Iterator[tuple[int, str, bool]]:
    """When a promotion begins and ends, as far as a line says so: each with its column.

    PrestaShop writes 0000-00-00 where there is no limit.
    """
    for name, is_end in (("sale_from", False), ("sale_to", True)):
        for place in places.get(name, ()):
            if cells[place].strip("0-/: "):
                yield place, cells[place], is_end
    for place in places.get("sale_dates", ()):
        if cells[place]:
            begin, end = period(cells[place])
            yield from ((place, begin, False), (place, end, True))


def is_outside(day: date, today: date, *, is_end: bool) -> bool:
    """Whether a promotion that begins or ends on a day does not last today."""
    return day < today if is_end else day > today


def order_of(text: str) -> str:
    """The order that a day proves for its column: 13/02/2026 has its day first."""
    marked = _MARKED.fullmatch(_plain(text))
    orders = _orders(int(marked[1]), int(marked[3]), marked[4]) if marked else {}
    proven = min(orders) if len(orders) == 1 else ""
    return "" if proven == YEAR_FIRST else proven


def may_be(text: str, order: str = "") -> set[date]:
    """All days that a cell may name; none when it is no day."""
    try:
        return {read(text, order)}
    except NoDay:
        return set()
    except TwoWays:
        marked = _MARKED.fullmatch(_plain(text))
        return set(_orders(int(marked[1]), int(marked[3]), marked[4]).values()) if marked else set()


def _orders(first: int, second: int, year: str) -> dict[str, date]:
    """The days that three numbers may name, by what comes first."""
    orders: dict[str, date] = {}
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    told = [(DAY_FIRST, whole, second, first), (MONTH_FIRST, whole, first, second)]
    if len(year) == 2:
        # of 01/02/03 even the year may be any of the three
        told.append((YEAR_FIRST, 2000 + first, second, int(year)))
    for order, *numbers in told:
        try:
            orders[order] = _day(*numbers)
        except NoDay:
            continue
    return orders


def _ordered(first: int, second: int, year: str, order: str) -> date:
    orders = _orders(first, second, year)
    if order in orders:
        return orders[order]
    if not orders:
        raise NoDay
    if len(set(orders.values())) > 1:
        raise TwoWays
    return next(iter(orders.values()))


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NoDay from error


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", text).strip().lower()
