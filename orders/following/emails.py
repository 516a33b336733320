"""The letters about finding an order again and about reviews."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from catalog.models import Review, Snapshot
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


def snapshot_shown(line: OrderLine) -> Email:
    """The first photo of an article is online: where it is taken back. One letter an article."""
    return to_buyer(
        line.seller_order,
        "snapshot_shown",
        key=f"snapshot-shown-{line.pk}",
        line=line,
        photos_url=_photos_link(line),
    )


def snapshot_refused(line: OrderLine, snapshot: Snapshot, reason: str) -> Email:
    """A photo does not appear, or no longer: why, and how to contest."""
    return to_buyer(
        line.seller_order,
        "snapshot_refused",
        key=f"snapshot-refused-{snapshot.pk}",
        line=line,
        reason=reason,
        contest_url=appeals.link("catalog.SnapshotRefused", snapshot),
        photos_url=_photos_link(line),
    )


def _photos_link(line: OrderLine) -> str:
    """The page of an article's photos, that opens for a guest too."""
    order = line.seller_order.order
    path = reverse("shop-photos", args=[order.number, line.pk])
    return f"{settings.BASE_URL}{path}?t={order.token}"


def order_access(order: Order) -> Email:
    """The way to an order's page, for whoever reads its mailbox."""
    return Email(
        to=order.email,
        template="orders/access",
        values={"order": order, "order_url": order_link(order)},
        language=order.language,
    )
