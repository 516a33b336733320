"""Every fortnight finance pays the sellers; the last run waits for whoever opens the demonstration."""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import Count, Sum

from accounting.models import Payout, PayoutRun
from accounting.payouts import payouts
from accounting.states import PayoutState, RunState
from marketplace.demo.seed import disputes as banks
from marketplace.demo.seed.calendar import morning
from marketplace.demo.seed.market import Market
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxPayment, SandboxSettings
from orders.models import SellerOrder
from orders.money import disputes
from orders.returns import returns

EVERY = timedelta(days=14)
RUNS = 5
CONTESTED = {1: "open", 3: "lost"}  # by rank of the run, latest first
CAUSE = "La charnière s'est descellée."


def note(market: Market) -> None:
    """Prepare a run every fortnight; approve all but the last one."""
    last = market.now - timedelta(hours=2)
    for rank in range(RUNS):
        when = last if rank == 0 else morning(last - rank * EVERY, 9, 10)
        market.calendar.note(when, partial(prepare, market, rank))


def prepare(market: Market, rank: int, at: datetime) -> None:
    """Gather what is due."""
    run = payouts.prepare(at, by=market.team["finance"], at=at)
    if rank in CONTESTED:
        market.calendar.note(at + timedelta(minutes=20), partial(contest, market, run.pk, rank))
    if rank:
        market.calendar.note(at + timedelta(minutes=50), partial(approve, market, run.pk, rank))


def contest(market: Market, pk: int, rank: int, at: datetime) -> None:
    """Before the run leaves, a bank takes one order back, then the buyer sends a piece of it back."""
    payout = _of_several_orders(pk)
    if payout is None:
        return
    dearest = (
        payout.items.values("line__seller_order")
        .annotate(cents=Sum("amount_cents"))
        .order_by("-cents")
        .first()
    )
    part = SellerOrder.objects.select_related("order__payment").get(
        pk=dearest["line__seller_order"]
    )
    payment = SandboxPayment.objects.get(ref=part.order.payment.ref)
    move = rehearsal.open_dispute(payment, at=at, reason="product_unacceptable")
    disputes.sync(move.ref, at=at)
    market.calendar.note(morning(at + timedelta(days=2), 11), partial(send_back, market, part.pk))
    if CONTESTED[rank] == "lost":
        market.calendar.note(
            morning(at + timedelta(days=9), 11), partial(banks.decide, move, won=False)
        )


def send_back(market: Market, pk: int, at: datetime) -> None:
    """The piece comes back while the bank decides: its refund waits, nothing is given back twice."""
    part = SellerOrder.objects.select_related("order__buyer", "seller").get(pk=pk)
    by, here = (
        market.owners[part.seller_id],
        [pk for pk, left in sorted(returns.returnable(part).items()) if left],
    )
    if not here:  # it went back by itself meanwhile
        return
    back = returns.ask(
        part, pieces={here[0]: 1}, reason="defective", comment=CAUSE, by=part.order.buyer, at=at
    )
    returns.accept(back, by=by, at=at)
    returns.receive(back, by=by, at=at)


def _of_several_orders(run: int) -> Payout | None:
    """A payout from which one order can be taken, and something still leaves."""
    payouts = Payout.objects.filter(run=run).annotate(
        orders=Count("items__line__seller_order", distinct=True)
    )
    return payouts.filter(orders__gte=2).order_by("-orders", "pk").first()


def approve(market: Market, pk: int, rank: int, at: datetime) -> None:
    """Another person looks over it and lets it go; the provider stumbles over a transfer: of an
    older run it is sent again, of the last one it waits for whoever opens the demonstration.
    """
    waits = rank == 1 and not market.small
    run = PayoutRun.objects.get(pk=pk)
    payouts.approve(run, by=market.team["chief"], at=at)
    ready = (
        run.payouts.filter(state=PayoutState.APPROVED).order_by("pk").values_list("pk", flat=True)
    )
    for place, payout in enumerate(list(ready)):
        stumbles = (rank == 2 or waits) and place == 1
        if stumbles:
            SandboxSettings.objects.update(fail_transfers=True)
        payouts.send(payout, at=at + timedelta(seconds=20 * place))
        if stumbles:
            SandboxSettings.objects.update(fail_transfers=False)
    if not waits:
        market.calendar.note(morning(at + timedelta(days=1), 10), partial(retry, market))
    payouts.settle(at)


def retry(market: Market, at: datetime) -> None:
    """Send again what the provider refused the day before."""
    failed = Payout.objects.filter(state=PayoutState.FAILED, run__state=RunState.APPROVED)
    for payout in failed.select_related("run", "seller").order_by("pk"):
        payouts.retry(payout, by=market.team["finance"], at=at)
        payouts.send(payout.pk, at=at)
