"""What the operator did about searches that nothing answers: who treated which, when and why.

It is told by facts alone: the rows of searches are counted by day and forgotten with time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from catalog.events import SearchHandled, SearchReopened
from catalog.models import Search
from marketplace.shared import clock, events
from marketplace.shared.facts import name_of
from marketplace.shared.models import User
from marketplace.shared.models.fact import Fact
from marketplace.shared.states import Refusal

HANDLED, REOPENED = map(name_of, (SearchHandled, SearchReopened))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """A search that is treated. `since`: how often it found nothing after that day."""

    pk: int
    key: str
    shown: str
    by: str
    at: datetime
    because: str
    since: int = 0


class AlreadyHandled(Refusal):
    """Somebody treated these words before."""

    sentence = _("Cette recherche est déjà traitée.")


class NotHandled(Refusal):
    """These words are already to be treated."""

    sentence = _("Cette recherche est déjà à traiter.")


@transaction.atomic(durable=True)
def handle(row: Search, *, by: User, because: str, at: datetime) -> None:
    """Set a search aside: an answer is under way, or there will be none. Raises AlreadyHandled."""
    if is_handled(row.key):
        raise AlreadyHandled
    told = SearchHandled(key=row.key, shown=row.shown)
    events.publish(told, about=row, by=by, because=because, at=at)


@transaction.atomic(durable=True)
def reopen(row: Search, *, by: User, at: datetime) -> None:
    """Put a search among those to be treated again. Raises NotHandled."""
    if not is_handled(row.key):
        raise NotHandled
    events.publish(SearchReopened(key=row.key, shown=row.shown), about=row, by=by, at=at)


def is_handled(key: str) -> bool:
    """Whether these words are treated now."""
    last = _told().filter(data__key=key).last()
    return last is not None and last.name == HANDLED


def handled() -> list[Handled]:
    """The searches that are treated, the last one first."""
    facts = _in_force()
    theirs = Search.objects.filter(key__in=[fact.data["key"] for fact in facts]).order_by("day")
    last = dict(theirs.values_list("key", "pk"))
    missed: dict[str, list[tuple[date, int]]] = {}
    for key, day, times in (
        theirs.values("key", "day")
        .annotate(times=Sum("unanswered"))
        .values_list("key", "day", "times")
    ):
        missed.setdefault(key, []).append((day, times))
    return [
        Handled(
            pk=last[fact.data["key"]],
            key=fact.data["key"],
            shown=fact.data["shown"],
            by=str(fact.actor or ""),
            at=fact.happened_at,
            because=fact.because,
            since=sum(
                times
                for day, times in missed[fact.data["key"]]
                if day > clock.paris_day(fact.happened_at)
            ),
        )
        for fact in facts
        if fact.data["key"] in last
    ]


def _in_force() -> list[Fact]:
    last: dict[str, Fact] = {}
    for fact in _told():
        last[fact.data["key"]] = fact
    treated = [fact for fact in last.values() if fact.name == HANDLED]
    return sorted(treated, key=lambda fact: fact.pk, reverse=True)


def _told():
    told = Fact.objects.filter(name__in=(HANDLED, REOPENED))
    return told.select_related("actor").order_by("pk")
