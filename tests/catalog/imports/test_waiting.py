"""On SQLite one transaction writes at a time: a large file is read outside of it, in small parts.

How long another writer waits for it is measured by `tests/bench/waiting.py`.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from catalog.imports import checking, readers, run, slices
from catalog.imports.reading import Reader
from catalog.models import Import
from tests import cast, outside
from tests.catalog.imports.conftest import read

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows"),
]
LINES = slices.OLD_LINES + 1000


def catalogue() -> io.BytesIO:
    lines = (f"S{n};Bol en grès n° {n};Cuisine;{n % 90 + 1};{n % 9}" for n in range(LINES))
    return io.BytesIO("\n".join(["sku;titre;catégorie;prix;stock", *lines]).encode())


@contextmanager
def writes() -> Iterator[Counter[int]]:
    """How many rows each transaction of the code writes, one entry a transaction."""
    found: Counter[int] = Counter()
    kept = []  # a block that is kept alive lends its identity to no other

    def count(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            own = [block for block in connection.atomic_blocks if not block._from_testcase]
            kept.append(own[0] if own else object())
            # a statement that returns keys does not know its count before they are read
            rows = sql.count("(%s") if sql.startswith("INSERT") else context["cursor"].rowcount
            found[id(kept[-1])] += rows
        return answer

    with connection.execute_wrapper(count):
        yield found


@pytest.fixture
def parsed(monkeypatch) -> list[bool]:
    """Of each line that is understood: whether a transaction was open."""
    seen, line = [], Reader.line

    def noted(*args):
        seen.append(outside.is_open())
        return line(*args)

    monkeypatch.setattr(Reader, "line", noted)
    return seen


@transaction.atomic(durable=True)
def read_the_old_way(source: Import) -> None:
    """Holding the transaction while the file is read."""
    with source.file.open("rb") as file:
        for _row in readers.rows(file, source.detected):
            pass


def test_a_large_file_is_read_outside_of_transactions_and_kept_in_small_ones(parsed):
    lune, place, at = cast.seller("Atelier Lune", code="LUNE"), cast.category("Cuisine"), cast.NOON

    with writes() as kept:
        source = read(run.receive(lune, catalogue(), "x.csv", by=None, at=at))
        run.read_again(source, by=None, separator=";")
        read(source)
        run.choose_columns(source, source.mapping["columns"], by=None)
        read(source)
        run.check(source, categories={}, default=place.pk, rates={}, by=None, at=at)
        while source.rows.count() < LINES - slices.LINES:
            assert checking.run(source.pk, at=at, seconds=0), "there is more to do"
        source.refresh_from_db()
        run.reopen(source, by=None, at=at)

    assert not source.rows.exists()
    assert sum(kept.values()) > 2 * slices.OLD_LINES
    assert max(kept.values()) <= slices.OLD_LINES
    assert len(parsed) >= LINES - slices.LINES
    assert not any(parsed)
    with pytest.raises(outside.InsideTransaction):
        read_the_old_way(source)
