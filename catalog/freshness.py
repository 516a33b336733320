"""Whether an answer still holds: a stamp for each branch of the tree, another one after a change.

Lists and searches are kept by each process under the stamp of the branch they are of. Whatever
changes what the public finds there (`catalog.offers.visibility`, `catalog.search.index`) takes the
stamps of the branch and of all above away, when it is committed. What a sale or a review does to an
order is the only change that waits for a stamp to end by itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction

from catalog.models import Category

LASTS = 60  # seconds; also what a lost message of a change may cost
KEY = "catalog:stamp:"


def stamp(path: str) -> str:
    """The stamp of a branch, "" for the whole catalogue; to be read before what it vouches for."""
    key = KEY + path
    current = cache.get(key)
    if current is None:
        current = secrets.token_hex(8)
        cache.set(key, current, LASTS)
    return current


def changed(paths: Iterable[str]) -> None:
    """Sheets of these categories changed for the public, once the transaction is committed."""
    branches = {path[:end] for path in paths for end in range(0, len(path) + 1, Category.steplen)}
    keys = [KEY + branch for branch in sorted(branches)]
    if not keys:
        return
    cache.delete_many(keys)  # whoever reads inside the transaction sees the change already
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(lambda: cache.delete_many(keys))
