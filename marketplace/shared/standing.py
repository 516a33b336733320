"""How the lanes of work stand: what waits, since when, who serves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from marketplace.shared import lanes, outbox
from marketplace.shared.lanes import Lane
from marketplace.shared.models.fact import Pending

# How long something may wait before its lane is said to be late.
LATE = {
    Lane.MONEY: timedelta(minutes=5),
    Lane.LETTERS: timedelta(minutes=5),
    Lane.IMPORTS: timedelta(minutes=15),
    Lane.FILES: timedelta(minutes=60),
    Lane.QUIET: timedelta(hours=6),
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A lane at an instant: what is due, since when, what runs, what failed and is tried again,
    what was given up.
    """

    lane: Lane
    due: int
    failed: int
    next_try_at: datetime | None
    running: int
    given_up: int
    oldest_at: datetime | None
    pulse_at: datetime | None

    def waits(self, at: datetime) -> timedelta:
        """For how long the oldest thing that is due has waited."""
        return at - self.oldest_at if self.oldest_at else timedelta()

    def is_late(self, at: datetime) -> bool:
        """Whether something should have been done by now: no worker serves the lane, or too few."""
        return self.waits(at) > LATE[self.lane]


def standing(at: datetime) -> list[Standing]:
    """How each lane stands."""
    due = Q(outbox.free(at), dead_at=None, due_at__lte=at)
    later = Q(outbox.free(at), dead_at=None, due_at__gt=at)
    counted = {
        row["lane"]: row
        for row in Pending.objects.filter(done_at=None)
        .values("lane")
        .order_by()
        .annotate(
            due=Count("pk", filter=due),
            failed=Count("pk", filter=later),
            next_try_at=Min("due_at", filter=later),
            running=Count("pk", filter=Q(dead_at=None, taken_until__gt=at)),
            given_up=Count("pk", filter=Q(dead_at__isnull=False)),
            oldest_at=Min("due_at", filter=due),
        )
    }
    heard = lanes.pulses()
    return [_stand(lane, counted.get(lane, {}), heard[lane]) for lane in Lane]


def _stand(lane: Lane, counted: Mapping[str, Any], pulse_at: datetime | None) -> Standing:
    return Standing(
        lane=lane,
        due=counted.get("due", 0),
        failed=counted.get("failed", 0),
        next_try_at=counted.get("next_try_at"),
        running=counted.get("running", 0),
        given_up=counted.get("given_up", 0),
        oldest_at=counted.get("oldest_at"),
        pulse_at=pulse_at,
    )
