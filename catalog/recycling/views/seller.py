"""The seller's page of recycling schemes: what is sold in which, and the number of each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.recycling import numbers, standing
from catalog.recycling.forms import NumbersForm
from marketplace.shared import clock
from sellers.access import seller


@require_http_methods(["GET", "POST"])
@seller("catalogue")
def show(request: HttpRequest) -> HttpResponse:
    """Tell how each scheme stands; save the numbers, which confirms them for a year."""
    now = clock.now()
    today = clock.paris_day(now)
    rows = standing.of(request.seller, today=today)
    form = NumbersForm(request.POST or None, standing=rows)
    if request.method == "POST" and form.is_valid():
        given = {
            key: number
            for key, number in form.cleaned_data.items()
            if number or form.fields[key].initial
        }
        numbers.give(request.seller, given, by=request.user, at=now)
        messages.success(
            request, _("Vos identifiants de filière sont enregistrés, et confirmés pour un an.")
        )
        return redirect("seller-recycling")
    values = {
        "form": form,
        "lines": [(each, form[each.scheme], each.said(today)) for each in rows],
        "others": form.others(),
        "resting": standing.resting(request.seller),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "seller/catalog/recycling.html", values, status=status)
