"""What an aggregator of carriers tells by webhook, in the shape that AfterShip gave it.

As it stood in 2026: the body is signed as it was sent, HMAC-SHA256 in base64, by a shared secret;
`msg` (or the body itself) bears `tracking_number`, `slug` (the carrier) and `checkpoints`, each
with `tag`, `subtag`, `checkpoint_time`, `location` or `city`, and `message`.
`pickup_until` is ours: the day until which a point keeps the parcel, where an aggregator knows it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from orders.carriers import KNOWN
from orders.models import Milestone
from orders.tracking import reading
from orders.tracking.protocol import Scan

MOST_STEPS = 100  # of one message, the last ones
K = Milestone.Kind
KINDS = {
    "InfoReceived": K.ANNOUNCED,
    "InTransit": K.IN_TRANSIT,
    "OutForDelivery": K.IN_TRANSIT,
    "AttemptFail": K.IN_TRANSIT,
    "AvailableForPickup": K.AT_POINT,
    "Delivered": K.DELIVERED,
}
FINER = {  # what a tag alone does not say
    "InTransit_002": K.TAKEN_OVER,  # accepted by the carrier
    "InTransit_003": K.IN_TRANSIT,
    "Exception_010": K.RETURNED,  # going back to the sender
    "Exception_011": K.RETURNED,  # back at the sender
    "Exception_013": K.LOST,
}
SLUGS = {
    "la-poste-colissimo": "colissimo",
    "laposte": "lettre_suivie",
    "la-poste": "lettre_suivie",
    "chronopost-france": "chronopost",
    "mondialrelay": "mondial_relay",
    "mondial-relay": "mondial_relay",
    "dhl-express": "dhl",
}


class Forged(Exception):
    """Nobody who knows the secret wrote this."""


class Unreadable(Exception):
    """Signed, and not about a parcel as we read it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Update:
    """What a message says of one number."""

    carrier: str
    number: str
    scans: list[Scan]


def sign(body: bytes, secret: str) -> str:
    """The signature of a body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def read(body: bytes, signature: str, secret: str) -> Update:
    """What a signed message says. Raises Forged, Unreadable."""
    if not secret or not hmac.compare_digest(
        sign(body, secret).encode(), signature.strip().encode("utf-8", "replace")
    ):
        raise Forged
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    told = said.get("msg", said) if isinstance(said, dict) else None
    if not isinstance(told, dict):
        raise Unreadable
    number, slug, steps = told.get("tracking_number"), told.get("slug"), told.get("checkpoints")
    if not isinstance(number, str) or not isinstance(slug, str) or not isinstance(steps, list):
        raise Unreadable
    compact = "".join(sign for sign in number.upper() if sign.isalnum())
    if not 0 < len(compact) <= 40 or not compact.isascii():
        raise Unreadable
    return Update(
        carrier=_carrier(slug),
        number=compact,
        scans=[scan for step in steps[-MOST_STEPS:] if (scan := _scan(step)) is not None],
    )


def _carrier(slug: str) -> str:
    """Our name for a carrier; nothing for one that no parcel of ours can bear."""
    name = slug.strip().lower()
    name = SLUGS.get(name, name.replace("-", "_"))
    return name if name in KNOWN else ""


def _scan(step: Any) -> Scan | None:
    """A step that we know how to read; what is pending or expired says nothing of the parcel."""
    if not isinstance(step, dict):
        return None
    kind = FINER.get(str(step.get("subtag"))) or KINDS.get(str(step.get("tag")))
    at = reading.instant(step.get("checkpoint_time"))
    if kind is None or at is None:
        return None
    return Scan(
        kind=kind,
        happened_at=at,
        place=reading.text(step.get("location") or step.get("city"), 120),
        words=reading.text(step.get("message"), 200),
        until=reading.day(step.get("pickup_until")) if kind == K.AT_POINT else None,
    )
