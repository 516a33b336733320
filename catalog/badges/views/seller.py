"""The seller's page of badges: what sheets and shop bear, and what is missing for the next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.badges import holding
from marketplace.shared import clock
from sellers.access import seller


@require_safe
@seller("catalogue")
def listing(request: HttpRequest) -> HttpResponse:
    """Each badge with the sheets that bear it and those that come near."""
    at = clock.now()
    values = {
        "of_goods": holding.of_goods(request.seller, at=at),
        "of_shops": holding.of_shop(request.seller, at=at),
    }
    return render(request, "seller/catalog/badges.html", values)
