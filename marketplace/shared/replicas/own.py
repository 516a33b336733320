"""Whoever has just written reads what they wrote: a cookie says what their replica must have."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse

from marketplace.shared.replicas import standing

COOKIE = "wrote"
LASTS = 60  # seconds; a replica further behind is not asked at all
READS = ("GET", "HEAD", "OPTIONS", "TRACE")


def written_at(request: HttpRequest) -> int:
    """The position after this browser's last act of the last minute; 0 without one."""
    said = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=LASTS)
    return int(said) if said else 0


class ReadYourWrites:
    """Notes with the answer to every act where the primary's log was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.REPLICAS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in READS:
            with suppress(Error):  # a primary that is away wrote nothing
                self._note(response, standing.position())
        return response

    def _note(self, response: HttpResponse, position: int) -> None:
        response.set_signed_cookie(
            COOKIE,
            str(position),
            salt=COOKIE,
            max_age=LASTS,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
