"""What a replica must have replayed before something read from it may be kept for others.

Stamps (`marketplace.shared.stamps`) tell that something changed, not whether a replica has it yet.
So whoever ends a stamp first raises one mark in the shared cache to where the primary's log is. A
page begun after that reads the new stamp, then the mark, and is kept only if its replica was there.
"""

from __future__ import annotations

import logging
from threading import Lock

from django.conf import settings
from django.core.cache import caches
from django.db import Error
from redis import Redis
from redis.exceptions import RedisError

from marketplace.shared import cache
from marketplace.shared.replicas import reading, standing

NAME = "replicas:mark"
LASTS = 60  # seconds; a mark that is gone is set anew, to now
NOWHERE = 2**53 - 1  # no log is so long: nothing of a replica is kept while the mark is there
# two who raise it at once leave the higher one
RAISE = """
local seen = redis.call('GET', KEYS[1])
if seen and tonumber(seen) >= tonumber(ARGV[1]) then return seen end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return ARGV[1]
"""

log = logging.getLogger("halles.replicas")
_lock = Lock()


def announce() -> None:
    """Something that may be kept has just changed: raise the mark to where the primary is."""
    if settings.REPLICAS:
        _raise(_now())


def is_reached() -> bool:
    """Whether what this page read so far may be kept; to be asked after the stamps it rests on."""
    replica = reading.source()
    return replica is None or _seen() <= replica.position


def _seen() -> int:
    """The mark; where there is none, nobody knows what changed before now."""
    server = cache.server()
    try:
        seen = caches["default"].get(NAME) if server is None else server.get(_key())
    except RedisError as error:
        log.warning("no mark was read: %s", error)
        seen = None
    return int(seen) if seen is not None else _raise(_now())  # type: ignore[arg-type]


def _now() -> int:
    """Where the primary is; what has just been committed must not fail because nobody can say."""
    try:
        return standing.position()
    except Error as error:
        log.warning("the primary does not say where it is: %s", error)
        return NOWHERE


def _raise(position: int) -> int:
    server = cache.server()
    if server is None:
        with _lock:
            position = max(position, caches["default"].get(NAME) or 0)
            caches["default"].set(NAME, position, LASTS)
        return position
    return _raise_there(server, position)


def _raise_there(server: Redis, position: int) -> int:
    try:
        return int(server.eval(RAISE, 1, _key(), position, LASTS))  # type: ignore[arg-type]
    except RedisError as error:
        log.warning("the mark was not raised: %s", error)
        return position


def _key() -> str:
    return caches["default"].make_key(NAME)
