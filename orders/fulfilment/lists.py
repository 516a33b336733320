"""What a seller sees of their orders: queues, deadlines, and no more of the buyer than needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from marketplace.shared.events import subject_of
from marketplace.shared.facts import name_of
from marketplace.shared.models import Fact
from orders import contested, milestones
from orders.events import DestinationCorrected
from orders.fulfilment import withdrawn
from orders.fulfilment.withdrawn import WITHDRAWAL
from orders.models import Dispute, OrderLine, Return, SellerOrder, Shipment, ShipmentLine
from orders.states import OPEN_RETURNS, DisputeState, ReturnState, SellerOrderState, ShipmentState
from sellers.models import Seller

CORRECTED = name_of(DestinationCorrected)
S = SellerOrderState
VIEWS = {
    S.TO_ACCEPT.value: _("À accepter"),
    S.TO_SHIP.value: _("À expédier"),
    S.SHIPPED.value: _("Expédiées"),
    S.DELIVERED.value: _("Livrées"),
    S.LOST.value: _("Perdues"),
    S.CANCELLED.value: _("Annulées"),
}
RETURN_VIEWS = {
    "open": (_("À traiter"), (ReturnState.ASKED, ReturnState.ON_ITS_WAY, ReturnState.ACCEPTED)),
    "over": (
        _("Terminés"),
        (ReturnState.RECEIVED, ReturnState.REFUNDED, ReturnState.REFUSED, ReturnState.CANCELLED),
    ),
}
URGENT_FIRST = {S.TO_ACCEPT.value: "accept_by", S.TO_SHIP.value: "ship_by"}
ADDRESS_KEPT = timedelta(days=30)


def counts(seller: Seller) -> dict[str, int]:
    """How many orders each queue holds, those without any included."""
    by_state = SellerOrder.objects.of(seller).values_list("state").annotate(Count("pk"))
    return {**dict.fromkeys(VIEWS, 0), **dict(by_state)}


def parts(seller: Seller, *, view: str = "", text: str = "") -> QuerySet[SellerOrder]:
    """The orders of a queue, most urgent first; all of them when none is named.

    A buyer's name is searched only where the seller may read it.
    """
    queue = (
        SellerOrder.objects.of(seller)
        .select_related("order")
        .annotate(
            is_withdrawn=_withdrawn(),  # annotated: a list asks nothing more per order
            is_contested=Exists(
                Dispute.objects.filter(payment__order=OuterRef("order"), state=DisputeState.OPEN)
            ),
            is_given_back=contested.given_back(),
            asks_to_look=Exists(to_look_at().filter(seller_order=OuterRef("pk"))),
        )
    )
    queue = queue.filter(_asked(view, text))
    order = [URGENT_FIRST[view], "pk"] if view in URGENT_FIRST else ["-paid_at", "-pk"]
    if view == S.SHIPPED:
        order.insert(0, "-asks_to_look")  # what a todo of the first page counts leads the list
    return queue.prefetch_related("lines").order_by(*order)


def to_look_at() -> QuerySet[Shipment]:
    """The parcels that their seller must see to: nobody scans them any more, or they come back."""
    return Shipment.objects.filter(
        milestones.sent_back() | Q(silent_since__isnull=False), state=ShipmentState.SHIPPED
    )


def saved_counts(seller: Seller, queries: Sequence[str]) -> list[int]:
    """How many orders each kept filter finds, in one statement."""
    if not queries:
        return []
    asked = [QueryDict(query) for query in queries]
    columns = {
        f"n{number}": Count(
            "pk", filter=_asked(one.get("vue", ""), one.get("q", "")), distinct=True
        )
        for number, one in enumerate(asked)
    }
    return list(SellerOrder.objects.of(seller).aggregate(**columns).values())


def _asked(view: str, text: str) -> Q:
    """The orders of a queue in which a number or a name is found."""
    asked = Q(state=view) if view in VIEWS else Q()
    if text:  # before acceptance, and once cancelled, the seller may not search by name
        named = Q(order__recipient__icontains=text, accepted_at__isnull=False) & ~Q(
            state=S.CANCELLED
        )
        asked &= Q(number__icontains=text) | named
    return asked


def _withdrawn() -> Q:
    """Whether the buyer withdrew and something of it is still to be taken care of."""
    back = Return.objects.filter(
        seller_order=OuterRef("pk"), reason=WITHDRAWAL, state__in=OPEN_RETURNS
    )
    return Exists(back) | Exists(withdrawn.unread(OuterRef("order")))


def one(seller: Seller, number: str) -> SellerOrder | None:
    """An order of this seller, with all that its page shows; None when it is not theirs."""
    inside = Prefetch("lines", ShipmentLine.objects.select_related("line").order_by("line_id"))
    return (
        SellerOrder.objects.of(seller)
        .filter(number=number)
        .select_related("order", "seller", "lateness")
        .annotate(is_disputed=Exists(Dispute.objects.filter(payment__order=OuterRef("order"))))
        .prefetch_related(
            Prefetch("lines", OrderLine.objects.order_by("pk")),
            Prefetch(
                "shipments",
                Shipment.objects.order_by("number").prefetch_related(inside, "milestones"),
            ),
            Prefetch("returns", Return.objects.select_related("refund").order_by("pk")),
            "incidents",
            "refunds",
            "order__businesses",
        )
        .first()
    )


def deadline(part: SellerOrder) -> datetime | None:
    """Until when the seller must act, if they must."""
    if part.state == S.TO_ACCEPT:
        return part.accept_by
    return part.ship_by if part.state == S.TO_SHIP and not awaits_buyer(part) else None


def awaits_buyer(part: SellerOrder) -> bool:
    """Whether nothing may leave until the buyer chose another point than the one that closed."""
    return part.state == S.TO_SHIP and part.relay_closed_at is not None


def is_late(part: SellerOrder, at: datetime) -> bool:
    """Whether the seller should have acted before; nobody is late who waits for a point."""
    until = deadline(part)
    return until is not None and until < at


def shows_address(part: SellerOrder, at: datetime, *, is_contested: bool) -> bool:
    """Whether the seller may read the buyer's name and street: until a month after delivery, and
    while a bank that contests the payment waits for what proves the sale.
    """
    if part.accepted_at is None or part.state == S.CANCELLED:
        return False
    if is_contested:
        return True
    arrived = part.delivered_at or part.presumed_at
    return arrived is None or at < arrived + ADDRESS_KEPT


def facts(part: SellerOrder, disputes: list[Dispute]) -> QuerySet[Fact]:
    """The life of an order, oldest first, with what the buyer's bank did to its payment, and each
    correction of its address before it left.
    """
    of_part = Q(subject=subject_of(part)) | Q(within=subject_of(part))
    moved = Q(subject=f"orders.order:{part.order_id}", name=CORRECTED)
    gone_at = part.shipped_at or part.cancelled_at
    of_part |= moved & Q(happened_at__lte=gone_at) if gone_at else moved
    if disputes:
        of_part |= Q(subject__in=[subject_of(dispute) for dispute in disputes])
    told = Fact.objects.outward().filter(of_part).select_related("actor")
    return told.order_by("happened_at", "pk")


def returns(seller: Seller, view: str) -> QuerySet[Return]:
    """The returns of a queue, oldest first where they wait."""
    queue = Return.objects.filter(seller_order__seller=seller, state__in=RETURN_VIEWS[view][1])
    order = "pk" if view == "open" else "-pk"
    return (
        queue.select_related("seller_order", "refund")
        .prefetch_related("lines__line")
        .order_by(order)
    )


def one_return(seller: Seller, number: str) -> Return | None:
    """A return of this seller; None when it is not theirs."""
    own = Return.objects.filter(seller_order__seller=seller, number=number)
    return (
        own.select_related("seller_order__order", "refund")
        .prefetch_related("lines__line", "refund__lines", "photos")
        .first()
    )


def return_counts(seller: Seller) -> dict[str, int]:
    """How many returns wait, and how many are over."""
    by_state = dict(
        Return.objects.filter(seller_order__seller=seller)
        .values_list("state")
        .annotate(Count("pk"))
    )
    return {
        key: sum(by_state.get(state, 0) for state in states)
        for key, (_name, states) in RETURN_VIEWS.items()
    }
