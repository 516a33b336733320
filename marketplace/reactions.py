"""What a paid order tells the apps beneath it: they may not read orders, so it is told in their words."""

from __future__ import annotations

from catalog import popularity
from marketing import contacts
from orders.events import OrderPaid
from orders.models import Order, OrderLine


def on_order_paid(event: OrderPaid) -> None:
    """Hears OrderPaid: count the pieces on their sheets, and the order for its buyer."""
    order = Order.objects.select_related("payment").get(pk=event.order_id)
    pieces: dict[int, int] = {}
    rows = OrderLine.objects.filter(seller_order__order=order)
    for product_id, count in rows.values_list("offer__product_id", "quantity"):
        pieces[product_id] = pieces.get(product_id, 0) + count
    popularity.count_sales(pieces)
    contacts.remember_purchase(
        order.email, cents=order.total_cents, language=order.language, at=order.payment.paid_at
    )
