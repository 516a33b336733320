"""Goods on their way back: asked by the buyer, answered and received by the seller, refunded.

A consumer may withdraw for fourteen days without a reason (L221-18); a seller may not refuse
that. Other reasons (defective, wrong, damaged) are answered by the seller.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog import stock
from marketplace.shared import clock, events, numbers
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders import parts, refunds
from orders.events import RefundPaid, ReturnAnswered, ReturnAsked, ReturnGivenUp, ReturnReceived
from orders.models import OrderLine, Refund, Return, ReturnLine, SellerOrder
from orders.states import RETURN, ReturnState

WITHDRAWAL = "withdrawal"
REASONS = [
    (WITHDRAWAL, _("Je change d'avis (rétractation)")),
    ("defective", _("L'article est défectueux")),
    ("damaged", _("L'article est arrivé abîmé")),
    ("wrong", _("Ce n'est pas ce que j'ai commandé")),
]
OPEN = (ReturnState.ASKED, ReturnState.ACCEPTED)
ANSWER_WITHIN = timedelta(hours=48)


class NotDelivered(Refusal):
    """Nothing arrived yet."""

    sentence = _("Cette commande n'est pas encore livrée : confirmez d'abord la réception du colis.")


class WindowClosed(Refusal):
    """The fourteen days are over."""

    sentence = _("Le délai de rétractation s'est terminé le {day}. Pour un défaut, choisissez un autre motif.")


class NotReturnable(Refusal):
    """The law excepts this article from withdrawal."""

    sentence = _("« {title} » fait exception au droit de rétractation : choisissez un autre motif s'il est défectueux.")


class MoreThanDelivered(Refusal):
    """More pieces than arrived and are not yet on their way back."""

    sentence = _("Vous pouvez retourner au plus {left} × « {title} ».")


class CannotRefuse(Refusal):
    """A withdrawal in time is the buyer's right."""

    sentence = _("Une rétractation dans le délai légal ne peut pas être refusée (Code de la consommation, L221-18).")


class ReasonMissing(Refusal):
    """A refusal is explained."""

    sentence = _("Expliquez votre refus à l'acheteur.")


def last_day(part: SellerOrder) -> date | None:
    """The last day on which the buyer may withdraw; None until the delivery is known."""
    if part.delivered_at is None:
        return None
    return clock.withdrawal_end(clock.paris_day(part.delivered_at), part.withdrawal_days)


def returnable(part: SellerOrder) -> dict[int, int]:
    """How many pieces of each line arrived, did not come back, and are not on their way back."""
    left = {line.pk: line.delivered - line.returned for line in part.lines.all()}
    for back in part.returns.all():  # read from memory where the page fetched them at once
        if back.state in OPEN:
            for row in back.lines.all():
                left[row.line_id] -= row.quantity
    return left


@transaction.atomic(durable=True)
def ask(
    seller_order: SellerOrder, *, pieces: Mapping[int, int], reason: str, comment: str = "",
    by: User | None, now: datetime
) -> Return:
    """Ask to give pieces back.

    Raises NotDelivered, WindowClosed, NotReturnable, MoreThanDelivered or NothingChosen.
    """
    part = parts.lock_part(seller_order)
    return open_(part, pieces=pieces, reason=reason, comment=comment, by=by, now=now)


def open_(
    part: SellerOrder, *, pieces: Mapping[int, int], reason: str, comment: str = "",
    by: User | None, now: datetime
) -> Return:
    """Open a return on a locked part, in the caller's transaction: the same refusals as `ask`."""
    wanted = {pk: count for pk, count in pieces.items() if count > 0}
    if not wanted:
        raise parts.NothingChosen
    _check_window(part, reason, now)
    lines, left = {line.pk: line for line in part.lines.all()}, returnable(part)
    for pk, count in wanted.items():
        line = lines.get(pk)
        if line is None:
            raise parts.NothingChosen
        if count > left[pk]:
            raise MoreThanDelivered(title=line.title, left=left[pk])
        if reason == WITHDRAWAL and line.withdrawal_exception:
            raise NotReturnable(title=line.title)
    row = Return.objects.create(
        seller_order=part, number=f"R-{numbers.code()}", reason=reason, comment=comment, asked_at=now
    )
    ReturnLine.objects.bulk_create(
        [ReturnLine(parent=row, line_id=pk, quantity=count) for pk, count in sorted(wanted.items())]
    )
    events.publish(
        ReturnAsked(return_id=row.pk, seller_id=part.seller_id), about=row, within=part, by=by, at=now
    )
    return row


@transaction.atomic(durable=True)
def accept(row: Return, *, answer: str = "", by: User | None, now: datetime) -> None:
    """Agree to take the goods back."""
    RETURN.move(row, ReturnState.ACCEPTED, answer=answer, answered_at=now)
    events.publish(
        ReturnAnswered(return_id=row.pk, accepted=True), about=row, within=row.seller_order, by=by, at=now
    )


@transaction.atomic(durable=True)
def refuse(row: Return, *, because: str, by: User | None, now: datetime) -> None:
    """Refuse with a reason. Raises CannotRefuse for a withdrawal in time."""
    if not because.strip():
        raise ReasonMissing
    if row.reason == WITHDRAWAL:
        raise CannotRefuse
    RETURN.move(row, ReturnState.REFUSED, answer=because, answered_at=now)
    events.publish(
        ReturnAnswered(return_id=row.pk, accepted=False),
        about=row, within=row.seller_order, by=by, because=because[:500], at=now,
    )


@transaction.atomic(durable=True)
def receive(
    row: Return, *, received: Mapping[int, int] | None = None, restock: Collection[int] = (),
    by: User | None, now: datetime
) -> Refund | None:
    """Take the goods in and refund them; lines in `restock` go back on the shelf.

    When everything of the part came back, the outbound delivery is refunded too (L221-24). What a
    decision refunded before is not refunded again: when that is all of it, the return ends here.
    Raises MoreThanDelivered, NothingChosen.
    """
    part = SellerOrder.objects.select_for_update(of=("self",)).select_related("order").get(pk=row.seller_order_id)
    RETURN.move(row, ReturnState.RECEIVED, received_at=now)
    came = _count(row, received)
    shelf: dict[int, int] = {}
    for back, count in came:
        parts.add(back.line, "returned", count)
        shelved = back.line_id in restock
        ReturnLine.objects.filter(pk=back.pk).update(received=count, restocked=shelved)
        if shelved:
            shelf[back.line.offer_id] = shelf.get(back.line.offer_id, 0) + count
    lines = OrderLine.objects.filter(seller_order=part)
    all_back = all(line.returned == line.quantity - line.cancelled for line in lines)
    left = refunds.refundable(part)
    refund = None
    with suppress(refunds.NothingToRefund):
        refund = refunds.intend(
            part, lines={back.line_id: min(count, left[back.line_id]) for back, count in came},
            shipping_cents=part.shipping_cents - part.shipping_refunded_cents if all_back else 0,
            cause=Refund.Cause.RETURNED, by=by, now=now, origin=row,
        )
    if refund is None:
        RETURN.move(row, ReturnState.REFUNDED, refunded_at=now)
    stock.give_back(shelf, reason="returned", ref=row.number, at=now)
    events.publish(ReturnReceived(return_id=row.pk), about=row, within=part, by=by, at=now)
    return refund


@transaction.atomic(durable=True)
def give_up(row: Return, *, by: User | None, now: datetime) -> None:
    """The buyer keeps the goods after all."""
    RETURN.move(row, ReturnState.CANCELLED)
    events.publish(ReturnGivenUp(return_id=row.pk), about=row, within=row.seller_order, by=by, at=now)


def on_refund_paid(event: RefundPaid) -> None:
    """Hears RefundPaid: the return it came from is over."""
    refund = Refund.objects.select_related("origin").get(pk=event.refund_id)
    if refund.origin is not None and refund.origin.state == ReturnState.RECEIVED:
        try:
            RETURN.move(refund.origin, ReturnState.REFUNDED, refunded_at=refund.paid_at)
        except MovedMeanwhile:
            return


def _check_window(part: SellerOrder, reason: str, now: datetime) -> None:
    if not any(line.delivered for line in part.lines.all()):
        raise NotDelivered
    end = last_day(part)
    if reason == WITHDRAWAL and end is not None and clock.paris_day(now) > end:
        raise WindowClosed(day=end.strftime("%d/%m/%Y"))


def _count(row: Return, received: Mapping[int, int] | None) -> list[tuple[ReturnLine, int]]:
    backs = list(row.lines.select_related("line").order_by("line_id"))
    if received is None:
        received = {back.line_id: back.quantity for back in backs}
    found = []
    for back in backs:
        count = received.get(back.line_id, 0)
        if count > back.quantity:
            raise MoreThanDelivered(title=back.line.title, left=back.quantity)
        if count > 0:
            found.append((back, count))
    if not found:
        raise parts.NothingChosen
    return found
