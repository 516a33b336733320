"""What must be true before the first page: database, translations, static files, demo."""

import hashlib
import os
import shutil
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from marketplace import demonstration
from marketplace.machine.environment import env
from marketplace.machine.readiness import remember, seeding_mark
from marketplace.machine.supervisor import say
from marketplace.shared import translations


def everything() -> None:
    """Bring the installation up to date, saying what took time; empty and a demo, it is filled."""
    steps = (
        # first: there is no point in migrating what is emptied
        ("Forgetting a half-filled demo", forget_half_a_demo),
        ("Migrating the database", migrate),
        ("Compiling translations", translate),
        ("Collecting static files", collect_static),
    )
    for name, step in steps:
        began = time.monotonic()
        if step():
            say(f"  {name}: {time.monotonic() - began:.1f} s")
    if wants_demo():
        fill_demo()
    remember()


def migrate() -> bool:
    """Bring the database up to date; tell whether there was anything to do."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    plant()
    return True


def plant() -> None:
    """Give the installation its house rows; the demo plants them as of its own first day."""
    if not wants_demo():
        call_command("plant")


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
    if not settings.DEMO or env("HALLES_SEED") == "0" or not demonstration.IS_HERE:
        return False
    return not get_user_model().objects.exists()


def fill_demo() -> None:
    """Fill the empty database with the demo; a mark tells the next start when this is cut short."""
    say("  Filling the demo (once)…")
    began = time.monotonic()
    # left behind when this is interrupted: the next start empties the database and fills it again
    seeding_mark().touch()
    call_command(demonstration.FILL)
    seeding_mark().unlink()
    say(f"  Demo ready: {time.monotonic() - began:.1f} s")


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
