"""Whose order it is: the signed-in buyer's, or whoever holds the link of a guest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events, limits, mailboxes
from marketplace.shared.models import Address, User
from marketplace.shared.states import Refusal
from orders.buying import addresses
from orders.events import OrderLinkAsked
from orders.models import Order, OrderLine, SellerOrder
from orders.states import PaymentState

LINKS_A_DAY = 5  # letters with the link of one order


def order_for(request: HttpRequest, number: str) -> Order:
    """The order of this number, if the visitor may see it; to others it does not exist."""
    order = None
    if number.isascii() and number.isalnum():
        order = Order.objects.select_related("payment").filter(number=number).first()
    if order is None or not _may_see(request, order):
        raise Http404
    if request.method == "POST":
        _hear(order)
    return order


def _hear(order: Order) -> None:
    """Write to whoever acts on an order in the language of the page they act on, from now on."""
    language = (get_language() or order.language)[:2]
    if language != order.language:
        Order.objects.filter(pk=order.pk).update(language=language)
        order.language = language


def bought_by(person: User, lines: Collection[int]) -> set[int]:
    """Of these lines, those that a person bought with their account."""
    own = OrderLine.objects.filter(pk__in=list(lines), seller_order__order__buyer=person)
    return set(own.values_list("pk", flat=True))


def token_in(request: HttpRequest) -> str:
    """The guest's token as the page was opened with it, to be carried on by its links."""
    return request.GET.get("t", request.POST.get("t", ""))


def part_for(request: HttpRequest, number: str, pk: int) -> tuple[Order, SellerOrder]:
    """An order the visitor may see, and one seller's part of it."""
    order = order_for(request, number)
    part = order.seller_orders.select_related("order", "seller").filter(pk=pk).first()
    if part is None:
        raise Http404
    return order, part


def address(request: HttpRequest, order: Order) -> str:
    """The order's page, opened the same way as this one."""
    token = token_in(request)
    return reverse("shop-order", args=[order.number]) + (f"?t={order.token}" if token else "")


def within(request: HttpRequest, order: Order, name: str, pk: int) -> str:
    """A page beneath the order's, opened the same way as this one."""
    token = token_in(request)
    return reverse(name, args=[order.number, pk]) + (f"?t={order.token}" if token else "")


def ask_link(*, number: str, email: str, at: datetime) -> None:
    """Have the way to an order's page sent to its own address, when there is such an order.

    The caller learns nothing: whoever does not read that mailbox may not know what exists.
    """
    typed = number.replace(" ", "").upper().partition("-")[0]
    order = Order.objects.filter(number=typed, email__iexact=mailboxes.plain(email)).first()
    if order is None or not limits.take("order-link", order.number, LINKS_A_DAY, limits.DAY):
        return
    with transaction.atomic(durable=True):
        events.publish(OrderLinkAsked(order_id=order.pk), about=order, at=at)


def send_link(order: Order, *, by: User, at: datetime) -> None:
    """Have the way to an order's page sent to its own address, for an operator. Raises
    EnoughLinks.
    """
    if not limits.take("order-link", order.number, LINKS_A_DAY, limits.DAY):
        raise EnoughLinks
    with transaction.atomic(durable=True):
        events.publish(OrderLinkAsked(order_id=order.pk), about=order, by=by, at=at)


class EnoughLinks(Refusal):
    """The mailbox got several letters about this order today."""

    sentence = _(
        "Cette adresse a déjà reçu plusieurs fois le lien de cette commande aujourd'hui : attendez"
        " demain."
    )


def adopt(user: User) -> int:
    """Inside a verb: take the guest orders of a proven mailbox into its reader's account; how many.

    A mailbox nobody proved adopts nothing: anybody may type anybody's address.
    """
    if not user.is_proven:
        return 0
    guests = Order.objects.filter(buyer=None, email__iexact=user.email)
    last = guests.filter(payment__state=PaymentState.PAID).order_by("-placed_at", "-pk").first()
    adopted = guests.update(buyer=user)
    if last is not None:
        _carry(user, last)
    return adopted


def _carry(user: User, order: Order) -> None:
    """What a paid order says of its buyer, where the account knows nothing yet: nobody retypes it.

    Of an order that nobody paid nothing is taken: anybody may type anybody's address.
    """
    if not user.get_full_name():
        first, _space, rest = order.recipient.partition(" ")
        user.first_name, user.last_name = first[:150], rest[:150]
    user.phone = user.phone or order.phone[:20]
    user.save(update_fields=["first_name", "last_name", "phone"])
    place = {name: getattr(order, name) for name in addresses.COLUMNS}
    if not Address.objects.filter(user=user).exists():
        Address.objects.create(user=user, used_at=order.placed_at, **place)


def _may_see(request: HttpRequest, order: Order) -> bool:
    if request.user.is_authenticated and order.buyer_id == request.user.pk:
        return True
    return constant_time_compare(token_in(request), order.token)
