"""When the jobs of the timetable come next, as the console tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import celery
import celery.schedules


def next_time(job: str, *, ran_at: datetime | None, at: datetime) -> datetime | None:
    """When a job comes next, once the clock runs; nothing for one that is no longer asked for."""
    times = [
        _after(celery.schedules.maybe_schedule(entry["schedule"]), ran_at, at)
        for entry in celery.current_app.conf.beat_schedule.values()
        if entry["task"] == job
    ]
    return min(times, default=None)


def _after(schedule: Any, ran_at: datetime | None, at: datetime) -> datetime:
    """Hours of the day come when they come; what comes every so often follows its last time."""
    if isinstance(schedule, celery.schedules.crontab):
        start, until, _now = schedule.remaining_delta(at)
        return start + until
    return max((ran_at or at) + schedule.run_every, at)
