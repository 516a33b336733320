"""What buyers say, kind by kind."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from marketplace.demo.content.categories import root_of
from marketplace.demo.content.goods import grammars

_FAMILY = {
    "maison": "home", "epicerie": "food", "mode": "wear", "bijoux-montres": "jewel", "enfants": "kids", "bien-etre": "care",
    "jardin": "garden", "papeterie-livres": "paper", "sport-nature": "outdoor",
}  # fmt: skip
_TABLE = frozenset(
    [
        "bowl",
        "mug",
        "teapot",
        "vase",
        "plate",
        "pitcher",
        "salad_bowl",
        "egg_cup",
        "glassware",
        "napkin",
        "planter",
        "dog_bowl",
    ]
)
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
    by_family: dict[str, list[Words]] = {}
    family = ""
    for line in (Path(__file__).parent / "reviews.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            family = line.strip("[]")
            by_family[family] = []
        elif line and line[0].isdigit():
            title, text = line[2:].split(" | ", 1)
            by_family[family].append(Words(int(line[0]), title, text))
    return {name: tuple(words) for name, words in by_family.items()}


def family_of(kind: str) -> str:
    """Which vocabulary suits a kind."""
    if kind in _TABLE:
        return "table"
    root = root_of(grammars()[kind].category)
    return "kitchen" if root == "table-cuisine" else _FAMILY.get(root, "home")


def review(rng: Random, kind: str, stars: int | None = None, said: set[str] | None = None) -> Words:
    """A review for a kind of thing; sentences in `said` (kept by the caller, per page) are avoided."""
    wanted = stars or rng.choice(STARS)
    pool = [w for w in (*_bank()[family_of(kind)], *_bank()["all"]) if w.stars == wanted] or [
        w for w in _bank()["all"] if w.stars == wanted
    ]
    fresh = [w for w in pool if said is None or w.text not in said] or pool
    words = rng.choice(fresh)
    if said is not None:
        said.add(words.text)
    return words
