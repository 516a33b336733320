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
MAYBE = "or_"  # it lies where several things are, and its title says none of them
TOLD = "by_"  # what its name only tells of it: a napkin « de table »


def tokens(
    title: Iterable[str], *, lying: Iterable[str], maybe: Iterable[str], told: Iterable[str]
) -> str:
    """The names of a sheet as the index keeps them: `is_bol of_tass `; by the words of its title,
    and by the forms of all others.
    """
    said = chain(
        (TITLED + form for word in title for form in words.forms(word)),
        (LYING + form for form in lying),
        (MAYBE + form for form in maybe),
        (TOLD + form for form in told),
    )
    return "".join(f"{token} " for token in dict.fromkeys(said))


def called(forms: Iterable[str]) -> tuple[str, ...]:
    """The tokens of sheets that are called by one of these forms, or lie where all are."""
    return tuple(sign + form for form in forms for sign in (TITLED, LYING, MAYBE))


def surely(forms: Iterable[str]) -> tuple[str, ...]:
    """The same, without those that lie among several things: a comb may be no brush."""
    return tuple(sign + form for form in forms for sign in (TITLED, LYING))


def lying(forms: Iterable[str]) -> tuple[str, ...]:
    """The tokens of sheets whose category is called by one of these forms."""
    return tuple(sign + form for form in forms for sign in (LYING, MAYBE))


def told(forms: Iterable[str]) -> tuple[str, ...]:
    """The tokens of sheets of whose name one of these forms only tells."""
    return tuple(TOLD + form for form in forms)
