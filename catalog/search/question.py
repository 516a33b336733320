"""A question put to the word index, before it is written in a database's own language."""

from __future__ import annotations

from dataclasses import dataclass

Alternatives = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Groups of tokens: a sheet answers when it holds one token of every group.

    With `but_one`, it must miss exactly one of the `groups`: what a facet would add.
    With `any_word`, one of the words is enough. `prefix` is the beginning of a last word. A sheet
    that bears one of the `codes` answers whatever its words. `strong`: its description alone does
    not answer. `named`: one of these must stand elsewhere than in its description.
    """

    words: tuple[Alternatives, ...] = ()
    groups: tuple[Alternatives, ...] = ()
    but_one: bool = False
    any_word: bool = False
    prefix: str = ""
    codes: Alternatives = ()
    strong: bool = False
    named: Alternatives = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.groups or self.prefix or self.codes)


def token(term_id: int) -> str:
    """A term as it stands among the words; no word begins with `_`."""
    return f"_{term_id}"
