"""Every invariant of the marketplace, checked against the database as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection, transaction

APPS = (
    "marketplace.shared",
    "sellers",
    "catalog",
    "marketing",
    "orders",
    "accounting",
    "marketplace",
)


def violations() -> Iterator[tuple[str, str]]:
    """(app, sentence) for each violated invariant."""
    with _one_moment():
        yield from _violations()


def _violations() -> Iterator[tuple[str, str]]:
    for app in APPS:
        try:
            module = import_module(f"{app}.invariants")
        except ModuleNotFoundError as error:
            if error.name != f"{app}.invariants":
                raise
            continue
        try:
            for sentence in module.violations():
                yield app, sentence
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            # rows too wrong to be read are reported, and the other apps still checked
            yield app, f"could not be verified to its end: {type(error).__name__}: {error}"


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read the database as of one moment, without locks: sales go on meanwhile."""
    if connection.in_atomic_block:  # the caller chose the moment
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
