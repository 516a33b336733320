"""The addresses to which payment providers and carriers send their notices."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace import notices, tasks
from marketplace.shared import clock
from marketplace.shared.gateway import current
from marketplace.shared.gateway.protocol import BadSignature
from orders import tasks as orders_tasks
from orders.tracking import aggregator, followed, telling

MOST_BYTES = 1_000_000
log = logging.getLogger("halles.webhooks")


@csrf_exempt
@require_POST
def receive(request: HttpRequest, gateway: str) -> HttpResponse:
    """Store a signed notice and answer; what it means is looked up afterwards."""
    provider = current()
    if gateway != provider.name:
        raise Http404
    refused = _too_large(request)
    if refused is not None:
        return refused
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        notice = provider.read_notice(request.body, headers)
    except BadSignature as refusal:
        log.warning("webhook of %s refused: %s", gateway, refusal)
        return HttpResponse("bad signature\n", status=400, content_type="text/plain")
    if not notices.can_be_kept(notice):
        log.warning("webhook of %s is signed and unreadable", gateway)
        return HttpResponse("unreadable\n", status=400, content_type="text/plain")
    # only stored here: the provider waits for the answer, and gives up after seconds
    is_known = notices.keep(gateway, notice, then=tasks.handle_notice, at=clock.now()) is None
    return HttpResponse("known\n" if is_known else "kept\n", content_type="text/plain")


@csrf_exempt
@require_POST
def parcels(request: HttpRequest) -> HttpResponse:
    """Store what an aggregator of carriers signed about a parcel; whether one of ours bears the
    number is not told.
    """
    secret = followed.secret()
    if not secret:
        raise Http404
    refused = _too_large(request)
    if refused is not None:
        return refused
    signature = request.headers.get(settings.TRACKING["WEBHOOK_HEADER"], "")
    try:
        update = aggregator.read(request.body, signature, secret)
    except aggregator.Forged:
        log.warning("webhook of parcels refused: signed by someone else")
        return HttpResponse("bad signature\n", status=400, content_type="text/plain")
    except aggregator.Unreadable:
        log.warning("webhook of parcels is signed and unreadable")
        return HttpResponse("unreadable\n", status=400, content_type="text/plain")
    telling.keep(update, then=orders_tasks.hear_parcel)
    return HttpResponse("kept\n", content_type="text/plain")


def _too_large(request: HttpRequest) -> HttpResponse | None:
    """The refusal of a body that is too large, before it is read: anybody may post here."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        return HttpResponse("unreadable\n", status=400, content_type="text/plain")
    if len(length) > 15 or int(length) > MOST_BYTES:
        return HttpResponse("too large\n", status=413, content_type="text/plain")
    return None
