"""The directory of shops: who sells here, where they are, what they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from catalog import freshness
from catalog.attributes.filtering import LABEL
from catalog.directory import nearness, plan, shops
from catalog.labels import labels
from catalog.labels.labels import Known
from catalog.tree import Place, tree
from marketplace.shared import guests
from marketplace.shared.clock import now, paris_day, today
from marketplace.shared.folding import fold
from marketplace.shared.readable import row_number
from marketplace.shared.replicas import reading
from sellers import regions, standing
from sellers.models import Seller

A_PAGE = 24
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Card:
    """A shop as the list shows it."""

    shop: Seller
    region: str
    aisles: list[Place]
    distance: str
    labels: list[Known]  # of the shop itself

    @property
    def score(self) -> float:
        """Its note out of five."""
        return self.shop.rating_hundredths / 100


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE, standing.SHOPS])
def show(request: HttpRequest) -> HttpResponse:
    """Every shop that sells, by name, place and aisle; the nearest first where a place is typed."""
    at = now()
    words, place = _typed(request, "q"), _typed(request, "pres")
    if not (words or place):  # what people type is theirs: it is not kept for others
        guests.rests_on(request, [freshness.WHOLE, standing.SHOPS])
    here = nearness.read(place) if place else None
    region = request.GET.get("region", "")
    aisle = tree().by_slug.get(request.GET.get("rayon", ""))
    asked = shops.Asked(
        words=tuple(fold(words).split()),
        region=region if region in regions.REGIONS else "",
        aisle=aisle if aisle and len(aisle.path) <= shops.DEEP else None,
        label=labels.labels().get(request.GET.get(LABEL, ""), paris_day(at)),
        near=here.spot if here else None,
    )
    every, found = shops.selling(at=at), shops.found(asked, at=at)
    page = Paginator(found, A_PAGE).get_page(row_number(request.GET.get("page", "1")) or 1)
    kept = {
        "q": words,
        "rayon": asked.aisle.slug if asked.aisle else "",
        LABEL: asked.label.slug if asked.label else "",
    }
    return render(
        request,
        "shop/catalog/directory.html",
        {
            "asked": asked,
            "words": words,
            "place": place,
            "here": here,
            "total": len(found),
            "every": len(every),
            "page": page,
            "cards": _cards(page.object_list, here),
            "plan": _plan(asked, found, at=at),
            "stem": urlencode({name: value for name, value in kept.items() if value}),
            "regions": shops.in_every_region(at=at),
            "aisles": shops.in_aisles(every),
            "labels": shops.with_labels(every, at=at),
            "narrowed": found != every or bool(place),
            "is_first": page.number == 1,
            "canonical": f"{settings.BASE_URL}{reverse('shop-directory')}",
        },
    )


def _plan(asked: shops.Asked, found: list[shops.Shop], *, at: datetime) -> plan.Plan:
    """The map of what was found; of a whole region it is at hand."""
    if asked.words or asked.aisle or asked.label or asked.near:
        return plan.drawn(found, region=asked.region, here=asked.near)
    return plan.of_region(asked.region, at=at)


def _typed(request: HttpRequest, name: str) -> str:
    """What was typed in a field, printable and of a decent length."""
    text = "".join(letter for letter in request.GET.get(name, "")[:LONGEST] if letter.isprintable())
    return " ".join(text.split())


def _cards(page: list[shops.Shop], here: nearness.Around | None) -> list[Card]:
    rows = Seller.objects.only(
        "slug", "name", "logo", "city", "opened_at", "rating_count", "rating_hundredths"
    ).in_bulk([shop.pk for shop in page])
    sold, day = shops.sold_by(), today()
    return [
        Card(
            rows[shop.pk],
            regions.REGIONS[shop.region][0] if shop.region else "",
            shops.told(sold.get(shop.pk, ())),
            nearness.words(here, shop.postcode, shop.spot) if here else "",
            labels.labels().of_shop(shop.pk, day),
        )
        for shop in page
        if shop.pk in rows
    ]
