"""What pages show of the book: its accounts, what they owe, what is on its way."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from accounting.book import months
from accounting.models import Account, Payout
from accounting.states import PayoutState
from orders.models import Payment, Refund
from orders.states import PaymentState, RefundState
from sellers.models import Seller


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """An account of the book with its sums: a line of the trial balance."""

    code: str
    name: str
    debit_cents: int
    credit_cents: int
    lines: int

    @property
    def balance_cents(self) -> int:
        """Debits less credits."""
        return self.debit_cents - self.credit_cents


def trial_balance() -> list[AccountRow]:
    """Every account with its sums: debits and credits are equal in all."""
    names = dict(Account.choices)
    return [
        AccountRow(
            code=code,
            name=str(names.get(code, "")),
            debit_cents=sums.debit_cents,
            credit_cents=sums.credit_cents,
            lines=sums.lines,
        )
        for code, sums in sorted(months.of_accounts().items())
    ]


def debts() -> list[tuple[Seller, int]]:
    """The sellers who owe the house, most first."""
    owing = [(cents, pk) for pk, cents in months.owed_by().items() if cents < 0]
    owed = {pk: cents for cents, pk in sorted(owing)[:50]}
    sellers = Seller.objects.in_bulk(owed)
    return [(sellers[pk], cents) for pk, cents in owed.items()]


@dataclass(frozen=True)
class Transit:
    """Money that may stand at the provider otherwise than in our book, for a few minutes."""

    payouts: list[Payout]
    refunds: list[Refund]
    payments_cents: int

    @property
    def leaving_cents(self) -> int:
        """What may have left the provider's balance before our book says so."""
        payouts = sum(payout.amount_cents for payout in self.payouts)
        return payouts + sum(refund.amount_cents for refund in self.refunds)

    def explains(self, gap_cents: int) -> bool:
        """Whether a gap between the provider and the book is within what is on its way."""
        return -self.leaving_cents <= gap_cents <= self.payments_cents


def transit() -> Transit:
    """Transfers, refunds and payments asked of the provider whose answer is not in the book yet."""
    open_ = Payment.objects.filter(
        state__in=(PaymentState.INTENDED, PaymentState.PENDING), ref__isnull=False
    )
    return Transit(
        list(
            Payout.objects.filter(state=PayoutState.SENDING).select_related("seller").order_by("pk")
        ),
        list(
            Refund.objects.filter(state__in=(RefundState.INTENDED, RefundState.SENT)).order_by("pk")
        ),
        open_.aggregate(cents=Sum("amount_cents", default=0))["cents"],
    )
