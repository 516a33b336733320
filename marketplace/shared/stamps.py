"""Words in the shared cache by which many processes know that what they keep still holds.

Whoever keeps something reads the stamps of all it rests on first, and keeps them beside it. Whoever
changes one of those things takes its stamp away; the next reader sets another.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction

from marketplace.shared.replicas import mark

LASTS = 60  # seconds; also what a lost message of a change may cost


def read(keys: Iterable[str]) -> tuple[str, ...]:
    """The stamps of these keys, in their order; to be read before what they vouch for."""
    wanted = list(keys)
    return set_missing(wanted, cache.get_many(wanted))


def set_missing(keys: list[str], known: dict[str, str]) -> tuple[str, ...]:
    """The stamps of these keys as they were read, with a new one where there was none."""
    new = {key: secrets.token_hex(8) for key in keys if known.get(key) is None}
    if new:
        cache.set_many(new, LASTS)
    return tuple(new.get(key) or known[key] for key in keys)


def end(keys: Iterable[str]) -> None:
    """What rests on these keys holds no more, once the transaction is committed."""
    ended = sorted(set(keys))
    if not ended:
        return
    if transaction.get_connection().in_atomic_block:
        cache.delete_many(ended)  # whoever reads inside the transaction sees the change already
        transaction.on_commit(lambda: _end(ended))
    else:
        _end(ended)


def _end(keys: list[str]) -> None:
    # first: whoever reads the new stamp must find what a replica needs to vouch for it
    mark.announce()
    cache.delete_many(keys)
