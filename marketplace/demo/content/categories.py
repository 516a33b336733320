"""The three-level tree of categories."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Category:
    """A place in the tree."""

    slug: str
    name: str
    name_en: str
    icon: str
    vat_class: str
    intro: str
    intro_en: str
    depth: int
    parent: str


@cache
def categories() -> tuple[Category, ...]:
    """Every category, parents before children."""
    every: list[Category] = []
    trail: list[str] = []
    for line in (Path(__file__).parent / "categories.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        depth = (len(line) - len(line.lstrip())) // 2
        cells = [cell.strip() for cell in line.split("|")]
        del trail[depth:]
        every.append(Category(*cells, depth=depth, parent=trail[-1] if trail else ""))
        trail.append(cells[0])
    return tuple(every)


@cache
def category(slug: str) -> Category:
    """One category by its slug."""
    return next(c for c in categories() if c.slug == slug)


@cache
def root_of(slug: str) -> str:
    """The department a category belongs to."""
    here = category(slug)
    return root_of(here.parent) if here.parent else slug
