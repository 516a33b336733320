"""Which letters of a look a card is written in: those that documents are printed with."""

from __future__ import annotations

from marketplace.shared.palette.choices import FACES, Traits


def title(traits: Traits) -> str:
    """The file of the letters of titles."""
    printed = FACES[traits.pair.display].printed
    return printed[traits.pair.title if traits.pair.title in printed else max(printed)]


def bold(traits: Traits) -> str:
    """The file of the strong letters of text."""
    printed = FACES[traits.pair.text].printed
    return printed[max(printed)]


def cased(traits: Traits, text: str) -> str:
    """A title as the look writes titles."""
    return text.upper() if traits.pair.case == "uppercase" else text
