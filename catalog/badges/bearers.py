"""How many bear a badge now, or would: asked of all sheets and shops at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from catalog.badges.kinds import KINDS, Kind, Said, Shop
from catalog.models import Badge, Product
from marketplace.shared.clock import paris_day
from sellers.models import Seller, ShopFigures


def sheets(kind: Kind, said: Said, day: date) -> Q:
    """The sheets that bear a badge of goods on a day, of those that the public sees."""
    if kind.rows is None:
        raise ValueError(f"{kind.key} is no badge of sheets")
    return Q(in_stock=True) & kind.rows(said, day)


def would_bear(kind: Kind, said: Said, *, at: datetime) -> int:
    """How many would bear a badge with these thresholds now; one statement, two for shops."""
    day = paris_day(at)
    if kind.is_of_shops:
        holds = kind.test(said, day)
        return sum(holds(shop) for shop in _shops(at))
    return Product.objects.shown_on(day).filter(sheets(kind, said, day)).count()


def counts(badges: Iterable[Badge], *, at: datetime) -> dict[int, int]:
    """How many bear each of these badges now, shown or not: three statements for all of them."""
    day = paris_day(at)
    known = [(row.pk, KINDS[row.kind], row.thresholds) for row in badges if row.kind in KINDS]
    asked: dict[str, Any] = {
        f"n{pk}": Count("pk", filter=sheets(kind, kind.said(kept), day))
        for pk, kind, kept in known
        if not kind.is_of_shops
    }
    found: Mapping[str, int] = Product.objects.shown_on(day).aggregate(**asked) if asked else {}
    counted = {int(name[1:]): count for name, count in found.items()}
    of_shops = [(pk, kind, kept) for pk, kind, kept in known if kind.is_of_shops]
    if of_shops:
        facts = _shops(at)
        for pk, kind, kept in of_shops:
            holds = kind.test(kind.said(kept), day)
            counted[pk] = sum(holds(shop) for shop in facts)
    return counted


def _shops(at: datetime) -> list[Shop]:
    """What badges look at of every shop that sells: two statements."""
    public = ShopFigures.objects.filter(shown_from__lte=paris_day(at)).order_by("until")
    latest = {row.seller_id: row for row in public}
    selling = Seller.objects.selling(at).values_list("pk", "opened_at")
    return [Shop(opened, latest.get(pk)) for pk, opened in selling]
