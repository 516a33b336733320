"""What orders know of a shop, for its file: what it sold lately, and how that went."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Model, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from marketplace.shared import places
from marketplace.shared.dossiers import Added, Panel
from marketplace.shared.templatetags.ui import figure, money
from orders.models import Incident, Return, SellerOrder
from orders.parts import SOLD, sold_lately
from orders.states import IncidentState, ReturnState, SellerOrderState
from sellers.models import Seller

CLOSED = (IncidentState.DECIDED, IncidentState.WITHDRAWN)
States = SellerOrderState


def of_seller(seller: Seller) -> Added:
    """Its orders, returns and complaints of ninety days, each leading to their list; nothing while
    none was paid. What is older is in the lists.
    """
    lately = sold_lately(seller.pk)
    sold = lately.aggregate(
        count=Count("pk"),
        cents=Sum("total_cents", default=0),
        back=Sum("refunded_cents", default=0),
        accept=Count("pk", filter=Q(state=States.TO_ACCEPT)),
        ship=Count("pk", filter=Q(state=States.TO_SHIP)),
        cancelled=Count("pk", filter=Q(state=States.CANCELLED)),
    )
    if not sold["count"]:
        return Added()
    theirs = lately.values("pk")
    returns = _counted(Return.objects.filter(seller_order__in=theirs), Q(state=ReturnState.ASKED))
    claims = _counted(Incident.objects.filter(seller_order__in=theirs), ~Q(state__in=CLOSED))
    asked = {SOLD: str(seller.pk)}
    rows: list[tuple[Any, Any]] = [
        (_("Commandes"), _leading(SellerOrder, sold["count"], asked)),
        (_("Vendu"), money(sold["cents"])),
        (_("Remboursé"), money(sold["back"]) if sold["back"] else ""),
        (_("À accepter"), figure(sold["accept"]) if sold["accept"] else ""),
        (_("À expédier"), figure(sold["ship"]) if sold["ship"] else ""),
        (_("Annulées"), figure(sold["cancelled"]) if sold["cancelled"] else ""),
        (_("Retours"), _leading(Return, returns["count"], asked)),
        (_("dont sans réponse"), figure(returns["open"]) if returns["open"] else ""),
        (_("Réclamations"), _leading(Incident, claims["count"], asked)),
        (_("dont ouvertes"), figure(claims["open"]) if claims["open"] else ""),
    ]
    return Added(beside=[Panel(title=_("Ventes en 90 jours"), anchor="sales", rows=rows)])


def _counted(rows: QuerySet, waiting: Q) -> dict[str, int]:
    return rows.aggregate(count=Count("pk"), open=Count("pk", filter=waiting))


def _leading(model: type[Model], count: int, asked: dict[str, str]) -> str:
    """How many, leading to the list of this shop's where whoever reads may open it."""
    if not count or not places.opens(model):
        return figure(count)
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return format_html('<a href="{}?{}">{}</a>', page, urlencode(asked), figure(count))
