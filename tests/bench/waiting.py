"""`python -m tests.bench.waiting`: how long another writer waits while a large file is read.

On SQLite one transaction writes at a time. Somebody else writes a small row every millisecond while
a file of 200,000 lines is received, read and checked; then, for comparison, while it is read inside
one transaction.
"""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing import Event, Value
from pathlib import Path

LINES = 200_000


class Rival(multiprocessing.Process):
    """Somebody else who never waits but asks again: how long did one transaction keep it out?

    A process of its own: a thread would wait for ours besides.
    """

    def __init__(self, path: str):
        super().__init__()
        self.path, self.has_begun, self.is_over = path, Event(), Event()
        self.written, self.longest = Value("i", 0), Value("d", 0.0)

    def run(self):
        since = seen = None
        with closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as own:
            own.execute("CREATE TABLE IF NOT EXISTS rival (n integer)")
            self.has_begun.set()
            while not self.is_over.wait(0.001):
                try:
                    own.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    version = own.execute("PRAGMA data_version").fetchone()
                    if since is None or version != seen:  # another transaction than before
                        since, seen = time.monotonic(), version
                    self.longest.value = max(self.longest.value, time.monotonic() - since)
                else:
                    own.execute("INSERT INTO rival VALUES (1)")
                    own.execute("COMMIT")
                    self.written.value, since = self.written.value + 1, None

    def __str__(self):
        return f"{self.longest.value * 1000:.0f} ms, {self.written.value} rows of the other"


@contextmanager
def rival(path: str) -> Iterator[Rival]:
    """The rival, as long as something goes on."""
    other = Rival(path)
    other.start()
    other.has_begun.wait()
    try:
        yield other
    finally:
        other.is_over.set()
        other.join()


def main() -> None:
    """Measure in a scratch folder, print both waits and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        os.environ.update(HALLES_VAR=folder, DJANGO_SETTINGS_MODULE="marketplace.settings")
        import django

        django.setup()
        now, before = measure(Path(folder))
    print(f"read in small parts: {now}")
    print(f"in one transaction: {before}")
    print(f"ratio: {before.longest.value / max(now.longest.value, 0.001):.0f}")


def measure(folder: Path) -> tuple[Rival, Rival]:
    """How the rival fares as files are read, and as they would be inside one transaction."""
    from django.db import connection, transaction

    from catalog.imports import readers
    from catalog.models import Category
    from marketplace.machine import preparation
    from marketplace.shared import clock
    from sellers.models import Seller

    preparation.migrate()
    path, at = connection.settings_dict["NAME"], clock.now()
    seller = Seller.objects.create(code="LUNE", slug="lune", name="Atelier Lune", created_at=at)
    place = Category.objects.add_root({"name": "Cuisine", "slug": "cuisine"})
    send(folder, 10, seller, place)  # a process that did nothing yet is slower
    with rival(path) as now:
        source = send(folder, LINES, seller, place)
    with rival(path) as before, transaction.atomic(), source.file.open("rb") as file:
        for _row in readers.rows(file, source.detected):
            pass
    return now, before


def send(folder: Path, lines: int, seller, place):
    """A file received, understood and checked: without a broker the tasks run at once."""
    from catalog.imports import run
    from marketplace.shared import clock

    at = clock.now()
    with (folder / f"{lines}.csv").open("w+b") as file:
        file.write("sku;titre;catégorie;prix;stock\n".encode())
        for n in range(lines):
            file.write(f"S{n};Bol en grès n° {n};Cuisine;{n % 90 + 1};{n % 9}\n".encode())
        file.seek(0)
        source = run.receive(seller, file, f"{lines}.csv", by=None, at=at)
    source.refresh_from_db()
    run.choose_columns(source, source.mapping["columns"], by=None)
    source.refresh_from_db()
    run.check(source, categories={}, default=place.pk, rates={}, by=None, at=at)
    source.refresh_from_db()
    if source.total != lines or source.state != "checked":
        raise RuntimeError(f"the check ended as {source.state}: {source.failure}")
    return source


if __name__ == "__main__":
    main()
