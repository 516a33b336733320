"""The pages of labels that everybody may read: what each means, how it is checked, who bears it."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import freshness, search
from catalog.attributes.filtering import LABEL
from catalog.labels import labels
from catalog.shop import queries
from marketplace.shared import guests
from marketplace.shared.clock import now, paris_day
from marketplace.shared.readable import row_number
from marketplace.shared.replicas import reading
from sellers import standing
from sellers.models import Seller

SHOPS = 60
GOODS = 12


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE, standing.SHOPS])
def listing(request: HttpRequest) -> HttpResponse:
    """Every label in force, those of goods and those of shops."""
    guests.rests_on(request, [freshness.WHOLE, standing.SHOPS])
    shown = labels.labels().standing(paris_day(now()))
    return render(
        request,
        "shop/catalog/labels.html",
        {
            "of_goods": [each for each in shown if not each.is_of_shops],
            "of_shops": [each for each in shown if each.is_of_shops],
            "canonical": f"{settings.BASE_URL}{reverse('shop-labels')}",
        },
    )


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE, standing.SHOPS])
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A label: what it means, who delivers it, how we check it, who and what bears it."""
    guests.rests_on(request, [freshness.WHOLE, standing.SHOPS])
    at = now()
    day, known = paris_day(at), labels.labels()
    label = known.get(slug, day)
    if label is None:
        raise Http404
    borne = known.bearers(slug, day)
    bearing = Seller.objects.selling(at).filter(pk__in=list(borne)).order_by("name", "pk")
    pages = Paginator(bearing.only("slug", "name", "city"), SHOPS)
    page = pages.get_page(row_number(request.GET.get("page", "1")) or 1)
    goods = None
    if not label.is_of_shops:
        goods = search.answer(search.Query(chosen={LABEL: (slug,)}), at=at)
    return render(
        request,
        "shop/catalog/label.html",
        {
            "label": label,
            "page": page,
            "bearing": [(shop, borne[shop.pk].since) for shop in page.object_list],
            "shops": pages.count,
            "total": goods.total if goods else 0,
            "more": bool(goods and goods.more),
            "cards": queries.cards(goods.ids[:GOODS], at=at) if goods else [],
            "all_goods": f"{reverse('shop-search')}?{LABEL}={slug}",
            "in_directory": f"{reverse('shop-directory')}?{LABEL}={slug}",
            "canonical": f"{settings.BASE_URL}{label.url}",
        },
    )
