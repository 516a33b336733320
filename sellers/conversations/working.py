"""Hours in which an answer may be expected: every hour of a working day, in Paris.

A Saturday, a Sunday and a national holiday count for nothing: what is asked on Friday at noon has
been waiting for 24 hours on Monday at noon.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from marketplace.shared.clock import PARIS, is_open, paris_day

DAY = timedelta(days=1)


def midnight(day: date) -> datetime:
    """The first instant of a day in Paris."""
    return datetime.combine(day, time.min, PARIS)


def between(start: datetime, end: datetime) -> timedelta:
    """How much of the time between two instants lies on working days."""
    total, day = timedelta(0), paris_day(start)
    while (opens := midnight(day)) < end:
        if is_open(day):
            total += min(end, midnight(day + DAY)) - max(start, opens)
        day += DAY
    return total


def behind(end: datetime, lasting: timedelta) -> datetime:
    """The latest instant since which so much time on working days has gone by at `end`."""
    left, until, day = lasting, end, paris_day(end)
    while True:
        opens = midnight(day)
        if is_open(day):
            if until - opens >= left:
                return until - left
            left -= until - opens
        until, day = opens, day - DAY


def before(at: datetime, hours: int) -> datetime:
    """The latest instant since which so many working hours have gone by at `at`."""
    return behind(at, timedelta(hours=hours))
