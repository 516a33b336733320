"""What is counted for badges, for all sheets at once: what sold best, of what few are left.

Both are written beside the sheet, where lists read them. A place in the sales is told with its
last day: if a night is missed, it is gone. That few are left is said late after a sale, and taken
back at once by whatever brings pieces (catalog.offers.visibility): it is never said too early.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, Sum

from catalog import freshness
from catalog.badges.kinds import LEAST_SOLD, TOP, begins
from catalog.models import Category, Product, StockMove
from catalog.offers import rows, visibility
from catalog.states import ProductState
from marketplace.shared.clock import paris_day

WINDOW = timedelta(days=30)
# orders of the last day may still be unpaid: a day later each is paid, or its pieces are back
SETTLED = timedelta(days=1)
A_TIME = 1000
FIGURES = ("top_rank", "top_pieces", "top_until")
Reason = StockMove.Reason


class Place(NamedTuple):
    """The place of a sheet among what its department sold, and the pieces."""

    rank: int
    pieces: int


def ranks(day: date) -> dict[int, Place]:
    """The places that hold on a day: thirty days up to the day before yesterday, for each
    department what sold most. Equal pieces have the same place.

    Pieces of orders, less those that came back in that time or since: cancelled, unpaid, returned,
    refused by the seller, whether they went on a shelf again or not.
    The memory of stock is never rewritten, so the same day always has the same places.
    """
    ends = begins(day) - SETTLED
    sold = Q(reason=Reason.SOLD, moved_at__lt=ends)
    back = Q(reason__in=(Reason.FREED, Reason.RETURNED), moved_at__lt=begins(day))
    moves = StockMove.objects.filter(
        sold | back,
        moved_at__gte=ends - WINDOW,
        offer__product__state=ProductState.PUBLISHED,
    )
    counted = (
        moves.order_by()
        .values("offer__product", "offer__product__category_path")
        .annotate(delta=Sum("delta"))
        .filter(delta__lte=-LEAST_SOLD)
    )
    by_root: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for pk, path, delta in counted.values_list(
        "offer__product", "offer__product__category_path", "delta"
    ):
        if path:
            by_root[path[: Category.steplen]].append((-delta, pk))
    return dict(place for sold_there in by_root.values() for place in _placed(sold_there))


def rank_sales(*, at: datetime) -> int:
    """Write the places of this day on the sheets, a thousand at a time; how many sheets changed."""
    day = paris_day(at)
    places, until = ranks(day), day + timedelta(days=1)
    held = Product.objects.filter(top_until__isnull=False).values_list("pk", *FIGURES)
    there = {pk: figures for pk, *figures in held}
    wanted = {pk: [place.rank, place.pieces, until] for pk, place in places.items()}
    changed = [pk for pk in {*there, *wanted} if there.get(pk) != wanted.get(pk)]
    for pks in _by(sorted(changed), A_TIME):
        _write(pks, wanted)
    return len(changed)


@transaction.atomic(durable=True)
def _write(pks: list[int], wanted: dict[int, list]) -> None:
    sheets = Product.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    locked = list(sheets.only("pk", "category_path", *FIGURES))
    for sheet in locked:
        sheet.top_rank, sheet.top_pieces, sheet.top_until = wanted.get(sheet.pk, [None] * 3)
    rows.write(locked, FIGURES)
    freshness.changed({sheet.category_path for sheet in locked}, pks)


def count_few(*, at: datetime) -> int:
    """Have sheets say that few are left, where sales made it so since; how many changed."""
    counted = visibility.few(at)
    there = dict(Product.objects.filter(few_left__isnull=False).values_list("pk", "few_left"))
    # of a sheet that is not online no badge is asked, and its offers are not visible
    stale = [pk for pk in {*counted, *there} if counted.get(pk) != there.get(pk)]
    return sum(_refresh(pks, at=at) for pks in _by(sorted(stale), A_TIME))


@transaction.atomic(durable=True)
def _refresh(pks: list[int], *, at: datetime) -> int:
    return visibility.refresh(pks, at=at)


def _placed(sold: list[tuple[int, int]]) -> Iterator[tuple[int, Place]]:
    rank = previous = 0
    for position, (pieces, pk) in enumerate(sorted(sold, reverse=True), start=1):
        rank = rank if pieces == previous else position
        previous = pieces
        if rank > TOP:
            return
        yield pk, Place(rank, pieces)


def _by(pks: list[int], size: int) -> Iterable[list[int]]:
    return (pks[start : start + size] for start in range(0, len(pks), size))
