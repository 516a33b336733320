"""Long work in slices that survive a dead worker.

A slice holds its import by a beat: whoever finds a fresh one leaves. Each chunk moves the cursor by
compare-and-set in the transaction that writes it, so a chunk counts exactly once, whoever runs it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max, Q

from catalog.imports.photos_zip import Photos
from catalog.models import Import
from catalog.states import ImportState
from marketplace.shared import clock

# On SQLite nobody else writes while a transaction does: what it writes is made before it, and few.
# Elsewhere only buyers of these very offers wait, and half a second at most.
ALONE = connection.vendor == "sqlite"
CHUNK = 1000 if ALONE else 2000  # sheets looked at together
TOGETHER = 250 if ALONE else 1000  # sheets written in one transaction
LINES = 400 if ALONE else 1000  # lines kept in one transaction
OLD_LINES = 5000  # lines dropped in one
SECONDS = 60.0  # far below the time limit of a task
EVERY = 2.0  # as often as the page of the seller looks
SILENCE = timedelta(seconds=90)
WORKING = (
    ImportState.READING,
    ImportState.CHECKING,
    ImportState.APPLYING,
    ImportState.UNDOING,
)


class Interrupted(Exception):
    """Someone else moved this import: stopped by the seller, or taken over by another worker."""


class Slice:
    """One run of a worker on one import."""

    def __init__(self, source: Import, seconds: float):
        self.source = source
        self._beaten = time.monotonic()
        self._ends = self._beaten + seconds

    @property
    def is_over(self) -> bool:
        """Whether it is time to hand over."""
        return time.monotonic() > self._ends

    def advance(self, cursor: int, lines: int, **also) -> None:
        """Move the cursor inside the transaction of a chunk. Raises Interrupted."""
        source = self.source
        beat = clock.now()
        same = Import.objects.filter(
            pk=source.pk, state=source.state, cursor=source.cursor, read_at=source.read_at
        )
        progress = source.progress + lines
        if not same.update(cursor=cursor, progress=progress, beat_at=beat, **also):
            raise Interrupted
        source.cursor, source.progress, source.beat_at = cursor, progress, beat
        for name, value in also.items():
            setattr(source, name, value)

    def hold(self) -> None:
        """Confirm, in a transaction, that nobody moved the import since. Raises Interrupted."""
        self.advance(self.source.cursor, 0)

    def reach(self, lines: int) -> None:
        """Show how many lines of a chunk are through, while it takes long. Raises Interrupted."""
        self.beat(progress=self.source.progress + lines)

    def beat(self, **also) -> None:
        """Say that the work goes on, now and then between two chunks. Raises Interrupted."""
        if time.monotonic() < self._beaten + EVERY:
            return
        self._beaten = time.monotonic()
        beat = clock.now()
        if not Import.objects.filter(pk=self.source.pk, state=self.source.state).update(
            beat_at=beat, **also
        ):
            raise Interrupted


@contextmanager
def judging() -> Iterator[None]:
    """One transaction of a check: what it writes is read again from the file if it is lost.

    So PostgreSQL need not wait for its disk: a machine that stops forgets the lines together with
    the cursor, and whatever waits for a later transaction waits for this one too.
    """
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
        yield


def claim(import_id: int, state: str, *, seconds: float = SECONDS) -> Slice | None:
    """Take an import that waits in `state`; None when it moved on or somebody works on it."""
    at = clock.now()
    free = Q(beat_at=None) | Q(beat_at__lt=at - SILENCE)
    if not Import.objects.filter(free, pk=import_id, state=state).update(beat_at=at):
        return None
    return Slice(Import.objects.select_related("seller", "created_by").get(pk=import_id), seconds)


def last_row(source: Import) -> int:
    """The last line kept by now: those of a later check bear higher keys."""
    return source.rows.aggregate(last=Max("pk", default=0))["last"]


def forget(source: Import, upto: int) -> None:
    """Drop the lines of a check that no longer counts, a few thousand in each transaction."""
    old = source.rows.filter(pk__lte=upto).order_by("pk").values_list("pk", flat=True)
    while pks := list(old[:OLD_LINES]):
        source.rows.filter(pk__lte=pks[-1]).delete()


def release(source: Import) -> None:
    """Let the next slice begin at once."""
    Import.objects.filter(pk=source.pk, state=source.state).update(beat_at=None)


def silent(at: datetime) -> list[tuple[int, str]]:
    """The imports whose worker has not been heard of: their identifier and what was being done."""
    working = Import.objects.filter(state__in=WORKING)
    # without a beat it waits for its first slice or the next: starting it twice does no harm
    quiet = Q(beat_at__lt=at - SILENCE) | Q(beat_at=None)
    return list(working.filter(quiet).order_by("pk").values_list("pk", "state"))


@contextmanager
def photos_of(source: Import, *, reach: Callable[[int], object] = lambda _lines: None):
    """The archive of photos of an import, opened; an empty one when it has none."""
    if source.photos:
        with source.photos.open("rb") as file:
            yield Photos(file, reach=reach)
    else:
        yield Photos(None)
