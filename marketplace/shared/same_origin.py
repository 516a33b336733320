"""Forms of our own pages are known by what the browser says of them, or by a token.

A browser names the origin of each request in `Sec-Fetch-Site`, which no script can write. Public
pages that are the same for everybody hold no token; their forms are taken on the browser's word.
Browsers that say nothing get, and must send, a token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

FETCH_SITE = "Sec-Fetch-Site"
OWN = "same-origin"


class OwnForms:
    """Stands before Django's check of tokens and answers for what the browser says is ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: tuple, kwargs: dict) -> None:
        """Accept on the browser's word only what bears no token: a wrong one is refused."""
        if request.headers.get(FETCH_SITE) == OWN and not _bears_token(request):
            request.csrf_processing_done = True  # type: ignore[attr-defined]


def _bears_token(request: HttpRequest) -> bool:
    return "X-CSRFToken" in request.headers or (
        request.method == "POST" and "csrfmiddlewaretoken" in request.POST
    )
