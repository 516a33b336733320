"""The sandbox tells the marketplace what happened: signed webhooks over HTTP, until answered.

Like a real provider, it may send one twice, late, out of order or never: see SandboxSettings.
"""

from __future__ import annotations

import io
import json
import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from celery import shared_task
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import transaction

from marketplace.shared import clock, lanes, outbox
from marketplace.shared.gateway.signing import sign
from marketplace.shared.models import SandboxNotice, SandboxSettings

HEADER = "Halles-Signature"
PATH = "/webhooks/sandbox/"
BACK_OFF = (10, 60, 300, 1800, 7200, 21600, 43200)  # seconds between tries, as providers do
DISORDER = 20
CLAIM = timedelta(seconds=60)


def switches() -> SandboxSettings:
    """How badly the sandbox behaves now."""
    return SandboxSettings.objects.order_by("pk").first() or SandboxSettings()


def secret() -> str:
    """The secret both sides share, drawn from the install's own."""
    return f"sandbox-webhooks:{settings.SECRET_KEY}"


def announce(kind: str, subject_ref: str, *, at: datetime) -> None:
    """Record, in the transaction of what happened, that the marketplace must be told."""
    how = switches()
    if how.drop_percent and secrets.randbelow(100) < how.drop_percent:
        return
    delay = how.delay_seconds + (secrets.randbelow(DISORDER) if how.shuffle_notices else 0)
    notice = SandboxNotice.objects.create(
        uid=f"evt_{secrets.token_hex(12)}",
        kind=kind,
        subject_ref=subject_ref,
        created_at=at,
        due_at=at + timedelta(seconds=delay),
    )
    if not delay:
        outbox.hand_over(deliver_one, notice_id=notice.pk)


def start(notice_id: int) -> None:
    """Have the worker deliver a notice after this transaction, unless it is about to."""
    if not outbox.waits(deliver_one, notice_id=notice_id):
        outbox.hand_over(deliver_one, notice_id=notice_id)


@shared_task(name="sandbox.deliver", lane=lanes.MONEY)
def deliver_one(*, notice_id: int, **_) -> None:
    """Deliver one notice, in the worker."""
    deliver(notice_id, at=clock.now())


def deliver(notice_id: int, *, at: datetime) -> None:
    """Send one notice, and store the answer or when to try again."""
    due = SandboxNotice.objects.filter(pk=notice_id, delivered_at=None)
    notice = due.first()
    # the attempt is claimed before it is sent: two workers never send the same one
    if notice is None or not due.filter(attempts=notice.attempts).update(
        attempts=notice.attempts + 1, due_at=at + CLAIM
    ):
        return
    answer = send(notice)
    if switches().duplicate_notices:
        answer = send(notice)
    wait = BACK_OFF[min(notice.attempts, len(BACK_OFF) - 1)]
    done = answer.startswith("2")
    SandboxNotice.objects.filter(pk=notice_id).update(
        last_answer=answer[:200],
        delivered_at=at if done else None,
        due_at=at + timedelta(seconds=wait),
    )


def resend(notice: SandboxNotice, *, at: datetime) -> None:
    """Send a notice again, though it was answered."""
    with transaction.atomic(durable=True):
        SandboxNotice.objects.filter(pk=notice.pk).update(delivered_at=None, due_at=at)
        start(notice.pk)


def sweep(at: datetime) -> int:
    """Deliver what is due: late ones, refused ones, those of a broker that was away."""
    # a receiver must not count on order: providers promise none
    order = "?" if switches().shuffle_notices else "due_at"
    due = SandboxNotice.objects.filter(
        delivered_at=None, due_at__lte=at, attempts__lte=len(BACK_OFF) + 1
    )
    notice_ids = list(due.order_by(order).values_list("pk", flat=True)[:200])
    with transaction.atomic(durable=True):
        for pk in notice_ids:
            start(pk)
    return len(notice_ids)


def send(notice: SandboxNotice) -> str:
    """Post a signed notice to the webhook address; returns its status, or why there was none."""
    body = json.dumps(
        {
            "id": notice.uid,
            "type": notice.kind,
            "created": int(notice.created_at.timestamp()),
            "data": {"ref": notice.subject_ref},
        }
    ).encode()
    return post(PATH, body, {HEADER: sign(body, secret())})


def post(path: str, body: bytes, signature: dict[str, str]) -> str:
    """Send JSON to a door of ours as a stranger would; its status, or why there was none."""
    headers = {"Content-Type": "application/json", **signature}
    if settings.SANDBOX_DELIVERY == "wsgi":
        return _within(path, body, headers)
    return _over_http(path, body, headers)


class _Stay(HTTPRedirectHandler):
    """Follow no redirect: a webhook belongs to our own address only."""

    def redirect_request(self, *args, **kwargs):
        return None


def _over_http(path: str, body: bytes, headers: dict[str, str]) -> str:
    request = Request(settings.BASE_URL + path, data=body, headers=headers)  # noqa: S310
    try:
        with build_opener(_Stay).open(request, timeout=10) as answer:
            return str(answer.status)
    except HTTPError as error:
        return str(error.code)
    except (URLError, OSError) as error:
        return f"no answer: {error}"


def _within(path: str, body: bytes, headers: dict[str, str]) -> str:
    """The same request through the whole application of this process, where no server listens."""
    base = urlsplit(settings.BASE_URL)
    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": base.hostname or "localhost",
        "SERVER_PORT": str(base.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": base.netloc,
        "CONTENT_TYPE": headers["Content-Type"],
        "CONTENT_LENGTH": str(len(body)),
        **{f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers.items()},
        "wsgi.url_scheme": base.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
    }
    return str(_application().get_response(WSGIRequest(environ)).status_code)


@lru_cache(maxsize=1)
def _application() -> WSGIHandler:
    return WSGIHandler()
