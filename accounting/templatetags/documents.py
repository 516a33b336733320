"""What the pages of orders show of the accounts: documents, and what the seller earns."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.db.models import F, Sum

from accounting.models import Commission, Invoice

register = template.Library()


@dataclass(frozen=True)
class Earning:
    """What an order brings its seller, as it stands."""

    total_cents: int
    refunded_cents: int
    commission_cents: int
    vat_cents: int

    @property
    def net_cents(self) -> int:
        """What remains for the seller."""
        return self.total_cents - self.refunded_cents - self.commission_cents - self.vat_cents


@register.simple_tag
def documents_of(order) -> list[Invoice]:
    """The invoices and credit notes of an order, those of all its sellers, oldest first."""
    kinds = (Invoice.Kind.SALE, Invoice.Kind.SALE_CREDIT)
    rows = Invoice.objects.filter(seller_order__order=order, kind__in=kinds)
    return list(rows.only("kind", "number", "issued_on", "gross_cents", "seller_order_id").order_by("pk"))


@register.simple_tag
def earning_of(part) -> Earning:
    """What a seller's part of an order brings, commission and refunds taken off."""
    sums = Commission.objects.filter(line__seller_order=part).aggregate(
        net=Sum(F("net_cents") - F("reversed_cents")), vat=Sum(F("vat_cents") - F("reversed_vat_cents")))
    return Earning(part.total_cents, part.refunded_cents, sums["net"] or 0, sums["vat"] or 0)
