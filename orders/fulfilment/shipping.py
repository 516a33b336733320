"""Parcels: sent by sellers, received by buyers, presumed, lost or come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, policy
from marketplace.shared.language import kept
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders import carriers, contested, milestones, parts
from orders.events import (
    ParcelCameBack,
    ParcelDelivered,
    ParcelLost,
    ParcelPresumed,
    ParcelShipped,
    SellerOrderCameBack,
    SellerOrderDelivered,
    SellerOrderShipped,
    TrackingCorrected,
)
from orders.fulfilment import withdrawn
from orders.models import (
    Dispute,
    Incident,
    OrderLine,
    OrderRules,
    SellerOrder,
    Shipment,
    ShipmentLine,
    WithdrawalDeclaration,
)
from orders.states import SELLER_ORDER, SHIPMENT, SellerOrderState, ShipmentState
from sellers.application import mandates


class Arrived(Refusal):
    """The parcel arrived, or its goods came back: it cannot be lost."""

    sentence = _(
        "La réception de ce colis est prouvée, ou ses articles sont revenus : il n'est pas perdu."
    )


class NotToShip(Refusal):
    """The part is not accepted yet, was cancelled, or has left already."""

    sentence = _(
        "Cette commande n'est pas à expédier : elle a été annulée, ou elle est déjà partie."
    )


class PointClosed(Refusal):
    """The parcel goes to a point that keeps no parcels any more."""

    sentence = _(
        "Le point relais de ce colis a fermé : n'expédiez rien, son acheteur est prévenu et en"
        " choisit un autre."
    )


class PointOfAnother(Refusal):
    """The parcel is collected at a point where this carrier does not go."""

    sentence = _(
        "L’acheteur attend ce colis au point relais « {point} », que seul {carrier} dessert :"
        " expédiez-le avec ce transporteur."
    )


class NotOnItsWay(Refusal):
    """The parcel arrived, came back or was lost: its number matters no more."""

    sentence = _("Ce colis n’est plus en route : son suivi ne se corrige plus.")


class NothingCorrected(Refusal):
    """The same carrier and the same number again."""

    sentence = _("C’est déjà le suivi de ce colis : indiquez le bon numéro.")


@transaction.atomic(durable=True)
def ship(
    seller_order: SellerOrder,
    *,
    pieces: Mapping[int, int] | None = None,
    carrier: str,
    tracking: str,
    by: User | None,
    at: datetime,
    risk_read: bool = False,
) -> Shipment:
    """Hand all that waits, or these pieces, to a carrier; with the last the invoice is due.

    `risk_read`: whoever ships knows that the buyer's bank contests the payment, or gave some of it
    back; when it gave all of it back nothing ships.
    Raises Withdrawn, NotToShip, PointClosed, PointOfAnother, NoMandate, RiskUnread, PartlyPaid,
    NotPaid, BadTracking, TooMany, or MovedMeanwhile when it was cancelled meanwhile.
    """
    part = parts.hold(seller_order.pk)
    try:
        packed = pack(part, pieces=pieces, carrier=carrier, tracking=tracking, risk_read=risk_read)
    except NotToShip as refusal:
        if seller_order.state == SellerOrderState.TO_SHIP:
            raise MovedMeanwhile from refusal
        raise
    if seller_order.state != part.state:
        raise NotToShip
    return hand_over([packed], by=by, at=at)[0]


@dataclass(frozen=True, slots=True)
class Packed:
    """What may leave of a locked part, with whom and under which number."""

    part: SellerOrder
    carrier: str
    tracking: str
    inside: list[tuple[OrderLine, int]]
    rank: int  # of this parcel among those of the part


@dataclass(frozen=True, slots=True)
class Known:
    """What is the same for many parts, asked once: else each part asks for itself."""

    declared: list[WithdrawalDeclaration]
    disputes: Mapping[int, list[Dispute]]  # by the order
    parcels: Mapping[int, int]  # how many a part has already


def pack(
    part: SellerOrder,
    *,
    pieces: Mapping[int, int] | None,
    carrier: str,
    tracking: str,
    risk_read: bool,
    known: Known | None = None,
) -> Packed:
    """Whether a parcel of a locked part may leave, and with what in it; nothing is written.

    Raises what `ship` does.
    """
    # before the state: what a buyer withdrew from is named even when nothing is left to ship
    withdrawn.check(part, pieces, known.declared if known else None)
    if part.state != SellerOrderState.TO_SHIP:
        raise NotToShip
    if part.relay_closed_at:
        raise PointClosed
    _demand_its_point(part, carrier)
    if known is None:
        mandates.demand(part.seller)  # shipping makes an invoice due, which we issue in their name
    disputes = known.disputes.get(part.order_id, []) if known else None
    warned = contested.warning(part, disputes)
    if isinstance(warned, contested.NotPaid) or (warned is not None and not risk_read):
        raise warned
    number = carriers.check(carrier, tracking)
    inside = parts.chosen(part, pieces)
    # safe: the part is locked
    before = known.parcels.get(part.pk, 0) if known else part.shipments.count()
    return Packed(part, carrier, number, inside, before + 1)


def hand_over(packed: Sequence[Packed], *, by: User | None, at: datetime) -> list[Shipment]:
    """Parcels leave, each of another locked part, in the caller's transaction.

    The invoices are due of the parts of which nothing waits any more. Raises MovedMeanwhile.
    """
    parts.add_shipped([pair for one in packed for pair in one.inside])
    shipments = Shipment.objects.bulk_create(
        [
            Shipment(
                seller_order=one.part,
                number=one.rank,
                carrier=one.carrier,
                tracking=one.tracking,
                shipped_at=at,
            )
            for one in packed
        ]
    )
    ShipmentLine.objects.bulk_create(
        [
            ShipmentLine(shipment=shipment, line=line, quantity=count)
            for shipment, one in zip(shipments, packed, strict=True)
            for line, count in one.inside
        ]
    )
    events.publish_each(
        [
            (ParcelShipped(shipment_id=row.pk, seller_order_id=row.seller_order_id), row)
            for row in shipments
        ],
        within=lambda shipment: shipment.seller_order,
        by=by,
        at=at,
    )
    empty = [one.part for one in packed if parts.waiting(one.part) == 0]
    _finish_shipping_each(empty, by=by, at=at)
    return shipments


def _finish_shipping_each(done: list[SellerOrder], *, by: User | None, at: datetime) -> None:
    """Nothing of these locked parts waits any more; the last parcel of each leaves right now.

    It travels, so that none of them is delivered, nor presumed to be, already.
    """
    SELLER_ORDER.move_all(done, SellerOrderState.SHIPPED, shipped_at=at)
    events.publish_each(
        [
            (SellerOrderShipped(seller_order_id=row.pk, seller_id=row.seller_id), row)
            for row in done
        ],
        within=lambda part: part.order,
        by=by,
        at=at,
    )


def _demand_its_point(part: SellerOrder, carrier: str) -> None:
    if part.relay and not carriers.serves(carrier, part.shipping_carrier):
        raise PointOfAnother(
            point=part.relay.get("name", ""), carrier=carriers.name_of(part.shipping_carrier)
        )


@transaction.atomic(durable=True)
def correct(
    shipment: Shipment, *, carrier: str, tracking: str, by: User | None, at: datetime
) -> None:
    """The number of a parcel on its way was mistyped, or it left with another carrier.

    Raises NotOnItsWay, NothingCorrected, PointOfAnother, TrackingMissing, BadTracking.
    """
    part = parts.hold(shipment.seller_order_id)
    parcel = Shipment.objects.get(pk=shipment.pk)  # under the lock of its part
    if parcel.state != ShipmentState.SHIPPED:
        raise NotOnItsWay
    _demand_its_point(part, carrier)
    number = carriers.check(carrier, tracking)
    if (parcel.carrier, parcel.tracking) == (carrier, number):
        raise NothingCorrected
    wrong = f"{carriers.name_of(parcel.carrier)} {parcel.tracking}".strip()
    parcel.carrier, parcel.tracking = carrier, number
    # the right number is asked about at once, and is not silent yet
    parcel.heard_at, parcel.silent_since, parcel.look_after = at, None, None
    parcel.save(update_fields=["carrier", "tracking", "heard_at", "silent_since", "look_after"])
    events.publish(
        TrackingCorrected(
            shipment_id=parcel.pk, seller_order_id=part.pk, carrier=carrier, tracking=number
        ),
        about=parcel,
        within=part,
        by=by,
        because=kept(_("au lieu de {wrong}")).format(wrong=wrong),
        at=at,
    )


def finish_shipping(part: SellerOrder, *, because: str = "", by: User | None, at: datetime) -> None:
    """Nothing of a locked part waits any more, in the caller's transaction: its invoice is due.

    When what left has already arrived (the rest was cancelled), the part is delivered too.
    """
    SELLER_ORDER.move(part, SellerOrderState.SHIPPED, shipped_at=at)
    events.publish(
        SellerOrderShipped(seller_order_id=part.pk, seller_id=part.seller_id),
        about=part,
        within=part.order,
        by=by,
        because=because,
        at=at,
    )
    _finish_delivery(part, because=because, by=by, at=at)


@transaction.atomic(durable=True)
def deliver(
    shipment: Shipment, *, how: str, because: str = "", by: User | None, at: datetime
) -> None:
    """A parcel arrived, as buyer, carrier or operator say: the proof that starts every delay.

    Said twice, it changes nothing more; a presumption before it does not count. `because` is what
    proves it, where the operator says so.
    """
    how = Shipment.Proof(how)
    part = (
        SellerOrder.objects.select_for_update(of=("self",))
        .select_related("order")
        .get(pk=shipment.seller_order_id)
    )
    shipment.refresh_from_db(fields=["state"])  # under the lock: two proofs count once
    if shipment.state == ShipmentState.DELIVERED:
        return
    SHIPMENT.move(shipment, ShipmentState.DELIVERED, delivered_at=at, delivered_how=how)
    for packed in shipment.lines.select_related("line").order_by("line_id"):
        parts.add(packed.line, "delivered", min(packed.quantity, on_its_way(packed.line)))
    events.publish(
        ParcelDelivered(
            shipment_id=shipment.pk,
            seller_order_id=part.pk,
            how=str(how),
        ),
        about=shipment,
        within=part,
        by=by,
        because=because,
        at=at,
    )
    if part.state in (SellerOrderState.SHIPPED, SellerOrderState.LOST):
        _finish_delivery(part, because="", by=by, at=at)


def on_its_way(line: OrderLine) -> int:
    """How many pieces of a line left, and neither arrived nor came back."""
    return line.shipped - line.delivered - line.came_back


def come_back(
    part: SellerOrder,
    pieces: Mapping[int, int],
    *,
    only: Shipment | None = None,
    because: str = "",
    by: User | None,
    at: datetime,
) -> None:
    """Pieces of a locked part came back unopened, and with them the parcels they fill, or the one
    that is known to be back.

    In the caller's transaction.

    A part of which nothing was received is given up.
    """
    left = dict(pieces)
    travelling = part.shipments.filter(state=ShipmentState.SHIPPED)
    if only is not None:
        travelling = travelling.filter(pk=only.pk)
    for parcel in travelling.prefetch_related("lines").order_by("number"):
        inside = {packed.line_id: packed.quantity for packed in parcel.lines.all()}
        if any(left.get(pk, 0) < count for pk, count in inside.items()):
            continue  # a parcel is back only when all that is in it is
        left = {pk: count - inside.get(pk, 0) for pk, count in left.items()}
        SHIPMENT.move(parcel, ShipmentState.RETURNED)
        events.publish(
            ParcelCameBack(shipment_id=parcel.pk, seller_order_id=part.pk),
            about=parcel,
            within=part,
            by=by,
            because=because,
            at=at,
        )
    if part.state == SellerOrderState.SHIPPED:
        _finish_delivery(part, because="", by=by, at=at)


def _finish_delivery(part: SellerOrder, *, because: str, by: User | None, at: datetime) -> None:
    """No parcel travels any more: the last one received starts the withdrawal delay of the part.

    Lost ones are not waited for; a part of which nothing was received is lost, or given up when all
    came back.
    """
    states = set(part.shipments.values_list("state", flat=True))
    if ShipmentState.SHIPPED in states:
        _presume_whole(part)
        return
    received = part.shipments.filter(state=ShipmentState.DELIVERED).aggregate(
        last=Max("delivered_at")
    )["last"]
    # lost parcels are not waited for, but only something received starts a delay
    if received is None and (ShipmentState.LOST in states or not states):
        if states:
            SELLER_ORDER.move(part, SellerOrderState.LOST)
        return
    if received is None:
        reason = kept(_("le colis est revenu au vendeur"))
        SELLER_ORDER.move(
            part, SellerOrderState.CANCELLED, cancelled_at=at, cancelled_because=reason
        )
        events.publish(
            SellerOrderCameBack(seller_order_id=part.pk, seller_id=part.seller_id),
            about=part,
            within=part.order,
            by=by,
            because=reason,
            at=at,
        )
        return
    SELLER_ORDER.move(part, SellerOrderState.DELIVERED, delivered_at=received)
    events.publish(
        SellerOrderDelivered(seller_order_id=part.pk, seller_id=part.seller_id),
        about=part,
        within=part.order,
        by=by,
        because=because,
        at=at,
    )


def presume_due(at: datetime) -> int:
    """Presume delivered, for payouts only, what left long ago and nobody contested.

    Returns how many parcels.
    """
    before = at - timedelta(days=policy.rules(OrderRules).presumed_delivery_days)
    old = Shipment.objects.filter(
        state=ShipmentState.SHIPPED, presumed_at=None, shipped_at__lt=before
    )
    # a buyer who says that it did not come stops the presumption
    old = old.exclude(Exists(Incident.objects.open().filter(shipment=OuterRef("pk"))))
    # so does a carrier who says that it waits at a point or goes back
    old = old.exclude(milestones.contradicts_presumption(before))
    return sum(_presume(shipment, at=at) for shipment in old.order_by("shipped_at", "pk")[:500])


@transaction.atomic(durable=True)
def _presume(shipment: Shipment, *, at: datetime) -> bool:
    """Note that a parcel should have arrived; it stays on its way until somebody saw it."""
    part = parts.hold(shipment.seller_order_id)
    still_travelling = Shipment.objects.filter(
        pk=shipment.pk, state=ShipmentState.SHIPPED, presumed_at=None
    )
    if not still_travelling.update(presumed_at=at):
        return False
    events.publish(
        ParcelPresumed(shipment_id=shipment.pk, seller_order_id=part.pk),
        about=shipment,
        within=part,
        at=at,
    )
    if part.state == SellerOrderState.SHIPPED:
        _presume_whole(part)
    return True


def _presume_whole(part: SellerOrder) -> None:
    """A locked part is presumed delivered when each parcel came, or should have."""
    travelling = part.shipments.filter(state=ShipmentState.SHIPPED)
    if part.presumed_at is None and not travelling.filter(presumed_at=None).exists():
        part.presumed_at = part.shipments.aggregate(last=Max("presumed_at"))["last"]
        part.save(update_fields=["presumed_at"])


@transaction.atomic(durable=True)
def believe_lost(shipment: Shipment, *, at: datetime) -> None:
    """The carrier itself says that a parcel will not arrive; one that ended meanwhile stays so."""
    part = parts.hold(shipment.seller_order_id)
    shipment.refresh_from_db(fields=["state"])  # under the lock of its part
    if shipment.state == ShipmentState.SHIPPED:
        because = kept(_("le transporteur l’a déclaré perdu"))
        lose(shipment, part, because=because, by=None, at=at)


def lose(
    shipment: Shipment, part: SellerOrder, *, because: str, by: User | None, at: datetime
) -> None:
    """A parcel will not arrive, in the caller's transaction, its part locked. Raises Arrived.

    A part of which nothing arrived is lost too; that a parcel was presumed to have come does not
    matter.
    """
    if shipment.state != ShipmentState.SHIPPED:
        raise Arrived
    SHIPMENT.move(shipment, ShipmentState.LOST)
    events.publish(
        ParcelLost(shipment_id=shipment.pk, seller_order_id=part.pk),
        about=shipment,
        within=part,
        by=by,
        because=because,
        at=at,
    )
    if part.state == SellerOrderState.SHIPPED:
        _finish_delivery(part, because=because, by=by, at=at)
