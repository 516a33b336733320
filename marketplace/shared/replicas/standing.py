"""How far the primary and its replicas are, and which of these may answer now.

A position is a place in the primary's log, in bytes since its beginning. What was committed at a
position is on a replica once it has replayed that far.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from time import monotonic

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

ASIDE = 10.0  # seconds for which a replica that failed is not asked
SAMPLED = 1.0  # seconds for which this process believes the primary where it was

# What is committed has been flushed, and only what was flushed is sent; unless commits do not wait.
END = """CASE WHEN current_setting('synchronous_commit') = 'off'
    THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END"""
HERE = f"SELECT pg_wal_lsn_diff({END}, '0/0')::bigint, pg_postmaster_start_time()"  # noqa: S608
# a promoted replica has a log of its own
THERE = f"""
    SELECT pg_is_in_recovery(), pg_postmaster_start_time(), pg_wal_lsn_diff(
        CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE {END} END, '0/0')::bigint,
        extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float
"""  # noqa: S608

log = logging.getLogger("halles.replicas")
_turns = count()
_aside: dict[str, float] = {}
_seen: Primary | None = None


@dataclass(frozen=True, slots=True)
class Primary:
    """Where the primary was when it was asked, and since when it runs."""

    position: int
    started: datetime
    asked_at: float


@dataclass(frozen=True, slots=True)
class Replica:
    """What a replica had replayed when it was asked; all that is read from it later is newer."""

    alias: str
    position: int
    behind: float | None  # seconds; 0 when it has all of the primary, None when it cannot tell
    follows: bool  # it replays the primary's log, or has become the primary

    @property
    def is_near(self) -> bool:
        """Whether it may answer in the primary's place."""
        return self.follows and self.behind is not None and self.behind <= settings.REPLICA_LAG


def position() -> int:
    """Where the primary is now: at least behind everything that was committed before."""
    return _ask_primary().position


def choose(*, needs: int) -> Replica | None:
    """A replica that is near and has replayed as far as `needs`, each in its turn; None when the
    primary must answer.
    """
    names, turn = settings.REPLICAS, next(_turns)
    for number in range(len(names)):
        replica = _ask(names[(turn + number) % len(names)], _primary())
        if replica is not None and replica.is_near and replica.position >= needs:
            return replica
    return None


def put_aside(alias: str) -> None:
    """Ask nothing more of a replica for a while, and forget the connection to it."""
    log.warning("%s does not answer; the primary answers in its place", alias)
    _aside[alias] = monotonic() + ASIDE
    with suppress(Error):
        connections[alias].close()


def told() -> dict[str, float | None]:
    """By replica, how many seconds it is behind; None for one that does not answer or follow."""
    primary, told = _ask_primary(), {}
    for alias in settings.REPLICAS:
        replica = _ask(alias, primary)
        behind = replica.behind if replica is not None and replica.follows else None
        told[alias] = None if behind is None else round(behind, 1)
    return told


def forget() -> None:
    """Believe nothing of what was seen."""
    global _seen  # noqa: PLW0603 - what this process saw last
    _seen = None
    _aside.clear()


def _primary() -> Primary:
    if _seen is None or monotonic() > _seen.asked_at + SAMPLED:
        return _ask_primary()
    return _seen


def _ask_primary() -> Primary:
    global _seen  # noqa: PLW0603 - what this process saw last
    asked_at = monotonic()
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(HERE)
        position, started = cursor.fetchone()
    _seen = Primary(position=position, started=started, asked_at=asked_at)
    return _seen


def _ask(alias: str, primary: Primary) -> Replica | None:
    """How a replica stands beside where the primary was; None when it does not answer."""
    if _aside.get(alias, 0.0) > monotonic():
        return None
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(THERE)
            recovers, started, position, age = cursor.fetchone()
    except Error as error:
        log.warning("%s: %s", alias, " ".join(str(error).split()))
        put_aside(alias)
        return None
    return Replica(
        alias=alias,
        position=position or 0,
        # what it replayed last is older than what it lacks: it is never further behind than this
        behind=0.0 if position and position >= primary.position else age,
        follows=recovers or started == primary.started,
    )
