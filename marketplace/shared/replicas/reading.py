"""Which pages read from a replica, and which of their rows.

    @require_safe
    @reading.may_replicate
    def category(request, slug):

Inside such a page, rows of the apps that the public reads (`REPLICATED_APPS`) come from one
replica, chosen when the first of them is asked for. All else, and all that is asked while a
transaction is open, comes from the primary; everything is written there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpRequest, HttpResponse

from marketplace.shared.replicas import own, standing
from marketplace.shared.replicas.standing import Replica

SAFE = ("GET", "HEAD")


@dataclass(slots=True)
class Reading:
    """A page being drawn: what its replica must have, and which one it is once it was chosen."""

    needs: int
    replica: Replica | None = None
    is_chosen: bool = False

    def choose(self) -> str:
        """The database to read from, the same until the page is drawn."""
        if not self.is_chosen:
            self.is_chosen = True
            self.replica = standing.choose(needs=self.needs)
        return self.replica.alias if self.replica else DEFAULT_DB_ALIAS

    def broke(self) -> bool:
        """Whether it was the replica that failed; one that is lost is put aside."""
        if self.replica is None:
            return False
        connection = connections[self.replica.alias]
        if not connection.errors_occurred:
            return False
        if not connection.is_usable():
            standing.put_aside(self.replica.alias)
        return True


_page: ContextVar[Reading | None] = ContextVar("page", default=None)


def may_replicate(view: Callable) -> Callable:
    """Let a page that is only read be drawn from a replica; if that fails, from the primary."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.REPLICAS or request.method not in SAFE:
            return view(request, *args, **kwargs)
        page = Reading(needs=own.written_at(request))
        token = _page.set(page)
        try:
            return view(request, *args, **kwargs)
        except Error:
            if not page.broke():
                raise
        finally:
            _page.reset(token)
        return view(request, *args, **kwargs)

    return shown


@contextmanager
def from_primary() -> Iterator[None]:
    """Read here what is kept for longer than this page, and vouched for by its own stamp."""
    token = _page.set(None)
    try:
        yield
    finally:
        _page.reset(token)


def source() -> Replica | None:
    """The replica that the page at hand is drawn from; None for the primary."""
    page = _page.get()
    return page.replica if page is not None else None


class Router:
    """Django's question where to read and write."""

    def db_for_read(self, model: Any, **_hints: object) -> str:
        """A replica for what the public reads, inside a page that may."""
        page = _page.get()
        if page is None or model._meta.app_label not in settings.REPLICATED_APPS:
            return DEFAULT_DB_ALIAS
        if connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return DEFAULT_DB_ALIAS
        return page.choose()

    def db_for_write(self, _model: Any, **_hints: object) -> str:
        """The primary, also for a row that came from a replica."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_rows: object, **_hints: object) -> bool:
        """Rows of both are rows of one database."""
        return True

    def allow_migrate(self, db: str, *_what: object, **_hints: object) -> bool:
        """A replica gets its tables from the primary."""
        return db == DEFAULT_DB_ALIAS
