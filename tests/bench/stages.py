"""The stages of a run: build, load, serve and measure, import, race, prove."""

from __future__ import annotations

import pstats
import time
from pathlib import Path

import psycopg

from tests.bench import cases as acts
from tests.bench import feeds, goods, measure, oversell
from tests.bench.ground import Ground
from tests.bench.processes import web


def build(link: psycopg.Connection) -> float:
    """Migrate the empty database, furnish it, collect the static files; the seconds of
    migrating.
    """
    from marketplace.machine import preparation
    from tests.bench import told

    begun = time.monotonic()
    preparation.migrate()
    seconds = time.monotonic() - begun
    furnish()
    goods.furnish()
    told.tell()
    return round(seconds, 1)


def furnish() -> None:
    """Translations and static files of the scratch folder."""
    from marketplace.machine import preparation

    preparation.translate()
    preparation.collect_static()


def load(link: psycopg.Connection, size: int) -> dict:
    """Bring the catalogue to a size, and its search index with it."""
    from django.core.cache import cache
    from django.db.models import Max

    from catalog import search
    from catalog.models import Product
    from catalog.search.index import count_words

    first = (Product.objects.aggregate(most=Max("pk"))["most"] or 0) + 1
    if first > size:
        return {}
    begun = time.monotonic()
    goods.load(link, first, size)
    loaded = time.monotonic()
    for start in range(first, size + 1, 1000):
        search.index(range(start, min(start + 1000, size + 1)))
    count_words()
    ended = time.monotonic()
    link.execute("VACUUM ANALYZE")
    cache.clear()
    new = size + 1 - first
    return {
        "products": new,
        "seconds": round(loaded - begun, 1),
        "per_second": round(new / (loaded - begun)),
        "index_seconds": round(ended - loaded, 1),
        "index_per_second": round(new / (ended - loaded)),
    }


def shop(size: int) -> acts.Shop:
    """What the cases need to know."""
    return acts.read_shop(size)


def cases(ground: Ground, shop: acts.Shop, *, part: float, only: list[str] | None) -> dict:
    """Every case on two production workers; then once more with one worker that counts
    statements.
    """
    wanted = [case for case in acts.CASES if not only or case.name in only]
    with web(ground) as server:
        found = {case.name: measure.run(case, server, shop, part=part) for case in wanted}
        memory, own = server.peak_mb(), server.own_mb()
    with web(ground, counting=True) as server:
        for case in wanted:
            figures = found[case.name]
            figures.sql, figures.sql_most, figures.bytes_gz = measure.count_statements(
                case, server, shop
            )
    return {
        "cases": {name: figures.as_dict() for name, figures in found.items()},
        "worker_mb": [round(mb, 1) for mb in memory],
        "worker_own_mb": [round(mb, 1) for mb in own],
    }


def console() -> list[dict]:
    """The operator's lists."""
    from tests.bench import console as lists

    return lists.measure()


def imports(ground: Ground, *, rows: int) -> dict:
    """A seller's file, new and again."""
    runs = feeds.measure(ground.var, rows)
    new, index = runs[0].per_second, runs[-1].per_second
    return {
        "imports": [run.as_dict() for run in runs],
        "import_peak_mb": round(feeds.peak_mb(), 1),
        "import_with_index_per_second": round(1 / (1 / new + 1 / index), 1),
        "import_again_per_second": round(runs[1].per_second, 1),
    }


def money(link: psycopg.Connection, *, part: float) -> list[dict]:
    """A year of a large shop and ten thousand small ones, paid out and proven."""
    from tests.bench import money as at_size

    return at_size.measure(
        link, orders=int(100_000 * part), others=int(50_000 * part), sellers=int(10_000 * part)
    )


def race(ground: Ground, *, runs: int) -> dict:
    """Many buyers, few pieces."""
    with web(ground) as server:
        return {"oversell": oversell.race(server, runs).as_dict()}


def prove() -> dict:
    """Whether everything the database must keep still holds."""
    from marketplace.proof import verify

    return {"violations": [f"{app}: {sentence}" for app, sentence in verify.violations()]}


def profile(name: str, ground: Ground, shop: acts.Shop) -> None:
    """Where a case spends its time, and the statements it makes."""
    case = next(case for case in acts.CASES if case.name == name)
    kept, statements = ground.var / "profile", ground.var / "statements.txt"
    with web(
        ground, counting=True, BENCH_PROFILE=str(kept), BENCH_STATEMENTS=str(statements)
    ) as server:
        measure.count_statements(case, server, shop, times=40)
    lines = Path(statements).read_text().splitlines()
    heads = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    print("\n".join(lines[heads[-case.pages if len(heads) >= case.pages else 0] :]))
    for order in ("cumulative", "tottime"):
        pstats.Stats(str(kept)).sort_stats(order).print_stats(60 if order == "cumulative" else 30)
