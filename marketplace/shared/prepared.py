"""Queries of hot pages: their SQL is written once, and planned once per connection.

Building a queryset and writing its SQL costs more than the database needs to answer it. A prepared
question does both the first time, and afterwards only puts the values into their places:

    BY_SLUG = Prepared(lambda slug: Product.objects.public().filter(slug=slug))
    products = BY_SLUG(slug="bol-en-gres")

Values are only compared with, never branched on: the function gets placeholders, not values. A list
takes one placeholder per item and is queried with `pk__in` or `seller__pk__in`.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Place(Expression):
    """A placeholder for a value that is given with each call."""

    def __init__(self, name: str, number: int | None = None) -> None:
        super().__init__()
        self.name, self.number = name, number

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, list]:  # type: ignore[override]
        """The database's own placeholder, with this object in the list of values."""
        return "%s", [self]

    def taken_from(self, values: dict[str, Any]) -> Any:
        """The value given for this placeholder."""
        value = values[self.name]
        return value if self.number is None else value[self.number]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A query compiled for one database."""

    queryset: QuerySet
    compiler: SQLCompiler
    sql: str
    params: tuple
    converters: list = field(default_factory=list)  # of the columns, once they are known


class Prepared:
    """A queryset with placeholders; called with their values, it returns the list of rows."""

    def __init__(self, make: Callable[..., QuerySet]) -> None:
        self._make = make
        self._written: dict[tuple, Written] = {}

    def __call__(self, **values: Any) -> list:
        lengths = {
            name: len(value) for name, value in values.items() if isinstance(value, list | tuple)
        }
        if 0 in lengths.values():
            return []  # an empty list matches nothing
        primary = connections[DEFAULT_DB_ALIAS]
        key = (primary.vendor, *lengths.values())
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = self._write(primary, values, lengths)
        # a replica speaks as its primary does
        return _answer(written, connections[router.db_for_read(written.queryset.model)], values)

    def _write(self, connection: Any, values: dict[str, Any], lengths: dict[str, int]) -> Written:
        places = {
            name: (
                [Place(name, number) for number in range(lengths[name])]
                if name in lengths
                else Place(name)
            )
            for name in values
        }
        queryset = self._make(**places)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return Written(queryset=queryset, compiler=compiler, sql=sql, params=tuple(params))


def _answer(written: Written, connection: Any, values: dict[str, Any]) -> list:
    adapt = connection.ops.adapt_unknown_value
    params = [
        adapt(param.taken_from(values)) if isinstance(param, Place) else param
        for param in written.params
    ]
    with _cursor(connection) as cursor:
        cursor.execute(written.sql, params)
        rows = cursor.fetchall()
    # Django's own iterables make the rows into instances or tuples, from what was fetched already
    compiler = copy(written.compiler)
    compiler.connection = connection
    compiler.get_converters = lambda columns: _converters(written, columns)  # type: ignore[method-assign, assignment]
    compiler.execute_sql = lambda *_args, **_kwargs: [rows]  # type: ignore[assignment]
    query = copy(written.queryset.query)
    query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[assignment]
    queryset = type(written.queryset)(written.queryset.model, query=query, using=connection.alias)
    queryset._fields = written.queryset._fields  # type: ignore[attr-defined]
    return [*written.queryset._iterable_class(queryset)]  # type: ignore[attr-defined]


def _converters(written: Written, columns: Any) -> Any:
    if not written.converters:
        written.converters.append(written.compiler.get_converters(columns))
    return written.converters[0]


def _cursor(connection: Any) -> Any:
    """A cursor of Django's; on PostgreSQL one that binds values apart, so the plan is reused.

    While queries are logged, Django's usual one: it shows the statement with its values.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    # imports psycopg, which SQLite installations may lack
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection._prepare_cursor(ServerBindingCursor(connection.connection))  # type: ignore[call-arg]
