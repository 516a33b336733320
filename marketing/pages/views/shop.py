"""The composed pages of the shop, and their previews."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from catalog import freshness
from marketing.models import Page
from marketing.pages import addresses, defaults, previews, showing
from marketing.pages.articles import bodies
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
    """A page as somebody would see it, to whoever has the link."""
    try:
        page, version, sight = previews.read(token, at=now())
    except previews.NoPreview as refusal:
        raise Http404(str(refusal)) from refusal
    if sight.is_phone and "cadre" not in request.GET:
        return render(request, "shop/pages/phone.html", {"page": page})
    at = sight.at or now()
    told = {
        "version": version,
        "preview": at,
        "canonical": settings.BASE_URL + addresses.path(page),
    }
    with override(sight.language):
        told["whom"] = dict(previews.eyes()).get(sight.audience, "") if sight.audience else ""
        if page.article is not None:
            body = bodies.drawn(page.article, version, at=at)
            told |= {"article": page.article, "body": body, "shown": body.shown}
            return render(request, "shop/pages/article.html", told)
        blocks = version.blocks if version else defaults.shown(page.kind, page.name)
        told["shown"] = showing.drawn(blocks, version, at=at, asked=request.GET.dict())
        return render(request, "shop/pages/page.html", told)
