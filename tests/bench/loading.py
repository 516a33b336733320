"""Rows into PostgreSQL with COPY, with each column's default where a row says nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable

import psycopg
from django.db.models import Max


def copy(link: psycopg.Connection, model, rows: Iterable[dict]) -> None:
    """Stream rows (field name → value) into the table of a model."""
    fields = model._meta.concrete_fields
    blank = [_default(field) for field in fields]
    names = [field.name for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with link.cursor().copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as stream:
        for row in rows:
            stream.write_row(
                [row.get(name, default) for name, default in zip(names, blank, strict=True)]
            )


def count_on(link: psycopg.Connection, *models) -> None:
    """Let the sequences of these tables go on behind the keys we chose."""
    for model in models:
        most = model.objects.aggregate(most=Max("pk"))["most"] or 1
        link.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, most]
        )


def _default(field):
    value = field.get_default()
    return json.dumps(value) if isinstance(value, dict | list) else value
