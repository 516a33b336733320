"""Chargebacks: the buyer's bank takes the money back first, and asks afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events
from marketplace.shared.gateway import current
from marketplace.shared.gateway.protocol import DisputeView
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders.events import DisputeClosed, DisputeOpened
from orders.models import Dispute, Payment
from orders.states import DISPUTE, DisputeState


class DisputeUnknown(Refusal):
    """The provider speaks of a payment that is not ours."""

    sentence = _("Aucun paiement ne correspond à cette contestation.")


def sync(ref: str, *, now: datetime) -> Dispute:
    """Ask the provider how a dispute stands, and write it down once. Raises DisputeUnknown."""
    view = current().dispute(ref)
    payment = Payment.objects.select_related("order").filter(ref=view.payment_ref).first()
    if payment is None:
        raise DisputeUnknown
    row = Dispute.objects.filter(ref=ref).first()
    if row is None:
        try:
            row = open_(payment, view, now=now)
        except IntegrityError:
            row = Dispute.objects.get(ref=ref)
    if view.state in (DisputeState.WON, DisputeState.LOST):
        close(row, won=view.state == DisputeState.WON, now=now)
    return row


@transaction.atomic(durable=True)
def open_(payment: Payment, view: DisputeView, *, now: datetime) -> Dispute:
    """The bank took the money."""
    row = Dispute.objects.create(
        payment=payment,
        ref=view.ref,
        currency=payment.currency,
        amount_cents=view.amount_cents,
        fee_cents=view.fee_cents,
        reason=view.reason[:100],
        opened_at=now,
    )
    events.publish(DisputeOpened(dispute_id=row.pk), about=row, within=payment.order, at=now)
    return row


@transaction.atomic(durable=True)
def close(row: Dispute, *, won: bool, now: datetime) -> None:
    """The bank decided. Told twice, it changes nothing more."""
    if row.state != DisputeState.OPEN:
        return
    try:
        DISPUTE.move(row, DisputeState.WON if won else DisputeState.LOST, closed_at=now)
    except MovedMeanwhile:
        return
    events.publish(
        DisputeClosed(dispute_id=row.pk, won=won), about=row, within=row.payment.order, at=now
    )
