"""Invoicing the commissions: each seller, on the last day of each month, whatever is paid out.

A month bills what the book holds for it. The commissions of its sales, less what refunds of the
same month took back, make the invoice; what those took back of sales billed before makes a credit
note for each invoice that it corrects. VAT is taken once per document and rate; the cents by which
that differs from the VAT booked sale by sale are booked too, so that book, documents and the
seller's balance agree.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, DateField, Q, QuerySet, Sum
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import TruncMonth
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounting.book import ledger
from accounting.book.ledger import COMMISSIONS, Booking, credit, debit
from accounting.book.sources import REVERSAL, ROUNDING, SALE, TAKEN
from accounting.documents import documents, invoices, parties
from accounting.documents.documents import Fee, Sums
from accounting.events import BillingAsked, CommissionsBilled
from accounting.models import (
    Account,
    BilledCommission,
    Commission,
    CommissionMonth,
    CommissionReversal,
    Entry,
    Invoice,
    Line,
)
from marketplace.shared import events, vat
from marketplace.shared.clock import PARIS, end_of_day, paris_day
from marketplace.shared.models import User
from marketplace.shared.templatetags.ui import money, percent
from sellers.models import Seller

Kind = Invoice.Kind
KINDS = (Kind.COMMISSION, Kind.COMMISSION_CREDIT)
# Until then a month's documents bear its last day: no VAT return of that month was due before.
STILL_OF_THE_MONTH = timedelta(days=10)
STILL_OF_THE_NIGHT = timedelta(days=1)  # when the timetable invoices the month before
LOOKED_AT = timedelta(days=92)
log = logging.getLogger("halles.billing")


class Disagrees(Exception):
    """The book and the commissions differ on a month: nobody is billed a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Commissions of a seller and a month that are booked and on no document yet."""

    seller_id: int
    month: date
    net_cents: int
    vat_cents: int

    @property
    def gross_cents(self) -> int:
        """What the seller is charged, VAT included."""
        return self.net_cents + self.vat_cents

    @property
    def on(self) -> date:
        """The day on which they are invoiced."""
        return last_day(self.month)


@dataclass(frozen=True, slots=True)
class _Booked:
    """An entry of the commissions' journal, not billed yet: of a sale, or what was taken back."""

    pk: int
    source: str
    part_id: int

    @property
    def is_sale(self) -> bool:
        """Whether it booked the commission of a sale; else it took some of it back."""
        return self.source.startswith(SALE)

    @property
    def cause(self) -> tuple[str, int]:
        """What took a commission back: a refund or a lost dispute, by its key."""
        return cause_of(self.source)


@dataclass(frozen=True, slots=True)
class _Paper:
    """A document to issue, and the entries it bills; `corrects` for a credit note."""

    sums: Sums
    entries: list[int]
    corrects: Invoice | None = None


def cause_of(source: str) -> tuple[str, int]:
    """What took a commission back, from the entry's source: ("refund", 12) or ("dispute", 3)."""
    if source.startswith(TAKEN):
        return "dispute", int(source.removeprefix(TAKEN).partition("-")[0])
    return "refund", int(source.removeprefix(REVERSAL))


def reversals(
    of: Collection[tuple[str, int]], parts: Collection[int]
) -> QuerySet[CommissionReversal]:
    """What these refunds and disputes took back of the commissions of these orders."""
    refunds = [pk for kind, pk in of if kind == "refund"]
    disputes = [pk for kind, pk in of if kind == "dispute"]
    return CommissionReversal.objects.filter(
        Q(refund__in=refunds) | Q(dispute__in=disputes), commission__line__seller_order__in=parts
    )


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def last_day(month: date) -> date:
    """The last day of a month, on which its commissions are invoiced."""
    return month_of(month + timedelta(days=31)) - timedelta(days=1)


def span(month: date) -> tuple[datetime, datetime]:
    """From the first instant of a month, in Paris, until the first of the next one."""
    return _midnight(month), _midnight(last_day(month) + timedelta(days=1))


def unbilled(*, seller: Seller | None = None, before: date | None = None) -> list[Owed]:
    """What is booked and not invoiced, oldest month first, only of months earlier than `before`."""
    waiting = Line.objects.filter(
        entry__journal=COMMISSIONS,
        entry__billed=None,
        account__in=(Account.COMMISSION, Account.VAT),
    )
    if seller is not None:
        waiting = waiting.filter(seller=seller)
    if before is not None:
        waiting = waiting.filter(entry__posted_at__lt=_midnight(before))
    sums = (
        waiting.annotate(
            month=TruncMonth("entry__posted_at", output_field=DateField(), tzinfo=PARIS),
        )
        .values("month", "seller_id")
        .annotate(net=_cents(Account.COMMISSION), tax=_cents(Account.VAT))
        .order_by("month", "seller_id")
    )
    return [
        Owed(
            seller_id=month_sums["seller_id"],
            month=month_sums["month"],
            net_cents=month_sums["net"],
            vat_cents=month_sums["tax"],
        )
        for month_sums in sums
    ]


def late(at: datetime) -> QuerySet[Seller]:
    """The sellers whose commissions of the last months should have been invoiced by yesterday.

    It looks back over a quarter, as the console's first page asks it; `verify` looks at everything.
    """
    today = paris_day(at)
    # On the first of a month the night's work may still be running: last month is not late yet.
    until = min(month_of(today), month_of(today - STILL_OF_THE_NIGHT))
    waiting = Line.objects.filter(
        account=Account.SELLERS,
        entry__journal=COMMISSIONS,
        entry__billed=None,
        entry__posted_at__gte=_midnight(until - LOOKED_AT),
        entry__posted_at__lt=_midnight(until),
    )
    return Seller.objects.filter(pk__in=waiting.order_by().values("seller"))


def bill_due(at: datetime) -> int:
    """Invoice every month that is over, oldest first; answers how many sellers' months were.

    One transaction a seller and month: killed anywhere, the next run does the rest, and two runs at
    once bill nobody twice.
    """
    done = 0
    for owed in unbilled(before=month_of(paris_day(at))):
        try:
            done += bill(owed.seller_id, owed.month, at=at) is not None
        except Disagrees as refusal:
            log.error("commissions of seller %s, %s: %s", owed.seller_id, owed.month, refusal)
    return done


@transaction.atomic(durable=True)
def ask(*, by: User, at: datetime) -> None:
    """Have the worker invoice at once what the months that are over still hold."""
    events.publish(BillingAsked(), about=by, by=by, at=at)


@transaction.atomic(durable=True)
def bill(seller_id: int, month: date, *, at: datetime) -> CommissionMonth | None:
    """Invoice a seller's commissions of a month; None when nothing waits. Raises Disagrees."""
    seller = Seller.objects.select_for_update().get(pk=seller_id)  # one bill at a time
    waiting = _waiting(seller, month)
    if not waiting:
        return None
    with translation.override("fr"):
        papers, nothing = _papers(waiting, month)
    net, tax = _booked(waiting)
    billed_net = sum(_signed(paper, paper.sums.net_cents) for paper in papers)
    billed_tax = sum(_signed(paper, paper.sums.vat_cents) for paper in papers)
    # Checked, never corrected: a numbered document is final, so people must look at it first.
    if billed_net != net:
        raise Disagrees(f"{net} cents are booked, the commissions are {billed_net}")
    closed = CommissionMonth.objects.create(
        seller=seller,
        month=month,
        net_cents=net,
        vat_cents=billed_tax,
        closed_at=at,
        rounding_cents=billed_tax - tax,
        # Zero, or more for what was booked once its month had been invoiced.
        supplement=CommissionMonth.objects.filter(seller=seller, month=month).count(),
    )
    billed = [BilledCommission(entry_id=pk, closed_in=closed) for pk in nothing]
    with translation.override("fr"):
        for paper in papers:
            invoice = _issue(paper, closed, seller, at)
            billed += [
                BilledCommission(entry_id=pk, invoice=invoice, closed_in=closed)
                for pk in paper.entries
            ]
    # The rounding is billed by the documents that caused it, or it would wait for ever.
    billed += [BilledCommission(entry=entry, closed_in=closed) for entry in _round(closed)]
    BilledCommission.objects.bulk_create(billed)
    if papers:
        events.publish(
            CommissionsBilled(commission_month_id=closed.pk, seller_id=seller.pk),
            about=closed,
            within=seller,
            at=at,
        )
    return closed


def documents_of(closed: CommissionMonth) -> QuerySet[Invoice]:
    """What a month was billed with: its invoice, then its credit notes."""
    return (
        Invoice.objects.filter(pk__in=closed.billed.values("invoice"))
        .select_related("corrects")
        .order_by("pk")
    )


def _waiting(seller: Seller, month: date) -> list[_Booked]:
    start, end = span(month)
    lines = Line.objects.filter(
        account=Account.SELLERS,
        seller=seller,
        entry__journal=COMMISSIONS,
        entry__billed=None,
        entry__posted_at__gte=start,
        entry__posted_at__lt=end,
    )
    keys = lines.values_list("entry_id", "entry__source", "seller_order_id").order_by("entry_id")
    return [_Booked(*key) for key in keys]


def _booked(waiting: list[_Booked]) -> tuple[int, int]:
    """Net and VAT that the book holds for these entries."""
    sums = Line.objects.filter(entry__in=[booked.pk for booked in waiting]).aggregate(
        net=_cents(Account.COMMISSION), tax=_cents(Account.VAT)
    )
    return sums["net"], sums["tax"]


def _papers(waiting: list[_Booked], month: date) -> tuple[list[_Paper], list[int]]:
    """The documents of a month, and the entries that came to nothing: no document shows them."""
    sold = {booked.part_id for booked in waiting if booked.is_sale}
    undone = [booked for booked in waiting if not booked.is_sale]
    # What was sold and taken back within one month only lowers its invoice: nothing was billed yet.
    same = [booked for booked in undone if booked.part_id in sold]
    fees = _fees(sold, {booked.cause for booked in same}, month)
    entries = [booked.pk for booked in waiting if booked.is_sale] + [booked.pk for booked in same]
    papers, nothing = [], []
    if fees:
        papers.append(_Paper(documents.compose_fees(fees), entries))
    else:
        nothing += entries
    earlier = [booked for booked in undone if booked.part_id not in sold]
    for paper in _credits(earlier) if earlier else ():
        if paper.sums.lines:
            papers.append(paper)
        else:
            nothing += paper.entries
    return papers, nothing


def _fees(parts: set[int], causes: set[tuple[str, int]], month: date) -> list[Fee]:
    """A line for each rule: the commissions of these orders, less what was taken back of them."""
    by_rule: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
    sums = (
        Commission.objects.filter(line__seller_order__in=parts)
        .values_list("rule__name", "bps", "fixed_cents", "vat_bps")
        .annotate(Sum("net_cents"), Count("pk"))
    )
    for *rule, net, count in sums.order_by("rule__name", "bps", "fixed_cents", "vat_bps"):
        by_rule[tuple(rule)][0] += net
        by_rule[tuple(rule)][1] += count
    back = (
        reversals(causes, parts)
        .values_list(
            "commission__rule__name",
            "commission__bps",
            "commission__fixed_cents",
            "commission__vat_bps",
        )
        .annotate(Sum("net_cents"))
        .order_by()
    )
    for *rule, net in back:
        by_rule[tuple(rule)][0] -= net
    return [
        Fee(_titled(name, bps, fixed, count, month), net, vat_bps)
        for (name, bps, fixed, vat_bps), (net, count) in by_rule.items()
        if net
    ]


def _titled(name: str, bps: int, fixed: int, count: int, month: date) -> str:
    rate = percent(bps) if bps or not fixed else ""
    if fixed:
        rate = f"{rate} + {money(fixed)}" if rate else money(fixed)
    sold = ngettext("{count} ligne vendue", "{count} lignes vendues", count).format(count=count)
    return _("Commission {month}, {name} ({rate}), {sold}").format(
        month=documents.in_words(month), name=name, rate=rate, sold=sold
    )


def _credits(undone: list[_Booked]) -> Iterator[_Paper]:
    """A credit note for each earlier invoice whose commissions were taken back, oldest first."""
    sources = {f"{SALE}{booked.part_id}": booked.part_id for booked in undone}
    billed = BilledCommission.objects.filter(entry__source__in=sources, invoice__isnull=False)
    corrected = {
        sources[b.entry.source]: b.invoice for b in billed.select_related("entry", "invoice")
    }
    missing = [booked.source for booked in undone if booked.part_id not in corrected]
    if missing:
        raise Disagrees(f"{', '.join(missing)}: what they take back was never billed")
    already = defaultdict(list)
    for note in Invoice.objects.filter(corrects__in=set(corrected.values())).order_by("pk"):
        already[note.corrects_id].append(note)
    fees = _given_back(undone)
    for invoice in sorted(set(corrected.values()), key=lambda invoice: invoice.pk):
        own = [booked for booked in undone if corrected[booked.part_id] == invoice]
        fees_due = [fee for booked in own for fee in fees[booked.cause, booked.part_id]]
        yield _Paper(
            documents.compose_fees(fees_due, _tax_left(invoice, already[invoice.pk])),
            [booked.pk for booked in own],
            invoice,
        )


def _given_back(undone: list[_Booked]) -> dict[tuple[tuple[str, int], int], list[Fee]]:
    """What each refund or dispute took back of each order, a line for each rate."""
    sums = (
        reversals({booked.cause for booked in undone}, {booked.part_id for booked in undone})
        .values_list(
            "refund_id",
            "dispute_id",
            "commission__line__seller_order",
            "commission__line__seller_order__number",
            "commission__vat_bps",
        )
        .annotate(Sum("net_cents"))
    )
    fees: dict[tuple[tuple[str, int], int], list[Fee]] = defaultdict(list)
    order = ("refund_id", "dispute_id", "commission__line__seller_order", "commission__vat_bps")
    for refund, dispute, part, number, bps, net in sums.order_by(*order):
        if net:
            title = (
                _("Reprise de commission, commande {number}")
                if refund
                else _("Reprise de commission, contestation bancaire perdue, commande {number}")
            )
            cause = ("refund", refund) if refund else ("dispute", dispute)
            fees[cause, part].append(Fee(title.format(number=number), net, bps))
    return fees


def _tax_left(invoice: Invoice, notes: list[Invoice]):
    """The VAT of a credit note: base × rate; the last one of an invoice takes all that is left."""

    def tax(net: int, bps: int) -> int:
        left_net, left_tax = left_to_credit(invoice, notes, bps)
        if net > left_net:
            raise Disagrees(f"{invoice.number}: {net} cents to credit, {left_net} are left")
        return left_tax if net == left_net else min(vat.add(net, bps)[0], left_tax)

    return tax


def left_to_credit(invoice: Invoice, notes: list[Invoice], bps: int) -> tuple[int, int]:
    """Net and VAT of a rate of an invoice that no credit note took back yet.

    Only positive lines count: bills of before commissions were invoiced by month held corrections.
    """
    lines = [line for line in invoice.lines if line["vat_bps"] == bps and line["net_cents"] > 0]
    given = [rate for note in notes for rate in note.rates if rate["bps"] == bps]
    net = sum(line["net_cents"] for line in lines) - sum(rate["net_cents"] for rate in given)
    gross = sum(line["gross_cents"] for line in lines) - sum(rate["gross_cents"] for rate in given)
    return net, gross - net


def _issue(paper: _Paper, closed: CommissionMonth, seller: Seller, at: datetime) -> Invoice:
    last = last_day(closed.month)
    return invoices.issue(
        Kind.COMMISSION_CREDIT if paper.corrects else Kind.COMMISSION,
        prefix="AVC" if paper.corrects else "COM",
        at=at,
        about=closed,
        sums=paper.sums,
        on=last if paris_day(at) - last <= STILL_OF_THE_MONTH else None,
        seller=seller,
        corrects=paper.corrects,
        issuer=parties.of_house(),
        customer=parties.of_seller(seller),
        mentions=documents.commission_mentions(month=closed.month, corrects=paper.corrects),
        period_from=closed.month,
        period_until=last,
    )


def _round(closed: CommissionMonth) -> list[Entry]:
    """Book the cents by which the VAT of a month's documents differs from that of its sales."""
    cents = closed.rounding_cents
    return ledger.post(
        Booking(
            source=f"{ROUNDING}{closed.pk}",
            journal=COMMISSIONS,
            label=f"Arrondi de TVA, commissions {closed.month:%m/%Y}",
            at=end_of_day(last_day(closed.month)),
            sides=(
                debit(Account.SELLERS, cents, seller_id=closed.seller_id),
                credit(Account.VAT, cents, seller_id=closed.seller_id),
            ),
        )
    )


def _signed(paper: _Paper, cents: int) -> int:
    return -cents if paper.corrects else cents


def _cents(account: str) -> CombinedExpression:
    of = Q(account=account)
    return Sum("credit_cents", filter=of, default=0) - Sum("debit_cents", filter=of, default=0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)
