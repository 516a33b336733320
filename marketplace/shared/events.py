"""How an app tells the apps above it that something happened.

The facts are declared in each app's `events.py`; who hears them is written
once, in `marketplace/flows.py`. A fact and everything its listeners write commit
together; what must happen elsewhere waits in `Pending` rows until it is done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from celery import current_app, shared_task
from django.conf import settings
from django.db import connection, models, transaction

from marketplace.shared.clock import now
from marketplace.shared.facts import Event, name_of
from marketplace.shared.language import kept
from marketplace.shared.models.fact import Fact, Pending

Step = Callable[[Any], object]  # what a listener returns is ignored
PATIENCE = timedelta(minutes=2)
ATTEMPTS = 8
log = logging.getLogger(__name__)
_flows: dict[type, list[Step]] = {}
_held: set[str] = set()


def connect(flows: dict[type, list[Step]]) -> None:
    """Install the table of who hears what."""
    _flows.clear()
    _flows.update(flows)


def publish(
    event: Event,
    *,
    about: models.Model,
    within: models.Model | None = None,
    by: models.Model | None = None,
    because: object = "",
    at: datetime | None = None,
) -> Fact:
    """Record `event` on the life of `about`, then let each listener act, in one transaction.

    `within` is the larger thing whose timeline shows the fact too (a parcel's order, say). The
    reason is kept in the house's language.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} published outside a transaction")
    data = {field.name: getattr(event, field.name) for field in fields(event)}  # type: ignore[arg-type]
    fact = Fact.objects.create(
        name=name_of(type(event)),
        subject=subject_of(about),
        within=subject_of(within) if within is not None else "",
        data=data,
        actor=by if getattr(by, "pk", None) else None,
        because=kept(because),
        happened_at=at or now(),
    )
    # in the caller's transaction: if one listener fails, the fact never happened either
    for step in _flows.get(type(event), ()):
        step(event)
    return fact


def subject_of(row: models.Model) -> str:
    """The name under which a row's facts are kept: `orders.order:12`."""
    return f"{row._meta.label_lower}:{row.pk}"


def later(task) -> Step:
    """Run a Celery task with the event's data, at least once, after the commit."""

    def step(event: object) -> None:
        hand_over(task, **asdict(event))  # type: ignore[call-overload]

    return step


def hand_over(task, **data) -> Pending:
    """Remember in this transaction that `task` must run, and start it after the commit."""
    pending = Pending.objects.create(task=task.name, data=data, due_at=now() + PATIENCE)
    if task.name not in _held:
        # robust: a broker that is away must not fail what is committed; the sweep starts it later
        transaction.on_commit(lambda: deliver.delay(pending_id=pending.pk), robust=True)
    return pending


@contextmanager
def holding(tasks: Iterable[str]) -> Iterator[None]:
    """Leave these tasks to the sweep for a while: mails and files, while the demo is filled."""
    names = set(tasks) - _held
    _held.update(names)
    try:
        yield
    finally:
        _held.difference_update(names)


@shared_task
def deliver(*, pending_id: int, **_) -> None:
    """Run one pending task, and remember that it was done or how it failed."""
    pending = Pending.objects.filter(pk=pending_id, done_at=None, dead_at=None).first()
    if pending is None:
        return
    try:
        current_app.tasks[pending.task].run(**pending.data)
    except Exception as error:
        _fail(pending, error)
        if settings.RAISE_IN_TASKS:
            raise
    else:
        Pending.objects.filter(pk=pending.pk).update(done_at=now())


def _fail(pending: Pending, error: Exception) -> None:
    attempts = pending.attempts + 1
    log.warning(
        "pending %s (%s) failed, attempt %s", pending.pk, pending.task, attempts, exc_info=error
    )
    Pending.objects.filter(pk=pending.pk).update(
        attempts=attempts,
        last_error=f"{type(error).__name__}: {error}"[:500],
        due_at=now() + PATIENCE * 2**attempts,
        dead_at=now() if attempts >= ATTEMPTS else None,
    )


def sweep(at: datetime) -> int:
    """Send again what was due and not done: the broker was away, or a worker died."""
    sent = 0
    due = Pending.objects.filter(done_at=None, dead_at=None, due_at__lte=at)
    for pending in due.order_by("pk")[:500]:
        # moving the due date is the claim: of two sweeps at once, one sends
        claimed = Pending.objects.filter(pk=pending.pk, due_at=pending.due_at, done_at=None)
        if claimed.update(due_at=at + PATIENCE):
            deliver.delay(pending_id=pending.pk)
            sent += 1
    return sent


def revive(pending: Pending, *, at: datetime) -> None:
    """Give a task that was given up another chance, at once."""
    Pending.objects.filter(pk=pending.pk, done_at=None).update(dead_at=None, attempts=0, due_at=at)
    deliver.delay(pending_id=pending.pk)
