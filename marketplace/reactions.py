"""What orders and proven mailboxes change in lower apps, which cannot hear or read those."""

from __future__ import annotations

from catalog.events import ProductSplit, ProductUnmerged
from catalog.offers import popularity
from catalog.reviews import reviews
from catalog.snapshots import snapshots
from marketplace import purchases
from marketplace.events import MailboxMoved, MailboxProven
from marketplace.shared.models import MailboxMove, User
from orders.buying import access
from orders.events import DisputeClosed, OrderPaid, RefundDropped, RefundPaid
from orders.models import OrderLine
from sellers.conversations import conversations


def on_order_paid(event: OrderPaid) -> None:
    """Hears OrderPaid: count the pieces on their sheets, and what its buyer keeps."""
    pieces: dict[int, int] = {}
    lines = OrderLine.objects.filter(seller_order__order=event.order_id)
    for product_id, count in lines.values_list("offer__product_id", "quantity"):
        pieces[product_id] = pieces.get(product_id, 0) + count
    popularity.count_sales(pieces)
    purchases.of_order(event.order_id)


def on_money_back(event: RefundPaid | RefundDropped) -> None:
    """Hears RefundPaid, RefundDropped: count again what the buyer keeps, and for how much."""
    purchases.of_payment(refunds=event.refund_id)


def on_dispute_closed(event: DisputeClosed) -> None:
    """Hears DisputeClosed: the same."""
    purchases.of_payment(disputes=event.dispute_id)


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
    """Hears MailboxProven: what was ordered as a guest with this address belongs to its reader, who
    is known from now on.
    """
    person = User.objects.get(pk=event.user_id)
    access.adopt(person)
    conversations.adopt(person)
    purchases.count(person.email, language=person.language)


def on_mailbox_moved(event: MailboxMoved) -> None:
    """Hears MailboxMoved: the same for the new address."""
    person = MailboxMove.objects.select_related("user").get(pk=event.move_id).user
    access.adopt(person)
    conversations.adopt(person)
    purchases.count(person.email, language=person.language)
