"""What the letters about orders have in common: who reads them, where they lead."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from marketplace.shared.events import subject_of
from marketplace.shared.mail import Email
from marketplace.shared.models import Fact
from orders import contested
from orders.models import (
    Order,
    SellerOrder,
)


def order_link(order: Order) -> str:
    """The address of an order's page, that opens for a guest too."""
    return f"{settings.BASE_URL}{reverse('shop-order', args=[order.number])}?t={order.token}"


def withdrawal_link(order: Order) -> str:
    """The public page of withdrawal, filled in for this order."""
    return (
        f"{settings.BASE_URL}{reverse('shop-withdrawal')}?commande={order.number}&t={order.token}"
    )


def last_reason(name: str, row: Model) -> str:
    """Why the last such fact about a row happened, as somebody wrote it."""
    told = Fact.objects.filter(name=name, subject=subject_of(row)).order_by("-pk")
    return told.values_list("because", flat=True).first() or ""


def to_buyer(part: SellerOrder, what: str, *, key: str, **values) -> Email:
    """A letter about a part to its buyer, in the language of the order."""
    order = part.order
    about = {
        "order": order,
        "part": part,
        "seller": part.seller_snapshot,
        "order_url": order_link(order),
        "contested": contested.warning(part) is not None,
    }
    return Email(
        to=order.email,
        template=f"orders/{what}",
        values={**about, **values},
        language=order.language,
        key=key,
    )


def to_seller(part: SellerOrder, what: str, *, key: str, **values) -> Email:
    """A letter about a part to its seller, in the language of the shop's owner."""
    owner = part.seller.members.filter(role="owner").select_related("user").order_by("pk").first()
    link = f"{settings.BASE_URL}{reverse('seller-order', args=[part.number])}"
    about = {"part": part, "order": part.order, "seller": part.seller, "order_url": link}
    return Email(
        to=part.seller.email,
        template=f"orders/{what}",
        values={**about, **values},
        language=owner.user.language if owner else "fr",
        key=key,
    )
