"""The addresses of our stories that search engines may know, a file at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from marketing.journal import changes
from marketing.models import Article

A_FILE = 5000


def _articles(at: datetime, page: int) -> Iterator[tuple[str, datetime | None]]:
    published = Article.objects.published(at).values_list("slug", "published_at")
    for slug, since in published[(page - 1) * A_FILE : page * A_FILE]:
        yield reverse("shop-article", args=[slug]), changes.since(slug, since, at=at)


articles = (lambda at: Article.objects.published(at).count(), _articles)
