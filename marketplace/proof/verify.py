"""Every invariant of the marketplace, checked against the database as it was at one moment.

On PostgreSQL two hands share the checks, each on a connection of its own that sees the same moment;
on SQLite, and within a caller's transaction, one does them all.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from importlib import import_module

from django.db import connection, transaction

from marketplace.shared import proofs
from marketplace.shared.proofs import Ends, Since

APPS = (
    "marketplace.shared",
    "sellers",
    "catalog",
    "marketing",
    "orders",
    "accounting",
    "marketplace",
)
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
AT_ONE_MOMENT = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    # the statements are long and run once: compiling them costs more than it gives
    "SET LOCAL jit = off",
)


@dataclass(slots=True)
class Check:
    """One thing that must be true, what was found against it, and how long the look took."""

    app: str
    name: str
    look: Callable[[], Iterable[str]]
    seconds: float = 0.0
    found: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Look; rows too wrong to be read are reported, and the other checks still made."""
        begun = time.monotonic()
        try:
            for sentence in self.look():
                self.found.append(sentence)
        except UNREADABLE as error:
            self.found.append(f"could not be verified to its end: {type(error).__name__}: {error}")
        self.seconds = time.monotonic() - begun


@dataclass(frozen=True, kw_only=True)
class Proven:
    """What was found, check by check, and where everything ended at the moment that was seen."""

    checks: list[Check]
    ends: Ends

    @property
    def violations(self) -> list[tuple[str, str]]:
        """(app, sentence) for each violated invariant."""
        return [(check.app, sentence) for check in self.checks for sentence in check.found]


def violations(since: Since | None = None) -> Iterator[tuple[str, str]]:
    """(app, sentence) for each violated invariant."""
    yield from prove(since).violations


def prove(since: Since | None = None) -> Proven:
    """Check everything; with `since`, of what only grows, what came after the last proof."""
    checks = list(_checks(since))
    with _one_moment() as snapshot:
        ends = proofs.ends(_marks())
        # what grows takes longest: it comes first, so that both hands end together
        waiting = deque(sorted(checks, key=lambda check: check.look.__name__ != "grown"))
        if snapshot is None:
            _work(waiting)
        else:
            with ThreadPoolExecutor(1) as pool:
                other = pool.submit(copy_context().run, _other_hand, waiting, snapshot)
                try:
                    _work(waiting)
                finally:
                    waiting.clear()
                    other.result()
    return Proven(checks=checks, ends=ends)


def _checks(since: Since | None) -> Iterator[Check]:
    """The checks of each app: `GROWING` go on where the last proof ended, `CHECKS` look at all."""
    for app in APPS:
        module = _invariants(app)
        for check in getattr(module, "GROWING", ()):
            yield Check(app, check.__name__.strip("_"), _grown(check, since))
        for check in getattr(module, "CHECKS", ()):
            yield Check(app, check.__name__.strip("_"), check)


def _grown(check: Callable[[Since | None], Iterable[str]], since: Since | None):
    def grown() -> Iterable[str]:
        return check(since)

    return grown


def _marks() -> dict[str, object]:
    """What each app wants to find again next time."""
    told = ((app, getattr(_invariants(app), "marks", None)) for app in APPS)
    return {
        name: mark for _app, marks in told if marks is not None for name, mark in marks().items()
    }


def _invariants(app: str):
    return import_module(f"{app}.invariants")


def _work(waiting: deque[Check]) -> None:
    while waiting:
        try:
            check = waiting.popleft()
        except IndexError:
            return
        check.run()


def _other_hand(waiting: deque[Check], snapshot: str) -> None:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(AT_ONE_MOMENT[0])
                cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
                cursor.execute(AT_ONE_MOMENT[1])
            _work(waiting)
    finally:
        connection.close()


@contextmanager
def _one_moment() -> Iterator[str | None]:
    """Read the database as of one moment, without locks: sales go on meanwhile.

    Gives the name by which another connection sees the same moment, where there is one.
    """
    if connection.in_atomic_block:  # the caller chose the moment
        yield None
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                for statement in AT_ONE_MOMENT:
                    cursor.execute(statement)
                cursor.execute("SELECT pg_export_snapshot()")
                snapshot = cursor.fetchone()[0]
            yield snapshot
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield None
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
