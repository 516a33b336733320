"""Asking carriers where the parcels on their way are: a slice at a time, outside transactions."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import F, Q

from orders import milestones
from orders.models import Milestone, Shipment
from orders.states import ShipmentState
from orders.tracking import followed, hearing
from orders.tracking.protocol import CarrierDown

AT_ONCE = 100  # parcels a round asks about, the ones not looked at for longest first
ROUND = 45.0  # seconds a round may last, whoever is slow
PACE = timedelta(hours=3)
QUIET_PACE = timedelta(hours=12)  # of what waits at a point, goes back or left long ago
OLD = timedelta(days=20)
BACK_OFF = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
FAILURES = 2  # in a row, after which a carrier is left alone until the next round
log = logging.getLogger("halles.tracking")


def look_around(at: datetime) -> int:
    """Ask about a slice of the parcels on their way; how many carriers answered about.

    A carrier that does not answer keeps nobody else waiting.
    """
    failed: dict[str, int] = {}
    answered, began = 0, monotonic()
    for parcel in _due(at):
        if failed.get(parcel.carrier, 0) >= FAILURES:
            continue
        if monotonic() - began > ROUND:
            break
        if _look(parcel, at=at):
            failed.pop(parcel.carrier, None)
            answered += 1
        else:
            failed[parcel.carrier] = failed.get(parcel.carrier, 0) + 1
    return answered


def _due(at: datetime) -> list[Shipment]:
    waiting = Shipment.objects.filter(
        Q(look_after=None) | Q(look_after__lte=at),
        state=ShipmentState.SHIPPED,
        carrier__in=followed.asked(),
    ).exclude(tracking="")
    return list(waiting.order_by(F("looked_at").asc(nulls_first=True), "pk")[:AT_ONCE])


def _look(parcel: Shipment, *, at: datetime) -> bool:
    """Ask about one parcel, and note when to ask again; whether its carrier answered."""
    carrier = followed.carrier_of(parcel.carrier)
    if carrier is None:
        return False
    try:
        scans = carrier.scans(parcel.tracking)
    except CarrierDown:
        wait = BACK_OFF[min(parcel.looks_failed, len(BACK_OFF) - 1)]
        _asked(parcel, at=at, wait=wait, failed=min(parcel.looks_failed + 1, 1000))
        log.warning("no answer about parcel %s of %s", parcel.pk, parcel.carrier)
        return False
    hearing.hear(parcel.carrier, parcel.tracking, scans, source=carrier.source, at=at)
    _asked(parcel, at=at, wait=_pace(parcel, at), failed=0)
    return True


def _asked(parcel: Shipment, *, at: datetime, wait: timedelta, failed: int) -> None:
    # one statement of columns that nobody else writes: no lock is needed
    Shipment.objects.filter(pk=parcel.pk).update(
        looked_at=at, look_after=at + wait, looks_failed=failed
    )


def _pace(parcel: Shipment, at: datetime) -> timedelta:
    now = milestones.current(milestones.of(parcel))
    waits = now is not None and now.kind in (Milestone.Kind.AT_POINT, Milestone.Kind.RETURNED)
    return QUIET_PACE if waits or at - parcel.shipped_at > OLD else PACE
