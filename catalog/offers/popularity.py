"""What sells: counted on the sheets, one of the things the lists may be sorted by.

A sale only notes its pieces; a job adds them up. Of a sheet sold a hundred times meanwhile the row
and its indexes are written once, and no checkout waits for another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F, QuerySet

from catalog import noted
from catalog.models import Product, Sold

A_TIME = 2000


def count_sales(pieces: Mapping[int, int]) -> None:
    """Note pieces sold of these sheets, in the caller's transaction."""
    Sold.objects.bulk_create(
        [Sold(product_id=pk, pieces=count) for pk, count in sorted(pieces.items())]
    )


@transaction.atomic(durable=True)
def add_up(*, most: int = A_TIME) -> int:
    """Add what was sold to the figures of its sheets, the oldest first; how much there was."""
    return _add_up(Sold.objects.order_by("pk")[:most])


def settle(product_ids: Iterable[int]) -> None:
    """Add up now what was sold of these sheets, in the caller's transaction."""
    _add_up(Sold.objects.filter(product__in=list(product_ids)).order_by("pk"))


def _add_up(waiting: QuerySet[Sold]) -> int:
    # locked: each is added by one worker, and those that another added are not found any more
    notes = list(waiting.select_for_update())
    pieces: Counter[int] = Counter()
    for note in notes:
        pieces[note.product_id] += note.pieces
    # in the order of keys, as everywhere: two verbs never wait for each other
    sheets = Product.objects.select_for_update(no_key=True).filter(pk__in=pieces)
    by_count: dict[int, list[int]] = {}
    for pk in sheets.order_by("pk").values_list("pk", flat=True):
        by_count.setdefault(pieces[pk], []).append(pk)
    for count, pks in by_count.items():
        Product.objects.filter(pk__in=pks).update(sales_count=F("sales_count") + count)
    noted.note(pieces)  # no stamp ends for a sale, but the engine orders by it
    Sold.objects.filter(pk__in=[note.pk for note in notes]).delete()
    return len(notes)
