"""The shared cache: away, it answers like an empty one instead of breaking the page."""

import logging
from collections.abc import Callable
from copy import copy
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis
from redis.exceptions import ConnectionError as Away
from redis.exceptions import TimeoutError as Late

log = logging.getLogger("halles.cache")


def _forgiving(name: str, empty: object) -> Callable:
    def call(self: RedisCache, *args: object, **kwargs: object) -> object:
        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except (Away, Late) as error:
            log.warning("cache away during %s: %s", name, error)
            # a new one each time: the caller may fill it
            return (
                args[1] if name == "get" and len(args) > 1 else kwargs.get("default", copy(empty))
            )

    return call


class OneClient(RedisCacheClient):
    """Keeps the client of each server: Django makes a new one for every single command."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[int, Redis] = {}

    def get_client(
        self, key: str | bytes | memoryview | None = None, *, write: bool = False
    ) -> Redis:
        index = self._get_connection_pool_index(write)  # type: ignore[attr-defined] # not in the stubs
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]


class ForgivingRedis(RedisCache):
    """Redis or Valkey; a restart of the server costs a few misses, never an error page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._class = OneClient

    add = _forgiving("add", True)
    get = _forgiving("get", None)
    set = _forgiving("set", None)
    touch = _forgiving("touch", False)
    delete = _forgiving("delete", False)
    get_many = _forgiving("get_many", {})
    set_many = _forgiving("set_many", [])
    delete_many = _forgiving("delete_many", None)
    has_key = _forgiving("has_key", False)
    incr = _forgiving("incr", 1)


def server() -> Redis | None:
    """The server behind the shared cache; None where each process has a cache of its own."""
    backend = caches["default"]
    if not isinstance(backend, ForgivingRedis):
        return None
    return backend._cache.get_client(None, write=True)
