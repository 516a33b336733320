"""A kept connection is checked at each request by a look at its socket, not by a statement.

A server that ended, or ended the connection, has sent something by then: there is something to
read. Only after a silence, in which a firewall may have dropped the line unheard, or after an
error, is it asked as Django does, by `SELECT 1`.
"""

from __future__ import annotations

import select
import time

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


def _has_news(connection: object) -> bool:
    """Whether a connection that should be silent has something to be read, or is closed."""
    try:
        looked = select.poll()
        looked.register(connection.fileno(), select.POLLIN)  # type: ignore[attr-defined]
        return bool(looked.poll(0))
    except (OSError, ValueError, Error):
        return True
