"""A real `manage.py run` in a folder of its own, on a free port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from marketplace.machine.environment import embedded_socket
from marketplace.machine.supervisor import marked

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_INHERITED = ("PYTEST_", "HALLES_", "HOST", "PORT", "DATABASE_URL", "REDIS_URL", "DJANGO_")


class Installation:
    """One data folder and the processes that serve it."""

    def __init__(self, var: Path, **variables: str) -> None:
        self.var = var
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(NOT_INHERITED)}
        self.environment = {
            **inherited,
            "HALLES_VAR": str(var),
            "HALLES_SEED": "0",
            "HALLES_DEMO": "1",  # for the commands run beside `manage.py run`, too
            "HALLES_DEBUG": "1",  # no static files to collect
            "PORT": str(self.port),
            "WEB_WORKERS": "1",
            **variables,
        }
        self.process: subprocess.Popen | None = None

    @property
    def broker(self) -> str:
        """Where the processes of this installation find their queue."""
        return self.environment.get("REDIS_URL") or f"unix://{embedded_socket(self.var)}?db=0"

    def command(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
        """Run a management command to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def start(self) -> None:
        with (self.var / "output.txt").open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        assert eventually(self._answers, seconds=180), self.output

    def _answers(self) -> bool:
        """Tell whether this start serves: just after a kill, the earlier web may still answer."""
        try:
            state = json.loads((self.var / "run" / "supervisor.json").read_text())
        except (OSError, ValueError):
            return False
        return state["pid"] == self.process.pid and self.status("/healthz") == 200

    def stop(self) -> int:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def readiness(self) -> dict:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as response:
                return json.load(response)
        except (URLError, OSError):
            return {}

    @property
    def output(self) -> str:
        return (self.var / "output.txt").read_text()

    def status(self, path: str) -> int:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return response.status
        except HTTPError as error:
            return error.code
        except (URLError, OSError):
            return 0

    @property
    def mark(self) -> str:
        return json.loads((self.var / "run" / "supervisor.json").read_text())["mark"]

    def leaders(self) -> dict[str, int]:
        """Return the pid at the head of each child's group, by what it does."""
        found = {}
        for pid in marked(self.mark):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if os.getpgid(pid) != pid:
                    continue
            except (FileNotFoundError, ProcessLookupError):
                continue  # gone meanwhile
            for word in (b"gunicorn", b"worker", b"beat"):
                if word in words:
                    name = "urgent" if b"urgent@%h" in words else word.decode()
                    found[name] = pid
            if b"valkey-server" in words[0]:
                found["broker"] = pid
        return found


def eventually(holds: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def end(place: Installation) -> None:
    """Leave nothing behind, even after a failed test."""
    if place.process and place.process.poll() is None:
        place.process.kill()
        place.process.wait()
    if (place.var / "run" / "supervisor.json").exists():
        for pid in list(marked(place.mark)):
            os.kill(pid, signal.SIGKILL)
