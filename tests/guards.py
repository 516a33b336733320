"""Emptying the database between tests, although the book refuses to be emptied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction
from django.test import TransactionTestCase

from marketplace.shared import append_only

GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%'"
ALWAYS = (  # the guards of PostgreSQL heed no setting
    "SELECT quote_ident(tgname), tgrelid::regclass::text FROM pg_trigger"
    " WHERE tgenabled = 'A' AND tgrelid = ANY(%s::regclass[])"
)
# what Django writes after each migration: no test changes it, and to write it anew takes longer
# than most tests
LASTING = {"django_content_type", "auth_permission"}


def stand_down() -> None:
    """Let the test runner empty the tables: only those that hold a row, which is what makes a test
    with transactions of its own cheap (a TRUNCATE of every table takes PostgreSQL a second).
    """
    TransactionTestCase._fixture_teardown = _emptied


def _emptied(self: TransactionTestCase) -> None:
    for name in self._databases_names(include_mirrors=False):
        empty(name)


def empty(name: str = "default") -> None:
    """What Django does by its command `flush`, without the guards and without waiting."""
    link = connections[name]
    tables = link.introspection.django_table_names(include_views=False)
    filled = [
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {link.ops.quote_name(table)})"
        for table in sorted(set(tables) - LASTING)
    ]
    with link.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(filled))
        full = [link.ops.quote_name(row[0]) for row in cursor.fetchall()]
    if full:
        (_empty_postgres if link.vendor == "postgresql" else _empty_sqlite)(link, full)


def _empty_postgres(link, tables: list[str]) -> None:
    """Empty tables in any order, with no key and no trigger looked at."""
    with transaction.atomic(using=link.alias), link.cursor() as cursor:
        cursor.execute(ALWAYS, [tables])
        guards = cursor.fetchall()
        wishes = [
            "SET LOCAL session_replication_role = replica",
            *(f"ALTER TABLE {table} DISABLE TRIGGER {guard}" for guard, table in guards),
            *(f"DELETE FROM {table}" for table in tables),
            *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {guard}" for guard, table in guards),
        ]
        cursor.execute("; ".join(wishes))


def _empty_sqlite(link, tables: list[str]) -> None:
    """Empty tables in any order: the guards are taken away for that time."""
    with (
        link.constraint_checks_disabled(),
        transaction.atomic(using=link.alias),
        link.cursor() as cursor,
    ):
        cursor.execute(GUARDS)
        guards = cursor.fetchall()
        away = [f'DROP TRIGGER "{name}"' for name, _sql in guards]
        wishes = [f"DELETE FROM {table}" for table in tables]
        for wish in [*away, *wishes, *(sql for _name, sql in guards)]:
            cursor.execute(wish)


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
