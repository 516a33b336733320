"""Lists that leave the console as files: only the columns that a section names, and by whom.

A file is read where our access checks do not reach. So nothing leaves that no section names,
nothing that opens a page or an account leaves at all, and a fact records who took which list and
how many rows of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, events, units
from marketplace.shared.facts import Event
from marketplace.shared.labels import plainly
from marketplace.shared.models import User

# What opens a page, an account or a seal: never a column of a file, whatever a section names.
SECRET = re.compile(
    r"(^|_)(token|key|secret|password|hash|sha256|unsealed|account_ref|redirect_url|uid)(_|$)"
)
# Hundredths leave as numbers with a decimal comma; the heading says of what.
UNITS = {units.CENTS: "€", units.BPS: "%"}
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


@dataclass(frozen=True, kw_only=True)
class ListTakenAway(Event):
    """Somebody of the operator's team exported a list: how many rows, through which filters."""

    sentence = _("Liste exportée")
    section: str
    rows: int
    filters: dict


@dataclass(frozen=True)
class Column:
    """A column of a file: its path in the model, with `__`, and how its value is written."""

    name: str
    told: Callable[[Any], str] | None = None


def masked(value: str) -> str:
    """The two ends of an account number: enough to recognise it, not to use it."""
    return f"{value[:4]}…{value[-4:]}" if len(value) > 12 else "…" if value else ""


def euros(cents: int) -> str:
    """Cents as spreadsheets read and add them up in French: 1234,50."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02d}"


def columns_of(model: type[models.Model], named: Iterable[str | Column]) -> list[Column]:
    """The columns a section names. Without any, or with a secret among them, it does not load."""
    columns = [Column(asked) if isinstance(asked, str) else asked for asked in named]
    if not columns:
        raise ImproperlyConfigured(f"{model.__name__}: an export names its columns")
    for column in columns:
        field = _field(model, column.name)
        if SECRET.search(column.name) or field.name == "iban" and column.told is not masked:
            raise ImproperlyConfigured(f"{model.__name__}: {column.name} never leaves in a file")
    return columns


@transaction.atomic(durable=True)
def note(model: type[models.Model], *, rows: int, filters: dict, by: User, at: datetime) -> None:
    """Record that a list is exported, before the file is made."""
    events.publish(
        ListTakenAway(section=model._meta.label_lower, rows=rows, filters=filters),
        about=by,
        by=by,
        at=at,
    )


def labels(model: type[models.Model], columns: Iterable[Column]) -> list[str]:
    """The header line: of two columns with one name, the related one says what it belongs to."""
    wanted = list(columns)
    names = [_named(_field(model, column.name)) for column in wanted]
    return [
        (
            _begun(plainly(_whose(model, column.name), name))
            if names.count(name) > 1 and "__" in column.name
            else _begun(name)
        )
        for name, column in zip(names, wanted, strict=True)
    ]


def _named(field) -> str:
    name = str(field.verbose_name).partition(" (")[0]
    unit = UNITS.get(units.of(field))
    return f"{name} ({unit})" if unit else name


def _whose(model: type[models.Model], name: str) -> str:
    """What a column that is reached through others belongs to, as the last step calls it."""
    return _named(_field(model, name.rpartition("__")[0]))


def _begun(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def as_csv(rows: models.QuerySet, columns: list[Column]) -> str:
    """A table that spreadsheets open: semicolons, decimal commas, nothing that runs."""
    out = StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(labels(rows.model, columns))
    for row in rows:
        table.writerow([_cell(row, column) for column in columns])
    return "\ufeff" + out.getvalue()


def _field(model: type[models.Model], name: str):
    *way, last = name.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    try:
        return model._meta.get_field(last)
    except FieldDoesNotExist as error:
        raise ImproperlyConfigured(f"{model.__name__} has no column {name}") from error


def _cell(row: models.Model | None, column: Column) -> str:
    *way, last = column.name.split("__")
    for step in way:
        row = getattr(row, step, None)
    if row is None:
        return ""
    value = getattr(row, last)
    if column.told is not None:
        return harmless(column.told(value))
    if value is None:
        return ""
    if units.of(row._meta.get_field(last)) in UNITS:  # type: ignore[union-attr, arg-type]
        return euros(value)
    choices = dict(row._meta.get_field(last).flatchoices)  # type: ignore[union-attr]
    return harmless(str(choices[value]) if value in choices else _plain(value))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.PARIS):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs as a formula: an apostrophe precedes it, except numbers."""
    return (
        f"'{text}"
        if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not NUMBER.fullmatch(text)
        else text
    )
