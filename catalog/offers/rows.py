"""Write many changed rows in one statement, on both engines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models

ROOM = 30_000  # SQLite takes 32,766 values a statement
MANY = 50  # rows from which PostgreSQL is handed one document


def write(rows: Sequence[models.Model], fields: Sequence[str]) -> int:
    """Set these fields of rows that exist, each row to its own values; how many were there."""
    if not rows:
        return 0
    meta = rows[0]._meta
    columns = [meta.get_field(name) for name in fields]
    room = max(1, ROOM // (len(columns) + 1))
    return sum(
        _write(meta, columns, rows[start : start + room]) for start in range(0, len(rows), room)
    )


def _write(meta, columns, rows) -> int:
    quote = connection.ops.quote_name
    typed = connection.vendor == "postgresql"
    names = [f"v{i}" for i in range(len(columns))]
    sets = ", ".join(
        f"{quote(column.column)} = "
        + (f"CAST(v.{name} AS {column.db_type(connection)})" if typed else f"v.{name}")
        for name, column in zip(names, columns, strict=True)
    )
    table, key = quote(meta.db_table), quote(meta.pk.column)
    given, values = (
        _document(columns, names, rows)
        if typed and len(rows) >= MANY
        else _placeholders(columns, names, rows)
    )
    # names of tables and columns come from the models; every value is a parameter
    sql = f"{given} UPDATE {table} SET {sets} FROM v WHERE {table}.{key} = v.k"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def _placeholders(columns, names, rows) -> tuple[str, list]:
    line = "(" + ", ".join(["%s"] * (len(columns) + 1)) + ")"
    values: list = []
    for row in rows:
        values.append(row.pk)
        values.extend(
            column.get_db_prep_save(column.pre_save(row, add=False), connection)
            for column in columns
        )
    return f"WITH v(k, {', '.join(names)}) AS (VALUES {', '.join([line] * len(rows))})", values


def _document(columns, names, rows) -> tuple[str, list]:
    """One parameter for all rows: a statement of thousands takes longer to write than to run."""
    told = list(zip(names, columns, strict=True))
    document = json.dumps(
        [{"k": row.pk, **{name: _plain(column, row) for name, column in told}} for row in rows],
        ensure_ascii=False,
        default=str,
    )
    typed = ", ".join(f"{name} text" for name in names)
    given = f"WITH v AS (SELECT * FROM json_to_recordset(%s) AS told(k bigint, {typed}))"  # noqa: S608
    return given, [document]


def _plain(column: Any, row: models.Model) -> Any:
    value = column.pre_save(row, add=False)
    if isinstance(column, models.JSONField):
        return json.dumps(value, cls=column.encoder)
    return column.get_prep_value(value)
