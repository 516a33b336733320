"""What every page reads and few people change: cached in each process, valid while its stamp is.

The shared cache holds only a stamp, so that a page neither reads rows nor unpickles them; who
changes the rows forgets the stamp, and every process reads again. A request asks for all the
stamps at once, the first time it needs one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from asgiref.local import Local
from django.core.cache import cache
from django.core.signals import request_finished, request_started

from marketplace.shared.replicas import reading

Value = TypeVar("Value")
_held: dict[str, tuple[str, object]] = {}
# .stamps: what this request saw, None before it looked; absent outside requests
# .used: the stamps of the values it read, so that what was made of them can be kept under them
_request = Local()


def kept(key: str, read: Callable[[], Value], *, fresh: int) -> Value:
    """The value as this process has it, read again after `fresh` seconds or a `forget`.

    All requests of the process share it: nobody may change it.
    """
    current = _current(key)
    held = _held.get(key)
    if current is not None and held is not None and held[0] == current:
        _use(key, current)
        return held[1]  # type: ignore[return-value]
    if current is None:
        # before the value is read: whoever changes it meanwhile takes the stamp away. Somebody may
        # have set one since this request looked; what rests on that one rests on this value too
        current = str(cache.get_or_set(key, secrets.token_hex(8), fresh))
        if getattr(_request, "stamps", None) is not None:
            _request.stamps[key] = current
    with reading.from_primary():
        value = read()
    _held[key] = (current, value)
    _use(key, current)
    return value


def _use(key: str, current: str) -> None:
    if hasattr(_request, "used"):
        _request.used[key] = current


def used() -> dict[str, str]:
    """The values that this request read, with their stamps."""
    return dict(getattr(_request, "used", {}))


def still(values: Mapping[str, str], others: Iterable[str] = ()) -> dict[str, str] | None:
    """Whether these values are as they were: if so, the stamps of other keys, else None.

    One round trip for all that the request will ask besides.
    """
    seen = cache.get_many({*_held, *values, *others})
    if hasattr(_request, "stamps"):
        _request.stamps = {key: seen.get(key) for key in (*_held, *values)}
    if any(seen.get(key) != stamp for key, stamp in values.items()):
        return None
    return {key: seen[key] for key in others if key in seen}


def stamp(key: str) -> str:
    """The stamp of the value that this process has: another value has another stamp."""
    return _held[key][0] if key in _held else ""


def at_hand(key: str) -> object | None:
    """The value this process last had, asking neither cache nor database; None if it had none."""
    held = _held.get(key)
    return held[1] if held else None


def forget(*keys: str) -> None:
    """Have every process read these again."""
    cache.delete_many(keys)
    if hasattr(_request, "stamps"):
        _request.stamps = None


def _current(key: str) -> str | None:
    if not hasattr(_request, "stamps"):
        return cache.get(key)
    if _request.stamps is None:
        # one round trip per request, for the stamps of all values this process holds
        _request.stamps = cache.get_many([*_held])
    if key not in _request.stamps and key not in _held:
        _request.stamps[key] = cache.get(key)
    return _request.stamps.get(key)


def _begin(**_signal: object) -> None:
    _request.stamps, _request.used = None, {}


def let_go(**_signal: object) -> None:
    """Drop the stamps of the request; the next read outside one asks the cache again."""
    if hasattr(_request, "stamps"):
        del _request.stamps, _request.used


request_started.connect(_begin)
request_finished.connect(let_go)
