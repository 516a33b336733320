"""Segments, and the versions of pages that are for their members."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta

from catalog.models import Category
from marketing.blocks import typed
from marketing.models import Page, Segment, Version
from marketing.pages import drafts, life
from marketing.segments import segments
from marketplace import purchases
from marketplace.demo.content.segments import SEGMENTS, VARIATIONS, Variation
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared.models import User
from sellers.models import Seller


def write(market: Market) -> dict[str, Segment]:
    """Write each of them, a week ago, once everybody is counted."""
    while purchases.count_some():
        pass
    at = morning(market.now - timedelta(days=7), 9, 30)
    return {
        one.key: segments.write(
            one.name,
            one.match,
            [_named(condition) for condition in one.conditions],
            by=market.team["editorial"],
            at=at,
        )
        for one in SEGMENTS
    }


def compose(market: Market, rows: dict[str, str]) -> None:
    """Show their members another page, approved by somebody else."""
    written = write(market)
    for variation in () if market.small else VARIATIONS:
        _compose(market, variation, written[variation.segment], rows)


def _compose(market: Market, told: Variation, segment: Segment, rows: dict[str, str]) -> None:
    writer, reader = market.team["editorial"], market.team["chief"]
    at = morning(market.now - timedelta(days=2), 10, 20)
    version = _begun(told, writer, at)
    own = [typed.new(kind, _rows(data, rows)) for kind, data in told.blocks]
    content = {
        "blocks": [*own, *deepcopy(version.blocks[told.skips :])],
        "audience": Version.Audience.SEGMENT.value,
        "segment_id": segment.pk,
    }
    if told.title:
        content |= {"title": told.title, "title_en": told.title_en}
    drafts.save(version, content, revision=version.revision, by=writer, at=at)
    life.send(version, by=writer, at=at + timedelta(minutes=20))
    life.approve(
        version,
        starts_at=None,
        ends_at=None,
        revision=version.revision,
        by=reader,
        at=at + timedelta(hours=2),
    )


def _begun(told: Variation, writer: User, at: datetime) -> Version:
    page = Page.objects.filter(kind=told.kind, slug=told.slug).first()
    if page is None:
        name = str(Page.Kind(told.kind).label)
        return drafts.create(told.kind, name=name, slug=told.slug, by=writer, at=at)
    like = page.versions.exclude(seal="").order_by("-number").first()
    return drafts.begin(page, like=like, by=writer, at=at)


def _rows(data: dict, rows: dict[str, str]) -> dict:
    return {
        name: rows.get(value, "") if str(value).startswith("picture:") else value
        for name, value in data.items()
    }


def _named(condition: dict) -> dict:
    """The condition with the rows that it names by their slugs."""
    told = dict(condition)
    if "category" in told:
        told["category"] = Category.objects.get(slug=told["category"]).pk
    if "shops" in told:
        shops = Seller.objects.filter(slug__in=told["shops"]).order_by("pk")
        told["shops"] = list(shops.values_list("pk", flat=True))
    return told
