#!/usr/bin/env python3
"""Print what is longest, so that growth is seen early. It refuses nothing: taste does."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("marketplace", "sellers", "catalog", "marketing", "orders", "accounting")
ASIDE = {"migrations", "demo"}
SHOWN = 10
Measured = tuple[int, str]


def modules() -> list[Path]:
    """The shop's own: neither what makemigrations writes, nor the drawings of the demo."""
    found = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return [path for path in found if not ASIDE.intersection(path.parts)]


def templates() -> list[Path]:
    """Every page, part and letter."""
    return [path for path in (ROOT / "templates").rglob("*") if path.is_file()]


def functions(path: Path, text: str) -> Iterator[Measured]:
    """Each function with its lines, from `def` to its end."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{named(path)}: {node.name}"


def lines(path: Path, text: str) -> Iterator[Measured]:
    """Each line with its characters."""
    for number, line in enumerate(text.splitlines(), start=1):
        yield len(line), f"{named(path)}:{number}"


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def table(title: str, rows: Iterable[Measured]) -> str:
    """The longest of a kind, longest first."""
    longest = sorted(rows, key=lambda row: (-row[0], row[1]))[:SHOWN]
    return "\n".join([title, *(f"  {size:6}  {name}" for size, name in longest)])


def main() -> None:
    """Print the four tables."""
    code = {path: path.read_text(encoding="utf-8") for path in modules()}
    pages = {path: path.read_text(encoding="utf-8") for path in templates()}
    tables = (
        table(
            "Modules, in lines", [(text.count("\n"), named(path)) for path, text in code.items()]
        ),
        table("Functions, in lines", [row for item in code.items() for row in functions(*item)]),
        table(
            "Templates, in bytes",
            [(len(text.encode()), named(path)) for path, text in pages.items()],
        ),
        table(
            "Lines, in characters",
            [row for item in (code | pages).items() for row in lines(*item)],
        ),
    )
    sys.stdout.write("\n\n".join(tables) + "\n")


if __name__ == "__main__":
    main()
