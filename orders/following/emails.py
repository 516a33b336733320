"""The letters about finding an order again and about reviews."""

from __future__ import annotations

from catalog.models import Review
from marketplace.shared import appeals
from marketplace.shared.mail import Email
from orders.letters import order_link, to_buyer
from orders.models import (
    Order,
    OrderLine,
)


def review_refused(line: OrderLine, review_id: int, reason: str) -> Email:
    """A review does not appear, or no longer: why, and how to contest (L111-7-2)."""
    part = line.seller_order
    review = Review.objects.get(pk=review_id)
    return to_buyer(
        part,
        "review_refused",
        key=f"review-refused-{review_id}",
        line=line,
        review=review,
        reason=reason,
        contest_url=appeals.link("catalog.ReviewRefused", review),
    )


def order_access(order: Order) -> Email:
    """The way to an order's page, for whoever reads its mailbox."""
    return Email(
        to=order.email,
        template="orders/access",
        values={"order": order, "order_url": order_link(order)},
        language=order.language,
    )
