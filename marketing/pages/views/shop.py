"""The composed pages of the shop, and their previews."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from catalog import freshness
from marketing.models import Page, Version
from marketing.pages import addresses, previews, showing
from marketplace.shared import guests
from marketplace.shared.clock import now
from marketplace.shared.replicas import reading


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def landing(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of a season."""
    return _page(request, Page.Kind.LANDING, slug)


@require_safe
@reading.may_replicate
@guests.for_guests(watch=[freshness.WHOLE])
def house(request: HttpRequest, slug: str) -> HttpResponse:
    """A page about the house: who we are, our values, the press."""
    return _page(request, Page.Kind.HOUSE, slug)


def _page(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    shown = showing.show(request, kind, slug, at=now())
    if shown is None or shown.version is None:
        raise Http404
    url = settings.BASE_URL + addresses.path(shown.version.page)
    return render(
        request,
        "shop/pages/page.html",
        {"shown": shown, "version": shown.version, "canonical": url},
    )


@never_cache
@require_safe
@csp_replace({"frame-ancestors": [SELF]})
@xframe_options_sameorigin
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """A version as it would be seen, to whoever has its link."""
    try:
        asked = previews.read(token)
    except previews.NoPreview as refusal:
        raise Http404(str(refusal)) from refusal
    version = get_object_or_404(Version.objects.select_related("page"), pk=asked.version_id)
    at = asked.at or now()
    with override(asked.language):
        shown = showing.drawn(version.blocks, version, at=at)
        return render(
            request,
            "shop/pages/page.html",
            {
                "shown": shown,
                "version": version,
                "preview": at,
                "canonical": settings.BASE_URL + addresses.path(version.page),
            },
        )
