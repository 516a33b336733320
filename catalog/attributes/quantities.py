"""How much of a thing one buys, and what a kilo, a litre or a metre of it costs.

The price by measure stands beside the price wherever the category asks for the quantity (arrêté
du 16 novembre 1999, Code de la consommation L112-1); packs of less than 50 g or 50 ml have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from catalog import units
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import Vocabulary
from catalog.models import Attribute, AttributePlace, Variant
from marketplace.shared.bulk import row
from marketplace.shared.money import Money
from marketplace.shared.templatetags.ui import NO_BREAK, money

COLUMNS = ("net_thousandths", "net_unit")
LEVELS = {AttributePlace.Level.REQUIRED, AttributePlace.Level.RECOMMENDED}
# the measure prices are told by, in thousandths of the unit that amounts are kept in
MEASURES: dict[str, tuple[str, int]] = {
    Attribute.Unit.GRAM: ("kg", 1_000_000),
    Attribute.Unit.MILLILITRE: ("l", 1_000_000),
    Attribute.Unit.MILLIMETRE: ("m", 1_000_000),
}
LEAST = 50_000  # thousandths of a gram or a millilitre
MOST = 10**13


class Quantity(NamedTuple):
    """An amount in thousandths of a gram, a millilitre or a millimetre."""

    thousandths: int
    unit: str


class Held(NamedTuple):
    """A variant with the quantity that is stored of it."""

    pk: int
    thousandths: int | None
    unit: str


def of(lines: Iterable[Said], path: str, known: Vocabulary) -> Quantity | None:
    """What these lines say is bought, where the category asks for a price by measure."""
    levels = known.of(path)
    for line in lines:
        attribute = line.attribute
        if attribute is None or not attribute.prices or line.amount is None:
            continue
        if levels.get(attribute.key) not in LEVELS:
            continue
        found = _measured(line.amount, attribute.unit)
        if found is not None and 0 < found.thousandths < MOST:
            return found
    return None


def _measured(amount: Decimal, unit: str) -> Quantity | None:
    """An amount in the unit of its price by measure; None of what has none."""
    kept = units.known().get(unit)
    for measure in MEASURES if kept else ():
        inner = units.converted(amount, kept, units.known()[measure])
        if inner is not None:
            return Quantity(int(inner * 1000), measure)
    return None


def changed(held: Mapping[Held, Quantity | None]) -> list[Variant]:
    """The variants whose stored quantity is another one, with the new one set."""
    news = []
    for stored, quantity in held.items():
        thousandths, unit = quantity or (None, "")
        if (stored.thousandths, stored.unit) != (thousandths, unit):
            news.append(row(Variant, id=stored.pk, net_thousandths=thousandths, net_unit=unit))
    return news


def price(cents: int, thousandths: int | None, unit: str) -> str:
    """What a kilo, a litre or a metre costs at this price: « 12,00 € / kg »; empty without any."""
    if not thousandths or unit not in MEASURES:
        return ""
    if thousandths < LEAST and unit != Attribute.Unit.MILLIMETRE:
        return ""
    name, measure = MEASURES[unit]
    amount = money(Money(cents).per(measure, of=thousandths).cents)
    return f"{amount}{NO_BREAK}/{NO_BREAK}{name}"
