"""One stamp for what buyers read of all shops: their delivery, their identity, their words.

Such changes are rare; whoever keeps something that shows a shop keeps it under this stamp.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marketplace.shared import kept, stamps

SHOPS = "sellers:shown"
LISTED = "sellers:listed"  # their names and places, as a directory has them


@dataclass(slots=True)
class Known:
    """What a process has read of shops since one of them last changed."""

    grids: dict[int, list[Any]] = field(default_factory=dict)  # `sellers.shop.shipping`
    terms: dict[int, Any] = field(default_factory=dict)  # `catalog.search.terms`, on that day
    day: date | None = None
    figures: dict[tuple[int, date], Any] = field(default_factory=dict)  # `sellers.shop.figures`


def known() -> Known:
    """What this process has read, to be added to; empty again once some shop changes."""
    return kept.kept(SHOPS, Known, fresh=stamps.LASTS)


def changed() -> None:
    """What buyers read of some shop changed, once the transaction is committed."""
    stamps.end([SHOPS, LISTED])
