"""Gap-free numbers: taken in the transaction that makes the document final.

The row of the series stays locked until that transaction ends, so a rollback gives
the number back and two writers never hold the same one (CGI ann. II art. 242 nonies A).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from marketplace.shared.models.sequence import Sequence

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Taken:
    """A number of a series, and the day it bears."""

    number: int
    on: date


def take(series: str, *, on: date) -> Taken:
    """The next number of a series, inside the caller's transaction.

    Numbers and days increase together: a number given late gets the day of the last one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("numbers are taken inside the transaction of their document")
    # the update locks the series until the commit: numbers have no gaps, a rollback returns its own
    sequence = Sequence.objects.filter(series=series)
    if not sequence.update(last=F("last") + 1):
        _open(series)
        sequence.update(last=F("last") + 1)
    taken = sequence.get()
    day = max(on, taken.last_on or on)
    if taken.last_on != day:
        sequence.update(last_on=day)
    return Taken(taken.last, day)


def _open(series: str) -> None:
    try:
        with transaction.atomic():
            Sequence.objects.create(series=series)
    except IntegrityError:
        """Another writer opened it first: its row serves."""


def code(length: int = 8) -> str:
    """An unguessable code that reads well aloud, for order and return numbers."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
