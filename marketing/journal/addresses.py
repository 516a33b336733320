"""Where the kinds of articles are read: their words in addresses."""

from __future__ import annotations

from django.urls import reverse
from django.utils.text import slugify

from marketing.models import Article, Author

WORDS = {
    Article.Kind.STORY: "recits",
    Article.Kind.INTERVIEW: "entretiens",
    Article.Kind.NEWS: "actualites",
    Article.Kind.GUIDE: "guides",
    Article.Kind.HOWTO: "pas-a-pas",
}
KINDS = {word: kind for kind, word in WORDS.items()}


def of_kind(kind: str) -> str:
    """The page of a kind."""
    return reverse("shop-articles-kind", args=[WORDS[Article.Kind(kind)]])


def feed_of(kind: str) -> str:
    """The feed of a kind."""
    return reverse("shop-articles-kind-feed", args=[WORDS[Article.Kind(kind)]])


def of_author(author: Author) -> str:
    """The page of who signs articles; its end follows the name."""
    return reverse("shop-articles-author", args=[author.pk, slugify(author.name) or "signature"])
