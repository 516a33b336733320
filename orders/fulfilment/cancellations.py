"""What will not be shipped after all: money goes back, pieces return to the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from catalog.offers import stock
from marketplace.shared import events, facts
from marketplace.shared.language import kept
from marketplace.shared.models import Fact, User
from marketplace.shared.states import Refusal
from orders import authority, parts
from orders.events import RestCancelled, SellerOrderCancelled
from orders.fulfilment import shipping
from orders.models import Refund, SellerOrder
from orders.money import refunds
from orders.states import SELLER_ORDER, SellerOrderState

OPEN = (SellerOrderState.TO_ACCEPT, SellerOrderState.TO_SHIP)
BY_BUYER = _("annulée par l'acheteur")
GIVEN_UP = _("annulée par l'acheteur, la date promise étant passée")
NEVER_LEFT = _("jamais expédiée, annulée au terme annoncé")


class TooLateToCancel(Refusal):
    """The order was shipped, or is over: it can only be returned."""

    sentence = _(
        "Cette commande ne peut plus être annulée : elle est expédiée ou close. Vous pouvez la"
        " retourner."
    )


class AlreadyAccepted(Refusal):
    """The seller is preparing the order: the buyer withdraws instead of cancelling."""

    sentence = _(
        "Le vendeur prépare déjà cette commande : choisissez « Renoncer à un article », ce qui"
        " n'est pas parti est annulé et remboursé."
    )


@transaction.atomic(durable=True)
def cancel(
    seller_order: SellerOrder,
    *,
    because: str,
    by: User | None,
    at: datetime,
    pieces: Mapping[int, int] | None = None,
) -> None:
    """Give up a paid part, or some pieces of it, before it is shipped.

    Raises TooLateToCancel, NeedsFinance, or MovedMeanwhile when the seller shipped it at the same
    moment.
    """
    if seller_order.state not in OPEN:
        raise TooLateToCancel
    part = parts.lock_part(seller_order)
    call_off(part, because=because, restock=True, by=by, at=at, pieces=pieces)


@transaction.atomic(durable=True)
def cancel_by_buyer(seller_order: SellerOrder, *, by: User | None, at: datetime) -> None:
    """Cancel before the seller accepted. Raises AlreadyAccepted, TooLateToCancel."""
    if seller_order.state != SellerOrderState.TO_ACCEPT:
        raise _too_late(seller_order)
    part = parts.lock_part(seller_order)
    call_off(part, because=BY_BUYER, restock=True, by_right=True, by=by, at=at)


def why_not_by_buyer(seller_order: SellerOrder) -> str:
    """Why its buyer can no longer cancel a part, as a sentence; empty while they can."""
    waits = seller_order.state == SellerOrderState.TO_ACCEPT
    return "" if waits else str(_too_late(seller_order))


def _too_late(seller_order: SellerOrder) -> Refusal:
    accepted = seller_order.state == SellerOrderState.TO_SHIP
    return AlreadyAccepted() if accepted else TooLateToCancel()


def call_off(
    part: SellerOrder,
    *,
    because: object,
    restock: bool,
    by: User | None,
    at: datetime,
    pieces: Mapping[int, int] | None = None,
    withdrawn: bool = False,
    by_right: bool = False,
    late: bool = False,
) -> Refund:
    """Take waiting pieces off a locked part, in the caller's transaction, and refund them.

    `withdrawn` remembers that it was the buyer's right: a seller who ships them is warned.
    `by_right`: it is the buyer who acts, on their own page. `late`: its promised day had passed.
    """
    in_place = not (withdrawn or by_right) and authority.stands_in(part, by)
    because = kept(because)  # in the house's language, whoever acts
    off = parts.chosen(part, pieces)
    for line, count in off:
        parts.add(line, "cancelled", count)
        if withdrawn:
            parts.add(line, "withdrawn", count)
    lines = list(part.lines.all())
    left = sum(line.waiting for line in lines)
    gone = sum(line.shipped for line in lines)
    whole = left == 0 and gone == 0
    refund = refunds.intend(
        part,
        lines={line.pk: count for line, count in off},
        by_right=by_right,
        by=by,
        at=at,
        shipping_cents=(
            part.shipping_cents - part.shipping_refunded_cents if parts.nothing_is_kept(part) else 0
        ),
        cause=Refund.Cause.CANCELLED if restock else Refund.Cause.REFUSED,
    )
    # what the seller refused for want of it is on no shelf, and is not sold either
    unsold = stock.give_back if restock else stock.count_back
    unsold(parts.offers_of(off), reason="freed", ref=part.number, at=at)
    if whole:
        SELLER_ORDER.move(
            part, SellerOrderState.CANCELLED, cancelled_at=at, cancelled_because=because[:200]
        )
        events.publish(
            SellerOrderCancelled(
                seller_order_id=part.pk,
                seller_id=part.seller_id,
                reason=because,
                in_place=in_place,
            ),
            about=part,
            within=part.order,
            by=by,
            because=because,
            at=at,
        )
        return refund
    if not withdrawn:  # a withdrawal tells of itself
        events.publish(
            RestCancelled(
                seller_order_id=part.pk,
                refund_id=refund.pk,
                in_place=in_place,
                late=late,
            ),
            about=part,
            within=part.order,
            by=by,
            because=because,
            at=at,
        )
    if left == 0:
        shipping.finish_shipping(part, because=because, by=by, at=at)
    return refund


def reason_for_buyer(part: SellerOrder) -> str:
    """Why a part was cancelled, as its buyer reads it: what they did is said to them."""
    if part.cancelled_because == kept(BY_BUYER):
        return now_("annulée par vous")
    if part.cancelled_because == kept(GIVEN_UP):
        return now_("annulée par vous, la date promise étant passée")
    return facts.reason(part.cancelled_because)


def was_called_off_by_seller(part: SellerOrder) -> bool:
    """Whether it was a member of the seller's own team who cancelled."""
    return Fact.objects.filter(
        subject=events.subject_of(part),
        name="orders.SellerOrderCancelled",
        actor__memberships__seller=part.seller_id,
    ).exists()
