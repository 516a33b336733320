"""Parcels: they leave, they arrive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, policy
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders import carriers, parts
from orders.events import ParcelDelivered, ParcelShipped, SellerOrderDelivered, SellerOrderShipped
from orders.models import SellerOrder, Shipment, ShipmentLine
from orders.states import SELLER_ORDER, SHIPMENT, SellerOrderState, ShipmentState
from sellers import mandates


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
    if part.state == SellerOrderState.SHIPPED:
        _finish_delivery(part, because="", by=by, now=now)


def _finish_delivery(part: SellerOrder, *, because: str, by: User | None, now: datetime) -> None:
    """The last parcel arrived: the withdrawal clock of the whole part starts."""
    if part.shipments.filter(state=ShipmentState.SHIPPED).exists():
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
    done = 0
    for shipment in old.order_by("shipped_at", "pk")[:500]:
        try:
            deliver(shipment, how="presumed", by=None, now=now)
        except MovedMeanwhile:
            continue
        done += 1
    return done
