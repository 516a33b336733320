"""What a buyer received: only whoever received it may say what they think of it, or show it."""

from __future__ import annotations

from django.http import Http404

from orders.models import Order, OrderLine


def line(order: Order, pk: int) -> OrderLine:
    """A delivered line of an order that the visitor may see. Raises Http404."""
    lines = OrderLine.objects.select_related("seller_order__seller", "offer__product")
    purchase = lines.filter(pk=pk, seller_order__order=order, delivered__gt=0).first()
    if purchase is None:
        raise Http404
    return purchase
