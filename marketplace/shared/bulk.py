"""Insert rows by the thousand: COPY on PostgreSQL, bulk_create elsewhere, with equal results.

And find them again: `among` is one parameter on PostgreSQL, however many values it holds, and
`fetched` makes rows several times as fast as a queryset does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.base import ModelState
from django.db.models.functions import Cast
from django.db.models.lookups import In

SIZE = 1000
AT_ONCE = 100  # rows that a copy hands over together
FOUR_BYTES = 2**31
NULL = r"\N"
EMPTY: dict[type, str] = {list: "[]", dict: "{}"}
PARSER = json.JSONDecoder()
SIGNS = (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"))  # the backslash first
Writer = Callable[[Iterable[Any]], list[str]]
Row = TypeVar("Row", bound=models.Model)


def row(model: type[Row], **values: Any) -> Row:
    """A new row to insert, its columns by the names of their attributes (`seller_id`, `id`).

    Made without what a form or a signal would need of it: an import makes ten for each of its
    lines. What is not given is the default of its column.
    """
    made = model.__new__(model)
    constants, calls = _blank(model)
    made.__dict__ = held = {"_state": ModelState(), **constants, **values}
    for name, call in calls:
        if name not in values:
            held[name] = call()
    return made


def fetched(rows: models.QuerySet[Row], *, without: Collection[str] = ()) -> list[Row]:
    """The rows of a queryset, made as `row` makes them; columns left out are read when asked for.

    Neither `select_related` nor `only` says what is read: these are whole rows of one table.
    """
    model = rows.model
    fields = [f for f in model._meta.concrete_fields if f.attname not in without]
    names = [field.attname for field in fields]
    documents = [f.attname for f in fields if isinstance(f, models.JSONField) and not f.decoder]
    # documents come as texts: to read each by its field takes as long as to parse it
    asked = [Cast(name, models.TextField()) if name in documents else name for name in names]
    made = []
    for values in rows.values_list(*asked):
        one = model.__new__(model)
        state = ModelState()
        state.adding, state.db = False, rows.db
        one.__dict__ = held = dict(zip(names, values, strict=True))
        held["_state"] = state
        for name in documents:
            held[name] = _document(held[name])
        made.append(one)
    return made


def _document(text: str | None) -> Any:
    """What a stored document says; most lists of remarks are empty."""
    if text is None:
        return None
    return PARSER.raw_decode(text)[0] if text != "[]" else []


def among(column: str, values: Collection) -> models.Lookup:
    """A filter of rows whose column is one of many values: `filter(among("product_id", pks))`.

    An ordinary `__in` has a placeholder for each, which takes longer to write than to look up.
    """
    return _Among(models.F(column), values)


class _Among(In):
    def get_prep_lookup(self):  # noqa: D102
        # plain values of the column's own type: nothing to resolve or to prepare in each
        return self.rhs

    def as_postgresql(self, compiler, connection):  # noqa: D102
        column, params = self.process_lhs(compiler, connection)
        values = {value for value in self.rhs if value is not None}
        if not values:
            raise EmptyResultSet
        if all(type(value) is int for value in values):
            # in four bytes where they fit: of wider ones PostgreSQL makes a table of its own and
            # reads all rows beside it, where an index would find these few
            kind = "int4" if max(values) < FOUR_BYTES else "int8"
            return f"{column} = ANY(%s::{kind}[])", [*params, f"{{{','.join(map(str, values))}}}"]
        if isinstance(self.lhs.output_field, models.CharField | models.TextField):
            # out of the planner's sight: of a shop that has grown since its last look it would
            # read every row and compare, where the index of the texts finds these few
            return f"{column} = ANY((SELECT %s::text[])::text[])", [*params, _array(values)]
        return f"{column} = ANY(%s)", [*params, _array(values)]


def _array(values: Collection) -> str:
    """Texts as PostgreSQL writes an array; it knows their type from the column beside it."""
    told = (str(value).replace("\\", r"\\").replace('"', r"\"") for value in values)
    return '{"' + '","'.join(told) + '"}'


@cache
def _blank(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable]]]:
    constants: dict[str, Any] = {}
    calls: list[tuple[str, Callable]] = []
    for field in model._meta.concrete_fields:
        if callable(field.default) and field.default is not models.NOT_PROVIDED:
            calls.append((field.attname, field.default))
        else:
            constants[field.attname] = field.get_default()
    return constants, calls


def insert(rows: Iterable[models.Model]) -> None:
    """Insert rows of one model, inside the caller's transaction.

    Keys come from `reserve`, or from the database and are then not set here. Files are saved
    before. Rows that are made one after the other go to PostgreSQL as they are made, so that it
    takes them in meanwhile: making one may not ask the database.
    """
    if connection.vendor == "postgresql":
        _copy(rows)
        return
    made = list(rows)
    if made:
        type(made[0])._base_manager.bulk_create(made, batch_size=SIZE)


def look_over(model: type[models.Model], *columns: str) -> None:
    """Have the database look at a table that has just grown: it plans by how large a table was.

    `columns`: those that rows are found by; it need not unpack the others.
    """
    if connection.vendor == "postgresql":
        quote = connection.ops.quote_name
        fields: list[Any] = [model._meta.get_field(name) for name in columns]
        named = ", ".join(quote(field.column) for field in fields)
        with connection.cursor() as cursor:
            cursor.execute(
                f"ANALYZE {quote(model._meta.db_table)}" + (f" ({named})" if named else "")
            )


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
    quote, fields = connection.ops.quote_name, _keyed(rows, columns)
    names = ", ".join(quote(field.column) for field in fields)
    told, document = _told(rows, fields)
    sets = ", ".join(
        f"{quote(field.column)} = EXCLUDED.{quote(field.column)}" for field in fields[1:]
    )
    # names of tables and columns come from the models; every value is a parameter
    sql = (
        f"INSERT INTO {quote(meta.db_table)} ({names}) SELECT {names} FROM {told} "  # noqa: S608
        f"ON CONFLICT ({quote(fields[0].column)}) DO UPDATE SET {sets}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [document])


def write(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Write these columns of rows that exist: texts, numbers and documents, each row its own."""
    if not rows:
        return
    meta = rows[0]._meta
    if connection.vendor != "postgresql":
        type(rows[0])._base_manager.bulk_update(rows, columns, batch_size=SIZE)
        return
    quote, fields = connection.ops.quote_name, _keyed(rows, columns)
    told, document = _told(rows, fields)
    sets = ", ".join(f"{quote(field.column)} = told.{quote(field.column)}" for field in fields[1:])
    table, key = quote(meta.db_table), quote(fields[0].column)
    sql = f"UPDATE {table} SET {sets} FROM {told} WHERE {table}.{key} = told.{key}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [document])


def _keyed(rows: Sequence[models.Model], columns: Sequence[str]) -> list[Any]:
    meta = rows[0]._meta
    return [meta.pk, *(meta.get_field(name) for name in columns)]


def _told(rows: Sequence[models.Model], fields: list[Any]) -> tuple[str, str]:
    """Rows as a table in a statement, with its parameter: one for all, because a statement of
    thousands takes longer to write than to run.
    """
    quote = connection.ops.quote_name
    typed = ", ".join(f"{quote(field.column)} {field.db_type(connection)}" for field in fields)
    document = json.dumps(
        [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    )
    return f"json_to_recordset(%s) AS told({typed})", document


def reserve(model: type[models.Model], count: int) -> Iterator[int]:
    """Keys that no other row of a model will get, so rows can refer to each other before saving."""
    if not count:
        return iter(())
    table, column = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # the sequence is looked up once, not for each of its keys
            cursor.execute(
                "WITH named AS MATERIALIZED ("
                "SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence) "
                "SELECT nextval(sequence) FROM named, generate_series(1, %s)",
                [f'"{table}"', column, count],
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


def _copy(rows: Iterable[models.Model]) -> None:
    waiting = iter(rows)
    some = list(islice(waiting, AT_ONCE))
    if not some:
        return
    meta = some[0]._meta
    fields: list[Any] = [
        field for field in meta.concrete_fields if not field.primary_key or some[0].pk is not None
    ]
    # from where an instance keeps them: a foreign key is a descriptor, which takes several times as
    # long to ask
    held = itemgetter(*(field.attname for field in fields))
    writers = [_writer(field) for field in fields]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    sql = f"COPY {quote(meta.db_table)} ({names}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(sql) as out:
        while some:
            columns = zip(*map(held, map(vars, some)), strict=True)
            told = [_column(write, values) for write, values in zip(writers, columns, strict=True)]
            out.write("\n".join(map("\t".join, zip(*told, strict=True))) + "\n")
            some = list(islice(waiting, AT_ONCE))


def _column(write: Writer, values: tuple) -> list[str]:
    """A column as COPY reads it; what is the same in all rows, as half of it is, is told once."""
    if write is not _documents and values.count(values[0]) == len(values):
        return write(values[:1]) * len(values)
    return write(values)


def _writer(field: models.Field) -> Writer:
    """How the values of a column are told in COPY's text format."""
    if isinstance(field, models.JSONField):
        encoder = field.encoder
        return _documents if encoder is None else lambda values: _documents(values, encoder)
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return lambda values: list(map(_text, values))
    if isinstance(field, models.DateField):
        return _moments
    return lambda values: [NULL if value is None else str(value) for value in values]


def _documents(
    values: Iterable[Any], encoder: type[json.JSONEncoder] = json.JSONEncoder
) -> list[str]:
    encode = encoder().encode
    # in JSON only the backslash is left to be written otherwise; most lists of remarks are empty
    return [
        encode(value).replace("\\", r"\\") if value else EMPTY.get(type(value)) or encode(value)
        for value in values
    ]


def _moments(values: Iterable[Any]) -> list[str]:
    # the rows of a batch mostly bear one moment
    told = {None: NULL}
    return [
        told[value] if value in told else told.setdefault(value, value.isoformat())
        for value in values
    ]


def _text(value: object) -> str:
    if value is None:
        return NULL
    text = str(value)
    if text.isprintable() and "\\" not in text:
        return text
    for sign, escaped in SIGNS:
        if sign in text:
            text = text.replace(sign, escaped)
    return text
