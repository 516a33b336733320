"""Two PostgreSQL servers of our own, one replaying the other's log, a pooler before the first."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

OWNER = "halles"
POOLER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def binaries() -> Path | None:
    """Where the newest server of this machine is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    path = found[-1] if found else shutil.which("initdb")
    return Path(path).parent if path else None


def missing() -> str:
    """What this machine lacks, "" when it has all."""
    lacks = [] if binaries() else ["a PostgreSQL server (initdb)"]
    lacks += [] if POOLER else ["pgbouncer"]
    return " and ".join(lacks)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Pair:
    """A primary, its replica, and pgbouncer in transaction mode before the primary."""

    def __init__(self) -> None:
        # of the servers' own person, who may not read what pytest keeps
        self.folder = Path(tempfile.mkdtemp(prefix="halles-pair-"))
        self.bin = binaries()
        self.ports = {name: free_port() for name in ("primary", "replica", "pooler")}
        self._pooler: subprocess.Popen | None = None
        self.folder.chmod(0o755)
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")

    def start(self) -> None:
        """Start all three, the replica following."""
        initdb = [self.bin / "initdb", "--no-sync", "--auth=trust", "--encoding=UTF8"]
        self._run(*initdb, f"--username={OWNER}", "-D", self.folder / "primary")
        self._serve("primary")
        with psycopg.connect(self.url("primary", "postgres"), autocommit=True) as link:
            link.execute("CREATE DATABASE halles")
        copy = [self.bin / "pg_basebackup", "--no-sync", "--checkpoint=fast", "-D"]
        source = ["--write-recovery-conf", "-d", self.url("primary", "postgres")]
        self._run(*copy, self.folder / "replica", *source)
        self._serve("replica")
        self._serve_pooler()

    def url(self, name: str, database: str = "halles") -> str:
        return f"postgres://{OWNER}@127.0.0.1:{self.ports[name]}/{database}"

    def ask(self, name: str, sql: str) -> object:
        """The first value that a server answers."""
        with psycopg.connect(self.url(name), autocommit=True) as link:
            row = link.execute(sql).fetchone()
            return row[0] if row else None

    def catch_up(self) -> None:
        """Wait until the replica has replayed all that the primary wrote until now."""
        end = self.ask("primary", "SELECT pg_current_wal_flush_lsn()")
        reached = f"SELECT pg_last_wal_replay_lsn() >= '{end}'"
        self._until(lambda: self.ask("replica", reached), "the replica does not follow")

    def pause(self) -> None:
        """Have the replica stand still; what it has, it answers."""
        self.ask("replica", "SELECT pg_wal_replay_pause()")
        paused = "SELECT pg_get_wal_replay_pause_state() = 'paused'"
        self._until(lambda: self.ask("replica", paused), "the replica goes on")

    def resume(self) -> None:
        """Have it follow again."""
        self.ask("replica", "SELECT pg_wal_replay_resume()")
        self.catch_up()

    def kill(self, name: str) -> None:
        """End a server at once, as a machine that fails."""
        with suppress(subprocess.CalledProcessError):
            self._run(self.bin / "pg_ctl", "-D", self.folder / name, "-m", "immediate", "stop")

    def statements(self, name: str) -> str:
        """All that a server was asked."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def end(self) -> None:
        """Leave nothing behind."""
        if self._pooler is not None:
            self._pooler.kill()
            self._pooler.wait()
        for name in ("replica", "primary"):
            if (self.folder / name / "postmaster.pid").exists():
                self.kill(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _serve(self, name: str) -> None:
        options = (
            f"-p {self.ports[name]} -c listen_addresses=127.0.0.1 -c fsync=off"
            f" -c unix_socket_directories={self.folder} -c log_statement=all"
        )
        start = [self.bin / "pg_ctl", "-D", self.folder / name, "-w", "-o", options]
        self._run(*start, "-l", self.folder / f"{name}.log", "start")

    def _serve_pooler(self) -> None:
        lines = [
            "[databases]",
            f"halles = host=127.0.0.1 port={self.ports['primary']} user={OWNER}",
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            f"listen_port = {self.ports['pooler']}",
            "unix_socket_dir =",
            "auth_type = any",
            "pool_mode = transaction",
            "default_pool_size = 8",
            "server_round_robin = 1",  # nobody gets the connection they had before
        ]
        (self.folder / "pooler.ini").write_text("\n".join(lines))
        with (self.folder / "pooler.log").open("w") as output:
            self._pooler = subprocess.Popen(
                [POOLER, str(self.folder / "pooler.ini")],
                stdout=output,
                stderr=output,
                **_as_owner(),
            )
        self._until(self._pools, (self.folder / "pooler.log").read_text)

    def _pools(self) -> bool:
        with suppress(psycopg.Error):
            return self.ask("pooler", "SELECT true")
        return False

    def _run(self, *command: object) -> None:
        """As the servers' own person: they refuse to be root."""
        subprocess.run(
            [str(word) for word in command],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            **_as_owner(),
        )

    def _until(self, holds, otherwise) -> None:
        end = time.monotonic() + 20
        while not holds():
            assert time.monotonic() < end, otherwise() if callable(otherwise) else otherwise
            time.sleep(0.02)


def _as_owner() -> dict:
    if os.getuid():
        return {}
    person = pwd.getpwnam("postgres")
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def _version(path: Path) -> float:
    return float(path.parent.parent.name)
