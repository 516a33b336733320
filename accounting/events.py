"""What accounting announces."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class InvoiceIssued:
    """A document has its number; its file must be made."""

    invoice_id: int


@dataclass(frozen=True)
class CommissionsBilled:
    """A seller's commissions of a month have their documents."""

    commission_month_id: int
    seller_id: int


@dataclass(frozen=True)
class BillingAsked:
    """Finance wants the months that are over invoiced now."""


@dataclass(frozen=True)
class PayoutsPrepared:
    """A run waits for approval."""

    run_id: int


@dataclass(frozen=True)
class PayoutsVouched:
    """A person answers for a run the clock prepared; another one may let it go."""

    run_id: int


@dataclass(frozen=True)
class RunApproved:
    """A run may leave: for how much, and from which total on two persons are asked."""

    run_id: int
    total_cents: int
    threshold_cents: int


@dataclass(frozen=True)
class PayoutApproved:
    """A payout may be sent."""

    payout_id: int


@dataclass(frozen=True)
class PayoutPaid:
    """A seller was paid."""

    payout_id: int
    seller_id: int


@dataclass(frozen=True)
class PayoutFailed:
    """The provider refused a transfer."""

    payout_id: int
    seller_id: int


@dataclass(frozen=True)
class PayoutDropped:
    """A payout will not be sent: what it had taken is due again."""

    payout_id: int
    seller_id: int


@dataclass(frozen=True)
class PayoutShrunk:
    """A payout leaves smaller than it was approved: something came between that holds a part of
    it.
    """

    payout_id: int
    seller_id: int
    held_back_cents: int


@dataclass(frozen=True)
class GridChanged:
    """A rule of the commission grid was written, changed or ended."""

    rule_id: int
    values: dict = field(default_factory=dict)
