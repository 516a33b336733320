"""Pieces of pages that are the same for many: each process keeps them, under all they depend on.

    {% load pieces %}
    {% piece "footer" brand.name entity.city %} … {% endpiece %}

The language is always part of the key. Nothing expires and nothing is forgotten by hand: another
value is another piece. When there are too many, the process begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

MOST_LETTERS = 6_000_000  # of all pieces of a process


class Shelf:
    """Texts by what they depend on; when it is full it is emptied, for the most asked come back."""

    def __init__(self, most: int = MOST_LETTERS) -> None:
        self._most = most
        self._texts: dict[Hashable, str] = {}
        self._letters = 0

    def text(self, key: Hashable, draw: Callable[[], str]) -> str:
        """The text kept under a key, drawn the first time."""
        text = self._texts.get(key)
        if text is None:
            text = draw()
            if self._letters > self._most:
                self.clear()
            self._texts[key] = text
            self._letters += len(text)
        return text

    def __len__(self) -> int:
        return len(self._texts)

    def clear(self) -> None:
        """Draw everything again."""
        self._texts = {}
        self._letters = 0


shelf = Shelf()
