"""A month, week by week, as a wall calendar shows it."""

from __future__ import annotations

import re
from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.shared.clock import paris_day

PARIS = ZoneInfo("Europe/Paris")
NAMED = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(slots=True)
class Day:
    """A day of the calendar; days of the months beside stand in its first and last weeks."""

    day: date
    is_beside: bool
    is_today: bool
    entries: list[Any] = field(default_factory=list)

    @property
    def noon(self) -> str:
        """When what is added here is planned, until somebody says otherwise."""
        return f"{self.day.isoformat()}T12:00"


def first_of(text: str, *, today: date) -> date:
    """The first day of the month that an address names, of this one where it names none."""
    named = NAMED.fullmatch(text)
    return date(int(named[1]), int(named[2]), 1) if named else today.replace(day=1)


def beside(first: date) -> tuple[date, date]:
    """The first days of the months before and after."""
    before = (first - timedelta(days=1)).replace(day=1)
    return before, (first + timedelta(days=31)).replace(day=1)


def span(first: date) -> tuple[datetime, datetime]:
    """From the first instant of a month in Paris to that of the next."""
    start, end = (datetime.combine(day, time(), tzinfo=PARIS) for day in (first, beside(first)[1]))
    return start, end


def weeks(first: date, entries: Iterable[tuple[datetime, Any]], *, today: date) -> list[list[Day]]:
    """The weeks of a month, from Monday on, with what falls on each day in its order."""
    shown = [
        [Day(day, day.month != first.month, day == today) for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    by_day = {one.day: one for week in shown for one in week}
    for at, entry in entries:
        place = by_day.get(paris_day(at))
        if place:
            place.entries.append(entry)
    return shown
