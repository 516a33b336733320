"""A marketplace alive for one story: a database file of its own, a real server, a clock that can
jump.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone

from marketplace.shared import clock


@contextmanager
def own_database(path: Path):
    """Copy the empty test database into a file, where every thread has a connection of its own."""
    databases, kept = connections.databases["default"], connections["default"]
    kept.ensure_connection()
    path.write_bytes(kept.connection.serialize())
    name, databases["NAME"] = databases["NAME"], str(path)
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        databases["NAME"], connections["default"] = name, kept


class Quiet(WSGIRequestHandler):
    """Says nothing of requests, and keeps nothing open."""

    def log_message(self, *_args):
        """Silence."""


class Server(ThreadedWSGIServer):
    """The application, one thread a request."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """A browser that leaves before the answer is no news."""


@contextmanager
def serving():
    """The address of a server that answers until the end."""
    server = Server(("127.0.0.1", 0), Quiet, allow_reuse_address=False)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Time:
    """The clock of every thread, moved by hand; cookies and sessions keep the real one."""

    def __init__(self):
        self.ahead = timedelta()

    def install(self, monkeypatch):
        """Have the house's only clock ask us."""
        monkeypatch.setattr(
            clock, "timezone", SimpleNamespace(now=lambda: timezone.now() + self.ahead)
        )
        return self

    def pass_(self, **delay):
        """Let days go by."""
        self.ahead += timedelta(**delay)
