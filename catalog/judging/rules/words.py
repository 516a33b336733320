"""Texts made comparable: case and accents aside, every character in its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache


def _plain() -> dict[int, str]:
    table = {ord("İ"): "i", 0x2019: "'", 0x00A0: " ", 0x202F: " "}
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base.lower()
    return table


PLAIN = _plain()
MOST = 20_000  # words that are remembered
_FOREIGN = re.compile(r"[^\x00-\x7f]")


class Quiet:
    """Words in which certain signs do not stand. Sheets are made of the same few thousand words:
    each is looked at once, and a text of quiet ones needs no closer look.
    """

    def __init__(self, speaks: Callable[[str], bool]):
        """`speaks` says of a folded word whether it holds one of the signs."""
        self._speaks = speaks
        self._quiet: set[str] = set()
        self._loud: set[str] = set()

    def others(self, words: Set[str]) -> Set[str]:
        """Those of these words that are not quiet."""
        others = words - self._quiet
        if fresh := others - self._loud:
            if len(self._quiet) + len(self._loud) > MOST:
                self._quiet, self._loud = set(), set()
                fresh = words
            # all together first: hardly a sheet brings a word that speaks
            folded = {word: fold(word) for word in fresh}
            loud = set()
            if self._speaks(" ".join(folded.values())):
                loud = {word for word, plain in folded.items() if self._speaks(plain)}
            self._loud |= loud
            self._quiet |= fresh - loud
            others = words - self._quiet
        return others


@dataclass(frozen=True, slots=True)
class Words:
    """Words and expressions to be found whole in folded texts."""

    pattern: re.Pattern
    quiet: Quiet

    def may_stand(self, words: Set[str]) -> bool:
        """Whether a part of one stands in a text of these words: most hold none."""
        return bool(self.quiet.others(words))

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
    return _any_of(frozenset(words))


@lru_cache(maxsize=4)
def _any_of(words: frozenset[str]) -> Words | None:
    # the longest first: an expression must win over a word it begins with
    folded = sorted({" ".join(fold(word).split()) for word in words} - {""}, key=len, reverse=True)
    if not folded:
        return None
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in folded)
    signs = {max(word.split(), key=len) for word in folded}
    quiet = Quiet(lambda word: any(sign in word for sign in signs))
    return Words(re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)"), quiet)
