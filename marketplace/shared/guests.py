"""Public pages kept whole for guests: whoever brings no cookie of ours that says who they are.

    @for_guests(watch=[...])
    def category(request, slug):
        guests.rests_on(request, [keys of stamps])

A page is kept by each process, compressed, for as long as the stamps of all it rests on stand and
at most a minute. It has an ETag: a browser or a proxy that has it asks whether it still holds, and
reads nothing again. Such a page holds no token and no nonce, so that it may be everybody's: its
forms are taken because the browser vouches that they come from our own pages
(`marketplace/shared/same_origin.py`), and browsers that cannot get a page of their own.
"""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from marketplace.shared import clock, kept, stamps
from marketplace.shared.replicas import mark, own
from marketplace.shared.same_origin import FETCH_SITE

# Cookies that say nothing about who somebody is: how they want to read, a token, and that they
# wrote just now: what they changed has ended the stamps of every page that shows it.
THEME = "theme"
PLAIN = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME, THEME, own.COOKIE}
THEMES = {"light", "dark"}
MOST = 8_000_000  # bytes of compressed pages in a process
HEADERS = {"Cache-Control": "public, max-age=0, must-revalidate"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was drawn, with all it rests on."""

    body: bytes
    etag: str
    content_type: str
    until: float
    ends_at: datetime | None  # when something on it begins or ends
    values: dict[str, str]  # of `kept`
    keys: tuple[str, ...]
    stamps: tuple[str, ...]

    def stands(self) -> bool:
        """Whether nothing it rests on has changed."""
        if self.until < monotonic() or (self.ends_at and clock.now() >= self.ends_at):
            return False
        seen = kept.still(self.values, self.keys)
        return seen is not None and tuple(seen.get(key, "") for key in self.keys) == self.stamps

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page, or that the visitor has it."""
        response: HttpResponse
        if self.etag in request.headers.get("If-None-Match", ""):
            response = HttpResponseNotModified(headers=HEADERS)
        elif "gzip" in request.headers.get("Accept-Encoding", ""):
            response = HttpResponse(self.body, content_type=self.content_type, headers=HEADERS)
            response.headers["Content-Encoding"] = "gzip"
        else:
            text = gzip.decompress(self.body)
            response = HttpResponse(text, content_type=self.content_type, headers=HEADERS)
        response.headers["ETag"] = self.etag
        patch_vary_headers(response, ["Accept-Encoding", "Cookie", FETCH_SITE])
        return response


_pages: dict[tuple, Page] = {}
_bytes = 0


def for_guests(*, watch: Sequence[str] = ()) -> Callable:
    """Keep the pages of a view for guests, as far as it says what they rest on.

    `watch`: keys of what the view reads before it can say so; if one of them changes meanwhile, the
    page is not kept.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not _is_guest(request):
                return view(request, *args, **kwargs)
            key = _key(request)
            page = _pages.get(key)
            if page is not None and page.stands():
                return page.answer(request)
            watched = stamps.read(watch) if watch else ()
            request._guest = {}  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            drawn = _drawn(request, response, watch, watched)
            if drawn is None:
                return response
            _keep(key, drawn)
            return drawn.answer(request)

        return shown

    return decorate


def is_for_all(request: HttpRequest) -> bool:
    """Whether the page being drawn may be given to other guests: it must hold nothing personal."""
    return getattr(request, "_guest", None) is not None


def rests_on(request: HttpRequest, keys: Iterable[str]) -> None:
    """Tell what the page rests on, before that is read; without a word it is not kept."""
    if is_for_all(request):
        new = [key for key in keys if key not in request._guest]  # type: ignore[attr-defined]
        request._guest.update(zip(new, stamps.read(new), strict=True))  # type: ignore[attr-defined]


def stands_until(request: HttpRequest, moment: datetime | None) -> None:
    """Tell when something on the page begins or ends by itself: it is not kept beyond."""
    if moment is not None and is_for_all(request):
        known = getattr(request, "_guest_until", None)
        request._guest_until = min(known, moment) if known else moment  # type: ignore[attr-defined]


def clear() -> None:
    """Draw every page again."""
    global _bytes  # noqa: PLW0603 - the size of what this module keeps
    _pages.clear()
    _bytes = 0


def _is_guest(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and FETCH_SITE in request.headers
        and request.COOKIES.keys() <= PLAIN
        and "Authorization" not in request.headers
    )


def _key(request: HttpRequest) -> tuple:
    return (
        request.get_host(),
        request.scheme,
        request.get_full_path(),
        get_language(),
        theme if (theme := request.COOKIES.get(THEME)) in THEMES else "",
        clock.paris_day(clock.now()),
    )


def _drawn(
    request: HttpRequest, response: HttpResponse, watch: Sequence[str], watched: tuple[str, ...]
) -> Page | None:
    """The page to keep; None where it says something to one visitor, or of what has changed."""
    rests: dict[str, str] = request._guest  # type: ignore[attr-defined]
    personal = (
        response.cookies
        or getattr(request, "_csp_nonce", None)
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or response.has_header("Cache-Control")
    )
    if response.status_code != 200 or not rests or personal or response.streaming:
        return None
    if watch and stamps.read(watch) != watched:
        return None
    if not mark.is_reached():
        return None
    return Page(
        body=gzip.compress(response.content, compresslevel=6, mtime=0),
        etag=f'W/"{secrets.token_hex(8)}"',
        content_type=response.headers["Content-Type"],
        until=monotonic() + stamps.LASTS,
        ends_at=getattr(request, "_guest_until", None),
        values=kept.used(),
        keys=tuple(rests),
        stamps=tuple(rests.values()),
    )


def _keep(key: tuple, page: Page) -> None:
    global _bytes  # noqa: PLW0603 - the size of what this module keeps
    if _bytes > MOST:
        clear()
    former = _pages.get(key)
    _pages[key] = page
    _bytes += len(page.body) - (len(former.body) if former else 0)
