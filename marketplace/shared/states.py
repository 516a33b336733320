"""States and their allowed moves as tables, and the one way to change a state."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _

from marketplace.shared import quotes
from marketplace.shared.language import Said

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Refusal(Exception):
    """The rules of the trade refuse an action; the message is a sentence for the person.

    Subclasses set `sentence` to a lazily translated text, formatted with the keyword arguments.
    """

    sentence: str | StrPromise = ""

    def __init__(self, message: object = "", **values):
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        text = str(self.message or self.sentence or self.__doc__)
        return text.format(**quotes.within(text, self.values)) if self.values else text

    def said(self) -> Said:
        """The sentence as it may be kept, to be said again in the language of a reader."""
        if type(self).__str__ is not Refusal.__str__:
            return Said(str(self))
        return Said(self.message or self.sentence or self.__doc__, **self.values)


class IllegalMove(Refusal):
    """The table does not allow this move."""

    def __str__(self) -> str:
        return _("Cette action n'est pas possible dans l'état actuel.")


class MovedMeanwhile(Refusal):
    """Another request moved the row first."""

    def __str__(self) -> str:
        return _("Quelqu'un d'autre vient de faire avancer ce dossier : rechargez la page.")


# What a state means: whose turn it is, or how it ended; its colour also depends on who reads.
TURNS = (
    "house",
    "seller",
    "buyer",
    "elsewhere",
)  # the operator, a party, somebody or something else
ENDS = {"good": "positive", "bad": "danger", "neutral": "quiet"}
MEANINGS = (*TURNS, *ENDS)
TONES = ("positive", "active", "warning", "danger", "quiet")
reader: ContextVar[str] = ContextVar("states-reader", default="seller")


def tone_of(meaning: str, reads: str = "") -> str:
    """The colour of a meaning: amber where the reader must act, blue where another must."""
    if meaning in ENDS:
        return ENDS[meaning]
    return "warning" if meaning == (reads or reader.get()) else "active"


class States(models.TextChoices):
    """The states of a model, each with its meaning and word: `OPEN = "open", "house", _("…")`.

    The meaning is one of `MEANINGS`; `tone` is the colour in which the reader sees its badge.
    """

    meaning: str

    def __new__(cls, value: str, meaning: str = ""):
        if meaning not in MEANINGS:
            raise ValueError(f"{cls.__name__} {value!r}: {meaning!r} is no meaning")
        state = str.__new__(cls, value)
        state._value_ = value
        state.meaning = meaning
        return state

    @property
    def tone(self) -> str:
        """The colour for whoever reads now."""
        return tone_of(self.meaning)


class StateField(models.CharField):
    """A column that holds one of the states of a table; a plain text column to migrations."""

    def __init__(self, *args, choices=None, **options):
        self.states: dict[str, States] = {}
        if isinstance(choices, type) and issubclass(choices, States):
            self.states = {state.value: state for state in choices}
        super().__init__(*args, choices=choices, **options)

    def deconstruct(self):
        """For migrations, a plain text column: a new state needs no migration."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


def state_of(row: models.Model, column: str = "state") -> str:
    """The state of a row; the stored text itself when the table does not have it."""
    field, value = row._meta.get_field(column), getattr(row, column)
    return field.states.get(value, value) if isinstance(field, StateField) else value


class Flow:
    """The moves one model's `state` column may make."""

    def __init__(self, states: type[States], moves: dict[str, Iterable[str]]):
        self.states = states
        self.moves = {old: tuple(new) for old, new in moves.items()}

    def allows(self, old: str, new: str) -> bool:
        """Whether the table lets a row go from `old` to `new`."""
        return new in self.moves.get(old, ())

    def ends(self) -> list[str]:
        """The final states: nothing may follow them."""
        return [state for state in self.states.values if not self.moves.get(state)]

    def move(self, row: models.Model, new: str, **also) -> None:
        """Set `row.state` to `new` if nobody moved it since it was read.

        Raises IllegalMove when the table forbids it, MovedMeanwhile when the race was lost.
        """
        old = row.state  # type: ignore[attr-defined]
        if not self.allows(old, new):
            raise IllegalMove(f"{row!r}: {old} -> {new}")
        # compare and set in one statement: of two requests that read the same state, one wins
        same = type(row)._base_manager.filter(pk=row.pk, state=old)
        if same.update(state=new, **also) != 1:
            raise MovedMeanwhile(f"{row!r} is no longer {old}")
        for field, value in {"state": new, **also}.items():
            setattr(row, field, value)

    def move_all(self, rows: list, new: str, **also) -> None:
        """The same for several rows in one state, in one statement: all of them, or none."""
        if not rows:
            return
        old, first = rows[0].state, rows[0]
        if not self.allows(old, new) or any(row.state != old for row in rows):
            raise IllegalMove(f"{first!r}: {old} -> {new}")
        # too few rows raises, and the caller's transaction undoes those that moved
        same = type(first)._base_manager.filter(pk__in=[row.pk for row in rows], state=old)
        if same.update(state=new, **also) != len(rows):
            raise MovedMeanwhile(f"{first!r} is no longer {old}")
        for row in rows:
            for field, value in {"state": new, **also}.items():
                setattr(row, field, value)

    def move_where(
        self, rows: models.QuerySet, new: str, *, old: Iterable[str], **also: object
    ) -> int:
        """Move those rows of a set that are still in one of the old states; returns how many.

        One statement, whatever the number of rows: rows that changed meanwhile are left alone. To
        know which rows moved, read them under a lock and call `move_all`. Raises IllegalMove when
        the table forbids the move from one of the old states.
        """
        standing = tuple(old)
        for state in standing:
            if not self.allows(state, new):
                raise IllegalMove(f"{rows.model.__name__}: {state} -> {new}")
        return rows.filter(state__in=standing).update(state=new, **also)


def known(states: type[States], name: str) -> models.CheckConstraint:
    """A database check that the `state` column holds a state of the table."""
    return models.CheckConstraint(name=name, condition=models.Q(state__in=states.values))
