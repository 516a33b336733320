"""What apps announce, and how the timelines tell it in words.

Each app declares its facts in its `events.py`, each with its sentence; the kit finds them by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from marketplace.shared.models.fact import Fact

_events: dict[str, type[Event]] = {}
_reasons: dict[str, str | StrPromise] = {}


class Event:
    """Something that happened, as an app announces it: ids and plain values.

    Subclasses are frozen dataclasses whose fields are named, and set `sentence` to the lazily
    translated text that timelines show. The sentence has no annotation of its own, so that it is no
    field: what is kept of a fact are its values.
    """

    sentence: ClassVar[str | StrPromise] = ""
    # the words where the operator acted in the place of whom `sentence` names; such a fact keeps
    # `in_place`, and one that is older is judged by its author
    stand_in: ClassVar[str | StrPromise] = ""
    is_inward: ClassVar[bool] = False  # read by the operator's team alone

    @classmethod
    def told(cls, values: Mapping[str, Any]) -> str:
        """What its kept values say, in the reader's language; empty where they say nothing."""
        return ""

    @classmethod
    def titled(cls, values: Mapping[str, Any]) -> str | StrPromise:
        """Its sentence, or a narrower one that its kept values call for."""
        return cls.sentence

    @classmethod
    def gathered(cls, count: int) -> str:
        """What so many of them in a row by one person are called, on one line of a timeline; empty
        where each has its own line.
        """
        return ""

    @classmethod
    def in_place_by(cls, values: Mapping[str, Any]) -> bool | None:
        """Whether the kept values say that the operator acted in somebody's place; None where they
        do not say.
        """
        return values.get("in_place")

    def __init_subclass__(cls) -> None:
        """Let timelines find the fact by the name under which it is kept."""
        if not cls.sentence:
            raise TypeError(f"{name_of(cls)} has no sentence")
        _events[name_of(cls)] = cls


def name_of(event: type[Event]) -> str:
    """The name under which a fact is kept: `orders.OrderPlaced`."""
    return f"{event.__module__.split('.')[0]}.{event.__name__}"


def known() -> dict[str, type[Event]]:
    """Every fact that may be announced, by its name."""
    return dict(_events)


def inward() -> list[str]:
    """The facts that no buyer and no seller reads."""
    return [name for name, event in _events.items() if event.is_inward]


def label(name: str) -> str | StrPromise:
    """A fact's name in words; the name itself where it is announced no more."""
    return _events[name].sentence if name in _events else name


def tell_reasons(reasons: Mapping[str, str | StrPromise]) -> None:
    """Say in words what is stored as a code: nobody reads a machine's word as a reason."""
    _reasons.update(reasons)


def title(fact: Fact) -> str | StrPromise:
    """What happened, said by who did it: a fact does not say of a seller what support did."""
    event = _events.get(fact.name)
    if event is None or not event.stand_in:
        return event.titled(fact.data) if event is not None else label(fact.name)
    return event.stand_in if is_in_place(fact) else event.titled(fact.data)


def gathered(name: str, count: int) -> str:
    """What so many facts of one kind in a row are called; empty where each is told."""
    return _events[name].gathered(count) if name in _events else ""


def is_in_place(fact: Fact) -> bool:
    """Whether the operator acted in the place of whom the fact usually names."""
    event = _events.get(fact.name)
    said = event.in_place_by(fact.data) if event is not None else None
    return fact.actor is not None and fact.actor.is_staff if said is None else said


def why(name: str, values: Mapping[str, Any], because: str) -> str:
    """Why a fact happened, or what it brought, for its reader: told by its values or its reason."""
    said = _events[name].told(values) if name in _events else ""
    return said or reason(because)


def reason(text: str) -> str:
    """The reason of a fact for its reader: our sentences translated, a person's as written."""
    return str(_reasons[text]) if text in _reasons else gettext(text) if text else ""
