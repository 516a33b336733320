"""What the seller's page of figures asks: the orders behind them, with how each is counted."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from orders.figures import counting
from orders.figures.counting import Fate
from orders.models import SellerOrder
from sellers.models import Seller, ShopFigures

ALL, APART = "all", "apart"
VIEWS = {
    ALL: tuple(Fate.values),
    Fate.ON_TIME.value: (Fate.ON_TIME,),
    "missed": (Fate.LATE, Fate.UNSENT),
    APART: tuple(fate for fate in Fate if fate not in counting.COUNTED),
}


def behind(seller: Seller, figures: ShopFigures, view: str) -> QuerySet[SellerOrder]:
    """The orders of a shop that a measure looked at, as they are counted today; latest first."""
    rows = counting.due(figures.since, figures.until).filter(seller=seller, fate__in=VIEWS[view])
    return rows.order_by("-due_at", "-pk")


def counts(seller: Seller, figures: ShopFigures) -> dict[str, int]:
    """How many orders each view lists."""
    rows = counting.due(figures.since, figures.until).filter(seller=seller).order_by()
    by_fate = dict(rows.values_list("fate").annotate(Count("pk")))
    return {key: sum(by_fate.get(fate, 0) for fate in fates) for key, fates in VIEWS.items()}
