"""Keep a few processes alive, and end them all: the base of `manage.py run`.

Each child leads its own process group, so that its children end with it. Every child has a mark in
its environment, by which the next start finds what a killed run left behind.
"""

import ctypes
import fcntl
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

MARK = "HALLES_RUN"
STEADY_AFTER = 30  # seconds of life after which a child's earlier deaths are forgotten
LONGEST_WAIT = 15
GRACE = 12  # seconds between asking a child to stop and killing its group
TICK = 0.15
PR_SET_PDEATHSIG = 1


class AlreadyRunning(Exception):
    """Another supervisor holds this installation."""


def say(text: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _die_with_parent() -> None:
    """Linux ends the child when its supervisor is killed; elsewhere the next start does it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process to keep alive."""

    name: str
    command: list[str]
    last: bool = False  # stopped after the others: they still need it
    nice: int = 0  # how far it leaves the processor to others
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    deaths: int = 0
    back_at: float = 0.0

    def start(self, environment: dict[str, str]) -> None:
        """Start the process at the head of a group of its own."""
        self.process = subprocess.Popen(
            self.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=self._begin,  # noqa: PLW1509 the supervisor has one thread
        )
        self.started_at = time.monotonic()

    def _begin(self) -> None:
        _die_with_parent()
        if self.nice:
            os.nice(self.nice)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def bury(self) -> None:
        """Kill what a dead child left running, and decide when it may start again."""
        self.signal_group(signal.SIGKILL)
        self.process = None
        now = time.monotonic()
        self.deaths = 1 if now - self.started_at > STEADY_AFTER else self.deaths + 1
        self.back_at = now + min(LONGEST_WAIT, 0.25 * 2 ** (self.deaths - 1))

    def signal_group(self, number: int) -> None:
        """Send a signal to the child and to all of its own children."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


@dataclass
class Supervisor:
    """The children of one installation, one supervisor at a time."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    _lock: int = -1

    def __enter__(self) -> "Supervisor":
        self.folder.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        self._reap_earlier_run()
        token = secrets.token_hex(16)
        self.environment = {**os.environ, **self.environment, MARK: token, "PYTHONUNBUFFERED": "1"}
        self._state.write_text(json.dumps({"pid": os.getpid(), "mark": token}))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()
        self._state.unlink(missing_ok=True)
        os.close(self._lock)

    @property
    def _state(self) -> Path:
        return self.folder / "supervisor.json"

    def _take_lock(self) -> None:
        # a kernel lock and no pid file: it ends with the process, however that ends
        self._lock = os.open(self.folder / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise AlreadyRunning from None

    def _reap_earlier_run(self) -> None:
        """End what a killed supervisor left: we hold the lock, so nothing else owns it."""
        try:
            mark = json.loads(self._state.read_text())["mark"]
        except (OSError, ValueError, KeyError):
            return
        for number, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 2.0)):
            end = time.monotonic() + patience
            for pid in marked(mark):
                _kill(pid, number)
            while time.monotonic() < end and any(marked(mark)):
                time.sleep(TICK)

    def _asked_to_stop(self, number: int, _frame: FrameType | None) -> None:
        if self.stopping:  # asked twice: at once
            for child in self.children:
                child.signal_group(signal.SIGKILL)
        self.stopping = True

    def add(self, name: str, command: list[str], *, last: bool = False, nice: int = 0) -> Child:
        """Start a child and keep it alive from now on."""
        child = Child(name, command, last=last, nice=nice)
        child.start(self.environment)
        self.children.append(child)
        return child

    def once(self, command: list[str]) -> int:
        """Run a command to its end while the children live; return its exit code."""
        step = Child("step", command)
        step.start(self.environment)
        while step.alive and not self.stopping:
            self.tend()
            time.sleep(TICK)
        if not step.alive and step.process:
            return step.process.returncode
        self._end([step])
        return -signal.SIGTERM

    def tend(self) -> None:
        """Restart the children that died, each after a pause that grows with its deaths."""
        for child in self.children:
            if child.process and not child.alive:
                code = child.process.returncode
                child.bury()
                wait = child.back_at - time.monotonic()
                say(f"  {child.name} ended (code {code}); back in {wait:.1f} s")
            elif not child.process and time.monotonic() >= child.back_at:
                child.start(self.environment)

    def wait(self, until: Callable[[], bool], *, seconds: float) -> bool:
        """Tend the children until a condition holds; return whether it did in time."""
        end = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < end:
            if until():
                return True
            self.tend()
            time.sleep(TICK / 3)
        return False

    def serve(self) -> None:
        """Tend the children until somebody asks to stop."""
        while not self.stopping:
            self.tend()
            time.sleep(TICK)

    def stop(self) -> None:
        """End the children in order: workers first, then what they depend on."""
        self.stopping = True
        self._end([child for child in self.children if not child.last])
        self._end([child for child in self.children if child.last])

    def _end(self, children: list[Child]) -> None:
        for child in children:
            if child.process and child.alive:
                # the leader ends its own children in order
                child.process.send_signal(signal.SIGTERM)
        end = time.monotonic() + GRACE
        while time.monotonic() < end and any(child.alive for child in children):
            time.sleep(TICK)
        for child in children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()


def marked(mark: str) -> Iterator[int]:
    """Yield the processes that carry a run's mark in their environment."""
    if sys.platform == "linux":
        # by mark and not by pid: pids are reused, and grandchildren are not in any list of ours
        wanted = f"{MARK}={mark}".encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and wanted in _environment_of(entry).split(b"\0"):
                yield int(entry.name)
        return
    listing = subprocess.run(["ps", "-axEww", "-o", "pid=,command="], capture_output=True)
    for line in listing.stdout.splitlines():
        if f"{MARK}={mark}".encode() in line:
            yield int(line.split()[0])


def _environment_of(entry: Path) -> bytes:
    try:
        return (entry / "environ").read_bytes()
    except OSError:
        return b""


def _kill(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
