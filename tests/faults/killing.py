"""A process that dies at a chosen write, and what a restart does afterwards.

The act runs in a fork of its own, killed by SIGKILL just before or just after its nth write is
durable, or its nth question to a provider is answered; the sandbox's books are rows too. Only what
was committed, posted or saved survives, as after `kill -9` of the web server or of the worker.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.client import HTTPConnection
from itertools import count

from celery import current_app
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from marketplace.celery import app
from marketplace.proof import verify
from marketplace.shared import clock, outbox
from marketplace.shared.models import Pending, SandboxNotice
from tests import outside

WRITES = ("INSERT", "UPDATE", "DELETE")
LATER = [timedelta(minutes=minutes) for minutes in (3, 6, 12, 31, 45)]


class Doom:
    """Counts the instants around each durable write, and ends the process at one of them."""

    def __init__(self, instant: int) -> None:
        self.left = instant

    def passes(self) -> None:
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, execute, sql, params, many, context):
        """A statement outside a transaction is durable by itself."""
        if connection.in_atomic_block or not sql.lstrip().startswith(WRITES):
            return execute(sql, params, many, context)
        self.passes()
        answer = execute(sql, params, many, context)
        self.passes()
        return answer

    def watch(self) -> None:
        commit = BaseDatabaseWrapper._commit

        def watched(wrapper):
            self.passes()
            commit(wrapper)
            self.passes()

        listen = HTTPConnection.getresponse

        def heard(link, *args, **kwargs):
            self.passes()  # asked: the provider may do it, and nobody hears
            answer = listen(link, *args, **kwargs)
            self.passes()
            return answer

        BaseDatabaseWrapper._commit = watched
        HTTPConnection.getresponse = heard
        connection.execute_wrappers.append(self.around)


def killed(act: Callable[[], object], *, at: int) -> bool:
    """Run an act in a process that is killed at an instant; tell whether it was, or lived to its
    end.
    """
    connections.close_all()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            Doom(at).watch()
            act()
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, -signal.SIGKILL), "the act failed by itself: its error is above"
    return code != 0


def everywhere(
    begin: Callable[[], object], act: Callable[[object], object], *, least: int = 4
) -> Iterator[tuple[object, bool]]:
    """Each thing begun anew and killed one instant later, until one lives to its end; there are at
    `least` so many instants.
    """
    for instant in count(1):
        thing = begin()
        died = killed(lambda thing=thing: act(thing), at=instant)
        yield thing, died
        if not died:
            assert instant > least, "there was something to kill"
            return


def unfinished() -> bool:
    """Tell whether something begun waits for somebody to finish it."""
    waiting = Pending.objects.filter(done_at=None), SandboxNotice.objects.filter(delivered_at=None)
    return any(rows.exists() for rows in waiting)


def violations() -> list:
    """What the proof finds, files included."""
    with outside.allowed(because="the proof reads in a read-only moment: nobody waits for it"):
        return list(verify.violations())


def restart(*, at: datetime) -> None:
    """What worker and beat do in the next three quarters of an hour: the timetable, as it is."""
    assert unfinished(), "the deaths left something to do"
    assert violations() == []
    often = [
        entry["task"]
        for entry in app.conf.beat_schedule.values()
        if isinstance(entry["schedule"], int)
    ]
    for later in LATER:
        with clock.at(at + later):
            outbox.sweep(clock.now())
            for name in often:
                current_app.tasks[name].apply(throw=True)
    assert violations() == []
    assert not unfinished()
