"""What would leave if payouts were sent now: pages say it before anybody approves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounting.models import Payout, PayoutRun
from accounting.payouts import payable
from accounting.states import PayoutState
from marketplace.shared import clock

UNSENT = (PayoutState.PREPARED, PayoutState.APPROVED)


@dataclass(frozen=True)
class Now:
    """What would leave if a run were sent now, payout by payout, and what would stay."""

    rows: dict[int, payable.Leaving]
    cents: int
    kept_cents: int

    @property
    def count(self) -> int:
        """How many sellers would receive something."""
        return sum(1 for row in self.rows.values() if row.cents)


def of_run(run: PayoutRun) -> Now:
    """What would leave, in a fixed number of statements, however many sellers a run pays."""
    waiting = list(run.payouts.filter(state__in=UNSENT).select_related("seller"))
    rows = payable.leaving(run, waiting, clock.now())
    cents = sum(row.cents for row in rows.values())
    return Now(rows, cents, sum(payout.amount_cents for payout in waiting) - cents)


def of_each(rows: Iterable[Payout]) -> dict[int, payable.Leaving]:
    """What would leave of payouts of several runs that are sent now."""
    at, by_run = clock.now(), defaultdict(list)
    for payout in rows:
        by_run[payout.run].append(payout)
    leaving: dict[int, payable.Leaving] = {}
    for run, own in by_run.items():
        leaving |= payable.leaving(run, own, at)
    return leaving


def alone(payout: Payout) -> int:
    """How many cents would leave of one payout that is sent now."""
    now = payable.leaving(payout.run, [payout], clock.now())
    return now[payout.pk].cents if payout.pk in now else payout.amount_cents


def stays(payout: Payout, at: Mapping[int, payable.Leaving]) -> bool:
    """Whether less than a payout's amount would leave."""
    return payout.pk in at and at[payout.pk].cents < payout.amount_cents
