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
EVERYONE = {"broker", "gunicorn", "worker", "beat"}


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

    installation.call("heartbeat")
    assert until(lambda: installation.readiness().get("worker"), seconds=60), installation.output

    assert installation.stop() == 0
    assert not list(marked(mark))
    assert "Traceback" not in installation.output


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
