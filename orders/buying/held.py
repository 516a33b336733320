"""The orders that a visitor left unpaid: what their cart still has to say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orders.models import Cart, Hold, Order
from orders.money import payments, standing
from orders.money.standing import Standing


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
    holds = (
        Hold.objects.filter(cart=cart)
        .select_related("order__payment")
        .prefetch_related("order__seller_orders")
        .order_by("-pk")
    )
    told = []
    for rank, hold in enumerate(holds[:10]):
        stands = standing.of(hold.order, hold.order.seller_orders.all(), at=at)
        open_ = stands in (Standing.TO_PAY, Standing.UNSURE)
        if open_ or (rank == 0 and stands is Standing.ABANDONED):
            told.append(Held(hold.order, stands))
    return told
