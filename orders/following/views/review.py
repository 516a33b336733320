"""The page on which a buyer says what they think of an article they received."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.reviews import reviews
from marketplace.shared import clock, limits, visitor
from marketplace.shared.states import Refusal
from orders.buying import access
from orders.buying.access import address
from orders.following import received
from orders.following.forms import ReviewForm


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """Rate a delivered line, once: only who received it may."""
    order = access.order_for(request, number)
    purchase = received.line(order, line)
    form = ReviewForm(request.POST or None, initial={"author": order.recipient.split(" ")[0]})
    if request.method == "POST" and form.is_valid():
        try:
            limits.check("review", visitor.address(request), 20, limits.HOUR)
            reviews.write(
                purchase.offer.product,
                seller=purchase.seller_order.seller,
                purchase=purchase.pk,
                bought_on=clock.paris_day(order.placed_at),
                at=clock.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Merci ! Votre avis est enregistré."))
            if request.POST.get("suite") == "photos":
                return redirect(access.within(request, order, "shop-photos", purchase.pk))
            return redirect(address(request, order))
    return render(
        request,
        "shop/orders/review_new.html",
        {
            "order": order,
            "line": purchase,
            "form": form,
            "token": access.token_in(request),
            "back": address(request, order),
        },
    )
