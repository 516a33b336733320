"""What a kind of condition is: its name, what is typed of it, whom it describes, in words and SQL.

A kind is one module of `marketing/segments/kinds`, registered by one line in
`marketing/segments/registry.py`. Its `where` is put into one statement with those of the others:
it looks at nothing but rows, and at a `Contact` from within.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Values = Mapping[str, Any]
NOBODY = Q(pk=0)
MOST_DAYS = 3650


class ConditionForm(forms.Form):
    """What is typed of a condition. What it gives is kept as JSON."""

    def values(self) -> dict[str, Any]:
        """What is kept of it."""
        return dict(self.cleaned_data)

    @classmethod
    def begun(cls, values: Values) -> dict[str, Any]:
        """What was kept, as the form begins."""
        return dict(values)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of condition. `where(values, at)` are the contacts it describes at an instant,
    `told(values)` says it in words; both bear whatever was kept.
    """

    key: str
    name: StrPromise
    form: type[ConditionForm]
    where: Callable[[Values, datetime], Q]
    told: Callable[[Values], str]


def number(values: Values, name: str) -> int | None:
    """A whole number that was kept, or None."""
    kept = values.get(name)
    return kept if isinstance(kept, int) and not isinstance(kept, bool) else None


def numbers(values: Values, name: str) -> list[int]:
    """The whole numbers that were kept."""
    kept = values.get(name)
    return [one for one in kept if isinstance(one, int)] if isinstance(kept, list) else []


def between(values: Values, column: str) -> Q:
    """Contacts whose figure lies within the bounds that were kept; both are within."""
    least, most = number(values, "least"), number(values, "most")
    if least is None and most is None:
        return NOBODY
    above = Q(**{f"{column}__gte": least}) if least is not None else Q()
    below = Q(**{f"{column}__lte": most}) if most is not None else Q()
    return above & below
