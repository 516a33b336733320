"""Goods on their way back: asked by the buyer, answered and received by the seller, refunded.

A consumer may withdraw for fourteen days without a reason (L221-18); a seller may not refuse
that. Other reasons (defective, wrong, damaged) are answered by the seller. What was not received
yet is withdrawn from too: `orders/returns/withdrawals.py: take`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.offers import stock
from catalog.withdrawal import is_excepted, is_sealed
from marketplace.shared import clock, events, files, numbers, policy
from marketplace.shared.facts import is_in_place
from marketplace.shared.models import Fact, User
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders import authority, carriers, parts
from orders.events import (
    ParcelDelivered,
    RefundDropped,
    RefundPaid,
    ReturnAnswered,
    ReturnArrived,
    ReturnAsked,
    ReturnGivenUp,
    ReturnReceived,
    ReturnRefusedOnReceipt,
    ReturnSent,
)
from orders.fulfilment import shipping
from orders.fulfilment.withdrawn import WITHDRAWAL, NoConsumer, is_granted, last_day
from orders.models import (
    OrderRules,
    Refund,
    RefundLine,
    Return,
    ReturnLine,
    ReturnPhoto,
    SellerOrder,
    Shipment,
    ShipmentLine,
)
from orders.money import refunds
from orders.states import COMING_BACK, RETURN, RefundState, ReturnState, ShipmentState

REASONS = [
    (WITHDRAWAL, _("Je change d'avis (rétractation)")),
    ("defective", _("L'article est défectueux")),
    ("damaged", _("L'article est arrivé abîmé")),
    ("wrong", _("Ce n'est pas ce que j'ai commandé")),
]
OPEN = COMING_BACK
AWAITED = (ReturnState.ON_ITS_WAY, ReturnState.ACCEPTED)  # a parcel may come back any day
UNSENT = (ReturnState.ASKED, ReturnState.ACCEPTED, ReturnState.ON_ITS_WAY)


class NotDelivered(Refusal):
    """Nothing of the part arrived yet: there is nothing to send back."""

    sentence = _(
        "Cette commande n'est pas encore livrée : confirmez d'abord la réception du colis."
    )


class WindowClosed(Refusal):
    """The delay of withdrawal is over."""

    sentence = _(
        "Le délai de rétractation s'est terminé le {day}. Pour un défaut, choisissez un autre"
        " motif."
    )


class NotReturnable(Refusal):
    """The law excepts this article from withdrawal (L221-28)."""

    sentence = _(
        "« {title} » fait exception au droit de rétractation : choisissez un autre motif s'il est"
        " défectueux."
    )


class MoreThanDelivered(Refusal):
    """More pieces than arrived and are not yet on their way back."""

    sentence = _("Vous pouvez retourner au plus {left} × « {title} ».")


class NothingToDeduct(Refusal):
    """Only what may no longer come back once unsealed is looked at again on receipt."""

    sentence = _(
        "« {title} » se rembourse entièrement : seul un article dont le sceau compte peut faire"
        " l'objet d'une retenue, au plus de son prix."
    )


class FindingMissing(Refusal):
    """A deduction without words or photo: the buyer could not contest it."""

    sentence = _(
        "Décrivez ce que vous avez constaté et joignez une photo : l'acheteur les verra et pourra"
        " contester."
    )


class CannotRefuse(Refusal):
    """A withdrawal in time is the buyer's right."""

    sentence = _(
        "Une rétractation dans le délai légal ne peut pas être refusée (Code de la consommation,"
        " L221-18)."
    )


class NotToSend(Refusal):
    """The parcel is not awaited any more: it came, or the return is over."""

    sentence = _(
        "Ce retour n'attend plus de colis (« {state} ») : il n'y a pas de numéro de suivi à donner."
    )


class NotYetAnswered(Refusal):
    """The seller has not said yet whether they take the goods back, nor where."""

    sentence = _(
        "Le vendeur n'a pas encore répondu à ce retour : attendez sa réponse pour renvoyer les"
        " articles."
    )


class NumberOfOutwardParcel(Refusal):
    """The number is one under which goods of the order went out: it proves no return."""

    sentence = _(
        "{tracking} est le numéro du colis que vous avez reçu, pas celui de votre renvoi : indiquez"
        " le numéro écrit sur la preuve de dépôt de votre retour."
    )


class NumberOfOtherReturn(Refusal):
    """The number was given for a return to somebody else: one parcel goes to one seller."""

    sentence = _(
        "Le numéro {tracking} est déjà celui d'un autre retour : indiquez celui du colis de ce"
        " retour-ci."
    )


class ReasonMissing(Refusal):
    """A return is refused without a word of why."""

    sentence = _("Expliquez votre refus à l'acheteur.")


def returnable(part: SellerOrder, *, left: Mapping[int, int] | None = None) -> dict[int, int]:
    """How many pieces of each line arrived, did not come back, and are not on their way back.

    Those that a decision or a gesture refunded are the buyer's to keep. `left`: what of each line
    is not refunded, from a page that fetched it at once.
    """
    owed = unrefunded(part, left)
    at_seller = withheld(part)
    arrived = {
        line.pk: line.delivered - line.returned - at_seller.get(line.pk, 0)
        for line in part.lines.all()
    }
    gone = {line.pk: line.shipped - line.came_back - line.returned for line in part.lines.all()}
    for line in part.lines.all():
        if line.refunded_cents >= line.total_cents:  # nothing is owed for it any more
            arrived[line.pk] = 0
    for back in part.returns.all():  # read from memory where the page fetched them at once
        if back.state in OPEN:
            for return_line in back.lines.all():
                gone[return_line.line_id] -= return_line.quantity
                owed[return_line.line_id] -= return_line.quantity
                if back.state != ReturnState.ON_ITS_WAY:
                    arrived[return_line.line_id] -= return_line.quantity
    return {pk: max(min(count, gone[pk], owed[pk]), 0) for pk, count in arrived.items()}


def unrefunded(part: SellerOrder, left: Mapping[int, int] | None) -> dict[int, int]:
    """How many pieces of each line are not refunded: what a page fetched, else asked now."""
    return dict(refunds.refundable(part) if left is None else left)


def withheld(part: SellerOrder) -> dict[int, int]:
    """How many pieces of each line came back without any refund: the seller kept the price."""
    at_seller: dict[int, int] = {}
    units = {line.pk: line.unit_cents for line in part.lines.all()}
    for back in part.returns.all():
        for return_line in back.lines.all() if back.state not in OPEN else ():
            if (
                return_line.received
                and return_line.deducted_cents >= units[return_line.line_id] * return_line.received
            ):
                at_seller[return_line.line_id] = (
                    at_seller.get(return_line.line_id, 0) + return_line.received
                )
    return at_seller


def is_unanswered(back: Return, at: datetime) -> bool:
    """Whether its seller let the delay to answer pass."""
    return back.state == ReturnState.ASKED and back.answer_by is not None and back.answer_by < at


def waits_for_answer(back: Return) -> bool:
    """Whether nothing is to be sent before the seller answers: withdrawing asks no leave."""
    return back.state == ReturnState.ASKED and back.reason != WITHDRAWAL


def may_send(back: Return) -> bool:
    """Whether its parcel may leave."""
    return back.state in UNSENT and not waits_for_answer(back)


def was_agreed(back: Return) -> bool:
    """Whether both sides had agreed on it when it was opened: nobody asked the other for it."""
    return back.reason != WITHDRAWAL and back.answered_at == back.asked_at


def closed_since(part: SellerOrder, at: datetime) -> date | None:
    """The last day of a delay that is over at an instant; None while the buyer may withdraw."""
    end = last_day(part)
    return end if end is not None and clock.paris_day(at) > end else None


@transaction.atomic(durable=True)
def ask(
    seller_order: SellerOrder,
    *,
    pieces: Mapping[int, int],
    reason: str,
    comment: str = "",
    unsealed: Mapping[int, bool] | None = None,
    by: User | None,
    at: datetime,
) -> Return:
    """Ask to give pieces back that arrived; `unsealed` is what the buyer says of their seals.

    Raises NotDelivered, NoConsumer, WindowClosed, NotReturnable, MoreThanDelivered or
    NothingChosen.
    """
    part = parts.lock_part(seller_order)
    wanted = {pk: count for pk, count in pieces.items() if count > 0}
    if not wanted:
        raise parts.NothingChosen
    _check_window(part, reason, at)
    lines, left = {line.pk: line for line in part.lines.all()}, returnable(part)
    for pk, count in wanted.items():
        line = lines.get(pk)
        if line is None:
            raise parts.NothingChosen
        if count > left[pk]:
            raise MoreThanDelivered(title=line.title, left=left[pk])
        if reason == WITHDRAWAL and is_excepted(line.withdrawal_exception):
            raise NotReturnable(title=line.title)
    return open_(
        part,
        wanted,
        reason=reason,
        comment=comment,
        unsealed=unsealed,
        by=by,
        asked_at=at,
        at=at,
    )


def open_(
    part: SellerOrder,
    wanted: Mapping[int, int],
    *,
    reason: str,
    comment: str,
    by: User | None,
    asked_at: datetime,
    at: datetime,
    unsealed: Mapping[int, bool] | None = None,
    state: str = ReturnState.ASKED,
) -> Return:
    """Open a return of pieces that may come back, on a locked part, in the caller's transaction.

    `asked_at` is the instant it counts from: a declaration's own, not the one of its follow-up.
    """
    seals = unsealed or {}
    hours = policy.rules(OrderRules).return_answer_hours
    return_ = Return.objects.create(
        seller_order=part,
        number=f"R-{numbers.code()}",
        reason=reason,
        comment=comment,
        state=state,
        asked_at=asked_at,
        answer_by=at + timedelta(hours=hours) if state == ReturnState.ASKED else None,
    )
    ReturnLine.objects.bulk_create(
        [
            ReturnLine(parent=return_, line_id=pk, quantity=count, unsealed=seals.get(pk))
            for pk, count in sorted(wanted.items())
        ]
    )
    events.publish(
        ReturnAsked(return_id=return_.pk, seller_id=part.seller_id, reason=reason),
        about=return_,
        within=part,
        by=by,
        at=at,
    )
    return return_


@transaction.atomic(durable=True)
def accept(
    return_: Return, *, answer: str = "", because: str = "", by: User | None, at: datetime
) -> None:
    """The seller agrees to take the goods back, and the buyer gets the address.

    `because` is why the operator does it in the seller's place.
    """
    RETURN.move(return_, ReturnState.ACCEPTED, answer=answer, answered_at=at)
    events.publish(
        ReturnAnswered(
            return_id=return_.pk,
            accepted=True,
            in_place=authority.stands_in(return_.seller_order, by),
        ),
        about=return_,
        within=return_.seller_order,
        by=by,
        because=because[:500],
        at=at,
    )


def accept_due(at: datetime) -> int:
    """Accept the returns that nobody answered in time; returns how many."""
    due = Return.objects.filter(state=ReturnState.ASKED, answer_by__lt=at)
    done = 0
    for back in due.select_related("seller_order").order_by("answer_by", "pk")[:200]:
        try:
            _accept_unanswered(back, at=at)
        except MovedMeanwhile:
            continue
        done += 1
    return done


@transaction.atomic(durable=True)
def _accept_unanswered(return_: Return, *, at: datetime) -> None:
    RETURN.move(return_, ReturnState.ACCEPTED, answered_at=at)
    events.publish(
        ReturnAnswered(return_id=return_.pk, accepted=True, by_itself=True),
        about=return_,
        within=return_.seller_order,
        at=at,
    )


@transaction.atomic(durable=True)
def send(return_: Return, *, carrier: str, tracking: str, by: User | None, at: datetime) -> None:
    """The buyer handed the parcel to a carrier: the number is the proof of it, from which the
    seller may not keep the refund waiting (L221-24). Said again, it corrects the number alone.

    Raises NotToSend, NotYetAnswered, TrackingMissing, BadTracking, NumberOfOutwardParcel or
    NumberOfOtherReturn.
    """
    number = carriers.check(carrier, tracking)
    if not number:
        raise carriers.TrackingMissing(carrier=carriers.name_of(carrier))
    back = Return.objects.select_for_update().get(pk=return_.pk)
    if back.state not in UNSENT:
        raise NotToSend(state=back.told)
    if waits_for_answer(back):
        raise NotYetAnswered
    told = (back.sent_carrier, back.sent_tracking)
    if told == (carrier, number):
        return  # pressed twice
    _check_proof(back, number)
    back.sent_at = back.sent_at or at
    back.sent_carrier, back.sent_tracking = carrier, number
    back.save(update_fields=["sent_at", "sent_carrier", "sent_tracking"])
    events.publish(
        ReturnSent(return_id=back.pk, carrier=carrier, tracking=number, corrected=any(told)),
        about=back,
        within=back.seller_order,
        by=by,
        at=at,
    )


def _check_proof(back: Return, number: str) -> None:
    """A number that already stands for another parcel proves nothing of this one.

    What one buyer gives back to one seller may travel in one parcel, whatever the returns.
    """
    part, order = back.seller_order, back.seller_order.order
    if Shipment.objects.filter(seller_order__order=order, tracking=number).exists():
        raise NumberOfOutwardParcel(tracking=number)
    others = Return.objects.filter(sent_tracking=number).exclude(
        seller_order__seller=part.seller_id, seller_order__order__email=order.email
    )
    if others.exists():
        raise NumberOfOtherReturn(tracking=number)


@transaction.atomic(durable=True)
def refuse(return_: Return, *, because: str, by: User | None, at: datetime) -> None:
    """Refuse with a reason. Raises CannotRefuse for a withdrawal in time."""
    if not because.strip():
        raise ReasonMissing
    if return_.reason == WITHDRAWAL:
        raise CannotRefuse
    RETURN.move(return_, ReturnState.REFUSED, answer=because, answered_at=at)
    events.publish(
        ReturnAnswered(
            return_id=return_.pk,
            accepted=False,
            in_place=authority.stands_in(return_.seller_order, by),
        ),
        about=return_,
        within=return_.seller_order,
        by=by,
        because=because[:500],
        at=at,
    )


def missing(back: Return) -> dict[int, int]:
    """How many pieces of each line were not in the parcel of a return, and may still come back."""
    if back.received_at is None:
        return {}
    part = back.seller_order
    asked_again: dict[int, int] = {}
    came_since: dict[int, int] = {}
    for other in part.returns.all():
        for row in other.lines.all() if other.state in OPEN else ():
            asked_again[row.line_id] = asked_again.get(row.line_id, 0) + row.quantity
        rest = other.pk > back.pk and (other.reason, other.asked_at) == (back.reason, back.asked_at)
        for row in other.lines.all() if rest else ():
            came_since[row.line_id] = came_since.get(row.line_id, 0) + row.received
    at_seller, left = withheld(part), {}
    lines = {line.pk: line for line in part.lines.all()}
    for row in back.lines.all():
        line = lines[row.line_id]
        out = line.shipped - line.came_back - line.returned - at_seller.get(line.pk, 0)
        absent = row.missing - came_since.get(line.pk, 0)
        count = min(absent, out - asked_again.get(line.pk, 0))
        if count > 0 and line.refunded_cents < line.total_cents:
            left[line.pk] = count
    return left


def expected(back: Return) -> dict[int, int]:
    """How many pieces of each line may still be received of a return: announced, or missing."""
    if back.received_at is not None:
        return missing(back)
    return {row.line_id: row.quantity for row in back.lines.all()}


def may_be_received(back: Return) -> bool:
    """Whether a parcel may come back: one that is awaited, or the rest of one that was short."""
    return back.state in AWAITED or (back.received_at is not None and bool(missing(back)))


def receive(
    return_: Return,
    *,
    received: Mapping[int, int] | None = None,
    restock: Collection[int] = (),
    deducted: Mapping[int, int] | None = None,
    finding: str = "",
    photos: Sequence[files.Picture] = (),
    because: str = "",
    by: User | None,
    at: datetime,
) -> Refund | None:
    """Take the goods in and refund them; lines in `restock` go back on the shelf.

    When nothing of the part is kept, the outbound delivery is refunded too (L221-24). Of articles
    that may only come back sealed, the seller keeps `deducted` (cents a line) where the seal was
    broken, with a finding and a photo; all of it refuses the return, and nothing is refunded.
    What a decision refunded before is not refunded again: when that is all of it, the return ends
    here. `because` is why the operator states it in the seller's place. What was missing of a
    return already counted is received the same way, as a return of its own.
    Raises MoreThanDelivered, NothingChosen, NothingToDeduct, FindingMissing, NeedsFinance.
    """
    shots = [ReturnPhoto(parent=return_, sha256=picture.sha256, added_at=at) for picture in photos]
    # stored before the transaction, and deleted again when it fails
    with files.bound([shot.file for shot in shots]):
        for shot, picture in zip(shots, photos, strict=True):
            name, content = f"{return_.number}.{picture.extension}", ContentFile(picture.content)
            shot.file.save(name, content, save=False)
        return _take_in(
            return_,
            received=received,
            restock=restock,
            deducted=deducted,
            finding=finding,
            shots=shots,
            because=because,
            by=by,
            at=at,
        )


@transaction.atomic(durable=True)
def _take_in(
    return_: Return,
    *,
    received: Mapping[int, int] | None,
    restock: Collection[int],
    deducted: Mapping[int, int] | None,
    finding: str,
    shots: Sequence[ReturnPhoto],
    because: str,
    by: User | None,
    at: datetime,
) -> Refund | None:
    """Count, restock and refund what came back, its photos being stored already."""
    # locked before anything is counted: a decision or a second receipt waits for this one
    part = parts.hold(return_.seller_order_id)
    if return_.received_at is not None:
        return_ = _rest_of(return_, part)
        for shot in shots:
            shot.parent = return_
    came = _count(return_, received)
    deductions = {pk: cents for pk, cents in (deducted or {}).items() if cents}
    refused = _count_refused(return_, came, deductions, finding=finding, seen=bool(shots))
    if refused == len(came):
        _refuse_on_receipt(return_, came, deductions, finding=finding, by=by, at=at)
        ReturnPhoto.objects.bulk_create(shots)
        return None
    # still on its way: it comes back as it left, nobody having received or opened it
    unopened = return_.state == ReturnState.ON_ITS_WAY
    RETURN.move(return_, ReturnState.RECEIVED, received_at=at, finding=finding)
    ReturnPhoto.objects.bulk_create(shots)
    taken = {
        back.line_id: count
        for back, count in came
        if deductions.get(back.line_id, 0) < back.line.unit_cents * count
    }
    _put_away(
        part,
        came,
        taken,
        deductions,
        restock=restock,
        unopened=unopened,
        number=return_.number,
        by=by,
        at=at,
    )
    refund = _give_back(part, return_, taken, deductions, by=by, at=at)
    if refund is None:
        RETURN.move(return_, ReturnState.REFUNDED, refunded_at=at)
    events.publish(
        ReturnReceived(return_id=return_.pk, in_place=authority.stands_in(part, by)),
        about=return_,
        within=part,
        by=by,
        because=(finding or because)[:500],
        at=at,
    )
    return refund


def _rest_of(first: Return, part: SellerOrder) -> Return:
    """The return of what was missing of a first one: same reason, same day, its own refund."""
    left = missing(Return.objects.get(pk=first.pk))
    if not left:
        raise MovedMeanwhile  # somebody else received it, or a decision refunded it
    travels = any(shipping.on_its_way(line) for line in part.lines.all() if line.pk in left)
    rest = Return.objects.create(
        seller_order=part,
        number=f"R-{numbers.code()}",
        reason=first.reason,
        comment=first.comment,
        state=ReturnState.ON_ITS_WAY if travels else ReturnState.ACCEPTED,
        answer=first.answer if first.state != ReturnState.REFUSED else "",
        asked_at=first.asked_at,
        answered_at=None if travels else first.answered_at,
    )
    seals = dict(first.lines.values_list("line", "unsealed"))
    ReturnLine.objects.bulk_create(
        [
            ReturnLine(parent=rest, line_id=pk, quantity=count, unsealed=seals[pk])
            for pk, count in sorted(left.items())
        ]
    )
    return rest


def _give_back(
    part: SellerOrder,
    return_: Return,
    taken: Mapping[int, int],
    deductions: Mapping[int, int],
    *,
    by: User | None,
    at: datetime,
) -> Refund | None:
    """Refund the pieces taken back, and the delivery when nothing is kept; None when all was."""
    left = refunds.refundable(part)  # a decision may have refunded some of it before
    pieces, cents = decided(return_)
    lines = {pk: min(max(0, count - pieces[pk]), left[pk]) for pk, count in taken.items()}
    prices = {line.pk: line.unit_cents for line in part.lines.all()}
    less = Counter({pk: kept for pk, kept in deductions.items() if pk in taken})
    less.update({pk: min(given, prices[pk] * lines.get(pk, 0)) for pk, given in cents.items()})
    with suppress(refunds.NothingToRefund):
        return refunds.intend(
            part,
            lines=lines,
            cause=Refund.Cause.RETURNED,
            less=less,
            by=by,
            at=at,
            origin=return_,
            shipping_cents=(
                part.shipping_cents - part.shipping_refunded_cents
                if parts.nothing_is_kept(part)
                else 0
            ),
        )
    return None


def worth(back: Return, came: Mapping[int, int]) -> tuple[int, int]:
    """The goods and the delivery that receiving so many pieces gives back, in cents; read before
    it is done.
    """
    left = refunds.refundable(back.seller_order)
    pieces, cents = decided(back)
    goods, kept = 0, 0
    for line in back.seller_order.lines.all():
        count = came.get(line.pk, 0)
        paid = min(max(0, count - pieces[line.pk]), left[line.pk])
        price = line.unit_cents * paid
        goods += min(price - min(cents[line.pk], price), line.total_cents - line.refunded_cents)
        kept += line.quantity - line.cancelled - line.returned - line.came_back - count
    part = back.seller_order
    return goods, 0 if kept else part.shipping_cents - part.shipping_refunded_cents


def decided(back: Return) -> tuple[Counter[int], Counter[int]]:
    """What a decision about a return refunded before it came: pieces, and cents without a piece."""
    pieces: Counter[int] = Counter()
    cents: Counter[int] = Counter()
    given = RefundLine.objects.filter(
        refund__incident__origin=back, refund__cause=Refund.Cause.INCIDENT
    ).exclude(refund__state=RefundState.DROPPED)
    for row in given:
        pieces[row.line_id] += row.quantity
        if not row.quantity:
            cents[row.line_id] += row.amount_cents
    return pieces, cents


def _count_refused(
    return_: Return,
    came: list[tuple[ReturnLine, int]],
    deductions: Mapping[int, int],
    *,
    finding: str,
    seen: bool,
) -> int:
    """How many of the lines that came are refused whole. Raises NothingToDeduct, FindingMissing."""
    if deductions and not (finding.strip() and seen):
        raise FindingMissing
    lines = {back.line_id: (back.line, count) for back, count in came}
    whole = 0
    for pk, cents in deductions.items():
        if pk not in lines:
            raise parts.NothingChosen
        line, count = lines[pk]
        most = line.unit_cents * count
        if (
            return_.reason != WITHDRAWAL
            or not is_sealed(line.withdrawal_exception)
            or not 0 < cents <= most
        ):
            raise NothingToDeduct(title=line.title)
        whole += cents == most
    return whole


def _refuse_on_receipt(
    return_: Return,
    came: list[tuple[ReturnLine, int]],
    deductions: Mapping[int, int],
    *,
    finding: str,
    by: User | None,
    at: datetime,
) -> None:
    """All that came back was unsealed: the goods stay the buyer's, nothing is refunded."""
    if return_.state == ReturnState.ON_ITS_WAY:  # nobody opened what came back unopened
        raise CannotRefuse
    RETURN.move(
        return_,
        ReturnState.REFUSED,
        answer=finding,
        finding=finding,
        answered_at=at,
        received_at=at,
    )
    for back, count in came:
        ReturnLine.objects.filter(pk=back.pk).update(
            received=count, deducted_cents=deductions[back.line_id]
        )
    events.publish(
        ReturnRefusedOnReceipt(return_id=return_.pk),
        about=return_,
        within=return_.seller_order,
        by=by,
        because=finding[:500],
        at=at,
    )


def _put_away(
    part: SellerOrder,
    came: list[tuple[ReturnLine, int]],
    taken: Mapping[int, int],
    deductions: Mapping[int, int],
    *,
    restock: Collection[int],
    unopened: bool,
    number: str,
    by: User | None,
    at: datetime,
) -> None:
    """Count what came back and put on the shelf what may be sold again."""
    shelf: dict[int, int] = {}
    spoiled: dict[int, int] = {}
    unseen: dict[int, int] = {}
    for back, count in came:
        shelved = (
            back.line_id in restock and back.line_id in taken and not deductions.get(back.line_id)
        )
        ReturnLine.objects.filter(pk=back.pk).update(
            received=count, restocked=shelved, deducted_cents=deductions.get(back.line_id, 0)
        )
        if back.line_id not in taken:
            continue
        unseen[back.line_id] = min(count, shipping.on_its_way(back.line)) if unopened else 0
        parts.add(back.line, "came_back", unseen[back.line_id])
        parts.add(back.line, "returned", count - unseen[back.line_id])
        kept = shelf if shelved else spoiled
        kept[back.line.offer_id] = kept.get(back.line.offer_id, 0) + count
    stock.give_back(shelf, reason="returned", ref=number, at=at)
    stock.count_back(spoiled, reason="returned", ref=number, at=at)
    shipping.come_back(part, unseen, by=by, at=at)


def on_parcel_delivered(event: ParcelDelivered) -> None:
    """Hears ParcelDelivered: what was withdrawn from while it travelled now goes back."""
    waiting = Return.objects.filter(
        seller_order=event.seller_order_id, state=ReturnState.ON_ITS_WAY
    )
    for return_ in waiting.select_related("seller_order").order_by("pk"):
        travelling = ShipmentLine.objects.filter(
            shipment__seller_order=event.seller_order_id,
            shipment__state=ShipmentState.SHIPPED,
            line__in=return_.lines.values("line"),
        )
        if not travelling.exists():  # else another parcel still carries some of it
            at = Shipment.objects.values_list("delivered_at", flat=True).get(pk=event.shipment_id)
            try:
                RETURN.move(return_, ReturnState.ACCEPTED, answered_at=at)
            except MovedMeanwhile:  # given up at this very instant
                continue
            events.publish(
                ReturnArrived(return_id=return_.pk),
                about=return_,
                within=return_.seller_order,
                at=at,
            )


@transaction.atomic(durable=True)
def give_up(return_: Return, *, by: User | None, at: datetime) -> None:
    """The buyer keeps the goods after all, and may withdraw again while there is time."""
    RETURN.move(return_, ReturnState.CANCELLED)
    events.publish(
        ReturnGivenUp(return_id=return_.pk),
        about=return_,
        within=return_.seller_order,
        by=by,
        at=at,
    )


def on_refund_paid(event: RefundPaid) -> None:
    """Hears RefundPaid: the return it came from is over."""
    _end(Refund.objects.select_related("origin").get(pk=event.refund_id), None)


def on_refund_dropped(event: RefundDropped) -> None:
    """Hears RefundDropped: the bank gave the money back, the return it came from is over too."""
    _end(Refund.objects.select_related("origin").get(pk=event.refund_id), clock.now())


def _end(refund: Refund, at: datetime | None) -> None:
    if refund.origin is not None and refund.origin.state == ReturnState.RECEIVED:
        try:
            RETURN.move(refund.origin, ReturnState.REFUNDED, refunded_at=refund.paid_at or at)
        except MovedMeanwhile:
            return


def done_in_place(backs: Iterable[Return]) -> dict[str, set[int]]:
    """Which returns the operator answered, and which it took in, in their seller's place."""
    subjects = {events.subject_of(back): back.pk for back in backs if back.answered_at}
    subjects |= {events.subject_of(back): back.pk for back in backs if back.received_at}
    done: dict[str, set[int]] = {"answered": set(), "received": set()}
    if not subjects:
        return done
    names = {"orders.ReturnAnswered": "answered", "orders.ReturnReceived": "received"}
    told = Fact.objects.filter(subject__in=subjects, name__in=names).select_related("actor")
    for fact in told:
        if is_in_place(fact):
            done[names[fact.name]].add(subjects[fact.subject])
    return done


def _check_window(part: SellerOrder, reason: str, at: datetime) -> None:
    if not any(line.delivered for line in part.lines.all()):
        raise NotDelivered
    if reason == WITHDRAWAL and not is_granted(part):
        raise NoConsumer
    end = closed_since(part, at)
    if reason == WITHDRAWAL and end is not None:
        raise WindowClosed(day=end.strftime("%d/%m/%Y"))


def _count(return_: Return, received: Mapping[int, int] | None) -> list[tuple[ReturnLine, int]]:
    backs = list(return_.lines.select_related("line").order_by("line_id"))
    if received is None:
        received = {back.line_id: back.quantity for back in backs}
    came = []
    for back in backs:
        count = received.get(back.line_id, 0)
        if count > back.quantity:
            raise MoreThanDelivered(title=back.line.title, left=back.quantity)
        if count > 0:
            came.append((back, count))
    if not came:
        raise parts.NothingChosen
    return came
