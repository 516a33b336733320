"""The feeds of the journal, in Atom: all that is published, or one kind of it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketing.journal import addresses, changes
from marketing.models import Article

MOST = 30


def atom(kind: str, *, name: str, at: datetime) -> str:
    """The newest articles, of one kind if it is said: two statements."""
    articles = Article.objects.published(at).light().select_related("author")
    if kind:
        articles = articles.filter(kind=kind)
    own = reverse("shop-articles-feed") if not kind else addresses.feed_of(kind)
    page = reverse("shop-articles") if not kind else addresses.of_kind(kind)
    label = Article.Kind(kind).label if kind else ""
    title = f"{_('Le journal')} · {name}"
    feed = Atom1Feed(
        title=f"{title} · {label}" if label else title,
        link=settings.BASE_URL + page,
        description=_("Portraits d'ateliers, gestes, guides : les histoires derrière les objets."),
        language=get_language() or "fr",
        feed_url=settings.BASE_URL + own,
    )
    for article in articles.prefetch_related("tags")[:MOST]:
        link = settings.BASE_URL + reverse("shop-article", args=[article.slug])
        feed.add_item(
            title=article.local_title,
            link=link,
            description=article.local_standfirst,
            unique_id=link,
            pubdate=article.published_at,
            updateddate=changes.since(article.slug, article.published_at, at=at),
            author_name=article.author.name if article.author else name,
            categories=[str(article.get_kind_display())]
            + [tag.local_name for tag in article.tags.all()],
        )
    return feed.writeString("utf-8")
