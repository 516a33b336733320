"""Money given back on what was sent, without a return and without a complaint.

A parcel that arrived broken and is not worth sending back, a promise of the telephone: somebody of
the operator's gives it back with a reason, within what they may give alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events
from marketplace.shared.audience import is_operator
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money
from orders import contested, parts
from orders.events import RefundGranted
from orders.models import Refund, SellerOrder
from orders.money import left, refunds
from orders.states import SellerOrderState

SENT = (SellerOrderState.SHIPPED, SellerOrderState.DELIVERED, SellerOrderState.LOST)


class NotSentYet(Refusal):
    """What has not left is cancelled, else its seller would still send it."""

    sentence = _(
        "Cette commande n'est pas entièrement partie : annulez ce qui reste à expédier, l'acheteur"
        " en est remboursé."
    )


class RefundedMeanwhile(Refusal):
    """Somebody else gave something back since the sum was read, or a refund was dropped."""

    sentence = _(
        "Rien n'est parti : ce qui est rendu de cette commande a changé entre-temps. {before}"
        " étaient rendus ou à rendre quand vous avez vérifié la somme, {now} maintenant ; il reste"
        " {left} au plus. Vérifiez de nouveau avant de rembourser."
    )


def may_be_given(part: SellerOrder) -> bool:
    """Whether all of a part was sent and something of it may still go back.

    What the buyer's bank gave back already would be refunded twice.
    """
    return (
        part.state in SENT
        and part.refunded_cents < part.total_cents
        and not contested.is_given_back(part.order.payment.disputes.all())
    )


@transaction.atomic(durable=True)
def give_back(
    seller_order: SellerOrder,
    *,
    lines: Mapping[int, int],
    amounts: Mapping[int, int],
    shipping_cents: int,
    borne_by: str,
    because: str,
    by: User,
    at: datetime,
    seen_cents: int | None = None,
) -> Refund:
    """Refund pieces or amounts of what was sent; the buyer keeps the goods.

    `seen_cents` is what was said refunded of the part when whoever decides read the sum. Raises
    RefundedMeanwhile when it is another by now, NotSentYet, NothingToRefund, RefundTooLarge,
    ComingBack, NeedsFinance, TakenByBank.
    """
    part = parts.lock_part(seller_order)
    if part.state not in SENT:
        raise NotSentYet
    if seen_cents is not None and part.refunded_cents != seen_cents:
        raise RefundedMeanwhile(
            before=money(seen_cents),
            now=money(part.refunded_cents),
            left=money(part.total_cents - part.refunded_cents),
        )
    left.demand_free(part, lines=lines, amounts=amounts)
    refunds.demand_room(part, refunds.worth(part, lines=lines, amounts=amounts) + shipping_cents)
    refund = refunds.intend(
        part,
        lines=lines,
        amounts=amounts,
        shipping_cents=shipping_cents,
        cause=Refund.Cause.GOODWILL,
        borne_by=borne_by,
        by=by,
        at=at,
    )
    events.publish(
        RefundGranted(
            refund_id=refund.pk,
            amount_cents=refund.amount_cents,
            role="support" if is_operator(by, "support") else "finance",
            borne_by=refund.borne_by,
        ),
        about=refund,
        within=part,
        by=by,
        because=because[:500],
        at=at,
    )
    return refund
