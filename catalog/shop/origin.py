"""From which search a page was reached: what the browser says of the page before, or the address.

It is written in addresses and forms, never in a cookie: whoever comes back another day is nobody.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from catalog.demand.searches import Asked
from catalog.shop import filters

PARAMETER = "trouve"
LONGEST = 240
MACHINES = re.compile(r"bot|crawl|spider|slurp|preview|monitor", re.IGNORECASE)


def of_search(request: HttpRequest) -> Asked | None:
    """The search a person just made; None for its later pages, its filters, and machines."""
    if is_machine(request) or request.GET.keys() - {"q", "rayon"}:
        return None
    return _read(request.GET, request.LANGUAGE_CODE)


def of_visit(request: HttpRequest) -> tuple[Asked | None, bool]:
    """The search that led to this page, and whether it is the step just made."""
    if is_machine(request):
        return None, False
    if PARAMETER in request.GET:
        return read(request.GET[PARAMETER], language=request.LANGUAGE_CODE), False
    before = urlsplit(request.META.get("HTTP_REFERER", ""))
    if before.netloc != request.get_host() or before.path != reverse("shop-search"):
        return None, False
    return _read(QueryDict(before.query[:LONGEST]), request.LANGUAGE_CODE), True


def written(asked: Asked | None) -> str:
    """A search as addresses and forms carry it: `q=bol&rayon=vaisselle`."""
    if asked is None:
        return ""
    parts = {"q": asked.text, **({"rayon": asked.aisle} if asked.aisle else {})}
    return urlencode(parts)[:LONGEST]


def read(text: str, *, language: str) -> Asked | None:
    """A search as an address or a form carried it; None for anything else."""
    return _read(QueryDict(text[:LONGEST]), language)


def is_machine(request: HttpRequest) -> bool:
    """Whether a robot, or a browser that only fetches ahead, asks."""
    purpose = request.headers.get("Sec-Purpose", "")
    return "prefetch" in purpose or bool(MACHINES.search(request.headers.get("User-Agent", "")))


def _read(params: QueryDict, language: str) -> Asked | None:
    text = filters.words(params)
    asked = Asked(text=text, language=language, aisle=params.get("rayon", "")[:100])
    return asked if asked.is_countable else None
