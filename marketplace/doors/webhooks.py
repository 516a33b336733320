"""The address to which payment providers send their notices."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace import notices, tasks
from marketplace.shared import clock
from marketplace.shared.gateway import current
from marketplace.shared.gateway.protocol import BadSignature

MOST_BYTES = 1_000_000
log = logging.getLogger("halles.webhooks")


@csrf_exempt
@require_POST
def receive(request: HttpRequest, gateway: str) -> HttpResponse:
    """Store a signed notice and answer; what it means is looked up afterwards."""
    provider = current()
    if gateway != provider.name:
        raise Http404
    # the size is refused before the body is read: anybody may post here
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        return HttpResponse("unreadable\n", status=400, content_type="text/plain")
    if len(length) > 15 or int(length) > MOST_BYTES:
        return HttpResponse("too large\n", status=413, content_type="text/plain")
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
