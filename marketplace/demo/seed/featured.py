"""Shops put forward in turns: weeks that are past, this one, those to come, some withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketing.featuring import featuring, proposing
from marketing.featuring.featuring import Wanted
from marketing.featuring.proposing import Looked
from marketing.featuring.turns import Span
from marketing.models import FeaturedShop
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared import clock

DAYS, WEEK = 7, timedelta(days=7)
PAST, TO_COME = 3, 2  # weeks
MOVED = "La boutique part trois semaines sur les marchés de Noël : elle préfère revenir en janvier"
SOLD_OUT = "Presque tout est parti dès le mardi : nous la remettrons à l'honneur après réassort"


def take_turns(market: Market) -> None:
    """Decide of the past weeks and this one as they came, then of the next ones; withdraw two."""
    monday = _monday(market.now)
    first = monday - PAST * WEEK
    _decide(market, proposing.spans(first, days=DAYS, many=PAST + 1), at=first - timedelta(days=2))
    _withdraw(market, monday - WEEK, monday - timedelta(days=4), because=SOLD_OUT)
    ahead = proposing.spans(monday + WEEK, days=DAYS, many=TO_COME)
    _decide(market, ahead, at=market.now - timedelta(hours=30))
    _withdraw(market, ahead[-1].starts_at, market.now - timedelta(hours=3), because=MOVED)


def _decide(market: Market, spans: list[Span], *, at: datetime) -> None:
    with clock.at(at):
        lines = Looked(at).timetable(spans)
        wanted = [
            Wanted(line.chosen.shop.pk, line.span.starts_at, line.span.ends_at)
            for line in lines
            if line.chosen
        ]
        if wanted:
            featuring.plan(wanted, by=market.team["editorial"], at=at)


def _withdraw(market: Market, starts_at: datetime, at: datetime, *, because: str) -> None:
    with clock.at(at):
        row = FeaturedShop.objects.filter(starts_at=starts_at).order_by("-pk").first()
        if row:
            featuring.withdraw(row, because=because, by=market.team["editorial"], at=at)


def _monday(now: datetime) -> datetime:
    """When this week's turn began: the last Monday at eight in Paris."""
    monday = morning(now - timedelta(days=clock.paris_day(now).weekday()), 8)
    return monday if monday <= now else monday - WEEK
