"""Which reviews a sheet and a seller's page show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, QuerySet

from catalog.models import Product, Review, ReviewNotice
from catalog.search import lookup  # noqa: F401 - registers `found`
from catalog.states import NoticeState, ReviewState
from marketplace.shared.models import User
from sellers.models import Seller


def reviews_of(product: Product) -> QuerySet:
    """The published reviews of a sheet, latest first."""
    return product.reviews.filter(state=ReviewState.PUBLISHED).order_by("-written_at", "-pk")


def reviews_of_seller(seller: Seller) -> QuerySet:
    """The published reviews of a shop, latest first, with their sheet."""
    published = Review.objects.filter(seller=seller, state=ReviewState.PUBLISHED)
    return published.select_related("product").order_by("-written_at", "-pk")


def reported(page: Iterable[Review], person: User) -> dict[int, datetime]:
    """The reviews of a page that somebody has reported and that are being read, with the moment."""
    waiting = ReviewNotice.objects.filter(state=NoticeState.OPEN, email__iexact=person.email)
    rows = waiting.filter(review__in=[review.pk for review in page])
    return dict(rows.values_list("review", "sent_at"))


def spread_of_ratings(seller: Seller) -> list[dict]:
    """How many reviews of each number of stars a shop has, five first, with their share."""
    published = Review.objects.filter(seller=seller, state=ReviewState.PUBLISHED).order_by()
    counts = dict(published.values_list("rating").annotate(Count("pk")))
    total = sum(counts.values()) or 1
    return [
        {
            "stars": stars,
            "count": counts.get(stars, 0),
            "share": counts.get(stars, 0) * 100 // total,
        }
        for stars in (5, 4, 3, 2, 1)
    ]


def latest_good(products: tuple[int, ...], *, most: int) -> list[Review]:
    """The newest published reviews of four or five stars that say something, of sheets on sale."""
    told = Review.objects.filter(
        state=ReviewState.PUBLISHED, rating__gte=4, product__in=Product.objects.public()
    ).exclude(body="")
    if products:
        told = told.filter(product__in=products)
    return list(told.select_related("product").order_by("-written_at", "-pk")[:most])
