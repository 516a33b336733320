"""Forms of our own pages are known by what the browser says of them, or by a token.

A browser names the origin of each request in `Sec-Fetch-Site`, which no script can write. Public
pages that are the same for everybody hold no token; their forms are taken on the browser's word.
Browsers that say nothing get, and must send, a token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware

FETCH_SITE = "Sec-Fetch-Site"
OWN = "same-origin"


class SameOriginCsrf(CsrfViewMiddleware):
    """Django's own check, but for a form without a token whose browser says that it is ours."""

    def process_view(
        self, request: HttpRequest, callback: Callable, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseForbidden | None:
        """Accept on the browser's word only what holds no token: a wrong one is refused."""
        if request.headers.get(FETCH_SITE) == OWN and not _bears_token(request):
            request.csrf_processing_done = True  # type: ignore[attr-defined]
        return super().process_view(request, callback, callback_args, callback_kwargs)


def _bears_token(request: HttpRequest) -> bool:
    return "X-CSRFToken" in request.headers or (
        request.method == "POST" and "csrfmiddlewaretoken" in request.POST
    )
