"""How much money a return gives back once it comes, read before it does.

The receipt counts again, under its locks.
"""

from __future__ import annotations

from orders.models import Return, WithdrawalDeclaration
from orders.money import stakes
from orders.returns import returns


def of_receiving(back: Return) -> int:
    """What receiving all that is awaited of a return gives back, in cents, delivery included."""
    part, expected = back.seller_order, returns.expected(back)
    lines = list(part.lines.all())
    goods = sum(stakes.worth(line, expected.get(line.pk, 0)) for line in lines)
    kept = any(
        line.quantity > line.cancelled + line.returned + line.came_back + expected.get(line.pk, 0)
        for line in lines
    )
    return goods + (0 if kept else part.shipping_cents - part.shipping_refunded_cents)


def least_of_receiving(back: Return) -> int:
    """What the cheapest piece that is awaited of a return gives back, in cents."""
    expected = returns.expected(back)
    lines = [line for line in back.seller_order.lines.all() if expected.get(line.pk)]
    return min((stakes.worth(line, 1) for line in lines), default=0)


def of_withdrawing(declaration: WithdrawalDeclaration) -> int:
    """What a withdrawal of all that has not left gives back at once, in cents."""
    order = declaration.order
    sold = order.seller_orders.exclude(paid_at=None) if order else ()
    return sum(stakes.of_cancelling(part) for part in sold)
