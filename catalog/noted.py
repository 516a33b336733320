"""The sheets that a search engine must hear of: a row for each, in the transaction of the change.

Without an engine (`SEARCH_URL`) nothing is written. A row says only which sheet; what is told of it
is read when it is told (`catalog.search.engine.feed`).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from catalog.models import SearchChange
from marketplace.shared import clock, outbox

JOB = "catalog.feed_search"
BATCH = 1000
RESTS = "catalog:engine-rests"  # while it stands, changes wait for the timetable


def note(sheets: Iterable[int]) -> None:
    """Have the engine told of these sheets, in the caller's transaction."""
    if not settings.SEARCH_URL:
        return
    at = clock.now()
    changes = [SearchChange(sheet=pk, noted_at=at) for pk in sorted(set(sheets))]
    if not changes:
        return
    # narrow rows that wait for nobody; those told of twice are told once
    SearchChange.objects.bulk_create(changes, batch_size=BATCH)
    link = transaction.get_connection()
    if not any(call is _call for _sid, call, *_rest in link.run_on_commit):
        # a hint after the commit: the timetable asks every minute, whatever becomes of it
        transaction.on_commit(_call, robust=True)


def rest(*, seconds: float) -> None:
    """The engine cannot be told now: do not ask for it at each change."""
    cache.set(RESTS, True, seconds)


def _call() -> None:
    if not cache.get(RESTS):
        outbox.ask(JOB)
