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
    """What precedes the first part, the parts, and the photos that stand beside none.

    `is_alone`: no block stands beside it, so that it tells its own contents.
    """

    opening: SafeString
    parts: list[Part]
    photos: list[ArticlePhoto]
    is_alone: bool = True

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Where its parts are, and what they are called."""
        return [(part.anchor, part.title) for part in self.parts]


def read(
    article: Article,
    photos: list[ArticlePhoto],
    *,
    gone: Collection[str] = (),
    is_alone: bool = True,
) -> Reading:
    """An article in the reader's language; links to what is `gone` lead to what replaces it."""
    text = redirected(article.local_body.replace("\r\n", "\n"), gone)
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
    return Reading(opening=rich.drawn(opening), parts=parts, photos=left, is_alone=is_alone)


def redirected(text: str, gone: Collection[str]) -> str:
    """A text whose links to sheets that are `gone` lead to what replaces them on the page."""
    return LINK.sub(lambda link: f"](#{INSTEAD})" if link["slug"] in gone else link[0], text)


def sheet_of(link: str) -> str:
    """The address of the sheet that a link leads to; empty when it leads elsewhere."""
    match = PRODUCT.match(link)
    return match["slug"] if match else ""


def named(article: Article) -> list[str]:
    """The addresses of the sheets that an article's own text links to, in the order it does."""
    found = [sheet_of(link) for link in rich.links(article.local_body)]
    return list(dict.fromkeys(filter(None, found)))


def _chunks(text: str) -> Iterator[tuple[str, str]]:
    title, lines = "", []
    for line in text.split("\n"):
        if line.startswith("## "):
            yield title, "\n".join(lines)
            title, lines = line[3:].strip(), []
        else:
            lines.append(line)
    yield title, "\n".join(lines)
