"""What the house tells its visitors: portraits, buying guides, seasons."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Article:
    """A story with its picture (arguments of `illustrations.still_life`)."""

    slug: str
    title: str
    title_en: str
    standfirst: str
    standfirst_en: str
    body: str
    seller: str
    kinds: tuple[str, ...]
    mood: str
    days_ago: int


@cache
def articles() -> tuple[Article, ...]:
    """Every article, newest first."""
    every = []
    for block in (
        (Path(__file__).parent / "articles.txt").read_text(encoding="utf-8").split("\n=====\n")
    ):
        head, body = block.strip().split("\n\n", 1)
        facts = dict(line.split(": ", 1) for line in head.splitlines())
        every.append(
            Article(
                facts["slug"],
                facts["title"],
                facts["title_en"],
                facts["standfirst"],
                facts["standfirst_en"],
                body.strip(),
                facts.get("seller", ""),
                tuple(facts["kinds"].split()),
                facts["mood"],
                int(facts["days_ago"]),
            )  # fmt: skip
        )
    return tuple(sorted(every, key=lambda a: a.days_ago))
