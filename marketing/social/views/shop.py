"""Cards for sharing, and the way through a short link."""

from __future__ import annotations

import re
from contextlib import suppress

from django.db import Error
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from catalog.shop import origin
from marketing.social import drawing, faces, links
from marketplace.shared import limits, visitor
from marketplace.shared.clock import now
from marketplace.shared.language import asked_by
from marketplace.shared.replicas import reading

KEEP = "public, max-age=86400"  # at an address that bears the stamp of what it shows
ASK = "public, no-cache"
DRAWN = 200  # cards an hour for one address; each takes a tenth of a second
# what looks at a link before anybody presses it: messengers, networks, programs
LOOKERS = re.compile(
    r"facebookexternalhit|whatsapp|telegram|slack|discord|embed|linkedin|pinterest|curl|wget"
    r"|python|java/|go-http|okhttp|node|headless|fetch|scan|https?:",
    re.IGNORECASE,
)


@require_safe
@reading.may_replicate
def card(request: HttpRequest, language: str, kind: str, slug: str, size: str) -> HttpResponse:
    """The card of something that may be shared now; of what is not on sale there is none."""
    if language not in faces.LANGUAGES or size not in faces.SIZES:
        raise Http404
    with override(language):
        face = faces.find(kind, slug, at=now())
    if face is None:
        raise Http404
    etag = f'"{face.print}-{size}"'
    headers = {"ETag": etag, "Cache-Control": KEEP if request.GET.get("e") == face.stamp else ASK}
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    if drawing.kept(face, size) is None and not _may_ask(request):
        return HttpResponse(status=429, headers={"Retry-After": str(limits.HOUR)})
    headers["X-Content-Type-Options"] = "nosniff"
    return HttpResponse(drawing.drawn(face, size), content_type="image/jpeg", headers=headers)


def _may_ask(request: HttpRequest) -> bool:
    """Whether an address may have one more card drawn within the hour; what is kept is free."""
    with reading.from_primary(), suppress(Error):
        return limits.take("card", visitor.address(request), DRAWN, limits.HOUR)
    return True  # the primary is away: a card is no reason to say so


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the page of a short link and count it; robots and whoever only asks are not."""
    at = now()
    link = links.followed(code, at=at, is_counted=_is_person(request))
    if link is None:
        raise Http404
    answer: HttpResponse
    if links.is_over(link, at):
        values = {"shop": links.shop_of(link, at=at)}
        answer = render(request, "shop/marketing/link_ended.html", values, status=410)
    else:
        answer = HttpResponseRedirect(links.destination(link, language=asked_by(request)))
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _is_person(request: HttpRequest) -> bool:
    """Whether somebody pressed the link, as far as a browser tells."""
    browser = request.headers.get("User-Agent", "")
    if request.method != "GET" or not browser or LOOKERS.search(browser):
        return False
    return not origin.is_machine(request)
