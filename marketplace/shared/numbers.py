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


SPREAD, SHIFT, SIGNS = 19_349_663_411, 7_350_911_377, 7  # SPREAD is odd: each key has its own code
_ROOM = len(ALPHABET) ** SIGNS


def of_key(key: int) -> str:
    """The code of a row that stores none: always the same, and `key_of` leads back.

    It is read aloud and quoted; it tells nobody how many rows there are at a glance, and is no
    secret.
    """
    left = (key * SPREAD + SHIFT) % _ROOM
    signs = []
    for _sign in range(SIGNS):
        left, at = divmod(left, len(ALPHABET))
        signs.append(ALPHABET[at])
    return "".join(signs)


def key_of(code: str) -> int | None:
    """The key of the row that has this code; None when it is no such code."""
    signs = code.upper()
    if len(signs) != SIGNS or any(sign not in ALPHABET for sign in signs):
        return None
    number = 0
    for sign in reversed(signs):
        number = number * len(ALPHABET) + ALPHABET.index(sign)
    return (number - SHIFT) * pow(SPREAD, -1, _ROOM) % _ROOM
