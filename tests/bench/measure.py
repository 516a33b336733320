"""How a case is timed: alone, then by eight visitors at once, its CPU read from /proc."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import count

from tests.bench.cases import Case, Shop
from tests.bench.processes import Web
from tests.bench.visitor import Visitor
from tests.bench.words import SEED

CROWD = 8
WARM = 12


@dataclass
class Figures:
    """What one case cost."""

    cpu_ms: float
    cpu_web_ms: float
    cpu_database_ms: float
    median_ms: float
    p95_ms: float
    crowd_cpu_ms: float
    crowd_median_ms: float
    crowd_p95_ms: float
    per_second: float
    span_p95_ms: float = 0.0
    sql: int = 0
    sql_most: int = 0
    bytes_gz: int = 0

    def as_dict(self) -> dict:
        """For the JSON file."""
        return {name: round(value, 2) for name, value in asdict(self).items()}


def run(case: Case, server: Web, shop: Shop, *, part: float) -> Figures:
    """Measure one case on the two production workers."""
    dice = random.Random(f"{SEED}:{case.name}")
    _together(CROWD, WARM * CROWD // case.pages + CROWD, lambda: _acts(case, server, shop, dice))
    alone = max(10, round(case.alone * part))
    web, database = server.cpu_ms()
    times, spans, _wall = _together(1, alone, lambda: _acts(case, server, shop, dice))
    web, database = (
        after - before for after, before in zip(server.cpu_ms(), (web, database), strict=True)
    )
    crowd = max(2 * CROWD, round(case.crowd * part))
    before = sum(server.cpu_ms())
    crowd_times, crowd_spans, wall = _together(
        CROWD, crowd, lambda: _acts(case, server, shop, dice)
    )
    return Figures(
        cpu_ms=(web + database) / alone,
        cpu_web_ms=web / alone,
        cpu_database_ms=database / alone,
        median_ms=statistics.median(times),
        p95_ms=p95(times),
        crowd_cpu_ms=(sum(server.cpu_ms()) - before) / crowd,
        crowd_median_ms=statistics.median(crowd_times),
        crowd_p95_ms=p95(crowd_times),
        per_second=crowd / wall,
        span_p95_ms=p95(crowd_spans),
    )


def count_statements(
    case: Case, server: Web, shop: Shop, *, times: int = 12
) -> tuple[int, int, int]:
    """SQL statements of the case in steady state (median, most), and the size of its first page."""
    visitor, dice = Visitor(server.port), random.Random(SEED)
    told = []
    for number in range(times + 3):
        case.act(visitor.anew(), shop, dice)
        if number >= 3:
            told.append((visitor.sql, visitor.bytes_gz))
    visitor.leave()
    statements = [sql for sql, _size in told]
    return (
        round(statistics.median(statements)),
        max(statements),
        round(statistics.median(size for _s, size in told)),
    )


def p95(times: list[float]) -> float:
    """The 95th percentile, in the unit of the times."""
    return (
        statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else sum(times)
    )


def _acts(
    case: Case, server: Web, shop: Shop, dice: random.Random
) -> Callable[[], tuple[float, float]]:
    """One visitor who acts again and again: each time somebody else, on the same connection."""
    visitor, own = Visitor(server.port), random.Random(dice.random())

    def act() -> tuple[float, float]:
        begun = time.perf_counter()
        case.act(visitor.anew(), shop, own)
        took = time.perf_counter() - begun
        return took * 1000, visitor.spans.get(case.span, 0.0) * 1000

    act.leave = visitor.leave
    return act


def _together(visitors: int, times: int, make: Callable) -> tuple[list[float], list[float], float]:
    """So many acts shared among so many visitors: their times in ms, the spans, the wall time in
    s.
    """
    numbers, people = count(), [make() for _ in range(visitors)]

    def live(act) -> list[tuple[float, float]]:
        told = []
        while next(numbers) < times:
            told.append(act())
        act.leave()
        return told

    begun = time.perf_counter()
    with ThreadPoolExecutor(visitors) as pool:
        told = [one for many in pool.map(live, people) for one in many]
    wall = time.perf_counter() - begun
    return [took for took, _span in told], [span for _took, span in told], wall
