"""What a buyer's bank contests of an order: read before goods leave, and shown to sellers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal
from orders.models import Dispute, SellerOrder
from orders.states import DisputeState

REASONS = {
    "fraudulent": _("Paiement non reconnu"),
    "product_not_received": _("Article non reçu"),
    "product_unacceptable": _("Article non conforme"),
    "duplicate": _("Payé deux fois"),
    "credit_not_processed": _("Remboursement attendu"),
    "subscription_canceled": _("Abonnement arrêté"),
    "unrecognized": _("Achat non reconnu"),
    "general": _("Sans précision"),
}


class RiskUnread(Refusal):
    """The payment is contested: whoever ships says first that they read what it may cost them."""

    sentence = _(
        "La banque de l'acheteur conteste ce paiement : lisez ce que vous risquez et cochez la case"
        " avant d'expédier."
    )


class PartlyPaid(Refusal):
    """The bank gave some of the money back: whoever ships says first that they read it."""

    sentence = _(
        "La banque a rendu une partie de ce paiement à l'acheteur : lisez ce que cet envoi vous"
        " rapporterait encore et cochez la case avant d'expédier."
    )


class NotPaid(Refusal):
    """The bank gave all of the money back: nothing is accepted nor sent for it any more."""

    sentence = _(
        "La banque a rendu ce paiement à l'acheteur : un envoi ne vous serait pas payé. Annulez ce"
        " qui n'est pas parti."
    )


def reason_of(dispute: Dispute) -> str:
    """What the cardholder told the bank, in words."""
    return str(REASONS.get(dispute.reason, dispute.reason))


def disputes_of(part: SellerOrder) -> list[Dispute]:
    """The disputes of a part's payment, latest first; a page asks once and reads all the rest from
    them.

    A page that asked with the part whether there are any (`is_disputed`) does not ask again.
    """
    if not getattr(part, "is_disputed", True):
        return []
    return list(
        Dispute.objects.filter(payment__order=part.order_id)
        .select_related("payment")
        .order_by("-pk")
    )


def given_back_on(disputes: Iterable[Dispute]) -> datetime | None:
    """When the buyer's bank last gave contested money back to them."""
    return max(
        (
            dispute.closed_at
            for dispute in disputes
            if dispute.state == DisputeState.LOST and dispute.closed_at
        ),
        default=None,
    )


def is_open(disputes: Iterable[Dispute]) -> bool:
    """Whether the buyer's bank still decides."""
    return any(dispute.state == DisputeState.OPEN for dispute in disputes)


def told(disputes: list[Dispute]) -> Dispute | None:
    """The dispute that a seller must know of: the open one, else the last that the bank decided."""
    return next(
        (dispute for dispute in disputes if dispute.state == DisputeState.OPEN),
        disputes[0] if disputes else None,
    )


def warning(part: SellerOrder, disputes: list[Dispute] | None = None) -> Refusal | None:
    """What whoever ships must read first; None where no bank contests, or it left the money."""
    known = disputes_of(part) if disputes is None else disputes
    if is_given_back(known):
        return NotPaid()
    states = {dispute.state for dispute in known}
    if DisputeState.OPEN in states:
        return RiskUnread()
    return PartlyPaid() if DisputeState.LOST in states else None


def lost_cents(disputes: Iterable[Dispute]) -> int:
    """What the buyer's bank gave back to them for good, in cents."""
    return sum(each.amount_cents for each in disputes if each.state == DisputeState.LOST)


def held_cents(disputes: Iterable[Dispute]) -> int:
    """What the buyer's bank holds while it decides, in cents."""
    return sum(each.amount_cents for each in disputes if each.state == DisputeState.OPEN)


def is_given_back(disputes: Iterable[Dispute]) -> bool:
    """Whether the buyer's bank gave back all that was left of their payment."""
    return any(
        dispute.state == DisputeState.LOST
        and dispute.amount_cents >= dispute.payment.amount_cents - dispute.payment.refunded_cents
        for dispute in disputes
    )


def given_back() -> Exists:
    """The same, asked of parts in one query."""
    return Exists(
        Dispute.objects.filter(
            payment__order=OuterRef("order"),
            state=DisputeState.LOST,
            amount_cents__gte=F("payment__amount_cents") - F("payment__refunded_cents"),
        )
    )
