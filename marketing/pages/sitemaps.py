"""The addresses of composed pages that search engines may know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from marketing.models import Page
from marketing.pages import addresses, live

A_FILE = 5000


def _shown(at: datetime) -> list[tuple[str, datetime | None]]:
    found = []
    for (kind, slug), slots in sorted(live.slots().items()):
        for_all = [slot for slot in slots if slot.holds(at) and not slot.audience]
        elsewhere = (*addresses.ALWAYS, *addresses.ABOVE, *addresses.WITHIN)
        if for_all and kind not in elsewhere:
            found.append((addresses.path(Page(kind=kind, slug=slug)), for_all[-1].starts_at))
    return found


def _pages(at: datetime, page: int) -> Iterator[tuple[str, datetime | None]]:
    yield from _shown(at)[(page - 1) * A_FILE : page * A_FILE]


pages = (lambda at: len(_shown(at)), _pages)
