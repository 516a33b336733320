"""The addresses of the house's own pages that search engines may know: those that no other section
of the sitemap holds, the labels and the reports of quality among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from catalog.labels import labels
from marketing.reposts import shown as reposts
from marketplace.shared.clock import paris_day
from orders.quality import told

A_FILE = 5000
STANDING = (
    *("shop-home", "shop-sell", "shop-directory", "shop-collections", "shop-labels"),
    *("shop-ranking", "shop-charter", "shop-quality", "shop-articles", "shop-agenda"),
    *("shop-badges", "shop-help", "shop-help-sellers"),
)
WALL = "shop-wall"
Entry = tuple[str, datetime | None]


def _all(at: datetime) -> list[Entry]:
    names = [*STANDING, WALL] if reposts.at_work(at=at).exists() else STANDING
    entries: list[Entry] = [(reverse(name), None) for name in names]
    entries += [(each.url, None) for each in labels.labels().standing(paris_day(at))]
    reports = told.public().values_list("year", "quarter", "published_at")
    for year, quarter, since in reports:
        entries.append((reverse("shop-quality-report", args=[year, quarter]), since))
    return entries


def _house(at: datetime, page: int) -> Iterator[Entry]:
    yield from _all(at)[(page - 1) * A_FILE : page * A_FILE]


house = (lambda at: len(_all(at)), _house)
