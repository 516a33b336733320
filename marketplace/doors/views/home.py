"""The shop's home page: what the operator composed, and the visitor's order that waits."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import freshness
from marketing.models import Page
from marketing.pages import showing
from marketplace.shared import guests
from marketplace.shared.clock import now
from marketplace.shared.replicas import reading
from orders.buying import cookie, held


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def show(request: HttpRequest) -> HttpResponse:
    """The home page: the version in force, or the one the house ships."""
    at = now()
    shown = showing.show(request, Page.Kind.HOME, at=at)
    told = [order for order in held.of(cookie.cart_of(request), at=at) if order.is_waiting]
    return render(
        request,
        "shop/home.html",
        {"told": told, "shown": shown, "canonical": f"{settings.BASE_URL}/"},
    )
