"""Proofs of labels that end: their shop is told a month and a week before, and once they have.

What is shown does not wait for this: a label is shown until its day by that day alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from catalog.claims import claims
from catalog.events import LabelEnding
from catalog.models import LabelClaim
from catalog.states import LabelState
from marketplace.shared import clock, events

STEPS = (7, 30)  # days before its end
CHUNK = 50


def go_round(*, after: int, at: datetime) -> int | None:
    """Look at the next proofs that end, one transaction each; the last one, or None at the end."""
    soon = clock.paris_day(at) + timedelta(days=max(STEPS))
    ending = LabelClaim.objects.filter(
        Q(told=None) | Q(told__gt=0), state=LabelState.APPROVED, valid_until__lte=soon, pk__gt=after
    )
    rows = list(ending.select_related("label", "seller").order_by("pk")[:CHUNK])
    for row in rows:
        _look(row, at=at)
    return rows[-1].pk if len(rows) == CHUNK else None


@transaction.atomic(durable=True)
def _look(row: LabelClaim, *, at: datetime) -> None:
    left = (row.valid_until - clock.paris_day(at)).days
    step = 0 if left < 0 else next(days for days in STEPS if left <= days)
    same = LabelClaim.objects.filter(pk=row.pk, state=LabelState.APPROVED, told=row.told)
    if step == row.told or not same.update(told=step):
        return
    if not step:
        claims.hide(row, by=None, at=at)
    if not _is_renewed(row):
        fact = LabelEnding(
            label_claim_id=row.pk, label_id=row.label_id, seller_id=row.seller_id, days=step
        )
        events.publish(fact, about=row, within=row.seller, by=None, at=at)


def is_longer(other: LabelClaim, row: LabelClaim) -> bool:
    """Whether another claim of its shop is a longer proof of the same label, or asks to be one."""
    if other.label_id != row.label_id or other.pk == row.pk:
        return False
    return other.state in claims.OPEN or other.valid_until > row.valid_until


def _is_renewed(row: LabelClaim) -> bool:
    states = (*claims.OPEN, LabelState.APPROVED)
    others = LabelClaim.objects.filter(label=row.label_id, seller=row.seller_id, state__in=states)
    return any(is_longer(other, row) for other in others)
