"""Another point for a parcel that has not left, once the chosen one closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.shared import clock
from marketplace.shared.states import Refusal
from orders.buying import access
from orders.buying.relay_form import RelayForm
from orders.models import SellerOrder
from orders.points import closings


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """Choose where to collect a parcel whose point closed; the order stands, nothing is paid."""
    order, row = access.part_for(request, number, part)
    back, at = access.address(request, order), clock.now()
    waiting = closings.of_order(order)
    if row not in waiting:
        if request.method == "POST":
            messages.info(request, str(closings.NothingToChoose()))
        return redirect(back)
    posted = request.POST if request.method == "POST" else None
    form = RelayForm(
        posted,
        carrier=row.shipping_carrier,
        country=order.country,
        delivery={"postcode": order.postcode},
        said={},
    ).look()
    if posted is not None and "refresh" in posted:  # other points are looked for
        form = form.unjudged()
    elif posted is not None and form.is_valid():
        _choose(request, row, form)
        return redirect(back)
    return render(
        request,
        "shop/orders/point.html",
        {
            "order": order,
            "part": row,
            "relay": form,
            "cards": form.cards(at),
            "shared": [
                other.seller_snapshot.get("name", "")
                for other in waiting
                if other.shipping_carrier == row.shipping_carrier
                and other.relay.get("code") == row.relay.get("code")
            ],
            "token": access.token_in(request),
            "back": back,
        },
        status=422 if form.errors else 200,
    )


def _choose(request: HttpRequest, part: SellerOrder, form: RelayForm) -> None:
    by = request.user if request.user.is_authenticated else None
    try:
        closings.choose(part, form.point(), by=by, at=clock.now())
    except Refusal as refusal:
        messages.info(request, str(refusal))
    else:
        done = _("C'est noté : votre colis partira pour ce point, et le vendeur le sait.")
        messages.success(request, done)
