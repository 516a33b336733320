"""What an act costs this process and its PostgreSQL backend."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Cost:
    """Seconds by the clock, of Python, of PostgreSQL; memory it added in MB."""

    seconds: float = 0.0
    python: float = 0.0
    database: float = 0.0
    memory_mb: float = 0.0


@contextmanager
def cost() -> Iterator[Cost]:
    """Filled in when the act is over."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    told = Cost()
    begun, python, database = time.monotonic(), time.process_time(), _cpu(backend)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield told
    told.seconds = time.monotonic() - begun
    told.python = time.process_time() - python
    told.database = _cpu(backend) - database
    told.memory_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024


def _cpu(pid: int) -> float:
    """Of the kernel's own sum in nanoseconds; ticks of 10 ms say nothing of a page."""
    with open(f"/proc/{pid}/schedstat") as file:
        return int(file.read().split()[0]) / 1e9
