"""The shop's home page, made of the catalogue, its makers and their stories."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import freshness
from catalog.models import CatalogRules
from catalog.shop import queries
from catalog.tree import tree
from marketing.editorial import queries as stories
from marketplace.shared import guests, policy
from marketplace.shared.clock import now
from orders.buying import cookie, held
from sellers import standing

AISLES = 10


@require_safe
@guests.for_guests(watch=[freshness.WHOLE])
def show(request: HttpRequest) -> HttpResponse:
    """The home page: one image, the aisles, what is new, who makes, what there is to read."""
    at = now()
    articles = stories.latest(at=at, most=4)
    selections = queries.selections(at=at)
    makers = queries.makers(at=at)
    maker = makers[at.timetuple().tm_yday % len(makers)] if makers else None
    maker_cards = queries.showcase(maker, at=at) if maker else []
    shown = [card.pk for row in (*selections.values(), maker_cards) for card in row]
    guests.rests_on(request, [*map(freshness.key_of_sheet, shown), standing.SHOPS])
    return render(
        request,
        "shop/home.html",
        {
            "told": [
                order for order in held.of(cookie.cart_of(request), at=at) if order.is_waiting
            ],
            "lead_story": next((article for article in articles if article.image), None),
            "articles": articles[:3],
            "rows": selections,
            "mosaic": selections["fresh"][:4],
            "aisles": _aisles(),
            "makers": makers,
            "maker": maker,
            "maker_cards": maker_cards,
            "figures": queries.figures(),
            "rules": policy.rules(CatalogRules),
            "canonical": f"{settings.BASE_URL}/",
        },
    )


def _aisles() -> list[dict]:
    covers = queries.covers_by_root()
    roots = [
        {"place": place, "image": place.image or covers.get(place.path, "")}
        for place in tree().roots
    ]
    return roots[:AISLES]
