"""The page of a shop as everybody sees it, and a version of it before that."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from catalog.shop.views import shop as catalogue
from marketing.shopfronts import previews, showing
from marketplace.shared import campaigns
from marketplace.shared.clock import now
from marketplace.shared.replicas import reading
from sellers.models import Seller


@require_safe
@reading.may_replicate
def seller(request: HttpRequest, slug: str) -> HttpResponse:
    """A shop: what it tells of itself, then its goods; a narrowed list is not interrupted."""

    def told(shop: Seller) -> dict[str, object]:
        if campaigns.besides(request.GET):
            return {"is_told": True}  # the list says by itself whether engines may keep it
        shown = showing.public(shop, at=now())
        version = shown.version if shown else None
        return {
            "above": shown,
            "told_apart": {"items": shown.news if shown else []},
            "is_told": version is not None and version.is_told,
        }

    return catalogue.seller(request, slug, told)


@never_cache
@require_safe
@csp_replace({"frame-ancestors": [SELF]})
@xframe_options_sameorigin
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """A version of a shop's page, without its goods, to whoever has the link."""
    version = previews.read(token)
    if version is None:
        raise Http404
    asked = request.GET.get("langue", "")
    with override(asked if asked in ("fr", "en") else get_language()):
        shown = showing.draft(version, at=now())
        return render(
            request,
            "shop/pages/shop_preview.html",
            {
                "shop": version.seller,
                "score": version.seller.rating_hundredths / 100,
                "version": version,
                "shown": shown,
                "told_apart": {"items": shown.news},
            },
        )
