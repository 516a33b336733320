"""What carriers say of parcels becomes milestones, and what follows from them.

Everything may be told twice, late and in any order: a milestone is stored once, and where the
parcel is now is read from all of them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from marketplace.shared import events
from marketplace.shared.states import Refusal
from orders import milestones, parts
from orders.events import ParcelAtPoint, ParcelHeardAgain, ParcelSentBack
from orders.fulfilment import shipping
from orders.models import Milestone, SellerOrder, Shipment
from orders.states import ShipmentState
from orders.tracking import silence
from orders.tracking.protocol import Scan

Kind = Milestone.Kind
AHEAD = timedelta(hours=1)  # by how much a carrier's clock may be ahead of ours
BEFORE = timedelta(hours=1)  # nothing of a parcel happened before its order was paid
AWAITED = (ShipmentState.SHIPPED, ShipmentState.LOST)  # a lost parcel may come after all
AT_ONCE = 200
log = logging.getLogger("halles.tracking")


def hear(carrier: str, number: str, scans: Iterable[Scan], *, source: str, at: datetime) -> int:
    """Store what a carrier says of a number, and do what follows; how many steps were new.

    A number that no parcel of ours bears is nobody's business.
    """
    said, new = list(scans), 0
    for parcel in _bearing(carrier, number):
        new += note(parcel, said, source=source, at=at)
        follow(parcel, at=at)
    return new


def _bearing(carrier: str, number: str) -> list[Shipment]:
    """The parcels with this number: a seller may have put two orders into one."""
    if not number:
        return []
    return list(Shipment.objects.filter(carrier=carrier, tracking=number).order_by("pk"))


@transaction.atomic(durable=True)
def note(parcel: Shipment, scans: Iterable[Scan], *, source: str, at: datetime) -> int:
    """Store the steps of a parcel that are not known yet; how many they were.

    What happened before its order was paid is of another parcel that bore the number: it proves
    nothing of this one.
    """
    part = parts.hold(parcel.seller_order_id)
    row = Shipment.objects.get(pk=parcel.pk)  # under the lock of its part
    if (row.carrier, row.tracking) != (parcel.carrier, parcel.tracking):
        return 0  # its number was corrected meanwhile
    known = milestones.of(row)
    fresh = _fresh(row, part, scans, {step.key for step in known}, source=source, at=at)
    if not fresh:
        return 0
    Milestone.objects.bulk_create(fresh)
    _count_news(row, part, max(step.happened_at for step in fresh), at=at)
    _tell(row, part, milestones.current(known), milestones.current([*known, *fresh]), at=at)
    return len(fresh)


def _fresh(
    parcel: Shipment,
    part: SellerOrder,
    scans: Iterable[Scan],
    known: set[str],
    *,
    source: str,
    at: datetime,
) -> list[Milestone]:
    since = (part.paid_at or part.order.placed_at) - BEFORE
    rows = {}
    for scan in scans:
        key = scan.key(parcel.carrier, parcel.tracking)
        if key not in known and since <= scan.happened_at <= at + AHEAD:
            rows[key] = Milestone(
                shipment=parcel,
                carrier=parcel.carrier,
                tracking=parcel.tracking,
                kind=scan.kind,
                happened_at=scan.happened_at,
                place=scan.place,
                words=scan.words,
                until=scan.until,
                source=source,
                heard_at=at,
                key=key,
            )
    return list(rows.values())


def _count_news(parcel: Shipment, part: SellerOrder, last: datetime, *, at: datetime) -> None:
    """When it was last heard of; a silence ends with news that are recent enough."""
    if parcel.heard_at is not None and parcel.heard_at >= last:
        return
    parcel.heard_at = last
    heard = parcel.silent_since is not None and not silence.is_long(last, at)
    if heard:
        parcel.silent_since = None
    parcel.save(update_fields=["heard_at", "silent_since"])
    if heard:
        events.publish(
            ParcelHeardAgain(shipment_id=parcel.pk, seller_order_id=part.pk),
            about=parcel,
            within=part,
            at=at,
        )


def _tell(
    parcel: Shipment,
    part: SellerOrder,
    before: Milestone | None,
    now: Milestone | None,
    *,
    at: datetime,
) -> None:
    """Announce what concerns somebody, once: that it waits at a point, that it is sent back."""
    if now is None or parcel.state != ShipmentState.SHIPPED:
        return
    same = before is not None and (before.kind, before.place) == (now.kind, now.place)
    if same or (before is not None and before.kind == now.kind == Kind.RETURNED):
        return
    said: dict[str, Any] = {
        "shipment_id": parcel.pk,
        "seller_order_id": part.pk,
        "place": now.place,
    }
    if now.kind == Kind.AT_POINT:
        events.publish(ParcelAtPoint(**said), about=parcel, within=part, at=at)
    elif now.kind == Kind.RETURNED:
        events.publish(ParcelSentBack(**said), about=parcel, within=part, at=at)


def follow(parcel: Shipment, *, at: datetime) -> None:
    """Do what a carrier's last word asks for: it delivered, or it lost the parcel. Done once.

    A parcel that another proof ended meanwhile stays as it is.
    """
    now = milestones.current(milestones.of(parcel))
    if now is None:
        return
    parcel.refresh_from_db(fields=["state"])
    try:
        if now.kind == Kind.DELIVERED and parcel.state in AWAITED:
            if is_shared(parcel):
                return  # one was handed over; which one, only people can tell
            came = max(parcel.shipped_at, min(now.happened_at, at))
            shipping.deliver(parcel, how=Shipment.Proof.CARRIER, by=None, at=came)
        elif now.kind == Kind.LOST and parcel.state == ShipmentState.SHIPPED:
            shipping.believe_lost(parcel, at=at)
    except Refusal as refusal:  # it moved meanwhile; the next round reads it again
        log.warning("parcel %s: %s", parcel.pk, refusal)


def is_shared(parcel: Shipment) -> bool:
    """Whether the number is on a parcel of somebody else too: its delivery proves neither's."""
    buyer = SellerOrder.objects.values_list("order__email", flat=True).get(
        pk=parcel.seller_order_id
    )
    others = Shipment.objects.filter(carrier=parcel.carrier, tracking=parcel.tracking)
    return others.exclude(seller_order__order__email__iexact=buyer).exists()


def follow_all(at: datetime) -> int:
    """Do what a worker that died left undone; how many parcels were looked at."""
    ends = Milestone.objects.filter(
        shipment=OuterRef("pk"),
        carrier=OuterRef("carrier"),
        tracking=OuterRef("tracking"),
        kind__in=(Kind.DELIVERED, Kind.LOST),
    )
    # the last ones first: those that only people can tell apart stay for long
    left = Shipment.objects.filter(Exists(ends), state=ShipmentState.SHIPPED).order_by("-pk")
    rows = list(left.prefetch_related("milestones")[:AT_ONCE])
    for parcel in rows:
        follow(parcel, at=at)
    return len(rows)
