"""The letters about money: refunds to buyers, disputes to both sides."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _now

from marketplace.shared import mail, policy
from marketplace.shared.mail import Email
from orders import contested
from orders.letters import order_link, to_seller
from orders.models import (
    Dispute,
    Refund,
    SellerOrder,
)
from orders.money import losses
from orders.states import UNSHIPPED, SellerOrderState


def _cause(refund: Refund) -> str:
    """Why, as its reader sees the order: what is left of it is not called cancelled."""
    parts = refund.payment.order.seller_orders.values_list("state", flat=True)
    if refund.cause == Refund.Cause.CANCELLED and set(parts) != {SellerOrderState.CANCELLED}:
        return _now("articles annulés")
    return refund.get_cause_display()


def refunded(refund: Refund) -> Email:
    """Money went back: how much, why, and when it shows."""
    order, back = refund.payment.order, refund.origin
    part = refund.seller_order
    return Email(
        to=order.email,
        template="orders/refunded",
        values={
            "order": order,
            "part": part,
            "seller": part.seller if part else None,
            "refund": refund,
            "cause": mail.spoken(_cause, refund),
            "lines": list(refund.lines.select_related("line").order_by("line_id")),
            "missing": [row for row in back.lines.all() if row.missing] if back else [],
            "order_url": order_link(order),
        },
        language=order.language,
        key=f"refunded-{refund.uid}",
    )


def refund_failed(refund: Refund) -> Email:
    """The provider refused to give the money back: the buyer is still owed it, and has nothing to
    do.
    """
    order = refund.payment.order
    return Email(
        to=order.email,
        template="orders/refund_failed",
        values={"order": order, "refund": refund, "order_url": order_link(order)},
        language=order.language,
        key=f"refund-failed-{refund.uid}",
    )


def dispute_opened(dispute: Dispute) -> Email:
    """A chargeback, for the operator: answer before the bank's deadline."""
    page = f"{settings.BASE_URL}{reverse('admin:orders_dispute_change', args=[dispute.pk])}"
    return Email(
        to=policy.entity().email,
        template="orders/dispute_opened",
        values={
            "dispute": dispute,
            "order": dispute.payment.order,
            "page_url": page,
            "reason": mail.spoken(contested.reason_of, dispute),
        },
        key=f"dispute-{dispute.ref}",
    )


def seller_dispute_opened(share: losses.Share, dispute: Dispute) -> Email:
    """The buyer's bank contests a sale: what and why, what is at risk, and not to ship."""
    return _of_dispute(share.part, dispute, "seller_dispute_opened", cents=share.cents)


def seller_dispute_won(share: losses.Share, dispute: Dispute) -> Email:
    """The bank leaves the money to the seller: payouts go on, and what waited may leave."""
    return _of_dispute(share.part, dispute, "seller_dispute_won", cents=share.cents)


def seller_dispute_lost(
    part: SellerOrder, dispute: Dispute, *, cents: int, commission_cents: int
) -> Email:
    """The bank gave the money back: what the seller bears, and which commission returns to them."""
    lines = part.lines.all()
    return _of_dispute(
        part,
        dispute,
        "seller_dispute_lost",
        cents=cents,
        commission_cents=commission_cents,
        never_left=not any(line.shipped for line in lines),
        is_out=any(line.shipped > line.came_back + line.returned for line in lines),
    )


def _of_dispute(part: SellerOrder, dispute: Dispute, what: str, **values) -> Email:
    return to_seller(
        part,
        what,
        key=f"{what}-{dispute.ref}-{part.number}",
        dispute=dispute,
        reason=mail.spoken(contested.reason_of, dispute),
        lines=part.lines.all(),
        waits=part.state in UNSHIPPED,
        **values,
    )
