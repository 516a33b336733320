"""How near a seller under the franchise comes to its limits, from what is sold here (CGI 293 B).

A service, not a duty: sales elsewhere count too, and only the seller knows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from marketplace.shared import clock, vat
from marketplace.shared.money import FULL_BPS
from orders.money import turnover
from sellers.models import Seller

NEAR_BPS = 8000
CALM, NEAR, BASE, RAISED = "calm", "near", "base", "raised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """The year's turnover beside the legal limits, and from when VAT is due if one is crossed."""

    year: int
    sold_cents: int
    limit: vat.FranchiseLimit
    level: str
    vat_from: date | None

    @property
    def is_warning(self) -> bool:
        """Whether the seller should look at it now."""
        return self.level != CALM


def gauge(seller: Seller, *, at: datetime) -> Gauge | None:
    """The gauge of a seller under the franchise; nothing for those who charge VAT already."""
    today = clock.paris_day(at)
    if seller.vat_on(today)[0] != Seller.Vat.FRANCHISE:
        return None
    limit = vat.franchise_limit(today)
    sold, crossed = 0, None
    for day, cents in turnover.by_day(seller, year=today.year):
        sold += cents
        if crossed is None and sold > limit.raised_cents:
            crossed = day
    if crossed is not None and sold > limit.raised_cents:
        return Gauge(year=today.year, sold_cents=sold, limit=limit, level=RAISED, vat_from=crossed)
    if sold > limit.base_cents:
        return Gauge(
            year=today.year,
            sold_cents=sold,
            limit=limit,
            level=BASE,
            vat_from=date(today.year + 1, 1, 1),
        )
    before = sum(cents for _day, cents in turnover.by_day(seller, year=today.year - 1))
    if before > vat.franchise_limit(date(today.year - 1, 12, 31)).base_cents:
        return Gauge(
            year=today.year,
            sold_cents=sold,
            limit=limit,
            level=BASE,
            vat_from=date(today.year, 1, 1),
        )
    level = NEAR if sold * FULL_BPS >= limit.base_cents * NEAR_BPS else CALM
    return Gauge(year=today.year, sold_cents=sold, limit=limit, level=level, vat_from=None)
