"""The units in which what is said of goods is measured: by dimension, and what one is of another.

The list is data (`units.toml`): an operator chooses the unit that the amounts of an attribute are
kept in, and what sellers write in any other unit of its dimension is converted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from marketplace.shared.folding import fold
from marketplace.shared.language import local

FILE = Path(__file__).parent / "units.toml"
DECIMALS = Decimal("0.000001")  # of an amount that is no whole part of another unit
TEMPERATURE, COUNT, DURATION = "temperature", "count", "duration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit: how many of its dimension's first one it is, and how it is written and called.

    `forms` are one and several in French, then in English, where the unit is a word. `short` are
    names of another unit by which the trade means this one: a cloth of 180 g.
    """

    symbol: str
    dimension: str
    factor: Decimal
    offset: Decimal
    fr: str
    en: str
    symbol_en: str
    forms: tuple[str, ...]
    names: frozenset[str]
    short: frozenset[str]

    def sign(self, amount: Decimal, *, french: bool) -> str:
        """What stands behind an amount: its symbol, or the word in the number of the amount."""
        if self.forms:
            return self.forms[(0 if french else 2) + (abs(amount) >= 2)]
        return self.symbol if french or not self.symbol_en else self.symbol_en


@cache
def known() -> dict[str, Unit]:
    """Every unit by its symbol."""
    return {
        each["symbol"]: Unit(
            symbol=each["symbol"],
            dimension=dimension,
            factor=Decimal(each["factor"]),
            offset=Decimal(each.get("offset", "0")),
            fr=each["fr"],
            en=each["en"],
            symbol_en=each.get("symbol_en", ""),
            forms=tuple(each.get("forms", ())),
            names=frozenset(
                map(
                    fold,
                    (
                        each["symbol"],
                        *filter(None, [each.get("symbol_en")]),
                        *each.get("forms", ()),
                        *each["names"],
                    ),
                )
            ),
            short=frozenset(each.get("short", ())),
        )
        for dimension, told in _data().items()
        for each in told["units"]
    }


@cache
def by_name() -> dict[str, Unit]:
    """Every unit by each of the ways it is written, folded; the first of two: « j » is a day."""
    return {name: unit for unit in reversed(known().values()) for name in unit.names}


def choices() -> Iterator[tuple[object, object]]:
    """What an operator may choose, by dimension, each unit with its symbol."""
    yield "", _("Sans unité")
    for dimension, told in _data().items():
        units = [
            (unit.symbol, _named(unit.fr, unit.en, unit.symbol))
            for unit in known().values()
            if unit.dimension == dimension
        ]
        yield _named(told["fr"], told["en"]), units


def converted(value: Decimal, unit: Unit, kept: Unit) -> Decimal | None:
    """An amount of one unit in another; None where they do not measure the same."""
    if unit.dimension != kept.dimension:
        return None
    if unit is kept:
        return value
    amount = (value - unit.offset) * unit.factor / kept.factor + kept.offset
    return amount if len(amount.as_tuple().digits) < 20 else amount.quantize(DECIMALS)


def _named(fr: str, en: str, symbol: str = "") -> object:
    """The name of a unit or of a dimension, in the language of whoever reads it."""

    def said() -> str:
        name = local(fr, en).text
        return f"{name} ({symbol})" if symbol and symbol != name else name

    return lazy(said, str)()


@cache
def _data() -> dict[str, dict]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
