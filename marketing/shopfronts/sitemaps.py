"""The addresses of shops that search engines may know: those whose page says what it must.

The directory and the pages of labels are the house's own: `marketplace/doors/sitemaps.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse

from marketing.shopfronts import criteria
from marketing.states import ShopPageState
from sellers.models import Seller

A_FILE = 5000


def _shops(at: datetime) -> QuerySet[Seller]:
    return criteria.complete(Seller.objects.selling(at))


def _entries(at: datetime, page: int) -> Iterator[tuple[str, datetime | None]]:
    live = _shops(at).filter(page_versions__state=ShopPageState.LIVE).order_by("pk")
    rows = live.values_list("slug", F("page_versions__decided_at"))
    for slug, since in rows[(page - 1) * A_FILE : page * A_FILE]:
        yield reverse("shop-seller", args=[slug]), since


complete = (lambda at: _shops(at).count(), _entries)
