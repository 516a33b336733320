"""What others posted of the house: shown, over, withdrawn, and one whose agreement is awaited."""

from __future__ import annotations

from datetime import timedelta

from marketing.reposts import reposts
from marketplace.demo.content.reposts import REPOSTS, Repost
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared import files
from marketplace.shared.clock import paris_day

SIDES = (900, 900)
FIRST_SEED = 70  # other pictures than those of pages and stories


def order_pictures(market: Market) -> None:
    """Start drawing them."""
    for seed, content in enumerate(REPOSTS, FIRST_SEED):
        if content.kinds:
            market.easel.ask("life", content.kinds, seed, *SIDES, content.mood)


def copy(market: Market) -> None:
    """Copy each, and let it live as its content says."""
    for seed, content in list(enumerate(REPOSTS, FIRST_SEED))[: 2 if market.small else None]:
        _copy(market, content, seed)


def _copy(market: Market, content: Repost, seed: int) -> None:
    writer, at = (
        market.team["editorial"],
        morning(market.now - timedelta(days=max(content.posted - 2, 1)), 10, 5),
    )
    ends = None
    if content.ends is not None:
        ends = morning(market.now + timedelta(days=content.ends), 23, 59)
    picture = None
    if content.kinds:
        drawn = market.easel.take("life", content.kinds, seed, *SIDES, content.mood)
        picture = files.read_picture(drawn)
    row = reposts.write(
        {
            "author": content.author,
            "network": content.network,
            "url": f"https://{content.network.lower()}.example/p/{seed}/",
            "posted_on": paris_day(market.now - timedelta(days=content.posted)),
            "text": content.text,
            "alt": content.alt,
            "alt_en": content.alt_en,
            "message": content.message,
            "agreed_on": paris_day(at) if content.message else None,
            "ends_at": ends,
        },
        picture=picture,
        proof=None,
        by=writer,
        at=at,
    )
    if content.state == "draft":
        return
    reposts.show(row, revision=0, by=writer, at=at + timedelta(minutes=30))
    later = morning(market.now - timedelta(days=1), 9, 0)
    if content.state == "ended":
        reposts.end(row, by=writer, at=later)
    elif content.state == "withdrawn":
        reposts.withdraw(row, by=None, at=later)
