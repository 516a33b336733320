"""What a person of the team does to the work that waits: run it, take it up again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.events import JobAsked, TaskRevived
from marketplace.shared import events, outbox
from marketplace.shared.models import Heartbeat, Pending, User


def run_now(job: Heartbeat, *, by: User, at: datetime) -> None:
    """Have a job of the timetable run before its time, unless it waits or runs already."""
    outbox.ask(job.job)
    _tell(JobAsked(job=job.job), about=job, by=by, at=at)


def take_up(pending: Pending, *, by: User, at: datetime) -> None:
    """Give a task another chance, at once."""
    _tell(TaskRevived(task=pending.task), about=pending, by=by, at=at)
    outbox.revive(pending, at=at)


def take_up_lane(lane: str, *, by: User, at: datetime) -> int:
    """Give all that was given up in a lane another chance; returns how many have one."""
    given_up = list(Pending.objects.filter(lane=lane, dead_at__isnull=False, done_at=None))
    for pending in given_up:
        _tell(TaskRevived(task=pending.task), about=pending, by=by, at=at)
    count = outbox.revive_all(Pending.objects.filter(pk__in=[row.pk for row in given_up]), at=at)
    outbox.sweep(at)
    return count


@transaction.atomic(durable=True)
def _tell(event, *, about, by: User, at: datetime) -> None:
    events.publish(event, about=about, by=by, at=at)
