"""The rules of the house: set up before it opens, changed by two later; some changes
wait for a second person."""

from datetime import datetime, timedelta
from functools import partial

from accounting.commissions import grid
from accounting.models import CommissionRule
from catalog.models import Category
from marketplace.console import governed
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared import clock, looks, proposals
from marketplace.shared.models import Look, LookState, ProposedChange, Rules

FOUR_EYES_CENTS = 100_000  # low enough that the demo's runs ask for a second person


def set_up(market: Market, *, at: datetime) -> None:
    """Before the first shop opens, who holds every right sets the rules at once."""
    proposals.propose(
        governed.RULES,
        Rules.objects.get().pk,
        after={"payout_four_eyes_cents": FOUR_EYES_CENTS},
        because="Une campagne de plus de mille euros est relue par deux personnes.",
        by=market.team["chief"],
        at=at,
    )


def note(market: Market) -> None:
    """Finance proposes twice: what was approved the next day, and what waits for whoever opens the demonstration."""
    first = morning(market.now - timedelta(days=40), 10)
    market.calendar.note(first, partial(lengthen, market))
    market.calendar.note(market.now - timedelta(hours=3), partial(shorten, market))
    market.calendar.note(market.now - timedelta(hours=4), partial(lower, market))
    market.calendar.note(morning(market.now - timedelta(days=26), 9), partial(dress, market))
    market.calendar.note(morning(market.now - timedelta(days=25), 17), partial(undress, market))
    market.calendar.note(market.now - timedelta(hours=26), partial(try_on, market))


def lengthen(market: Market, at: datetime) -> None:
    """Sellers asked for more time to contest an invoice."""
    change = proposals.propose(
        governed.RULES,
        Rules.objects.get().pk,
        after={"mandate_contest_days": 20},
        because="Les vendeurs demandent plus de temps pour relire leurs factures.",
        by=market.team["finance"],
        at=at,
    )
    market.calendar.note(morning(at + timedelta(days=1), 9, 30), partial(agree, market, change.pk))


def agree(market: Market, pk: int, at: datetime) -> None:
    """The second person approves a proposal."""
    proposals.approve(ProposedChange.objects.get(pk=pk), by=market.team["chief"], at=at)


def dress(market: Market, at: datetime) -> None:
    """For one day of tasting, the hall looks like a food market."""
    by = market.team["editorial"]
    looks.put_in_force(looks.try_out("primeurs", by=by, at=at), by=by, at=at)


def undress(market: Market, at: datetime) -> None:
    """The day after, it looks as before."""
    before = Look.objects.filter(state=LookState.PAST).earliest("number")
    looks.put_in_force(before, by=market.team["editorial"], at=at)


def try_on(market: Market, at: datetime) -> None:
    """Two drafts: one that waits for whoever opens the demonstration, one that was given up."""
    by = market.team["editorial"]
    looks.try_out("cimaise", by=by, at=at)
    looks.discard(looks.try_out("etabli", by=by, at=at), by=by, at=at)


def lower(market: Market, at: datetime) -> None:
    """Two lines of the grid: a lower rate, and a rule for the new year that nobody wrote before."""
    by = market.team["finance"]
    rule = CommissionRule.objects.filter(category__isnull=False, valid_until=None).earliest("pk")
    proposals.propose(
        grid.RULE,
        rule.pk,
        after={"bps": rule.bps - 100},
        because="Les ateliers de ce rayon vendent moins depuis l'été.",
        by=by,
        at=at,
    )
    proposals.propose(
        grid.RULE,
        0,
        after=grid.packed(
            {
                "position": 50,
                "name": "Jardin, au printemps",
                "seller": None,
                "category": Category.objects.get(slug="jardin"),
                "bps": 1000,
                "fixed_cents": 0,
                "minimum_cents": 0,
                "valid_from": clock.paris_day(at + timedelta(days=60)),
                "valid_until": None,
            }
        ),
        because="Faire venir des pépiniéristes avant la saison.",
        by=by,
        at=at,
    )


def shorten(market: Market, at: datetime) -> None:
    """A change that finance may propose and not decide."""
    proposals.propose(
        governed.RULES,
        Rules.objects.get().pk,
        after={"payout_hold_days": 10, "payout_four_eyes_cents": 500_000},
        because="Les petites boutiques attendent trop longtemps.",
        by=market.team["finance"],
        at=at,
    )
