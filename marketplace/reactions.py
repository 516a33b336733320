"""What orders and proven mailboxes change in lower apps, which cannot hear or read those."""

from __future__ import annotations

from catalog.events import ProductSplit, ProductUnmerged
from catalog.offers import popularity
from catalog.reviews import reviews
from catalog.snapshots import snapshots
from marketing.contacts import contacts
from marketplace.events import MailboxMoved, MailboxProven
from marketplace.shared.models import MailboxMove, User
from orders.buying import access
from orders.events import OrderPaid
from orders.models import Order, OrderLine


def on_order_paid(event: OrderPaid) -> None:
    """Hears OrderPaid: count the pieces on their sheets, and the order for its buyer."""
    order = Order.objects.select_related("payment").get(pk=event.order_id)
    pieces: dict[int, int] = {}
    lines = OrderLine.objects.filter(seller_order__order=order)
    for product_id, count in lines.values_list("offer__product_id", "quantity"):
        pieces[product_id] = pieces.get(product_id, 0) + count
    popularity.count_sales(pieces)
    contacts.remember_purchase(
        order.email, cents=order.total_cents, language=order.language, at=order.payment.paid_at
    )


def on_split(event: ProductSplit) -> None:
    """Hears ProductSplit: what buyers said and showed of offers that left is about the sheet they
    are on.
    """
    _follow(event.new_id, event.offer_ids)


def on_unmerged(event: ProductUnmerged) -> None:
    """Hears ProductUnmerged: what buyers said and showed meanwhile of offers that returned goes
    with them.
    """
    _follow(event.product_id, event.offer_ids)


def _follow(product_id: int, offer_ids: list[int]) -> None:
    lines = OrderLine.objects.filter(offer__in=offer_ids)
    bought = list(lines.values_list("pk", flat=True))
    reviews.follow(product_id, purchases=bought)
    snapshots.follow(product_id, purchases=bought)


def on_mailbox_proven(event: MailboxProven) -> None:
    """Hears MailboxProven: what was ordered as a guest with this address belongs to its reader."""
    access.adopt(User.objects.get(pk=event.user_id))


def on_mailbox_moved(event: MailboxMoved) -> None:
    """Hears MailboxMoved: the same for the new address."""
    access.adopt(MailboxMove.objects.select_related("user").get(pk=event.move_id).user)
