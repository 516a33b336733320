"""An order with everything that followed it, read at once for its file in the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Prefetch, Q, QuerySet

from orders import carriers, milestones
from orders.incidents import file as incident_file
from orders.models import (
    Dispute,
    Incident,
    IncidentWord,
    Order,
    OrderLine,
    Payment,
    Refund,
    Return,
    SellerOrder,
    Shipment,
    WithdrawalDeclaration,
)
from orders.states import DisputeState, RefundState

SHOWN = 5  # of the buyer's other orders


@dataclass
class Parcel:
    """A parcel as its card shows it."""

    row: Shipment
    carrier: str
    url: str
    how: str

    @property
    def steps(self) -> list[dict]:
        """What its carrier said of it."""
        return milestones.facts(self.row)


@dataclass
class Part:
    """One seller's part: its parcels, returns, refunds and complaints."""

    row: SellerOrder
    lines: list[OrderLine] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)


@dataclass
class Whole:
    """An order and all that belongs to it, in a fixed number of statements."""

    order: Order
    parts: list[Part]
    disputes: list[Dispute]
    declarations: list[WithdrawalDeclaration]
    late_refunds: list[Refund]  # of a payment that came too late: of no part

    @property
    def rows(self) -> list[Model]:
        """Everything whose verbs and facts belong to the file, the order first."""
        rows: list[Model] = [self.order, self.order.payment, *self.disputes, *self.declarations]
        for part in self.parts:
            rows += [part.row, *(parcel.row for parcel in part.parcels)]
            rows += [*part.returns, *part.refunds, *part.incidents]
        return [*rows, *self.late_refunds]

    @property
    def waiting(self) -> list[Model]:
        """What somebody of the operator's must see to: an open dispute, a complaint, a failure."""
        refunds = [refund for part in self.parts for refund in part.refunds] + self.late_refunds
        return [
            *(row for row in self.disputes if row.state == DisputeState.OPEN),
            *(row for part in self.parts for row in part.incidents if row.is_open),
            *(row for row in refunds if row.state in (RefundState.FAILED, RefundState.WAITING)),
            *(row for row in self.declarations if row.handled_at is None),
        ]

    @property
    def words(self) -> list[IncidentWord]:
        """What everybody said in the complaints about it."""
        return [
            word
            for part in self.parts
            for incident in part.incidents
            for word in incident.words.all()
        ]


def orders() -> QuerySet[Order]:
    """Orders with what their file reads of them."""
    parts = SellerOrder.objects.select_related("seller").prefetch_related(
        Prefetch("lines", OrderLine.objects.order_by("pk")),
        Prefetch(
            "shipments",
            Shipment.objects.order_by("number").prefetch_related("lines", "milestones"),
        ),
        Prefetch("returns", Return.objects.order_by("pk").prefetch_related("lines")),
        Prefetch(
            "incidents",
            Incident.objects.order_by("pk").prefetch_related(Prefetch("words", _words())),
        ),
    )
    return Order.objects.select_related("payment", "buyer", "terms").prefetch_related(
        Prefetch("seller_orders", parts.order_by("pk")),
        Prefetch(
            "payment__disputes",
            Dispute.objects.order_by("pk").prefetch_related("answers"),
        ),
        Prefetch("payment__refunds", Refund.objects.order_by("pk")),
        "businesses",
        "withdrawals",
    )


def of(order: Order) -> Whole:
    """All that belongs to an order that was read by `orders`."""
    payment = order.payment
    payment.order = order
    parts = [_part(order, row) for row in order.seller_orders.all()]
    disputes = list(payment.disputes.all())
    for dispute in disputes:
        dispute.payment = payment
    for declaration in order.withdrawals.all():
        declaration.order = order
    return Whole(
        order,
        parts,
        disputes,
        list(order.withdrawals.all()),
        _refunds(payment, None),  # a payment that came too late is no seller's
    )


def others(order: Order) -> QuerySet[Order]:
    """What the same buyer ordered else: by their account, or by the address of a guest."""
    same = Q(email__iexact=order.email)
    if order.buyer_id:
        same |= Q(buyer=order.buyer_id)
    return Order.objects.filter(same).exclude(pk=order.pk).order_by("-placed_at", "-pk")


def _refunds(payment: Payment, part: SellerOrder | None) -> list[Refund]:
    """The refunds of a part, or those of none."""
    theirs = [
        refund
        for refund in payment.refunds.all()
        if refund.seller_order_id == (part.pk if part else None)
    ]
    for refund in theirs:
        refund.payment = payment
    return theirs


def _words() -> QuerySet[IncidentWord]:
    return IncidentWord.objects.select_related("by").order_by("pk")


def _part(order: Order, row: SellerOrder) -> Part:
    row.order = order
    part = Part(
        row,
        lines=list(row.lines.all()),
        parcels=[_parcel(parcel) for parcel in row.shipments.all()],
        returns=list(row.returns.all()),
        refunds=_refunds(order.payment, row),
        incidents=list(row.incidents.all()),
    )
    # what each names is at hand: no verb asks for it again
    parcels = {parcel.row.pk: parcel.row for parcel in part.parcels}
    backs = {back.pk: back for back in part.returns}
    for incident in part.incidents:
        incident.shipment = parcels.get(incident.shipment_id)
        incident.origin = backs.get(incident.origin_id)
    lines = {line.pk: line for line in part.lines}
    holders: list[Any] = [*parcels.values(), *part.returns]
    for holding in holders:
        for inside in holding.lines.all():
            inside.line = lines[inside.line_id]
    theirs: list[Any] = [*holders, *part.refunds, *part.incidents]
    for belonging in theirs:
        belonging.seller_order = row
    return part


def _parcel(parcel: Shipment) -> Parcel:
    how = parcel.delivered_how or ("presumed" if parcel.presumed_at else "")
    return Parcel(
        parcel,
        carriers.name_of(parcel.carrier),
        carriers.page_of(parcel.carrier, parcel.tracking),
        str(incident_file.HOWS.get(how, "")),
    )
