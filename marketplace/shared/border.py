"""Clean what comes in, and send the Permissions-Policy with what goes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.http import parse_header_parameters

from marketplace.shared import invisible
from marketplace.shared.readable import INSTEAD, is_readable, mended

# Browser features that no page of ours uses: injected code may not use them either.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


class PlainRequest(WSGIRequest):
    """A request decoded as UTF-8 whatever it claims: other encodings smuggle broken characters."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(
            meta.get("CONTENT_TYPE", "")
        )


class PlainHandler(WSGIHandler):
    """The application as our web server runs it, with requests that are always UTF-8."""

    request_class = PlainRequest


class BorderMiddleware:
    """Make what comes in harmless; add the Permissions-Policy to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%" in query or not is_readable(query):
            request.GET = _seen(_readable(request.GET))  # type: ignore[assignment, misc]
        for name, value in list(request.COOKIES.items()):
            if not is_readable(value):
                del request.COOKIES[name]
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: tuple, kwargs: dict) -> None:
        """Take out of a form what nobody sees; an address with a zero byte does not exist."""
        if not all(
            is_readable(value) for value in (*args, *kwargs.values()) if isinstance(value, str)
        ):
            raise Http404
        # who needs no token signs its body: that is read as it came
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            request.POST = _seen(request.POST)  # type: ignore[assignment, misc]


def _readable(given: QueryDict) -> QueryDict:
    if all(is_readable(text) for name, values in given.lists() for text in (name, *values)):
        return given
    readable = QueryDict(mutable=True)
    for name, values in given.lists():
        readable.setlist(
            name if is_readable(name) else INSTEAD, [mended(value) for value in values]
        )
    readable._mutable = False
    return readable


def _seen(given: QueryDict) -> QueryDict:
    """What was typed, without invisible characters; a secret is taken as it was typed."""
    if all(text.isascii() for _name, values in given.lists() for text in values):
        return given
    seen = given.copy()
    for name, values in given.lists():
        if "password" not in name:
            seen.setlist(name, [invisible.cleaned(value) for value in values])
    seen._mutable = False
    return seen
