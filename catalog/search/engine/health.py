"""Whether the engine is asked now, or the database in its place, and what is to be told of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings

from catalog import noted
from catalog.models import SearchChange, SearchFeed
from catalog.search.engine import documents, feed, indices, wire
from catalog.search.engine.wire import EngineDown, EngineRefused
from marketplace.shared import clock
from marketplace.shared.models import Heartbeat

RESTS = 10.0  # seconds in which an engine that failed is not asked
LATE = timedelta(minutes=2)  # a change it was not told of by then: the database knows better
LOOKS = 5.0  # seconds between two looks of a process
log = logging.getLogger("halles.search")


@dataclass(slots=True)
class _Seen:
    """What this process knows of the engine, and until when (by the monotonic clock)."""

    rests_until: float = 0.0
    late: tuple[float, bool] = (0.0, False)
    fit: tuple[float, bool] = (0.0, False)


_seen = _Seen()


def forget() -> None:
    """Look again: for whoever changed the engine under this process."""
    _seen.rests_until, _seen.late, _seen.fit = 0.0, (0.0, False), (0.0, False)


def is_asked() -> bool:
    """Whether candidates are looked for in the engine now."""
    if not settings.SEARCH_URL:
        return False
    if _seen.rests_until:
        if monotonic() < _seen.rests_until:
            return False
        # one asks whether it is back, the others leave it alone meanwhile
        _seen.rests_until = monotonic() + RESTS
    return not _is_late_now()


def has_answered() -> None:
    """The engine is well."""
    _seen.rests_until = 0.0


def set_aside(error: Exception) -> None:
    """Leave the engine alone for some seconds: it did not answer, or not in time."""
    log.warning("the database finds for %.0f s what the engine did not: %s", RESTS, error)
    _seen.rests_until = monotonic() + RESTS


def refuses(refusal: EngineRefused) -> None:
    """One question was not understood, which says nothing of others; or none may be asked here."""
    if refusal.status == 400:
        log.error("the database finds what the engine does not understand: %s", refusal)
        has_answered()
    else:
        set_aside(refusal)


def is_late(at: datetime) -> bool:
    """Whether something has waited for too long to be told to the engine."""
    first = feed.waiting().values_list("noted_at", flat=True).first()
    return first is not None and first < at - LATE


def _is_late_now() -> bool:
    until, late = _seen.late
    if monotonic() >= until:
        late = is_late(clock.now())
        _seen.late = (monotonic() + LOOKS, late)
    return late


def is_fit() -> bool:
    """Whether the engine answers from a filled index that is up to date, as last looked at."""
    until, fit = _seen.fit
    if monotonic() >= until:
        try:
            fit = _answers() and not _is_late_now()
        except EngineDown:
            fit = False
        _seen.fit = (monotonic() + LOOKS, fit)
    return fit


def _answers() -> bool:
    patience = settings.SEARCH_TIMEOUT_MS / 1000
    told = wire.ask("GET", f"/{indices.asked()}/_count", patience=patience, absent={})
    return "count" in told


def wrong(at: datetime) -> list[str]:
    """What somebody must look after: it does not answer, is told too late, refuses sheets."""
    if not settings.SEARCH_URL:
        return []
    told = []
    if Heartbeat.objects.filter(job=noted.JOB, failures__gt=1).exists():
        told.append("down")
    if is_late(at):
        told.append("late")
    refused = SearchChange.objects.exclude(refused="").order_by("sheet")
    return [*told, *(f"refused.{sheet}" for sheet in refused.values_list("sheet", flat=True)[:20])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the engine stands beside the database, in figures."""

    indices: dict[str, set[str]]
    held: int
    wanted: int
    waiting: int
    refused: list[tuple[int, str]]
    filled_at: datetime | None


def standing() -> Standing:
    """How the engine stands. Raises EngineDown."""
    refused = SearchChange.objects.exclude(refused="").order_by("sheet")
    return Standing(
        indices=indices.names(),
        held=indices.count(indices.asked()),
        wanted=documents.kept().count(),
        waiting=feed.waiting().values("sheet").distinct().count(),
        refused=list(refused.values_list("sheet", "refused")),
        filled_at=SearchFeed.objects.values_list("filled_at", flat=True).first(),
    )
