"""The addresses of our dates that search engines may know, a file at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from marketing.gatherings import shown

A_FILE = 5000


def _dates(at: datetime, page: int) -> Iterator[tuple[str, datetime | None]]:
    rows = shown.public().order_by("pk").values_list("slug", "changed_at")
    for slug, since in rows[(page - 1) * A_FILE : page * A_FILE]:
        yield reverse("shop-gathering", args=[slug]), since


dates = (lambda at: shown.public().count(), _dates)
