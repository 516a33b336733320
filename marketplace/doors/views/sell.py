"""« Vendre chez nous »: the page that an editor composed, or the one the house ships."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import freshness
from marketing.models import Page
from marketing.pages import showing
from marketplace.shared import guests
from marketplace.shared.clock import now
from marketplace.shared.replicas import reading


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def show(request: HttpRequest) -> HttpResponse:
    """The recruitment page of the marketplace."""
    shown = showing.show(request, Page.Kind.SELL, at=now())
    url = f"{settings.BASE_URL}{reverse('shop-sell')}"
    return render(request, "shop/sellers/sell.html", {"shown": shown, "canonical": url})
