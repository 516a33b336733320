"""`manage.py run`: starts broker, web, worker and clock, and keeps them alive until Ctrl-C.

The applications are loaded once, by the web server and not here: loading them takes most of a
start.
"""

import os
import signal
import sys
import time
from functools import partial

from django.conf import settings

from marketplace.machine import readiness, startup
from marketplace.machine.environment import env_int, env_secret
from marketplace.machine.supervisor import AlreadyRunning, Supervisor, say

# pages and letters have the processor before pictures do
BACKGROUND = 10


class CannotStart(Exception):
    """Why nothing was started, in a sentence for the person at the terminal."""


def main() -> int:
    """Start, serve, stop; return the exit code."""
    os.environ["HALLES_DEMO"] = "1" if settings.DEMO else "0"  # inherited by what is started here
    try:
        with Supervisor(settings.VAR / "run") as supervisor:
            start(supervisor)
            if not supervisor.stopping:
                supervisor.serve()
            say("\nStopping…")
    except AlreadyRunning:
        return _refuse(
            f"Halles already runs here (data folder {settings.VAR}). "
            "Stop it first, or set HALLES_VAR to another folder."
        )
    except CannotStart as error:
        return _refuse(str(error))
    say("Stopped. The data is kept; `make run` starts again.")
    return 0


def _refuse(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return 1


def start(supervisor: Supervisor) -> None:
    """Start the processes in the order in which a visitor needs them, and say when pages answer."""
    began = time.monotonic()
    if not startup.port_is_free():
        raise CannotStart(
            f"Port {settings.PORT} is taken on {settings.HOST}. Try: PORT=8001 make run"
        )
    supervisor.environment.update(startup.compiled_code())
    start_broker(supervisor)
    prepare(supervisor)
    if supervisor.stopping:
        return
    supervisor.add("web", startup.web_command())
    answering = supervisor.wait(partial(startup.answers, "/healthz"), seconds=60)
    if answering:
        # the first page is shown before the others take the processor
        startup.answers("/", seconds=15)
    if supervisor.stopping:
        return
    seconds = time.monotonic() - began
    # one is kept for what cannot wait; the other takes everything, the most urgent first
    supervisor.add("urgent", startup.worker_command(*startup.URGENT, name="urgent", at_once=1))
    at_once = env_int("WORKER_CONCURRENCY", 1)
    everything = startup.worker_command(name="all", at_once=at_once)
    supervisor.add("worker", everything, nice=BACKGROUND)
    supervisor.add("beat", startup.beat_command())
    if answering:
        welcome(seconds)
    else:
        say("The web server does not answer; its messages are above. Ctrl-C to stop.")


def start_broker(supervisor: Supervisor) -> None:
    """Start the embedded broker, unless REDIS_URL names one."""
    path = settings.EMBEDDED_SOCKET
    if env_secret("REDIS_URL"):
        return
    try:
        command = startup.broker_command(path)
    except ImportError as error:
        raise CannotStart(f"No embedded broker for {sys.platform}: set REDIS_URL.") from error
    supervisor.environment["REDIS_URL"] = f"unix://{path}?db=0"
    if startup.pings(path):
        return
    path.unlink(missing_ok=True)
    supervisor.add("broker", command, last=True)
    up = supervisor.wait(partial(startup.pings, path), seconds=20)
    if not up and not supervisor.stopping:
        raise CannotStart("The embedded broker does not start; set REDIS_URL instead.")


def prepare(supervisor: Supervisor) -> None:
    """Bring database, translations, static files and demo up to date, when anything changed."""
    if readiness.unchanged():
        return
    code = supervisor.once([sys.executable, sys.argv[0], "prepare"])
    if code and not (supervisor.stopping and code == -signal.SIGTERM):
        raise CannotStart("Halles could not be prepared; the reason is above.")


def welcome(seconds: float) -> None:
    """Print the address and how to come in."""
    say(f"\n  Halles is ready ({seconds:.1f} s): {settings.BASE_URL}/")
    if settings.DEMO and (accounts := startup.accounts()):
        say(f"\n{accounts}")
    if not settings.DEMO:
        say("\n  Not a demo: operators need a second factor, payments a provider (HALLES_GATEWAY).")
        say("  HALLES_DEMO=1 opens the demo, with its accounts, to whoever reaches this address.")
    say("\n  Ctrl-C stops everything.")
