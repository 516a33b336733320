"""A seller's commissions by month: the documents, what is still to be invoiced, every line."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO

from django.utils import translation
from django.utils.translation import gettext as _

from accounting.billing import billing
from accounting.book import sources
from accounting.book.ledger import COMMISSIONS
from accounting.models import (
    Account,
    Commission,
    CommissionMonth,
    Invoice,
    Line,
)
from marketplace.shared.clock import paris_day
from marketplace.shared.money import euros
from sellers.models import Seller

SHOWN = 12


@dataclass
class Month:
    """A month of commissions: what its documents bill, and what waits for its invoice."""

    first: date
    net_cents: int = 0
    vat_cents: int = 0
    rounding_cents: int = 0
    documents: list[Invoice] = field(default_factory=list)
    waits: bool = False

    @property
    def on(self) -> date:
        """The day on which it is invoiced."""
        return billing.last_day(self.first)

    @property
    def slug(self) -> str:
        """The month as it stands in an address: 2026-11."""
        return f"{self.first:%Y-%m}"

    @property
    def gross_cents(self) -> int:
        """What the seller is charged, VAT included."""
        return self.net_cents + self.vat_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A commission of a sold line, or what was taken back of it, and the document that bills it."""

    day: date
    number: str
    title: str
    explanation: str
    net_cents: int
    vat_cents: int
    document: Invoice | None


def months(seller: Seller, at: datetime, *, at_most: int = SHOWN) -> list[Month]:
    """A seller's months, latest first; the current one is there before anything is booked in it."""
    first = billing.month_of(paris_day(at))
    closed = list(CommissionMonth.objects.filter(seller=seller).order_by("-month", "pk")[:at_most])
    by_month = {first: Month(first, waits=True)}
    for billed in closed:
        month = by_month.setdefault(billed.month, Month(billed.month))
        month.net_cents += billed.net_cents
        month.vat_cents += billed.vat_cents
        month.rounding_cents += billed.rounding_cents
    papers = Invoice.objects.filter(billed__closed_in__in=closed).values_list(
        "pk", "billed__closed_in__month"
    )
    of = dict(papers.distinct().order_by())
    for invoice in Invoice.objects.filter(pk__in=of).select_related("corrects").order_by("pk"):
        by_month[of[invoice.pk]].documents.append(invoice)
    for owed in billing.unbilled(seller=seller):
        month = by_month.setdefault(owed.month, Month(owed.month))
        month.waits = True
        month.net_cents += owed.net_cents
        month.vat_cents += owed.vat_cents
    return [by_month[first] for first in sorted(by_month, reverse=True)]


def rows(seller: Seller, month: date) -> list[Row]:
    """Every commission booked in a month and everything taken back in it, with the arithmetic."""
    start, end = billing.span(month)
    lines = list(
        Line.objects.filter(
            account=Account.SELLERS,
            seller=seller,
            seller_order__isnull=False,
            entry__journal=COMMISSIONS,
            entry__posted_at__gte=start,
            entry__posted_at__lt=end,
        )
        .select_related("entry__billed__invoice", "seller_order")
        .order_by("entry__posted_at", "pk")
    )
    sold, undone = _frozen(lines), _taken_back(lines)
    details = []
    for line in lines:
        source, part = line.entry.source, line.seller_order_id
        is_sale = source.startswith(sources.SALE)
        sign, commissions = (
            (1, sold[part]) if is_sale else (-1, undone[billing.cause_of(source), part])
        )
        document = getattr(line.entry, "billed", None)
        for what, explanation, net, tax in commissions:
            details.append(
                Row(
                    day=paris_day(line.entry.posted_at),
                    number=line.seller_order.number,
                    title=what,
                    explanation=explanation,
                    net_cents=sign * net,
                    vat_cents=sign * tax,
                    document=document.invoice if document else None,
                )
            )
    return details


def as_csv(month: Month, details: Iterable[Row]) -> str:
    """The detail of a month as a table that spreadsheets open: semicolons, decimal commas."""
    out = StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    with translation.override("fr"):
        table.writerow(
            [_("Date"), _("Commande"), _("Article"), _("Calcul"), _("Document"), _("HT"), _("TVA")]
        )
        for row in details:
            table.writerow(
                [
                    row.day.isoformat(),
                    row.number,
                    row.title,
                    row.explanation,
                    row.document.number if row.document else "",
                    euros(row.net_cents),
                    euros(row.vat_cents),
                ]
            )
        if month.rounding_cents:
            rounded = _("TVA calculée une fois par document et par taux")
            table.writerow(
                ["", "", _("Arrondi de TVA"), rounded, "", euros(0), euros(month.rounding_cents)]
            )
        table.writerow(["", "", _("Total"), "", "", euros(month.net_cents), euros(month.vat_cents)])
    return "\ufeff" + out.getvalue()


def _frozen(lines: list[Line]) -> dict[int, list[tuple]]:
    """Of each order: what was sold, the arithmetic, net and VAT."""
    parts = {line.seller_order_id for line in lines if line.entry.source.startswith(sources.SALE)}
    by_part = defaultdict(list)
    for commission in (
        Commission.objects.filter(line__seller_order__in=parts)
        .select_related("line")
        .order_by("line_id")
    ):
        by_part[commission.line.seller_order_id].append(
            (
                _named(commission.line),
                commission.told,
                commission.net_cents,
                commission.vat_cents,
            )
        )
    return by_part


def _taken_back(lines: list[Line]) -> dict[tuple, list[tuple]]:
    """Of each refund or dispute, and each order: what was given back, net and VAT."""
    back = [line for line in lines if not line.entry.source.startswith(sources.SALE)]
    undone = billing.reversals(
        {billing.cause_of(line.entry.source) for line in back},
        {line.seller_order_id for line in back},
    )
    by_cause = defaultdict(list)
    for reversal in undone.select_related("commission__line").order_by("pk"):
        cause = (
            ("refund", reversal.refund_id)
            if reversal.refund_id
            else ("dispute", reversal.dispute_id)
        )
        why = (
            _("reprise après remboursement")
            if reversal.refund_id
            else _("reprise après contestation bancaire perdue")
        )
        by_cause[cause, reversal.commission.line.seller_order_id].append(
            (_named(reversal.commission.line), why, reversal.net_cents, reversal.vat_cents)
        )
    return by_cause


def _named(line) -> str:
    named = f"{line.title}, {line.variant}" if line.variant else line.title
    return f"{line.quantity} × {named}" if line.quantity > 1 else named
