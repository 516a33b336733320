"""Days as the law counts them in France: holidays, working days, the end of withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """The present instant, or the one the clock was moved to. Only views and tasks ask."""
    return _moved.get() or timezone.now()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Live at another instant: the demo plays ninety days, tests play the law's delays."""
    token = _moved.set(instant)
    try:
        yield
    finally:
        _moved.reset(token)


def paris_day(at: datetime) -> date:
    """The calendar day in Paris at an instant."""
    return at.astimezone(PARIS).date()


def end_of_day(day: date) -> datetime:
    """The last instant of a day in Paris."""
    return datetime.combine(day, time(23, 59, 59), PARIS)


def easter(year: int) -> date:
    """Easter Sunday (Gauss's computus in its Gregorian form)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> set[date]:
    """The national holidays of France (Code du travail L3133-1)."""
    sunday = easter(year)
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    moving = [sunday + timedelta(days=days) for days in (1, 39, 50)]
    return {date(year, month, day) for month, day in fixed} | set(moving)


def is_open(day: date) -> bool:
    """Whether a day is neither a Saturday, a Sunday nor a national holiday."""
    return day.weekday() < 5 and day not in holidays(day.year)


def next_open(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_open(day):
        day += timedelta(days=1)
    return day


def add_open_days(day: date, count: int) -> date:
    """The working day `count` working days after a day."""
    for _step in range(count):
        day = next_open(day + timedelta(days=1))
    return day


def withdrawal_end(received: date, days: int = 14) -> date:
    """The last day on which a consumer may withdraw.

    The day of receipt does not count; a term that falls on a closed day is carried to
    the next working day (Code de la consommation L221-18 and L221-19).
    """
    return next_open(received + timedelta(days=days))


def today() -> date:
    """Today in Paris; only views and tasks may ask."""
    return now().astimezone(PARIS).date()
