"""Figures that a text names between braces, so that they are those of the day: {produits}."""

from __future__ import annotations

from marketplace.shared import voice

LEAST = 2  # a number below says nothing


def filled(text: str) -> str:
    """A text with its figures; a sentence of which one is below its least is left out."""
    return voice.filled(text)


def unknown(text: str) -> list[str]:
    """The names between braces that no figure has."""
    return sorted(voice.named(text) - voice.figures().keys())


def known() -> str:
    """The figures there are, by their names."""
    return ", ".join(voice.figures())
