"""What the documents cite exists: files, functions, addresses, dependencies, variables, decisions.

A citation is written `path/file.py: function` (several names after commas, `Class.method` too).
"""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from marketplace.celery import app

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
CITED = re.compile(r"`((?:[\w-]+/)*[\w-]+\.py): ([\w., ]+)`")
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[\w-]*)?\)")
ADDRESS = re.compile(r"`(/[a-z/-]*)`")
MADE = (
    "var/",
    ".venv/",
    ".tools/",
    "build/",
    "bench-results/",
    "screenshots/",
)  # by running, not by git
PICTURES = (
    "docs/img/home.png",
    "docs/img/seller.png",
    "docs/img/operator.png",
)  # taken from the demo


def documents() -> list[Path]:
    named = ["README.md", "CONTRIBUTING.md", "STYLE.md", "SECURITY.md"]
    return [ROOT / name for name in named] + sorted((ROOT / "docs").rglob("*.md"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def defined_in(path: Path) -> frozenset[str]:
    """Functions, classes, methods and constants of a module: `approve`, `Money.at`, `FLOWS`."""
    found: set[str] = set()

    def add(nodes, prefix=""):
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(prefix + node.name)
                if isinstance(node, ast.ClassDef):
                    add(node.body, f"{prefix}{node.name}.")
            for target in getattr(node, "targets", [getattr(node, "target", None)]):
                if isinstance(target, ast.Name):
                    found.add(prefix + target.id)

    add(ast.parse(path.read_text()).body)
    return frozenset(found)


def section(document: str, title: str) -> str:
    """The part of a document under a heading."""
    text = (ROOT / document).read_text()
    return re.split(r"^## ", text.split(f"## {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_function_cited_exists(document):
    missing = []
    for path, names in CITED.findall(document.read_text()):
        known = defined_in(ROOT / path) if (ROOT / path).is_file() else frozenset()
        missing += [
            f"{path}: {name}" for name in names.replace(" ", "").split(",") if name not in known
        ]
    assert missing == []


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_path_and_link_leads_somewhere(document):
    text = document.read_text()
    # a path under a folder of ours; others are names of templates, buckets, variables
    ours = [path for path in PATH.findall(text) if (ROOT / path.partition("/")[0]).is_dir()]
    paths = [path for path in ours if not path.startswith(MADE)]
    dead = [path for path in paths if not (ROOT / path).exists()]
    links = [(document.parent / link).resolve() for link in LINK.findall(text)]
    dead += [str(link) for link in links if not link.exists() and not str(link).endswith(PICTURES)]
    assert dead == []


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_address_opens_a_page(document):
    dead = []
    for address in ADDRESS.findall(document.read_text()):
        try:
            found = resolve(address)
        except Resolver404:
            dead.append(address)
        else:  # the console answers every other address under it with a page of its own
            dead += [address] if "catch_all" in found.func.__name__ else []
    assert dead == []


def test_every_line_of_the_law_names_its_code_and_a_test_that_shows_it():
    """That the names exist is proven above: a line cannot outlive its function nor its test."""
    lines = section("docs/law.md", "What is implemented").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| rule |")]
    assert len(rows) > 50
    unproven = []
    for row in rows:
        rule, _article, where, shown_by = row.strip("|").split("|")
        code = [path for path, _names in CITED.findall(where) if not path.startswith("tests/")]
        tests = [
            name
            for path, names in CITED.findall(shown_by)
            if path.startswith("tests/")
            for name in names.replace(" ", "").split(",")
        ]
        if not code or not tests or not all(name.startswith("test_") for name in tests):
            unproven.append(rule)
    assert unproven == []


def test_the_walks_are_long_enough_to_follow():
    walks = re.split(r"^## ", (ROOT / "docs/walks.md").read_text(), flags=re.MULTILINE)[1:]
    assert len(walks) == 7
    assert all(len(CITED.findall(walk)) >= 6 for walk in walks)


def test_every_dependency_has_its_line():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.match(r"[\w.-]+", line)[0] for line in wanted}
    told = set(
        re.findall(r"^\| ([\w.-]+) \|", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
    )
    assert names - told == set(), "say why it is here, and under which licence"
    assert told - names - {"dependency", "uv"} == set(), "these are no longer used"


def test_every_variable_is_told_in_operations():
    """That `.env.example` names every variable the code reads is proven in tests/ops."""
    variables = re.findall(
        r"^([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE
    )
    told = (ROOT / "docs/operations.md").read_text()
    assert [name for name in variables if f"`{name}`" not in told] == []


def test_the_timetable_is_told_in_full():
    told = set(
        re.findall(r"^\| `([\w.]+)` \|", section("docs/operations.md", "Timetable"), re.MULTILINE)
    )
    assert told == {entry["task"] for entry in app.conf.beat_schedule.values()}


def test_decisions_are_numbered_without_holes_and_indexed():
    files = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    index = (ROOT / "docs/README.md").read_text()
    for file in files:
        title = file.read_text().splitlines()[0].removeprefix("# ")
        assert f"[{title}](adr/{file.name})" in index
