"""The demonstration is an app that the shop can do without."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
BESIDE = ("sellers", "catalog", "marketing", "orders", "accounting", "templates", "static")
STARTS = """
import django
from django.core.management import call_command, get_commands
from django.test import Client

django.setup()
from marketplace import demonstration
from marketplace.machine import preparation, startup

assert not demonstration.IS_HERE and "seed_demo" not in get_commands()
call_command("check", fail_level="WARNING")
answer = Client(headers={"host": "localhost"}).get("/healthz")
print(answer.status_code, preparation.wants_demo(), repr(startup.accounts()))
"""


def test_a_checkout_without_its_demonstration_starts(tmp_path):
    kept = shutil.ignore_patterns("demo", "__pycache__")
    shutil.copytree(ROOT / "marketplace", tmp_path / "marketplace", ignore=kept)
    for name in BESIDE:
        (tmp_path / name).symlink_to(ROOT / name)
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "HALLES_"))}

    told = subprocess.run(
        [sys.executable, "-c", STARTS],
        cwd=tmp_path,
        env={
            **inherited,
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "HALLES_VAR": str(tmp_path / "var"),
            "HALLES_DEMO": "1",  # as asked of a shop that has none
            "HALLES_DEBUG": "1",  # no static files to collect
        },
        capture_output=True,
        text=True,
    )

    assert told.stdout.splitlines()[-1:] == ["200 False ''"], told.stderr
