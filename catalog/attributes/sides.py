"""The sides of a thing, however they are written, told in one order and in one unit.

17 x 12 x 8 cm, H 80 mm × L 170 mm × l 120 mm, Ø 17 cm × H 8 cm. What cannot be read whole is left
as its seller wrote it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language

from catalog.attributes import measures

LENGTH, WIDTH, DEPTH, HEIGHT, ACROSS, BARE = "L", "l", "P", "H", "Ø", ""
ORDERED = (LENGTH, WIDTH, HEIGHT)
# English letters, where they are others
ENGLISH = {WIDTH: "W", DEPTH: "D"}
ORDER = (ACROSS, LENGTH, WIDTH, DEPTH, HEIGHT, BARE)
NAMES = {
    LENGTH: ("longueur", "length", "long", "long."),
    WIDTH: ("largeur", "width", "larg", "larg.", "w"),
    DEPTH: ("profondeur", "depth", "prof", "prof.", "p", "d"),
    HEIGHT: ("hauteur", "height", "haut", "haut.", "h", "ht", "h."),
    ACROSS: ("ø", "⌀", "diametre", "diamètre", "diam", "diam.", "diameter", "∅"),
}
SIGNS = {name: sign for sign, names in NAMES.items() for name in names}
MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10), "m": Decimal(1000)}
_SIDE = re.compile(
    r"(?P<before>[^\W\d]+\.?|[øØ⌀∅])?\s*:?\s*(?P<figures>\d{1,5}(?:[.,]\d{1,2})?)\s*"
    r"(?:(?P<unit>mm|cm|m)(?![^\W\d]))?\s*(?P<after>[^\W\d]+\.?)?"
)
_BETWEEN = re.compile(r"\s*[x×*;,/]\s*|\s+(?:par|by)\s+", re.I)
MOST = 4


class Side(NamedTuple):
    """One side: which it is, as far as it is said, and how long in millimetres."""

    sign: str
    length: Decimal


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[Side, ...]:
    """The sides of a text in their order; none where a part of it is something else."""
    parts = _parts(text)
    if not 1 <= len(parts) <= MOST:
        return ()
    found = [_SIDE.fullmatch(part) for part in parts]
    units = [match["unit"] for match in found if match and match["unit"]]
    if not all(found) or not units:
        return ()
    sides = []
    for match in found:
        assert match is not None
        sign = _sign(match["before"], match["after"])
        value = measures.number(match["figures"])
        if sign is None or value is None:
            return ()
        # one unit at the end is that of all before it
        sides.append(Side(sign, value * MILLIMETRES[match["unit"] or units[-1]]))
    named = [side.sign for side in sides if side.sign]
    if len({*named}) != len(named) or (named and len(named) != len(sides)):
        return ()
    return tuple(sorted(sides, key=lambda side: ORDER.index(side.sign)))


def told(text: str, *, french: bool) -> str:
    """The sides as people read them: 17 × 12 × 8 cm; empty where they cannot be read."""
    sides = read(text)
    if not sides:
        return ""
    is_small = max(side.length for side in sides) < MILLIMETRES["cm"]
    unit = "mm" if is_small else "cm"
    bare = is_ordered(text)
    words = [
        ("" if bare or not side.sign else f"{_letter(side.sign, french=french)}\u00a0")
        + _figures(side.length / MILLIMETRES[unit], french=french)
        for side in sides
    ]
    return f"{' × '.join(words)}\u00a0{unit}"


def is_ordered(text: str) -> bool:
    """Whether these are the length, the width and the height, which the heading then names."""
    signs = [side.sign for side in read(text)]
    return signs in ([*ORDERED], [BARE] * len(ORDERED))


def order() -> str:
    """The order of three sides, as headings say it."""
    return " × ".join(_letter(sign, french=get_language() != "en") for sign in ORDERED)


def lacks_unit(text: str) -> bool:
    """Whether only the unit is missing: 17 x 12."""
    return not read(text) and bool(read(f"{text} cm"))


def is_named(words: str) -> bool:
    """Whether a heading is the name of one side and no more: Hauteur, Diamètre, but no letter."""
    return len(words) > 2 and words.casefold() in SIGNS


def _parts(text: str) -> list[str]:
    plain = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip(" .")
    # a comma between digits is a decimal mark
    hidden = re.sub(r"(?<=\d),(?=\d)", ".", plain)
    return _BETWEEN.split(hidden)


def _sign(before: str | None, after: str | None) -> str | None:
    """Which side a word names; bare without one, None for another word or for two."""
    said = [word for word in (before, after) if word]
    if not said:
        return BARE
    if len(said) > 1:
        return None
    word = said[0]
    # a capital L is the length, a small one the width, as headings have them
    if word.rstrip(".") in (LENGTH, WIDTH):
        return word.rstrip(".")
    return SIGNS.get(word.casefold())


def _letter(sign: str, *, french: bool) -> str:
    return sign if french else ENGLISH.get(sign, sign)


def _figures(value: Decimal, *, french: bool) -> str:
    figures = f"{value.normalize():f}"
    return figures.replace(".", ",") if french else figures
