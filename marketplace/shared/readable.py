"""What can be stored: text without zero bytes and lone surrogates, numbers of rows.

PostgreSQL stores no text with a zero byte, and a lone surrogate cannot be encoded. What arrives so
in an address or a cookie is made harmless at the border; what reaches the database all the same (a
form field nobody checked) is refused there, on both engines alike, as a bad request (400) and never
as a server error.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db.backends.signals import connection_created

UNREADABLE = re.compile("[\x00\ud800-\udfff]")
INSTEAD = "\ufffd"


class Unreadable(SuspiciousOperation):
    """Text that no database can store: answered with 400."""


def is_readable(text: str) -> bool:
    """Whether a text can be stored and encoded."""
    return ("\x00" not in text) if text.isascii() else UNREADABLE.search(text) is None


def mended(text: str) -> str:
    """The text with a placeholder for each character that cannot be stored."""
    return UNREADABLE.sub(INSTEAD, text)


def row_number(text: str) -> int:
    """The number of a row typed in plain digits; for anything else 0, which no row has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _guard(execute: Any, sql: str, params: Any, many: bool, context: dict) -> Any:  # noqa: FBT001 - Django's way
    for row in (params or ()) if many else (params or (),):
        for value in row.values() if isinstance(row, dict) else row:
            if isinstance(value, str) and not is_readable(value):
                raise Unreadable("a zero or half a character in a text")
    return execute(sql, params, many, context)


def _watch(connection: Any, **_signal: object) -> None:
    if _guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(_guard)


def watch_databases() -> None:
    """Check the parameters of every statement of every connection."""
    connection_created.connect(_watch, dispatch_uid="halles.readable")
