"""The clock of the house: it asks for each job once, and wakes the lanes in which something waits.

It writes rows and never queues a job that still waits or runs: ten minutes without a worker leave
one of each. What is due is found here and not in a lane, so that nothing delays it.
"""

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler
from django.db import close_old_connections, transaction

from marketplace.shared import clock, outbox
from marketplace.shared.models import Heartbeat

SWEEP_EVERY = 15.0
log = logging.getLogger(__name__)


class Timetable(PersistentScheduler):
    """Celery's clock, asking by rows."""

    _swept = 0.0

    def setup_schedule(self) -> None:
        """Show every job in the console, also before its first time."""
        super().setup_schedule()
        _quietly(_show_all, [entry.task for entry in self.schedule.values()])

    def apply_async(
        self,
        entry: Any,
        producer: Any = None,
        advance: bool = True,  # noqa: FBT001,FBT002 - Celery's signature
        **_: Any,
    ) -> None:
        """Ask for a job when its time has come."""
        entry = self.reserve(entry) if advance else entry
        try:
            _quietly(_ask, entry.task)
        finally:
            self._tasks_since_sync += 1
            if self.should_sync():
                self._do_sync()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Ask for what is due, and sweep now and then."""
        close_old_connections()
        until = super().tick(*args, **kwargs)
        if time.monotonic() >= self._swept + SWEEP_EVERY:
            self._swept = time.monotonic()
            _quietly(lambda: outbox.sweep(clock.now()))
        close_old_connections()
        return min(until, SWEEP_EVERY)


@transaction.atomic(durable=True)
def _ask(job: str) -> None:
    outbox.ask(job)


def _show_all(jobs: list[str]) -> None:
    Heartbeat.objects.bulk_create(
        [Heartbeat(job=job) for job in jobs if "." in job and not job.startswith("celery.")],
        ignore_conflicts=True,
    )
    Heartbeat.objects.exclude(job__in=jobs).delete()


def _quietly(act: Any, *given: Any) -> None:
    """The clock goes on, whatever the database or the broker has just now."""
    try:
        act(*given)
    except Exception:
        log.exception("the timetable could not ask")
