"""Chargebacks: the buyer's bank takes the money back first, and asks afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events
from marketplace.shared.gateway import current
from marketplace.shared.gateway.protocol import DisputeView
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders import contested
from orders.events import DisputeClosed, DisputeOpened
from orders.models import Dispute, Payment, SellerOrder
from orders.money import refunds
from orders.states import DISPUTE, DisputeState


class DisputeUnknown(Refusal):
    """The provider speaks of a payment that is not ours."""

    sentence = _("Aucun paiement ne correspond à cette contestation.")


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


def _lock(payment: Payment) -> None:
    """Lock the parts, then the payment: the order of every refund, so that none deadlock."""
    parts = SellerOrder.objects.select_for_update(of=("self",)).filter(order=payment.order_id)
    list(parts.order_by("pk").values_list("pk"))
    Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
