"""Amounts with a unit, as people write them: 33 cl, 1,5 kg, Ø 17 cm; kept in one unit."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from catalog import units
from catalog.models import Attribute
from marketplace.shared.folding import fold

Unit = Attribute.Unit
# larger first: how an amount is told again
TOLD = {
    Unit.GRAM: ((Decimal(1000), "kg"), (Decimal(1), "g")),
    Unit.MILLILITRE: ((Decimal(1000), "l"), (Decimal(10), "cl"), (Decimal(1), "ml")),
    Unit.MILLIMETRE: ((Decimal(10), "cm"), (Decimal(1), "mm")),
    Unit.MONTH: ((Decimal(24), "an"), (Decimal(1), "mois")),  # from two years on, in years
}
# the units a bare number may be in, by the one that is kept; of the others there is one way alone
WAYS = {
    Unit.GRAM: ("g", "kg"),
    Unit.MILLILITRE: ("ml", "cl", "l"),
    Unit.MILLIMETRE: ("mm", "cm", "m"),
    Unit.MONTH: ("mois", "an"),
    Unit.YEAR: ("mois", "an"),
}
# of these a seller's own step is told again only where it is a symbol: « 1500 grammes » is 1,5 kg
STEPPED = {"mass", "volume", "length"}
CALENDAR = "calendar"  # 24 months are told as 2 years
# « 10 à 15 », « 2 to 4 » joueurs: what counts objects has no unit of one of these names
LITTLE = frozenset({"a", "to", "au", "s", "j", "d", "v", "t", "k", "n", "mo", "go", "min", "ha"})
_NUMBER = r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?|\d{1,7}(?:[.,]\d{1,4})?"
# a word or signs, m² and cm³ (folded: m2, cm3); then what it is by: g/m², km par heure. After a
# slash between spaces, a word before a number is the next side of a thing: 12 cm / l 8 cm
_POWER, _WORD = r"[cdkm]?m[23](?!\d|[.,]\d)", r"[a-zμω%‰°\"]+"
_BY = r"(?:\s*[/⁄]\s*|\s+(?:par|per)\s+|·|\.(?=[a-z]))"
_BY_ONE = (
    rf"(?:(?:[/⁄·]|\.(?=[a-z]))(?:100 ?)?(?:{_POWER}|{_WORD}(?![a-z\d]))"
    rf"|{_BY}(?:100 ?)?(?:{_POWER}|{_WORD}(?![a-z]|\s*\d)))"
)
_TOKEN = rf"(?:{_POWER}|{_WORD}){_BY_ONE}*"
AMOUNT = re.compile(rf"({_NUMBER})\s*({_TOKEN}|)", re.ASCII)
_ALONE = re.compile(rf"[\d.,\s]+(?:{_TOKEN})?", re.ASCII)
_PARTED = re.compile(_BY)
# units that are several words, as one sign
_PHRASES = (
    (re.compile(r"\b(?:metres?|meters?) carres?\b|\bsquare (?:metres?|meters?)\b"), "m2"),
    (re.compile(r"\b(?:centimetres?) carres?\b|\bsquare centimet(?:re|er)s?\b"), "cm2"),
    (re.compile(r"\b(?:metres?|meters?) cubes?\b|\bcubic (?:metres?|meters?)\b"), "m3"),
    (re.compile(r"\b(?:centimetres?) cubes?\b|\bcubic centimet(?:re|er)s?\b"), "cm3"),
    (re.compile(r"\bpour ?cent\b|\bper ?cent\b"), "%"),
    (re.compile(r"(?:\bdeg(?:re|ree)s? |°\s*)(celsius|c\b)|\bcelsius\b"), "°c"),
    (re.compile(r"(?:\bdeg(?:re|ree)s? |°\s*)(fahrenheit|f\b)|\bfahrenheit\b"), "°f"),
    (re.compile(r"\bfl\.? ?oz\b"), "floz"),
    (re.compile(r"′′"), '"'),
)
_MANY = re.compile(r"carre|cube|square|cubic|cent|°|celsius|fahrenheit|oz|′′")
# 2 h 30, 1 h 05 min
_HOURS = re.compile(r"(\d{1,4}) ?h ?([0-5]?\d)(?: ?(?:min|mn))?\b(?![.,]\d)")
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

    A unit is read whole: 211 g/m² are no grams, and 60 km/h no kilometres. A number without unit
    counts when the text is nothing else: the column said the unit.
    """
    kept = units.known().get(unit)
    folded = _folded(text)
    if kept is not None and kept.dimension == units.DURATION:
        folded = _HOURS.sub(_in_hours, folded)
    found = []
    for match in AMOUNT.finditer(folded):
        value = number(match[1])
        if value is None:
            return []
        if may_lie_below_zero(unit) and _NEGATIVE.search(text) and _is_below(folded, match):
            value = -value
        amount = _kept(value, match[2], kept)
        if amount is not None:
            found.append(amount)
    if not found and (alone := re.fullmatch(rf"([-\u2212]?)({_NUMBER})", folded.strip())):
        value = number(alone[2])
        if value is None or (alone[1] and not may_lie_below_zero(unit)):
            return []
        return [-value if alone[1] else value]
    return found


def unit_of(name: str) -> units.Unit | None:
    """The unit that is written so behind a number; none of an unknown one, nor of what is told by
    another: a gram per square metre is no gram.
    """
    named = _sign(name)
    if named in units.by_name():
        return units.by_name()[named]
    first, *others = _PARTED.split(name.strip())
    if any(_sign(other.removeprefix("100").strip()) in units.by_name() for other in others):
        return None  # 20 l/100 km
    return units.by_name().get(_sign(first))  # 500 g/pot: each pot holds as much


def may_lie_below_zero(unit: str) -> bool:
    """Whether less than nothing is an amount too: a cold of -20 °C."""
    kept = units.known().get(unit)
    return kept is not None and kept.dimension == units.TEMPERATURE


def is_one_amount(text: str) -> bool:
    """Whether a text is one number with its unit, and no more."""
    return _ALONE.fullmatch(_folded(text).strip().lstrip("-\u2212")) is not None


def is_bare(text: str) -> bool:
    """Whether a text is a number without a unit."""
    return re.fullmatch(_NUMBER, _SPACES.sub(" ", fold(text)).strip()) is not None


def ways(unit: str, example: str = "") -> tuple[str, ...]:
    """The units in which a bare number of an attribute may be; empty where there is one alone, as
    of what is usually written without: a weight by square metre.
    """
    return () if not unit or is_bare(example) else _steps(unit)


def usual(unit: str, example: str = "") -> str:
    """The unit in which such amounts are usually told: that of the example, else the first."""
    possible = _steps(unit) or (unit,)
    named = (name for _figures, name in AMOUNT.findall(_folded(example)) if name in possible)
    return next(named, possible[0])


def lacks_unit(text: str, unit: str, example: str = "") -> bool:
    """Whether a text is a number whose unit nobody can know: 75 may be ml or cl; nought is none in
    any.
    """
    return bool(ways(unit, example)) and is_bare(text) and not is_naught(text)


def is_negative(text: str) -> bool:
    """Whether an amount stands below zero; the dash of 10-15 cm or of 10 cm -15 cm is none."""
    return any(not _AMOUNT_BEFORE.search(text[: sign.start()]) for sign in _NEGATIVE.finditer(text))


def is_impossible(text: str, unit: str) -> bool:
    """Whether a text tells less than nothing of what cannot be less: nothing weighs -5 g."""
    return bool(unit) and not may_lie_below_zero(unit) and is_negative(text)


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
            for step in TOLD.get(unit, ())
            if value >= step[0] and _is_round(value, step[1], step[0])
        ),
        (Decimal(1), unit),
    )
    if unit == Unit.YEAR and value % 1 and not value * 12 % 1:
        return _said(value * 12, Unit.MONTH, french=french)
    is_years = name == Unit.YEAR and unit == Unit.MONTH
    return _said(value / (Decimal(12) if is_years else scale), name, french=french)


def written(text: str, value: Decimal, unit: str, *, french: bool = True) -> str:
    """A text that is one amount, as the house writes it: 0.5kg is 0,5 kg, 12 months are 12 mois.
    The step its seller took stays: a ring of 12 mm is none of 1,2 cm, a screen of 27 inches none
    of 68,58 cm.
    """
    match = AMOUNT.fullmatch(_folded(text).strip().lstrip("-\u2212"))
    named = unit_of(match[2]) if match and match[2] else None
    amount = number(match[1]) if match else None
    kept = units.known().get(unit)
    if amount is None or named is None or kept is None or named.dimension != kept.dimension:
        return told(value, unit, french=french)
    is_spelled = not named.forms and match is not None and _sign(match[2]) != _sign(named.symbol)
    if named.dimension == CALENDAR or (is_spelled and named.dimension in STEPPED):
        return told(value, unit, french=french)
    return _said(-amount if value < 0 else amount, named.symbol, french=french)


def has_own_step(unit: str) -> bool:
    """Whether English readers get the unit that the seller took too: watts stay watts."""
    kept = units.known().get(unit)
    return kept is not None and kept.dimension not in {*STEPPED, CALENDAR}


def _said(amount: Decimal, name: str, *, french: bool) -> str:
    figures = _plain(round(amount, 4))
    if french:
        figures = figures.replace(".", ",")
    unit = units.known().get(name)
    sign = unit.sign(amount, french=french) if unit else name
    return f"{figures}{sign}" if sign == "°" else f"{figures}\u00a0{sign}".strip()


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _is_round(value: Decimal, name: str, scale: Decimal) -> bool:
    if name == "an":
        return value % 12 == 0
    return (value / scale) % Decimal("0.1") == 0


def _kept(value: Decimal, name: str, kept: units.Unit | None) -> Decimal | None:
    """A number with the unit behind it, in the unit that is kept; None where it is of another."""
    named = unit_of(name) if name else None
    if kept is None:
        counts = named is None or named.dimension == units.COUNT or name in LITTLE
        return value if counts else None
    if named is None:
        return None
    return value if _sign(name) in kept.short else units.converted(value, named, kept)


def _steps(unit: str) -> tuple[str, ...]:
    """The units in which people say amounts of what this one measures; empty where one alone is."""
    own = units.known().get(unit)
    for first, steps in WAYS.items():
        if own is not None and own.dimension == units.known()[first].dimension:
            return steps if unit in steps else (unit, *steps)
    return ()


def _folded(text: str) -> str:
    """A text as amounts are looked for in it, with units of several words as one sign."""
    folded = _SPACES.sub(" ", fold(text))
    if _MANY.search(folded):
        for phrase, sign in _PHRASES:
            folded = phrase.sub(sign, folded)
    return folded


@lru_cache(maxsize=2048)
def _sign(name: str) -> str:
    """A unit as it is looked up: in one sign, whatever parts it."""
    plain = fold(name).strip().replace("⁄", "/")
    plain = re.sub(r"\s*/\s*|\s+(?:par|per)\s+", "/", plain)
    top, slash, bottom = plain.partition("/")
    if not slash:
        return plain
    return f"{_symbol(top)}/{_symbol(bottom)}"


def _symbol(name: str) -> str:
    """A part of a unit by its symbol: km par heure, m/second."""
    named = units.by_name().get(name)
    return fold(named.symbol) if named else name


def _is_below(folded: str, match: re.Match[str]) -> bool:
    before = folded[: match.start()]
    return before.endswith(("-", "\u2212")) and not _AMOUNT_BEFORE.search(before[:-1])


def _in_hours(match: re.Match[str]) -> str:
    minutes = Decimal(match[1]) * 60 + Decimal(match[2])
    return f"{minutes} min"
