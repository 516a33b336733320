"""A seller accepts an order, whole or without what is missing; silence refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.offers import stock
from marketplace.shared import events, policy
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from orders import contested, parts
from orders.events import AnswerDue, SellerOrderAccepted
from orders.fulfilment import cancellations
from orders.models import OrderRules, Refund, SellerOrder
from orders.money import refunds
from orders.states import SELLER_ORDER, SellerOrderState


@transaction.atomic(durable=True)
def accept(
    seller_order: SellerOrder,
    *,
    refused: Mapping[int, int] | None = None,
    because: str = "",
    by: User | None,
    at: datetime,
) -> None:
    """Commit to ship; pieces in `refused` are taken off and refunded. Refusing all cancels.

    Raises MovedMeanwhile when the order was cancelled meanwhile, TooMany for a wrong quantity,
    NotPaid when the buyer's bank gave the payment back: then only all of it is refused.
    """
    part = parts.lock_part(seller_order)
    off = parts.chosen(part, refused) if refused and any(refused.values()) else []
    if off and sum(count for _line, count in off) == parts.waiting(part):
        cancellations.call_off(
            part, because=because or _("refusée par le vendeur"), restock=False, by=by, at=at
        )
        return
    if contested.is_given_back(contested.disputes_of(part)):
        raise contested.NotPaid
    SELLER_ORDER.move(
        part,
        SellerOrderState.TO_SHIP,
        accepted_at=at,
        ship_by=parts.ship_by(part, at=at),
        look_at=at,
    )
    for line, count in off:
        parts.add(line, "cancelled", count)
    if off:
        stock.count_back(parts.offers_of(off), reason="freed", ref=part.number, at=at)
        refunds.intend(
            part,
            lines={line.pk: count for line, count in off},
            shipping_cents=0,  # the rest will be shipped: its delivery is owed
            cause=Refund.Cause.REFUSED,
            by=by,
            at=at,
        )
    events.publish(
        SellerOrderAccepted(
            seller_order_id=part.pk,
            seller_id=part.seller_id,
            refused_count=sum(count for _line, count in off),
            refused=tuple(f"{count} × {parts.titled(line)}" for line, count in off),
            reason=because,
        ),
        about=part,
        within=part.order,
        by=by,
        because=because,
        at=at,
    )


def remind_due(at: datetime) -> int:
    """Tell sellers, once each, of orders that soon cancel themselves; returns how many."""
    rules = policy.rules(OrderRules)
    hours = min(rules.accept_reminder_hours, rules.accept_hours // 2)
    soon = SellerOrder.objects.filter(
        state=SellerOrderState.TO_ACCEPT,
        reminded_at=None,
        accept_by__gt=at,
        accept_by__lte=at + timedelta(hours=hours),
    ).exclude(contested.given_back())  # nothing is left to accept
    return sum(_remind(part, at=at) for part in soon.order_by("accept_by", "pk")[:200])


@transaction.atomic(durable=True)
def _remind(part: SellerOrder, *, at: datetime) -> bool:
    waiting = SellerOrder.objects.filter(
        pk=part.pk, state=SellerOrderState.TO_ACCEPT, reminded_at=None
    )
    if not waiting.update(reminded_at=at):
        return False
    events.publish(
        AnswerDue(seller_order_id=part.pk, seller_id=part.seller_id),
        about=part,
        within=part.order,
        at=at,
    )
    return True


def expire_due(at: datetime) -> int:
    """Cancel what sellers left without an answer past the deadline; returns how many."""
    late = SellerOrder.objects.filter(state=SellerOrderState.TO_ACCEPT, accept_by__lt=at)
    done = 0
    for part in late.order_by("accept_by", "pk")[:200]:
        try:
            cancellations.cancel(
                part, because=str(_("sans réponse du vendeur dans le délai")), by=None, at=at
            )
        except Refusal:  # accepted or cancelled at this very instant
            continue
        done += 1
    return done
