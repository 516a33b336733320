"""The migrated, empty database: made once, then copied by every process that tests.

To migrate takes half a minute and says the same each time; a copy is there at once. SQLite's lies
in a folder of this user's, PostgreSQL's in a database beside the tests' own, `…_blank`. Neither
outlives the day, nor any change in the code of the shop: then it is made anew.
`python -m tests.blank` makes it ahead, as `bin/test` does.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOLD = {".py", ".toml", ".json", ".csv", ".txt"}
KEPT_FOR = 24 * 3600
LIKE = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"


def share() -> None:
    """Have Django copy what was migrated before, in place of migrating again."""
    from django.db.backends.base.creation import BaseDatabaseCreation

    migrated = BaseDatabaseCreation.create_test_db

    def created(self, verbosity=1, autoclobber=False, serialize=True, keepdb=False):
        arguments = {"verbosity": verbosity, "autoclobber": autoclobber, "keepdb": keepdb}
        tested = self.connection.settings_dict["TEST"]
        if keepdb or tested["MIGRATE"] is False:
            return migrated(self, serialize=serialize, **arguments)
        copies = _OnPostgres if self.connection.vendor == "postgresql" else _OnSqlite
        copy = copies(self, _state())
        with _one_at_a_time(copy.name):
            if not copy.is_there():
                name = migrated(self, serialize=serialize, **arguments)
                copy.keep()
                return name
            name = copy.hand_out(**arguments)
        if serialize:
            self.connection._test_serialized_contents = self.serialize_db_to_string()
        return name

    BaseDatabaseCreation.create_test_db = created


def folder() -> Path:
    """Where this user's copies lie, and nobody else's."""
    place = Path(tempfile.gettempdir()) / f"halles-blank-{os.getuid()}"
    place.mkdir(mode=0o700, exist_ok=True)
    if place.stat().st_uid != os.getuid():
        raise PermissionError(f"{place} belongs to somebody else")
    return place


class _OnSqlite:
    """A file."""

    def __init__(self, creation, state: str) -> None:
        self.creation, self.connection = creation, creation.connection
        self.name = state
        self.file = folder() / f"{state}.sqlite3"

    def is_there(self) -> bool:
        return self.file.exists()

    def keep(self) -> None:
        for other in folder().iterdir():
            with suppress(FileNotFoundError):  # another process clears up as well
                if other.stat().st_mtime < time.time() - KEPT_FOR:
                    other.unlink()
        half = self.file.with_suffix(".half")
        half.unlink(missing_ok=True)
        with closing(sqlite3.connect(half)) as copy:
            self.connection.connection.backup(copy)
        half.rename(self.file)

    def hand_out(self, **arguments) -> str:
        name = self.creation._create_test_db(**arguments)
        _lead_to(self.connection, name)
        with closing(sqlite3.connect(self.file)) as copy:
            copy.backup(self.connection.connection)
        return name


class _OnPostgres:
    """A database that others are copied from, and whose comment tells what it was made from."""

    def __init__(self, creation, state: str) -> None:
        self.creation, self.connection, self.state = creation, creation.connection, state
        self.name = re.sub(r"_gw\d+$", "", creation._get_test_db_name()) + "_blank"

    def is_there(self) -> bool:
        with self.creation._nodb_cursor() as cursor:
            cursor.execute(LIKE, [self.name])
            return cursor.fetchone() == (self.state,)

    def keep(self) -> None:
        self.connection.close()
        quote = self.connection.ops.quote_name
        made = quote(self.connection.settings_dict["NAME"])
        with self.creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quote(self.name)}")
            cursor.execute(f"CREATE DATABASE {quote(self.name)} TEMPLATE {made}")
            cursor.execute(f"COMMENT ON DATABASE {quote(self.name)} IS '{self.state}'")
        self.connection.ensure_connection()

    def hand_out(self, **arguments) -> str:
        tested = self.connection.settings_dict["TEST"]
        before, tested["TEMPLATE"] = tested.get("TEMPLATE"), self.name
        try:
            name = self.creation._create_test_db(**arguments)
        finally:
            tested["TEMPLATE"] = before
        _lead_to(self.connection, name)
        return name


def _lead_to(connection, name: str) -> None:
    """What Django does once a test database is there."""
    from django.conf import settings

    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


@contextmanager
def _one_at_a_time(name: str) -> Iterator[None]:
    """The first makes it, the others wait for it."""
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _state() -> str:
    """What the migrated database depends on: the shop's own code, what is installed, the day."""
    from django.apps import apps

    told = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version} {datetime.now(UTC):%F}".encode())
    told.update((ROOT / "requirements-dev.lock").read_bytes())
    homes = {Path(config.path) for config in apps.get_app_configs()}
    own = {home for home in homes if home.is_relative_to(ROOT) and ".venv" not in home.parts}
    # what is planted after migrating lies in data beside the code
    there = (file for home in own for file in home.rglob("*") if file.suffix in TOLD)
    for file in sorted(there):
        told.update(f"{file.relative_to(ROOT)}\n".encode())
        told.update(file.read_bytes())
    return told.hexdigest()[:16]


def main() -> None:
    """Make it, unless it is there."""
    os.environ.setdefault("PYTEST_VERSION", "none")  # the settings of tests
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    import django

    django.setup()
    from django.db import connection

    share()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
