"""Every e-mail of the orders app."""

from django.conf import settings
from django.urls import reverse

from marketplace.shared import mail
from marketplace.shared.mail import Email
from orders.buying import papers
from orders.letters import withdrawal_link
from orders.models import Order, SellerOrder
from orders.money import payments, standing


def order_confirmed(order: Order) -> Email:
    """What was ordered, from whom, when it comes, how to withdraw: on a durable medium
    (L221-13).
    """
    about, business = _about(order), order.business
    granted = business is None or business.may_withdraw
    return Email(
        to=order.email,
        template="orders/confirmed",
        values={
            **about,
            "terms": order.terms,
            "business": business,
            "granted": granted,
            "goes_home": any(not part.relay for part in about["parts"]),
            "withdrawal_url": withdrawal_link(order),
            "mediators": {} if business else _mediators(about["parts"]),
        },
        language=order.language,
        key=f"order-confirmed-{order.number}",
        attachments=papers.of(order, about["parts"], granted=granted),
    )


def payment_failed(order: Order) -> Email:
    """The bank said no: why, and until when to try again."""
    return Email(
        to=order.email,
        template="orders/payment_failed",
        values={
            **_about(order),
            "reason": mail.spoken(payments.reason_of, order.payment.failure),
            "pay_url": payments.return_url(order),
        },
        language=order.language,
        key=f"payment-failed-{order.number}-{order.payment.attempts}",
    )


def order_expired(order: Order) -> Email:
    """Nobody paid in time, or the buyer gave the order up: nothing is due."""
    about = _about(order)
    return Email(
        to=order.email,
        template="orders/expired",
        values={
            **about,
            "renounced": standing.is_renounced(order, about["parts"]),
            "refill_url": payments.return_url(order),
        },
        language=order.language,
        key=f"order-expired-{order.number}",
    )


def _mediators(parts: list[SellerOrder]) -> dict[str, str]:
    """Whom a consumer may go to about each seller, by the seller's name."""
    named = {part.seller_snapshot["name"]: part.seller.competent_mediator for part in parts}
    return {name: mediator for name, mediator in named.items() if mediator}


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
