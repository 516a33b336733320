"""Every invariant of the marketplace, checked against the database as it is."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

APPS = ("marketplace.shared", "sellers", "catalog", "marketing", "orders", "accounting")


def violations() -> Iterator[tuple[str, str]]:
    """(app, sentence) for everything that is not as it must be; nothing when all is well."""
    for app in APPS:
        try:
            module = import_module(f"{app}.invariants")
        except ModuleNotFoundError as missing:
            if missing.name != f"{app}.invariants":
                raise
            continue
        for sentence in module.violations():
            yield app, sentence
