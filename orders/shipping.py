"""Parcels: they leave, they arrive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, policy
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders import carriers, parts
from orders.events import (
    ParcelDelivered,
    ParcelLost,
    ParcelShipped,
    SellerOrderDelivered,
    SellerOrderShipped,
)
from orders.models import Incident, SellerOrder, Shipment, ShipmentLine
from orders.states import SELLER_ORDER, SHIPMENT, SellerOrderState, ShipmentState
from sellers import mandates


class Arrived(Refusal):
    """Somebody proved that the parcel arrived."""

    sentence = _("La réception de ce colis est prouvée, ou ses articles sont revenus : il n'est pas perdu.")


class NotToShip(Refusal):
    """The part does not wait for a parcel."""

    sentence = _("Cette commande n'est pas à expédier : elle a été annulée, ou elle est déjà partie.")


@transaction.atomic(durable=True)
def ship(
    seller_order: SellerOrder, *, pieces: Mapping[int, int] | None = None, carrier: str, tracking: str, by: User | None,
    now: datetime,
) -> Shipment:
    """Hand a parcel to a carrier: all that waits, or these pieces. The last one makes the invoice due.

    Raises NotToShip, NoMandate, BadTracking, TooMany, or MovedMeanwhile when it was cancelled meanwhile.
    """
    if seller_order.state != SellerOrderState.TO_SHIP:
        raise NotToShip
    mandates.demand(seller_order.seller)
    number = carriers.check(carrier, tracking)
    part = parts.lock_part(seller_order)
    inside = parts.chosen(part, pieces)
    for line, count in inside:
        parts.add(line, "shipped", count)
    shipment = Shipment.objects.create(
        seller_order=part, number=part.shipments.count() + 1, carrier=carrier, tracking=number, shipped_at=now
    )
    ShipmentLine.objects.bulk_create(
        [ShipmentLine(shipment=shipment, line=line, quantity=count) for line, count in inside]
    )
    events.publish(
        ParcelShipped(shipment_id=shipment.pk, seller_order_id=part.pk),
        about=shipment, within=part, by=by, at=now,
    )
    if parts.waiting(part) == 0:
        finish_shipping(part, by=by, now=now)
    return shipment


def finish_shipping(part: SellerOrder, *, because: str = "", by: User | None, now: datetime) -> None:
    """Nothing of a locked part waits any more, in the caller's transaction: its invoice is due.

    When what left has already arrived (the rest was cancelled), the part is delivered too.
    """
    SELLER_ORDER.move(part, SellerOrderState.SHIPPED, shipped_at=now)
    events.publish(
        SellerOrderShipped(seller_order_id=part.pk, seller_id=part.seller_id),
        about=part, within=part.order, by=by, because=because, at=now,
    )
    _finish_delivery(part, because=because, by=by, now=now)


@transaction.atomic(durable=True)
def deliver(shipment: Shipment, *, how: str, by: User | None, now: datetime) -> None:
    """A parcel arrived: said by the buyer, the carrier, the operator, or presumed after a while.

    Told twice, it changes nothing more.
    """
    part = SellerOrder.objects.select_for_update(of=("self",)).select_related("order").get(pk=shipment.seller_order_id)
    shipment.refresh_from_db(fields=["state"])
    if shipment.state == ShipmentState.DELIVERED:
        return
    SHIPMENT.move(shipment, ShipmentState.DELIVERED, delivered_at=now, delivered_how=how)
    for row in shipment.lines.select_related("line").order_by("line_id"):
        parts.add(row.line, "delivered", row.quantity)
    events.publish(
        ParcelDelivered(shipment_id=shipment.pk, seller_order_id=part.pk, how=how),
        about=shipment, within=part, by=by, at=now,
    )
    if part.state in (SellerOrderState.SHIPPED, SellerOrderState.LOST):
        _finish_delivery(part, because="", by=by, now=now)


def _finish_delivery(part: SellerOrder, *, because: str, by: User | None, now: datetime) -> None:
    """The last parcel arrived: the withdrawal clock of the whole part starts. Lost ones are not waited for."""
    states = set(part.shipments.values_list("state", flat=True))
    if ShipmentState.SHIPPED in states or not states:
        return
    if ShipmentState.DELIVERED not in states:
        SELLER_ORDER.move(part, SellerOrderState.LOST, delivered_at=None)
        return
    SELLER_ORDER.move(part, SellerOrderState.DELIVERED, delivered_at=now)
    events.publish(
        SellerOrderDelivered(seller_order_id=part.pk, seller_id=part.seller_id),
        about=part, within=part.order, by=by, because=because, at=now,
    )


def presume_due(now: datetime) -> int:
    """Presume delivered what left long ago and nobody contested; returns how many parcels."""
    before = now - timedelta(days=policy.rules().presumed_delivery_days)
    old = Shipment.objects.filter(state=ShipmentState.SHIPPED, shipped_at__lt=before)
    old = old.exclude(Exists(Incident.objects.open().filter(shipment=OuterRef("pk"))))
    done = 0
    for shipment in old.order_by("shipped_at", "pk")[:500]:
        try:
            deliver(shipment, how="presumed", by=None, now=now)
        except MovedMeanwhile:
            continue
        done += 1
    return done


def lose(shipment: Shipment, part: SellerOrder, *, because: str, by: User | None, now: datetime) -> None:
    """A parcel will not arrive, in the caller's transaction, its part locked. Raises Arrived.

    A delivery that was only presumed is taken back; a part of which nothing arrived is lost too.
    """
    inside = list(shipment.lines.select_related("line").order_by("line_id"))
    presumed = shipment.state == ShipmentState.DELIVERED
    if presumed and (
        shipment.delivered_how != "presumed"
        or any(row.line.delivered - row.quantity < row.line.returned for row in inside)
    ):
        raise Arrived
    SHIPMENT.move(shipment, ShipmentState.LOST, delivered_at=None, delivered_how="")
    for row in inside if presumed else ():
        parts.add(row.line, "delivered", -row.quantity)
    events.publish(
        ParcelLost(shipment_id=shipment.pk, seller_order_id=part.pk),
        about=shipment, within=part, by=by, because=because, at=now,
    )
    nothing_came = not part.shipments.filter(state=ShipmentState.DELIVERED).exists()
    if part.state == SellerOrderState.SHIPPED or (part.state == SellerOrderState.DELIVERED and nothing_came):
        _finish_delivery(part, because=because, by=by, now=now)
