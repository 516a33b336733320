"""Insert rows by the thousand: COPY on PostgreSQL, bulk_create elsewhere, with equal results."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

SIZE = 1000
NULL = r"\N"
SIGNS = (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"))  # the backslash first
Writer = Callable[[Any], str]


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, inside the caller's transaction.

    Keys come from `reserve`, or from the database and are then not set here. Files are saved
    before.
    """
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(rows)
    else:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=SIZE)


def put(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Insert rows with given keys; where a key exists, these columns of its row are overwritten."""
    if not rows:
        return
    meta = rows[0]._meta
    if connection.vendor != "postgresql":
        type(rows[0])._base_manager.bulk_create(
            rows,
            batch_size=SIZE,
            update_conflicts=True,
            unique_fields=[meta.pk.name],
            update_fields=columns,
        )
        return
    # one parameter for all rows: a statement of thousands takes longer to write than to run
    quote = connection.ops.quote_name
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in columns)]
    names = ", ".join(quote(field.column) for field in fields)
    typed = ", ".join(f"{quote(field.column)} {field.db_type(connection)}" for field in fields)
    sets = ", ".join(
        f"{quote(field.column)} = EXCLUDED.{quote(field.column)}" for field in fields[1:]
    )
    document = json.dumps(
        [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    )
    # names of tables and columns come from the models; every value is a parameter
    sql = (
        f"INSERT INTO {quote(meta.db_table)} ({names}) "  # noqa: S608
        f"SELECT {names} FROM json_to_recordset(%s) AS told({typed}) "
        f"ON CONFLICT ({quote(fields[0].column)}) DO UPDATE SET {sets}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [document])


def reserve(model: type[models.Model], count: int) -> Iterator[int]:
    """Keys that no other row of a model will get, so rows can refer to each other before saving."""
    if not count:
        return iter(())
    table, column = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = f'"{table}"', column
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [*sequence, count],
            )
            return iter([key for (key,) in cursor.fetchall()])
        return _reserve_in_sqlite(cursor, table, count)


def _reserve_in_sqlite(cursor, table: str, count: int) -> Iterator[int]:
    """AUTOINCREMENT counts in a table of its own; the writing transaction holds it alone."""
    cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
    if not cursor.rowcount:
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    last = cursor.fetchone()[0]
    return iter(range(last - count + 1, last + 1))


def _copy(rows: Sequence[models.Model]) -> None:
    meta = rows[0]._meta
    fields: list[Any] = [
        field for field in meta.concrete_fields if not field.primary_key or rows[0].pk is not None
    ]
    values = attrgetter(*(field.attname for field in fields))
    writers = [_writer(field) for field in fields]
    text = "".join(
        "\t".join([write(value) for write, value in zip(writers, values(row), strict=True)]) + "\n"
        for row in rows
    )
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    sql = f"COPY {quote(meta.db_table)} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as out:
        out.write(text)


def _writer(field: models.Field) -> Writer:
    """How the values of a column are told in COPY's text format."""
    if isinstance(field, models.JSONField):
        return lambda value: _text(json.dumps(value, cls=field.encoder))
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return _text
    if isinstance(field, models.DateField):
        return lambda value: NULL if value is None else value.isoformat()
    return lambda value: NULL if value is None else str(value)


def _text(value: object) -> str:
    if value is None:
        return NULL
    text = str(value)
    for sign, escaped in SIGNS:
        if sign in text:
            text = text.replace(sign, escaped)
    return text
