"""Has anything changed since this installation was prepared? Asked without loading Django.

When nothing has changed, the web server starts at once.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings

from marketplace.machine.supervisor import MARK

PROGRAM = [
    "marketplace",
    "sellers",
    "catalog",
    "marketing",
    "orders",
    "accounting",
    "static",
    "locale",
]
LOCK = "requirements.lock"
VARIABLES = ("HALLES_", "DATABASE_URL", "S3_")
APPLIED = "SELECT app, name FROM django_migrations ORDER BY id"
ANYBODY = "SELECT EXISTS (SELECT 1 FROM shared_user)"


def seeding_mark() -> Path:
    """Return the file that exists while the demo is being filled in."""
    return settings.VAR / "run" / "seeding"


def unchanged() -> bool:
    """Tell whether program, settings and database are what they were when all was made ready."""
    try:
        return not seeding_mark().exists() and _stamp().read_text() == _fingerprint()
    except Exception:  # what cannot be read is not ready; preparing it shows the error
        return False


def remember() -> None:
    """Record the state that was prepared, for the next start to compare with."""
    _stamp().parent.mkdir(parents=True, exist_ok=True)
    _stamp().write_text(_fingerprint())


def _stamp() -> Path:
    return settings.VAR / "run" / "prepared"


def _fingerprint() -> str:
    seen = hashlib.sha256()
    for part in (*_program(), *_variables(), *_database()):
        seen.update(f"{part}\n".encode())
    return seen.hexdigest()


def _program() -> Iterator[str]:
    folders = [settings.ROOT / name for name in PROGRAM]
    files = (path for folder in folders for path in folder.rglob("*.*") if path.suffix != ".pyc")
    for path in (settings.ROOT / LOCK, settings.STATIC_ROOT / ".stamp", *sorted(files)):
        status = path.stat() if path.exists() else None
        yield f"{path} {status and (status.st_mtime_ns, status.st_size)}"


def _variables() -> list[str]:
    return sorted(
        f"{name}={value}"
        for name, value in os.environ.items()
        if name.startswith(VARIABLES) and name != MARK
    )


def _database() -> list[object]:
    with closing(_link()) as link:
        cursor = link.cursor()
        return [*cursor.execute(APPLIED).fetchall(), *cursor.execute(ANYBODY).fetchall()]


def _link() -> Any:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return sqlite3.connect(f"{database['NAME'].as_uri()}?mode=rw", uri=True)
    import psycopg  # noqa: PLC0415 — a third of the time a start takes on SQLite

    names = {
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",
        "host": "HOST",
        "port": "PORT",
    }
    given = {name: database[key] for name, key in names.items() if database[key]}
    return psycopg.connect(**given, **{"connect_timeout": 5, **database["OPTIONS"]})
