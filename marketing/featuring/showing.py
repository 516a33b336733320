"""The shops that are put forward now, and when that changes by itself.

It is read from their instants, not from what a worker did: each begins and ends to the second.
Every process remembers those that run or are to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from marketing.models import FeaturedShop
from marketing.states import FeaturedState
from marketplace.shared import kept, stamps
from marketplace.shared.clock import now

KEY = "marketing:featured"
FRESH = 60


@dataclass(frozen=True, slots=True)
class Slot:
    """From when until when a shop is put forward."""

    seller_id: int
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether it is at an instant."""
        return self.starts_at <= at < self.ends_at


def slots() -> list[Slot]:
    """Those that run or are to come, the first to begin first."""
    return kept.kept(KEY, _read, fresh=FRESH)


def at_work(*, at: datetime) -> list[Slot]:
    """Those that hold at an instant; the last to begin first, so that what is new is seen."""
    return [slot for slot in reversed(slots()) if slot.holds(at)]


def of(seller_id: int, *, at: datetime) -> list[Slot]:
    """Those of a shop that run or are to come, the next first."""
    return [slot for slot in slots() if slot.seller_id == seller_id and slot.ends_at > at]


def next_change(*, at: datetime) -> datetime | None:
    """When the next one begins or ends."""
    moments = (moment for slot in slots() for moment in (slot.starts_at, slot.ends_at))
    return min((moment for moment in moments if moment > at), default=None)


def changed() -> None:
    """Other shops are put forward, once the transaction is committed."""
    # whoever reads before the commit keeps what was: it is forgotten once more after it
    kept.forget(KEY)
    transaction.on_commit(partial(kept.forget, KEY))
    stamps.end([KEY])


def _read() -> list[Slot]:
    rows = FeaturedShop.objects.filter(state=FeaturedState.DECIDED, ends_at__gt=now())
    told = rows.order_by("starts_at", "pk").values_list("seller", "starts_at", "ends_at")
    return [Slot(*row) for row in told]
