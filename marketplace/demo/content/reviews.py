"""What buyers say, kind by kind."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

# Most people are content: one word in twenty is harsh.
STARS = (5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 3, 3, 5, 2, 1)


@dataclass(frozen=True)
class Words:
    """One review, unsigned."""

    stars: int
    title: str
    text: str


@cache
def _bank() -> dict[str, tuple[Words, ...]]:
    by_kind: dict[str, list[Words]] = {}
    kinds: list[str] = []
    for line in (Path(__file__).parent / "reviews.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kinds = line.strip("[]").split()
        elif line and line[0].isdigit():
            title, text = line[2:].split(" | ", 1)
            for kind in kinds:
                by_kind.setdefault(kind, []).append(Words(int(line[0]), title, text))
    return {name: tuple(words) for name, words in by_kind.items()}


def said_of(kind: str) -> tuple[Words, ...]:
    """All that may be said of a kind: its own words first, then those that suit whatever is sold."""
    return (*_bank().get(kind, ()), *_bank()["all"])


def review(rng: Random, kind: str, stars: int | None = None, said: set[str] | None = None) -> Words:
    """A review for a kind of thing; sentences in `said` (kept by the caller, per page) are avoided."""
    wanted = stars or rng.choice(STARS)
    pool = [words for words in said_of(kind) if words.stars == wanted]
    fresh = [w for w in pool if said is None or w.text not in said] or pool
    words = rng.choice(fresh)
    if said is not None:
        said.add(words.text)
    return words
