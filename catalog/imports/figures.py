"""A number as people and machines write it: its one reading, or the mark that has two.

12,50, 1 234.5, 1.234,50 and 19.120000 have one reading and are taken. 1.234 may be a thousand or
one and a bit: `TwoWays` is raised unless the seller said what the mark of this column is.
"""

from __future__ import annotations

import re

from catalog.imports.cells import Exact
from marketplace.shared.money import round_half_up

# its digits, and how many of them are decimals
Number = tuple[int, int]
THOUSANDS, DECIMALS = "thousands", "decimals"
LONGEST = 100
SPACES = re.compile("[\\s\u00a0\u202f\u2007\u2009]+")
# between digits an apostrophe groups thousands, as in Switzerland
_QUOTES = re.compile(r"(?<=\d)['\u2019\u02bc\u00b4`](?=\d{3})")
_WHOLE = re.compile(r"\d+", re.ASCII)
_GROUPED = re.compile(r"(\d{1,3}(?: \d{3})+)(?:[.,](\d*))?", re.ASCII)
_BOTH = re.compile(
    r"(\d{1,3}(?:\.\d{3})+),(\d+)|(\d{1,3}(?:,\d{3})+)\.(\d+)|(\d{1,2}(?:,\d{2})+,\d{3})(?:\.(\d+))?",
    re.ASCII,
)
_MANY = re.compile(r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,}", re.ASCII)
_LONE = re.compile(r"(\d*)([.,])(\d*)", re.ASCII)


class TwoWays(Exception):
    """A lone mark before three digits: a thousand, or one and a bit."""


class NoNumber(Exception):
    """What is written is no number."""


def plain(text: str) -> str:
    """A number with one kind of space, and an ordinary space for an apostrophe that groups."""
    return _QUOTES.sub(" ", SPACES.sub(" ", text).strip())


def read(text: str, mark: str = "") -> Number:
    """The digits of a number and how many are decimals. Raises TwoWays or NoNumber.

    `mark` is what the seller, or the rest of the column, says of a lone mark before three digits.
    """
    if isinstance(text, Exact):
        mark = DECIMALS
    text = plain(text)
    if len(text) > LONGEST:
        raise NoNumber
    if _WHOLE.fullmatch(text):
        return int(text), 0
    if grouped := _GROUPED.fullmatch(text):
        return _joined(grouped[1], grouped[2] or "")
    if both := _BOTH.fullmatch(text):
        return _joined(both[1] or both[3] or both[5], both[2] or both[4] or both[6] or "")
    if _MANY.fullmatch(text):
        return _joined(text, "")
    lone = _LONE.fullmatch(text)
    if lone is None or not (lone[1] or lone[3]):
        raise NoNumber
    # no group of thousands begins with a zero or has more than three digits
    doubtful = len(lone[3]) == 3 and 0 < len(lone[1]) <= 3 and not lone[1].startswith("0")
    if doubtful and mark == THOUSANDS:
        return _joined(lone[1] + lone[3], "")
    if doubtful and mark != DECIMALS:
        raise TwoWays
    return _joined(lone[1], lone[3])


def decimal_mark(text: str) -> str:
    """The mark that can only be the decimal one in this number; empty when it has none."""
    try:
        _digits, decimals = read(text)
    except (TwoWays, NoNumber):
        return ""
    return next((sign for sign in reversed(plain(text)) if sign in ".,"), "") if decimals else ""


def scaled(number: Number, factor: int) -> int:
    """A number times a factor, rounded to a whole one: a float would round some the wrong way."""
    digits, decimals = number
    return round_half_up(digits * factor, 10**decimals)


def is_whole(number: Number) -> bool:
    """Whether nothing but zeros follows the decimal mark."""
    return number[0] % 10 ** number[1] == 0


def _joined(whole: str, decimals: str) -> Number:
    return int(re.sub(r"\D", "", whole) + decimals or "0"), len(decimals)
