"""What every page reads and few people change: kept in each process, true while its stamp lives.

The shared cache holds only a stamp, so that a page neither reads rows nor unpickles them; who
changes the rows forgets the stamp, and every process reads again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

Value = TypeVar("Value")
_held: dict[str, tuple[str, object]] = {}


def kept(key: str, read: Callable[[], Value], *, fresh: int) -> Value:
    """The value as this process knows it, read again once `fresh` seconds passed or it was forgotten.

    It is shared by all requests of the process: nobody may change it.
    """
    stamp = cache.get(key)
    held = _held.get(key)
    if stamp is not None and held is not None and held[0] == stamp:
        return held[1]  # type: ignore[return-value]
    value = read()
    if stamp is None:
        stamp = secrets.token_hex(8)
        cache.set(key, stamp, fresh)
    _held[key] = (stamp, value)
    return value


def forget(*keys: str) -> None:
    """Have every process read these again."""
    cache.delete_many(keys)
