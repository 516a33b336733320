"""Emptying the database between tests, although the book refuses to be emptied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.postgresql.base import DatabaseOperations as Postgres
from django.db.backends.sqlite3.base import (
    DatabaseOperations as Sqlite,  # its operations alone do not load
)

from marketplace.shared import append_only

GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%'"
KEEP = (
    "CREATE OR REPLACE FUNCTION append_only_keep() RETURNS trigger"
    " LANGUAGE plpgsql AS $guard${}$guard$"
)
LET_GO = "BEGIN RETURN NULL; END"
BODY = "SELECT prosrc FROM pg_proc WHERE proname = 'append_only_keep'"
_sqlite, _postgres = Sqlite.sql_flush, Postgres.sql_flush


def _flush_sqlite(self, *args, **kwargs):
    """Take the guards away for the time of a flush."""
    with self.connection.cursor() as cursor:
        cursor.execute(GUARDS)
        guards = cursor.fetchall()
    away = [f'DROP TRIGGER "{name}"' for name, _sql in guards]
    return [*away, *_sqlite(self, *args, **kwargs), *(sql for _name, sql in guards)]


def _flush_postgres(self, *args, **kwargs):
    """Let the one function that refuses TRUNCATE let go for the time of a flush."""
    with self.connection.cursor() as cursor:
        cursor.execute(BODY)
        body = cursor.fetchone()[0]
    return [KEEP.format(LET_GO), *_postgres(self, *args, **kwargs), KEEP.format(body)]


def stand_down() -> None:
    """Let the test runner empty the tables."""
    Sqlite.sql_flush, Postgres.sql_flush = _flush_sqlite, _flush_postgres


@contextmanager
def down() -> Iterator[None]:
    """Somebody with every right on the database takes the guards away, and puts them back as they
    were.
    """
    connection.check_constraints()  # PostgreSQL changes no table with checks still to be made
    append_only.stand_down(plan=["something"])
    yield
    connection.check_constraints()
    append_only.install()
