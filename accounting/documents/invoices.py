"""Invoices and credit notes: numbered and frozen in the transaction of what they bill.

The file is made afterwards by the worker: a document without its file is already issued.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounting.documents import documents, parties
from accounting.documents.documents import Piece, Sums
from accounting.events import InvoiceIssued
from accounting.models import Invoice
from marketplace.shared import events, numbers, policy
from marketplace.shared.clock import paris_day
from marketplace.shared.money import split_cents
from orders.events import RefundPaid, SellerOrderShipped
from orders.models import Refund, RefundLine, SellerOrder
from orders.states import RefundState
from sellers.application import mandates
from sellers.events import MandateGiven
from sellers.models import Seller

Kind = Invoice.Kind
# Goods refused or cancelled before they left were never invoiced: no credit note for them. What the
# operator bears lowers no price of the seller: a third party's gift (CGI 267 II 1°, CJEU C-300/12).
NEVER_INVOICED = (Refund.Cause.REFUSED, Refund.Cause.CANCELLED)
LOWERS_THE_PRICE = ~Q(cause__in=NEVER_INVOICED) & Q(borne_by=Refund.Bearer.SELLER)


@events.together
def issue_sales(shipped: Sequence[SellerOrderShipped]) -> list[Invoice]:
    """Hears SellerOrderShipped: issue the sellers' invoices, each in its seller's own series.

    Once a part. A mandate revoked while the last parcel was leaving makes it wait for the next one.
    """
    due = SellerOrder.objects.filter(pk__in=[event.seller_order_id for event in shipped])
    due = due.exclude(Exists(Invoice.objects.filter(seller_order=OuterRef("pk"), kind=Kind.SALE)))
    held = due.select_related("order", "seller")
    parts = list(held.prefetch_related("lines", "refunds", "order__businesses").order_by("pk"))
    mandated = {
        seller: mandates.in_force(seller) is not None for seller in {part.seller for part in parts}
    }
    # what one act ships leaves at one instant
    sold = [part for part in parts if mandated[part.seller]]
    return _sales(sold, at=sold[0].shipped_at) if sold else []


def issue_waiting(event: MandateGiven) -> None:
    """Hears MandateGiven: issue what waited while there was no mandate, oldest first."""
    mandate = mandates.in_force(Seller.objects.get(pk=event.seller_id))
    assert mandate is not None  # given in this very transaction
    shipped = SellerOrder.objects.filter(seller=event.seller_id, shipped_at__isnull=False)
    due = shipped.exclude(invoices__kind=Kind.SALE).select_related("order", "seller")
    _sales(due.order_by("shipped_at", "pk"), at=mandate.accepted_at)
    paid = Refund.objects.filter(
        seller_order__seller=event.seller_id,
        seller_order__invoices__kind=Kind.SALE,
        state=RefundState.PAID,
        credit_note=None,
    ).filter(LOWERS_THE_PRICE)
    for refund in paid.select_related("seller_order").order_by("paid_at", "pk"):
        _credit(refund, refund.seller_order.invoices.get(kind=Kind.SALE), at=mandate.accepted_at)


def _sales(parts: Iterable[SellerOrder], *, at: datetime) -> list[Invoice]:
    """The invoices of these parts; what was paid back before follows each at once."""
    issued = [(part, invoice) for part in parts if (invoice := _sale(part, at=at)) is not None]
    events.publish_each(
        [(InvoiceIssued(invoice_id=row.pk, kind=row.kind), row) for _part, row in issued],
        within=lambda invoice: invoice.seller_order,
        at=at,
    )
    for part, invoice in issued:
        for refund in _already_returned(part):
            _credit(refund, invoice, at=at)
    return [invoice for _part, invoice in issued]


def _sale(part: SellerOrder, *, at: datetime) -> Invoice | None:
    order, issuer = part.order, parties.of_sale(part)
    with translation.override(order.language):
        pieces = _sold(part)
        if not pieces:
            return None
        sums, customer = documents.compose(pieces), parties.of_buyer(order)
        return _write(
            Kind.SALE,
            prefix=part.seller.code,
            at=at,
            sums=sums,
            seller=part.seller,
            seller_order=part,
            language=order.language,
            issuer=issuer,
            customer=customer,
            mentions=documents.sale_mentions(
                house=policy.entity().legal_name,
                seller=issuer,
                customer=customer,
                lines=sums.lines,
                order=order,
                part=part,
            ),
        )


def credit_refund(event: RefundPaid) -> Invoice | None:
    """Hears RefundPaid: issue the credit note of what was invoiced and is given back."""
    refund = Refund.objects.select_related("seller_order").get(pk=event.refund_id)
    if (
        refund.seller_order is None
        or not Refund.objects.filter(LOWERS_THE_PRICE, pk=refund.pk).exists()
    ):
        return None
    invoice = refund.seller_order.invoices.filter(kind=Kind.SALE).first()
    issued = Invoice.objects.filter(refund=refund).first()
    if invoice is None or issued is not None or mandates.in_force(invoice.seller) is None:
        return issued
    return _credit(refund, invoice, at=refund.paid_at)


def issue(kind: str, *, about, at: datetime, **document) -> Invoice:
    """Take the number and write the document: the last step, after every check.

    Its day is `on`, or that of `at`; never earlier than the day of the last one of its series.
    """
    invoice = _write(kind, at=at, **document)
    issued = InvoiceIssued(invoice_id=invoice.pk, kind=kind)
    events.publish(issued, about=invoice, within=about, at=at)
    return invoice


def _write(
    kind: str, *, prefix: str, at: datetime, sums: Sums, on: date | None = None, **also
) -> Invoice:
    day = on or paris_day(at)
    series = f"{prefix}-{day.year}"
    taken = numbers.take(series, on=day)
    return Invoice.objects.create(
        kind=kind,
        series=series,
        rank=taken.number,
        number=f"{series}-{taken.number:06d}",
        issued_on=taken.on,
        issued_at=at,
        lines=sums.lines,
        rates=sums.rates,
        net_cents=sums.net_cents,
        vat_cents=sums.vat_cents,
        gross_cents=sums.net_cents + sums.vat_cents,
        **also,
    )


def _sold(part: SellerOrder) -> list[Piece]:
    goods = [
        Piece(
            title=_named(line),
            quantity=quantity,
            gross_cents=line.unit_cents * quantity,
            vat_bps=line.vat_bps,
            sku=line.sku,
            line_id=line.pk,
        )
        for line in part.lines.all()
        if (quantity := line.quantity - line.cancelled)
    ]
    never_due = [refund for refund in part.refunds.all() if refund.cause in NEVER_INVOICED]
    postage = part.shipping_cents - sum(refund.shipping_cents for refund in never_due)
    title = f"{_('Livraison')} ({part.shipping_name})"
    return goods + documents.shipping_pieces(postage, goods, title)


def _named(line) -> str:
    return f"{line.title}, {line.variant}" if line.variant else line.title


def _given_back(line: RefundLine) -> str:
    """The article as the invoice named it; a reduction of its price says that it is one."""
    name = _named(line.line)
    return name if line.quantity else _("Réduction de prix : {article}").format(article=name)


def _already_returned(part: SellerOrder):
    if not part.refunds.all():  # from memory where the parts of a send were read together
        return []
    return part.refunds.filter(LOWERS_THE_PRICE, state=RefundState.PAID, credit_note=None).order_by(
        "pk"
    )


def _credit(refund: Refund, invoice: Invoice, *, at: datetime) -> Invoice:
    # Locked: the notes before this one decide how much VAT is left to give back.
    part = (
        SellerOrder.objects.select_for_update(of=("self",))
        .select_related("seller", "order")
        .get(pk=invoice.seller_order_id)
    )
    earlier = list(Invoice.objects.filter(corrects=invoice))
    pieces = [
        Piece(
            title=_given_back(line),
            quantity=line.quantity or 1,
            gross_cents=line.amount_cents,
            vat_bps=line.line.vat_bps,
            sku=line.line.sku,
            line_id=line.line_id,
        )
        for line in refund.lines.select_related("line").order_by("pk")
        if line.amount_cents
    ] + _postage_back(refund, invoice, earlier)
    before: dict[int, tuple[int, int]] = {}
    for rate in (rate for note in earlier for rate in note.rates):
        gross, tax = before.get(rate["bps"], (0, 0))
        before[rate["bps"]] = (gross + rate["gross_cents"], tax + rate["vat_cents"])
    with translation.override(invoice.language):
        sums = documents.compose(pieces, documents.rates_after(before, pieces))
        return issue(
            Kind.SALE_CREDIT,
            prefix=f"AV-{part.seller.code}",
            at=at,
            about=part,
            sums=sums,
            seller=part.seller,
            seller_order=part,
            refund=refund,
            corrects=invoice,
            language=invoice.language,
            issuer=invoice.issuer,
            customer=invoice.customer,
            mentions=documents.credit_mentions(
                house=policy.entity().legal_name,
                seller=invoice.issuer,
                lines=sums.lines,
                invoice=invoice,
                reason=refund.get_cause_display(),
            ),
        )


def _postage_back(refund: Refund, invoice: Invoice, earlier: list[Invoice]) -> list[Piece]:
    """Shipping given back, at the rates at which what is left of it was invoiced."""
    left: dict[int, int] = {}
    title = _("Livraison")
    for sign, document in [(1, invoice), *((-1, note) for note in earlier)]:
        for line in document.lines:
            if line["kind"] == documents.SHIPPING:
                left[line["vat_bps"]] = left.get(line["vat_bps"], 0) + sign * line["gross_cents"]
                title = line["title"] if sign > 0 else title
    rates = sorted(left, reverse=True)
    if not refund.shipping_cents or not sum(left.values()):
        return []
    shares = split_cents(refund.shipping_cents, [left[bps] for bps in rates])
    return [
        Piece(title=title, quantity=1, gross_cents=share, vat_bps=bps, kind=documents.SHIPPING)
        for share, bps in zip(shares, rates, strict=True)
        if share
    ]
