"""What both sides of a late order choose: its seller a new day, its buyer to wait or to give up.

The law lets a consumer end the contract for what was not delivered in time, and have all of it back
(C. conso L216-6, L216-7): it costs nothing, and needs no reason.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, events, policy
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import day as in_words
from orders import parts
from orders.events import LateWaited, NewDayProposed
from orders.fulfilment import cancellations, late
from orders.models import Lateness, OrderRules, Refund, SellerOrder
from orders.states import LATENESS, LatenessState, SellerOrderState

L = LatenessState
MOST_PROPOSALS = 3
FARTHEST = timedelta(days=60)


class NothingLate(Refusal):
    """The order left, arrived or was given up meanwhile."""

    sentence = _("Cette commande n'est plus en retard d'expédition : il n'y a plus rien à choisir.")


class NoSuchDay(Refusal):
    """A new day lies in the days to come, and not too far."""

    sentence = _("Choisissez une date à venir, au plus tard le {last}.")


class EnoughProposed(Refusal):
    """A buyer is not put off for ever."""

    sentence = _(
        "Vous avez déjà proposé {most} dates pour cette commande : expédiez-la, ou annulez ce qui"
        " n'est pas parti."
    )


@transaction.atomic(durable=True)
def propose(seller_order: SellerOrder, day: date, *, by: User, at: datetime) -> None:
    """A late seller says by which day the order leaves: its buyer chooses again.

    Raises NothingLate, NoSuchDay, EnoughProposed.
    """
    part, row = _open(seller_order)
    today = clock.paris_day(at)
    if not today < day <= today + FARTHEST:
        raise NoSuchDay(last=in_words(today + FARTHEST))
    if row.proposals >= MOST_PROPOSALS:
        raise EnoughProposed(most=MOST_PROPOSALS)
    values = {"proposed": day, "proposals": row.proposals + 1}
    if row.state == L.WAITING and row.wait_until and day > row.wait_until:
        LATENESS.move(row, L.TOLD, told_at=at, wait_until=None, **values)
    else:
        Lateness.objects.filter(pk=row.pk).update(**values)
    _publish(NewDayProposed, part, day, by=by, at=at)


@transaction.atomic(durable=True)
def wait(seller_order: SellerOrder, *, by: User | None, at: datetime) -> date:
    """The buyer waits: until the day the seller proposed, or the rule's. Raises NothingLate."""
    part, row = _open(seller_order)
    if row.state == L.WAITING and row.wait_until:  # a second press
        return row.wait_until
    until = until_when(row, at)
    LATENESS.move(row, L.WAITING, wait_until=until, chosen_at=at, announced_at=None, cancel_on=None)
    _publish(LateWaited, part, until, by=by, at=at)
    return until


@transaction.atomic(durable=True)
def give_up(seller_order: SellerOrder, *, by: User | None, at: datetime) -> Refund:
    """The buyer has what did not leave cancelled and paid back, freely and whole (L216-6).

    Raises NothingLate, or MovedMeanwhile when the seller shipped it at the same moment.
    """
    part, row = _open(seller_order)
    late.over(row, Lateness.Outcome.GIVEN_UP, at=at)
    return cancellations.call_off(
        part,
        because=cancellations.GIVEN_UP,
        restock=True,
        by_right=True,
        late=True,
        by=by,
        at=at,
    )


def until_when(row: Lateness, at: datetime) -> date:
    """Until when a buyer who waits now waits."""
    today = clock.paris_day(at)
    if row.proposed and row.proposed > today:
        return row.proposed
    return today + timedelta(days=policy.rules(OrderRules).late_wait_days)


def _open(seller_order: SellerOrder) -> tuple[SellerOrder, Lateness]:
    """A late part that has not left, locked, and its lateness."""
    part = parts.hold(seller_order.pk)
    row = Lateness.objects.filter(part=part).first()
    if row is None or not row.may_choose or part.state != SellerOrderState.TO_SHIP:
        raise NothingLate
    return part, row


def _publish(event: type, part: SellerOrder, until: date, *, by: User | None, at: datetime) -> None:
    # what was noted to be done before this choice is looked at anew
    SellerOrder.objects.filter(pk=part.pk).update(look_at=at)
    events.publish(
        event(seller_order_id=part.pk, seller_id=part.seller_id, until=until.isoformat()),
        about=part,
        within=part.order,
        by=by,
        at=at,
    )
