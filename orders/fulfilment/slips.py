"""What goes into parcels and what is fetched for them, of one order or of many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from orders.fulfilment import withdrawn
from orders.models import SellerOrder
from orders.parts import titled

MOST = 60  # slips of one document: a page each, made while somebody waits


@dataclass(slots=True)
class Fetched:
    """An article to fetch: how many in all, and how many for each order."""

    title: str
    sku: str
    count: int = 0
    orders: list[tuple[str, int]] = field(default_factory=list)


def of(part: SellerOrder, *, with_prices: bool) -> dict:
    """What the slip of a part is made of; that of a gift bears no price, whatever was asked."""
    kept = [(line, line.quantity - line.cancelled) for line in part.lines.all()]
    return {
        "part": part,
        "order": part.order,
        "business": part.order.business,
        "granted": withdrawn.is_granted(part),
        "with_prices": with_prices and not part.is_gift,
        "lines": [{"row": line, "count": count} for line, count in kept if count],
    }


def of_many(parts: Iterable[SellerOrder], *, with_prices: bool) -> list[dict]:
    """The slips of parts to ship: none of what may not leave now, withdrawn or without a point."""
    standing = [part for part in parts if part.relay_closed_at is None]
    declared = withdrawn.pending_among([part.order for part in standing])
    return [
        of(part, with_prices=with_prices)
        for part in standing
        if withdrawn.pending(part, declared) is None
    ]


def fetched(parts: Iterable[SellerOrder]) -> list[Fetched]:
    """What is still to be sent of these parts by article, in the order of their references."""
    found: dict[tuple[int, str, str], Fetched] = {}
    for part in parts:
        for line in part.lines.all():
            if line.waiting > 0:
                key = (line.offer_id, line.sku, titled(line))
                row = found.setdefault(key, Fetched(titled(line), line.sku))
                row.count += line.waiting
                row.orders.append((part.number, line.waiting))
    return sorted(found.values(), key=lambda row: (row.sku, row.title))


def counted(rows: Iterable[Fetched]) -> Mapping[str, int]:
    """How many orders and pieces a list is for."""
    kept = list(rows)
    orders = {number for row in kept for number, _count in row.orders}
    return {"orders": len(orders), "pieces": sum(row.count for row in kept)}
