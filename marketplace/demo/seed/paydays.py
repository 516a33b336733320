"""Every fortnight finance pays the sellers; the last run waits for whoever opens the demonstration."""

from datetime import datetime, timedelta
from functools import partial

from accounting import payouts
from accounting.models import Payout, PayoutRun
from accounting.states import PayoutState, RunState
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared.models import SandboxSettings

EVERY = timedelta(days=14)
RUNS = 5


def note(market: Market) -> None:
    """Prepare a run every fortnight; approve all but the last one."""
    last = market.now - timedelta(hours=2)
    for rank in range(RUNS):
        when = last if rank == 0 else morning(last - rank * EVERY, 9, 10)
        market.calendar.note(when, partial(prepare, market, rank))


def prepare(market: Market, rank: int, at: datetime) -> None:
    """Gather what is due."""
    run = payouts.prepare(at, by=market.team["finance"], now=at)
    if rank:
        market.calendar.note(at + timedelta(minutes=50), partial(approve, market, run.pk, rank))


def approve(market: Market, pk: int, rank: int, at: datetime) -> None:
    """Another person looks over it and lets it go; once, the provider stumbles over a transfer."""
    run = PayoutRun.objects.get(pk=pk)
    payouts.approve(run, by=market.team["chief"], now=at)
    ready = run.payouts.filter(state=PayoutState.APPROVED).order_by("pk").values_list("pk", flat=True)
    for place, payout in enumerate(list(ready)):
        stumbles = rank == 2 and place == 1
        if stumbles:
            SandboxSettings.objects.update(fail_transfers=True)
        payouts.send(payout, now=at + timedelta(seconds=20 * place))
        if stumbles:
            SandboxSettings.objects.update(fail_transfers=False)
    market.calendar.note(morning(at + timedelta(days=1), 10), partial(retry, market))
    payouts.settle(at)


def retry(market: Market, at: datetime) -> None:
    """Send again what the provider refused the day before."""
    failed = Payout.objects.filter(state=PayoutState.FAILED, run__state=RunState.APPROVED)
    for payout in failed.select_related("run", "seller").order_by("pk"):
        payouts.retry(payout, by=market.team["finance"], now=at)
        payouts.send(payout.pk, now=at)
