"""Orders that do not leave when they were promised: told, waited for, given up, ended."""

from datetime import datetime, timedelta
from functools import partial

from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from orders.fulfilment import late, patience
from orders.models import Lateness, Refund, SellerOrder
from orders.money import refunds
from orders.states import RefundState

# what becomes of an order that its seller accepted and never ships
FATES = frozenset({"late_asked", "late_proposed", "late_waits", "late_ends", "late_given_up"})
ROUND = timedelta(hours=6)


def note(market: Market, part: SellerOrder, fate: str) -> None:
    """The promised day passes: note what both sides choose of it."""
    told = clock.end_of_day(part.promised_until) + timedelta(hours=10)
    if fate in ("late_proposed", "late_waits"):
        market.calendar.note(told + timedelta(hours=6), partial(_propose, market, part.pk))
    if fate == "late_waits":
        market.calendar.note(told + timedelta(hours=11), partial(_wait, part.pk))
    if fate == "late_given_up":
        market.calendar.note(told + timedelta(days=2), partial(_give_up, part.pk))


def look(market: Market, at: datetime) -> None:
    """What the timetable does all day of orders that have not left."""
    late.look_around(at)
    send_refunds()
    market.calendar.note(at + ROUND, partial(look, market))


def send_refunds() -> None:
    """Have the provider pay what was decided."""
    waiting = Refund.objects.filter(state=RefundState.INTENDED)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        refunds.send(pk)


def _propose(market: Market, pk: int, at: datetime) -> None:
    part = _part(pk)
    day = max(clock.paris_day(at) + timedelta(days=9), clock.paris_day(market.now))
    patience.propose(part, day + timedelta(days=3), by=market.owners[part.seller_id], at=at)


def _wait(pk: int, at: datetime) -> None:
    part = _part(pk)
    if Lateness.objects.filter(part=part).exists():
        patience.wait(part, by=part.order.buyer, at=at)


def _give_up(pk: int, at: datetime) -> None:
    part = _part(pk)
    patience.give_up(part, by=part.order.buyer, at=at)
    send_refunds()


def _part(pk: int) -> SellerOrder:
    return SellerOrder.objects.select_related("order__buyer", "seller").get(pk=pk)
