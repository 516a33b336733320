"""A shop whose processes may be killed: its rows and letters are on disk, its day is NOON."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests import cast


def pytest_collection_modifyitems(items):
    """These tests fork: `bin/test` gives them processes in which no browser and no server ran
    before.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.forks)


@pytest.fixture
def on_disk(transactional_db, tmp_path) -> Iterator[None]:
    """The test's database where another process finds it: SQLite's lies in memory otherwise."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    file = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = in_memory, name


@pytest.fixture
def letters(settings, tmp_path) -> Path:
    """Where letters are kept: what was posted stays posted, whoever dies."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_FILE_PATH.mkdir()
    return settings.EMAIL_FILE_PATH


@pytest.fixture
def shop(on_disk, letters, texts, lune, brun) -> None:
    """Two sellers, a commission grid, legal texts."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    cast.grid()
