"""What the shop's pages read of the stories we tell."""

from __future__ import annotations

from datetime import datetime

from marketing.models import Article


def latest(*, at: datetime, most: int = 3) -> list[Article]:
    """The newest articles, without their text."""
    return list(Article.objects.published(at).defer("body", "body_en")[:most])


def about(seller_id: int, *, at: datetime, most: int = 2) -> list[Article]:
    """The articles about a shop."""
    return list(
        Article.objects.published(at).filter(seller=seller_id).defer("body", "body_en")[:most]
    )
