"""A seller's part of an order: accepted, packed, shipped, delivered, or none of that."""

from datetime import datetime, timedelta
from functools import partial
from random import Random

from marketplace.demo.seed import back, complaints, journeys, late, opinions
from marketplace.demo.seed.calendar import at_work, later
from marketplace.demo.seed.market import Market
from marketplace.demo.seed.plan import FATES, Script, pick
from orders.fulfilment import acceptance, cancellations, shipping
from orders.models import Refund, SellerOrder, Shipment
from orders.money import refunds
from orders.states import RefundState, SellerOrderState
from orders.tracking import silence

NEVER_ACCEPTED = frozenset({"waits_acceptance", "silent", "buyer_cancels"})
ON_TIME = frozenset(
    {
        "waits_shipping",
        "partly_shipped",
        "on_its_way",
        "delivered_lately",
        "presumed",
        *back.FATES,
        *back.EARLY,
        *complaints.FATES,
        *journeys.FATES,
        *late.FATES,
    }
)
# nobody reports that these arrived
NOT_SEEN = frozenset(
    {"partly_shipped", "on_its_way", "presumed", "withdrawn_on_its_way", *journeys.FATES}
)
WHY_REFUSED = (
    "Pièce fêlée à la sortie du four : nous ne pouvons pas l'envoyer.",
    "Dernière pièce vendue au marché ce matin.",
    "Défaut vu à l'emballage, nous préférons vous rembourser.",
)
WHY_CANCELLED = (
    "Rupture d'un fournisseur, nous ne pourrons pas tenir le délai.",
    "Atelier fermé cette semaine, avec nos excuses.",
)


# what becomes of a part whose buyer keeps what came
KEPT = frozenset(
    {
        "done",
        "two_parcels",
        "partial",
        "partly_shipped",
        "refused",
        "on_its_way",
        "waits_acceptance",
        "waits_shipping",
        "delivered_lately",
    }
)


def begin(market: Market, script: Script, part: SellerOrder, fate: str, at: datetime) -> None:
    """A part is paid: note when its seller answers."""
    rng = market.dice("part", script.name, part.number.rpartition("-")[2])
    fate = fate or pick(rng, FATES)
    if fate not in KEPT and part.order.business is not None:
        fate = "done"  # a company does not withdraw
    act = partial(answer, market, part.pk, fate, rng)
    quick = fate in ON_TIME or market.now - at < timedelta(days=3)
    if fate == "buyer_cancels":
        market.calendar.note(later(rng, at, 0.3, 3), partial(_buyer_cancels, part.pk))
    elif fate == "silent":
        market.calendar.note((part.accept_by or at) + timedelta(minutes=7), _expire_silent)
    elif fate not in NEVER_ACCEPTED:
        market.calendar.note(min(at_work(rng, at, 1, 9 if quick else 30), _deadline(part, at)), act)


def answer(market: Market, pk: int, fate: str, rng: Random, at: datetime) -> None:
    """The seller accepts, whole or in part, or refuses."""
    part = _part(pk)
    if part.state != SellerOrderState.TO_ACCEPT:
        return
    lines = list(part.lines.order_by("pk"))
    refused: dict[int, int] = {}
    if fate == "refused":
        refused = {line.pk: line.quantity for line in lines}
    elif fate == "partial" and sum(line.quantity for line in lines) > 1:
        refused = {lines[-1].pk: 1}
    acceptance.accept(
        part,
        refused=refused,
        because=rng.choice(WHY_REFUSED) if refused else "",
        by=market.owners[part.seller_id],
        at=at,
    )
    send_refunds(part.order_id)
    if fate in late.FATES:
        late.note(market, part, fate)
    if fate == "refused" or fate == "waits_shipping" or fate in late.FATES:
        return
    if fate == "seller_cancels":
        market.calendar.note(at_work(rng, at, 8, 40), partial(_seller_cancels, market, pk, rng))
        return
    if fate in ("withdrawn_unshipped", "withdrawn_in_part"):
        market.calendar.note(later(rng, at, 0.5, 3), partial(back.declare_early, pk, fate, rng))
    packed = at_work(rng, at, 4, 14) if fate in ON_TIME else at_work(rng, at, 6, 52)
    market.calendar.note(packed, partial(ship, market, pk, fate, rng))


def ship(market: Market, pk: int, fate: str, rng: Random, at: datetime) -> None:
    """Hand a parcel to the carrier; the second one of two comes later."""
    part = _part(pk)
    if part.state != SellerOrderState.TO_SHIP:
        return
    waiting = {line.pk: line.waiting for line in part.lines.order_by("pk")}
    pieces = None
    if (
        fate in ("two_parcels", "partly_shipped")
        and not part.shipments.exists()
        and sum(waiting.values()) > 1
    ):
        first = next(iter(waiting))
        pieces = {first: 1 if len(waiting) == 1 else waiting[first]}
    parcel = shipping.ship(
        part,
        pieces=pieces,
        carrier=part.shipping_carrier,
        tracking=tracking(part.shipping_carrier, rng),
        by=market.owners[part.seller_id],
        at=at,
        risk_read=True,
    )
    journeys.note(market, parcel, fate, at)
    if pieces and fate == "two_parcels":
        market.calendar.note(at_work(rng, at, 20, 44), partial(ship, market, pk, "done", rng))
    if fate == "withdrawn_on_its_way":
        market.calendar.note(later(rng, at, 4, 20), partial(back.declare_early, pk, fate, rng))
    if fate in complaints.NEVER_ARRIVE:
        complaints.note_missing(market, parcel, fate, rng, at)
    elif fate not in NOT_SEEN:
        _note_delivery(market, parcel, fate, rng, at)


def _note_delivery(market: Market, parcel: Shipment, fate: str, rng: Random, at: datetime) -> None:
    hows = (
        ("buyer",)
        if fate in ON_TIME
        else ("buyer", "buyer", "carrier", "carrier", "carrier", "presumed")
    )
    how = rng.choice(hows)
    if how != "presumed":  # else the timetable presumes it after some days
        hours = (26, 50) if fate in ON_TIME else (30, 100)
        market.calendar.note(
            later(rng, at, *hours), partial(deliver, market, parcel.pk, fate, how, rng)
        )


def deliver(market: Market, pk: int, fate: str, how: str, rng: Random, at: datetime) -> None:
    """A parcel arrives; when it was the last one, the buyer may have something to say."""
    parcel = Shipment.objects.select_related("seller_order__order").get(pk=pk)
    by_carrier = how == "carrier" and journeys.deliver(parcel, at=at)
    if not by_carrier:
        buyer = parcel.seller_order.order.buyer if how == "buyer" else None
        shipping.deliver(parcel, how=how, by=buyer, at=at)
    part = _part(parcel.seller_order_id)
    if part.state != SellerOrderState.DELIVERED:
        return
    if fate in back.FATES:
        back.note(market, part, fate, rng, at)
    elif fate in complaints.FATES:
        complaints.note_damage(market, part, fate, rng, at)
    else:
        opinions.note(market, part, rng, at)


def presume(market: Market, at: datetime) -> None:
    """What the timetable does every day for parcels nobody spoke of."""
    shipping.presume_due(at)
    silence.notice(at)
    market.calendar.note(at + timedelta(days=1), partial(presume, market))


def send_refunds(order_id: int) -> None:
    """Have the provider pay what was just decided for an order."""
    waiting = Refund.objects.filter(payment__order=order_id, state=RefundState.INTENDED)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        refunds.send(pk)


def tracking(carrier: str, rng: Random) -> str:
    """A number as this carrier writes them."""
    digits = "".join(str(rng.randrange(10)) for _place in range(16))
    return {
        "colissimo": f"6A{digits[:11]}",
        "lettre_suivie": f"1L{digits[:11]}",
        "chronopost": f"XJ{digits[:9]}FR",
        "mondial_relay": digits[:8],
        "ups": f"1Z{digits[:16]}",
        "dhl": digits[:10],
        "fedex": digits[:12],
    }.get(carrier, "")


def _buyer_cancels(pk: int, at: datetime) -> None:
    part = _part(pk)
    cancellations.cancel_by_buyer(part, by=part.order.buyer, at=at)
    send_refunds(part.order_id)


def _seller_cancels(market: Market, pk: int, rng: Random, at: datetime) -> None:
    part = _part(pk)
    cancellations.cancel(
        part, because=rng.choice(WHY_CANCELLED), by=market.owners[part.seller_id], at=at
    )
    send_refunds(part.order_id)


def _expire_silent(at: datetime) -> None:
    acceptance.expire_due(at)
    late = Refund.objects.filter(state=RefundState.INTENDED).values_list(
        "payment__order", flat=True
    )
    for order_id in sorted(set(late)):
        send_refunds(order_id)


def _deadline(part: SellerOrder, at: datetime) -> datetime:
    return (part.accept_by or at + timedelta(hours=48)) - timedelta(hours=1)


def _part(pk: int) -> SellerOrder:
    return SellerOrder.objects.select_related("order__buyer", "seller").get(pk=pk)
