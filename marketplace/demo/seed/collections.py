"""Collections online, scheduled, begun and withdrawn; places in lists in force, to come, lifted."""

from __future__ import annotations

from datetime import datetime, timedelta

from catalog.models import Category, Product
from marketing.merchandising import collections, placements
from marketing.merchandising.placements import Target
from marketplace.demo.content.collections import COLLECTIONS, PLACEMENTS, Collection, Placement
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market


def arrange(market: Market) -> None:
    """Put the collections together, then give a few sheets a place in a list."""
    for content in COLLECTIONS[:2] if market.small else COLLECTIONS:
        _compose(market, content)
    for content in PLACEMENTS:
        _place(market, content)


def _compose(market: Market, content: Collection) -> None:
    by, at = market.team["editorial"], _day(market, min(content.starts, 0) - 1)
    values = {
        "name": content.name,
        "name_en": content.name_en,
        "lead": content.lead,
        "lead_en": content.lead_en,
        "slug": content.slug,
        "by": "hand" if content.picked else "rule",
        "rule": content.rule,
        "sort": content.sort,
    }
    picked = [sheet.pk for slug in content.picked if (sheet := _best(slug))]
    collection = collections.begin(values, picked, by=by, at=at)
    if content.state == "draft" or not collections.held(collection, at=market.now, most=1):
        return
    collections.open_(
        collection,
        starts_at=_day(market, content.starts),
        ends_at=_day(market, content.ends) if content.ends is not None else None,
        by=by,
        at=at,
    )
    if content.state == "closed":
        collections.close(collection, because="La rentrée est passée", by=by, at=_day(market, -30))


def _place(market: Market, content: Placement) -> None:
    sheet = _best(content.of)
    if sheet is None:
        return
    target = Target(
        category=None if content.words else Category.objects.get(slug=content.of),
        words=content.words,
    )
    by = market.team["editorial"]
    placement = placements.place(
        target,
        sheet,
        effect=content.effect,
        rank=content.rank,
        starts_at=_day(market, content.starts),
        ends_at=_day(market, content.ends),
        because=content.because,
        by=by,
        at=_day(market, min(content.starts, 0)),
    )
    if content.is_lifted:
        placements.lift(placement, because="La photo a été refaite", by=by, at=market.now)


def _best(slug: str) -> Product | None:
    rows = Product.objects.public().filter(category__slug=slug, in_stock=True)
    return rows.order_by("-rating_hundredths", "-rating_count", "pk").first()


def _day(market: Market, days: int) -> datetime:
    """The morning of a day; of today or before never later than now, whatever the hour."""
    moment = morning(market.now + timedelta(days=days), 8, 0)
    return min(moment, market.now) if days <= 0 else moment
