"""One command starts everything, brings it back when it dies, and ends it without a trace."""

import os
import signal
import socket
import sqlite3
import sys
from contextlib import closing

import pytest

from marketplace.machine.supervisor import marked

pytestmark = [
    pytest.mark.ops,
    pytest.mark.xdist_group("ops"),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
EVERYONE = {"broker", "gunicorn", "urgent", "worker", "beat"}


def test_killed_processes_come_back_and_ctrl_c_leaves_nothing(installation, until):
    installation.start()
    assert installation.status("/readyz") == 200
    assert until(lambda: set(installation.leaders()) == EVERYONE, seconds=60)
    mark = installation.mark

    second = installation.command("run")
    assert second.returncode == 1
    assert "already runs" in second.stderr

    before = installation.leaders()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    def replaced() -> bool:
        now = installation.leaders()
        return set(now) == EVERYONE and not set(before.values()) & set(now.values())

    assert until(replaced, seconds=60), installation.output
    assert until(lambda: installation.status("/readyz") == 200, seconds=60), installation.output

    assert until(lambda: installation.readiness().get("worker"), seconds=60), installation.output

    assert installation.stop() == 0
    assert not list(marked(mark))
    assert "Traceback" not in installation.output


ASK = """
from catalog.tasks import cut_photos
from django.db import transaction
from marketplace.shared import outbox
from marketplace.tasks import apply_proposals, send_proof
with transaction.atomic():
    for _ in range(12):
        outbox.hand_over(cut_photos, photo_ids=[])
    outbox.hand_over(send_proof, user_id=0)
    outbox.hand_over(apply_proposals)
"""
ORDER = "SELECT lane, done_at FROM shared_pending WHERE key = '' ORDER BY done_at"


def test_money_and_letters_do_not_wait_behind_pictures(installation, until):
    installation.start()
    assert until(lambda: set(installation.leaders()) == EVERYONE, seconds=60)
    assert until(lambda: installation.readiness().get("worker"), seconds=60), installation.output
    stopped = [pid for name, pid in installation.leaders().items() if name in ("urgent", "worker")]
    for pid in stopped:
        os.killpg(pid, signal.SIGSTOP)

    asked = installation.command("shell", "-c", ASK, REDIS_URL=installation.broker)
    assert asked.returncode == 0, asked.stderr
    # the one that is kept for them stays asleep: the other takes the most urgent first
    os.killpg(installation.leaders()["worker"], signal.SIGCONT)

    def done() -> list[str]:
        with closing(sqlite3.connect(installation.var / "db.sqlite3")) as link:
            return [lane for lane, at in link.execute(ORDER) if at]

    assert until(lambda: len(done()) == 14, seconds=120), installation.output
    # at most what the worker had in hand before it was stopped
    assert set(done()[:4]) >= {"money", "letters"}
    for pid in stopped:
        os.killpg(pid, signal.SIGCONT)
    assert installation.stop() == 0


def test_a_killed_supervisor_is_cleaned_up_by_the_next_start(installation, until):
    installation.start()
    first = installation.mark
    installation.process.kill()
    installation.process.wait()

    installation.start()
    assert installation.mark != first
    assert not list(marked(first))
    assert until(lambda: set(installation.leaders()) == EVERYONE, seconds=60)
    assert installation.stop() == 0


def test_a_taken_port_is_said_plainly(installation):
    with socket.create_server(("127.0.0.1", installation.port)):
        refused = installation.command("run")
    assert refused.returncode == 1
    assert f"Port {installation.port} is taken" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_what_was_made_ready_is_not_made_ready_again(installation):
    ready = "from marketplace.machine import readiness; print(readiness.unchanged())"
    assert "True" in installation.command("shell", "-c", ready).stdout
    assert "Migrating" not in installation.output.split("Halles is ready")[-1]

    installation.environment["HALLES_SEED"] = "1"
    assert "False" in installation.command("shell", "-c", ready).stdout
    installation.environment["HALLES_SEED"] = "0"
    forget = "DELETE FROM django_migrations WHERE app = 'accounting'"
    with closing(sqlite3.connect(installation.var / "db.sqlite3")) as link, link:
        link.execute(forget)
    assert "False" in installation.command("shell", "-c", ready).stdout


def test_reset_forgets_everything_but_only_in_a_demo(installation):
    installation.environment["HALLES_DEMO"] = "0"
    assert "Not a demo" in installation.command("reset").stderr
    assert (installation.var / "db.sqlite3").exists()
    installation.environment["HALLES_DEMO"] = "1"
    assert installation.command("reset").returncode == 0
    assert not (installation.var / "db.sqlite3").exists()
