"""What people do at the sandbox: pay with a test card, contest, verify a seller's papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared.gateway import delivery
from marketplace.shared.gateway.sandbox import ASKED_OF_NEW_ACCOUNTS, DISPUTE, new_ref
from marketplace.shared.models import SandboxAccount, SandboxMove, SandboxPayment
from marketplace.shared.money import Money
from marketplace.shared.states import Refusal

FEE_BPS, FEE_FIXED_CENTS, DISPUTE_FEE_CENTS = 140, 25, 2000
DISPUTED_AFTER = timedelta(minutes=2)


class NotATestCard(Refusal):
    """Only the cards of the table exist here."""

    sentence = _("Ce numéro n'est pas une carte d'essai : choisissez-en une dans le tableau.")


class PaymentClosed(Refusal):
    """The payment was made, refused or given up before."""

    sentence = _("Ce paiement n'est plus ouvert : revenez à la boutique.")


class CannotDispute(Refusal):
    """Only a paid payment is contested, once."""

    sentence = _("Seul un paiement accepté peut être contesté, et une seule fois.")


@dataclass(frozen=True, slots=True)
class Card:
    """A test card and what its bank does."""

    number: str
    label: object
    does: str = "paid"

    @property
    def spaced(self) -> str:
        """The number as it is embossed."""
        return " ".join(self.number[i : i + 4] for i in range(0, len(self.number), 4))


CARDS = (
    Card("4242424242424242", _("Paiement accepté")),
    Card("4000002760003184", _("Authentification 3-D Secure demandée"), "challenge"),
    Card("4000000000000002", _("Carte refusée"), "card_declined"),
    Card("4000000000009995", _("Provision insuffisante"), "insufficient_funds"),
    Card("4000000000000069", _("Carte expirée"), "expired_card"),
    Card("4000000000000259", _("Accepté, puis contesté auprès de la banque"), "dispute"),
    Card(
        "4000000000005126",
        _("Accepté, mais son premier remboursement est refusé"),
        "refuses_refund",
    ),
)


@transaction.atomic(durable=True)
def pay(payment: SandboxPayment, number: str, *, at: datetime) -> SandboxPayment:
    """Present a test card: the payment is made, refused, or asks the holder to authenticate."""
    digits = "".join(number.split())
    card = next((card for card in CARDS if card.number == digits), None)
    if card is None:
        raise NotATestCard
    if card.does == "challenge":
        return _move(payment, "pending", at=at, card=digits[-4:], needs_challenge=True)
    if card.does in ("paid", "dispute", "refuses_refund"):
        return _accept(payment, at=at, card=digits[-4:], disputes_later=card.does == "dispute")
    return _move(payment, "failed", at=at, card=digits[-4:], failure=card.does)


@transaction.atomic(durable=True)
def answer_challenge(payment: SandboxPayment, *, passed: bool, at: datetime) -> SandboxPayment:
    """The holder authenticated at their bank, or did not."""
    if not payment.needs_challenge:
        raise PaymentClosed
    if passed:
        return _accept(payment, at=at, needs_challenge=False)
    return _move(payment, "failed", at=at, failure="authentication_failed", needs_challenge=False)


@transaction.atomic(durable=True)
def open_dispute(
    payment: SandboxPayment, *, at: datetime, reason: str = "fraudulent"
) -> SandboxMove:
    """The holder contests the payment: the bank takes the money back at once, and a fee."""
    key = f"dispute-{payment.ref}"
    left = payment.amount_cents - payment.refunded_cents
    if payment.state != "paid" or left <= 0 or SandboxMove.objects.filter(key=key).exists():
        raise CannotDispute
    dispute = SandboxMove.objects.create(
        ref=new_ref("dp"),
        key=key,
        kind=DISPUTE,
        target_ref=payment.ref,
        currency=payment.currency,
        amount_cents=left,
        fee_cents=DISPUTE_FEE_CENTS,
        state="open",
        note=reason,
        created_at=at,
    )
    delivery.announce("dispute.changed", dispute.ref, at=at)
    return dispute


@transaction.atomic(durable=True)
def close_dispute(dispute: SandboxMove, *, won: bool, at: datetime) -> None:
    """The bank decides: won, the amount comes back; the fee is kept either way."""
    still_open = SandboxMove.objects.filter(pk=dispute.pk, kind=DISPUTE, state="open")
    if not still_open.update(state="won" if won else "lost"):
        raise PaymentClosed
    delivery.announce("dispute.changed", dispute.ref, at=at)


@transaction.atomic(durable=True)
def judge_account(account: SandboxAccount, state: str, *, at: datetime) -> None:
    """The provider verified a seller's papers, asks for some, or restricts the account."""
    asked = {"verified": [], "restricted": ["representative.document"]}
    SandboxAccount.objects.filter(pk=account.pk).update(
        state=state, requirements=asked.get(state, ASKED_OF_NEW_ACCOUNTS)
    )
    delivery.announce("account.changed", account.ref, at=at)


def dispute_what_is_due(at: datetime) -> int:
    """Open the disputes of the card that contests later."""
    due = SandboxPayment.objects.filter(
        state="paid", disputes_later=True, paid_at__lte=at - DISPUTED_AFTER
    )
    opened = 0
    for payment in due[:50]:
        # cleared first, and for refunded ones too: no payment is looked at again at each sweep
        SandboxPayment.objects.filter(pk=payment.pk).update(disputes_later=False)
        if payment.refunded_cents < payment.amount_cents:
            open_dispute(payment, at=at)
            opened += 1
    return opened


def _accept(payment: SandboxPayment, *, at: datetime, **also) -> SandboxPayment:
    fee = Money(payment.amount_cents).at(FEE_BPS).cents + FEE_FIXED_CENTS
    return _move(payment, "paid", at=at, paid_at=at, fee_cents=fee, failure="", **also)


def _move(payment: SandboxPayment, state: str, *, at: datetime, **also) -> SandboxPayment:
    if not SandboxPayment.objects.filter(pk=payment.pk, state="pending").update(
        state=state, **also
    ):
        raise PaymentClosed
    if state != "pending":
        delivery.announce("payment.changed", payment.ref, at=at)
    for column, value in {"state": state, **also}.items():
        setattr(payment, column, value)
    return payment
