"""What the house places by hand in the lists of categories, collections and searches.

A sheet stands at a fixed place, higher by a number of points that the page « Comment nous
classons » tells, or last: in the order of relevance alone. Whoever sorts by price gets prices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalog.models import Placement
from catalog.search import points, words
from catalog.search.query import Query
from catalog.tree import tree
from marketplace.shared import kept, stamps
from marketplace.shared.clock import now

KEY = "catalog:placements"
FRESH = 60
MOST_PINS = 24  # of one list: a page of it
PIN, BOOST, BURY = (effect.value for effect in Placement.Effect)
BOOSTED = points.POINTS["placed"]
List = tuple[str, str]  # "category" or "collection" and its key, "words" and how they compare


@dataclass(frozen=True, slots=True)
class Placed:
    """A sheet placed by hand in one list, for a time."""

    pk: int
    product_id: int
    effect: str
    rank: int | None
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at an instant."""
        return self.starts_at <= at < self.ends_at


def words_list(text: str) -> List:
    """The list of what is found for these words, in any order and with any endings."""
    return "words", " ".join(sorted({forms[0] for forms in words.asked(text)}))


def list_of(query: Query) -> List | None:
    """The list that a query is about; a shop's own list is arranged by nobody."""
    if query.seller_id or query.any_word:
        return None
    if query.text:
        return None if query.path else words_list(query.text)
    if query.assortment:
        return "collection", str(query.assortment.collection_id)
    place = tree().by_path.get(query.path)
    return ("category", str(place.pk)) if place else None


def in_force(query: Query, *, at: datetime) -> list[Placed]:
    """What is placed in the list of a query at an instant, by place."""
    held = _known().get(list_of(query) or ("", ""), ())
    return [placed for placed in held if placed.holds(at)]


def next_change(query: Query, *, at: datetime) -> datetime | None:
    """When something begins or ends in the list of a query."""
    held = _known().get(list_of(query) or ("", ""), ())
    moments = [moment for one in held for moment in (one.starts_at, one.ends_at) if moment > at]
    return min(moments, default=None)


def at_work(at: datetime) -> tuple[int, int]:
    """How many sheets are placed by hand at an instant, and in how many lists."""
    held = {
        name: {placed.product_id for placed in every if placed.holds(at)}
        for name, every in _known().items()
    }
    return len(set().union(*held.values())), sum(1 for sheets in held.values() if sheets)


def changed() -> None:
    """Something was placed or lifted, once the transaction is committed."""
    kept.forget(KEY)
    transaction.on_commit(lambda: kept.forget(KEY))
    stamps.end([KEY])


def pins(placed: Iterable[Placed]) -> list[int]:
    """The sheets at fixed places, the first place first."""
    fixed = [one for one in placed if one.effect == PIN]
    return [one.product_id for one in sorted(fixed, key=lambda one: (one.rank or 0, one.pk))]


def arranged(
    rows: list[tuple], placed: Sequence[Placed], score: Callable[[tuple], int]
) -> list[tuple]:
    """The rows by their points, with what is placed where it is placed."""
    effects = {one.product_id: one.effect for one in placed if one.effect != PIN}

    def weight(row: tuple) -> tuple[bool, int]:
        effect = effects.get(row[0], "")
        return effect == BURY, -score(row) - (BOOSTED if effect == BOOST else 0)

    rows = sorted(rows, key=weight)  # stable: the newest first among equals
    ranks = {one.product_id: one.rank or 1 for one in placed if one.effect == PIN}
    fixed = [row for row in rows if row[0] in ranks]
    if not fixed:
        return rows
    rows = [row for row in rows if row[0] not in ranks]
    for row in sorted(fixed, key=lambda row: ranks[row[0]]):
        rows.insert(ranks[row[0]] - 1, row)
    return rows


def _known() -> dict[List, list[Placed]]:
    return kept.kept(KEY, _read, fresh=FRESH)


def _read() -> dict[List, list[Placed]]:
    found: dict[List, list[Placed]] = {}
    rows = Placement.objects.filter(lifted_at=None, ends_at__gt=now()).order_by("rank", "pk")
    told = rows.values_list(
        *("category", "collection", "words"),
        *("pk", "product", "effect", "rank", "starts_at", "ends_at"),
    )
    for category, collection, typed, *placed in told:
        if category:
            name = ("category", str(category))
        else:
            name = ("collection", str(collection)) if collection else words_list(typed)
        found.setdefault(name, []).append(Placed(*placed))
    return found
