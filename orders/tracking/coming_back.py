"""A parcel that its carrier could not hand over is back at the seller's: its buyer is refunded.

That it was sent back is the carrier's word; that it is there, and unopened, is the seller's. Nobody
received it: no withdrawal is declared in the buyer's name, and no delay of theirs has begun.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.offers import stock
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from orders import milestones, parts
from orders.fulfilment import shipping
from orders.models import Refund, Return, SellerOrder, Shipment
from orders.money import refunds
from orders.states import ReturnState


class NotSentBack(Refusal):
    """The carrier does not say that it sent the parcel back, or its way is over."""

    sentence = _(
        "Le transporteur n’annonce pas le renvoi de ce colis, ou son trajet est terminé : rien"
        " n’est à constater."
    )


class ByItsReturn(Refusal):
    """A return awaits these articles: they are received there, with its own refund."""

    sentence = _(
        "Un retour attend ces articles : constatez leur arrivée sur la page du retour {number}."
    )


def return_for(parcel: Shipment) -> Return | None:
    """The return that awaits what is in a parcel: its buyer withdrew while it travelled."""
    inside = parcel.lines.values("line")
    awaited = Return.objects.filter(
        seller_order=parcel.seller_order_id,
        state=ReturnState.ON_ITS_WAY,
        lines__line__in=inside,
    )
    return awaited.order_by("pk").first()


@transaction.atomic(durable=True)
def take_back(
    parcel: Shipment, *, restock: bool, because: str = "", by: User | None, at: datetime
) -> Refund | None:
    """Count a parcel that came back unopened, and refund what was in it; the delivery too when
    nothing of the order is kept.

    Raises NotSentBack, ByItsReturn, NeedsFinance, MovedMeanwhile.
    """
    part = parts.hold(parcel.seller_order_id)
    row = Shipment.objects.get(pk=parcel.pk)  # under the lock of its part
    if not milestones.is_sent_back(row):
        raise NotSentBack
    awaited = return_for(row)
    if awaited is not None:
        raise ByItsReturn(number=awaited.number)
    pieces, shelf = {}, {}
    for inside in row.lines.select_related("line").order_by("line_id"):
        line = inside.line
        count = min(inside.quantity, shipping.on_its_way(line))
        parts.add(line, "came_back", count)
        pieces[line.pk] = count
        shelf[line.offer_id] = shelf.get(line.offer_id, 0) + count
    put = stock.give_back if restock else stock.count_back
    put(shelf, reason="returned", ref=part.number, at=at)
    shipping.come_back(part, pieces, only=row, because=because, by=by, at=at)
    return _refund(part, pieces, by=by, at=at)


def _refund(
    part: SellerOrder, pieces: dict[int, int], *, by: User | None, at: datetime
) -> Refund | None:
    """What was paid for the pieces, unless a decision gave it back before."""
    left = refunds.refundable(part)
    lines = {pk: min(count, left[pk]) for pk, count in pieces.items()}
    delivery = part.shipping_cents - part.shipping_refunded_cents
    with suppress(refunds.NothingToRefund):
        return refunds.intend(
            part,
            lines=lines,
            shipping_cents=delivery if parts.nothing_is_kept(part) else 0,
            cause=Refund.Cause.RETURNED,
            by=by,
            at=at,
        )
    return None


def worth(parcel: Shipment) -> int:
    """What taking a parcel back refunds, in cents, read before it is done."""
    part = parcel.seller_order
    left, goods = refunds.refundable(part), 0
    inside = dict(parcel.lines.values_list("line", "quantity"))
    kept = 0
    for line in part.lines.all():
        count = min(inside.get(line.pk, 0), shipping.on_its_way(line))
        paid = line.unit_cents * min(count, left[line.pk])
        goods += min(paid, line.total_cents - line.refunded_cents)
        kept += line.quantity - line.cancelled - line.returned - line.came_back - count
    return goods + (0 if kept else part.shipping_cents - part.shipping_refunded_cents)
