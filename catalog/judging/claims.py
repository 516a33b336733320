"""Words that claim a label, a certification or an origin: only a proof may say them.

The labels of the house say which expressions each of them proves; beside these stand the words by
which any label or origin is announced, whoever would deliver it.
"""

from __future__ import annotations

import re

from catalog.judging import charter
from catalog.judging.rules.words import fold
from catalog.labels import labels

# folded: « fabriqué à Roubaix », « Certified organic », « Made in Italy », « origine Bretagne »
ANNOUNCED = (
    r"made in|fabriquee?s? (?:en|a|au|aux|dans|par)|produite?s? (?:en|a|au|aux|dans)",
    r"certifi(?:ee?s?|ed|cations?)|labell?is(?:ee?s?|ation)|label(?:led|s)?|homologuee?s?",
    r"origines?|origins?|provenances?|appellations?|aop|aoc|igp|pdo|pgi",
)


def look(text: str) -> list[str]:
    """What a text claims, each once, as it is written there."""
    told = [word for known in labels.labels().by_slug.values() for word in known.covers]
    told += [name for known in labels.labels().by_slug.values() for name in (known.fr, known.en)]
    # the longest first: an expression must win over a word it begins with
    told = sorted({word.strip() for word in told if word.strip()}, key=len, reverse=True)
    every = [*map(charter.pattern, told), *ANNOUNCED]
    found = re.finditer(rf"(?<!\w)(?:{'|'.join(every)})(?!\w)", fold(text))
    return list(dict.fromkeys(text[slice(*match.span())] for match in found))
