"""Work that must still be done because of something committed: a row first, a message second.

A message only wakes a worker; what it does is taken from the rows of its lane by compare-and-set
and held until it is done or its time is over. So nothing is done by two workers at once, and a
broker that loses everything loses nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import current_app, shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from marketplace.shared import lanes
from marketplace.shared.clock import now
from marketplace.shared.lanes import Lane
from marketplace.shared.models.fact import Heartbeat, Pending

LEASE = timedelta(minutes=5)  # above the time limit of a task: who holds a row longer is dead
WAIT = timedelta(minutes=2)  # before the first new try; each further one waits twice as long
ATTEMPTS = 8
KEPT = timedelta(days=30)
BATCH = 5000
NEAREST = 5  # rows a worker tries for before it leaves the lane to those who were faster
DIED = "the worker died"
log = logging.getLogger(__name__)
_held: set[str] = set()


def hand_over(task, *, key: str = "", **data) -> Pending | None:
    """Remember in this transaction that `task` must run, and start it after the commit.

    Of what bears a `key` one waits at a time: None when it does already.
    """
    pending = Pending(task=task.name, data=data, lane=lanes.of(task), key=key, due_at=now())
    if not key:
        pending.save(force_insert=True)
    elif _waiting().filter(key=key).exists():
        return None
    else:
        # a constraint keeps the second out, whoever writes at the same time
        Pending.objects.bulk_create([pending], ignore_conflicts=True)
        pending = _waiting().get(key=key)
    if task.name not in _held:
        _start_later(pending)
    return pending


def hand_over_each(task, rows: Iterable[dict]) -> int:
    """Hand over the same work for each of many, with data of its own; returns how many."""
    lane, at = lanes.of(task), now()
    waiting = [Pending(task=task.name, data=data, lane=lane, due_at=at) for data in rows]
    Pending.objects.bulk_create(waiting, batch_size=500)
    if task.name not in _held:
        # whoever takes one of a lane wakes another worker for the next
        for pending in waiting if current_app.conf.task_always_eager else waiting[:NEAREST]:
            _start_later(pending)
    return len(waiting)


def ask(job: str) -> Pending | None:
    """Have a job of the timetable run, unless it still waits or runs: None then."""
    return hand_over(current_app.tasks[job], key=job)


@contextmanager
def holding(tasks: Iterable[str]) -> Iterator[None]:
    """Leave these tasks to the sweep for a while: mails and files, while the demo is filled."""
    names = set(tasks) - _held
    _held.update(names)
    try:
        yield
    finally:
        _held.difference_update(names)


def waits(task, **data) -> bool:
    """Whether a task with these data waits or runs."""
    asked = {f"data__{name}": value for name, value in data.items()}
    return _waiting().filter(task=task.name, **asked).exists()


def _waiting():
    return Pending.objects.filter(done_at=None, dead_at=None)


def _due(at: datetime):
    """What nobody does now and whose time has come."""
    return _waiting().filter(free(at), due_at__lte=at)


def free(at: datetime) -> Q:
    """The condition of a row that no worker holds."""
    return Q(taken_until=None) | Q(taken_until__lte=at)


def _start_later(pending: Pending) -> None:
    # robust: a broker that is away must not fail what is committed; the sweep starts it later
    transaction.on_commit(lambda: _start(pending), robust=True)


def _start(pending: Pending) -> None:
    if current_app.conf.task_always_eager:
        _run(pending)
    else:
        lanes.wake(Lane(pending.lane), pending_id=pending.pk)


# --- In the worker ------------------------------------------------------------------------------


@shared_task(name=lanes.SERVE, bind=True)
def serve(self, *, lane: str, pending_id: int | None = None, **_) -> None:
    """Do one thing that is due in a lane, and have the next one done beside it."""
    message = self.request
    again = bool((message.delivery_info or {}).get("redelivered"))
    pending = _take(
        Lane(lane),
        first=pending_id,
        by=message.hostname or "",
        ticket=message.id or "",
        again=again,
        at=now(),
    )
    if pending is not None:
        _call_another(Lane(lane))
        _run(pending)


def _take(
    lane: Lane, *, first: int | None, by: str, ticket: str, again: bool, at: datetime
) -> Pending | None:
    """Take the row a message speaks of, or the one of its lane that waited longest."""
    loose = free(at)
    if again:  # the message of a worker that died comes back: its row is free
        loose |= Q(ticket=ticket)
    due = _waiting().filter(loose, lane=lane, due_at__lte=at)
    rows = [*due.filter(pk=first), *due.order_by("due_at", "pk")[:NEAREST]]
    for pending in rows:
        died = pending.taken_until is not None
        attempts = pending.attempts + died
        given_up = attempts >= ATTEMPTS
        taken = due.filter(
            pk=pending.pk, taken_until=pending.taken_until, attempts=pending.attempts
        ).update(
            taken_until=at + LEASE,
            taken_by=by[:200],
            ticket=ticket[:64],
            attempts=attempts,
            last_error=DIED if died else pending.last_error,
            dead_at=at if given_up else None,
        )
        if taken and not given_up:
            pending.attempts = attempts
            return pending
    return None


def _call_another(lane: Lane) -> None:
    """Let another worker take what waits beside this: rows the broker lost or never heard of."""
    try:
        if _due(now()).filter(lane=lane).exists() and not lanes.is_called(lane):
            lanes.wake(lane)
    except Exception as error:  # noqa: BLE001 - whatever the broker has, the sweep finds them
        log.warning("the lane %s was not woken: %s", lane, error)


def deliver(*, pending_id: int) -> None:
    """Do one thing now, whenever it is due; nothing when it is done or given up."""
    pending = _waiting().filter(pk=pending_id).first()
    if pending is not None:
        _run(pending)


def _run(pending: Pending) -> None:
    """Do it, and remember that it was done or how it failed."""
    began = time.monotonic()
    try:
        current_app.tasks[pending.task].run(**pending.data)
    except Exception as error:
        _failed(pending, error)
        if settings.RAISE_IN_TASKS:
            raise
    else:
        _done(pending, took_ms=round((time.monotonic() - began) * 1000))


def _done(pending: Pending, *, took_ms: int) -> None:
    if pending.is_regular:
        ran = {"ran_at": now(), "took_ms": took_ms, "failures": 0, "last_error": ""}
        Heartbeat.objects.update_or_create(job=pending.task, defaults=ran)
        Pending.objects.filter(pk=pending.pk).delete()
    else:
        # an error that was overcome is none any longer; how often it was tried is kept
        Pending.objects.filter(pk=pending.pk).update(done_at=now(), taken_until=None, last_error="")


def _failed(pending: Pending, error: Exception) -> None:
    attempts = pending.attempts + 1
    said = f"{type(error).__name__}: {error}"[:500]
    log.warning(
        "pending %s (%s) failed, attempt %s", pending.pk, pending.task, attempts, exc_info=error
    )
    if pending.is_regular:  # its next time comes by itself
        row, _created = Heartbeat.objects.get_or_create(job=pending.task)
        Heartbeat.objects.filter(pk=row.pk).update(
            failed_at=now(), last_error=said, failures=row.failures + 1
        )
        Pending.objects.filter(pk=pending.pk).delete()
        return
    Pending.objects.filter(pk=pending.pk).update(
        attempts=attempts,
        last_error=said,
        due_at=now() + WAIT * 2 ** (attempts - 1),
        taken_until=None,
        dead_at=now() if attempts >= ATTEMPTS else None,
    )


# --- What is left behind ------------------------------------------------------------------------


def sweep(at: datetime) -> int:
    """Wake the lanes in which something is due and no message waits; returns how many things.

    What lies in the broker is left alone. Where there is no broker, what is due is done.
    """
    due = dict(_due(at).order_by().values_list("lane").annotate(count=Count("pk")))
    if current_app.conf.task_always_eager:
        for pk in list(_due(at).order_by("pk").values_list("pk", flat=True)[:500]):
            deliver(pending_id=pk)
    else:
        for lane in Lane:
            if lane in due and not lanes.is_called(lane):
                lanes.wake(lane)
    return sum(due.values())


def let_go(node: str, *, at: datetime) -> int:
    """Free what a worker held that died, when one of the same name begins."""
    return _waiting().filter(taken_by=node, taken_until__gt=at).update(taken_until=at)


def revive(given_up: QuerySet[Pending], *, at: datetime) -> int:
    """Give those of these that nobody does now another chance; returns how many have one."""
    rows = given_up.filter(free(at), done_at=None)
    # asked anew since: what waits already does it
    asked = _waiting().exclude(key="").values("key")
    rows.filter(dead_at__isnull=False, key__in=asked).delete()
    pks = list(rows.values_list("pk", flat=True))
    Pending.objects.filter(pk__in=pks).update(dead_at=None, attempts=0, due_at=at, taken_until=None)
    for pending in Pending.objects.filter(pk__in=pks).order_by("pk"):
        _start_later(pending)
    return len(pks)


def forget_old(at: datetime) -> None:
    """Drop what was done long ago, a few thousand in each transaction."""
    old = Pending.objects.filter(done_at__lt=at - KEPT).order_by("pk").values_list("pk", flat=True)
    while pks := list(old[:BATCH]):
        Pending.objects.filter(pk__in=pks).delete()
