"""On SQLite one transaction writes at a time: a large file that is read makes nobody wait."""

from __future__ import annotations

import io
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import connection, transaction

from catalog import tasks
from catalog.imports import checking, readers, run, slices
from catalog.models import Import
from marketplace.shared import events
from tests import cast, outside
from tests.browser.server import own_database
from tests.catalog.imports.conftest import read

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows"),
]
LINES, LIMIT = 200_000, 0.1  # seconds


class Rival(threading.Thread):
    """Somebody else who writes a small row every millisecond, and never waits: it asks again.

    What it measures is how long one transaction keeps it out, counted in this process's own time:
    a machine that is busy elsewhere makes nobody guilty.
    """

    def __init__(self, path: str):
        super().__init__()
        self.path, self.is_over = path, threading.Event()
        self.written, self.longest = 0, 0.0

    def run(self):
        since = seen = None
        with closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as own:
            while not self.is_over.wait(0.001):
                try:
                    own.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    version = own.execute("PRAGMA data_version").fetchone()
                    if since is None or version != seen:  # another transaction than before
                        since, seen = time.process_time(), version
                    self.longest = max(self.longest, time.process_time() - since)
                else:
                    own.execute("INSERT INTO rival VALUES (1)")
                    own.execute("COMMIT")
                    self.written, since = self.written + 1, None


@contextmanager
def rival() -> Iterator[Rival]:
    """The rival, as long as something goes on."""
    other = Rival(connection.settings_dict["NAME"])
    other.start()
    try:
        yield other
    finally:
        other.is_over.set()
        other.join()


@pytest.fixture
def on_disk(tmp_path):
    """A database in a file, where two write; nothing is read but when the test says so."""
    with (
        own_database(tmp_path / "db.sqlite3"),
        events.holding([tasks.read_import.name, tasks.check_import.name]),
    ):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE rival (n integer)")
        yield


def catalogue() -> io.BytesIO:
    lines = (f"S{n};Bol en grès n° {n};Cuisine;{n % 90 + 1};{n % 9}" for n in range(LINES))
    return io.BytesIO("\n".join(["sku;titre;catégorie;prix;stock", *lines]).encode())


@transaction.atomic(durable=True)
def read_the_old_way(source: Import) -> None:
    """Holding the transaction while the file is read."""
    with source.file.open("rb") as file:
        for _row in readers.rows(file, source.detected):
            pass


def test_a_file_of_200_000_lines_that_is_read_makes_no_other_writer_wait(on_disk):
    lune, place = cast.seller("Atelier Lune", code="LUNE"), cast.category("Cuisine")
    at = cast.NOON

    with rival() as other:
        source = read(run.receive(lune, catalogue(), "x.csv", by=None, at=at))
        run.read_again(source, by=None, separator=";")
        read(source)
        run.choose_columns(source, source.mapping["columns"], by=None)
        read(source)
        run.check(source, categories={}, default=place.pk, rates={}, by=None, at=at)
        assert checking.run(source.pk, at=at, seconds=1), "there is more than a second's work"
    source.refresh_from_db()
    with rival() as control, outside.allowed(because="the control reads as it was done before"):
        read_the_old_way(source)

    assert source.total == LINES
    assert source.cursor > slices.LINES
    assert other.written > 20
    assert other.longest < LIMIT < control.longest / 2
