"""The month on the wall: what will happen in it, its seasons, and what nobody has prepared yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import slugify

from marketing import months
from marketing.planning import coming, seasons
from marketing.planning.coming import Entry
from marketing.planning.seasons import Season
from marketplace.shared import clock

AHEAD = timedelta(days=75)  # how far suggestions look


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A season to come, what already bears its name, and the forms that begin something for it."""

    season: Season
    days: int
    planned: list[Entry]
    is_begun: bool  # people look already
    is_late: bool  # people look already and nothing is there
    page_url: str
    collection_url: str
    post_url: str


def month(first: date, *, today: date) -> dict:
    """What the page of a month shows."""
    before, after = months.beside(first)
    start, end = months.span(first)
    entries = coming.between(start, end)
    last = after - timedelta(days=1)
    weeks = months.weeks(first, [(entry.at, entry) for entry in entries], today=today)
    by_day = _seasons_by_day(first, last)
    return {
        "first": first,
        "before": before,
        "after": after,
        "weeks": [[(day, by_day.get(day.day, [])) for day in week] for week in weeks],
        "count": len(entries),
        "holidays": seasons.holidays(first, last),
        "is_unknown": last > seasons.KNOWN_UNTIL,
    }


def suggestions(today: date) -> list[Suggestion]:
    """The seasons to come, the next first."""
    start, at = datetime.combine(today - AHEAD, time(), tzinfo=coming.PARIS), clock.now()
    entries = coming.between(start, start + 3 * AHEAD)
    found = []
    for season in seasons.ahead(today, days=AHEAD.days):
        planned = coming.about(season, entries, at=at)
        found.append(
            Suggestion(
                season=season,
                days=(season.starts - today).days,
                planned=planned,
                is_begun=season.prepares < today,
                is_late=not planned and season.prepares <= today,
                **_ways(season, today),
            )
        )
    return found


def _ways(season: Season, today: date) -> dict[str, str]:
    """The forms of a page, a collection and a post, begun for a season; a post whose day to begin
    is past is begun for tomorrow.
    """
    name = f"{season.name} {season.starts.year}"
    slug = slugify(name)
    first = max(season.prepares, today + timedelta(days=1))
    start = datetime.combine(first, time(8), tzinfo=coming.PARIS)
    named = urlencode({"nom": name, "adresse": slug})
    planned = urlencode({"le": f"{start:%Y-%m-%dT%H:%M}"})
    return {
        "page_url": f"{reverse('admin:marketing_page_add')}?{named}",
        "collection_url": f"{reverse('admin:catalog_collection_add')}?{named}",
        "post_url": f"{reverse('admin:marketing_post_add')}?{planned}",
    }


def _seasons_by_day(first: date, last: date) -> dict[date, list[Season]]:
    """The seasons on their first day; on the first of the month those that already run."""
    by_day: dict[date, list[Season]] = {}
    for season in seasons.between(first, last):
        by_day.setdefault(max(season.starts, first), []).append(season)
    return by_day
