"""What a seller says of a parcel that its carrier sent back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.shared import clock
from marketplace.shared.states import Refusal
from orders import moneyback
from orders.models import Shipment
from orders.tracking import coming_back
from sellers.access import seller


@require_POST
@seller("orders")
def came_back(request: HttpRequest, number: str, parcel: int) -> HttpResponse:
    """A parcel is back at the shop, unopened: its buyer is refunded."""
    row = get_object_or_404(
        Shipment.objects.select_related("seller_order"),
        seller_order__seller=request.seller,  # type: ignore[attr-defined]
        seller_order__number=number,
        number=parcel,
    )
    at, restock = clock.now(), "restock" in request.POST
    try:
        coming_back.take_back(row, restock=restock, by=request.user, at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        money = moneyback.decided(row.seller_order.order_id, at=at)
        messages.success(request, f"{_('Le retour du colis est constaté.')} {money}".strip())
    return redirect("seller-order", number)
