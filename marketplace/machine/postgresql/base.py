"""A kept connection is checked at each request by a look at its socket, not by a statement.

A server that ended, or ended the connection, has sent something by then: there is something to
read. Only after a silence, in which a firewall may have dropped the line unheard, or after an
error, is it asked as Django does, by `SELECT 1`.

A pooler that lends connections by the transaction lends none to a cursor that outlives its
transaction: with DATABASE_POOLED, a long list read outside one is read in a transaction of its own.
"""

from __future__ import annotations

import select
import time
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import Error
from django.db.backends.postgresql import base

SILENCE = 30  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for the check at the start of each request."""

    _seen_at = 0.0

    def is_usable(self) -> bool:
        """Whether the connection still answers."""
        now = time.monotonic()
        was, self._seen_at = self._seen_at, now
        if self.connection is None:
            return False
        if not self.errors_occurred and now - was < SILENCE and not _has_news(self.connection):
            return True
        return super().is_usable()

    def chunked_cursor(self) -> Any:
        """A cursor for a list that is read in pieces, on another connection where it must be."""
        if not self.settings_dict.get("POOLED") or not self.get_autocommit():
            return super().chunked_cursor()
        reader = self.copy()
        reader.settings_dict["AUTOCOMMIT"] = False  # the first statement begins the transaction
        try:
            reader.connect()
            cursor = reader.chunked_cursor()
        except BaseException:
            reader.close()
            raise
        cursor.close = partial(_end, reader)  # the list ends, and with it the transaction
        return cursor


def _end(reader: base.DatabaseWrapper) -> None:
    with suppress(Error):
        reader.rollback()  # a pooler keeps the connection that it gets back clean
    reader.close()


def _has_news(connection: object) -> bool:
    """Whether a connection that should be silent has something to be read, or is closed."""
    try:
        looked = select.poll()
        looked.register(connection.fileno(), select.POLLIN)  # type: ignore[attr-defined]
        return bool(looked.poll(0))
    except (OSError, ValueError, Error):
        return True
