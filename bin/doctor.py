"""What this machine has and lacks: `make doctor`. Needs nothing but Python."""

import ctypes
import os
import shutil
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
PANGO = ["libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0"]
PANGO += ["libharfbuzz.so.0", "libharfbuzz-subset.so.0"]
PANGO_MAC = ["libpango-1.0.dylib", "libpangoft2-1.0.dylib"]
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def loads(name: str) -> bool:
    for folder in ("", "/opt/homebrew/lib/", "/usr/local/lib/"):
        try:
            ctypes.CDLL(folder + name)
        except OSError:
            continue
        return True
    return False


def pango() -> tuple[bool, str]:
    missing = [lib for lib in (PANGO_MAC if sys.platform == "darwin" else PANGO) if not loads(lib)]
    fix = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return not missing, f"missing {', '.join(missing)}: {fix}" if missing else "PDF documents"


def python() -> tuple[bool, str]:
    return (3, 11) <= sys.version_info[:2] < (3, 15), sys.version.split()[0]


def environment() -> tuple[bool, str]:
    there = (ROOT / ".venv" / ".lock").exists()
    return there, "installed" if there else "not yet: make run installs it"


def chromium() -> tuple[bool, str]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), "")
    return bool(found), found or "browser tests are skipped: apt-get install -y chromium"


def _reach(variable: str, default: str) -> tuple[bool, str]:
    address = os.environ.get(variable, "") or default
    parts = urlsplit(address)
    where = f"{parts.hostname or parts.path}:{parts.port or ''}"
    try:
        port = parts.port or {"redis": 6379, "http": 80, "https": 443}.get(parts.scheme, 5432)
        socket.create_connection((parts.hostname or "127.0.0.1", port), timeout=1).close()
    except OSError:
        return False, f"nothing answers at {where}; only production and the second test run need it"
    return True, where


def postgresql() -> tuple[bool, str]:
    return _reach("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def replicas() -> tuple[bool, str]:
    named = os.environ.get("DATABASE_REPLICA_URL", "").replace(",", " ").split()
    found = [_reach("", address) for address in named]
    away = [note for good, note in found if not good]
    return not away, "; ".join(away or [note for _good, note in found]) or "none is named"


def pgbouncer() -> tuple[bool, str]:
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""
    return bool(found), found or "the test of two machines is skipped: apt-get install -y pgbouncer"


def redis() -> tuple[bool, str]:
    return _reach("REDIS_URL", "redis://127.0.0.1:6379/0")


def search_engine() -> tuple[bool, str]:
    if not os.environ.get("SEARCH_URL"):
        return (
            False,
            "SEARCH_URL names none: the database finds everything",
        )
    return _reach("SEARCH_URL", "")


ALL = (python, environment, pango, chromium, postgresql, replicas, pgbouncer, redis, search_engine)
CHECKS = {check.__name__: check for check in ALL}
NEEDED = {"python", "pango"}


def main(names: list[str], *, quiet: bool) -> int:
    fit = True
    for name in names or list(CHECKS):
        good, note = CHECKS[name]()
        fit = fit and (good or (name not in NEEDED))
        if not quiet:
            sign = "ok  " if good else ("MISS" if name in NEEDED else "none")
            sys.stdout.write(f"  {sign}  {name:<12} {note}\n")
    return 0 if fit else 1


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main([a for a in arguments if a != "--quiet"], quiet="--quiet" in arguments))
