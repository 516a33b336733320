"""Announced reductions that end by themselves, for boxes that show them until they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, QuerySet

from catalog.models import Price, Product
from catalog.offers.prices import REDUCTION
from catalog.offers.stock import COUNTED
from catalog.tree import tree

A_POOL = 48  # more than a box shows: some may be gone when their cards are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Reductions:
    """Which: some sheets, or those of a category (its slug), of a shop, that end within some days.

    `products` is None for a rule; a category that was closed holds nothing.
    """

    products: tuple[int, ...] | None = None
    category: str = ""
    seller_id: int | None = None
    days: int | None = None


class Reduced(NamedTuple):
    """A sheet whose price, that of its best offer, is lowered until an instant.

    `left` is how many there are at this price where that is one number and a small one.
    """

    pk: int
    until: datetime
    left: int | None


def running(asked: Reductions, *, at: datetime) -> list[Reduced]:
    """Those that run at an instant and are in stock, the first to end before the others.

    One statement. Never remembered: an end, a price and a stock are told as they are.
    """
    sheets = _sheets(asked)
    if sheets is None:
        return []
    rows = Price.objects.filter(
        ends_at=None,
        reason=REDUCTION,
        until__gt=at,
        starts_at__lte=at,
        prior_cents__gt=F("amount_cents"),
        offer__product__in=sheets,
        offer=F("offer__product__best_offer"),
        offer__stock__gt=0,
    )
    if asked.days:
        rows = rows.filter(until__lte=at + timedelta(days=asked.days))
    found = rows.order_by("until", "offer__product").values_list(
        *("offer__product", "until", "offer__stock", "offer__product__offers_count"),
        *("offer__product__axes", "offer__product__least_cents", "offer__product__most_cents"),
    )
    return [
        Reduced(pk, until, _left(stock, is_alone=sellers == 1 and not axes and least is most))
        for pk, until, stock, sellers, axes, least, most in found[:A_POOL]
    ]


def _sheets(asked: Reductions) -> QuerySet[Product] | None:
    sheets = Product.objects.public().filter(in_stock=True)
    if asked.products is not None:
        return sheets.filter(pk__in=asked.products)
    if asked.category:
        place = tree().by_slug.get(asked.category)
        if place is None:
            return None
        sheets = sheets.under(place)
    if asked.seller_id:
        sheets = sheets.filter(best_offer__seller=asked.seller_id)
    return sheets


def _left(stock: int, *, is_alone: bool) -> int | None:
    """How many are left, said where the sheet says it too; of several offers no one number is."""
    return stock if is_alone and stock < COUNTED else None
