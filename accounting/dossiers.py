"""What accounting knows of an order or a seller, in their files: commission, what is held, paid."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import F, QuerySet, Sum
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from accounting.documents import contests
from accounting.models import Account, Commission, Invoice, Line, Payout
from accounting.payouts import held, payable
from marketplace.shared import clock, places
from marketplace.shared.dossiers import Added, Panel
from marketplace.shared.templatetags.ui import day, money
from orders.models import Dispute, Incident, Order, Refund, Return, SellerOrder
from sellers.models import Seller


def of_order(order: Order) -> Added:
    """For each seller of an order: commission, what was paid out, what is held and until when."""
    invoices = _sales(order.pk)
    parts = [part for part in order.seller_orders.all() if part.paid_at]
    beside = [_money(order, parts)] if parts else []
    return Added(beside=[*beside, _papers(invoices)] if invoices else beside, rows=invoices)


def of_dispute(dispute: Dispute) -> Added:
    """What each seller of the order was paid or waits for, and the documents of the sale, which
    prove it to a bank.
    """
    order = dispute.payment.order
    invoices = _sales(order.pk)
    parts = [part for part in order.seller_orders.all() if part.paid_at]
    beside = [_money(order, parts)] if parts else []
    return Added(
        beside=[*beside, _papers(invoices)] if invoices else beside,
        rows=invoices,
        quotes=[
            _("{kind} {number} du {day}, {sum} TTC.").format(
                kind=invoice.get_kind_display(),
                number=invoice.number,
                day=day(invoice.issued_on),
                sum=money(invoice.gross_cents),
            )
            for invoice in invoices
        ],
    )


def of_incident(row: Incident) -> Added:
    """The documents of the part that a complaint is about."""
    return _papers_of(Invoice.objects.filter(seller_order=row.seller_order_id))


def of_return(row: Return) -> Added:
    """Commission, what was paid out and what is held on the part that something comes back of, and
    its documents.
    """
    part = row.seller_order
    papers = _papers_of(Invoice.objects.filter(seller_order=part))
    beside = [_money(part.order, [part])] if part.paid_at else []
    return Added(beside=[*beside, *papers.beside], rows=papers.rows)


def of_refund(refund: Refund) -> Added:
    """The credit note of a refund."""
    return _papers_of(Invoice.objects.filter(refund=refund))


def of_seller(seller: Seller) -> Added:
    """What the house holds for a seller, the next payout and the last ones; for who pays them."""
    return Added(beside=held.money(seller) if places.opens(Payout) else [])


def _papers_of(rows: QuerySet[Invoice]) -> Added:
    invoices = _read(rows)
    return Added(beside=[_papers(invoices)], rows=invoices) if invoices else Added()


def _sales(order_id: int) -> list[Invoice]:
    return _read(Invoice.objects.filter(seller_order__order=order_id))


def _read(rows: QuerySet[Invoice]) -> list[Invoice]:
    return list(contests.marked(rows).select_related("seller", "seller_order").order_by("pk"))


def _money(order: Order, parts: list[SellerOrder]) -> Panel:
    kept = F("net_cents") + F("vat_cents") - F("reversed_cents") - F("reversed_vat_cents")
    commissions = dict(
        Commission.objects.filter(line__seller_order__order=order)
        .values_list("line__seller_order")
        .annotate(cents=Sum(kept))
        .order_by()
    )
    paid: dict[int, list] = defaultdict(list)
    for pk, payout, cents in (
        Line.objects.filter(
            account=Account.SELLERS, seller_order__order=order, payout_item__isnull=False
        )
        .values_list("seller_order", "payout_item__payout")
        .annotate(cents=Sum(payable.SIGNED))
        .order_by("payout_item__payout")
    ):
        paid[pk].append(places.link_to(Payout, payout, _("{sum} versés").format(sum=money(cents))))
    held = {share.seller_order_id: share for share in payable.shares_of(order, clock.now())}
    rows: list[tuple] = []
    for part in parts:
        words = [
            _("commission {sum}").format(sum=money(commissions.get(part.pk, 0))),
            *paid.get(part.pk, []),
            _waiting(held.get(part.pk)),
        ]
        rows.append((part.seller, format_html_join(" · ", "{}", [(w,) for w in words if w])))
    return Panel(title=_("Part des vendeurs"), rows=rows)


def _waiting(share: payable.Share | None) -> str:
    """What is held on a part, and until when or why."""
    if share is None:
        return ""
    if share.cents < 0:
        return _("{sum} dus par le vendeur").format(sum=money(-share.cents))
    if share.reason:
        return _("{sum} retenus : {reason}").format(sum=money(share.cents), reason=share.reason)
    if share.due_on is None:
        return _("{sum} retenus").format(sum=money(share.cents))
    return _("{sum} à verser dès le {day}").format(sum=money(share.cents), day=day(share.due_on))


def _papers(invoices: list[Invoice]) -> Panel:
    return Panel(
        title=_("Documents"),
        rows=[
            (
                invoice.get_kind_display(),
                format_html(
                    "{} · {} · {}", places.link(invoice), money(invoice.gross_cents), _file(invoice)
                ),
            )
            for invoice in invoices
        ],
    )


def _file(invoice: Invoice) -> str:
    if invoice.rendered_at is None:
        return _("PDF en préparation")
    return format_html(
        '<a href="{}">PDF</a>', reverse("admin:accounting_invoice_file", args=[invoice.pk])
    )
