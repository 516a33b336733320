"""Write many changed rows in one statement, on both engines."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models

ROOM = 30_000  # SQLite takes 32,766 values a statement


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
    names = ", ".join(f"v{i}" for i in range(len(columns)))
    line = "(" + ", ".join(["%s"] * (len(columns) + 1)) + ")"
    sets = ", ".join(
        f"{quote(column.column)} = "
        + (f"CAST(v.v{i} AS {column.db_type(connection)})" if typed else f"v.v{i}")
        for i, column in enumerate(columns)
    )
    table, key = quote(meta.db_table), quote(meta.pk.column)
    # names of tables and columns come from the models; every value is a parameter
    sql = (
        f"WITH v(k, {names}) AS (VALUES {', '.join([line] * len(rows))}) "  # noqa: S608
        f"UPDATE {table} SET {sets} FROM v WHERE {table}.{key} = v.k"
    )
    values: list = []
    for row in rows:
        values.append(row.pk)
        values.extend(
            column.get_db_prep_save(column.pre_save(row, add=False), connection)
            for column in columns
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount
