"""A month of posts, week by week, as a wall calendar shows it."""

from __future__ import annotations

import re
from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from marketing.models import Post
from marketplace.shared.clock import paris_day

PARIS = ZoneInfo("Europe/Paris")
NAMED = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(slots=True)
class Day:
    """A day of the calendar; days of the months beside stand in its first and last weeks."""

    day: date
    is_beside: bool
    is_today: bool
    posts: list[Post] = field(default_factory=list)

    @property
    def noon(self) -> str:
        """When a post added here is planned, until somebody says otherwise."""
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


def weeks(first: date, posts: Iterable[Post], *, today: date) -> list[list[Day]]:
    """The weeks of a month, from Monday on, with the posts of each day in their order."""
    shown = [
        [Day(day, day.month != first.month, day == today) for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    by_day = {one.day: one for week in shown for one in week}
    for post in posts:
        place = by_day.get(paris_day(post.planned_at))
        if place:
            place.posts.append(post)
    return shown
