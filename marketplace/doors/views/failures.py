"""The answers to failures: our fault (500), or something we depend on is away (503)."""

from __future__ import annotations

import errno
import sys

from django.contrib.admin import site
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import defaults
from kombu.exceptions import OperationalError as QueueAway
from redis.exceptions import ConnectionError as CacheAway
from redis.exceptions import TimeoutError as CacheLate

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE}
AWAY = (OperationalError, InterfaceError, QueueAway, CacheAway, CacheLate)
RETRY = "30"  # seconds


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is here, or nothing for this reader: the console says so in its own words.

    Whoever may not come into the console reads what the shop says of any address.
    """
    if not request.path.startswith(reverse("admin:index")) or not site.has_permission(request):
        return defaults.page_not_found(request, exception)
    values = {**site.each_context(request), "title": _("Page introuvable")}
    return render(request, "admin/404.html", values, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to an unexpected error. It uses no database."""
    error = sys.exc_info()[1]
    # the visitor left, or sent something else
    if isinstance(error, UnreadablePostError | RawPostDataException):
        return HttpResponse("unreadable\n", status=400, content_type="text/plain")
    return _away(request) if _is_away(error) else defaults.server_error(request)


def _is_away(error: BaseException | None) -> bool:
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, AWAY) or (isinstance(error, OSError) and error.errno in FULL):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


def _away(request: HttpRequest) -> HttpResponse:
    wanted = request.headers.get("Accept", "")
    answer: HttpResponse
    if "text/html" in wanted or not wanted:
        answer = HttpResponse(get_template("503.html").render())
    elif "json" in wanted:
        answer = JsonResponse({"error": "unavailable", "retry_after": int(RETRY)})
    else:
        answer = HttpResponse("unavailable\n", content_type="text/plain")
    answer.status_code = 503
    answer.headers["Retry-After"] = RETRY
    answer.headers["Cache-Control"] = "no-store"
    return answer
