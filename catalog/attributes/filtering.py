"""What a list may be filtered by: the understood values of a sheet, as terms of the word index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _now

from catalog.attributes import measures
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Defined
from catalog.models import Attribute

BRAND, SELLER = "marque", "vendeur"
OWN_PARAMETERS = frozenset(
    {
        "q",
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
    }
)
YES = "oui"
SHORT = 40  # of a value; beyond, it is a sentence
Key = tuple[str, str]  # attribute, value


def keys(lines: Iterable[Said]) -> Iterator[Key]:
    """The filters that these lines answer: (attribute, value), a number by its range."""
    for said in lines:
        attribute = said.attribute
        if attribute is None or attribute.facet is None:
            continue
        for value in said.values:
            yield attribute.key, value
        if said.amount is not None and attribute.buckets:
            yield attribute.key, bucket(said.amount, attribute.buckets)
        if said.moment is not None:
            yield attribute.key, str(said.moment.year)
        if said.flag:
            yield attribute.key, YES


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
        if (said.attribute is None or said.is_whole) and len(said.text) <= SHORT:
            yield said.text
        if said.attribute is not None:
            for value in said.values:
                yield said.attribute.values[value].fr
                yield said.attribute.values[value].en
