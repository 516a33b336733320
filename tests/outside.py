"""Who stands at the doors of the house: nothing outside is called while a transaction is open.

A file, the provider, a letter, the network, the broker: each may take a second or a minute, and on
SQLite every other writer waits for as long. The transaction that pytest-django opens around a test
does not count, only those of the code itself.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from celery import Task
from django.core.files.storage import InMemoryStorage
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections

from marketplace.shared.gateway import delivery
from marketplace.shared.gateway.closed import Closed
from marketplace.shared.gateway.protocol import Gateway
from marketplace.shared.gateway.sandbox import Sandbox
from marketplace.shared.gateway.stripe_connect import StripeConnect
from marketplace.shared.storage import WholeFiles
from orders.points.sandbox import SandboxPoints

FILES = (
    *("open", "save", "delete", "exists", "size", "listdir"),
    *("get_accessed_time", "get_created_time", "get_modified_time"),
)
MOVES = {"read", "read1", "readinto", "readinto1", "readline", "readlines", "write", "writelines"}
PROVIDER = {  # a notice is verified by its signature alone: nobody is asked
    name for name in vars(Gateway) if not name.startswith("_")
} - {"read_notice"}
_because: ContextVar[str] = ContextVar("because", default="")


class InsideTransaction(BaseException):
    """Something outside was called while the code's own transaction was open.

    No `except Exception` on the way may keep it from the test.
    """


def is_open() -> bool:
    """Whether the code, and not the test around it, holds a transaction now."""
    return any(
        not block._from_testcase
        for connection in connections.all(initialized_only=True)
        for block in connection.atomic_blocks
    )


def check(door: str) -> None:
    """Let a call out. Raises InsideTransaction."""
    if not _because.get() and is_open():
        raise InsideTransaction(
            f"{door} was called inside a transaction: call it before or after"
            " (docs/architecture.md, Transactions and the outside)"
        )


@contextmanager
def allowed(*, because: str) -> Iterator[None]:
    """Open the doors for what a test arranges, and say why it must."""
    token = _because.set(because)
    try:
        yield
    finally:
        _because.reset(token)


def stand_guard() -> None:
    """Take post at every door, for the whole suite."""
    for storage in (WholeFiles, InMemoryStorage):
        for name in FILES:
            _watch(storage, name)
        storage.open = _handing_out(storage.open)
    for provider in (Sandbox, StripeConnect):
        for name in PROVIDER & set(vars(provider)):
            _watch(provider, name)
    for name in ("near", "of"):  # the registers that are asked over the network meet the sockets
        _watch(SandboxPoints, name)
    Closed._refuse = staticmethod(_watched(Closed._refuse, "Closed"))
    _watch(delivery, "send")
    _watch(EmailMessage, "send")
    _watch(EmailBackend, "send_messages")
    _watch(Task, "apply_async")
    for name in ("connect", "connect_ex", "sendto"):
        _watch(socket.socket, name)


def _watch(owner: Any, name: str) -> None:
    setattr(owner, name, _watched(getattr(owner, name), f"{owner.__name__}.{name}"))


def _watched(call: Callable, door: str) -> Callable:
    @wraps(call)
    def asked(*args, **kwargs):
        check(door)
        return call(*args, **kwargs)

    return asked


def _handing_out(call: Callable) -> Callable:
    """A file that was opened before a transaction is not read inside it either."""

    @wraps(call)
    def opened(*args, **kwargs):
        file = call(*args, **kwargs)
        file.file = _Handle(file.file)
        return file

    return opened


class _Handle:
    """An open file of a storage, watched as long as it is read."""

    def __init__(self, file: Any):
        self._file = file

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._file, name)
        return _watched(found, f"file.{name}") if name in MOVES else found

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        check("file.next")
        return next(self._file)
