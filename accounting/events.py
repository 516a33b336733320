"""What accounting announces."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from marketplace.shared.facts import Event


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event):
    """A document has its number; its file must be made."""

    sentence = _("Document émis")
    invoice_id: int
    kind: str = ""

    @classmethod
    def titled(cls, values):
        """An invoice asks for money, a credit note gives it back."""
        kind = values.get("kind") or ""
        if not kind:
            return cls.sentence
        return _("Avoir émis") if kind.endswith("credit") else _("Facture émise")


@dataclass(frozen=True, kw_only=True)
class InvoiceContested(Event):
    """A seller says what is wrong with a document issued in their name."""

    sentence = _("Document contesté par le vendeur")
    invoice_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceContestAnswered(Event):
    """Finance answered a seller who contests a document."""

    sentence = _("Contestation du document : réponse")
    invoice_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class CommissionsBilled(Event):
    """A seller's commissions of a month have their documents."""

    sentence = _("Commissions du mois facturées")
    commission_month_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class BillingAsked(Event):
    """Finance wants the months that are over invoiced now."""

    sentence = _("Facturation des commissions demandée")


@dataclass(frozen=True, kw_only=True)
class PayoutsPrepared(Event):
    """A run waits for approval."""

    sentence = _("Versements préparés")
    run_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutsVouched(Event):
    """A person answers for a run the clock prepared; another one may let it go."""

    sentence = _("Versements relus, à approuver par une autre personne")
    run_id: int


@dataclass(frozen=True, kw_only=True)
class RunApproved(Event):
    """A run may leave: for how much, and from which total on two persons are asked."""

    sentence = _("Campagne de versement approuvée")
    run_id: int
    total_cents: int
    threshold_cents: int


@dataclass(frozen=True, kw_only=True)
class PayoutApproved(Event):
    """A payout may be sent."""

    sentence = _("Versement approuvé")
    payout_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutRetried(Event):
    """A payout that the provider refused is sent again: whoever asks decides no payout anew."""

    sentence = _("Versement relancé")
    payout_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutPaid(Event):
    """A seller was paid."""

    sentence = _("Versement effectué")
    payout_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutFailed(Event):
    """The provider refused a transfer."""

    sentence = _("Versement refusé par le prestataire")
    payout_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutDropped(Event):
    """A payout will not be sent: what it had taken is due again."""

    sentence = _("Versement annulé, sommes dues de nouveau")
    payout_id: int
    seller_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutShrunk(Event):
    """A payout leaves smaller than it was approved: something since then holds a part of it."""

    sentence = _("Versement réduit au départ")
    payout_id: int
    seller_id: int
    held_back_cents: int


@dataclass(frozen=True, kw_only=True)
class GridChanged(Event):
    """A rule of the commission grid was written, changed or ended."""

    sentence = _("Grille de commissions modifiée")
    rule_id: int
    values: dict = field(default_factory=dict)
