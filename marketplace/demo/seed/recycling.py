"""The numbers makers have in recycling schemes: most gave theirs, a few still owe one."""

from __future__ import annotations

from datetime import timedelta

from catalog.recycling import numbers, schemes
from marketplace.demo.content.makers import makers
from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from sellers.states import SellerState

OWING = 5  # one maker in so many has not given the last of theirs
GIVEN = timedelta(days=20)


def give(market: Market) -> None:
    """Each open shop gives the numbers of what it sells; done once the index knows the goods."""
    at = market.now - GIVEN
    for maker in makers():
        shop = market.shops.get(maker.slug)
        if shop is None:
            continue
        shop.refresh_from_db()
        sold = sorted(schemes.sold_by(shop))
        if shop.state != SellerState.OPEN or not sold:
            continue
        given = sold[:-1] if maker.index % OWING == 2 else sold
        told = {scheme: _number(maker.index, place) for place, scheme in enumerate(given, 1)}
        with clock.at(at):
            numbers.give(shop, told, by=market.owners[shop.pk], at=at)


def _number(maker: int, place: int) -> str:
    """An invented number that stays the same."""
    return (
        f"FR{200_000 + maker * 37:06d}_{place:02d}{'ABCDEFGHJK'[maker % 10] * 2}{maker % 90 + 10}"
    )
