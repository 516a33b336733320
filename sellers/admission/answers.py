"""How long an application waits for an answer: yes, no, or a piece asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketplace.shared import kept
from marketplace.shared.clock import paris_day
from marketplace.shared.models import Fact

KEY, FRESH = "sellers:answers", 6 * 3600
WINDOW, SETTLED = timedelta(days=365), timedelta(days=14)
LEAST = 20  # applications below which a figure is about somebody
ASKED = "sellers.SellerApplied"
ANSWERED = ("sellers.SellerOpened", "sellers.SellerRefused", "sellers.ItemAskedAgain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Of so many applications handed in between two days, one in two was answered within so many
    days.
    """

    applications: int
    since: date
    until: date
    days: int


def told(*, at: datetime) -> Answers | None:
    """What may be said now; nothing of fewer than `LEAST` applications, or while most wait."""
    return kept.kept(KEY, lambda: _read(at), fresh=FRESH)


def _read(at: datetime) -> Answers | None:
    since, until = at - WINDOW, at - SETTLED
    facts = Fact.objects.filter(name__in=(ASKED, *ANSWERED), happened_at__gte=since)
    waiting: dict[int, datetime] = {}
    waits, count = [], 0
    for name, seller, moment in facts.order_by("happened_at", "pk").values_list(
        "name", "data__seller_id", "happened_at"
    ):
        if name == ASKED:
            waiting[seller] = moment
            count += moment < until
        elif (asked := waiting.pop(seller, None)) and asked < until:
            waits.append((paris_day(moment) - paris_day(asked)).days)
    half = (count + 1) // 2
    if count < LEAST or len(waits) < half:
        return None
    waits.sort()
    return Answers(
        applications=count, since=paris_day(since), until=paris_day(until), days=waits[half - 1]
    )
