"""The help centre: what buyers and sellers ask, in pages that the operator composes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models import CatalogRules
from marketing.models import Page
from marketing.pages import addresses, showing
from marketing.pages.help import finding, opinions, screens
from marketplace.shared import limits, policy, visitor
from marketplace.shared.clock import now
from marketplace.shared.replicas import reading


@require_safe
@reading.may_replicate
def buyers(request: HttpRequest) -> HttpResponse:
    """The customer service: the shortest ways, who answers, and the buyers' pages of help."""
    rules = policy.rules(CatalogRules)
    return _centre(request, Page.Kind.HELP, "shop/help/buyers.html", {"rules": rules})


@require_safe
@reading.may_replicate
def sellers(request: HttpRequest) -> HttpResponse:
    """The sellers' pages of help."""
    return _centre(request, Page.Kind.HELP_SELLER, "shop/help/sellers.html", {})


def _centre(request: HttpRequest, kind: str, template: str, more: dict[str, Any]) -> HttpResponse:
    at, language = now(), get_language() or "fr"
    screen = request.GET.get("ecran", "")
    if screen in screens.SCREENS[Page.Kind(kind)]:
        found = finding.explaining(kind, screen, at=at, language=language)
        if len(found) == 1:
            return redirect(found[0].path)
        more = {**more, "near": found}
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[: finding.LONGEST]
    topics = finding.topics(kind, at=at, language=language, words=words)
    return render(request, template, {**more, "topics": topics, "words": words})


@require_safe
@reading.may_replicate
def buyer_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of help for buyers."""
    return _topic(request, Page.Kind.HELP, slug)


@require_safe
@reading.may_replicate
def seller_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of help for sellers."""
    return _topic(request, Page.Kind.HELP_SELLER, slug)


def _topic(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    shown = showing.show(request, kind, slug, at=now())
    if shown is None or shown.version is None:
        raise Http404
    page = shown.version.page
    return render(
        request,
        "shop/help/topic.html",
        {
            "shown": shown,
            "version": shown.version,
            "page": page,
            "is_for_sellers": kind == Page.Kind.HELP_SELLER,
            "canonical": settings.BASE_URL + addresses.path(page),
        },
    )


@require_POST
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Count whether a page of help was useful; a visitor's second word on a day counts no more."""
    page = get_object_or_404(Page, pk=pk, kind__in=screens.HELP)
    useful = request.POST.get("utile")
    if useful in ("oui", "non") and limits.take(
        "help", f"{visitor.address(request)} {pk}", 1, limits.DAY
    ):
        opinions.give(page, useful=useful == "oui", at=now())
    messages.success(request, _("Merci : votre avis sert à récrire cette page."))
    return redirect(addresses.path(page))
