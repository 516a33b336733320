"""A shop ships many parts in one send: what the screen asks of the database and of Python."""

from __future__ import annotations

SENT = 500
GOAL = "5 s"


def prepare(count: int = SENT):
    """A shop with as many parts to ship, and the rows of a send that ships them all."""
    from orders.fulfilment.batches import Row
    from tests import cast

    shop = cast.seller("Atelier des envois")
    ware = cast.offer(shop, stock=2 * count)
    rows = []
    for rank in range(count):
        buyer = f"envoi-{rank}@example.test"
        part = cast.accepted(cast.part_of(cast.paid_order(ware, buyer=cast.user(buyer))))
        rows.append(Row(part.number, "colissimo", f"6A{20_000_000_000 + rank}"))
    return shop, rows


def send(shop, rows) -> None:
    """Ship them; what stays is a fault of the bench."""
    from marketplace.shared import clock
    from orders.fulfilment import batches
    from tests import cast

    outcome = batches.ship_many(shop, rows, by=cast.owner_of(shop), at=clock.now())
    if len(outcome.shipped) != len(rows):
        raise AssertionError(
            f"{len(rows) - len(outcome.shipped)} parts stayed: {outcome.refused[:3]}"
        )
