"""What time does to an order that has not left: reminders, a buyer who chooses, an end announced.

Each open part bears the instant at which it is looked at next (`look_at`), so that a round reads
the few that are due of any number. A look takes the part by comparing that instant: two rounds at
once, or one that comes again, do nothing twice. Nothing is cancelled that was not announced.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from marketplace.shared import clock, events, policy
from marketplace.shared.states import Refusal
from orders import contested, parts
from orders.events import (
    CancellationAnnounced,
    ParcelsLate,
    PartLate,
    SellerOrderCameBack,
    SellerOrderCancelled,
    SellerOrderDelivered,
    SellerOrderShipped,
    ShippingDue,
)
from orders.fulfilment import cancellations
from orders.models import Lateness, OrderRules, SellerOrder
from orders.states import LATENESS, LatenessState, SellerOrderState

S, L, Outcome = SellerOrderState, LatenessState, Lateness.Outcome
AT_ONCE, SLICES = 200, 10
AGAIN = timedelta(hours=1)  # after a look that somebody's act came before
# a buyer who was just told has time to choose before an end is announced
TIME_TO_CHOOSE = timedelta(days=3)
DAY = timedelta(days=1)
OPEN = (L.TOLD, L.WAITING, L.ANNOUNCED, L.ON_ITS_WAY)


def look_around(at: datetime) -> int:
    """Look at every part that is due, by slices; returns how many."""
    done = 0
    for _slice in range(SLICES):
        due = SellerOrder.objects.filter(look_at__lte=at).order_by("look_at", "pk")
        found = list(due.values_list("pk", "look_at")[:AT_ONCE])
        for pk, seen in found:
            try:
                done += look(pk, seen, at=at)
            except Refusal:  # shipped or cancelled at this very instant
                SellerOrder.objects.filter(pk=pk, look_at=seen).update(look_at=at + AGAIN)
        if len(found) < AT_ONCE:
            break
    return done


@transaction.atomic(durable=True)
def look(pk: int, seen: datetime, *, at: datetime) -> bool:
    """Do what is due of one part, once, and note when it is looked at next."""
    mine = SellerOrder.objects.filter(pk=pk, look_at=seen)
    if not mine.update(look_at=None):
        return False
    part = parts.hold(pk)
    SellerOrder.objects.filter(pk=pk).update(look_at=_treat(part, at))
    return True


def of(part: SellerOrder) -> Lateness | None:
    """The lateness of a part, once its promised day has passed."""
    return getattr(part, "lateness", None)


# --- What is due --------------------------------------------------------------------------------


def _treat(part: SellerOrder, at: datetime) -> datetime | None:
    late = Lateness.objects.filter(part=part).first()
    if part.state == S.SHIPPED and late is None and part.presumed_at is None:
        promise = clock.end_of_day(part.promised_until)
        if at <= promise:
            return _just_after(promise)
        _tell_of_parcels(part, at)
        return None
    if part.state != S.TO_SHIP:
        return None
    if part.relay_closed_at or contested.is_given_back(contested.disputes_of(part)):
        return at + DAY  # nothing of it may leave: its seller is not late
    if late is not None:
        return _go_on(part, late, at)
    promise = clock.end_of_day(part.promised_until)
    if at > promise:
        return _tell(part, at)
    return min(_remind(part, at), _just_after(promise))


def _remind(part: SellerOrder, at: datetime) -> datetime:
    """Remind the seller, once for each share of their delay; when the next one is due."""
    instants = _reminders(part)
    due = [number for number, when in instants if when <= at and number > part.ship_reminders]
    if due:
        SellerOrder.objects.filter(pk=part.pk).update(ship_reminders=max(due))
        if part.ship_by and at < part.ship_by:  # who is late already was not helped by it
            events.publish(
                ShippingDue(
                    seller_order_id=part.pk,
                    seller_id=part.seller_id,
                    is_last=max(due) == len(instants),
                ),
                about=part,
                within=part.order,
                at=at,
            )
    done = max(due, default=part.ship_reminders)
    to_come = [when for number, when in instants if number > done]
    return min(to_come, default=clock.end_of_day(part.promised_until) + DAY)


def _reminders(part: SellerOrder) -> list[tuple[int, datetime]]:
    if not part.accepted_at or not part.ship_by:
        return []
    rules = policy.rules(OrderRules)
    delay = part.ship_by - part.accepted_at
    shares = sorted({rules.ship_reminder_percent, rules.ship_last_reminder_percent})
    return [(n, part.accepted_at + delay * share / 100) for n, share in enumerate(shares, 1)]


def _tell(part: SellerOrder, at: datetime) -> datetime:
    late = Lateness.objects.create(part=part, promised=part.promised_until, told_at=at)
    _publish(PartLate, part, at=at)
    return _announced_from(late)


def _tell_of_parcels(part: SellerOrder, at: datetime) -> None:
    Lateness.objects.create(part=part, promised=part.promised_until, told_at=at, state=L.ON_ITS_WAY)
    _publish(ParcelsLate, part, at=at)


def _go_on(part: SellerOrder, late: Lateness, at: datetime) -> datetime | None:
    if late.state == L.ANNOUNCED and late.cancel_on:
        last = clock.end_of_day(late.cancel_on)
        if at <= last:
            return _just_after(last)
        _end(part, late, at)
        return None
    if late.state == L.WAITING and late.wait_until:
        last = clock.end_of_day(late.wait_until)
        if at <= last:
            return _just_after(last)
        if at < _announced_from(late):
            LATENESS.move(late, L.TOLD, told_at=at, wait_until=None, proposed=None)
            _publish(PartLate, part, at=at, repeated=True)
            return _announced_from(late)
    elif late.state != L.TOLD:
        return None
    begins = _announced_from(late)
    return _announce(part, late, at) if at >= begins else begins


def _announced_from(late: Lateness) -> datetime:
    """From when the end of a part that does not leave is announced."""
    rules = policy.rules(OrderRules)
    most = max(0, rules.late_cancel_days - rules.late_notice_days)
    begins = clock.end_of_day(late.promised + timedelta(days=most))
    if late.state == L.TOLD and late.proposed:
        begins = max(begins, clock.end_of_day(late.proposed))
    return max(begins, late.told_at + TIME_TO_CHOOSE)


def _announce(part: SellerOrder, late: Lateness, at: datetime) -> datetime:
    days = timedelta(days=policy.rules(OrderRules).late_notice_days)
    last = clock.paris_day(at) + days
    LATENESS.move(late, L.ANNOUNCED, announced_at=at, cancel_on=last, wait_until=None)
    _publish(CancellationAnnounced, part, at=at, until=last.isoformat())
    return _just_after(clock.end_of_day(last))


def _end(part: SellerOrder, late: Lateness, at: datetime) -> None:
    over(late, Outcome.NEVER_LEFT, at=at)
    cancellations.call_off(
        part, because=cancellations.NEVER_LEFT, restock=True, late=True, by=None, at=at
    )


def _just_after(instant: datetime) -> datetime:
    return instant + timedelta(seconds=1)


def _publish(event: type, part: SellerOrder, *, at: datetime, **values) -> None:
    events.publish(
        event(seller_order_id=part.pk, seller_id=part.seller_id, **values),
        about=part,
        within=part.order,
        at=at,
    )


# --- What ends it -------------------------------------------------------------------------------


def over(late: Lateness, outcome: str, *, at: datetime) -> None:
    """The goods left, or will not: nobody chooses any more. In the caller's transaction."""
    LATENESS.move(late, L.OVER, outcome=outcome, ended_at=at)


def on_left(event: SellerOrderShipped | SellerOrderDelivered) -> None:
    """Hears SellerOrderShipped and SellerOrderDelivered: what was late has left, or is there."""
    _over(event.seller_order_id, Outcome.LEFT)


def on_gone(event: SellerOrderCancelled | SellerOrderCameBack) -> None:
    """Hears SellerOrderCancelled and SellerOrderCameBack: nothing is waited for any more."""
    _over(event.seller_order_id, Outcome.CANCELLED)


def _over(part_id: int, outcome: str) -> None:
    rows = Lateness.objects.filter(part=part_id)
    LATENESS.move_where(rows, L.OVER, old=OPEN, outcome=outcome, ended_at=clock.now())


def days_late(late: Lateness, today: date) -> int:
    """For how many days the promised one has passed."""
    return max(0, (today - late.promised).days)
