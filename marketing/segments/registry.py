"""Every kind of condition, in the order in which an editor is offered them. One line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from marketing.models import Segment
from marketing.segments.condition import NOBODY, Kind
from marketing.segments.kinds import (
    bought_category,
    bought_shop,
    follows,
    language,
    last_order,
    letter,
    orders,
    place,
    spent,
)

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        orders.KIND,
        spent.KIND,
        last_order.KIND,
        bought_category.KIND,
        bought_shop.KIND,
        follows.KIND,
        letter.KIND,
        language.KIND,
        place.KIND,
    )
}
MOST = 12  # conditions of a segment
Condition = Mapping[str, Any]


def where(match: str, conditions: Iterable[Condition], *, at: datetime) -> Q:
    """The contacts that conditions describe at an instant, to be filtered by in one statement.

    A condition of a kind that the house has no longer describes nobody.
    """
    parts = [_where(condition, at) for condition in conditions]
    if not parts:
        return NOBODY
    return reduce(or_ if match == Segment.Match.ANY else and_, parts)


def _where(condition: Condition, at: datetime) -> Q:
    kind = KINDS.get(str(condition.get("kind")))
    return kind.where(condition, at) if kind else NOBODY


def told(conditions: Iterable[Condition]) -> list[str]:
    """Conditions in words."""
    known = [(KINDS.get(str(condition.get("kind"))), condition) for condition in conditions]
    return [kind.told(condition) for kind, condition in known if kind]
