"""What pages show of money: a seller's balance, payouts and documents; the house's accounts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum

from accounting import payable, payouts, statements
from accounting.models import (
    Account,
    BilledCommission,
    Commission,
    CommissionReversal,
    Invoice,
    Line,
    Payout,
)
from accounting.payable import Share
from accounting.states import PayoutState
from marketplace.shared.clock import paris_day
from orders.models import Dispute, Order, Payment, Refund, SellerOrder
from orders.states import PaymentState, RefundState
from sellers.models import Seller

COMMISSION_KINDS = ("commission", "reversal", "takenreversal", "commissionvat")


@dataclass(frozen=True)
class Balance:
    """A seller's money today, and when the rest comes."""

    due_cents: int
    pending_cents: int
    leaving: list[Payout]
    shares: list[Share]
    coming: list[tuple[date, int]]
    next_on: date
    sure_cents: int
    likely_cents: int
    hindrance: str

    @property
    def leaving_cents(self) -> int:
        """What was prepared and did not arrive yet."""
        return sum(payout.amount_cents for payout in self.leaving)

    @property
    def owed_cents(self) -> int:
        """Everything the house holds for the seller."""
        return self.due_cents + self.pending_cents + self.leaving_cents


def balance(seller: Seller, now: datetime) -> Balance:
    """Where a seller's money stands: due, dated, held back, on its way."""
    today = paris_day(now)
    held = payable.shares(seller, now)
    due = sum(share.cents for share in held if share.is_due(today))
    next_on = payouts.next_run(today)
    sure = sum(share.cents for share in held if share.is_due(next_on))
    orders = any(share.seller_order_id for share in held if share.is_due(next_on))
    likely = sum(s.cents for s in held if s.due_on is not None and s.due_on <= next_on)
    leaving = Payout.objects.filter(seller=seller, state__in=payouts.ALIVE)
    coming: dict[date, int] = defaultdict(int)
    for share in held:
        if not share.reason and share.due_on is not None and share.due_on > next_on:
            coming[payouts.next_run(share.due_on - timedelta(days=1))] += share.cents
    hindrance = str(payable.hindrance(seller, sure, now)) if sure and orders else ""
    return Balance(
        due_cents=due,
        pending_cents=sum(share.cents for share in held) - due,
        leaving=list(leaving.order_by("pk")),
        shares=held,
        coming=sorted(coming.items()),
        next_on=next_on,
        sure_cents=0 if hindrance else max(sure, 0),
        likely_cents=max(likely, sure, 0),
        hindrance=hindrance,
    )


@dataclass(frozen=True)
class Movement:
    """A line of a seller's account, with the arithmetic of its commission."""

    line: Line
    cents: int
    explanations: list[str]
    told_by: str


def movements(part: SellerOrder) -> list[Movement]:
    """Everything booked on a seller's account for one order, explained to the cent."""
    lines = (
        Line.objects.filter(account=Account.SELLERS, seller_order=part)
        .select_related("entry__billed__invoice", "payout_item__payout")
        .order_by("pk")
    )
    told = list(Commission.objects.filter(line__seller_order=part).order_by("line_id"))
    return [
        Movement(
            line,
            line.credit_cents - line.debit_cents,
            (
                [row.explanation for row in told]
                if line.entry.source.startswith("commission:")
                else []
            ),
            statements.billing_in_words(line.entry),
        )
        for line in lines
    ]


@dataclass(frozen=True)
class Lost:
    """What a lost dispute took of a seller's account for a part, and the commission given back with
    it.
    """

    part: SellerOrder
    cents: int
    commission_cents: int


def lost_by(dispute: Dispute) -> list[Lost]:
    """What the sellers of a contested order bear of a lost dispute, as the book says."""
    lines = Line.objects.filter(account=Account.SELLERS, entry__source=f"disputeend:{dispute.pk}")
    back = CommissionReversal.objects.filter(dispute=dispute).values_list(
        "commission__line__seller_order"
    )
    given = {
        pk: net + tax
        for pk, net, tax in back.annotate(Sum("net_cents"), Sum("vat_cents")).order_by()
    }
    rows = lines.select_related("seller_order__seller", "seller_order__order").order_by("pk")
    return [
        Lost(row.seller_order, row.debit_cents, given.get(row.seller_order_id, 0))
        for row in rows
        if row.seller_order
    ]


def taken(part: SellerOrder) -> int:
    """What lost disputes took of a part, in cents."""
    lines = Line.objects.filter(
        account=Account.SELLERS, seller_order=part, entry__source__startswith="disputeend:"
    )
    return lines.aggregate(cents=Sum(F("debit_cents") - F("credit_cents"), default=0))["cents"]


@dataclass(frozen=True)
class Settled:
    """What a payout paid for one order; no number: the VAT roundings of commission invoices."""

    number: str
    sale_cents: int
    commission_cents: int
    refund_cents: int
    total_cents: int


def settled(payout: Payout) -> list[Settled]:
    """A payout order by order: sales, commissions, refunds; they add up to its amount."""
    rows: dict[str, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("sale", "commission", "refund"), 0)
    )
    items = payout.items.select_related("line__entry", "line__seller_order").order_by("line_id")
    for item in items:
        kind = item.line.entry.source.partition(":")[0]
        column = (
            "sale" if kind == "sale" else "commission" if kind in COMMISSION_KINDS else "refund"
        )
        rows[item.line.seller_order.number if item.line.seller_order else ""][column] += (
            item.amount_cents
        )
    return [
        Settled(number, sums["sale"], sums["commission"], sums["refund"], sum(sums.values()))
        for number, sums in rows.items()
    ]


def payouts_of(seller: Seller) -> QuerySet[Payout]:
    """What a seller was paid, or is about to be, latest first."""
    return Payout.objects.filter(seller=seller).exclude(state=PayoutState.DROPPED).order_by("-pk")


def invoices_of(seller: Seller, kind: str = "") -> QuerySet[Invoice]:
    """The documents in a seller's name and those addressed to them, latest first."""
    rows = Invoice.objects.filter(seller=seller).select_related("seller_order", "corrects")
    closes = BilledCommission.objects.filter(invoice=OuterRef("pk"), closed_in__isnull=False)
    rows = rows.annotate(closes=Subquery(closes.values("closed_in__month")[:1]))
    kinds = {"ventes": ("sale", "sale_credit"), "commissions": ("commission", "commission_credit")}
    return rows.filter(kind__in=kinds.get(kind, Invoice.Kind.values)).order_by("-issued_at", "-pk")


def documents_of(order: Order) -> QuerySet[Invoice]:
    """What a buyer may download: invoices and credit notes of the parts of an order."""
    return Invoice.objects.filter(
        seller_order__order=order, kind__in=("sale", "sale_credit")
    ).order_by("pk")


@dataclass(frozen=True)
class AccountRow:
    """An account of the book."""

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
    rows = (
        Line.objects.values_list("account")
        .annotate(debit=Sum("debit_cents"), credit=Sum("credit_cents"), n=Count("pk"))
        .order_by("account")
    )
    names = dict(Account.choices)
    return [
        AccountRow(code, str(names.get(code, "")), debit, credit, n)
        for code, debit, credit, n in rows
    ]


def debts() -> list[tuple[Seller, int]]:
    """The sellers who owe the house, most first."""
    sums = (
        Line.objects.filter(account=Account.SELLERS)
        .values_list("seller")
        .annotate(cents=Sum(F("credit_cents") - F("debit_cents")))
        .filter(cents__lt=0)
        .order_by("cents")
    )
    found = dict(sums[:50])
    sellers = Seller.objects.in_bulk(found)
    return [(sellers[pk], cents) for pk, cents in found.items()]


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
