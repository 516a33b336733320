"""The pages the team composes: online, scheduled, in review, over; and the library's pictures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from marketing.blocks import typed
from marketing.library import library
from marketing.models import Article
from marketing.models import Picture as Row
from marketing.pages import drafts, life
from marketing.pages.help import explaining
from marketplace.demo.content.help import TOPICS
from marketplace.demo.content.pages import PAGES, PICTURES, Page
from marketplace.demo.seed import segments
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market

FIRST_SEED = 40  # other pictures than those of the stories


def order_pictures(market: Market) -> None:
    """Start drawing them."""
    for seed, picture in enumerate(PICTURES, FIRST_SEED):
        if not picture.is_lost:
            market.easel.ask("life", picture.kinds, seed, *picture.size, picture.mood)


def compose(market: Market) -> dict[str, str]:
    """Write each page and let it live as its content says; what blocks may name, by its sign."""
    rows = _library(market)
    rows |= {f"shop:{slug}": f"#{shop.pk} {shop.name}" for slug, shop in market.shops.items()}
    rows |= {f"story:{story.slug}": f"#{story.pk} {story.title}" for story in Article.objects.all()}
    for page in PAGES[:1] if market.small else (*PAGES, *TOPICS):
        _compose(market, page, rows)
    life.turn(at=market.now)
    segments.compose(market, rows)
    return rows


def _library(market: Market) -> dict[str, str]:
    rows = {}
    for seed, picture in list(enumerate(PICTURES, FIRST_SEED))[: 1 if market.small else None]:
        row = Row(
            alt=picture.alt,
            alt_en=picture.alt_en,
            folder=picture.folder,
            width=picture.size[0],
            height=picture.size[1],
        )
        if picture.is_lost:
            row.file.name = f"library/{picture.key}.jpg"
        else:
            content = market.easel.take("life", picture.kinds, seed, *picture.size, picture.mood)
            row.weight = len(content)
            row.file.save(f"{picture.key}.jpg", ContentFile(content), save=False)
        _insert(row, market)
        rows[f"picture:{picture.key}"] = f"#{row.pk} {row.alt}"
    return rows


@transaction.atomic(durable=True)
def _insert(row: Row, market: Market) -> None:
    row.save(force_insert=True)
    library.added(row, by=market.team["editorial"], at=market.now)


def _compose(market: Market, page: Page, rows: dict[str, str]) -> None:
    writer, reader = market.team["editorial"], market.team["chief"]
    at = morning(market.now + timedelta(days=min(page.starts, 0) - 2), 9, 10)
    version = drafts.create(page.kind, name=page.name, slug=page.slug, by=writer, at=at)
    content: dict[str, Any] = {
        "title": page.title,
        "title_en": page.title_en,
        "description": page.description,
        "description_en": page.description_en,
        "blocks": [
            {**typed.new(kind, named(data, rows)), "beside": place in page.beside}
            for place, (kind, data) in enumerate(page.blocks)
        ],
    }
    drafts.save(version, content, revision=version.revision, by=writer, at=at)
    if page.explains:
        explaining.choose(version.page, page.explains, by=writer, at=at)
    life.send(version, by=writer, at=at + timedelta(minutes=40))
    if page.state == "review":
        return
    life.approve(
        version,
        starts_at=_day(market, page.starts) if page.starts else None,
        ends_at=_day(market, page.ends) if page.ends is not None else None,
        revision=version.revision,
        by=reader,
        at=at + timedelta(hours=3),
    )


def named(data: dict[str, Any], rows: dict[str, str]) -> dict[str, Any]:
    """The data with the rows that it names; what this demonstration lacks is left empty."""
    return {
        name: rows.get(value, "" if _is_name(value) else value) if isinstance(value, str) else value
        for name, value in data.items()
    }


def _is_name(value: str) -> bool:
    return value.startswith(("picture:", "shop:", "story:")) and " " not in value


def _day(market: Market, days: int) -> datetime:
    return morning(market.now + timedelta(days=days), 8, 0)
