"""Emptying SQLite between tests, although the book refuses to be emptied."""

from __future__ import annotations

from django.db.backends.sqlite3.base import DatabaseOperations  # its operations alone do not load

GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%'"
_plain = DatabaseOperations.sql_flush


def _flush(self, *args, **kwargs):
    """Take the guards away for the time of a flush."""
    with self.connection.cursor() as cursor:
        cursor.execute(GUARDS)
        guards = cursor.fetchall()
    away = [f'DROP TRIGGER "{name}"' for name, _sql in guards]
    return [*away, *_plain(self, *args, **kwargs), *(sql for _name, sql in guards)]


def stand_down() -> None:
    """Let the test runner empty the tables."""
    DatabaseOperations.sql_flush = _flush
