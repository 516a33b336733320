"""The body of an article: the blocks of the version that is in force, else its own text."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language

from marketing.blocks.drawing import Drawn
from marketing.blocks.scene import Written
from marketing.models import Article, ArticlePhoto, Page, Version
from marketing.pages import showing
from marketing.pages.articles import reading, texts
from marketing.pages.showing import Shown

HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
LIST = 2  # parts from which a guide tells its contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The rows of an article told in blocks, and where its parts are: (anchor, title)."""

    shown: Shown
    contents: list[tuple[str, str]]
    has_own_text: bool


def version(request: HttpRequest, article: Article, *, at: datetime) -> Version | None:
    """The version of an article's page that a visitor sees; without one, its own text is read."""
    return showing.in_force(request, Page.Kind.ARTICLE, article.slug, at=at)


def photos(article: Article) -> list[ArticlePhoto]:
    """The photos that came with an article's words, in their order."""
    return list(article.photos.order_by("rank", "pk"))


def template(article: Article) -> str:
    """What draws the article's own text: each kind has its look."""
    return f"shop/marketing/articles/{article.kind}.html"


def written(article: Article, *, gone: Collection[str] = ()) -> Written:
    """An article's own text as a block shows it."""
    beside = photos(article)
    told = reading.read(article, beside, gone=gone, is_alone=False)
    said = (article.local_body, article.kind, tuple(sorted(gone)))
    looks = tuple((photo.file.name, photo.local_alt, photo.width) for photo in beside)
    return Written(
        template=template(article),
        values={"article": article, "reading": told},
        wording=(article.pk, *said, *looks),
        has_text=bool(article.local_body.strip()),
    )


def drawn(
    article: Article, version: Version | None, *, at: datetime, gone: Collection[str] = ()
) -> Body:
    """An article told in blocks; without a version, in the one block that holds its own text."""
    blocks = version.blocks if version else [OWN_BLOCK]
    blocks = texts.redirected(blocks, gone)
    shown = showing.drawn(blocks, version, at=at, written=written(article, gone=gone))
    contents = _contents(shown.rows) if article.kind == Article.Kind.GUIDE else []
    return Body(
        shown=shown,
        contents=contents if len(contents) >= LIST else [],
        has_own_text=texts.has_own(blocks),
    )


OWN_BLOCK = {"id": "own", "kind": texts.OWN, "hidden": False, "beside": False, "data": {}}


def named(article: Article, version: Version | None) -> texts.Named:
    """The sheets that the article names as it is read now."""
    if version is None:
        return texts.of_article(article)
    return texts.of_blocks(version.blocks, article, get_language() or "fr")


def _contents(rows: list[list[Drawn]]) -> list[tuple[str, str]]:
    """Where the parts of an article begin; headings in the texts of blocks are given an anchor."""
    told: list[tuple[str, str]] = []
    for part in (part for row in rows for part in row):
        if part.kind.key == texts.OWN:
            told += part.values["reading"].contents
        elif part.kind.key == "text":
            part.values["html"] = _anchored(part, told)
    return told


def _anchored(part: Drawn, told: list[tuple[str, str]]) -> SafeString:
    def anchored(heading: re.Match) -> str:
        title = strip_tags(heading[1])
        anchor = f"{slugify(title)[:60] or 'partie'}-{part.name}-{len(told)}"
        told.append((anchor, title))
        return f'<h2 id="{anchor}">{heading[1]}</h2>'

    return mark_safe(HEADING.sub(anchored, part.values["html"]))  # noqa: S308 - drawn by us
