"""The terms of filters, as each process has read them: a list names hundreds of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from catalog.models import Term
from marketplace.shared.clock import paris_day
from marketplace.shared.replicas import reading
from sellers import standing
from sellers.models import Seller

MOST = 50_000  # of some two hundred bytes each


class Named(NamedTuple):
    """What a term is called. `seller`: whose it is, where it names a shop."""

    pk: int
    kind: str
    kind_label: str
    value: str
    label: str
    seller: int | None


def named(pks: Iterable[int], *, at: datetime) -> list[Named]:
    """These terms but for those of shops that do not sell now, read once by each process until
    some shop changes.
    """
    known, today = standing.known(), paris_day(at)
    if known.day != today or len(known.terms) > MOST:  # shops go on holiday by the day
        known.day, known.terms = today, {}
    held, wanted = known.terms, sorted(pks)
    unknown = [pk for pk in wanted if pk not in held]
    if unknown:
        open_now = Exists(Seller.objects.selling_on(today).filter(pk=OuterRef("seller")))
        found = Term.objects.filter(Q(seller=None) | open_now, pk__among=unknown)
        with reading.from_primary():
            read = {row[0]: Named(*row) for row in found.values_list(*Named._fields)}
        held.update({pk: read.get(pk) for pk in unknown})
    return [term for pk in wanted if (term := held.get(pk)) is not None]
