"""Amounts with a unit, as people write them: 33 cl, 1,5 kg, Ø 17 cm; kept in one unit."""

from __future__ import annotations

import re
from decimal import Decimal

from catalog.models import Attribute
from marketplace.shared.folding import fold

Unit = Attribute.Unit
# how much of the kept unit one of these is
FACTORS: dict[str, tuple[str, Decimal]] = {
    **{name: (Unit.GRAM, Decimal(1)) for name in ("g", "gr", "gramme", "grammes", "gram", "grams")},
    **{name: (Unit.GRAM, Decimal(1000)) for name in ("kg", "kilo", "kilos", "kilogrammes")},
    **{name: (Unit.GRAM, Decimal("0.001")) for name in ("mg",)},
    **{name: (Unit.MILLILITRE, Decimal(1)) for name in ("ml", "millilitres", "millilitre")},
    **{name: (Unit.MILLILITRE, Decimal(10)) for name in ("cl", "centilitres", "centilitre")},
    **{name: (Unit.MILLILITRE, Decimal(100)) for name in ("dl",)},
    **{
        name: (Unit.MILLILITRE, Decimal(1000))
        for name in ("l", "litre", "litres", "liter", "liters")
    },
    **{name: (Unit.MILLIMETRE, Decimal(1)) for name in ("mm", "millimetres", "millimetre")},
    **{name: (Unit.MILLIMETRE, Decimal(10)) for name in ("cm", "centimetres", "centimetre")},
    **{name: (Unit.MILLIMETRE, Decimal(1000)) for name in ("m", "metre", "metres", "meter")},
    **{name: (Unit.WATT, Decimal(1)) for name in ("w", "watt", "watts")},
    **{name: (Unit.HOUR, Decimal(1)) for name in ("h", "heure", "heures", "hour", "hours")},
    **{name: (Unit.MONTH, Decimal(1)) for name in ("mois", "month", "months")},
    **{name: (Unit.YEAR, Decimal(1)) for name in ("an", "ans", "annee", "annees", "year", "years")},
    **{name: (Unit.PERCENT, Decimal(1)) for name in ("%", "pour cent", "percent")},
}
# a year of guarantee is told in months too
BETWEEN = {(Unit.YEAR, Unit.MONTH): Decimal(12)}
# larger first: how an amount is told again
TOLD = {
    Unit.GRAM: ((Decimal(1000), "kg"), (Decimal(1), "g")),
    Unit.MILLILITRE: ((Decimal(1000), "l"), (Decimal(10), "cl"), (Decimal(1), "ml")),
    Unit.MILLIMETRE: ((Decimal(10), "cm"), (Decimal(1), "mm")),
    Unit.MONTH: ((Decimal(24), "an"), (Decimal(1), "mois")),  # from two years on, in years
}
# units that are words: French and English, one and several
WORDS = {"mois": ("mois", "mois", "month", "months"), "an": ("an", "ans", "year", "years")}
# the units a bare number may be in, by the one that is kept; of the others there is one way alone
WAYS = {
    Unit.GRAM: ("g", "kg"),
    Unit.MILLILITRE: ("ml", "cl", "l"),
    Unit.MILLIMETRE: ("mm", "cm", "m"),
    Unit.MONTH: ("mois", "an"),
    Unit.YEAR: ("mois", "an"),
}
# units of several steps, whose sellers choose the one their goods are told in
STEPPED = {Unit.GRAM, Unit.MILLILITRE, Unit.MILLIMETRE}
SYMBOLS = {"g", "kg", "mg", "ml", "cl", "dl", "l", "mm", "cm", "m"}
_NUMBER = r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?|\d{1,7}(?:[.,]\d{1,4})?"
AMOUNT = re.compile(rf"({_NUMBER})\s*([a-z%]*)", re.ASCII)
_DOUBTFUL = re.compile(r"[1-9]\d{0,2}[.,]\d{3}\Z", re.ASCII)
_PACK = re.compile(
    r"(?<![\d.,])(\d{1,4})\s*(?:[x×*]|(?:[a-z]+ )?de(?= \d)|[a-z]+ of(?= \d))\s*(?=\d)", re.ASCII
)
_TIMES = re.compile(r"[a-z]\s*[x×*]\s*(\d{1,4})(?![\d.,]|\s*[a-z])", re.ASCII)
_NEGATIVE = re.compile(r"(?<!\w)[-\u2212](?=\d)")
_AMOUNT_BEFORE = re.compile(r"\d\s*(?:%|[^\W\d]{1,2})?\s*\Z")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def number(text: str) -> Decimal | None:
    """The one reading of a number; None where a mark may part thousands or decimals."""
    if _DOUBTFUL.fullmatch(text):
        return None
    return Decimal(text.replace(" ", "").replace(",", "."))


def amounts(text: str, unit: str) -> list[Decimal]:
    """The amounts of a text that are of this unit, converted, in their order; 1,5 kg → 1500 g.

    A number without unit counts when the text is nothing else: the column said the unit.
    """
    folded = _SPACES.sub(" ", fold(text))
    found = []
    for figures, name in AMOUNT.findall(folded):
        value = number(figures)
        if value is None:
            return []
        factor = _factor(name, unit)
        if factor is not None:
            found.append(value * factor)
    if not found and (alone := re.fullmatch(_NUMBER, folded.strip())):
        value = number(alone[0])
        return [] if value is None else [value]
    return found


def is_bare(text: str) -> bool:
    """Whether a text is a number without a unit."""
    return re.fullmatch(_NUMBER, _SPACES.sub(" ", fold(text)).strip()) is not None


def ways(unit: str, example: str = "") -> tuple[str, ...]:
    """The units in which a bare number of an attribute may be; empty where there is one alone, as
    of what is usually written without: a weight by square metre.
    """
    return () if not unit or is_bare(example) else WAYS.get(Unit(unit), ())


def usual(unit: str, example: str = "") -> str:
    """The unit in which such amounts are usually told: that of the example, else the first."""
    possible = WAYS.get(Unit(unit), (unit,))
    named = (name for _figures, name in AMOUNT.findall(fold(example)) if name in possible)
    return next(named, possible[0])


def lacks_unit(text: str, unit: str, example: str = "") -> bool:
    """Whether a text is a number whose unit nobody can know: 75 may be ml or cl; nought is none in
    any.
    """
    return bool(ways(unit, example)) and is_bare(text) and not is_naught(text)


def is_negative(text: str) -> bool:
    """Whether an amount stands below zero; the dash of 10-15 cm or of 10 cm -15 cm is none."""
    return any(not _AMOUNT_BEFORE.search(text[: sign.start()]) for sign in _NEGATIVE.finditer(text))


def is_naught(text: str) -> bool:
    """Whether a text bears no figure above zero."""
    return not re.search(r"[1-9]", text)


def packed(text: str, amount: Decimal) -> Decimal | None:
    """The whole of a pack of which each piece holds `amount`: 6 × 33 cl is 1,98 l.

    A pack of packs has no single reading.
    """
    folded = _SPACES.sub(" ", fold(text))
    counts = [*_PACK.findall(folded), *_TIMES.findall(folded)]
    if len(counts) > 1:
        return None
    return amount * int(counts[0]) if counts and int(counts[0]) else amount


def told(value: Decimal, unit: str, *, french: bool) -> str:
    """An amount in the unit people use for that much: 1 500 g is 1,5 kg, 36 months are 3 years."""
    scale, name = next(
        (
            step
            for step in TOLD.get(Unit(unit), ())
            if value >= step[0] and _is_round(value, step[1], step[0])
        ),
        (Decimal(1), unit),
    )
    amount = value / (Decimal(12) if name == "an" and unit == Unit.MONTH else scale)
    figures = _plain(amount)
    if french:
        figures = figures.replace(".", ",")
    if name in WORDS:
        name = WORDS[name][(0 if french else 2) + (amount >= 2)]
    return f"{figures}\u00a0{name}".strip()


def written(text: str, value: Decimal, unit: str) -> str:
    """A French text that is one amount, as the house writes it: 0.5kg is 0,5 kg, 12 months are
    12 mois. The step its seller took stays: a ring of 12 mm is none of 1,2 cm.
    """
    match = AMOUNT.fullmatch(_SPACES.sub(" ", fold(text)).strip())
    name = match[2] if match else ""
    amount = number(match[1]) if match else None
    if amount is None or FACTORS.get(name, ("",))[0] not in STEPPED or name not in SYMBOLS:
        return told(value, unit, french=True)
    return f"{_plain(amount)}\u00a0{name}".replace(".", ",")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _is_round(value: Decimal, name: str, scale: Decimal) -> bool:
    if name == "an":
        return value % 12 == 0
    return (value / scale) % Decimal("0.1") == 0


def _factor(name: str, unit: str) -> Decimal | None:
    if not name:
        return Decimal(1) if unit == Unit.NONE else None
    family, factor = FACTORS.get(name, (None, Decimal(0)))
    if family is None:
        return Decimal(1) if unit == Unit.NONE else None
    if family == unit:
        return factor
    between = BETWEEN.get((Unit(family), Unit(unit)))
    return factor * between if between else None
