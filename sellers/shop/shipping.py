"""What delivery costs and when it arrives, from a seller's grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, postcodes, territories
from marketplace.shared.prepared import Prepared
from marketplace.shared.replicas import reading
from marketplace.shared.states import Refusal
from marketplace.shared.territories import EUROPE
from sellers import standing
from sellers.models import Seller, ShippingMethod, Zone

MOST_KNOWN = 2000  # shops whose delivery a process remembers
GRIDS = Prepared(
    lambda sellers: ShippingMethod.objects.filter(seller__pk__in=sellers, is_active=True).order_by(
        "position", "first_cents", "pk"
    )
)


class NotDelivered(Refusal):
    """A seller does not deliver to this place."""

    sentence = _(
        "{seller} ne livre pas à cette adresse : choisissez une autre adresse ou retirez ses"
        " articles."
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to be delivered by one seller: what it costs, and between which days it arrives."""

    method_id: int
    name: str
    carrier: str
    kind: str
    cents: int
    free_from_cents: int | None
    earliest: date
    latest: date


def zone_of(country: str, postcode: str) -> str | None:
    """The zone of a place, or None where nobody delivers.

    Places outside the Union's VAT are refused until their taxes are charged
    (`marketplace/shared/territories.py`).
    """
    if territories.outside(country, postcode):
        return None
    if country in ("FR", "MC"):
        corsican = postcodes.read(postcode, country).startswith("20")
        return Zone.CORSE if corsican else Zone.METROPOLE
    return Zone.EUROPE if country in EUROPE else None


def grids(sellers: Iterable[int]) -> dict[int, list[ShippingMethod]]:
    """The active methods of several sellers, in one query."""
    by_seller: dict[int, list[ShippingMethod]] = {}
    for method in GRIDS(sellers=sorted(sellers)):
        by_seller.setdefault(method.seller_id, []).append(method)
    return by_seller


def known_grids(sellers: Iterable[int]) -> dict[int, list[ShippingMethod]]:
    """As `grids`, asked once by each process until some shop changes its delivery: for pages that
    show it, never for what is charged.
    """
    wanted = sorted(sellers)
    known = standing.known().grids
    if len(known) > MOST_KNOWN:
        known.clear()
    unknown = [seller for seller in wanted if seller not in known]
    if unknown:
        with reading.from_primary():
            found = grids(unknown)
        known.update({seller: found.get(seller, []) for seller in unknown})
    return {seller: known[seller] for seller in wanted if seller in known}


def choices(
    methods: Iterable[ShippingMethod],
    *,
    seller: Seller,
    zone: str | None,
    goods_cents: int,
    pieces: int,
    at: datetime,
) -> list[Choice]:
    """The ways a seller delivers so many pieces to a zone, cheapest first."""
    ways = [
        Choice(
            method.pk,
            method.name,
            method.carrier,
            method.kind,
            cost(method, goods_cents=goods_cents, pieces=pieces),
            method.free_from_cents,
            *promise(method, seller=seller, at=at),
        )
        for method in methods
        if method.zone == zone
    ]
    return sorted(ways, key=lambda choice: (choice.cents, choice.latest))


def cost(method: ShippingMethod, *, goods_cents: int, pieces: int) -> int:
    """What delivery costs in cents, VAT included."""
    if method.free_from_cents is not None and goods_cents >= method.free_from_cents:
        return 0
    return method.first_cents + method.next_cents * max(pieces - 1, 0)


def promise(method: ShippingMethod, *, seller: Seller, at: datetime) -> tuple[date, date]:
    """The earliest and latest day of arrival: preparation, then the carrier, in working days."""
    leaves = clock.add_open_days(clock.paris_day(at), seller.handling_days)
    return (
        clock.add_open_days(leaves, method.days_min),
        clock.add_open_days(leaves, method.days_max),
    )
