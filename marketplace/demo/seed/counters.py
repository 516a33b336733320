"""What a seller does with long lists: filters kept under a name, many rows changed at once."""

from datetime import datetime, timedelta
from functools import partial

from catalog.bulk import changes
from catalog.models import BulkChange
from catalog.sheets.filters import Filter
from marketplace.demo.seed.market import Market
from sellers.filters import saved
from sellers.models import Seller

SHOP = "atelier-lune"

FILTERS = (
    ("sheets", "Bols à reprendre", "vue=online&q=bol&tri=stock"),
    ("offers", "À réassortir", "vue=low&tri=stock"),
    ("orders", "À expédier", "vue=to_ship"),
)


def note(market: Market) -> None:
    """The first shop of the demonstration keeps filters, and has more made of what ends."""
    market.calendar.note(market.now - timedelta(days=6), partial(_keep_filters, market))
    market.calendar.note(market.now - timedelta(days=2, hours=5), partial(_make_more, market))
    market.calendar.note(market.now - timedelta(minutes=3), partial(_prepare, market))


def _keep_filters(market: Market, at: datetime) -> None:
    shop = market.shops.get(SHOP)
    if shop is not None:
        member = shop.members.get(user=market.owners[shop.pk])
        for listing, name, query in FILTERS:
            saved.save(member, listing=listing, name=name, query=query, at=at)


def _make_more(market: Market, at: datetime) -> None:
    shop = market.shops.get(SHOP)
    if shop is not None:
        change = _begin(market, shop, "stock", view="low", at=at)
        if change is not None:
            changes.choose(change, how="add", amount=4)
            changes.confirm(change, by=change.created_by, at=at)


def _prepare(market: Market, at: datetime) -> None:
    """One change waits for its seller's word."""
    shop = market.shops.get(SHOP)
    if shop is not None:
        change = _begin(market, shop, "price", view="online", at=at)
        if change is not None:
            changes.choose(change, how="lower_percent", amount=1000, announced=True)


def _begin(market: Market, shop: Seller, act: str, *, view: str, at: datetime) -> BulkChange | None:
    try:
        return changes.begin(
            shop,
            listing="offers",
            act=act,
            filter_=Filter(view=view),
            by=market.owners[shop.pk],
            at=at,
        )
    except changes.NothingFound:  # nothing ends in a small market
        return None
