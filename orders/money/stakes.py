"""How much money an act of the operator's would give back, read before it is done.

What is read here names the button and warns whoever may not do it alone; the act itself counts
again, under its locks.
"""

from __future__ import annotations

from orders import contested
from orders.models import OrderLine, Return, SellerOrder, WithdrawalDeclaration
from orders.returns import returns


def of_cancelling(part: SellerOrder) -> int:
    """What cancelling all that waits of a part gives back, in cents."""
    lines = list(part.lines.all())
    goods = sum(_worth(line, line.waiting) for line in lines)
    kept = any(
        line.quantity > line.cancelled + line.waiting + line.returned + line.came_back
        for line in lines
    )
    return goods + (0 if kept else part.shipping_cents - part.shipping_refunded_cents)


def of_giving(part: SellerOrder) -> int:
    """The most that may still go back of a part, in cents: neither refunded nor lost to a bank."""
    payment = part.order.payment
    free = payment.amount_cents - payment.refunded_cents
    lost = contested.lost_cents(payment.disputes.all())
    return max(0, min(part.total_cents - part.refunded_cents, free - lost))


def of_receiving(back: Return) -> int:
    """What receiving all that is awaited of a return gives back, in cents, delivery included."""
    part, expected = back.seller_order, returns.expected(back)
    lines = list(part.lines.all())
    goods = sum(_worth(line, expected.get(line.pk, 0)) for line in lines)
    kept = any(
        line.quantity > line.cancelled + line.returned + line.came_back + expected.get(line.pk, 0)
        for line in lines
    )
    return goods + (0 if kept else part.shipping_cents - part.shipping_refunded_cents)


def least_of_receiving(back: Return) -> int:
    """What the cheapest piece that is awaited of a return gives back, in cents."""
    expected = returns.expected(back)
    lines = [line for line in back.seller_order.lines.all() if expected.get(line.pk)]
    return min((_worth(line, 1) for line in lines), default=0)


def of_withdrawing(declaration: WithdrawalDeclaration) -> int:
    """What a withdrawal of all that has not left gives back at once, in cents."""
    order = declaration.order
    sold = order.seller_orders.exclude(paid_at=None) if order else ()
    return sum(of_cancelling(part) for part in sold)


def _worth(line: OrderLine, pieces: int) -> int:
    return min(line.unit_cents * pieces, line.total_cents - line.refunded_cents)
