"""What the shop's pages read of the stories we tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncYear

from catalog.search import words
from marketing.models import Article, Tag
from marketplace.shared.prepared import Prepared

MOST = 4
LATEST = Prepared(lambda at: Article.objects.published(at).light()[:MOST])
THESE = Prepared(lambda pks, at: Article.objects.published(at).light().filter(pk__in=pks))


def latest(*, at: datetime, most: int = 3) -> list[Article]:
    """The newest articles, `MOST` at most, without their text."""
    return LATEST(at=at)[:most]


def about(seller_id: int, *, at: datetime, most: int = 2) -> list[Article]:
    """The articles about a shop."""
    return list(Article.objects.published(at).light().filter(seller=seller_id)[:most])


def of_shops(*, at: datetime, most: int = 3) -> list[Article]:
    """The newest articles about a shop; the newest of all where there is none."""
    return list(Article.objects.published(at).exclude(seller=None).light()[:most]) or latest(
        at=at, most=most
    )


def these(pks: list[int], *, at: datetime) -> list[Article]:
    """Those of these articles that everybody may read, without their text."""
    return THESE(pks=pks, at=at)


def bearing(articles: QuerySet, text: str) -> QuerySet:
    """The articles that hold every word of a text, however it is spelt; none when it has none."""
    asked = words.asked(text)
    for forms in asked:
        holds = Q()
        for form in forms:
            holds |= Q(words__contains=f" {form} ")
        articles = articles.filter(holds)
    return articles if asked else articles.none()


def near(article: Article, tags: Iterable[Tag], *, at: datetime, most: int = 3) -> list[Article]:
    """What to read next: what shares most themes, else the newest."""
    others = Article.objects.published(at).light().exclude(pk=article.pk)
    shared = Count("tags", filter=Q(tags__in=list(tags)))
    return list(others.annotate(shared=shared).order_by("-shared", "-published_at", "pk")[:most])


def shelves(*, at: datetime) -> tuple[list[str], list[int]]:
    """The kinds of which there is something to read, and the years, the newest first."""
    published = Article.objects.published(at).order_by()
    there = set(published.values_list("kind", TruncYear("published_at")).distinct())
    kinds = {kind for kind, _year in there}
    years = sorted({year.year for _kind, year in there}, reverse=True)
    return [kind for kind in Article.Kind.values if kind in kinds], years


def tags(*, at: datetime, most: int = 24) -> list[Tag]:
    """The themes of which there is something to read, the richest first."""
    counted = Count("articles", filter=Q(articles__published_at__lte=at))
    there = Tag.objects.annotate(told=counted).filter(told__gt=0)
    return list(there.order_by("-told", "name")[:most])
