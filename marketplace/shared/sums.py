"""Sums that must be equal, key by key: compared in one statement that reads each table once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import F, Model, QuerySet

# Rows, the column that says whom they are about, and what is summed.
Amounts = tuple[QuerySet[Any], str, Any]
READ = 500


def apart(
    model: type[Model], *said: Amounts, made: Amounts, key: str = "pk"
) -> Iterator[tuple[Any, int, int]]:
    """(row, what is said, what is made) where the two differ, for each row that `said` tells of.

    `key` is the unique column of the model that the amounts name; nothing made is zero.
    """
    found = iter(differing(*said, made=made))
    while some := list(islice(found, READ)):
        rows = model._default_manager.in_bulk([one[0] for one in some], field_name=key)
        for name, of_said, of_made in some:
            yield rows.get(name, name), of_said, of_made


def differing(*said: Amounts, made: Amounts) -> list[tuple[Any, int, int]]:
    """(key, what is said, what is made) where the two sums differ."""
    parts, values = [], []
    for amounts, columns in (*((one, "cents_, 0, 1") for one in said), (made, "0, cents_, 0")):
        sql, own = _written(amounts)
        parts.append(f"SELECT key_, {columns} FROM ({sql}) t")  # noqa: S608 - written by the ORM
        values += own
    parts[0] = parts[0].replace("cents_, 0, 1", "cents_ AS said, 0 AS made, 1 AS told", 1)
    every = " UNION ALL ".join(parts)
    statement = (
        f"SELECT key_, SUM(said), SUM(made) FROM ({every}) every_ GROUP BY key_"  # noqa: S608
        " HAVING MAX(told) = 1 AND SUM(said) <> SUM(made) ORDER BY key_"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [(name, int(of_said), int(of_made)) for name, of_said, of_made in cursor]


def _written(amounts: Amounts) -> tuple[str, tuple]:
    rows, key, cents = amounts
    told = rows.annotate(key_=F(key), cents_=F(cents) if isinstance(cents, str) else cents)
    return told.order_by().values_list("key_", "cents_").query.sql_with_params()
