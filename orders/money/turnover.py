"""What a seller sold here in a year, day by day: the figure tax thresholds are read against."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import F, Sum
from django.db.models.functions import TruncDate

from marketplace.shared.clock import PARIS
from orders.models import SellerOrder
from sellers.models import Seller


def by_day(seller: Seller, *, year: int) -> list[tuple[date, int]]:
    """Cents cashed on each day of a year, delivery included, less what was given back since."""
    begins = datetime.combine(date(year, 1, 1), time.min, PARIS)
    ends = datetime.combine(date(year + 1, 1, 1), time.min, PARIS)
    paid = SellerOrder.objects.filter(seller=seller, paid_at__gte=begins, paid_at__lt=ends)
    days = paid.annotate(day=TruncDate("paid_at", tzinfo=PARIS)).values("day").order_by("day")
    return list(
        days.annotate(cents=Sum(F("total_cents") - F("refunded_cents"))).values_list("day", "cents")
    )
