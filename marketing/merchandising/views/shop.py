"""The lists of the shop that the house presents: categories and collections, with what it composed
above them, and the feed of a collection.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import freshness
from catalog.models import Collection
from catalog.shop import collections as shown
from catalog.shop import feeding, filters, queries
from catalog.shop.views import shop as catalogue
from marketing.models import Page
from marketing.pages import showing
from marketplace.shared import campaigns, guests
from marketplace.shared.clock import now
from marketplace.shared.replicas import reading


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """A category, below what the house composed for it."""
    return catalogue.category(request, slug, above=_above(request, Page.Kind.CATEGORY, slug))


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """A collection: its products in its order, and what narrows them."""
    at = now()
    found = shown.shown(slug, at=at)
    if found is None:
        if Collection.objects.filter(slug=slug).exclude(starts_at=None).exists():
            return redirect("shop-collections")  # it was there: others are
        raise Http404
    guests.rests_on(request, [freshness.WHOLE, shown.KEY])
    guests.stands_until(request, shown.next_change(at=at))
    query = shown.asked(
        filters.read(request.GET), found, at=at, is_sorted=bool(request.GET.get("tri"))
    )
    return catalogue.listing(
        request,
        "shop/marketing/collection.html",
        query,
        {
            "collection": found,
            "above": _above(request, Page.Kind.COLLECTION, slug),
            "others": [one for one in shown.every(at=at) if one.pk != found.pk][:12],
            "canonical": settings.BASE_URL + shown.path(found),
            "trail": [{"label": _("Collections"), "url": reverse("shop-collections")}],
        },
    )


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def collections(request: HttpRequest) -> HttpResponse:
    """Every collection, each with a photo of what is in it."""
    at = now()
    guests.rests_on(request, [freshness.WHOLE, shown.KEY])
    guests.stands_until(request, shown.next_change(at=at))
    every = shown.every(at=at)
    faces = queries.cards([one.face_id for one in every if one.face_id], at=at, delivery=False)
    photos = {card.pk: card for card in faces}
    return render(
        request,
        "shop/marketing/collections.html",
        {
            "collections": [(one, photos.get(one.face_id)) for one in every],
            "canonical": settings.BASE_URL + reverse("shop-collections"),
        },
    )


@require_safe
@reading.may_replicate
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The products of a collection, for readers of feeds and for comparers."""
    at = now()
    found = shown.shown(slug, at=at)
    if found is None:
        raise Http404
    return HttpResponse(
        feeding.of_collection(found, at=at), content_type="application/rss+xml; charset=utf-8"
    )


def _above(request: HttpRequest, kind: str, slug: str) -> showing.Shown | None:
    """What was composed for a list, above its first page; a narrowed list is not interrupted."""
    guests.rests_on(request, [showing.live.KEY])
    return None if campaigns.besides(request.GET) else showing.show(request, kind, slug, at=now())
