"""The page of criteria: what each badge that is shown asks, with the figures in force."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import freshness
from catalog.badges import shown
from marketplace.shared import guests
from marketplace.shared.replicas import reading


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def listing(request: HttpRequest) -> HttpResponse:
    """Every badge that is switched on, those of goods and those of shops."""
    guests.rests_on(request, [freshness.WHOLE])
    known = shown.badges()
    return render(
        request,
        "shop/catalog/badges.html",
        {
            "of_goods": known.of_goods,
            "of_shops": known.of_shops,
            "canonical": f"{settings.BASE_URL}{reverse('shop-badges')}",
        },
    )
