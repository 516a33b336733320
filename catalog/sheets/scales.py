"""How much each thing counts for the quality of a sheet: the house's points, or a category's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from catalog.events import QualityWeighed
from catalog.models import Category, QualityScale
from marketplace.shared import events, kept
from marketplace.shared.models import User

Said = Mapping[str, Mapping[str, int]]  # by the path of the place, "" for the whole shop
KEY = "catalog:quality"
FRESH = 300
WHOLE = 100
USUAL: dict[str, int] = {
    "photo": 20,
    "category": 15,
    "description": 15,
    "required": 10,
    "price": 10,
    "title": 10,
    "photos": 10,
    "recommended": 5,
    "sharp": 5,
}


def said() -> Said:
    """The points of every place that has its own."""
    return kept.kept(KEY, _read, fresh=FRESH)


def of(path: str, said: Said) -> Mapping[str, int]:
    """The points that hold in a category, by its path: the nearest place decides."""
    for end in range(len(path), -1, -Category.steplen):
        if path[:end] in said:
            return said[path[:end]]
    return USUAL


def changed(scale: QualityScale, *, by: User | None, at: datetime, is_gone: bool = False) -> None:
    """A scale was written or removed, in the caller's transaction: sheets are counted anew."""
    transaction.on_commit(forget)
    events.publish(
        QualityWeighed(
            category=scale.category.name if scale.category else "",
            points={} if is_gone else scale.points,
        ),
        about=scale,
        by=by,
        at=at,
    )


def forget() -> None:
    """Read the points again: the operator changed them."""
    kept.forget(KEY)


def _read() -> dict[str, Mapping[str, int]]:
    # what was added to the list since a scale was written counts for nothing there
    return {
        scale.category.path if scale.category else "": {
            name: int(scale.points.get(name, 0)) for name in USUAL
        }
        for scale in QualityScale.objects.select_related("category")
    }
