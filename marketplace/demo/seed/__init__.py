"""Filling the demonstration: a market is lived for half a year, with the real verbs and a moved clock.

Every act is noted in a calendar and played in the order of time; what would happen after the
present does not, so that orders stand in every state. Only the dice are loaded: their seed is fixed.
"""

from datetime import datetime, timedelta
from functools import partial

from marketplace import seeds
from marketplace.demo.seed import (
    article_pages,
    back,
    badges,
    baskets,
    begun,
    collections,
    conversations,
    counters,
    deliveries,
    demand,
    featured,
    gatherings,
    holding,
    house,
    labels,
    late,
    letters,
    months,
    pages,
    parts,
    paydays,
    plan,
    quality,
    recycling,
    reposts,
    requirements,
    sayings,
    selling,
    sharing,
    shelves,
    shop_pages,
    shops,
    snapshots,
    social,
    stories,
    team,
    tree,
    waiting,
    wording,
)
from marketplace.demo.seed.calendar import Calendar
from marketplace.demo.seed.easel import Easel
from marketplace.demo.seed.market import Market
from marketplace.shared import clock

BEGAN = timedelta(days=182)


def fill(*, at: datetime, small: bool = False) -> Market:
    """Play the market's past, up to now."""
    market = Market(now=at, calendar=Calendar(at), easel=Easel(small=small), small=small)
    began = at - BEGAN
    try:
        with holding.held(at=at):
            _found(market, began)
            _write_calendar(market, began)
            market.calendar.play()
            _finish(market)
    finally:
        market.easel.close()
    return market


def _found(market: Market, began: datetime) -> None:
    """What is there before anybody comes: pictures ordered, tree, texts, rules, team."""
    shops.order_signs(market)
    if not market.small:
        tree.order_tiles(market)
    with clock.at(began):
        tree.plant(market)
        seeds.plant(began)
        requirements.announce(market)
        team.hire(market, at=began)
        house.set_up(market, at=began)
        team.invite(market, at=began + timedelta(days=60))


def _write_calendar(market: Market, began: datetime) -> None:
    shops.note_arrivals(market)
    shelves.note_deliveries(market)
    begun.note_begun(market)
    if not market.small:
        stories.order_pictures(market)
        pages.order_pictures(market)
        reposts.order_pictures(market)
        shop_pages.order_pictures(market)
    shelves.note_prices(market)
    deliveries.note(market)
    shelves.note_departures(market)
    counters.note(market)
    requirements.note(market)
    sharing.note(market)
    baskets.note(market, plan.scripts(market))
    paydays.note(market)
    waiting.note(market)
    house.note(market)
    months.note(market, began)
    market.calendar.note(market.now - timedelta(days=plan.DAYS - 1), partial(parts.presume, market))
    market.calendar.note(market.now - timedelta(days=plan.DAYS - 1), partial(late.look, market))
    market.calendar.note(
        market.now - timedelta(days=2, hours=3), partial(back.declare_lost, market)
    )
    market.calendar.note(market.now - timedelta(minutes=5), partial(baskets.leave_a_cart, market))


def _finish(market: Market) -> None:
    tree.hang_tiles(market)
    stories.publish(market)
    snapshots.give(market)
    reposts.copy(market)
    article_pages.compose(market, pages.compose(market))
    shop_pages.compose(market)
    letters.write(market)
    holding.add_up()
    holding.index_words()
    collections.arrange(market)
    wording.speak(market)
    sayings.speak(market)
    selling.compose(market)
    selling.invite(market)
    conversations.write(market)
    gatherings.arrange(market)
    social.share(market)
    recycling.give(market)
    labels.claim(market)
    badges.award(market)
    holding.count_unread(market.now)
    demand.note(market)
    quality.count(market)
    featured.take_turns(market)
    if not market.small:
        holding.hand_galleries_over(at=market.now)
