"""What pages count in passing: kept beside the cache, written to the database by the worker.

Counting never breaks a page and never waits for the database: when the shared cache is away, or
its heap is full, what would have been counted is lost.
"""

from __future__ import annotations

import json
import logging
from collections import deque

from django.core.cache import caches
from redis.exceptions import RedisError

from marketplace.shared import cache

MOST = 50_000  # entries that wait at most; beyond, the oldest go

log = logging.getLogger("halles.tally")
_here: dict[str, deque[str]] = {}  # of a process that shares no cache with others


def note(heap: str, entry: dict) -> None:
    """Count one thing that just happened; `entry` is plain JSON and names no person."""
    line = json.dumps(entry, separators=(",", ":"))
    server = cache.server()
    if server is None:
        _here.setdefault(heap, deque(maxlen=MOST)).append(line)
        return
    try:
        key = _key(heap)
        if server.rpush(key, line) > MOST:
            server.ltrim(key, -MOST, -1)
    except RedisError as error:
        log.warning("nothing counted in %s: %s", heap, error)


def take(heap: str, *, most: int) -> list[dict]:
    """Take out the oldest entries; they are gone from the heap, whatever becomes of them."""
    server = cache.server()
    if server is None:
        waiting = _here.get(heap, deque())
        lines: list = [waiting.popleft() for _n in range(min(most, len(waiting)))]
    else:
        try:
            lines = list(server.lpop(_key(heap), most) or ())  # type: ignore[arg-type]
        except RedisError as error:
            log.warning("nothing taken from %s: %s", heap, error)
            lines = []
    return [json.loads(line) for line in lines]


def _key(heap: str) -> str:
    return caches["default"].make_key(f"tally:{heap}")
