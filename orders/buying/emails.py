"""Every e-mail of the orders app."""

from django.conf import settings
from django.urls import reverse

from marketplace.shared.mail import Email
from orders.models import Order
from orders.money import payments


def order_confirmed(order: Order) -> Email:
    """What was ordered, from whom, when it comes, how to withdraw: on a durable medium
    (L221-13).
    """
    return Email(
        to=order.email,
        template="orders/confirmed",
        values={**_about(order), "terms": order.terms},
        language=order.language,
        key=f"order-confirmed-{order.number}",
    )


def payment_failed(order: Order) -> Email:
    """The bank said no: why, and until when to try again."""
    return Email(
        to=order.email,
        template="orders/payment_failed",
        values={
            **_about(order),
            "reason": payments.reason_of(order.payment.failure),
            "pay_url": payments.return_url(order),
        },
        language=order.language,
        key=f"payment-failed-{order.number}-{order.payment.attempts}",
    )


def order_expired(order: Order) -> Email:
    """Nobody paid: the order is given up, nothing is due."""
    return Email(
        to=order.email,
        template="orders/expired",
        values={**_about(order), "refill_url": payments.return_url(order)},
        language=order.language,
        key=f"order-expired-{order.number}",
    )


def _about(order: Order) -> dict:
    parts = list(
        order.seller_orders.select_related("seller").prefetch_related("lines").order_by("pk")
    )
    address = reverse("shop-order", args=[order.number])
    return {
        "order": order,
        "parts": parts,
        "order_url": f"{settings.BASE_URL}{address}?t={order.token}",
    }
