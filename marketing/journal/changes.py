"""When what is read of an article last became another."""

from __future__ import annotations

from datetime import datetime

from marketing.models import Page
from marketing.pages import live


def since(slug: str, published_at: datetime, *, at: datetime) -> datetime:
    """When what everybody reads of it at an instant began: the article itself, or its blocks."""
    began = live.since(Page.Kind.ARTICLE, slug, at=at)
    return max(published_at, began) if began else published_at
