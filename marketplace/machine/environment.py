"""The environment: variables, and where files are on this machine."""

import atexit
import hashlib
import os
import secrets
import shutil
import socket
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
TRUE = {"1", "true", "yes", "on", "oui"}
LOCAL = {"127.0.0.1", "::1", "localhost"}
BY_HAND = {"run", "prepare", "seed_demo"}
SOCKET_PATH_LIMIT = 96  # the kernel stops at 104 to 108 bytes


class BadEnvironment(ValueError):
    """A variable has a value that cannot be used."""


def env(name: str, default: str = "") -> str:
    """Return a variable, or the default when it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, *, default: bool = False) -> bool:
    """Return a variable as yes or no."""
    value = env(name)
    return value.lower() in TRUE if value else default


def env_int(name: str, default: int) -> int:
    """Return a variable as a whole number."""
    value = env(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise BadEnvironment(f"{name} must be a whole number, not {value!r}") from None


def env_list(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list."""
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def env_secret(name: str, default: str = "") -> str:
    """Return a secret, from the variable or from the file that NAME_FILE names."""
    path = env(f"{name}_FILE")
    if path and not env(name):
        return Path(path).read_text().strip() or default
    return env(name, default)


def demo_by_hand(argv: list[str], host: str, var: Path) -> bool:
    """Tell whether somebody at this machine starts the demo: `make run` on a local address.

    A web server, a container or a forgotten variable never do: they need HALLES_DEMO=1.
    """
    if (
        env("HALLES_BASE_URL")
        or host not in LOCAL
        or Path(argv[0] if argv else "").name != "manage.py"
    ):
        return False
    command = argv[1] if len(argv) > 1 else ""
    return command in BY_HAND or (command == "reset" and (var / "accounts.txt").exists())


def scratch() -> Path:
    """Return a folder of its own for a test process, gone when it ends."""
    folder = tempfile.mkdtemp(prefix="halles-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def own_secret(var: Path) -> str:
    """Return this installation's own secret key, made at the first start."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"secret_key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)  # the first of two starting processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def database(url: str, *, var: Path) -> dict:
    """Return Django's connection settings for DATABASE_URL, or for the embedded SQLite."""
    if not url:
        return sqlite(var / "db.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadEnvironment("DATABASE_URL must start with postgres:// or sqlite:///")
    options: dict[str, object] = dict(parse_qsl(parts.query))
    pooled = env_bool("DATABASE_POOLED")
    # plans are kept for the questions of marketplace.shared.prepared; a pooler that lends a
    # connection by the transaction cannot keep them
    threshold = str(options.pop("prepare_threshold", "none" if pooled else "1"))
    options["prepare_threshold"] = int(threshold) if threshold.isdigit() else None
    return {
        "ENGINE": "marketplace.machine.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "halles",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": env_int("DATABASE_CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "POOLED": pooled,
        "TEST": {"NAME": env("HALLES_TEST_DB", "test_halles")},
    }


def replicas(urls: str, *, of: dict) -> dict[str, dict]:
    """Return the connection settings of the replicas in DATABASE_REPLICA_URL, by their names."""
    names = {f"replica{n}": url for n, url in enumerate(urls.replace(",", " ").split(), start=1)}
    if names and "postgresql" not in of["ENGINE"]:
        raise BadEnvironment("DATABASE_REPLICA_URL needs PostgreSQL in DATABASE_URL")
    settings = {}
    for name, url in names.items():
        if urlsplit(url).scheme not in {"postgres", "postgresql"}:
            raise BadEnvironment("DATABASE_REPLICA_URL must start with postgres://")
        given = settings[name] = database(url, var=Path())
        # a machine that is gone is noticed in seconds: the primary answers in its place
        given["OPTIONS"] = {"connect_timeout": 2, "tcp_user_timeout": 5000, **given["OPTIONS"]}
    return settings


def sqlite(path: Path) -> dict:
    """Return the settings of a SQLite file that several processes read and write at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pragmas = [
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=NORMAL",
        "PRAGMA temp_store=MEMORY",
        "PRAGMA cache_size=-20000",
        "PRAGMA mmap_size=134217728",
    ]
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "; ".join(pragmas) + ";",
        },
    }


def embedded_socket(var: Path) -> Path:
    """Return the path of the embedded broker's private socket, short enough for the kernel."""
    path = var.resolve() / "valkey" / "valkey.sock"
    if len(str(path)) < SOCKET_PATH_LIMIT:
        return path
    digest = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
    folder = env("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(folder) / f"halles-{os.getuid()}-{digest}" / "valkey.sock"


def answers(path: Path) -> bool:
    """Tell whether somebody listens on a unix socket."""
    if not path.exists():
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def broker_for_celery(url: str) -> str:
    """Return a Redis address as Celery spells it."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{parts.path}?virtual_host={dict(parse_qsl(parts.query)).get('db', 0)}"


def redis_for_cache(broker: str) -> str:
    """Return the cache's address: the broker's server, the database after its own."""
    parts = urlsplit(broker)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db=1"
    number = int(parts.path.strip("/") or 0) + 1
    return urlunsplit(parts._replace(path=f"/{number}"))
