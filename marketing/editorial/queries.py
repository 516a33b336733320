"""What the shop's pages read of the stories we tell."""

from __future__ import annotations

from datetime import datetime

from marketing.models import Article
from marketplace.shared.prepared import Prepared

MOST = 4
LATEST = Prepared(lambda at: Article.objects.published(at).defer("body", "body_en")[:MOST])


THESE = Prepared(
    lambda pks, at: Article.objects.published(at).filter(pk__in=pks).defer("body", "body_en")
)


def latest(*, at: datetime, most: int = 3) -> list[Article]:
    """The newest articles, `MOST` at most, without their text."""
    return LATEST(at=at)[:most]


def about(seller_id: int, *, at: datetime, most: int = 2) -> list[Article]:
    """The articles about a shop."""
    return list(
        Article.objects.published(at).filter(seller=seller_id).defer("body", "body_en")[:most]
    )


def these(pks: list[int], *, at: datetime) -> list[Article]:
    """Those of these articles that everybody may read, without their text."""
    return THESE(pks=pks, at=at)
