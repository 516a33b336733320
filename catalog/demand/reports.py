"""What the operator reads of what is looked for: which words find nothing, or nothing wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from catalog.demand import searches
from catalog.models import Alert, Search

SPAN = timedelta(days=30)
MOST = 20
MOST_AWAITED = 500
ENOUGH = 3  # times asked before "nobody opened anything" says something


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The same words asked over some weeks, and what came of them."""

    key: str
    shown: str
    asked: int
    unanswered: int
    results: int
    opened: int
    added: int
    ordered: int
    pk: int = 0  # of the last day that they were asked
    people: int = 0  # who wait for an answer
    before: int = 0  # times asked over as many days before, where that was counted


def unanswered(today: date, *, but: Collection[str] = ()) -> list[Wanted]:
    """What nothing answers, the most asked first, with who waits; `but`: what is treated."""
    missed = _grouped(today).filter(missed__gt=0).exclude(key__in=but)
    rows = _told(missed.order_by("-missed", "name"))
    waiting = Counter[str]()
    for text, language, people in _awaited().values_list("words", "language", "people"):
        waiting[searches.key_of(text, language)] += people
    return [replace(row, people=waiting[row.key]) for row in rows]


def unopened(today: date) -> list[Wanted]:
    """What is answered, but with nothing that anybody opens."""
    found = _grouped(today).filter(missed=0, clicks=0, times__gte=ENOUGH)
    return _told(found.order_by("-times", "name"))


def frequent(today: date) -> list[Wanted]:
    """What is asked most."""
    return _told(_grouped(today).order_by("-times", "name"))


def rising(today: date) -> list[Wanted]:
    """What is asked half as much again as over the thirty days before, the strongest rise first."""
    since = Search.objects.filter(day__gte=today - 2 * SPAN).order_by().values("key")
    lately = Q(day__gte=today - SPAN)
    counted = since.annotate(
        name=Max("shown", filter=lately),
        times=Coalesce(Sum("asked", filter=lately), 0),
        earlier=Coalesce(Sum("asked", filter=~lately), 0),
        missed=Coalesce(Sum("unanswered", filter=lately), 0),
        found=Coalesce(Max("results", filter=lately), 0),
        clicks=Coalesce(Sum("opened", filter=lately), 0),
        carts=Coalesce(Sum("added", filter=lately), 0),
        orders=Coalesce(Sum("ordered", filter=lately), 0),
        more=F("times") - F("earlier"),
    )
    risen = counted.filter(times__gte=ENOUGH, more__gt=0, more__gte=F("earlier") / 2)
    return _told(risen.order_by("-more", "name"))


def awaited() -> list[tuple[str, int]]:
    """The searches that people wait for an answer to, and how many do."""
    waiting: Counter[str] = Counter()
    for text, people in _awaited().values_list("words", "people"):
        waiting[text] += people
    return sorted(waiting.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]


def _awaited():
    """The words that people wait for, by language, the most awaited first."""
    waiting = Alert.objects.filter(product=None, confirmed_at__isnull=False, told_at=None)
    counted = waiting.values("words", "language").annotate(people=Count("pk"))
    return counted.order_by("-people", "words")[:MOST_AWAITED]


def _grouped(today: date):
    recent = Search.objects.filter(day__gte=today - SPAN).order_by()
    return recent.values("key").annotate(
        name=Max("shown"),
        last=Max("pk"),
        times=Sum("asked"),
        missed=Sum("unanswered"),
        found=Max("results"),
        clicks=Sum("opened"),
        carts=Sum("added"),
        orders=Sum("ordered"),
    )


def _told(groups) -> list[Wanted]:
    return [
        Wanted(
            key=group["key"],
            pk=group.get("last", 0),
            shown=group["name"],
            asked=group["times"],
            unanswered=group["missed"],
            results=group["found"],
            opened=group["clicks"],
            added=group["carts"],
            ordered=group["orders"],
            before=group.get("earlier", 0),
        )
        for group in groups[:MOST]
    ]
