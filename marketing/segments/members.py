"""Who belongs to segments: how many, a few of them, and whether one person does.

Nobody without an account is in a segment, and nobody who objected. Each question is one statement,
whatever the conditions and however many segments it is about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from marketing.models import Contact, Segment
from marketing.segments import registry
from marketplace.shared import kept, mailboxes

KEY = "marketing:segments"
FRESH = 60
SEEN = 8


@dataclass(frozen=True, slots=True)
class Definition:
    """What a segment means."""

    match: str
    conditions: Sequence[dict[str, Any]]

    def where(self, at: datetime) -> Q:
        """Whom it describes."""
        return registry.where(self.match, self.conditions, at=at)


def described(match: str, conditions: Iterable[registry.Condition], *, at: datetime) -> QuerySet:
    """The people that conditions describe."""
    return Contact.objects.with_account().filter(registry.where(match, conditions, at=at))


def of(segment: Segment, *, at: datetime) -> QuerySet:
    """The people of a segment."""
    return described(segment.match, segment.conditions, at=at)


def counts(segments: Sequence[Segment], *, at: datetime) -> dict[int, int]:
    """How many belong to each, in one statement."""
    if not segments:
        return {}
    asked = {
        f"s{one.pk}": Count("pk", filter=registry.where(one.match, one.conditions, at=at))
        for one in segments
    }
    told = Contact.objects.with_account().aggregate(**asked)
    return {one.pk: told[f"s{one.pk}"] for one in segments}


def sample(people: QuerySet) -> list[Contact]:
    """A few of them: those who ordered last, then those known last."""
    return list(people.order_by("-last_order_at", "-pk")[:SEEN])


def standing(email: str, among: Collection[int], *, at: datetime) -> tuple[int, set[int]]:
    """How many orders somebody with an account has, and which of these segments they belong to.

    One statement.
    """
    definitions = known()
    asked = {f"s{pk}": definitions[pk].where(at) for pk in among if pk in definitions}
    rows = Contact.objects.filter(email=mailboxes.plain(email)).annotate(
        **{
            name: Case(
                When(Q(objected_at=None) & where, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
            for name, where in asked.items()
        }
    )
    row = rows.values("orders_count", *asked).first()
    if row is None:
        return 0, set()
    return row["orders_count"], {int(name[1:]) for name in asked if row[name]}


def known() -> dict[int, Definition]:
    """What each segment means, as this process remembers it."""
    return kept.kept(KEY, _read, fresh=FRESH)


def _read() -> dict[int, Definition]:
    rows = Segment.objects.filter(retired_at=None).values_list("pk", "match", "conditions")
    return {pk: Definition(match, conditions) for pk, match, conditions in rows}


def changed() -> None:
    """A segment means something else, once the transaction is committed."""
    kept.forget(KEY)
    transaction.on_commit(partial(kept.forget, KEY))
