"""What a sheet is called, apart from what is told of it: a chocolate, and a bag of that colour.

The index keeps the words of its title and brand, and those of its category, once more under a sign
that no word of a text holds; the noun that leads a question is asked for among these.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from catalog.search import words

TITLED = "is_"
LYING = "of_"


def tokens(title: Iterable[str], category: Iterable[str]) -> str:
    """The names of a sheet as the index keeps them, by the words of each: `is_bol of_tass `."""
    told = chain(_signed(TITLED, title), _signed(LYING, category))
    return "".join(f"{token} " for token in dict.fromkeys(told))


def called(forms: Iterable[str]) -> tuple[str, ...]:
    """The tokens of sheets that are called by one of these forms, or lie where all are."""
    return tuple(sign + form for form in forms for sign in (TITLED, LYING))


def lying(forms: Iterable[str]) -> tuple[str, ...]:
    """The tokens of sheets whose category is called by one of these forms."""
    return tuple(LYING + form for form in forms)


def _signed(sign: str, said: Iterable[str]) -> Iterable[str]:
    return (sign + form for word in said for form in words.forms(word))
