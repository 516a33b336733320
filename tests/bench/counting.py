"""The application with a header that tells how many SQL statements an answer took.

Only `tests.bench.processes.web(counting=True)` serves it. BENCH_STATEMENTS=file keeps the
statements, BENCH_PROFILE=file the profile of all requests but the first ones.
"""

from __future__ import annotations

import cProfile
import os
import time
from itertools import count
from pathlib import Path

from django.db import connection

from marketplace.wsgi import application as served

NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT", "SET ")
STATEMENTS = os.environ.get("BENCH_STATEMENTS")
PROFILE = os.environ.get("BENCH_PROFILE")
WARM = 5

_profile = cProfile.Profile()
_request = count(1)


def application(environ, start_response):
    """Answer a request and count."""
    told: list[tuple[float, str]] = []

    def watch(execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not str(sql).startswith(NOT_COUNTED):
                told.append((time.perf_counter() - begun, str(sql)))

    def start(status, headers, exc_info=None):
        return start_response(status, [*headers, ("X-Bench-Sql", str(len(told)))], exc_info)

    with connection.execute_wrapper(watch):
        answer = _profiled(environ, start)
    if STATEMENTS:
        _keep(environ, told)
    return answer


def _profiled(environ, start):
    number = next(_request)
    if not PROFILE or number <= WARM:
        return served(environ, start)
    try:
        return _profile.runcall(served, environ, start)
    finally:
        if number % 5 == 0:
            _profile.dump_stats(PROFILE)


def _keep(environ, told) -> None:
    lines = [f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}: {len(told)}"]
    lines += [f"  {seconds * 1000:6.2f} ms  {' '.join(sql.split())[:600]}" for seconds, sql in told]
    with Path(STATEMENTS).open("a") as out:
        out.write("\n".join(lines) + "\n")
