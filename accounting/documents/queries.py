"""Which documents a seller and a buyer may read."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from accounting.models import (
    BilledCommission,
    Invoice,
)
from orders.models import Order
from sellers.models import Seller


def invoices_of(seller: Seller, kind: str = "") -> QuerySet[Invoice]:
    """The documents in a seller's name and those addressed to them, latest first."""
    documents = Invoice.objects.filter(seller=seller).select_related("seller_order", "corrects")
    closes = BilledCommission.objects.filter(invoice=OuterRef("pk"), closed_in__isnull=False)
    documents = documents.annotate(closes=Subquery(closes.values("closed_in__month")[:1]))
    kinds = {"ventes": ("sale", "sale_credit"), "commissions": ("commission", "commission_credit")}
    return documents.filter(kind__in=kinds.get(kind, Invoice.Kind.values)).order_by(
        "-issued_at", "-pk"
    )


def documents_of(order: Order) -> QuerySet[Invoice]:
    """What a buyer may download: invoices and credit notes of the parts of an order."""
    return Invoice.objects.filter(
        seller_order__order=order, kind__in=("sale", "sale_credit")
    ).order_by("pk")
