"""Cards for sharing, and the way through a short link."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import override
from django.views.decorators.http import require_safe

from marketing.social import drawing, faces
from marketplace.shared.clock import now
from marketplace.shared.replicas import reading

KEEP = "public, max-age=86400"  # at an address that bears the stamp of what it shows
ASK = "public, no-cache"


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
    headers["X-Content-Type-Options"] = "nosniff"
    return HttpResponse(drawing.drawn(face, size), content_type="image/jpeg", headers=headers)
