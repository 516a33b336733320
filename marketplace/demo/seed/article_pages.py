"""The articles that the team tells in blocks: online, and one that changes next week."""

from __future__ import annotations

from datetime import timedelta

from catalog.models import Product
from marketing.blocks import typed
from marketing.models import Article
from marketing.pages import drafts, life
from marketing.pages.articles import composing
from marketplace.demo.content.article_pages import TOLD, Told
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.demo.seed.pages import named


def compose(market: Market, rows: dict[str, str]) -> None:
    """Tell each in blocks, as its content says; `rows` are what its blocks may name."""
    if market.small:
        return
    every = {"interview": Article.objects.exclude(interview=None).order_by("pk").first()}
    every |= {article.slug: article for article in Article.objects.all()}
    for told in TOLD:
        if article := every.get(told.article):
            _compose(market, article, told, rows)


def _compose(market: Market, article: Article, told: Told, rows: dict[str, str]) -> None:
    writer, reader = market.team["editorial"], market.team["chief"]
    at = morning(market.now - timedelta(days=2), 11, 20)
    version = composing.compose(article, by=writer, at=at)
    blocks = [
        {**typed.new(kind, named(_with_best(data), rows)), "beside": place in told.beside}
        for place, (kind, data) in enumerate(told.blocks)
    ]
    drafts.save(version, {"blocks": blocks}, revision=version.revision, by=writer, at=at)
    life.send(version, by=writer, at=at + timedelta(minutes=20))
    life.approve(
        version,
        starts_at=morning(market.now + timedelta(days=told.starts), 8, 0) if told.starts else None,
        ends_at=None,
        revision=version.revision,
        by=reader,
        at=at + timedelta(hours=1),
    )


def _with_best(data: dict) -> dict:
    """The data with the best rated sheet of each shelf it names."""
    return {
        name: _best(value.removeprefix("best:").split(","))
        if isinstance(value, str) and value.startswith("best:")
        else value
        for name, value in data.items()
    }


def _best(shelves: list[str]) -> str:
    lines = []
    for shelf in shelves:
        rows = Product.objects.public().filter(category__slug=shelf, in_stock=True)
        sheet = rows.order_by("-rating_hundredths", "-rating_count", "pk").first()
        lines += [f"#{sheet.pk} {sheet.title}"] if sheet else []
    return "\n".join(lines)
