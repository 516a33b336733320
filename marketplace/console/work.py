"""What a person of the team does to the work that waits: run it, take it up again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from marketplace.events import JobAsked, TaskRevived
from marketplace.shared import events, outbox
from marketplace.shared.models import Heartbeat, Pending, User


@transaction.atomic(durable=True)
def run_now(job: Heartbeat, *, by: User, at: datetime) -> None:
    """Have a job of the timetable run before its time, unless it waits or runs already."""
    outbox.ask(job.job)
    events.publish(JobAsked(job=job.job), about=job, by=by, at=at)


@transaction.atomic(durable=True)
def take_up(given_up: QuerySet[Pending], *, by: User, at: datetime) -> int:
    """Give tasks another chance, at once; returns how many have one."""
    for pending in given_up:
        events.publish(TaskRevived(task=pending.task), about=pending, by=by, at=at)
    return outbox.revive(given_up, at=at)
