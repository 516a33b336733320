"""What carriers tell of parcels: scans on the way, points, and the few that go wrong."""

from datetime import datetime, timedelta
from functools import partial

from marketplace.demo.seed.calendar import at_work
from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from orders.models import Milestone, Shipment
from orders.money import refunds
from orders.states import RefundState, ShipmentState
from orders.tracking import coming_back, followed, hearing
from orders.tracking.protocol import Scan

K = Milestone.Kind
PLATFORMS = ("Plateforme de Tours", "Plateforme de Rungis", "Plateforme de Lyon-Corbas")
DEPOT, OFFICE = "Agence de dépôt", "Bureau de poste"
KEPT_DAYS = 14
WENT_WRONG = frozenset({"falls_silent", "sent_back", "came_back", "lost_by_carrier"})
FATES = frozenset({"announced", "at_point", *WENT_WRONG})


def note(market: Market, parcel: Shipment, fate: str, at: datetime) -> None:
    """A parcel left: plan what its carrier says of it."""
    if not parcel.tracking or parcel.carrier not in followed.told():
        return
    rng = market.dice("journey", parcel.seller_order.number, parcel.number)

    def say(hours: float, kind: str, place: str = "", *, after: float = 0) -> None:
        """Scanned so many hours after it left, learnt a little later."""
        when = at + timedelta(hours=hours)
        until = clock.paris_day(when) + timedelta(days=KEPT_DAYS) if kind == K.AT_POINT else None
        scan = Scan(kind=kind, happened_at=when, place=place, until=until)
        market.calendar.note(
            when + timedelta(hours=after, minutes=20), partial(_hear, parcel.pk, [scan])
        )

    say(0.5, K.ANNOUNCED)
    if fate == "announced":
        return
    say(6, K.TAKEN_OVER, DEPOT, after=1)
    say(22, K.IN_TRANSIT, rng.choice(PLATFORMS), after=2)
    if fate == "on_its_way":
        for hours in (46, 70, 94):
            say(hours, K.IN_TRANSIT, rng.choice(PLATFORMS))
    if fate in ("at_point", "sent_back", "came_back"):
        say(40, K.AT_POINT, _point(parcel))
    if fate in ("sent_back", "came_back"):
        say(150, K.RETURNED)
    if fate == "came_back":
        back = at_work(rng, at + timedelta(hours=150), 30, 60)
        market.calendar.note(back, partial(_take_back, market, parcel.pk))
    if fate == "lost_by_carrier":
        say(120, K.LOST)


def deliver(parcel: Shipment, *, at: datetime) -> bool:
    """The carrier's own word that it handed a parcel over; whether it counts as proof."""
    if parcel.tracking and parcel.carrier in followed.told():
        _hear(parcel.pk, [Scan(kind=K.DELIVERED, happened_at=at)], at)
    parcel.refresh_from_db(fields=["state"])
    return parcel.state == ShipmentState.DELIVERED


def _point(parcel: Shipment) -> str:
    relay, town = parcel.seller_order.relay, parcel.seller_order.order.city
    return ", ".join(filter(None, [relay.get("name") or OFFICE, relay.get("city") or town]))


def _hear(pk: int, scans: list[Scan], at: datetime) -> None:
    parcel = Shipment.objects.get(pk=pk)
    hearing.hear(parcel.carrier, parcel.tracking, scans, source=Milestone.Source.SANDBOX, at=at)


def _take_back(market: Market, pk: int, at: datetime) -> None:
    parcel = Shipment.objects.select_related("seller_order").get(pk=pk)
    part = parcel.seller_order
    coming_back.take_back(parcel, restock=True, by=market.owners[part.seller_id], at=at)
    for refund in part.refunds.filter(state=RefundState.INTENDED):
        refunds.send(refund.pk)
