"""What an app shows the operator and a seller on their first pages; the wiring merges it.

Each app says it in its `console.py` (queues, figures, menu of the console) and in its `desk.py`
(todos, blocks and menu of the seller), as it says its invariants. A rank tells where a thing
stands among those of the other apps: the lower, the earlier; by tens, so that another fits between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.admin import site
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from marketplace.shared import clock, places
from marketplace.shared.audience import is_operator, known_role
from marketplace.shared.dossiers import Adder
from marketplace.shared.models import Pace

DAYS = 30
Words = str | Promise
Days = list[tuple[str, int]]


def nothing(*_asked: Any) -> list:
    """The answer of an app that has nothing to show."""
    return []


def all_of(rows: QuerySet, _user: Any) -> Iterable[Model]:
    """The answer of a queue whose rows never wait for whoever made them."""
    return rows


# --- The operator's console ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Something that may wait for an operator who holds a role, and the list where it is treated.

    The team is written to about each subject, at the pace that each person chose; without a `pace`
    of its own, what is red is told at once and all else once a day.
    """

    role: str
    also: tuple[str, ...] = ()  # roles that only read it: they answer whoever asks
    name: Words
    page: str  # app and model: "orders_refund"
    query: str = ""
    tone: str = ""
    pace: str = ""
    rank: int

    def __post_init__(self) -> None:
        for role in (self.role, *self.also):
            known_role(role, self.page)

    def is_for(self, user: Any) -> bool:
        """Whether it is told to a person: they treat it, or answer those whom it concerns."""
        return any(is_operator(user, role) for role in (self.role, *self.also))

    @property
    def key(self) -> str:
        """The subject's name in preferences."""
        return f"{self.page}?{self.query}" if self.query else self.page

    @property
    def usual_pace(self) -> str:
        """How soon whoever chose nothing is told."""
        return self.pace or (Pace.AT_ONCE if self.tone == "danger" else Pace.DAILY)

    @property
    def href(self) -> str:
        """Where it is treated."""
        return reverse(f"admin:{self.page}_changelist") + (f"?{self.query}" if self.query else "")

    def keys(self, at: datetime) -> set[str]:
        """What waits now, each thing under a name of its own."""
        raise NotImplementedError

    def not_for(self, user: Any, at: datetime) -> set[str]:
        """What of it does not wait for this person."""
        return set()

    def count_for(self, user: Any, at: datetime) -> int:
        """How much waits for this person."""
        return len(self.keys(at) - self.not_for(user, at))

    def waiting_for(self, user: Any, at: datetime) -> Waiting:
        """The subject as this operator's first page shows it."""
        return Waiting(
            name=str(self.name),
            count=self.count_for(user, at),
            href=self.href,
            tone=self.tone,
            rank=self.rank,
        )


@dataclass(frozen=True, kw_only=True)
class Queue(Subject):
    """Rows that wait, and the list that shows exactly these.

    They do not wait for whoever is a party to them, nor for whoever made them where another person
    must decide: nobody is told of what they may not treat.
    """

    rows: Callable[[datetime], QuerySet]
    maker: str = ""  # the column of who made a row
    for_another: Callable[[QuerySet, Any], Iterable[Model]] = all_of  # of what a person made

    def keys(self, at: datetime) -> set[str]:
        return {str(pk) for pk in self.rows(at).values_list("pk", flat=True)}

    def not_for(self, user: Any, at: datetime) -> set[str]:
        rows, keys = self.rows(at), set()
        section: Any = site.get_model_admin(rows.model)
        if self.page == f"{section.opts.app_label}_{section.opts.model_name}":
            keys = {str(pk) for pk in section.own(user, rows).values_list("pk", flat=True)}
        if self.maker:
            made = rows.filter(**{self.maker: user})
            keys |= {str(row.pk) for row in self.for_another(made, user)}
        return keys

    def count_for(self, user: Any, at: datetime) -> int:
        count = self.rows(at).count()
        return count - len(self.not_for(user, at)) if count else 0

    def waiting_for(self, user: Any, at: datetime) -> Waiting:
        """As of any subject; what waits alone is opened at once, as a search does."""
        waiting = super().waiting_for(user, at)
        if waiting.count != 1:
            return waiting
        rows = self.rows(at).exclude(pk__in=self.not_for(user, at))
        row = rows.first()
        if row is None or self.page != f"{row._meta.app_label}_{row._meta.model_name}":
            return waiting
        return replace(waiting, only=places.address(type(row), row.pk, row))


@dataclass(frozen=True, kw_only=True)
class Alarm(Subject):
    """Something wrong that is no row: `wrong` names each thing that is wrong now.

    A name stays the same as long as it is the same trouble: a new name is told anew.
    """

    wrong: Callable[[datetime], Iterable[str]]

    def keys(self, at: datetime) -> set[str]:
        return set(self.wrong(at))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A queue as an operator sees it: how many things wait, and where they are treated."""

    name: str
    count: int
    href: str
    only: str = ""  # the file of the one row that waits
    note: str = ""
    tone: str = ""
    rank: int


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number of the last thirty days, with the one of the thirty days before and its curve."""

    name: str
    unit: str  # "figure" or "money"
    value: int
    before: int
    rows: Days

    @classmethod
    def of(cls, name: str, by_date: Mapping[date, int], *, unit: str, at: datetime) -> Figure:
        """The figure of what each day brought."""
        curve = by_day(by_date, days=2 * DAYS, at=at)
        values = [value for _day, value in curve]
        return cls(
            name=name,
            unit=unit,
            value=sum(values[DAYS:]),
            before=sum(values[:DAYS]),
            rows=curve[DAYS:],
        )


@dataclass(frozen=True, kw_only=True)
class Mission:
    """Sections of the console that serve one end; apps that name the same end share the heading."""

    name: Words
    sections: Sequence[type[Model]]
    rank: int


@dataclass(frozen=True, kw_only=True)
class Console:
    """All that an app brings to the console.

    `touched` says of a setting, by its name, what a change of it would reach now and what it leaves
    as it is.
    """

    queues: Sequence[Queue] = ()
    alarms: Sequence[Alarm] = ()
    figures: Callable[[datetime], list[Figure]] = nothing
    standing: Callable[[datetime], list[tuple[str, int]]] = (
        nothing  # how large the marketplace is now
    )
    missions: Sequence[Mission] = ()
    dossiers: Mapping[type[Model], Adder] = field(default_factory=dict)  # files of apps beneath
    touched: Mapping[str, Callable[[], str]] = field(default_factory=dict)  # by a setting's change


# --- The seller's desk -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Todo:
    """Something that waits for the seller."""

    text: str
    href: str
    urgent: bool = False
    rank: int


def counted(count: int, text: str, *, href: str, rank: int, urgent: bool = False) -> list[Todo]:
    """The todo of things that are counted in its text; none when there are none."""
    return [Todo(text=text % count, href=href, urgent=urgent, rank=rank)] if count else []


@dataclass(frozen=True, kw_only=True)
class Block:
    """A piece of the seller's first page; its template reads the values under `shown`.

    It is a view of a `page` of theirs: who may not open that page does not see the piece.
    """

    template: str
    page: str
    values: Mapping[str, Any]
    is_beside: bool = False  # beside the todos, or below them
    rank: int


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """A page in the seller's menu; who may not open it does not see it."""

    group: Words
    page: str
    name: Words
    icon: str
    rank: int


@dataclass(frozen=True, kw_only=True)
class Desk:
    """All that an app brings to the seller's desk; functions are asked (shop, at)."""

    todos: Callable[[Any, datetime], list[Todo]] = nothing
    blocks: Callable[[Any, datetime], list[Block]] = nothing
    menu: Sequence[MenuEntry] = ()


def by_day(by_date: Mapping[date, int], *, days: int, at: datetime) -> Days:
    """What each of the last days brought, today's last; nothing is zero."""
    today = clock.paris_day(at)
    shown = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [(f"{day:%d/%m}", by_date.get(day) or 0) for day in shown]
