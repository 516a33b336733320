"""An article gets a page of blocks, and the page follows the article's address."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketing.blocks import typed
from marketing.models import Article, Page, Version
from marketing.pages import defaults, drafts, live
from marketplace.shared.models import User

LONGEST = 80  # signs of a page's name


@transaction.atomic(durable=True)
def compose(article: Article, *, by: User | None, at: datetime) -> Version:
    """The draft in which an article is composed: the newest if it is one, else another.

    The first holds the article's own text in a block, so that nothing of it is lost.
    """
    name = article.title[:LONGEST]
    values = {"kind": Page.Kind.ARTICLE, "slug": article.slug, "name": name}
    page, _is_new = Page.objects.get_or_create(article=article, defaults=values)
    return drafts.newest(page, _first(article), by=by, at=at)


def follow(article: Article) -> None:
    """Give an article's page the address and name it has now, in the caller's transaction."""
    values = {"slug": article.slug, "name": article.title[:LONGEST]}
    if Page.objects.filter(article=article).exclude(**values).update(**values):
        live.changed()


def _first(article: Article) -> dict:
    if article.body.strip():
        return defaults.content(Page.Kind.ARTICLE, article.title)
    return {"blocks": [typed.new("text")]}
