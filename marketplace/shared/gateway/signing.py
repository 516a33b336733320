"""How webhooks are signed: `t=<seconds>,v1=<HMAC-SHA256 of "t.body">`, the scheme Stripe uses."""

from __future__ import annotations

import hashlib
import hmac
import time

from marketplace.shared.gateway.protocol import BadSignature

TOLERANCE = 300


def sign(body: bytes, secret: str, *, at: float | None = None) -> str:
    """The header that proves who wrote a body, and when."""
    # The age of a message is real time, even where the trade's clock was moved.
    moment = int(time.time() if at is None else at)
    return f"t={moment},v1={_digest(body, secret, moment)}"


def verify(body: bytes, header: str, secret: str) -> None:
    """Check the header of a body. Raises BadSignature."""
    parts = [part.partition("=") for part in header.split(",")]
    moments = [value for name, _sep, value in parts if name.strip() == "t"]
    digests = [value for name, _sep, value in parts if name.strip() == "v1"]
    if len(moments) != 1 or not moments[0].isascii() or not moments[0].isdigit() or not digests:
        raise BadSignature("no signature")
    moment = int(moments[0][:15])
    expected = _digest(body, secret, moment)
    if not any(hmac.compare_digest(expected.encode(), digest.encode()) for digest in digests):
        raise BadSignature("signed by someone else")
    if abs(time.time() - moment) > TOLERANCE:
        raise BadSignature("too old")


def _digest(body: bytes, secret: str, moment: int) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
