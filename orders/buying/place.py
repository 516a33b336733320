"""Placing an order: the instant when the buyer commits, and everything is frozen.

One transaction, whatever the number of sellers. The submission key makes it happen once: a
second submission, even at the same moment, finds the order that the first one made.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.demand import searches
from catalog.models import CatalogRules, Offer
from catalog.offers import stock
from catalog.shop import origin
from marketplace.shared import clock, events, numbers, policy
from marketplace.shared.gateway import current, must_be_open
from marketplace.shared.models import LegalText, User
from marketplace.shared.prepared import Prepared
from marketplace.shared.states import Refusal
from orders.buying import companies, holds
from orders.buying.pricing import RELAY, Quote, QuotedGroup
from orders.events import AgeDeclared, OrderPlaced
from orders.models import Cart, CartLine, Order, OrderLine, OrderRules, Payment, SellerOrder
from orders.money import payments
from sellers.models import Seller

PRICES = Prepared(
    lambda pks, today: (
        Offer.objects.sellable_on(today).filter(pk__in=pks).values_list("pk", "price_cents")
    )
)
BY_KEY = Prepared(lambda key: Order.objects.select_related("payment").filter(key=key))
FROZEN = (
    "name",
    "slug",
    "legal_name",
    "legal_form",
    "capital",
    "siret",
    "rcs",
    "vat_regime",
    "vat_number",
    "email",
    "phone",
    "line1",
    "line2",
    "postcode",
    "city",
    "country",
    "return_policy",
)


class CartChanged(Refusal):
    """Something is no longer as the buyer saw it: nothing is ordered."""

    sentence = _("Votre panier a changé entre-temps : vérifiez-le avant de commander.")


class NotReady(Refusal):
    """An article or a delivery of the cart cannot be ordered."""

    sentence = _("Votre panier doit être vérifié avant de commander.")


class RelayMissing(Refusal):
    """A parcel goes to a point, and nobody said which."""

    sentence = _("Indiquez le point relais où vous irez chercher votre colis.")


class AgeMissing(Refusal):
    """Minors may not be sold something of it, and nobody said to be of age."""

    sentence = _(
        "« {title} » n'est vendu qu'aux adultes : cochez « J'ai 18 ans ou plus » pour commander, ou"
        " retirez cet article de votre panier."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    """Who orders, where it goes, what they agreed to, and from which network address.

    `relay` holds the point of each carrier that delivers to one, `gifts` the message of each shop's
    parcel that is a gift. `business` is what a company says
    of itself; nothing when a person buys. `is_adult`: they declared that they are 18 or older.
    """

    email: str
    address: dict = field(default_factory=dict)
    relay: Mapping[str, dict] = field(default_factory=dict)
    gifts: Mapping[int, str] = field(default_factory=dict)
    business: dict = field(default_factory=dict)
    user: User | None = None
    language: str = "fr"
    terms: LegalText | None = None
    network: str = ""
    is_adult: bool = False


def place(quote: Quote, buyer: Buyer, *, cart: Cart | None, key: str, at: datetime) -> Order:
    """Commit to a quote exactly as it was shown: one order, its parts, stock kept for it.

    Pieces that somebody kept beyond their time are freed for whoever wants them now.
    Raises AgeMissing, RelayMissing, NotReady, CartChanged, OutOfStock, and what `holds.keep`
    refuses.
    """
    must_be_open()
    if quote.for_adults and not buyer.is_adult:
        raise AgeMissing(title=quote.for_adults[0].title_told.text)
    if not all(buyer.relay.get(way.carrier) for way in quote.to_relay):
        raise RelayMissing
    try:
        return _once(quote, buyer, cart=cart, key=key, at=at)
    except stock.OutOfStock as refusal:
        if not payments.give_up_keeping(refusal.offer_ids, at=at):
            raise
        return _once(quote, buyer, cart=cart, key=key, at=at)


def _once(quote: Quote, buyer: Buyer, *, cart: Cart | None, key: str, at: datetime) -> Order:
    try:
        if not quote.ready:
            raise NotReady
        return _write(quote, buyer, cart=cart, key=key, at=at)
    except (IntegrityError, NotReady):  # sent twice: the first one made the order
        order = Order.objects.filter(key=key).first()
        if order is None:
            raise
        return order


def placed_under(key: str) -> Order | None:
    """The order that this submission key already made; none for what is no key of ours."""
    if not 20 <= len(key) <= 64 or not (key.isascii() and key.isalnum()):
        return None
    return next(iter(BY_KEY(key=key)), None)


@transaction.atomic(durable=True)
def _write(quote: Quote, buyer: Buyer, *, cart: Cart | None, key: str, at: datetime) -> Order:
    order = _order(quote, buyer, key=key, at=at)  # first: the key decides who goes on
    if cart is not None:
        _consume(cart, quote)
    _still_true(quote, at=at)
    wanted = {line.offer_id: line.quantity for group in quote.sold for line in group.sold}
    left = stock.take(wanted, ref=order.number, at=at)
    who = holds.holder(email=buyer.email, user=buyer.user, network=buyer.network)
    holds.keep(order, who, wanted, left, cart=cart, at=at)
    _parts(order, quote, buyer, at=at)
    Payment.objects.create(
        order=order,
        uid=f"{order.number}-1",
        gateway=current().name,
        attempts=1,
        currency=order.currency,
        amount_cents=order.total_cents,
        created_at=at,
    )
    events.publish(OrderPlaced(order_id=order.pk), about=order, by=buyer.user, at=at)
    if quote.for_adults:
        titles = [line.title for line in quote.for_adults]
        declared = AgeDeclared(order_id=order.pk, titles=titles)
        events.publish(declared, about=order, by=buyer.user, at=at)
    transaction.on_commit(lambda: _note_found(quote, buyer, at=at))
    if buyer.business:
        companies.write(order, buyer.business, by=buyer.user, at=at)
    return order


def _note_found(quote: Quote, buyer: Buyer, *, at: datetime) -> None:
    """Count for each search that led here that it was worth its answer."""
    for group in quote.sold:
        for line in group.sold:
            found = origin.read(line.found, language=buyer.language)
            if found:
                searches.note_ordered(found, line.offer_id, at=at)


def _order(quote: Quote, buyer: Buyer, *, key: str, at: datetime) -> Order:
    return Order.objects.create(
        number=numbers.code(),
        key=key,
        token=secrets.token_urlsafe(32),
        buyer=buyer.user,
        email=buyer.email,
        language=buyer.language,
        currency=quote.currency,
        goods_cents=quote.goods_cents,
        shipping_cents=quote.shipping_cents,
        total_cents=quote.total_cents,
        terms=buyer.terms,
        placed_at=at,
        pay_by=at + timedelta(minutes=policy.rules(OrderRules).payment_minutes),
        **{**buyer.address, "company": companies.label_of(buyer.address, buyer.business)},
    )


def _consume(cart: Cart, quote: Quote) -> None:
    """Take the ordered lines out of the cart, if they are still what was priced."""
    priced = CartLine.objects.filter(cart=cart, pk__in=[line.line_id for line in quote.lines])
    if priced.delete()[0] != len(quote.lines):
        raise CartChanged


def _still_true(quote: Quote, *, at: datetime) -> None:
    """The price charged is the price last shown: a change in between stops the order."""
    shown = {line.offer_id: line.unit_cents for group in quote.sold for line in group.sold}
    live = PRICES(pks=sorted(shown), today=clock.paris_day(at))
    if dict(live) != shown:
        raise CartChanged


def _parts(order: Order, quote: Quote, buyer: Buyer, *, at: datetime) -> None:
    days = policy.rules(CatalogRules).withdrawal_days
    parts = SellerOrder.objects.bulk_create(
        [
            _part(order, group, buyer, number=f"{order.number}-{rank}", withdrawal_days=days, at=at)
            for rank, group in enumerate(quote.sold, start=1)
        ]
    )
    OrderLine.objects.bulk_create(
        [
            OrderLine(
                seller_order=part,
                offer_id=line.offer_id,
                title=line.title,
                variant=line.variant,
                title_en=line.title_en[:160],
                variant_en=line.variant_en[:120],
                sku=line.sku,
                image=line.image[:200],
                category_path=line.category_path,
                withdrawal_exception=line.withdrawal_exception,
                quantity=line.quantity,
                unit_cents=line.unit_cents,
                total_cents=line.total_cents,
                vat_class=line.vat_class,
                vat_bps=line.vat_bps,
            )
            for part, group in zip(parts, quote.sold, strict=True)
            for line in group.sold
        ]
    )


def _part(
    order: Order,
    group: QuotedGroup,
    buyer: Buyer,
    *,
    number: str,
    withdrawal_days: int,
    at: datetime,
) -> SellerOrder:
    choice = group.choice
    assert choice is not None  # a quote is ready only when each seller delivers
    return SellerOrder(
        order=order,
        seller=group.seller,
        number=number,
        currency=order.currency,
        goods_cents=group.goods_cents,
        shipping_cents=group.shipping_cents,
        total_cents=group.total_cents,
        shipping_name=choice.name,
        shipping_carrier=choice.carrier,
        shipping_kind=choice.kind,
        relay=buyer.relay[choice.carrier] if choice.kind == RELAY else {},
        is_gift=group.seller.pk in buyer.gifts,
        gift_message=buyer.gifts.get(group.seller.pk, ""),
        promised_from=choice.earliest,
        promised_until=choice.latest,
        seller_snapshot=snapshot(group.seller, at=at),
        withdrawal_days=withdrawal_days,
    )


def snapshot(seller: Seller, *, at: datetime) -> dict:
    """A seller's legal identity at an instant: the contract and its invoice keep it."""
    regime, number = seller.vat_on(clock.paris_day(at))
    return {
        **{name: getattr(seller, name) for name in FROZEN},
        "vat_regime": regime,
        "vat_number": number,
    }
