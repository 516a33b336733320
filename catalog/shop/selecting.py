"""Products chosen by rule for the pages the operator composes: new, loved, sold most, reduced."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from datetime import datetime
from hashlib import blake2b

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from catalog.search import Query, ids
from catalog.shop import collections, queries
from catalog.shop.queries import Card
from catalog.tree import tree
from marketplace.shared.clock import now

A_POOL = 40  # more than any block shows: some may be shown above it already
REMEMBERED = 60  # seconds
SOURCES = {
    "fresh": (_("Les nouveautés"), ("-published_at", "-pk")),
    "loved": (_("Les mieux notés"), ("-rating_hundredths", "-rating_count", "-pk")),
    "sold": (_("Les plus vendus"), ("-sales_count", "-rating_hundredths", "-pk")),
    "reduced": (_("Les prix réduits"), ("-published_at", "-pk")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A rule: which order, in which category (its slug), of which shop, up to which price.

    Of a `collection` (its address), in its own order, all the rest is that collection's affair.
    """

    source: str = "fresh"
    category: str = ""
    seller_id: int | None = None
    under_cents: int | None = None
    collection: str = ""


def select(choice: Choice) -> list[int]:
    """The sheets in stock that a rule finds, at most two a shop; remembered for a minute.

    Whether they may still be seen, and at what price, is asked when they are shown.
    """
    if choice.collection:
        found = collections.shown(choice.collection, at=now())
        if found is None:
            return []
        choice = replace(choice, source=str(found.revision))  # another wording is another rule
    name = blake2b(repr(astuple(choice)).encode(), digest_size=12).hexdigest()
    return queries.remembered(
        f"catalog:select:{name}", lambda: _selected(choice), seconds=REMEMBERED
    )


def _selected(choice: Choice) -> list[int]:
    if choice.collection:
        at = now()
        found = collections.shown(choice.collection, at=at)
        query = found and collections.asked(Query(), found, at=at, is_sorted=False)
        return ids(query, most=A_POOL) if query else []
    if choice.seller_id:
        return list(_pool(choice).values_list("pk", flat=True)[:A_POOL])
    return queries.varied(_pool(choice), set(), most=A_POOL, among=4 * A_POOL)


def _pool(choice: Choice) -> QuerySet:
    products = Product.objects.public().filter(in_stock=True)
    if choice.category:
        place = tree().by_slug.get(choice.category)
        if place is None:
            return products.none()  # the category was closed or renamed: a check says so
        products = products.under(place)
    if choice.seller_id:
        products = products.filter(owner=choice.seller_id)
    if choice.under_cents is not None:
        products = products.filter(from_cents__lte=choice.under_cents)
    if choice.source == "loved":
        products = products.filter(rating_count__gte=2)
    if choice.source == "reduced":
        products = products.filter(prior_cents__gt=F("from_cents"))
    return products.order_by(*SOURCES[choice.source][1])


def consolation(*, at: datetime, most: int = 8) -> list[Card]:
    """What buyers liked most, for a page with little of its own; without reviews, what is new."""
    for source in ("loved", "fresh"):
        cards = queries.cards(select(Choice(source=source))[:most], at=at)
        if cards:
            return cards
    return []
