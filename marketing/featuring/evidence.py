"""What is known of every open shop when somebody looks for those to put forward.

It is read for all of them at once, in a fixed number of statements. What is measured of too few
orders is not stored at all (ADR 59): such a shop has no figure here, not a bad one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from catalog.directory import shops as directory
from catalog.models import Offer, Product
from catalog.tree import STEP
from marketing.models import ShopNews
from marketing.states import ShopNewsState
from marketplace.shared.clock import paris_day
from sellers import regions
from sellers.models import Seller, ShopFigures

LATELY = timedelta(days=30)  # what counts as new of sheets and news
OPENED_LATELY = timedelta(days=90)
MEASURED_LATELY = timedelta(days=35)  # an older measure says nothing of today
FIGURES = ("on_time", "orders", "answer_minutes", "complaints", "accept_minutes", "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """An open shop, as far as it matters here."""

    pk: int
    name: str
    slug: str
    city: str
    region: str  # its code; empty abroad
    craft: str  # the path of the aisle in which it sells most; empty where it sells nothing
    away: tuple[date, date] | None
    goods: int  # offers that may be bought, in stock
    rating_hundredths: int
    rating_count: int
    opened_on: date | None
    sheets: int  # published lately
    news: int  # told lately
    figures: Mapping[str, int | None]  # as last measured, where that is public; else empty

    def is_away(self, first: date, last: date) -> bool:
        """Whether it is on holiday on one of these days."""
        return self.away is not None and self.away[0] <= last and first <= self.away[1]


def gather(*, at: datetime) -> dict[int, Shop]:
    """Every open shop by its key."""
    day = paris_day(at)
    figures, sheets, news, goods = _figures(day), _sheets(at), _news(at), _goods()
    sold = directory.sold_by()
    there = Seller.objects.open().filter(Q(opened_at=None) | Q(opened_at__lte=at))
    rows = there.values_list(
        *("pk", "name", "slug", "city", "postcode", "country"),
        *("holiday_from", "holiday_until", "rating_hundredths", "rating_count", "opened_at"),
    )
    found = {}
    for pk, name, slug, city, postcode, country, start, end, rating, count, opened in rows:
        found[pk] = Shop(
            pk=pk,
            name=name,
            slug=slug,
            city=city,
            region=regions.of(postcode) if country == "FR" else "",
            craft=next(iter(sold.get(pk, ())), "")[:STEP],
            away=(start, end) if start and end else None,
            goods=goods.get(pk, 0),
            rating_hundredths=rating,
            rating_count=count,
            opened_on=paris_day(opened) if opened else None,
            sheets=sheets.get(pk, 0),
            news=news.get(pk, 0),
            figures=figures.get(pk, {}),
        )
    return found


def _figures(day: date) -> dict[int, dict[str, int | None]]:
    rows = ShopFigures.objects.filter(until__gt=day - MEASURED_LATELY, shown_from__lte=day)
    told = rows.order_by("until").values_list("seller", *FIGURES)
    return {seller: dict(zip(FIGURES, values, strict=True)) for seller, *values in told}


def _sheets(at: datetime) -> dict[int, int]:
    new = Product.objects.public().filter(published_at__gt=at - LATELY, published_at__lte=at)
    return dict(new.order_by().values_list("owner").annotate(Count("pk")))


def _news(at: datetime) -> dict[int, int]:
    live = ShopNews.objects.filter(state=ShopNewsState.LIVE)
    new = live.filter(published_at__gt=at - LATELY, published_at__lte=at)
    return dict(new.order_by().values_list("seller").annotate(Count("pk")))


def _goods() -> dict[int, int]:
    offers = Offer.objects.filter(
        is_active=True, withheld_at=None, stock__gt=0, product__is_sellable=True
    )
    return dict(offers.order_by().values_list("seller").annotate(Count("pk")))
