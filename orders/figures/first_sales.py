"""How long shops wait for their first sale, of all that opened within two years.

Shops that have not sold yet count as still waiting: the figure is not that of the lucky ones alone.
Those open for less than a month are left out, for nobody can say yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min

from marketplace.shared import kept
from marketplace.shared.clock import paris_day
from orders.models import SellerOrder
from sellers.models import Seller

KEY, FRESH = "orders:first_sales", 6 * 3600
WINDOW, SETTLED = timedelta(days=730), timedelta(days=30)
LEAST = 20  # shops below which a figure is about somebody


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSales:
    """Of so many shops opened between two days, one in two had sold within so many days."""

    shops: int
    since: date
    until: date
    days: int


def told(*, at: datetime) -> FirstSales | None:
    """What may be said now; nothing of fewer than `LEAST` shops, or while most still wait."""
    return kept.kept(KEY, lambda: _read(at), fresh=FRESH)


def _read(at: datetime) -> FirstSales | None:
    since, until = at - WINDOW, at - SETTLED
    opened = dict(
        Seller.objects.filter(opened_at__gte=since, opened_at__lt=until).values_list(
            "pk", "opened_at"
        )
    )
    if len(opened) < LEAST:
        return None
    sold = SellerOrder.objects.filter(seller__in=opened.keys(), paid_at__isnull=False)
    first = sold.order_by().values("seller").annotate(first=Min("paid_at"))
    waits = sorted(
        max(0, (paris_day(row["first"]) - paris_day(opened[row["seller"]])).days) for row in first
    )
    half = (len(opened) + 1) // 2
    if len(waits) < half:
        return None
    return FirstSales(
        shops=len(opened), since=paris_day(since), until=paris_day(until), days=waits[half - 1]
    )
