"""Foreign keys, which the import contracts cannot see, point downward too; the contracts refuse."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["shared", "sellers", "catalog", "marketing", "orders", "accounting"]


def test_foreign_keys_point_downward():
    upward = []
    for label in LAYERS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                target = field.related_model if field.is_relation and field.concrete else None
                if target is None or target._meta.app_label not in LAYERS:
                    continue
                if LAYERS.index(target._meta.app_label) > LAYERS.index(label):
                    upward.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert upward == []


LISTENERS = {
    "marketplace/shared/apps.py",
    "marketplace/shared/kept.py",
    "marketplace/shared/readable.py",
}


def test_no_signal_carries_a_fact():
    """Only the kit listens to Django: about connections, requests and migrations."""
    listening = set()
    for name in (*LAYERS[1:], "marketplace"):
        for path in (ROOT / name).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            if "signals" not in source and "dispatch" not in source and "receiver" not in source:
                continue  # quicker than reading the tree of every module
            for node in ast.walk(ast.parse(source)):
                asked = (
                    [getattr(node, "module", "") or ""] if isinstance(node, ast.ImportFrom) else []
                )
                asked += [
                    alias.name
                    for alias in getattr(node, "names", [])
                    if isinstance(alias, ast.alias)
                ]
                if any(
                    part in ("signals", "dispatch", "receiver")
                    for text in asked
                    for part in text.split(".")
                ):
                    listening.add(str(path.relative_to(ROOT)))
    assert listening == LISTENERS


# --- The import contracts refuse what they say they refuse ---------------------------------------

FORBIDDEN = {  # what somebody might write, and the contract that says no
    "sellers/states.py": ("from catalog.models import Product", "Apps only know the apps beneath"),
    "orders/parts.py": ("from marketplace import reactions", "Nobody but the wiring knows"),
    "orders/carriers.py": ("from orders.returns import returns", "No ring, at any depth"),
    "orders/money/refunds.py": ("from orders.returns import forms", "Forms belong to pages"),
    "orders/moneyback.py": ("from catalog.reviews import admin", "Nobody calls a page"),
    "orders/attic.py": ("", "The rooms of orders"),  # a module that nobody gave a place
    "catalog/offers/stock.py": ("from catalog import tasks", "Tasks are only started by"),
    "catalog/judging/decisions.py": ("from catalog.shop import queries", "The rooms of catalog"),
    "marketplace/doors/context.py": (
        "from marketplace.demo import accounts",
        "The demo can be taken away",
    ),
    "accounting/book/ledger.py": ("import stripe", "Only the gateway speaks to Stripe"),
    "marketplace/shared/clock.py": ("from marketplace import celery", "The rooms of the wiring"),
}


def test_the_contracts_refuse_what_they_say(tmp_path):
    for name in (*LAYERS[1:], "marketplace", "pyproject.toml"):
        source = ROOT / name
        if source.is_dir():
            kept = shutil.ignore_patterns("__pycache__", "*.txt")
            shutil.copytree(source, tmp_path / name, ignore=kept)
        else:
            shutil.copy(source, tmp_path / name)
    for path, (line, _contract) in FORBIDDEN.items():
        with (tmp_path / path).open("a", encoding="utf-8") as module:
            module.write(f"\n{line}\n")

    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run([linter, "--no-logo"], cwd=tmp_path, capture_output=True, text=True)

    verdicts = told.stdout.split("Broken contracts")[0]
    broken = [line for line in verdicts.splitlines() if " BROKEN" in line]
    for path, (_line, contract) in FORBIDDEN.items():
        assert any(line.startswith(contract) for line in broken), f"{path}: {told.stdout}"
