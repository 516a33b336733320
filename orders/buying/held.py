"""The orders that a visitor left unpaid: what their cart still has to say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects

from marketplace.shared.prepared import Prepared
from orders.buying import holds
from orders.models import Cart, Hold, Order
from orders.money import payments, standing
from orders.money.standing import Standing

LEFT = Prepared(
    lambda cart, since: (
        Hold.objects.filter(cart=cart, held_at__gt=since)
        .select_related("order__payment")
        .order_by("-pk")[:10]
    )
)


@dataclass(frozen=True, slots=True)
class Held:
    """An order that waits for its payment, or that was given up and of which nobody was told."""

    order: Order
    standing: Standing

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be paid."""
        return self.standing is Standing.TO_PAY

    @property
    def is_unsure(self) -> bool:
        """Whether only the provider can say what became of it."""
        return self.standing is Standing.UNSURE

    @property
    def reason(self) -> str:
        """Why the last payment failed, if one did."""
        return payments.reason_of(self.order.payment.failure)


def of(cart: Cart | None, *, at: datetime) -> list[Held]:
    """What to tell the visitor of this cart: what waits, and of the last order that it expired."""
    if cart is None:
        return []
    left = LEFT(cart=cart.pk, since=at - holds.TOLD)
    prefetch_related_objects(left, "order__seller_orders")
    told, settled = [], False  # what was bought since, or said already, needs no reminder
    for hold in left:
        stands = standing.of(hold.order, hold.order.seller_orders.all(), at=at)
        if (
            stands in (Standing.TO_PAY, Standing.UNSURE)
            or stands is Standing.ABANDONED
            and not settled
        ):
            told.append(Held(hold.order, stands))
        settled = settled or stands in (Standing.ABANDONED, Standing.PAID)
    return told
