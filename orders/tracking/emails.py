"""The letters about where a parcel is, where no other letter tells it."""

from __future__ import annotations

from marketplace.shared import mail
from marketplace.shared.mail import Email
from orders import carriers, milestones
from orders.letters import to_buyer, to_seller
from orders.models import Milestone, Shipment
from orders.tracking import coming_back


def at_point(parcel: Shipment) -> list[Email]:
    """A parcel waits for its buyer: where, and until when as far as that is told.

    Nothing when it moved on before the letter left.
    """
    part, now = parcel.seller_order, milestones.current(milestones.of(parcel))
    if now is None or now.kind != Milestone.Kind.AT_POINT:
        return []
    letter = to_buyer(
        part,
        "at_point",
        key=f"at-point-{part.number}-{parcel.number}-{now.pk}",
        parcel=parcel,
        carrier=mail.spoken(carriers.name_of, parcel.carrier),
        place=now.place or ", ".join(part.relay_lines()),
        until=now.until,
        tracking_url=carriers.page_of(parcel.carrier, parcel.tracking),
        inside=parcel.lines.select_related("line").order_by("line_id"),
    )
    return [letter]


def sent_back(parcel: Shipment) -> list[Email]:
    """A parcel goes back: its buyer reads what becomes of their money, its seller what to do."""
    if not milestones.is_sent_back(parcel):
        return []
    part, number = parcel.seller_order, f"{parcel.seller_order.number}-{parcel.number}"
    about = {
        "parcel": parcel,
        "carrier": mail.spoken(carriers.name_of, parcel.carrier),
        "awaited": coming_back.return_for(parcel),
        "inside": parcel.lines.select_related("line").order_by("line_id"),
    }
    return [
        to_buyer(part, "sent_back", key=f"sent-back-{number}", **about),
        to_seller(part, "seller_sent_back", key=f"seller-sent-back-{number}", **about),
    ]
