"""The icons of the look in force, and what a telephone reads to keep the shop at hand."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from marketplace.shared import policy
from marketplace.shared.palette import icons, marks
from marketplace.shared.palette.colours import by_day

KEEP = "public, max-age=31536000, immutable"  # at an address that bears the stamp of the look
ASK = "public, no-cache"


@require_safe
def icon(request: HttpRequest, side: int) -> HttpResponse:
    """The icon in one of the sizes that systems ask for."""
    if side not in icons.SIDES:
        raise Http404
    return _answer(request, f"{side}", "image/png", lambda brand: icons.png(brand, side))


@require_safe
def drawn(request: HttpRequest) -> HttpResponse:
    """The mark as a drawing, for the tabs of browsers."""
    return _answer(request, "svg", "image/svg+xml", lambda brand: marks.drawing(brand.traits))


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where what reads no page looks for an icon."""
    return icon(request, 32)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How the shop stands on the first screen of a telephone."""
    brand = policy.brand()
    papers, stamp = by_day(brand.traits), icons.stamp(brand)
    told = {
        "name": brand.name,
        "short_name": brand.name[:12],
        "description": brand.local_baseline,
        "start_url": reverse("shop-home"),
        "display": "browser",
        "background_color": papers["paper"],
        "theme_color": papers["paper"],
        "icons": [
            {
                "src": f"{reverse('icon', args=[side])}?e={stamp}",
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for side in icons.SIDES[2:]
        ],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer


def _answer(request: HttpRequest, what: str, kind: str, draw) -> HttpResponse:
    brand = policy.brand()
    stamp = icons.stamp(brand)
    etag = f'"{stamp}-{what}"'
    headers = {
        "ETag": etag,
        "Cache-Control": KEEP if request.GET.get("e") == stamp else ASK,
        "X-Content-Type-Options": "nosniff",
    }
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(draw(brand), content_type=kind, headers=headers)
