"""What an article's row keeps of its blocks: their words, for its search, its list, its letter."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from marketing.models import Article, Page, Version
from marketing.pages.articles import texts
from marketing.states import VersionState

ON = (VersionState.SCHEDULED, VersionState.LIVE)


def keep(page: Page, *, at: datetime) -> None:
    """Note of an article what everybody reads of it from now on, in the caller's transaction."""
    if page.article_id is None:
        return
    article = Article.objects.select_for_update().get(pk=page.article_id)
    article.composed = _told(page, at)
    article.save(update_fields=["composed"])


def is_all(version: Version) -> bool:
    """Whether a version without an end is all there is to read of an article that is published."""
    # its row is held: it is not published meanwhile
    article = Article.objects.select_for_update().get(pk=version.page.article_id)
    is_read = article.published_at is not None and not article.body.strip()
    return is_read and version.ends_at is None and not version.audience


def _told(page: Page, at: datetime) -> dict | None:
    begun = Version.objects.filter(page=page, audience="", state__in=ON, starts_at__lte=at)
    held = list(begun.filter(Q(ends_at=None) | Q(ends_at__gt=at)).order_by("starts_at", "pk"))
    if not held:
        return None
    blocks = held[-1].blocks
    return {
        "fr": texts.words(blocks, "fr"),
        "en": texts.words(blocks, "en"),
        "own_text": texts.has_own(blocks),
        "lasts": any(version.ends_at is None for version in held),
    }
