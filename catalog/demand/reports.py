"""What the operator reads of what is looked for: which words find nothing, or nothing wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Sum

from catalog.models import Alert, Search

SPAN = timedelta(days=30)
MOST = 20
ENOUGH = 3  # times asked before "nobody opened anything" says something


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The same words asked over some weeks, and what came of them."""

    shown: str
    asked: int
    unanswered: int
    results: int
    opened: int
    added: int
    ordered: int


def unanswered(today: date) -> list[Wanted]:
    """What nothing answers, the most asked first."""
    return _told(_grouped(today).filter(missed__gt=0).order_by("-missed", "name"))


def unopened(today: date) -> list[Wanted]:
    """What is answered, but with nothing that anybody opens."""
    found = _grouped(today).filter(missed=0, clicks=0, times__gte=ENOUGH)
    return _told(found.order_by("-times", "name"))


def frequent(today: date) -> list[Wanted]:
    """What is asked most."""
    return _told(_grouped(today).order_by("-times", "name"))


def awaited() -> list[tuple[str, int]]:
    """The searches that people wait for an answer to, and how many do."""
    waiting = Alert.objects.filter(product=None, confirmed_at__isnull=False, told_at=None)
    counted = waiting.values("words").annotate(people=Count("pk")).order_by("-people", "words")
    return list(counted.values_list("words", "people")[:MOST])


def _grouped(today: date):
    recent = Search.objects.filter(day__gte=today - SPAN).order_by()
    return recent.values("key").annotate(
        name=Max("shown"),
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
            shown=group["name"],
            asked=group["times"],
            unanswered=group["missed"],
            results=group["found"],
            opened=group["clicks"],
            added=group["carts"],
            ordered=group["orders"],
        )
        for group in groups[:MOST]
    ]
