"""What the sections of orders in the console have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from marketplace.shared import places
from marketplace.shared.models import User
from marketplace.shared.templatetags.ui import badge, dated, money
from orders import authority, moneyback
from orders.models import Buyer, Guest, Order, SellerOrder
from orders.states import LatenessState, SellerOrderState


def link_to(model: str, pk: int, text) -> str:
    """A link to the console page of an object of orders, where it opens for the reader."""
    return places.link_to(f"orders.{model}", pk, text)


def buyer_link(order: Order) -> str:
    """The name of whoever bought, as a link to their file; any order of a guest leads to it."""
    whose = Buyer(pk=order.buyer_id) if order.buyer_id else Guest(pk=order.pk)
    return places.link(whose, order.recipient or order.email)


def lateness(part: SellerOrder) -> str:
    """Who waits of a part whose promised day has passed, and until when; "" of the others."""
    row = getattr(part, "lateness", None)
    if row is None or not row.is_open:
        return ""
    until = {LatenessState.WAITING: row.wait_until, LatenessState.ANNOUNCED: row.cancel_on}
    day = until.get(row.state)
    told = badge(row)
    return format_html("{} {}", told, dated(day)) if day else told


def sellers_turn(part: SellerOrder) -> str:
    """That the seller must act, for a deadline that they let pass."""
    return _("C'est au vendeur d'agir : {seller}.").format(seller=part.seller.name)


def letter_to_seller(part: SellerOrder, about: str = "") -> str:
    """A link to write to the seller about their part, or about what followed it."""
    about = about or _("Commande {number}").format(number=part.number)
    return places.letter_to(part.seller.email, about, _("Écrire au vendeur"))


def letter_to_buyer(order: Order, about: str = "") -> str:
    """A link to write to whoever bought."""
    about = about or _("Commande {number}").format(number=order.number)
    return places.letter_to(order.email, about, _("Écrire à l'acheteur"))


def part_badge(part: SellerOrder) -> str:
    """How far a seller's part is; what left in part is not shown as waiting whole.

    A list reads with its parts their `lines`.
    """
    if part.state == SellerOrderState.TO_SHIP and any(line.shipped for line in part.lines.all()):
        return badge("partly", _("Expédiée en partie"), "active")
    return badge(part)


def say_done(request, done, order_id: int | None, at):
    """Go back to the object's page and say what was done and what becomes of the money."""
    back = moneyback.decided(order_id, at=at) if order_id is not None else ""
    messages.success(request, f"{done} {back}".strip())
    return redirect(request.path.rsplit("/", 2)[0] + "/change/")


def within_ceiling(sentence, waits: Callable[[Any], str] = lambda row: ""):
    """A verb's sentence, with how much support refunds by itself, and what of it is left.

    `waits` says beforehand that what the verb promises would wait for a bank.
    """

    def said(row) -> str:
        ceiling = authority.in_words(_order_of(row))
        return " ".join(filter(None, [str(sentence), waits(row), ceiling]))

    return said


def naming(sentence, cents: Callable[[Any], int]) -> Callable[[Any], str]:
    """The label of a verb with the sum that it moves, in place of {sum}."""
    return lambda row: str(sentence).format(sum=money(cents(row)))


def barred_above(cents: Callable[[Any], int]) -> Callable[[Any, User], str]:
    """Says, before anything is written, that the sum of an act is for finance to give."""

    def barred(row, person) -> str:
        return authority.bars(_order_of(row), cents(row), person)

    return barred


def _order_of(row) -> int | None:
    part = getattr(row, "seller_order", row)
    return part.order_id
