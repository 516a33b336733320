"""What a list may be filtered by: the understood values of a sheet, as terms of the word index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _now

from catalog.attributes import measures, reading
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Defined
from catalog.models import Attribute

BRAND, SELLER, LABEL = "marque", "vendeur", "label"
OWN_PARAMETERS = frozenset(
    {
        "q",
        "tel",
        "tri",
        "page",
        "par",
        "prix_min",
        "prix_max",
        "stock",
        "note",
        "rayon",
        "v",
        BRAND,
        SELLER,
        LABEL,
    }
)
YES = "oui"
EXACT = "="
MOST = 10**9
MOST_SIGNS = 16
# what people count in, and how much of the kept unit it is
SHOWN_UNITS: dict[str, tuple[str, int]] = {
    Attribute.Unit.MILLILITRE: ("cl", 10),
    Attribute.Unit.MILLIMETRE: ("cm", 10),
}
SHORT = 40  # of a value; beyond, it is a sentence
Key = tuple[str, str]  # attribute, value


def keys(lines: Iterable[Said]) -> Iterator[Key]:
    """The filters that these lines answer: (attribute, value), a number by its range."""
    for said in lines:
        attribute = said.attribute
        if attribute is None or attribute.facet is None or attribute.key == reading.CLAIMED:
            continue
        for value in said.values:
            yield attribute.key, value
        if said.amount is not None and attribute.buckets:
            yield attribute.key, bucket(said.amount, attribute.buckets)
            yield attribute.key, exactly(said.amount)
        if said.moment is not None:
            yield attribute.key, str(said.moment.year)
        if said.flag:
            yield attribute.key, YES


def exactly(amount: Decimal) -> str:
    """The term of one amount, by which lists are narrowed from … to …; no address writes it."""
    return f"{EXACT}{amount.normalize():f}"


def is_exact(value: str) -> bool:
    """Whether a term is one amount, which is no choice to tick."""
    return value.startswith(EXACT)


def lies_within(value: str, low: Decimal | None, high: Decimal | None) -> bool:
    """Whether the amount of a term lies between two bounds, either of which may be absent."""
    amount = Decimal(value.removeprefix(EXACT))
    return (low is None or amount >= low) and (high is None or amount <= high)


def bound(text: str, attribute: Defined) -> Decimal | None:
    """A bound as a visitor types it, « 30 », « 0,5 l »: in the unit that amounts are kept in.

    A number alone is in the unit the filter shows.
    """
    unit = attribute.unit
    amounts = measures.amounts(text, unit) if len(text) <= MOST_SIGNS else []
    if len(amounts) != 1 or amounts[0] >= MOST:
        return None
    shown, factor = SHOWN_UNITS.get(unit, (unit, 1))
    return amounts[0] * factor if measures.is_bare(text) else amounts[0]


def typed(amount: Decimal | None, attribute: Defined) -> str:
    """A bound as the filter shows it again: a number of its unit."""
    if amount is None:
        return ""
    figures = f"{(amount / SHOWN_UNITS.get(attribute.unit, ('', 1))[1]).normalize():f}"
    return figures if get_language() == "en" else figures.replace(".", ",")


def unit_of(attribute: Defined) -> str:
    """The unit that a filter by amounts shows and takes."""
    return SHOWN_UNITS.get(attribute.unit, (attribute.unit, 1))[0]


def bucket(amount: Decimal, bounds: tuple[int, ...]) -> str:
    """The range an amount lies in, as its address writes it: -150, 150-300, 1000-."""
    low = max((bound for bound in bounds if bound <= amount), default="")
    high = min((bound for bound in bounds if bound > amount), default="")
    return f"{low}-{high}"


def label(attribute: Defined, value: str) -> str:
    """A filter's value in the reader's language; the value itself if it is no longer known."""
    if value in attribute.values:
        return attribute.values[value].label
    if value == YES:
        return _now("Oui")
    low, dash, high = value.partition("-")
    if not dash or not all(part.isdigit() for part in (low, high) if part):
        return value
    french = get_language() != "en"
    ends = [
        measures.told(Decimal(end), attribute.unit, french=french) if end else ""
        for end in (low, high)
    ]
    if not low:
        return _now("Moins de {most}").format(most=ends[1])
    if not high:
        return _now("{least} et plus").format(least=ends[0])
    return _now("{least} à {most}").format(least=ends[0], most=ends[1])


def rank(attribute: Defined, value: str) -> int | None:
    """Where a value stands when values have an order of their own: sizes, ranges."""
    if value in attribute.values:
        return attribute.values[value].rank if attribute.kind == Attribute.Kind.CHOICE else None
    low = value.partition("-")[0]
    return int(low) + 1 if low.isdigit() else 0


def words(lines: Iterable[Said]) -> Iterator[str]:
    """What is known of a sheet, in both languages; a short line that no attribute knows counts too.

    A sentence about care is no word for what a thing is: it weighs as the description does.
    """
    for said in lines:
        if said.document:
            continue
        if (said.attribute is None or said.is_whole) and len(said.text) <= SHORT:
            yield reading.less_borrowed(said)
        if said.attribute is not None:
            for value in said.values:
                yield said.attribute.values[value].fr
                yield said.attribute.values[value].en
