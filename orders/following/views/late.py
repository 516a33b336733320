"""The buyer's page of an order that is late: wait, or have what has not left cancelled."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.shared import clock
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import day
from orders import contested, moneyback
from orders.buying import access
from orders.buying.access import address, part_for
from orders.fulfilment import late, patience
from orders.money import stakes
from orders.states import SellerOrderState


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """What is late of an order, and the two things that its buyer may choose."""
    order, seller_order = part_for(request, number, part)
    row = late.of(seller_order)
    if row is None:
        raise Http404
    if not row.may_choose or seller_order.state != SellerOrderState.TO_SHIP:
        messages.info(request, str(patience.NothingLate()))
        return redirect(address(request, order))
    at = clock.now()
    if request.method == "POST":
        return _choose(request, order, seller_order, at)
    return render(
        request,
        "shop/orders/late.html",
        {
            "order": order,
            "part": seller_order,
            "late": row,
            "until": patience.until_when(row, at),
            "lines": [line for line in seller_order.lines.order_by("pk") if line.waiting],
            "is_rest": any(line.shipped for line in seller_order.lines.all()),
            "others": order.seller_orders.exclude(pk=seller_order.pk).exists(),
            "back_cents": stakes.of_cancelling(seller_order),
            "contested": contested.warning(seller_order) is not None,
            "token": access.token_in(request),
            "back": address(request, order),
        },
    )


def _choose(request: HttpRequest, order, part, at) -> HttpResponse:
    act, who = request.POST.get("act", ""), request.user if request.user.is_authenticated else None
    if act not in ("wait", "cancel"):
        raise Http404
    try:
        if act == "wait":
            until = patience.wait(part, by=who, at=at)
            done = _("C'est noté : vous attendez jusqu'au {day}. Le vendeur est prévenu.").format(
                day=day(until)
            )
        else:
            patience.give_up(part, by=who, at=at)
            back = moneyback.decided(order, at=at).for_buyer
            done = " ".join(filter(None, (_("Ce qui n'était pas parti est annulé."), back)))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(address(request, order))
