"""What visitors do with their cart; how it is found again is told in `cookie.py`.

A cart promises nothing: prices and stock are read again on every page (`pricing.quote`), and
what changed since the visitor last looked must be agreed to before ordering.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from catalog.models import Offer
from marketplace.shared import clock
from marketplace.shared.prepared import Prepared
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money
from orders.buying import addresses, pricing
from orders.models import Cart, CartLine, Hold, Order
from orders.money import payments
from sellers.models import Member, Zone
from sellers.shop import shipping

# What every page with a cart asks, written once.
LINES = Prepared(
    lambda cart: (
        CartLine.objects.filter(cart=cart)
        .select_related(
            "offer__seller", "offer__variant", "offer__product__cover", "offer__product__category"
        )
        .order_by("added_at", "pk")
    )
)
BARE = Prepared(lambda cart: CartLine.objects.filter(cart=cart))
ONE_OFFER = Prepared(
    lambda pk, today: Offer.objects.sellable_on(today).filter(pk=pk).select_related("product")
)

LASTS = timedelta(days=90)
MOST, MOST_LINES = 999, 100
WISHES = 6  # deliveries of one seller that are remembered: a few zones, a change of mind


class NotSold(Refusal):
    """The offer cannot be bought."""

    sentence = _("Cet article n'est plus en vente.")


class SoldOut(Refusal):
    """Nothing is left."""

    sentence = _("« {title} » est épuisé pour le moment.")


class NotSoMany(Refusal):
    """More than what is left, or than what is sane."""

    sentence = _("Il n'en reste que {n} : choisissez une quantité de 1 à {n}.")


class OnlyOne(NotSoMany):
    """The same, when there is nothing to choose."""

    sentence = _("Il n’en reste qu’un : prenez-en un seul.")


class TooManyLines(Refusal):
    """A cart is not a warehouse."""

    sentence = _("Votre panier contient déjà {n} articles différents : commandez-les d'abord.")


# --- What lies in it ----------------------------------------------------------------------------


def lines_of(cart: Cart | None) -> list[CartLine]:
    """The lines of a cart with all that pricing reads, in one query."""
    return LINES(cart=cart.pk) if cart else []


def quote_of(
    cart: Cart | None,
    *,
    at: datetime,
    zone: str | None = Zone.METROPOLE,
    chosen: Mapping[int, int] | None = None,
) -> pricing.Quote:
    """The cart as it stands now, priced for a zone."""
    lines = lines_of(cart)
    sellers = {line.offer.seller_id for line in lines}
    grids = shipping.grids(sellers) if sellers else {}
    own: frozenset[int] = frozenset()
    if cart is not None and cart.user_id and sellers:
        memberships = Member.objects.filter(user=cart.user_id, seller__in=sellers)
        own = frozenset(memberships.values_list("seller_id", flat=True))
    return pricing.quote(
        lines, grids, at=at, zone=zone, chosen=chosen, own=own, before=wished_in(cart)
    )


def quote_freed(
    cart: Cart | None,
    *,
    at: datetime,
    zone: str | None = Zone.METROPOLE,
    chosen: Mapping[int, int] | None = None,
) -> pricing.Quote:
    """The same, once the pieces it lacks are freed if others kept them beyond their time."""
    quote = quote_of(cart, at=at, zone=zone, chosen=chosen)
    lacking = [
        line.offer_id for line in quote.lines if line.problem in (pricing.OUT, pricing.SHORT)
    ]
    if lacking and payments.give_up_keeping(lacking, at=at):
        return quote_of(cart, at=at, zone=zone, chosen=chosen)
    return quote


def key_of(cart: Cart) -> str:
    """The submission key of the cart as it stands: every tab that shows it has the same."""
    stamp = f"{cart.token}:{cart.changed_at.isoformat()}"
    return salted_hmac("orders.checkout", stamp, algorithm="sha256").hexdigest()[:40]


def chosen_in(cart: Cart | None) -> dict[int, int]:
    """How the visitor wanted each seller to deliver."""
    ways = cart.checkout.get("ways", {}) if cart else {}
    return {int(seller): int(way) for seller, way in ways.items()}


def wished_in(cart: Cart | None) -> dict[int, list[int]]:
    """How the visitor wanted each seller to deliver before, elsewhere too; the latest last."""
    wished = cart.checkout.get("wished", {}) if cart else {}
    return {int(seller): [int(way) for way in ways] for seller, ways in wished.items()}


# --- What visitors do with it -------------------------------------------------------------------


def add(
    cart: Cart | None, offer_id: int, quantity: int, *, user=None, found: str = "", at: datetime
) -> Cart:
    """Put so many of an offer into a cart, opening one when there is none. `found` is the search
    that led there, as `catalog.shop.origin` writes it.

    Pieces that somebody kept beyond their time are freed for whoever wants them now.
    Raises NotSold, SoldOut, NotSoMany, TooManyLines.
    """
    try:
        return _add(cart, offer_id, quantity, user=user, found=found, at=at)
    except (SoldOut, NotSoMany):
        if not payments.give_up_keeping([offer_id], at=at):
            raise
        return _add(cart, offer_id, quantity, user=user, found=found, at=at)


@transaction.atomic(durable=True)
def _add(
    cart: Cart | None, offer_id: int, quantity: int, *, user, found: str, at: datetime
) -> Cart:
    offers = ONE_OFFER(pk=offer_id, today=clock.paris_day(at))
    if not offers:
        raise NotSold
    [offer] = offers
    if cart is None:
        cart, lines = _open(user, at=at), {}
    else:
        touch(cart, at=at)  # first: two tabs that add at once wait here for each other
        lines = {line.offer_id: line for line in BARE(cart=cart.pk)}
    line = lines.get(offer.pk)
    wanted = quantity + (line.quantity if line else 0)
    _check(offer, wanted)
    if line is not None:
        CartLine.objects.filter(pk=line.pk).update(quantity=wanted, seen_cents=offer.price_cents)
    else:
        if len(lines) >= MOST_LINES:
            raise TooManyLines(n=MOST_LINES)
        CartLine.objects.create(
            cart=cart,
            offer=offer,
            quantity=quantity,
            seen_cents=offer.price_cents,
            added_at=at,
            found=found,
        )
    return cart


def change(line: CartLine, quantity: int, *, at: datetime) -> None:
    """Want more or less of a line, as far as there is enough, freeing what others kept too long.

    Raises SoldOut, NotSoMany.
    """
    try:
        _change(line, quantity, at=at)
    except NotSoMany:
        if not payments.give_up_keeping([line.offer_id], at=at):
            raise
        line.offer.refresh_from_db(fields=["stock"])
        _change(line, quantity, at=at)


@transaction.atomic(durable=True)
def _change(line: CartLine, quantity: int, *, at: datetime) -> None:
    _check(line.offer, quantity)
    CartLine.objects.filter(pk=line.pk).update(quantity=quantity)
    touch(line.cart, at=at)


@transaction.atomic(durable=True)
def remove(line: CartLine, *, at: datetime) -> None:
    """Take a line out."""
    line.delete()
    touch(line.cart, at=at)


@transaction.atomic(durable=True)
def agree(cart: Cart, seen: pricing.Quote, *, at: datetime) -> None:
    """Accept what changed, exactly as it was shown: prices, lowered quantities, lines gone."""
    gone = [line.line_id for line in seen.lines if not line.sells]
    cart.lines.filter(pk__in=gone).delete()
    for line in seen.lines:
        if line.problem and line.sells:
            cart.lines.filter(pk=line.line_id).update(
                seen_cents=line.unit_cents, quantity=line.quantity
            )
    touch(cart, at=at)


@transaction.atomic(durable=True)
def merge(guest: Cart, user, *, at: datetime) -> Cart:
    """Bring what a visitor chose into their own cart, once they signed in."""
    touch(guest, at=at)
    own = Cart.objects.filter(user=user).exclude(pk=guest.pk).order_by("pk").first()
    if own is not None:
        guest.holds.update(cart=own)
    if own is None:
        Cart.objects.filter(pk=guest.pk, user=None).update(user=user)
        guest.user = user
        return guest
    own_lines = {line.offer_id: line for line in own.lines.all()}
    for line in guest.lines.select_related("offer"):
        own_line = own_lines.get(line.offer_id)
        if own_line is None:
            CartLine.objects.filter(pk=line.pk).update(cart=own)
        elif own_line.quantity < line.quantity:
            CartLine.objects.filter(pk=own_line.pk).update(
                quantity=line.quantity, seen_cents=line.seen_cents
            )
    guest.delete()
    touch(own, at=at)
    return own


@transaction.atomic(durable=True)
def refill(cart: Cart | None, order: Order, *, user=None, at: datetime) -> tuple[Cart, list[str]]:
    """Put the articles of an order into the cart once more, as far as they sell; what is missing
    or costs something else by now, in sentences. What lies in the cart already is not taken out,
    and asked twice nothing is there twice. The visitor is told of the order no more.
    """
    cart = cart or _open(user, at=at)
    asked = _asked(order)
    there = {line.offer_id: line for line in cart.lines.all()}
    sold = {
        offer.pk: offer for offer in Offer.objects.sellable(at).filter(pk__in=asked, stock__gt=0)
    }
    wanted = {pk: min(asked[pk].quantity, offer.stock, MOST) for pk, offer in sold.items()}
    CartLine.objects.bulk_create(
        [
            CartLine(
                cart=cart,
                offer=offer,
                quantity=wanted[pk],
                seen_cents=offer.price_cents,
                added_at=at,
            )
            for pk, offer in sold.items()
            if pk not in there
        ]
    )
    for pk, quantity in wanted.items():
        if pk in there and there[pk].quantity < quantity:
            CartLine.objects.filter(pk=there[pk].pk).update(quantity=quantity)
    touch(cart, at=at)
    Hold.objects.filter(order=order).update(cart=None)
    return cart, _news(asked, sold)


def dismiss(cart: Cart, number: str) -> None:
    """The visitor has read that an order was given up, and need not be told again."""
    cart.holds.filter(order__number=number).update(cart=None)


@dataclass(slots=True)
class Asked:
    """One article of an order: how many, under which title, at which price."""

    title: str
    unit_cents: int
    quantity: int = 0


def _asked(order: Order) -> dict[int, Asked]:
    asked: dict[int, Asked] = {}
    for part in order.seller_orders.prefetch_related("lines"):
        for line in part.lines.all():
            title = f"{line.title} ({line.variant})" if line.variant else line.title
            article = asked.setdefault(line.offer_id, Asked(title, line.unit_cents))
            article.quantity += line.quantity
    return asked


def _news(asked: Mapping[int, Asked], sold: Mapping[int, Offer]) -> list[str]:
    """What of an order cannot be ordered again, or not so many, or not at its price."""
    gone = [article.title for pk, article in asked.items() if pk not in sold]
    sentences = []
    if gone:
        names = ", ".join(f"« {title} »" for title in gone)
        sentences.append(_("N'est plus en vente pour le moment : {names}.").format(names=names))
    for pk, offer in sold.items():
        title, before = asked[pk].title, asked[pk].unit_cents
        if offer.stock < asked[pk].quantity:
            sentences.append(
                _("Il n'en reste que {n} : « {title} ».").format(n=offer.stock, title=title)
            )
        if offer.price_cents != before:
            sentences.append(
                _("« {title} » coûte maintenant {price}, au lieu de {before}.").format(
                    title=title, price=money(offer.price_cents), before=money(before)
                )
            )
    if gone and len(gone) < len(asked):
        sentences.append(str(_("Le reste est dans votre panier.")))
    return sentences


def choose(cart: Cart, ways: Mapping[int, int]) -> None:
    """Remember how the visitor wants each seller to deliver."""
    wished = wished_in(cart)
    for seller, way in ways.items():
        others = [other for other in wished.get(seller, ()) if other != way]
        wished[seller] = [*others, way][-WISHES:]
    cart.checkout = {
        **cart.checkout,
        "ways": {str(seller): way for seller, way in ways.items()},
        "wished": {str(seller): tried for seller, tried in wished.items()},
    }
    Cart.objects.filter(pk=cart.pk).update(checkout=cart.checkout)


def keep_draft(cart: Cart, draft: Mapping, ways: Mapping[int, int]) -> None:
    """Remember what the visitor typed, for the back button and the next day."""
    cart.checkout = {**cart.checkout, **_storable(draft)}
    choose(cart, ways)


def keep_details(cart: Cart, order: Order) -> None:
    """Remember who ordered and where it went, so that ordering again types nothing twice."""
    place = addresses.as_filled_in(order)
    keep_draft(cart, {"email": order.email, **place}, chosen_in(cart))


def keep_points(cart: Cart, points: Mapping[str, dict]) -> None:
    """Remember where the parcels of each carrier are collected."""
    if points:
        relay = {**cart.checkout.get("relay", {}), **points}
        keep_draft(cart, {"relay": relay}, chosen_in(cart))


def keep_gifts(cart: Cart, gifts: Mapping[str, dict]) -> None:
    """Remember which shops' parcels are gifts; none, once they are ordered."""
    keep_draft(cart, {"gift": dict(gifts)}, chosen_in(cart))


def touch(cart: Cart, *, at: datetime) -> None:
    """Remember when the cart last changed; its submission key changes with it."""
    changed_at = max(at, cart.changed_at + timedelta(microseconds=1))
    Cart.objects.filter(pk=cart.pk).update(changed_at=changed_at)
    cart.changed_at = changed_at


def forget_old(at: datetime) -> int:
    """Drop the carts nobody came back to."""
    return Cart.objects.filter(changed_at__lt=at - LASTS).delete()[0]


# --- Below --------------------------------------------------------------------------------------


def _storable(typed):
    """What a database can keep of what was typed: PostgreSQL knows no text with a zero in it."""
    if isinstance(typed, dict):
        return {name: _storable(value) for name, value in typed.items()}
    return typed.replace("\x00", "") if isinstance(typed, str) else typed


def _open(user, *, at: datetime) -> Cart:
    owner = user if user is not None and user.is_authenticated else None
    return Cart.objects.create(
        token=secrets.token_urlsafe(32), user=owner, created_at=at, changed_at=at
    )


def _check(offer: Offer, quantity: int) -> None:
    if offer.stock <= 0:
        raise SoldOut(title=offer.product.heading.text)
    if quantity > min(offer.stock, MOST):
        raise NotSoMany(n=min(offer.stock, MOST)) if offer.stock > 1 else OnlyOne(n=1)
