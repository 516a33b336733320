"""What pages show of a seller's money: the balance, its movements, the payouts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import F, Min, Q, QuerySet, Sum

from accounting.models import (
    Account,
    Commission,
    CommissionReversal,
    Line,
    Payout,
)
from accounting.payouts import payable, payouts, statements
from accounting.states import PayoutState
from marketplace.shared.clock import paris_day
from orders.models import Dispute, SellerOrder
from sellers.models import Seller


@dataclass(frozen=True)
class Balance:
    """A seller's money today, and when the rest comes."""

    due_cents: int
    pending_cents: int
    leaving: list[Payout]
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


def balance(seller: Seller, at: datetime) -> Balance:
    """Where a seller's money stands: due, dated, held back, on its way."""
    today = paris_day(at)
    held = payable.parts(seller, at)
    due = sum(part.cents for part in held if part.is_due(today))
    next_on = payouts.next_run(today)
    sure = sum(part.cents for part in held if part.is_due(next_on))
    orders = any(part.has_orders for part in held if part.is_due(next_on))
    likely = sum(p.cents for p in held if p.due_on is not None and p.due_on <= next_on)
    leaving = Payout.objects.filter(seller=seller, state__in=payouts.ALIVE)
    coming: dict[date, int] = defaultdict(int)
    for part in held:
        if not part.reason and part.due_on is not None and part.due_on > next_on:
            coming[payouts.next_run(part.due_on - timedelta(days=1))] += part.cents
    withheld = payable.is_withheld(seller)
    asked = sure and orders or withheld
    hindrance = str(payable.hindrance(seller, sure, at)) if asked else ""
    return Balance(
        due_cents=due,
        pending_cents=sum(part.cents for part in held) - due,
        leaving=list(leaving.order_by("pk")),
        # no day is promised for what a suspension withholds
        coming=[] if withheld else sorted(coming.items()),
        next_on=next_on,
        sure_cents=0 if hindrance else max(sure, 0),
        likely_cents=0 if withheld else max(likely, sure, 0),
        hindrance=hindrance,
    )


@dataclass(frozen=True, kw_only=True)
class Movement:
    """A line of a seller's account, with the arithmetic of its commission."""

    line: Line
    cents: int
    explanations: list[str]
    told_by: str


def movements(part: SellerOrder) -> list[Movement]:
    """Everything booked on a seller's account for one order, with its arithmetic."""
    lines = (
        Line.objects.filter(account=Account.SELLERS, seller_order=part)
        .select_related("entry__billed__invoice", "payout_item__payout")
        .order_by("pk")
    )
    commissions = list(
        Commission.objects.filter(line__seller_order=part)
        .select_related("line")
        .order_by("line_id")
    )
    return [
        Movement(
            line=line,
            cents=line.credit_cents - line.debit_cents,
            explanations=(
                [commission.told for commission in commissions]
                if line.entry.source.startswith("commission:")
                else []
            ),
            told_by=statements.billing_in_words(line.entry),
        )
        for line in lines
    ]


@dataclass(frozen=True)
class Lost:
    """What a lost dispute took of a seller for a part, and the commission given back with it."""

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
    borne = lines.select_related("seller_order__seller", "seller_order__order").order_by("pk")
    return [
        Lost(line.seller_order, line.debit_cents, given.get(line.seller_order_id, 0))
        for line in borne
        if line.seller_order
    ]


def taken(part: SellerOrder) -> int:
    """What lost disputes took of a part, in cents."""
    lines = Line.objects.filter(
        account=Account.SELLERS, seller_order=part, entry__source__startswith="disputeend:"
    )
    return lines.aggregate(cents=Sum(F("debit_cents") - F("credit_cents"), default=0))["cents"]


def given_by_bank(part: SellerOrder) -> int:
    """What lost disputes gave the buyer back of a part, in cents: at the seller's charge, and what
    the operator had taken upon itself.
    """
    lines = Line.objects.filter(
        account__in=(Account.SELLERS, Account.BAD_DEBT),
        seller_order=part,
        entry__source__startswith="disputeend:",
    )
    return lines.aggregate(cents=Sum(F("debit_cents") - F("credit_cents"), default=0))["cents"]


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What a payout paid for one order; no number: the VAT roundings of commission invoices."""

    number: str
    part_id: int | None
    sale_cents: int
    commission_cents: int
    refund_cents: int
    total_cents: int


class SettledOrders:
    """A payout order by order, for pages of it: sales, commissions, refunds; they add up to it."""

    def __init__(self, payout: Payout):
        source = "line__entry__source__startswith"
        commissions = reduce(or_, (Q(**{source: f"{k}:"}) for k in statements.COMMISSION_KINDS))
        self.items = payout.items
        self.asked = {
            "sale": Sum("amount_cents", filter=Q(**{source: "sale:"}), default=0),
            "commission": Sum("amount_cents", filter=commissions, default=0),
            "total": Sum("amount_cents", default=0),
        }
        self.rows = (
            payout.items.values_list("line__seller_order__number", "line__seller_order")
            .annotate(**self.asked, first=Min("line"))
            .order_by("first")
        )

    def sums(self) -> Settled:
        """All its orders together: what was sold, and what was taken off."""
        found = self.items.aggregate(**self.asked)
        return _settled("", None, found["sale"], found["commission"], found["total"])

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, wanted: slice) -> list[Settled]:
        return [
            _settled(number or "", part, sale, commission, total)
            for number, part, sale, commission, total, _first in self.rows[wanted]
        ]


def _settled(number: str, part: int | None, sale: int, commission: int, total: int) -> Settled:
    return Settled(
        number=number,
        part_id=part,
        sale_cents=sale,
        commission_cents=commission,
        refund_cents=total - sale - commission,
        total_cents=total,
    )


def payouts_of(seller: Seller) -> QuerySet[Payout]:
    """What a seller was paid, or is about to be, latest first."""
    return Payout.objects.filter(seller=seller).exclude(state=PayoutState.DROPPED).order_by("-pk")
