"""What the pages of orders show of the accounts: documents, and what the seller earns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounting.documents import documents, reform
from accounting.models import Commission, CommissionReversal, Invoice, Payout
from accounting.payouts import queries as payouts_queries
from accounting.payouts import statements
from marketplace.shared import countries
from marketplace.shared.templatetags.ui import money
from orders.models import Refund, RefundLine
from orders.states import RefundState
from sellers.templatetags.roles import way

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class Earning:
    """What an order brings its seller, as it stands.

    `refunded_cents` is what goes back at the seller's charge; `offered_cents` what the operator
    gives the buyer at its own, which takes nothing from the seller.
    """

    total_cents: int
    refunded_cents: int
    offered_cents: int
    taken_cents: int
    commission_cents: int
    vat_cents: int

    @property
    def net_cents(self) -> int:
        """What remains for the seller."""
        return (
            self.total_cents
            - self.refunded_cents
            - self.taken_cents
            - self.commission_cents
            - self.vat_cents
        )


@register.filter
def unit_net(line: dict, currency: str = "EUR") -> str:
    """The unit price before VAT of a line, with decimals enough to multiply: 13,8767 €."""
    whole, cents = divmod(abs(documents.unit_price(line)).scaleb(2), 1)
    return _with_decimals(
        money(int(whole), currency), f"{cents.normalize():f}"[2:] if cents else ""
    )


@register.filter
def unit_gross(line: dict, currency: str = "EUR") -> str:
    """The unit price the buyer paid: times the quantity, it is the line's total with VAT."""
    return money(line["gross_cents"] // line["quantity"], currency)


@register.filter
def lines(payout: Payout) -> Iterator[dict]:
    """The lines of a payout's statement."""
    return statements.rows(payout)


@register.filter
def lines_count(payout: Payout) -> int:
    """How many lines a payout's statement has."""
    return statements.count(payout)


@register.filter
def is_long(payout: Payout) -> bool:
    """Whether a statement is told in sums, since nobody reads so many pages."""
    return statements.is_long(payout)


@register.filter
def sums(payout: Payout) -> list[statements.Sum]:
    """What the movements of a statement come to, kind by kind."""
    return statements.sums(payout)


@register.filter
def country(code: str) -> str:
    """The country of an address abroad, in the document's language, in capitals as on a letter."""
    return countries.named(code).upper()


@register.filter
def registration(party: dict) -> str:
    """The register and the SIREN of a company, once: RCS Lyon 912345678, SIREN 912345678."""
    siren, register_ = party.get("siren", ""), party.get("rcs", "")
    if not siren or siren in "".join(register_.split()):
        return register_
    return f"{register_ or 'SIREN'} {siren}"


@register.filter
def flow(invoice: Invoice) -> str:
    """By which way of the e-invoicing reform a document goes, and from when."""
    return reform.in_words(invoice)


@register.filter
def told_by(row: dict) -> str:
    """The document that bills a row of a statement, or the day when it was to be billed."""
    return statements.told_by(row)


@register.simple_tag(takes_context=True)
def with_documents(context, facts: list[dict]) -> list[dict]:
    """The facts of a seller's page: one that issued a document leads to it, where it opens."""
    for row in facts:
        if row["name"] == "accounting.InvoiceIssued":
            row["url"] = way(context, reverse("seller-invoice", args=[row["values"]["invoice_id"]]))
    return facts


@register.simple_tag
def documents_of(order) -> list[Invoice]:
    """The invoices and credit notes of an order, those of all its sellers, oldest first."""
    kinds = (Invoice.Kind.SALE, Invoice.Kind.SALE_CREDIT)
    issued = Invoice.objects.filter(seller_order__order=order, kind__in=kinds)
    return list(
        issued.only("kind", "number", "issued_on", "gross_cents", "seller_order_id").order_by("pk")
    )


def _with_decimals(amount: str, further: str) -> str:
    """An amount as it is read, with further decimals after its cents."""
    end = max(i for i, sign in enumerate(amount) if sign.isdigit()) + 1
    return f"{amount[:end]}{further}{amount[end:]}"


@dataclass(frozen=True)
class ByBank:
    """What the buyer's bank returned of a part, and what nobody gave back of it, in cents."""

    cents: int
    left_cents: int


@register.simple_tag
def by_bank(part) -> ByBank:
    """What a lost dispute gave the buyer back of a part, as the book says."""
    cents = payouts_queries.given_by_bank(part)
    return ByBank(cents, part.total_cents - part.refunded_cents - cents)


@register.simple_tag
def earning_of(part) -> Earning:
    """What a seller's part of an order brings, commission, refunds and lost disputes taken off.

    What the operator bears of the refunds is left out, as it is in the book. The commission is told
    as it will be once the refunds that are decided have left: nobody reads that a cancelled order
    costs them.
    """
    commissions = Commission.objects.filter(line__seller_order=part).annotate(
        refunded=_sum(
            RefundLine.objects.filter(
                line=OuterRef("line"), refund__borne_by=Refund.Bearer.SELLER
            ).exclude(refund__state=RefundState.DROPPED),
            "line",
            "amount_cents",
        ),
        taken=_sum(
            CommissionReversal.objects.filter(commission=OuterRef("pk")),
            "commission",
            "taken_cents",
        ),
        # of the whole part, the same beside each line: the page asks no more for it
        offered=_sum(
            Refund.objects.filter(
                seller_order=OuterRef("line__seller_order"), borne_by=Refund.Bearer.OPERATOR
            ).exclude(state=RefundState.DROPPED),
            "seller_order",
            "amount_cents",
        ),
    )
    net = tax = offered = 0
    for commission in commissions:
        offered = commission.offered
        given_back = commission.share_of(commission.refunded + commission.taken)
        net += commission.net_cents - given_back[0]
        tax += commission.vat_cents - given_back[1]
    taken = payouts_queries.taken(part) if getattr(part, "is_disputed", True) else 0
    return Earning(
        total_cents=part.total_cents,
        refunded_cents=part.refunded_cents - offered,
        offered_cents=offered,
        taken_cents=taken,
        commission_cents=net,
        vat_cents=tax,
    )


def _sum(rows: QuerySet, each: str, column: str) -> Coalesce:
    """The sum of a column of rows that belong to one `each`; 0 when there is none."""
    sums = rows.order_by().values(each).annotate(cents=Sum(column)).values("cents")
    return Coalesce(Subquery(sums), 0)
