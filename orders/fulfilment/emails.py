"""The letters about acceptance, parcels and cancellations."""

from __future__ import annotations

from collections import Counter

from django.conf import settings
from django.urls import reverse

from catalog.withdrawal import is_excepted
from marketplace.shared import clock, mail
from marketplace.shared.language import kept
from marketplace.shared.mail import Email
from orders import carriers, moneyback
from orders.fulfilment import cancellations, patience, withdrawn
from orders.letters import last_reason, order_link, to_buyer, to_seller, withdrawal_link
from orders.models import (
    Lateness,
    Order,
    OrderLine,
    Refund,
    Return,
    SellerOrder,
    Shipment,
)
from orders.points import closings
from orders.states import COMING_BACK, ShipmentState


def seller_new_order(part: SellerOrder) -> Email:
    """Something was sold: what, and until when to answer."""
    return to_seller(
        part, "seller_new_order", key=f"new-order-{part.number}", lines=part.lines.all()
    )


def answer_due(part: SellerOrder) -> Email:
    """An order that nobody accepted soon cancels itself."""
    return to_seller(part, "answer_due", key=f"answer-due-{part.number}", lines=part.lines.all())


def shipping_due(part: SellerOrder, *, is_last: bool) -> Email:
    """An accepted order must leave: half of the delay is gone, or nearly all of it."""
    return to_seller(
        part,
        "shipping_due",
        key=f"shipping-due-{part.number}-{'last' if is_last else 'first'}",
        is_last=is_last,
        lines=_waiting(part),
    )


def late(part: SellerOrder, row: Lateness, *, again: bool) -> list[Email]:
    """The promised day has passed: the buyer chooses, the seller ships or says when."""
    key = f"late-{part.number}-{row.told_at:%Y%m%d%H%M}"
    values = {"late": row, "again": again, "lines": _waiting(part)}
    return [
        to_buyer(
            part,
            "late",
            key=key,
            choose_url=choose_link(part),
            until=patience.until_when(row, row.told_at),
            **values,
        ),
        to_seller(part, "seller_late", key=f"{key}-seller", **values),
    ]


def parcels_late(part: SellerOrder, row: Lateness) -> Email:
    """The promised day has passed, and what left has not arrived: where it is, whom to tell."""
    parcels = part.shipments.filter(state=ShipmentState.SHIPPED).order_by("number")
    door = reverse("shop-incident-new", args=[part.order.number, part.pk])
    return to_buyer(
        part,
        "parcels_late",
        key=f"parcels-late-{part.number}",
        late=row,
        parcels=[
            {
                "row": parcel,
                "carrier": mail.spoken(carriers.name_of, parcel.carrier),
                "url": carriers.page_of(parcel.carrier, parcel.tracking),
                "claim_url": f"{settings.BASE_URL}{door}?colis={parcel.pk}&t={part.order.token}",
            }
            for parcel in parcels
        ],
    )


def new_day(part: SellerOrder, row: Lateness) -> Email:
    """The seller says when it leaves: the buyer may wait until then, or cancel."""
    return to_buyer(
        part,
        "late_new_day",
        key=f"late-new-day-{part.number}-{row.proposals}",
        late=row,
        choose_url=choose_link(part),
    )


def late_waited(part: SellerOrder, row: Lateness) -> Email:
    """The buyer waits: until when the seller has."""
    return to_seller(
        part,
        "seller_late_waited",
        key=f"late-waited-{part.number}-{row.wait_until}",
        late=row,
        lines=_waiting(part),
    )


def cancellation_announced(part: SellerOrder, row: Lateness) -> list[Email]:
    """What does not leave until a day cancels itself: both are told, with the day."""
    key = f"late-end-{part.number}-{row.cancel_on}"
    values = {"late": row, "lines": _waiting(part)}
    return [
        to_buyer(part, "late_announced", key=key, choose_url=choose_link(part), **values),
        to_seller(part, "seller_late_announced", key=f"{key}-seller", **values),
    ]


def rest_cancelled_late(part: SellerOrder, refund: Refund) -> list[Email]:
    """What had not left of a late part is cancelled: nothing of it must leave, its money goes
    back.
    """
    values = {
        "refund": refund,
        "back": moneyback.of([refund]),
        "by_buyer": last_reason("orders.RestCancelled", part) == kept(cancellations.GIVEN_UP),
    }
    return [
        to_buyer(part, "rest_late", key=f"rest-late-{refund.uid}", **values),
        to_seller(part, "seller_rest_late", key=f"seller-rest-late-{refund.uid}", **values),
    ]


def choose_link(part: SellerOrder) -> str:
    """The page where a buyer waits or cancels, that opens for a guest too."""
    path = reverse("shop-order-late", args=[part.order.number, part.pk])
    return f"{settings.BASE_URL}{path}?t={part.order.token}"


def _waiting(part: SellerOrder) -> list[OrderLine]:
    """What has not left, each with how many."""
    return [line for line in part.lines.order_by("pk") if line.waiting]


def seller_cancelled(part: SellerOrder, *, in_place: bool = False) -> Email:
    """A part was cancelled by someone else: nothing must be sent. `in_place`: by the operator."""
    return to_seller(
        part,
        "seller_cancelled",
        key=f"seller-cancelled-{part.number}",
        back=moneyback.of(part.refunds.all()),
        in_place=in_place,
    )


def seller_rest_cancelled(part: SellerOrder, refund: Refund) -> Email:
    """The operator cancelled what had not left of a part."""
    return to_seller(
        part,
        "seller_rest_cancelled",
        key=f"seller-rest-cancelled-{refund.uid}",
        refund=refund,
        back=moneyback.of([refund]),
        because=last_reason("orders.RestCancelled", part),
    )


def seller_delivery_stated(parcel: Shipment) -> Email:
    """The operator saw proof that a parcel arrived: the delays of its part run from it."""
    part = parcel.seller_order
    return to_seller(
        part,
        "seller_delivery_stated",
        key=f"delivery-stated-{part.number}-{parcel.number}",
        parcel=parcel,
        carrier=mail.spoken(carriers.name_of, parcel.carrier),
        because=last_reason("orders.ParcelDelivered", parcel),
    )


def cancelled(part: SellerOrder) -> Email:
    """A seller's part will not come; its money goes back."""
    return to_buyer(
        part,
        "cancelled",
        key=f"cancelled-{part.number}",
        because=mail.spoken(cancellations.reason_for_buyer, part),
        back=moneyback.of(part.refunds.all()),
        others=part.order.seller_orders.exclude(pk=part.pk).exists(),
    )


def accepted_partly(part: SellerOrder) -> Email:
    """Some pieces are missing; the others come."""
    gone = [line for line in part.lines.all() if line.cancelled]
    return to_buyer(
        part,
        "accepted_partly",
        key=f"partly-{part.number}",
        gone=gone,
        back=moneyback.of(part.refunds.filter(cause=Refund.Cause.REFUSED)),
    )


def shipped(parcel: Shipment) -> Email:
    """A parcel left: what is in it, and where it is. No day that has passed is promised."""
    part, today = parcel.seller_order, clock.today()
    return to_buyer(
        part,
        "shipped",
        key=f"shipped-{part.number}-{parcel.number}",
        parcel=parcel,
        carrier=carriers.taker_of(parcel.carrier),
        tracking_url=carriers.page_of(parcel.carrier, parcel.tracking),
        inside=parcel.lines.select_related("line").order_by("line_id"),
        is_late=part.promised_until < today,
        from_day=max(part.promised_from, today),
    )


def tracking_corrected(parcel: Shipment) -> Email:
    """The number that the buyer was given was wrong: the right one."""
    part = parcel.seller_order
    return to_buyer(
        part,
        "tracking_corrected",
        key=f"tracking-{part.number}-{parcel.number}-{parcel.tracking}",
        parcel=parcel,
        carrier=mail.spoken(carriers.name_of, parcel.carrier),
        tracking_url=carriers.page_of(parcel.carrier, parcel.tracking),
        inside=parcel.lines.select_related("line").order_by("line_id"),
    )


def delivered(part: SellerOrder) -> Email:
    """Everything arrived: until when the buyer may withdraw, and how; what is coming back."""
    backs = list(part.returns.filter(state__in=COMING_BACK).prefetch_related("lines"))
    left = _kept(part, backs)
    excepted = [is_excepted(line.withdrawal_exception) for line in left]
    return to_buyer(
        part,
        "delivered",
        key=f"delivered-{part.number}",
        last_day=withdrawn.last_day(part),
        may_withdraw=withdrawn.is_granted(part) and bool(left) and not all(excepted),
        is_consumer=part.order.business is None,
        backs=backs,
        keeps=bool(left),
        excepted=any(excepted),
        withdrawal_url=withdrawal_link(part.order),
    )


def _kept(part: SellerOrder, backs: list[Return]) -> list[OrderLine]:
    """The lines of which the buyer keeps something: neither back, nor coming back, nor refunded."""
    coming = Counter[int]()
    for back in backs:
        for row in back.lines.all():
            coming[row.line_id] += row.quantity
    return [
        line
        for line in part.lines.all()
        if line.delivered - line.returned > coming[line.pk]
        and line.refunded_cents < line.total_cents
    ]


def point_closed(part: SellerOrder) -> Email:
    """The point of a parcel closed before it left: the buyer chooses another."""
    return to_buyer(
        part,
        "point_closed",
        key=f"point-closed-{part.number}-{part.relay_closed_at:%Y%m%d%H%M%S}",
        carrier=mail.spoken(carriers.name_of, part.shipping_carrier),
        names=[row.seller_snapshot.get("name", "") for row in closings.beside(part)],
        choose_url=(
            f"{settings.BASE_URL}{reverse('shop-order-point', args=[part.order.number, part.pk])}"
            f"?t={part.order.token}"
        ),
    )


def destination_corrected(order: Order, change: int) -> Email:
    """To whoever bought: where what has not left goes from now on."""
    return Email(
        to=order.email,
        template="orders/destination_corrected",
        values={"order": order, "order_url": order_link(order), "place": order.postal_lines()},
        language=order.language,
        key=f"destination-{order.number}-{change}",
    )


def seller_destination_corrected(part: SellerOrder, change: int) -> Email:
    """To a seller who still sends some of it: the slip they may have printed is wrong."""
    return to_seller(
        part, "seller_destination_corrected", key=f"destination-{part.number}-{change}"
    )


def point_chosen(part: SellerOrder) -> Email:
    """The buyer chose another point: the parcel may leave."""
    return to_seller(
        part, "seller_point_chosen", key=f"point-chosen-{part.number}-{part.relay.get('code', '')}"
    )


def presumed(parcel: Shipment) -> Email:
    """A parcel should have arrived: did it? Nothing runs against the buyer until they say so."""
    part = parcel.seller_order
    return to_buyer(
        part,
        "presumed",
        key=f"presumed-{part.number}-{parcel.number}",
        parcel=parcel,
        carrier=carriers.taker_of(parcel.carrier),
        tracking_url=carriers.page_of(parcel.carrier, parcel.tracking),
        inside=parcel.lines.select_related("line").order_by("line_id"),
    )
