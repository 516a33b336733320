"""A place to measure in: a scratch database, a Redis database or an embedded Valkey, a data folder.

`prepare` sets the environment of a production install, so it must run before Django is loaded.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var" / "bench"
BASE = "postgres://postgres@127.0.0.1:5432/postgres"
NOT_INHERITED = (
    "HALLES_",
    "DJANGO_",
    "S3_",
    "STRIPE_",
    "CACHE_URL",
    "CELERY_",
    "DATABASE_",
    "HOST",
    "PORT",
    "WEB_",
)


class Ground:
    """Where a run happens, and how to clean it up."""

    def __init__(self, base: str, name: str, port: int):
        self.base, self.name, self.port = base, name, port
        self.url = urlunsplit(urlsplit(base)._replace(path=f"/{name}"))
        self.var = VAR / "site"

    def admin(self, statement: str) -> None:
        """Run a statement beside the scratch database, outside transactions."""
        with psycopg.connect(self.base, autocommit=True) as link:
            link.execute(statement)

    def link(self) -> psycopg.Connection:
        """A connection of our own to the scratch database."""
        return psycopg.connect(self.url, autocommit=True)


@contextmanager
def prepared(*, base: str, keep: bool, again: str = "") -> Iterator[Ground]:
    """A scratch database with the environment that names it; gone afterwards unless kept.

    `again`: the name of one that an earlier run kept.
    """
    ground = Ground(base, again or f"halles_bench_{os.getpid()}", free_port())
    shutil.rmtree(ground.var, ignore_errors=True)
    ground.var.mkdir(parents=True)
    if not again:
        ground.admin(f'CREATE DATABASE "{ground.name}"')
    # parallel helpers die with their statement: their CPU could not be read any more
    ground.admin(f'ALTER DATABASE "{ground.name}" SET max_parallel_workers_per_gather = 0')
    stop = _environment(ground)
    try:
        yield ground
    finally:
        stop()
        if keep or again:  # what an earlier run kept is not ours to drop
            print(f"kept: --again {ground.name}")
        else:
            ground.admin(f'DROP DATABASE IF EXISTS "{ground.name}" WITH (FORCE)')
            shutil.rmtree(ground.var, ignore_errors=True)


def free_port() -> int:
    """A port of this machine nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _environment(ground: Ground):
    wanted = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")
    for name in [name for name in os.environ if name.startswith(NOT_INHERITED)]:
        del os.environ[name]
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "HALLES_VAR": str(ground.var),
            "DATABASE_URL": ground.url,
            "HOST": "127.0.0.1",
            "PORT": str(ground.port),
            "HALLES_BASE_URL": f"http://127.0.0.1:{ground.port}",
            "HALLES_DEMO": "0",
            "HALLES_SEED": "0",
            "HALLES_GATEWAY": "sandbox",
            "HALLES_SECRET_KEY": secrets.token_urlsafe(64),
            "HALLES_PROXY_COUNT": "1",  # visitors come from many places
            "WEB_WORKERS": "2",
            "WEB_THREADS": "4",
            "HALLES_LOG_LEVEL": "ERROR",
        }
    )
    return _redis(wanted) or _valkey(ground)


def _redis(wanted: str):
    """Two empty neighbouring databases of a running Redis, for the broker and for the cache."""
    parts = urlsplit(wanted)
    try:
        for number in (14, 12, 10):
            pair = [
                redis.from_url(urlunsplit(parts._replace(path=f"/{number + one}")))
                for one in (0, 1)
            ]
            if not any(link.dbsize() for link in pair):
                os.environ["REDIS_URL"] = urlunsplit(parts._replace(path=f"/{number}"))
                return lambda: [link.flushdb() for link in pair]
    except redis.RedisError:
        pass
    return None


def _valkey(ground: Ground):
    """The embedded broker, when no Redis has room."""
    os.environ.pop("REDIS_URL", None)
    from marketplace.machine import startup
    from marketplace.machine.environment import embedded_socket

    path = embedded_socket(ground.var)
    process = subprocess.Popen(startup.broker_command(path))
    while not startup.pings(path):
        time.sleep(0.05)
    os.environ["REDIS_URL"] = f"unix://{path}?db=0"

    def stop() -> None:
        process.terminate()
        process.wait(timeout=10)

    return stop
