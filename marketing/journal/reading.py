"""An article as it is read: its parts, what they are called, and the products it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import slugify

from marketing.blocks import rich
from marketing.models import Article, ArticlePhoto

PRODUCT = re.compile(r"/produit/(?P<slug>[-\w]+)/?(?:[?#].*)?$")
LINK = re.compile(r"\]\(\s*/produit/(?P<slug>[-\w]+)/?[^)\s]*\s*\)")
INSTEAD = "a-la-place"  # where the page shows what may be bought instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A question, a step or a chapter, and a photo beside it."""

    title: str
    anchor: str
    html: SafeString
    photo: ArticlePhoto | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What precedes the first part, the parts, and the photos that stand beside none."""

    opening: SafeString
    parts: list[Part]
    photos: list[ArticlePhoto]


def read(article: Article, photos: list[ArticlePhoto], *, gone: Collection[str] = ()) -> Reading:
    """An article in the reader's language; links to what is `gone` lead to what replaces it."""
    text = article.local_body.replace("\r\n", "\n")
    text = LINK.sub(lambda link: f"](#{INSTEAD})" if link["slug"] in gone else link[0], text)
    chunks = list(_chunks(text))
    opening = chunks[0][1]
    parts, left, used = [], list(photos), set()
    for title, said in chunks[1:]:
        anchor = stem = slugify(title)[:60] or "partie"
        while anchor in used:
            anchor = f"{stem}-{len(used)}"
        used.add(anchor)
        photo = left.pop(0) if left else None
        parts.append(Part(title=title, anchor=anchor, html=rich.drawn(said), photo=photo))
    return Reading(opening=rich.drawn(opening), parts=parts, photos=left)


def named(article: Article) -> list[str]:
    """The addresses of the sheets that an article links to, in the order it does."""
    found = [PRODUCT.match(link) for link in rich.links(article.local_body)]
    return list(dict.fromkeys(match["slug"] for match in found if match))


def _chunks(text: str) -> Iterator[tuple[str, str]]:
    title, lines = "", []
    for line in text.split("\n"):
        if line.startswith("## "):
            yield title, "\n".join(lines)
            title, lines = line[3:].strip(), []
        else:
            lines.append(line)
    yield title, "\n".join(lines)
