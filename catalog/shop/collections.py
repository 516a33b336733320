"""The collections the public may see, and what each is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse

from catalog.models import Collection
from catalog.search import SORTS, Assortment, Query
from catalog.states import CollectionState
from catalog.tree import tree
from marketplace.shared import kept, stamps, voice
from marketplace.shared.clock import paris_day
from sellers.regions import REGIONS

KEY = "catalog:collections"
FRESH = 60


def known() -> dict[str, Collection]:
    """Every collection that was opened, by its address, as this process remembers them."""
    return kept.kept(KEY, _read, fresh=FRESH)


def _read() -> dict[str, Collection]:
    rows = Collection.objects.filter(state=CollectionState.OPEN).order_by("-starts_at", "name")
    return {row.slug: row for row in rows}


def changed() -> None:
    """A collection is another, once the transaction is committed."""
    # whoever reads before the commit keeps what was: it is forgotten once more after it
    kept.forget(KEY)
    transaction.on_commit(partial(kept.forget, KEY))
    transaction.on_commit(voice.forget)
    stamps.end([KEY])


def holds(collection: Collection, at: datetime) -> bool:
    """Whether its days are those of an instant."""
    begun = collection.starts_at is None or collection.starts_at <= at
    return begun and (collection.ends_at is None or at < collection.ends_at)


def shown(slug: str, *, at: datetime) -> Collection | None:
    """A collection by its address, if the public may see it at an instant."""
    found = known().get(slug)
    return found if found and holds(found, at) else None


def every(*, at: datetime) -> list[Collection]:
    """All that the public may see at an instant, the newest first."""
    return [one for one in known().values() if holds(one, at)]


def next_change(*, at: datetime) -> datetime | None:
    """When some collection begins or ends."""
    days = [day for one in known().values() for day in (one.starts_at, one.ends_at)]
    return min((day for day in days if day and day > at), default=None)


def path(collection: Collection) -> str:
    """The address of its page."""
    return reverse("shop-collection", args=[collection.slug])


def asked(query: Query, collection: Collection, *, at: datetime, is_sorted: bool = True) -> Query:
    """A query put to the sheets of a collection; in its own order unless another was asked for."""
    sort = query.sort
    if not is_sorted and not query.text and collection.sort in SORTS:
        sort = collection.sort
    return replace(query, assortment=assortment(collection, at=at), sort=sort)


def assortment(collection: Collection, *, at: datetime) -> Assortment:
    """What a collection is made of. A rule counts its days from today."""
    if collection.by == Collection.By.HAND:
        return Assortment(
            collection_id=collection.pk, revision=collection.revision, is_by_hand=True
        )
    rule: dict[str, Any] = collection.rule
    days = rule.get("new_days")
    return Assortment(
        collection_id=collection.pk,
        revision=collection.revision,
        path=_path(rule.get("category", "")),
        facets=tuple((kind, tuple(values)) for kind, values in rule.get("facets", {}).items()),
        low_cents=rule.get("low_cents"),
        high_cents=rule.get("high_cents"),
        rating=rule.get("rating", 0),
        in_stock=rule.get("in_stock", False),
        regions=tuple(code for code in rule.get("regions", []) if code in REGIONS),
        sellers=tuple(rule.get("sellers", [])),
        since=paris_day(at) - timedelta(days=days) if days else None,
        is_reduced=rule.get("reduced", False),
    )


def _path(slug: str) -> str:
    if not slug:
        return ""
    place = tree().by_slug.get(slug)
    return place.path if place else "-"  # below every path: nothing is there
