"""The addresses of shops that search engines may know: those whose page says what it must."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse

from catalog.labels import labels
from marketing.shopfronts import criteria
from marketing.states import ShopPageState
from marketplace.shared.clock import paris_day
from sellers.models import Seller

A_FILE = 5000


def _shops(at: datetime) -> QuerySet[Seller]:
    return criteria.complete(Seller.objects.selling(at))


def _entries(at: datetime, page: int) -> Iterator[tuple[str, datetime | None]]:
    if page == 1:
        yield reverse("shop-directory"), None
        yield reverse("shop-labels"), None
        yield reverse("shop-badges"), None
        for label in labels.labels().standing(paris_day(at)):
            yield label.url, None
    live = _shops(at).filter(page_versions__state=ShopPageState.LIVE).order_by("pk")
    rows = live.values_list("slug", F("page_versions__decided_at"))
    for slug, since in rows[(page - 1) * A_FILE : page * A_FILE]:
        yield reverse("shop-seller", args=[slug]), since


# the directory is there without any shop of its own
complete = (lambda at: max(_shops(at).count(), 1), _entries)
