"""One seller's part of an order, held still while a verb works on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders.models import OrderLine, SellerOrder
from sellers.models import Seller


class NothingChosen(Refusal):
    """No piece was named."""

    sentence = _("Indiquez au moins un article et une quantité.")


class TooMany(Refusal):
    """More pieces than there are."""

    sentence = _("La quantité dépasse ce qui reste pour « {title} » ({left}).")


SOLD = "ventes"  # in the address of a list: of which shop
LATELY = timedelta(days=90)  # what the file of a shop counts


def sold_lately(seller_id: int) -> QuerySet[SellerOrder]:
    """What a shop sold in ninety days: its file counts these, and leads to their list."""
    return SellerOrder.objects.filter(seller=seller_id, paid_at__gte=clock.now() - LATELY)


def lock_part(part: SellerOrder) -> SellerOrder:
    """The part as it is now, its row locked until the transaction ends.

    Raises MovedMeanwhile when it is no longer in the state the caller saw.
    """
    fresh = hold(part.pk)
    if fresh.state != part.state:
        raise MovedMeanwhile
    return fresh


def hold(pk: int) -> SellerOrder:
    """The part as it is now whatever it was before, its row locked until the transaction ends."""
    locked = SellerOrder.objects.select_for_update(of=("self",)).select_related("order", "seller")
    return locked.get(pk=pk)


def hold_each(seller: Seller, numbers: Iterable[str]) -> list[SellerOrder]:
    """The parts of a shop under these numbers as they are now, locked in the order of keys."""
    locked = SellerOrder.objects.of(seller).select_for_update(of=("self",))
    return list(
        locked.filter(number__in=list(numbers))
        .select_related("order", "seller")
        .prefetch_related("lines")
        .order_by("pk")
    )


def chosen(part: SellerOrder, pieces: Mapping[int, int] | None) -> list[tuple[OrderLine, int]]:
    """The chosen pieces of each line that still wait; all that waits when `pieces` is None.

    Raises NothingChosen or TooMany.
    """
    lines = {line.pk: line for line in part.lines.all()}
    if pieces is None:
        pieces = {pk: line.waiting for pk, line in lines.items()}
    taken = []
    for pk, count in sorted(pieces.items()):
        if count <= 0:
            continue
        line = lines.get(pk)
        if line is None:
            raise NothingChosen
        if count > line.waiting:
            raise TooMany(title=line.title, left=line.waiting)
        taken.append((line, count))
    if not taken:
        raise NothingChosen
    return taken


def offers_of(pieces: Iterable[tuple[OrderLine, int]]) -> dict[int, int]:
    """How many pieces of each offer these are."""
    many: dict[int, int] = {}
    for line, count in pieces:
        many[line.offer_id] = many.get(line.offer_id, 0) + count
    return many


def add(line: OrderLine, column: str, count: int) -> None:
    """Count more pieces of a line in one of its columns (cancelled, shipped…), in one statement.

    The table's checks refuse what cannot be; raises MovedMeanwhile when the line changed.
    """
    # compare and set: of two who count on the same line, the second is told
    same = OrderLine.objects.filter(pk=line.pk, **{column: getattr(line, column)})
    if same.update(**{column: F(column) + count}) != 1:
        raise MovedMeanwhile
    setattr(line, column, getattr(line, column) + count)


def add_shipped(packed: Sequence[tuple[OrderLine, int]]) -> None:
    """Count pieces of many lines as shipped: a statement for all that count alike.

    Each line at most once, its part locked. Raises MovedMeanwhile when one changed.
    """
    alike: dict[tuple[int, int], list[OrderLine]] = {}
    for line, count in packed:
        alike.setdefault((line.shipped, count), []).append(line)
    for (before, count), lines in sorted(alike.items()):
        same = OrderLine.objects.filter(pk__in=[line.pk for line in lines], shipped=before)
        if same.update(shipped=F("shipped") + count) != len(lines):
            raise MovedMeanwhile
        for line in lines:
            line.shipped += count


def nothing_is_kept(part: SellerOrder) -> bool:
    """Whether all of a part was cancelled or came back: its delivery is due back too (L221-24)."""
    lines = OrderLine.objects.filter(seller_order=part)
    return all(line.quantity == line.cancelled + line.returned + line.came_back for line in lines)


def waiting(part: SellerOrder) -> int:
    """How many pieces are still to be shipped."""
    return sum(line.waiting for line in part.lines.all())


def ship_by(part: SellerOrder, *, at: datetime) -> datetime:
    """Until when a seller who accepts now must ship: the end of their working days of preparation.

    They count from the order, as the promise to the buyer does: whoever answers late has less time
    to prepare, and at least the working day of the answer.
    """
    ordered = clock.paris_day(part.order.placed_at)
    ready = clock.add_open_days(ordered, part.seller.handling_days)
    return clock.end_of_day(max(ready, clock.next_open(clock.paris_day(at))))


def titled(line: OrderLine) -> str:
    """The name of an article with its variant."""
    return f"{line.title} ({line.variant})" if line.variant else line.title
