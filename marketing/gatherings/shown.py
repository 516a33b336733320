"""The dates the public may see: to come, running, past; and when that changes by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from marketing.models import Gathering
from marketing.states import GatheringState
from marketplace.shared import clock, kept, stamps

KEY = "marketing:gatherings"
FRESH = 60
RESERVED = ("archives", "ma-place")  # addresses of the agenda's own pages


def current() -> list[Gathering]:
    """Every date that was published and has not ended, the next one first, as this process
    remembers them.
    """
    return kept.kept(KEY, _read, fresh=FRESH)


def _read() -> list[Gathering]:
    # a day more than needed: what ended meanwhile is left out by whoever asks for an instant
    since = clock.now() - timedelta(days=1)
    rows = public().filter(ends_at__gt=since).select_related("picture")
    return list(rows.order_by("starts_at", "pk"))


def changed() -> None:
    """A date or its seats are others, once the transaction is committed."""
    # whoever reads before the commit keeps what was: it is forgotten once more after it
    kept.forget(KEY)
    transaction.on_commit(partial(kept.forget, KEY))
    stamps.end([KEY])


def public() -> QuerySet[Gathering]:
    """Published dates, and those that were cancelled after they were published."""
    states = (GatheringState.PUBLISHED, GatheringState.CANCELLED)
    return Gathering.objects.filter(state__in=states, published_at__isnull=False)


def running(*, at: datetime) -> list[Gathering]:
    """Those that take place now."""
    return [one for one in current() if one.runs(at) and not one.is_cancelled]


def to_come(*, at: datetime) -> list[Gathering]:
    """Those that have not begun, the next one first; cancelled ones say so until their hour."""
    return [one for one in current() if one.starts_at > at]


def past(*, at: datetime) -> QuerySet[Gathering]:
    """Those that took place, the latest first."""
    over = public().filter(ends_at__lte=at, state=GatheringState.PUBLISHED)
    return over.select_related("picture", "recap").order_by("-ends_at", "-pk")


def next_change(rows: Sequence[Gathering], *, at: datetime) -> datetime | None:
    """When one of these begins or ends."""
    moments = [moment for one in rows for moment in (one.starts_at, one.ends_at)]
    return min((moment for moment in moments if moment > at), default=None)


def path(gathering: Gathering) -> str:
    """The address of its page."""
    return reverse("shop-gathering", args=[gathering.slug])
