"""The shop's home page, made of the catalogue, its makers and their stories."""

from __future__ import annotations

from operator import attrgetter

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
from marketplace.shared.replicas import reading
from orders.buying import cookie, held
from sellers import standing

AISLES = 10
# what the page shows of a shop and of a story
SHOP = attrgetter("pk", "slug", "name", "city", "story", "logo.name")
STORY = attrgetter("slug", "local_title", "local_standfirst", "image.name")


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def show(request: HttpRequest) -> HttpResponse:
    """The home page: one image, the aisles, what is new, who makes, what there is to read."""
    at = now()
    articles = stories.latest(at=at, most=4)
    front = queries.front(at=at)
    shown = [card.pk for row in (*front.rows.values(), front.goods) for card in row]
    guests.rests_on(request, [*map(freshness.key_of_sheet, shown), standing.SHOPS])
    told = [order for order in held.of(cookie.cart_of(request), at=at) if order.is_waiting]
    aisles, figures, rules = _aisles(), queries.figures(), policy.rules(CatalogRules)
    return render(
        request,
        "shop/home.html",
        {
            "told": told,
            "lead_story": next((article for article in articles if article.image), None),
            "articles": articles[:3],
            "rows": front.rows,
            "mosaic": front.rows["fresh"][:4],
            "aisles": aisles,
            "makers": front.makers,
            "maker": front.maker,
            "maker_cards": front.goods,
            "figures": figures,
            "rules": rules,
            "wording": (
                *(tuple(card.wording for card in row) for row in front.rows.values()),
                tuple(card.wording for card in front.goods),
                front.maker.pk if front.maker else None,
                tuple(map(SHOP, front.makers)),
                tuple(map(STORY, articles)),
                tuple((a["place"].slug, a["place"].label, a["image"]) for a in aisles),
                tuple(figures.values()),
                rules.withdrawal_days,
            ),
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
