"""Which sheets a list is made of, before a visitor asks for anything: those of a collection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import F, Q, QuerySet

from catalog.models import CollectionItem, Offer, Term
from catalog.models.product import ProductQuerySet
from catalog.search.question import Question, token
from marketplace.shared.clock import PARIS
from sellers import regions

Facets = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assortment:
    """By hand, the sheets that were named; else all that a rule holds of.

    `facets` are kinds of terms with their values, one of which a sheet must bear; `since` the first
    day on which it may have appeared. `revision` tells two wordings of one collection apart.
    """

    collection_id: int
    revision: int
    is_by_hand: bool = False
    path: str = ""
    facets: Facets = ()
    low_cents: int | None = None
    high_cents: int | None = None
    rating: int = 0
    in_stock: bool = False
    regions: tuple[str, ...] = ()
    sellers: tuple[int, ...] = ()
    since: date | None = None
    is_reduced: bool = False


def within(products: ProductQuerySet, asked: Assortment) -> ProductQuerySet:
    """Those of these sheets that belong to an assortment."""
    if asked.is_by_hand:
        named = CollectionItem.objects.filter(collection=asked.collection_id)
        return products.filter(pk__in=named.values("product"))
    if asked.path:
        products = products.under(asked)
    products = products.filter(**_figures(asked))
    if asked.is_reduced:
        products = products.filter(prior_cents__gt=F("from_cents"))
    if asked.sellers or asked.regions:
        products = products.filter(pk__in=_offers(asked).values("product"))
    return _bearing(products, asked.facets) if asked.facets else products


def _figures(asked: Assortment) -> dict[str, object]:
    """What a rule asks of the figures of a sheet."""
    since = asked.since and datetime.combine(asked.since, time(), PARIS)
    wanted = {
        "from_cents__gte": asked.low_cents,
        "from_cents__lte": asked.high_cents,
        "rating_hundredths__gte": asked.rating * 100 or None,
        "in_stock": asked.in_stock or None,
        "published_at__gte": since,
    }
    return {column: value for column, value in wanted.items() if value is not None}


def places(asked: Assortment) -> dict[int, int]:
    """The place of each sheet of a collection made by hand."""
    rows = CollectionItem.objects.filter(collection=asked.collection_id)
    return dict(rows.values_list("product", "position"))


def _offers(asked: Assortment) -> QuerySet:
    offers = Offer.objects.filter(is_active=True, withheld_at=None)
    if asked.sellers:
        offers = offers.filter(seller__in=asked.sellers)
    return offers.filter(regions.within(asked.regions, "seller__")) if asked.regions else offers


def _bearing(products: ProductQuerySet, facets: Facets) -> ProductQuerySet:
    wanted = Q()
    for kind, values in facets:
        wanted |= Q(kind=kind, value__in=values)
    known: dict[str, list[str]] = {}
    for pk, kind in Term.objects.filter(wanted).values_list("pk", "kind"):
        known.setdefault(kind, []).append(token(pk))
    if any(kind not in known for kind, _values in facets):
        return products.none()  # no sheet bears any of these values
    groups = tuple(tuple(known[kind]) for kind, _values in facets)
    return products.filter(entry__title__found=Question(groups=groups))
