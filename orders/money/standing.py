"""Where an order stands with its payment: what each of its pages and letters says alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from orders.models import Order, SellerOrder
from orders.money import payments
from orders.states import PaymentState, SellerOrderState

OVER = (SellerOrderState.DELIVERED, SellerOrderState.LOST, SellerOrderState.CANCELLED)


class Standing(Enum):
    """One answer for the whole order."""

    TO_PAY = "to_pay"
    # the delay is over and the provider may still say that it was paid
    UNSURE = "unsure"
    ABANDONED = "abandoned"
    # the buyer gave it up before its delay was over
    RENOUNCED = "renounced"
    # paid after it was given up: the money goes back
    TOO_LATE = "too_late"
    PAID = "paid"


def of(order: Order, parts: Iterable[SellerOrder], *, at: datetime) -> Standing:
    """The standing of an order at an instant, from its payment and its parts."""
    payment = order.payment
    if payment.state == PaymentState.PAID:
        # parts of an order that was paid in time bear the day
        paid = any(part.paid_at for part in parts)
        return Standing.PAID if paid else Standing.TOO_LATE
    if payment.state == PaymentState.CANCELLED:
        return Standing.RENOUNCED if is_renounced(order, parts) else Standing.ABANDONED
    if payment.state in payments.UNPAID and order.pay_by > at:
        return Standing.TO_PAY
    open_there = payment.state != PaymentState.FAILED and payment.ref
    return Standing.UNSURE if open_there else Standing.ABANDONED


def is_renounced(order: Order, parts: Iterable[SellerOrder]) -> bool:
    """Whether its buyer gave an order up: nobody else does before the delay to pay is over."""
    return any(
        not part.paid_at and part.cancelled_at and part.cancelled_at < order.pay_by
        for part in parts
    )


def is_over(parts: Iterable[SellerOrder], standing: Standing) -> bool:
    """Whether nothing more will come of an order: its articles may be ordered again."""
    if standing in (Standing.ABANDONED, Standing.RENOUNCED, Standing.TOO_LATE):
        return True
    return standing is Standing.PAID and all(part.state in OVER for part in parts)
