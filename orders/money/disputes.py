"""Chargebacks: the buyer's bank takes the money back first, and asks afterwards."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events
from marketplace.shared.gateway import current
from marketplace.shared.gateway.protocol import (
    DisputeView,
    Evidence,
    GatewayDown,
    GatewayRefused,
)
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import day
from orders import contested
from orders.events import (
    DisputeAccepted,
    DisputeAnswerRefused,
    DisputeClosed,
    DisputeContested,
    DisputeOpened,
)
from orders.models import Dispute, DisputeAnswer, Payment, SellerOrder
from orders.money import refunds
from orders.money.refunds import PATIENCE
from orders.states import ANSWER, DISPUTE, AnswerState, DisputeState

Kind = DisputeAnswer.Kind


class DisputeUnknown(Refusal):
    """The provider speaks of a payment that is not ours."""

    sentence = _("Aucun paiement ne correspond à cette contestation.")


class AlreadyAnswered(Refusal):
    """A bank takes one answer, and none once it decided."""

    sentence = _(
        "Cette contestation a déjà reçu sa réponse, ou la banque a décidé : elle n'en prend pas"
        " d'autre."
    )


class AnsweredTooLate(Refusal):
    """The bank's delay is over."""

    sentence = _("La banque n'attend plus de preuves depuis le {day}.")


class NothingToProve(Refusal):
    """Evidence without a word."""

    sentence = _("Écrivez ce qui prouve la vente avant de l'envoyer à la banque.")


def sync(ref: str, *, at: datetime) -> Dispute:
    """Ask the provider how a dispute stands, and write it down once. Raises DisputeUnknown."""
    view = current().dispute(ref)
    payment = Payment.objects.select_related("order").filter(ref=view.payment_ref).first()
    if payment is None:
        raise DisputeUnknown
    dispute = Dispute.objects.filter(ref=ref).first()
    if dispute is None:
        try:
            dispute = open_(payment, view, at=at)
        except IntegrityError:  # another worker wrote the same reference first
            dispute = Dispute.objects.get(ref=ref)
    if view.state in (DisputeState.WON, DisputeState.LOST):
        close(dispute, won=view.state == DisputeState.WON, at=at)
    return dispute


@transaction.atomic(durable=True)
def open_(payment: Payment, view: DisputeView, *, at: datetime) -> Dispute:
    """The bank took the money: refunds of it that have not left wait for its decision."""
    _lock(payment)
    dispute = Dispute.objects.create(
        payment=payment,
        ref=view.ref,
        currency=payment.currency,
        amount_cents=view.amount_cents,
        fee_cents=view.fee_cents,
        reason=view.reason[:100],
        opened_at=at,
        answer_by=view.answer_by,
    )
    refunds.hold_disputed(payment, at=at)
    events.publish(
        DisputeOpened(dispute_id=dispute.pk),
        about=dispute,
        within=payment.order,
        because=contested.reason_of(dispute),
        at=at,
    )
    return dispute


@transaction.atomic(durable=True)
def close(dispute: Dispute, *, won: bool, at: datetime) -> None:
    """The bank decided: waiting refunds leave or are dropped. Hearing it twice changes nothing."""
    if dispute.state != DisputeState.OPEN:
        return
    _lock(dispute.payment)
    try:
        DISPUTE.move(dispute, DisputeState.WON if won else DisputeState.LOST, closed_at=at)
    except MovedMeanwhile:
        return
    # first the refunds: the loss is then shared by what is left of each part
    refunds.release_disputed(dispute.payment, at=at)
    decided = (
        _("la banque laisse la somme au vendeur")
        if won
        else _("la banque rend la somme à l'acheteur")
    )
    events.publish(
        DisputeClosed(dispute_id=dispute.pk, won=won),
        about=dispute,
        within=dispute.payment.order,
        because=decided,
        at=at,
    )


def contest(dispute: Dispute, evidence: Evidence, *, by: User, at: datetime) -> DisputeAnswer:
    """Send the bank what proves the sale, once and for all.

    Kept before the call and sent again by the timetable while the provider does not answer.
    Raises AlreadyAnswered, AnsweredTooLate, NothingToProve.
    """
    if not evidence.text.strip():
        raise NothingToProve
    if dispute.answer_by is not None and dispute.answer_by < at:
        raise AnsweredTooLate(day=day(dispute.answer_by))
    answer = _answer(dispute, Kind.CONTEST, evidence=asdict(evidence), because="", by=by, at=at)
    send(answer, at=at)
    return answer


def accept(dispute: Dispute, *, because: str, by: User, at: datetime) -> DisputeAnswer:
    """Leave the contested sum to the buyer: the loss is shared as if the bank had decided so.

    Raises AlreadyAnswered.
    """
    answer = _answer(dispute, Kind.ACCEPT, evidence={}, because=because, by=by, at=at)
    send(answer, at=at)
    return answer


def send(answer: DisputeAnswer, *, at: datetime) -> None:
    """Hand an answer to the provider, outside any transaction, under its own key."""
    gateway, dispute = current(), answer.dispute
    try:
        if answer.kind == Kind.CONTEST:
            view = gateway.contest(
                key=answer.uid, ref=dispute.ref, evidence=Evidence(**answer.evidence)
            )
        else:
            view = gateway.accept_dispute(key=answer.uid, ref=dispute.ref)
    except GatewayDown:
        return  # nobody knows whether it arrived: the timetable asks again, under the same key
    except GatewayRefused as refusal:
        _refused(answer, refusal.code, at=at)
        return
    _sent(answer, at=at)
    if view.state in (DisputeState.WON, DisputeState.LOST):
        close(dispute, won=view.state == DisputeState.WON, at=at)


def reconcile(at: datetime) -> None:
    """Send what was answered and may never have arrived."""
    waiting = DisputeAnswer.objects.filter(state=AnswerState.TO_SEND, asked_at__lte=at - PATIENCE)
    for answer in waiting.select_related("dispute__payment__order").order_by("pk")[:200]:
        send(answer, at=at)


@transaction.atomic(durable=True)
def _answer(
    dispute: Dispute, kind: str, *, evidence: dict, because: str, by: User, at: datetime
) -> DisputeAnswer:
    _lock(dispute.payment)
    is_open = Dispute.objects.filter(pk=dispute.pk, state=DisputeState.OPEN).exists()
    answered = dispute.answers.exclude(state=AnswerState.REFUSED).exists()
    if not is_open or answered:
        raise AlreadyAnswered
    return DisputeAnswer.objects.create(
        dispute=dispute,
        uid=uuid4().hex,
        kind=kind,
        evidence=evidence,
        because=because,
        asked_by=by,
        asked_at=at,
    )


@transaction.atomic(durable=True)
def _sent(answer: DisputeAnswer, *, at: datetime) -> None:
    with suppress(MovedMeanwhile):
        ANSWER.move(answer, AnswerState.SENT, sent_at=at)
        about = {"dispute_id": answer.dispute_id, "answer_id": answer.pk}
        events.publish(
            DisputeContested(**about) if answer.kind == Kind.CONTEST else DisputeAccepted(**about),
            about=answer.dispute,
            within=answer.dispute.payment.order,
            by=answer.asked_by,
            because=answer.because,
            at=at,
        )


@transaction.atomic(durable=True)
def _refused(answer: DisputeAnswer, code: str, *, at: datetime) -> None:
    with suppress(MovedMeanwhile):
        ANSWER.move(answer, AnswerState.REFUSED, refusal=code[:100])
        events.publish(
            DisputeAnswerRefused(dispute_id=answer.dispute_id, answer_id=answer.pk, code=code),
            about=answer.dispute,
            within=answer.dispute.payment.order,
            because=code,
            at=at,
        )


def _lock(payment: Payment) -> None:
    """Lock the parts, then the payment: the order of every refund, so that none deadlock."""
    parts = SellerOrder.objects.select_for_update(of=("self",)).filter(order=payment.order_id)
    list(parts.order_by("pk").values_list("pk"))
    Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
