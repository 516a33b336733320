"""Words that look French and follow Zipf's law, the same at every run."""

from __future__ import annotations

import random
from functools import cache
from itertools import accumulate

SEED = 20261123
MANY = 8000
STARTS = (
    "b",
    "bl",
    "br",
    "c",
    "ch",
    "cl",
    "cr",
    "d",
    "dr",
    "f",
    "fl",
    "fr",
    "g",
    "gl",
    "gr",
    "j",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "pr",
    "qu",
    "r",
    "s",
    "t",
    "tr",
    "v",
)
MIDDLES = ["a", "ai", "an", "au", "e", "ei", "en", "eu", "i", "in", "o", "oi", "on", "ou", "u"]
ENDS = (
    "bre",
    "che",
    "de",
    "dre",
    "fe",
    "gne",
    "lle",
    "me",
    "mme",
    "ne",
    "nne",
    "pe",
    "que",
    "re",
    "rre",
    "se",
    "sse",
    "te",
    "tte",
    "ve",
    "x",
    "l",
    "r",
)
COLOURS = ["Blanc", "Bleu", "Brun", "Gris", "Jaune", "Noir", "Ocre", "Rose", "Rouge", "Vert"]
MATTERS = [
    "Bois",
    "Coton",
    "Cuir",
    "Grès",
    "Laine",
    "Lin",
    "Papier",
    "Porcelaine",
    "Raphia",
    "Verre",
]


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Eight thousand words and the sums of their weights: the n-th is n times rarer than the
    first.
    """
    dice = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < MANY:
        parts = dice.randint(1, 2)
        found[
            "".join(dice.choice(STARTS) + dice.choice(MIDDLES) for _ in range(parts))
            + dice.choice(ENDS)
        ] = None
    return list(found), list(accumulate(1 / rank for rank in range(1, MANY + 1)))


def sentence(dice: random.Random, length: int) -> str:
    """So many words by their frequency."""
    known, weights = vocabulary()
    return " ".join(dice.choices(known, cum_weights=weights, k=length))


def queries() -> list[str]:
    """Ten questions: two rare, two middling, two common words, two of two words, two of three."""
    known, _weights = vocabulary()
    rare, middling, common = (1150, 1190), (225, 240), (5, 6)
    pairs = [(40, 230), (28, 90)]
    threes = [(12, 30, 45), (8, 20, 60)]
    alone = [known[rank - 1] for ranks in (rare, middling, common) for rank in ranks]
    return alone + [" ".join(known[rank - 1] for rank in ranks) for ranks in (*pairs, *threes)]
