"""What orders know of a sheet, for its file: what was sold of it, by whom, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Product
from marketplace.shared import places
from marketplace.shared.dossiers import Added, Panel
from marketplace.shared.templatetags.ui import figure, money
from orders.models import OrderLine, SellerOrder

SHOWN = 5
SELLERS = 20


def of_product(product: Product) -> Added:
    """Pieces and sums of each seller, and the last orders; nothing while none was paid."""
    lines = OrderLine.objects.filter(offer__product=product, seller_order__paid_at__isnull=False)
    sold = list(
        lines.values("seller_order__seller__name")
        .annotate(
            pieces=Sum(F("quantity") - F("cancelled")),
            back=Sum("returned"),
            cents=Sum(F("unit_cents") * (F("quantity") - F("cancelled"))),
        )
        .order_by("-pieces", "seller_order__seller__name")[:SELLERS]
    )
    if not sold:
        return Added()
    rows = [(each["seller_order__seller__name"], _told(each)) for each in sold]
    if places.opens(SellerOrder):
        rows.append((_("Dernières ventes"), _last(lines)))
    return Added(beside=[Panel(title=_("Ventes"), rows=rows)])


def _last(lines: QuerySet[OrderLine]) -> str:
    last = lines.select_related("seller_order").order_by("-seller_order__paid_at", "-pk")[:SHOWN]
    parts = list(dict.fromkeys(line.seller_order for line in last))
    return format_html_join(", ", "{}", ((places.link(part, part.number),) for part in parts))


def _told(sold: Mapping[str, Any]) -> str:
    words = [
        ngettext("{count} article", "{count} articles", sold["pieces"]).format(
            count=figure(sold["pieces"])
        ),
        money(sold["cents"]),
    ]
    if sold["back"]:
        words.append(
            ngettext("{count} retourné", "{count} retournés", sold["back"]).format(
                count=figure(sold["back"])
            )
        )
    return " · ".join(words)
