"""What a webhook said of a parcel: stored with the work it asks for, done after the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from marketplace.shared import outbox
from orders.models import Milestone, Shipment
from orders.tracking import followed, hearing
from orders.tracking.aggregator import Update
from orders.tracking.protocol import Scan


@transaction.atomic(durable=True)
def keep(update: Update, *, then) -> None:
    """Have the worker hear what was told; of a number that no parcel bears nothing is kept."""
    if not update.scans or not update.carrier:
        return
    ours = Shipment.objects.filter(carrier=update.carrier, tracking=update.number)
    if ours.exists():
        outbox.hand_over(
            then,
            carrier=update.carrier,
            tracking=update.number,
            scans=[_stored(scan) for scan in update.scans],
        )


def hear(carrier: str, number: str, scans: list[Mapping[str, Any]], *, at: datetime) -> None:
    """Hear what was kept; twice, it changes nothing more."""
    rehearsed = followed.is_rehearsed()
    source = Milestone.Source.SANDBOX if rehearsed else Milestone.Source.AGGREGATOR
    hearing.hear(carrier, number, [_read(scan) for scan in scans], source=source, at=at)


def _stored(scan: Scan) -> dict[str, Any]:
    return {
        "kind": str(scan.kind),
        "happened_at": scan.happened_at.isoformat(),
        "place": scan.place,
        "words": scan.words,
        "until": scan.until.isoformat() if scan.until else "",
    }


def _read(said: Mapping[str, Any]) -> Scan:
    return Scan(
        kind=said["kind"],
        happened_at=datetime.fromisoformat(said["happened_at"]),
        place=said["place"],
        words=said["words"],
        until=date.fromisoformat(said["until"]) if said["until"] else None,
    )
