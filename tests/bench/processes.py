"""The web server under measurement: started as the supervisor starts it, and what it costs."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from tests.bench.ground import ROOT, Ground, free_port

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
START = 120  # seconds: a busy machine may need them


@dataclass
class Web:
    """A running web server."""

    process: subprocess.Popen
    port: int
    ground: Ground
    link: psycopg.Connection

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def backends(self) -> list[int]:
        """The PostgreSQL processes that serve them, when PostgreSQL runs on this machine."""
        rows = self.link.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [self.ground.name],
        )
        return [pid for (pid,) in rows if Path(f"/proc/{pid}/stat").exists()]

    def cpu_ms(self) -> tuple[float, float]:
        """CPU used so far by the workers, and by their PostgreSQL backends."""
        return _cpu_ms(self.workers()), _cpu_ms(self.backends())

    def peak_mb(self) -> list[float]:
        """The most memory each worker ever held."""
        return sorted(_peak_kb(pid) / 1024 for pid in self.workers())

    def own_mb(self) -> list[float]:
        """The memory of each worker that it shares with nobody: the rest is its master's too."""
        return sorted(_own_kb(pid) / 1024 for pid in self.workers())


@contextmanager
def web(ground: Ground, *, counting: bool = False, **variables: str) -> Iterator[Web]:
    """Two production workers; or, counting, one worker that tells its SQL statements."""
    from marketplace.machine import startup

    port = free_port() if counting else ground.port
    command = startup.web_command()
    if counting:
        command = [part.replace("marketplace.wsgi", "tests.bench.counting") for part in command]
        command[command.index("--bind") + 1] = f"127.0.0.1:{port}"
        command += ["--workers", "1", "--threads", "1"]
    environment = {**os.environ, **startup.compiled_code(), **variables}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    link = ground.link()
    try:
        _wait(port, process)
        yield Web(process, port, ground, link)
    finally:
        link.close()
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen) -> None:
    ends = time.monotonic() + START
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the web server does not answer (exit status {process.poll()})")


def _cpu_ms(pids: list[int]) -> float:
    total = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) * TICK_MS
    return total


def _peak_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    return 0


def _own_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
