"""Points that close after the order: noticed before a parcel leaves, and chosen anew by the buyer.

The registers are asked outside of any transaction; a register that does not answer changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from orders import parts
from orders.events import PickupPointChosen, PickupPointClosed
from orders.models import Order, SellerOrder
from orders.points import points
from orders.points.protocol import PointsDown
from orders.states import UNSHIPPED

AT_ONCE = 1000  # parts a round looks at, the oldest first


class NothingToChoose(Refusal):
    """No parcel of the order waits for another point."""

    sentence = _("Ce colis n'attend plus d'autre point relais.")


def look_around(at: datetime) -> int:
    """Ask about the point of every parcel that has not left; how many have closed.

    Each point is asked about once, and a carrier that does not answer no more in this round.
    """
    waiting = SellerOrder.objects.filter(state__in=UNSHIPPED, relay_closed_at=None)
    waiting = waiting.exclude(relay={}).select_related("order").order_by("pk")[:AT_ONCE]
    return look_each(waiting, at=at)


def look_each(waiting: Iterable[SellerOrder], *, at: datetime, most: int = AT_ONCE) -> int:
    """The same for the points of these parcels, `most` of them: registers take their time."""
    known: dict[tuple[str, str, str], bool] = {}
    silent: set[str] = set()
    found = 0
    for part in waiting:
        carrier = part.shipping_carrier
        point = (carrier, part.order.country, part.relay.get("code", ""))
        if carrier in silent:
            continue
        try:
            if point not in known:
                if len(known) >= most:
                    continue
                known[point] = _has_closed(part)
        except PointsDown:
            silent.add(carrier)
            continue
        found += known[point] and _note(part, at=at)
    return found


def look(part: SellerOrder, *, at: datetime) -> None:
    """Ask about the point of one parcel, just before it leaves."""
    if part.relay and part.relay_closed_at is None and part.state in UNSHIPPED:
        try:
            closed = _has_closed(part)
        except PointsDown:
            return
        if closed:
            _note(part, at=at)


def of_order(order: Order) -> list[SellerOrder]:
    """The parts of an order that wait for another point."""
    waiting = order.seller_orders.filter(state__in=UNSHIPPED).exclude(relay_closed_at=None)
    return list(waiting.order_by("pk"))


def beside(part: SellerOrder) -> list[SellerOrder]:
    """The parts of an order that the same carrier brings to the same point, this one included:
    their buyer chooses once for all of them.
    """
    waiting = part.order.seller_orders.filter(
        state__in=UNSHIPPED, shipping_carrier=part.shipping_carrier
    )
    code = part.relay.get("code", "")
    return [row for row in waiting.order_by("pk") if row.relay.get("code", "") == code]


def was_told(part: SellerOrder) -> bool:
    """Whether the letter about another parcel has asked for the point of this one already."""
    mine = (part.relay_closed_at, part.pk)
    return any(row.relay_closed_at and (row.relay_closed_at, row.pk) < mine for row in beside(part))


@transaction.atomic(durable=True)
def choose(part: SellerOrder, point: Mapping[str, str], *, by: User | None, at: datetime) -> None:
    """Collect a parcel elsewhere, and with it those that the same carrier brought to that point.

    The days that the seller waited for the choice are added to the delay to ship.
    Raises NothingToChoose.
    """
    closed = part.relay.get("code", "")
    asked = [
        row.pk
        for row in of_order(part.order)
        if row.shipping_carrier == part.shipping_carrier and row.relay.get("code", "") == closed
    ]
    held = [parts.hold(pk) for pk in asked]
    held = [row for row in held if row.state in UNSHIPPED and row.relay_closed_at]
    if part.pk not in [row.pk for row in held]:
        raise NothingToChoose
    for row in held:
        if row.ship_by:
            row.ship_by += max(at - row.relay_closed_at, timedelta(0))
        row.relay, row.relay_closed_at, row.look_at = dict(point), None, at
        row.save(update_fields=["relay", "relay_closed_at", "ship_by", "look_at"])
        events.publish(
            PickupPointChosen(seller_order_id=row.pk, code=point.get("code", "")),
            about=row,
            within=row.order,
            by=by,
            at=at,
        )


def _has_closed(part: SellerOrder) -> bool:
    """Whether the register says so. Raises PointsDown.

    A point that was picked in its register has closed once the register knows it no more; of one
    that was copied by hand the register may never have known.
    """
    code, country = part.relay.get("code", ""), part.order.country
    if not code or points.register_of(part.shipping_carrier) is None:
        return False
    if part.relay.get("is_picked"):
        return points.still_there(part.shipping_carrier, code, country=country) is None
    return points.has_closed(part.shipping_carrier, code, country=country)


@transaction.atomic(durable=True)
def _note(part: SellerOrder, *, at: datetime) -> bool:
    """Keep a parcel from leaving for a closed point, and have its buyer asked; once."""
    row = parts.hold(part.pk)
    if row.state not in UNSHIPPED or row.relay_closed_at or row.relay != part.relay:
        return False
    row.relay_closed_at = at
    row.save(update_fields=["relay_closed_at"])
    events.publish(
        PickupPointClosed(seller_order_id=row.pk, code=row.relay.get("code", "")),
        about=row,
        within=row.order,
        at=at,
    )
    return True
