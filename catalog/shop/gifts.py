"""What somebody finds who asks for a present: the collections that are made to be given.

No sheet is called « cadeau »: the word tells what a thing is for, as the feast and the person do.
"""

from __future__ import annotations

import re
from datetime import datetime

from catalog.models import Collection
from catalog.search import words
from catalog.shop import collections

GIVEN = frozenset(
    """
    cadeau cadeaux offrir etrenne etrennes gift gifts present presents
    """.split()  # noqa: SIM905
)
# beside such a word, no thing is meant by these either
SAID = frozenset(
    """
    idee idees noel christmas xmas anniversaire birthday fete fetes original originale pas cher
    moins elle lui maman papa mere pere mamie papi ami amie amis copine copain collegue collegues
    her him mum dad friend ideas idea
    """.split()  # noqa: SIM905
)
FEASTS = frozenset({"noel", "christmas", "xmas"})


# money to be given: neither a present of ours nor a card to write on
VOUCHER = re.compile(
    r"\b(?:carte|ch[eè]que|bon)s?[ -]+cadeaux?\b|\b(?:bon|ch[eè]que)s? d.achats?\b"
    r"|\bgift[ -]*(?:card|voucher|certificate)s?\b|\bvouchers?\b",
    re.I,
)


def is_voucher(text: str) -> bool:
    """Whether a search is for a gift card."""
    return VOUCHER.search(text) is not None


def are_asked(text: str) -> bool:
    """Whether a search is for a present, or for the feast at which they are given."""
    return is_voucher(text) or not (GIVEN | FEASTS).isdisjoint(map(words.fold, words.sought(text)))


def is_all(text: str) -> bool:
    """Whether a search is for a present and tells of no thing."""
    said = set(map(words.fold, words.sought(text)))
    return not GIVEN.isdisjoint(said) and said <= GIVEN | SAID


def thing(text: str) -> str:
    """What is told of the present: « femme » of « cadeau pour femme »; empty where nothing is."""
    return " ".join(word for word in words.sought(text) if words.fold(word) not in GIVEN | SAID)


def shown(*, at: datetime) -> list[Collection]:
    """The collections to give from that the public may see now."""
    return [
        collection
        for collection in collections.every(at=at)
        if not GIVEN.isdisjoint(words.fold(f"{collection.name} {collection.name_en}").split())
    ]
