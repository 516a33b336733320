"""The page on which a buyer asks to give goods back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.shared import clock, limits, visitor
from marketplace.shared.states import Refusal
from orders import access, returns
from orders.forms_after import ReturnForm
from orders.views.orders import address, part_for


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, number: str, part: int) -> HttpResponse:
    """Choose what comes back, and why."""
    order, row = part_for(request, number, part)
    lines, left = list(row.lines.order_by("pk")), returns.returnable(row)
    alone = sum(left.values()) == 1  # nothing to choose: the one piece comes back
    form = ReturnForm(request.POST or None, lines=lines, left=left, initial_full=alone)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        by = request.user if request.user.is_authenticated else None
        try:
            limits.check("return", visitor.address(request), 20, limits.HOUR)
            back = returns.ask(
                row, pieces=form.pieces(), reason=data["reason"], comment=data["comment"], by=by, now=clock.now())
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _(
                "Votre demande de retour {number} est transmise au vendeur.").format(number=back.number))
            return redirect(address(request, order))
    last = returns.last_day(row)
    return render(request, "shop/orders/return_new.html", {
        "order": order, "part": row, "form": form, "last_day": last, "token": access.token_in(request),
        "in_time": last is None or clock.paris_day(clock.now()) <= last, "back": address(request, order),
        "anything": bool(form.lines)})
