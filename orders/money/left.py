"""What of a seller's part may still go back to the buyer, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orders.models import OrderLine, SellerOrder
from orders.money import refunds


@dataclass(frozen=True, kw_only=True)
class Left:
    """A line of the part with what was given back of it, and what may still be."""

    line: OrderLine
    claimed: int
    pieces: int
    cents: int


def of_lines(part: SellerOrder, claimed: Mapping[int, int] | None = None) -> list[Left]:
    """Each line of the part: the pieces complained of, and what of it may still go back."""
    pieces = refunds.refundable(part)
    return [
        Left(
            line=line,
            claimed=(claimed or {}).get(line.pk, 0),
            pieces=pieces[line.pk],
            cents=line.total_cents - line.refunded_cents,
        )
        for line in part.lines.order_by("pk")
    ]


def of_shipping(part: SellerOrder) -> int:
    """How much of the delivery may still go back, in cents."""
    return part.shipping_cents - part.shipping_refunded_cents
