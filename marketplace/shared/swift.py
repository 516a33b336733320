"""Seals computed again by PostgreSQL itself, where nearly every row is as it was.

The text that `canonical` writes is put together by the database and hashed there: no row travels.
What it finds equal is equal, for only that text has that seal. What it finds different, or cannot
write (numbers with a comma, values nested deeper), is computed again in Python, which alone names
what was falsified. SQLite has none of this: there Python reads every row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from marketplace.shared.canonical import NOTHING, quoted

DEEP = 2  # how many lists and mappings may lie within each other; each more doubles the statement
DROPPED = ", ".join(f"'{text}'" for text in sorted(NOTHING))
# with the era: no year before our time is written like one of it
INSTANT, DAY = "'YYYY-MM-DD\"T\"HH24:MI:SS.USBC'", "'YYYY-MM-DDBC'"
TOO_DEEP = "!"  # no text of ours has it outside quotes: it is equal to nothing


def text_of(
    model: type[models.Model], columns: Iterable[str], alias: str, *, json: bool = False
) -> str | None:
    """SQL for the canonical text of these columns (by the names of their values).

    None where the database is not the faster one: without `json`, for a table that has some.
    """
    by_name = {column.attname: column for column in model._meta.concrete_fields}
    if not json and any(isinstance(by_name[name], models.JSONField) for name in columns):
        return None
    parts = []
    for name in sorted(columns):
        part = _part(by_name[name], f'{alias}."{by_name[name].column}"')
        if part is None:
            return None
        parts.append(part)
    return f"'{{' || substr(concat({', '.join(parts)}), 2) || '}}'"


def seal_of(text: str) -> str:
    """SQL for the print of a text."""
    return f"encode(pg_catalog.sha256(convert_to({text}, 'UTF8')), 'hex')"


def is_able() -> bool:
    """Whether this database computes seals."""
    return connection.vendor == "postgresql"


def rows(sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """What a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor)


def _part(field: models.Field, name: str) -> str | None:
    """SQL for a comma, the name of a column and its value; empty where it says nothing."""
    key, kind = _said(f",{quoted(field.attname)}:"), _kind(field)
    if kind == "JSONField":
        return (
            f"(SELECT {key} || j.t FROM (SELECT {_json(name, DEEP)} AS t OFFSET 0) j WHERE j.t NOT"  # noqa: S608
            f" IN ({DROPPED}))"
        )
    says, value = f"{name} IS NOT NULL", ""
    if kind in ("CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField"):
        says, value = f"{name} <> ''", f"to_json({name})::text"
    elif kind == "BooleanField":
        says, value = name, "'true'"
    elif kind.endswith(("IntegerField", "AutoField")):
        says, value = f"{name} <> 0", f"{name}::text"
    elif kind == "DateTimeField":
        instant = f"to_char({name} AT TIME ZONE 'UTC', {INSTANT})"
        value = f"'\"' || replace(replace({instant}, '.000000', ''), 'AD', '+00:00\"')"
    elif kind == "DateField":
        value = f"'\"' || replace(to_char({name}, {DAY}), 'AD', '\"')"
    elif kind in ("UUIDField", "DecimalField"):
        value = f"'\"' || {name}::text || '\"'"
    return f"CASE WHEN {says} THEN {key} || {value} END" if value else None


def _kind(field: models.Field) -> str:
    """What kind of values a column has: those of its target, where it points to something."""
    column = field.target_field if isinstance(field, models.ForeignKey) else field
    return str(column.get_internal_type())


def _json(value: str, deep: int) -> str:
    """SQL for the canonical text of a JSON value; equal to nothing where it is nested too deep."""
    if deep == 0:
        return (
            f"CASE WHEN jsonb_typeof({value}) IN ('object', 'array') THEN '{TOO_DEEP}' ELSE"
            f" {value}::text END"
        )
    own = f"v{deep}"
    inner = _json(f"{own}.value", deep - 1)
    return (
        f"CASE jsonb_typeof({value})"  # noqa: S608
        f" WHEN 'object' THEN (SELECT '{{' || coalesce(string_agg(to_json({own}.key)::text || ':'"
        f" || {own}.said, ',' ORDER BY {own}.key COLLATE \"C\"), '') || '}}' FROM (SELECT"
        f" {own}.key, {inner} AS said FROM jsonb_each({value}) {own} OFFSET 0) {own}"
        f" WHERE {own}.said NOT IN ({DROPPED}))"
        f" WHEN 'array' THEN (SELECT '[' || coalesce(string_agg({inner}, ',' ORDER BY"
        f" {own}.place), '') || ']' FROM jsonb_array_elements({value}) WITH ORDINALITY"
        f" {own}(value, place))"
        f" ELSE {value}::text END"
    )


def _said(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
