"""Candidates as the database's own word index finds them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BigIntegerField, Case, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import RawSQL, Value

from catalog.models import Offer, Product
from catalog.search import (
    assortment,
    lookup,  # noqa: F401 (registers `found` and `among`)
)
from catalog.search.asked import SEEN, Asked
from catalog.search.points import POINTS, WEAK
from catalog.search.query import BY_PRICE, Query
from catalog.tree import tree


def rows(asked: Asked) -> list[tuple]:
    """The sheets that answer, as `catalog.search.asked` describes them."""
    products = _within(asked).filter(entry__isnull=False)
    if asked.question:
        products = products.filter(entry__title__found=asked.question)
    seen = (*SEEN, "entry__variants" if asked.has_variants else "pk")
    ordered = _ordered(products, asked).annotate(text_points=_text_points(asked))
    return list(ordered.values_list(*seen, "text_points")[: asked.most])


def _ordered(products: QuerySet, asked: Asked) -> QuerySet:
    """In the order of the sort; by price, a shop's sheets stand by what it asks itself."""
    query = asked.query
    if not query.seller_id or query.sort not in BY_PRICE:
        return products.order_by(*asked.order)
    own = _own(query).filter(product=OuterRef("pk"))
    left_first = own.order_by(Case(When(stock=0, then=1), default=0), "price_cents", "pk")
    order = [column.replace("from_cents", "own_cents") for column in asked.order]
    return products.annotate(own_cents=Subquery(left_first.values("price_cents")[:1])).order_by(
        *order
    )


def _within(asked: Asked) -> QuerySet:
    query = asked.query
    products = Product.objects.public()
    if query.only:
        products = products.filter(pk__in=query.only)
    if query.assortment:
        products = assortment.within(products, query.assortment)
    if query.path:
        place = tree().by_path.get(query.path)
        # a leaf is asked for itself: its index is then in the order of the list
        is_leaf = place is not None and not place.below
        products = products.filter(category_path=query.path) if is_leaf else products.under(query)
    if query.rating:
        products = products.filter(rating_hundredths__gte=query.rating * 100)
    if query.seller_id:
        return products.filter(pk__in=_own(query).values("product"))
    if query.low_cents is not None:
        low = query.low_cents
        products = products.filter(Q(from_cents__gte=low) | Q(most_cents__gte=low))
    if query.high_cents is not None:
        high = Q(from_cents__lte=query.high_cents)
        # of the variant that is chosen nothing may be left, and what is left cost more
        lower = Q(least_cents__lte=query.high_cents) if asked.by_offer else Q()
        products = products.filter(high | lower)
    if query.in_stock:
        products = products.filter(in_stock=True)
    return products


def _own(query: Query) -> QuerySet:
    """What a shop offers, as far as price and stock are asked for."""
    own = Offer.objects.filter(seller=query.seller_id, is_active=True, withheld_at=None)
    if query.low_cents is not None:
        own = own.filter(price_cents__gte=query.low_cents)
    if query.high_cents is not None:
        own = own.filter(price_cents__lte=query.high_cents)
    return own.filter(stock__gt=0) if query.in_stock else own


def _text_points(asked: Asked):
    """The points of the words by where they stand, as SQL both databases read alike."""
    sums, values = [], []
    for forms in asked.words:
        cases = []
        for place in ("title", "brand", "about"):
            cases.append(f"WHEN {_has(place, forms)} THEN {POINTS[place]}")
            values += [f"% {form} %" for form in forms]
        sums.append(f"CASE {' '.join(cases)} ELSE {POINTS['body'] - WEAK} END")
    for word in asked.typed:
        sums.append(f"CASE WHEN {_has('starts', [word])} THEN {POINTS['exact']} ELSE 0 END")
        values.append(f"% {word} %")
    if asked.words:
        first = asked.words[0]
        sums.append(f"CASE WHEN {_has('title', first)} THEN {POINTS['opening']} ELSE 0 END")
        values += [f" {form} %" for form in first]
    if asked.kind:
        sums.append(f"CASE WHEN {_has('about', asked.kind)} THEN {POINTS['kind']} ELSE 0 END")
        values += [f"% {token} %" for token in asked.kind]
    if asked.named:
        sums.append(f"CASE WHEN {_has('about', asked.named)} THEN {POINTS['code']} ELSE 0 END")
        values += [f"% {code} %" for code in asked.named]
    if not sums:
        return Value(0)
    return RawSQL(" + ".join(sums), values, output_field=BigIntegerField())  # noqa: S611 - no outside text


def _has(place: str, forms: Iterable[str]) -> str:
    return "(" + " OR ".join(f'"catalog_searchentry"."{place}" LIKE %s' for _form in forms) + ")"
