"""What a sale would leave to a seller, before it is made."""

from __future__ import annotations

from django.shortcuts import render

from accounting.commissions import commissions
from accounting.commissions.forms import PriceForm
from marketplace.shared import clock
from sellers.access import seller


@seller(preparing=True)
def simulator(request):
    """What a sale would leave: an article at 49 € in a category."""
    return render(
        request, "seller/accounting/simulator.html", _tried(request, data=request.GET or None)
    )


@seller(preparing=True)
def commission_preview(request):
    """What a price leaves after the commission, as a panel of the product form."""
    return render(request, "seller/accounting/_preview.html", _tried(request, data=request.GET))


def _tried(request, data) -> dict:
    form = PriceForm(data)
    tried = {"form": form, "due": None, "refused": ""}
    if form.is_bound and form.is_valid() and form.cleaned_data["price"]:
        try:
            tried["due"] = commissions.preview(
                form.cleaned_data["price"],
                form.cleaned_data["category"],
                request.seller,
                clock.today(),
            )
        except commissions.NoRule as refusal:
            tried["refused"] = str(refusal)
    return tried
