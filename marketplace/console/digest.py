"""The letters that tell the operator's team what waits for them.

The subjects are those of the console's first page. Nobody is told of what their roles do not treat;
each person chooses for each subject: at once, once a day, never.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from marketplace.console import today
from marketplace.shared import clock, outbox
from marketplace.shared.desks import Subject
from marketplace.shared.models import Pace, User, WaitingSince, Watch

QUIET = timedelta(minutes=30)  # between two letters at once to one person about one subject


@transaction.atomic(durable=True)
def choose(user: User, paces: Mapping[str, str], *, at: datetime) -> None:
    """Set how a person is told of the subjects of their roles; other subjects are not looked at.

    What waits already is not told again when somebody turns a subject on.
    """
    for subject in today.subjects_of(user):
        if paces.get(subject.key) in Pace.values:
            Watch.objects.update_or_create(
                user=user,
                subject=subject.key,
                defaults={"pace": paces[subject.key]},
                create_defaults={"pace": paces[subject.key], "told_at": at},
            )


def paces_of(user: User) -> list[tuple[Subject, str]]:
    """The subjects of a person's roles, each with the pace at which they are told."""
    chosen = dict(user.watches.values_list("subject", "pace"))
    return [
        (subject, chosen.get(subject.key) or subject.usual_pace)
        for subject in today.subjects_of(user)
    ]


@transaction.atomic(durable=True)
def look(at: datetime) -> None:
    """Note what began to wait since the last look, and forget what waits no longer."""
    for subject in today.subjects():
        waits = subject.keys(at)
        noted = dict(
            WaitingSince.objects.filter(subject=subject.key).values_list("row", "pk").order_by()
        )
        gone = [pk for row, pk in noted.items() if row not in waits]
        for start in range(0, len(gone), 500):
            WaitingSince.objects.filter(pk__in=gone[start : start + 500]).delete()
        WaitingSince.objects.bulk_create(
            [
                WaitingSince(subject=subject.key, row=row, since=at)
                for row in sorted(waits - noted.keys())
            ],
            ignore_conflicts=True,
            batch_size=500,
        )


def tell(pace: str, *, task, at: datetime) -> int:
    """Hand over a letter for each person whom something new concerns; returns how many.

    `task` gets `user_id` and `new`, the count of new things by subject.
    """
    waits: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for subject, row, since in WaitingSince.objects.values_list("subject", "row", "since"):
        waits[subject].append((row, since))
    team = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    return sum(_tell(person, pace, waits, task=task, at=at) for person in team)


@transaction.atomic(durable=True)
def _tell(
    person: User,
    pace: str,
    waits: Mapping[str, list[tuple[str, datetime]]],
    *,
    task,
    at: datetime,
) -> bool:
    # of two looks at once, the second sees whom the first told
    person = User.objects.select_for_update().get(pk=person.pk)
    last = dict(person.watches.values_list("subject", "told_at"))
    new: dict[str, int] = {}
    for subject, chosen in paces_of(person):
        told_at = last.get(subject.key)
        if chosen != pace or subject.key not in waits or _was_told(told_at, pace, at):
            continue
        own = subject.not_for(person, at)
        theirs = [since for row, since in waits[subject.key] if row not in own]
        fresh = sum(told_at is None or since > told_at for since in theirs)
        # once a day, what still waits is told again; at once, only what is new
        if fresh or (theirs and pace == Pace.DAILY):
            new[subject.key] = fresh
    if not new:
        return False
    for key in new:
        Watch.objects.update_or_create(user=person, subject=key, defaults={"told_at": at})
    outbox.hand_over(task, user_id=person.pk, new=new)
    return True


def _was_told(told_at: datetime | None, pace: str, at: datetime) -> bool:
    if told_at is None:
        return False
    if pace == Pace.DAILY:
        return clock.paris_day(told_at) == clock.paris_day(at)
    return told_at > at - QUIET


def still(user_id: int, new: Mapping[str, int], *, at: datetime) -> tuple[User, list] | None:
    """The person and what still waits of what a letter is about; nothing when there is no more."""
    person = User.objects.filter(pk=user_id, is_active=True, is_staff=True).first()
    if person is None:
        return None
    lines = [
        {"subject": subject, "count": count, "new": min(new[subject.key], count)}
        for subject in today.subjects()
        if subject.key in new and subject.is_for(person)
        if (count := subject.count_for(person, at))
    ]
    return (person, lines) if lines else None
