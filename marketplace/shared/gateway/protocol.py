"""What the marketplace asks of a payment provider: separate charges and transfers.

Every call that moves money takes a `key`, stored by the caller before the call: the same
key twice does the work once and gives the same answer. Amounts are whole cents.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal


class GatewayDown(Refusal):
    """The provider did not answer: the outcome is unknown, ask again with the same key."""

    sentence = _("Le prestataire de paiement ne répond pas : réessayez dans quelques minutes.")


class GatewayRefused(Refusal):
    """The provider answered no, for good; `code` is its reason."""

    sentence = _("Le prestataire de paiement a refusé l'opération.")

    @property
    def code(self) -> str:
        """The provider's own word for the reason."""
        return str(self.values.get("code", "refused"))


class BadSignature(Exception):
    """A webhook was not signed by the provider, or too long ago."""


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment as the provider sees it. `state`: pending, paid, failed or cancelled."""

    ref: str
    state: str
    amount_cents: int
    currency: str
    order_ref: str
    redirect_url: str = ""
    refunded_cents: int = 0
    fee_cents: int = 0
    failure: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundView:
    """A refund as the provider sees it. `state`: pending, paid or failed."""

    ref: str
    state: str
    amount_cents: int
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferView:
    """Money sent to a seller's account. `state`: paid or failed."""

    ref: str
    state: str
    amount_cents: int
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """A seller's account at the provider. `state`: pending, verified or restricted."""

    ref: str
    state: str
    charges_enabled: bool
    payouts_enabled: bool
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """Who a seller is and where, as the provider must know them."""

    legal_name: str
    legal_form: str
    siret: str
    email: str
    phone: str
    line1: str
    line2: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeView:
    """A chargeback. `state`: open, won or lost. `answer_by`: until when evidence is taken."""

    ref: str
    payment_ref: str
    state: str
    amount_cents: int
    fee_cents: int = 0
    reason: str = ""
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What proves a sale to the buyer's bank; what is empty is not sent."""

    customer_name: str = ""
    customer_email: str = ""
    product_description: str = ""
    shipping_address: str = ""
    shipping_carrier: str = ""
    shipping_tracking: str = ""
    shipping_date: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A verified webhook: a hint that `subject_ref` changed, never a proof of how."""

    uid: str
    kind: str
    subject_ref: str
    payload: dict = field(default_factory=dict)


def told(kind: object, created: object, **also: bool) -> dict:
    """The kind and time of a notice, all that is stored of its body: the rest is asked again."""
    moment = created if isinstance(created, int) and 0 <= created < 2**40 else None
    return {"type": str(kind)[:60], "created": moment, **also}


class Gateway(Protocol):
    """What a payment provider must do.

    Kinds of notices: payment.changed, refund.changed, dispute.changed, transfer.changed,
    account.changed.
    """

    name: str
    is_sandbox: bool

    def start_payment(
        self,
        *,
        key: str,
        amount_cents: int,
        currency: str,
        order_ref: str,
        description: str,
        email: str,
        return_url: str,
    ) -> PaymentView:
        """Open a payment; the buyer is sent to its `redirect_url`."""
        ...

    def payment(self, ref: str) -> PaymentView:
        """The payment as it stands now."""
        ...

    def cancel_payment(self, ref: str) -> PaymentView:
        """Close a payment that was not made; a paid one is answered as paid."""
        ...

    def refund(self, *, key: str, payment_ref: str, amount_cents: int, reason: str) -> RefundView:
        """Give money back to the buyer; `charge_disputed` where their bank holds the same money."""
        ...

    def refund_state(self, ref: str) -> RefundView:
        """The refund as it stands now."""
        ...

    def open_account(
        self, *, key: str, email: str, legal_name: str, country: str, siret: str
    ) -> AccountView:
        """Open a seller's account."""
        ...

    def update_account(self, *, key: str, ref: str, company: Company) -> AccountView:
        """Tell the provider who and where the seller is now; refused where only the seller may."""
        ...

    def account(self, ref: str) -> AccountView:
        """The account as it stands now."""
        ...

    def onboarding_url(self, ref: str, *, return_url: str) -> str:
        """Where the seller proves who they are to the provider."""
        ...

    def transfer(
        self,
        *,
        key: str,
        account_ref: str,
        amount_cents: int,
        currency: str,
        group: str,
        source_ref: str = "",
    ) -> TransferView:
        """Send a seller's share to their account; `source_ref` ties it to one payment."""
        ...

    def find_transfer(self, *, key: str, group: str) -> TransferView | None:
        """The transfer made under a key, if the provider has one: for when its answer was lost."""
        ...

    def transfer_state(self, ref: str) -> TransferView:
        """The transfer as it stands now."""
        ...

    def dispute(self, ref: str) -> DisputeView:
        """The chargeback as it stands now."""
        ...

    def contest(self, *, key: str, ref: str, evidence: Evidence) -> DisputeView:
        """Send the evidence to the buyer's bank, once and for all: it decides then."""
        ...

    def accept_dispute(self, *, key: str, ref: str) -> DisputeView:
        """Leave the money to the buyer: the chargeback is lost."""
        ...

    def balance_cents(self, currency: str = "EUR") -> int:
        """What the platform holds at the provider."""
        ...

    def read_notice(self, body: bytes, headers: dict[str, str]) -> Notice:
        """Verify a webhook and read it. Raises BadSignature."""
        ...
