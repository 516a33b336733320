"""Playing the carrier: the simulated one speaks of a parcel by the door of real ones."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, lanes, outbox, policy
from marketplace.shared.gateway import delivery
from marketplace.shared.states import Refusal
from orders.models import Milestone, OrderRules, RehearsedScan, Shipment
from orders.states import ShipmentState
from orders.tracking import aggregator, followed, silence

PATH = "/webhooks/suivi/"
SILENT = "silent"
KEPT_DAYS = 14
PLACES = {
    Milestone.Kind.TAKEN_OVER: "Agence de dépôt",
    Milestone.Kind.IN_TRANSIT: "Plateforme de Tours",
}
TAGS = {
    Milestone.Kind.ANNOUNCED: ("InfoReceived", "InfoReceived_001"),
    Milestone.Kind.TAKEN_OVER: ("InTransit", "InTransit_002"),
    Milestone.Kind.IN_TRANSIT: ("InTransit", "InTransit_003"),
    Milestone.Kind.AT_POINT: ("AvailableForPickup", "AvailableForPickup_001"),
    Milestone.Kind.DELIVERED: ("Delivered", "Delivered_001"),
    Milestone.Kind.RETURNED: ("Exception", "Exception_011"),
    Milestone.Kind.LOST: ("Exception", "Exception_013"),
}


class NotFollowed(Refusal):
    """The parcel has no number that a carrier follows, or its way is over."""

    sentence = _("Ce colis n’est pas suivi : il n’a pas de numéro, ou il n’est plus en route.")


@transaction.atomic(durable=True)
def advance(parcel: Shipment, what: str, *, at: datetime) -> None:
    """Have the simulated carrier scan a parcel, and the worker tell it. Raises NotFollowed."""
    if not parcel.tracking or parcel.carrier not in followed.told():
        raise NotFollowed
    kind = Milestone.Kind(what)
    at_point = kind == Milestone.Kind.AT_POINT
    scan = RehearsedScan.objects.create(
        carrier=parcel.carrier,
        tracking=parcel.tracking,
        kind=kind,
        happened_at=at,
        place=_point(parcel) if at_point else PLACES.get(kind, ""),
        until=clock.paris_day(at) + timedelta(days=KEPT_DAYS) if at_point else None,
    )
    outbox.hand_over(rehearse_scan, scan_id=scan.pk)


def fall_silent(parcel: Shipment, *, at: datetime) -> None:
    """Let as much time pass without a scan as the rules wait for. Raises NotFollowed.

    It is only the rehearsal's clock that moves: no milestone is invented.
    """
    if parcel.state != ShipmentState.SHIPPED or not parcel.tracking:
        raise NotFollowed
    hours = policy.rules(OrderRules).silence_hours
    # three weeks of weekends and holidays at most lie in the hours of working days
    long = timedelta(hours=hours * 2) + timedelta(days=5)
    Shipment.objects.filter(pk=parcel.pk).update(heard_at=at - long)
    silence.notice(at)


def _point(parcel: Shipment) -> str:
    relay = parcel.seller_order.relay
    return ", ".join(filter(None, [relay.get("name"), relay.get("city")])) or "Bureau de poste"


@shared_task(name="orders.rehearse_scan", lane=lanes.QUIET)
def rehearse_scan(*, scan_id: int, **_) -> None:
    """Send a signed webhook about a rehearsed scan; twice where that is switched on."""
    scan = RehearsedScan.objects.get(pk=scan_id)
    body, secret = body_of(scan), followed.secret()
    header = settings.TRACKING["WEBHOOK_HEADER"]
    for _time in range(2 if delivery.switches().duplicate_notices else 1):
        delivery.post(PATH, body, {header: aggregator.sign(body, secret)})


def body_of(scan: RehearsedScan) -> bytes:
    """What an aggregator would write about it."""
    tag, subtag = TAGS[Milestone.Kind(scan.kind)]
    step = {
        "tag": tag,
        "subtag": subtag,
        "checkpoint_time": scan.happened_at.isoformat(),
        "location": scan.place,
        **({"pickup_until": scan.until.isoformat()} if scan.until else {}),
    }
    said = {"tracking_number": scan.tracking, "slug": scan.carrier, "tag": tag}
    return json.dumps({"event": "tracking_update", "msg": {**said, "checkpoints": [step]}}).encode()
