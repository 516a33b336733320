"""What was measured of shops, as orders pass it down, and as public pages read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from marketplace.shared.clock import paris_day
from marketplace.shared.replicas import reading
from sellers import standing
from sellers.models import Seller, ShopFigures

MOST_KNOWN = 5_000  # shops whose figures a process remembers


@transaction.atomic(durable=True)
def keep(rows: Iterable[ShopFigures]) -> None:
    """Store a week's figures of some shops; what is stored already stands."""
    ShopFigures.objects.bulk_create(rows, ignore_conflicts=True)


def publish() -> None:
    """Have public pages read again what is public today: a week is measured."""
    standing.changed()


@transaction.atomic(durable=True)
def forget(*, before: date) -> int:
    """Forget figures of windows that ended before a day; returns how many."""
    return ShopFigures.objects.filter(until__lt=before).delete()[0]


def unmeasured(until: date, *, most: int) -> list[int]:
    """Open shops without figures of the window that ends on a day: so many, in their order."""
    measured = ShopFigures.objects.filter(until=until).values("seller")
    waiting = Seller.objects.open().exclude(pk__in=measured).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:most])


def of(seller: Seller) -> QuerySet[ShopFigures]:
    """The figures of a shop, the latest first, as the shop itself reads them."""
    return ShopFigures.objects.filter(seller=seller).order_by("-until")


def shown(seller_id: int, *, at: datetime) -> ShopFigures | None:
    """The figures of a shop that are public on a day: read once by each process until some shop
    changes; None for a shop that nobody measured yet.
    """
    known, key = standing.known().figures, (seller_id, paris_day(at))
    if key not in known:
        if len(known) > MOST_KNOWN:
            known.clear()
        with reading.from_primary():
            rows = ShopFigures.objects.filter(seller=seller_id, shown_from__lte=key[1])
            known[key] = rows.order_by("-until").first()
    return known[key]
