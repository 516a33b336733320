"""Texts made comparable: case and accents aside, every character in its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


def _plain() -> dict[int, str]:
    table = {ord("İ"): "i", 0x2019: "'", 0x00A0: " ", 0x202F: " "}
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base.lower()
    return table


PLAIN = _plain()
_FOREIGN = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Words:
    """Words and expressions to be found whole in folded texts."""

    pattern: re.Pattern
    signs: tuple[str, ...]

    def may_stand(self, folded: str) -> bool:
        """Whether a part of one stands in a text: most hold none, and need no closer look."""
        for sign in self.signs:  # noqa: SIM110 - a generator takes twice as long, on every sheet
            if sign in folded:
                return True
        return False

    def finditer(self, folded: str) -> Iterator[re.Match]:
        """Where they stand."""
        return self.pattern.finditer(folded)

    def search(self, folded: str) -> re.Match | None:
        """Where the first of them stands."""
        return self.pattern.search(folded)


def fold(text: str) -> str:
    """Lower case without accents, as long as the text it comes from."""
    if text.isascii():
        return text.lower()
    # the same length, so that a match in the folded text marks the same words in the original
    folded = _FOREIGN.sub(lambda sign: PLAIN.get(ord(sign[0]), sign[0]), text).lower()
    return folded if len(folded) == len(text) else text.lower()[: len(text)]


def any_of(words: Iterable[str]) -> Words | None:
    """What finds any of these words or expressions, whole, in a folded text."""
    # the longest first: an expression must win over a word it begins with
    folded = sorted({" ".join(fold(word).split()) for word in words} - {""}, key=len, reverse=True)
    if not folded:
        return None
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in folded)
    signs = {max(word.split(), key=len) for word in folded}
    return Words(re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)"), tuple(signs))
