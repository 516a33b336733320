"""What must always be true of the book, the documents and the payouts; proven by `verify`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db.models import CharField, Count, Exists, F, Max, Min, OuterRef, Q, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from accounting import chains
from accounting.models import (
    Account,
    Commission,
    Entry,
    Invoice,
    Line,
    Payout,
    PayoutItem,
)
from accounting.payouts import ALIVE
from accounting.states import PayoutState
from marketplace.shared.models import Sequence
from orders.models import Dispute, OrderLine, Refund, SellerOrder
from orders.states import DisputeState, RefundState

NEVER_INVOICED = (Refund.Cause.REFUSED, Refund.Cause.CANCELLED)
SIGNED = F("debit_cents") - F("credit_cents")


def violations() -> Iterator[str]:
    """A sentence for each thing that is not as it must be."""
    for check in (
        chains.violations, _balanced, _lines_of_nothing, _booked_once, _orders_in_the_book, _commissions, _reversals,
        _clearing_accounts, _payouts_add_up, _payouts_booked, _statements, _series, _sequences,
        _invoices_add_up, _shipped_are_invoiced, _credit_notes, _commission_invoices, _files,
    ):
        yield from check()


def _balanced():
    """M1."""
    sums = Entry.objects.annotate(gap=Sum(F("lines__debit_cents") - F("lines__credit_cents")),
                                  sides=Count("lines"))
    for entry in sums.filter(~Q(gap=0) | Q(sides__lt=2)):
        yield f"entry {entry.source} is not balanced: {entry.gap} cents over {entry.sides} sides"


def _lines_of_nothing():
    entry = Entry.objects.filter(pk=OuterRef("entry_id"))
    for pk in Line.objects.exclude(Exists(entry)).values_list("pk", flat=True):
        yield f"line {pk} of the book belongs to no entry"


def _booked_once():
    """M4: whatever moved money is in the book."""
    told = (
        ("sale", SellerOrder.objects.filter(paid_at__isnull=False)),
        ("refund", Refund.objects.filter(state=RefundState.PAID)),
        ("dispute", Dispute.objects.filter(amount_cents__gt=0)),
        ("disputeend", Dispute.objects.exclude(state=DisputeState.OPEN).filter(amount_cents__gt=0)),
        ("payout", Payout.objects.filter(state=PayoutState.PAID)),
    )
    for kind, rows in told:
        source = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
        for pk in rows.exclude(Exists(Entry.objects.filter(source=source))).values_list("pk", flat=True):
            yield f"{kind}:{pk} is not in the book"


def _orders_in_the_book():
    """M6: what the provider holds of a part is what was paid less what went back."""
    held = Line.objects.filter(account=Account.PSP, seller_order=OuterRef("pk")).order_by()
    back = Refund.objects.filter(seller_order=OuterRef("pk"), state=RefundState.PAID).order_by()
    parts = SellerOrder.objects.filter(paid_at__isnull=False).annotate(
        held=Coalesce(held.values("seller_order").annotate(s=Sum(SIGNED)).values("s"), 0),
        back=Coalesce(back.values("seller_order").annotate(s=Sum("amount_cents")).values("s"), 0))
    for part in parts.exclude(held=F("total_cents") - F("back")):
        yield f"part {part.number}: the book holds {part.held}, paid less refunded is {part.total_cents - part.back}"


def _commissions():
    """M7: every line has its commission, and the book what is left of it."""
    for line in OrderLine.objects.filter(commission=None):
        yield f"order line {line.pk} has no commission"
    for account, gross, back in (
        (Account.COMMISSION, "net_cents", "reversed_cents"),
        (Account.VAT, "vat_cents", "reversed_vat_cents"),
    ):
        booked = Line.objects.filter(account=account, seller_order=OuterRef("pk")).order_by()
        frozen = Commission.objects.filter(line__seller_order=OuterRef("pk")).order_by()
        parts = SellerOrder.objects.filter(paid_at__isnull=False).annotate(
            booked=Coalesce(booked.values("seller_order").annotate(s=-Sum(SIGNED)).values("s"), 0),
            frozen=Coalesce(frozen.values("line__seller_order").annotate(
                s=Sum(F(gross) - F(back))).values("s"), 0))
        for part in parts.exclude(booked=F("frozen")):
            yield f"part {part.number}: {account} holds {part.booked}, its commissions are {part.frozen}"


def _reversals():
    sums = Commission.objects.annotate(
        net=Coalesce(Sum("reversals__net_cents"), 0), tax=Coalesce(Sum("reversals__vat_cents"), 0))
    for row in sums.exclude(net=F("reversed_cents"), tax=F("reversed_vat_cents")):
        said = f"{row.reversed_cents}+{row.reversed_vat_cents}"
        yield f"commission {row.pk}: its reversals are {row.net}+{row.tax}, it says {said}"
    whole = Commission.objects.filter(base_cents__gt=0).annotate(refunded=Sum(
        "line__refund_lines__amount_cents", filter=Q(line__refund_lines__refund__state=RefundState.PAID)))
    undone = whole.filter(refunded=F("base_cents")).exclude(
        reversed_cents=F("net_cents"), reversed_vat_cents=F("vat_cents"))
    for pk in undone.values_list("pk", flat=True):
        yield f"commission {pk}: the line is wholly refunded, the commission is not"


def _clearing_accounts():
    """What waits on the two waiting accounts is what is open in the trade."""
    sums = dict(Line.objects.values_list("account").annotate(s=Sum(SIGNED)).order_by())
    disputed = Dispute.objects.filter(state=DisputeState.OPEN).aggregate(s=Sum("amount_cents", default=0))["s"]
    late = Refund.objects.filter(seller_order=None).exclude(state=RefundState.PAID)
    owed = late.aggregate(s=Sum("amount_cents", default=0))["s"]
    for account, meant in ((Account.DISPUTES, disputed), (Account.BUYERS, -owed)):
        if sums.get(account, 0) != meant:
            yield f"account {account} holds {sums.get(account, 0)}, {meant} is open"


def _payouts_add_up():
    """M9: a payout is the sum of its items, all of its own seller."""
    live = Payout.objects.exclude(state=PayoutState.DROPPED)
    for payout in live.annotate(items_cents=Coalesce(Sum("items__amount_cents"), 0)).exclude(
        amount_cents=F("items_cents")):
        yield f"payout {payout.number}: {payout.amount_cents}, its items are {payout.items_cents}"
    wrong = PayoutItem.objects.filter(
        ~Q(line__seller=F("payout__seller")) | ~Q(line__account=Account.SELLERS)
        | Q(payout__state=PayoutState.DROPPED)
        | ~Q(amount_cents=F("line__credit_cents") - F("line__debit_cents")))
    for item in wrong:
        yield f"payout item {item.pk} does not belong to payout {item.payout_id}"


def _payouts_booked():
    """M9: paid once, for its amount; runs total their live payouts at approval."""
    paid = Payout.objects.filter(state=PayoutState.PAID).annotate(
        source=Concat(Value("payout:"), Cast("pk", CharField())))
    booked = Line.objects.filter(
        account=Account.SELLERS, entry__source=OuterRef("source"), seller=OuterRef("seller"),
        debit_cents=OuterRef("amount_cents"))
    for payout in paid.exclude(Exists(booked)):
        yield f"payout {payout.number} is paid and not booked for its amount"
    for number in Payout.objects.filter(state=PayoutState.PAID, ref="").values_list("number", flat=True):
        yield f"payout {number} is paid without the provider's reference"
    for number in Payout.objects.filter(state__in=ALIVE, run__state="done").values_list("number", flat=True):
        yield f"payout {number} waits in a run that is done"


def _statements():
    """M2: the last statement, and what came since, are what the book holds."""
    last = Payout.objects.filter(state=PayoutState.PAID).order_by("seller", "-paid_at", "-pk")
    seen: set[int] = set()
    for payout in last.only("number", "seller_id", "statement_data").iterator():
        if payout.seller_id in seen:
            continue
        seen.add(payout.seller_id)
        data = payout.statement_data
        if not data:
            yield f"payout {payout.number} has no statement"
            continue
        told = [row["line_id"] for row in data["rows"]]
        mine = Line.objects.filter(account=Account.SELLERS, seller=payout.seller_id)
        since = mine.filter(pk__gt=data["after_line"]).exclude(pk__in=told)
        before = mine.filter(pk__lte=data["after_line"])
        owed, later = (-(rows.aggregate(s=Sum(SIGNED, default=0))["s"]) for rows in (mine, since))
        opening = -before.aggregate(s=Sum(SIGNED, default=0))["s"]
        if data["closing_cents"] + later != owed or opening != data["opening_cents"]:
            yield f"statement of {payout.number}: {data['closing_cents']} + {later} is not {owed}"


def _series():
    """I1, I2: numbers without gap, days in the order of numbers."""
    rows = Invoice.objects.values("series").annotate(n=Count("pk"), low=Min("rank"), high=Max("rank"))
    for row in rows.order_by():
        if (row["low"], row["high"]) != (1, row["n"]):
            yield f"series {row['series']}: {row['n']} documents from {row['low']} to {row['high']}"
    later = Invoice.objects.filter(
        series=OuterRef("series"), rank=OuterRef("rank") + 1, issued_on__lt=OuterRef("issued_on"))
    for number in Invoice.objects.filter(Exists(later)).values_list("number", flat=True):
        yield f"the document after {number} bears an earlier day"


def _sequences():
    last = dict(Invoice.objects.values_list("series").annotate(Max("rank")).order_by())
    given = dict(Sequence.objects.filter(series__in=last).values_list("series", "last"))
    for series, rank in last.items():
        if given.get(series) != rank:
            yield f"series {series}: {given.get(series)} numbers given, {rank} documents"


def _invoices_add_up():
    """I4: lines, rates and totals agree to the cent."""
    for row in Invoice.objects.only("number", "net_cents", "vat_cents", "lines", "rates").iterator():
        net = {sum(line["net_cents"] for line in row.lines), sum(r["net_cents"] for r in row.rates)}
        tax = sum(rate["vat_cents"] for rate in row.rates)
        if net != {row.net_cents} or tax != row.vat_cents:
            yield f"document {row.number}: its lines or rates are not its total"


def _shipped_are_invoiced():
    """I4: one invoice a shipped part, for what was kept of it; without a mandate, it waits."""
    sale = Invoice.objects.filter(seller_order=OuterRef("pk"), kind=Invoice.Kind.SALE)
    out = Refund.objects.filter(seller_order=OuterRef("pk"), cause__in=NEVER_INVOICED).order_by()
    parts = SellerOrder.objects.filter(shipped_at__isnull=False).annotate(
        invoiced=sale.values("gross_cents")[:1],
        out=Coalesce(out.values("seller_order").annotate(s=Sum("amount_cents")).values("s"), 0))
    waiting = Q(invoiced=None, seller__mandate_revoked_at__isnull=False)
    for part in parts.exclude(invoiced=F("total_cents") - F("out")).exclude(waiting):
        yield f"part {part.number} is shipped and invoiced for {part.invoiced}"
    early = Invoice.objects.filter(kind=Invoice.Kind.SALE, seller_order__shipped_at=None)
    for invoice in early:
        yield f"invoice {invoice.number} was issued before shipping"


def _credit_notes():
    """I3: what was invoiced and given back has its credit note, for its amount."""
    due = Refund.objects.filter(
        state=RefundState.PAID, seller_order__invoices__kind=Invoice.Kind.SALE,
    ).exclude(cause__in=NEVER_INVOICED)
    waiting = Q(credit_note=None, seller_order__seller__mandate_revoked_at__isnull=False)
    for refund in due.exclude(amount_cents=F("credit_note__gross_cents")).exclude(waiting):
        yield f"refund {refund.pk} has no credit note of its amount"
    over = Invoice.objects.filter(kind=Invoice.Kind.SALE).annotate(
        credited=Sum("credit_notes__gross_cents")).filter(credited__gt=F("gross_cents"))
    for invoice in over:
        yield f"invoice {invoice.number} is credited beyond its total"


def _commission_invoices():
    """Each payout's commission document bills exactly the commissions that it settled."""
    settled = Payout.objects.filter(state=PayoutState.PAID).annotate(settled=Coalesce(
        Sum("items__amount_cents", filter=Q(items__line__entry__journal="VC")), 0))
    for payout in settled.select_related("invoice"):
        document = payout.invoice
        sign = -1 if document and document.kind == Invoice.Kind.COMMISSION else 1
        billed = sign * document.gross_cents if document else 0
        if billed != payout.settled:
            yield f"payout {payout.number}: commissions of {payout.settled} settled, {billed} billed"


def _files():
    """I4: the file is the one that was made."""
    for row in Invoice.objects.exclude(rendered_at=None).only("number", "file", "sha256").iterator():
        try:
            with row.file.open("rb") as file:
                same = hashlib.sha256(file.read()).hexdigest() == row.sha256
        except OSError:
            same = False
        if not same:
            yield f"the file of {row.number} is not the one that was made"
