"""Variants of one sheet that a buyer could not tell apart: « Oui » and « yes », « Grès » and
« Stoneware ».
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from catalog.attributes import reading, wording
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import vocabulary


class Twin(NamedTuple):
    """The row that a later one repeats, and the values of both that are written otherwise."""

    first: int
    one: str
    two: str
    means: str  # what both say, in the reader's words

    @property
    def is_written_alike(self) -> bool:
        """Whether both are the same words."""
        return _plain(self.one) == _plain(self.two)


def of(axes: Sequence[str], rows: Sequence[Sequence[str]], path: str) -> Mapping[int, Twin]:
    """The rows that repeat an earlier one, by their places. `path`: the category's in the tree."""
    if len(rows) < 2:
        return {}
    meant = list(_read(axes, rows, path))
    first: dict[tuple, int] = {}
    found = {}
    for place, row in enumerate(rows):
        lines = [meant[rank][text] for rank, text in enumerate(row)]
        key = tuple(reading.meaning(line) or _plain(line.text) for line in lines)
        held = first.setdefault(key, place)
        if held != place:
            told = " / ".join(wording.text_of(line) for line in lines)
            found[place] = Twin(held, " / ".join(rows[held]), " / ".join(row), told)
    return found


def are_one_axis(one: str, two: str, path: str) -> bool:
    """Whether two names of options mean the same choice: « Couleur » and « Coloris »."""
    if _plain(one) == _plain(two):
        return True
    known = vocabulary()
    attribute = known.named(one, path)
    return attribute is not None and attribute is known.named(two, path)


def _read(
    axes: Sequence[str], rows: Sequence[Sequence[str]], path: str
) -> Iterator[dict[str, Said]]:
    """The texts of each axis, understood together."""
    known = vocabulary()
    for rank in range(max(map(len, rows))):
        texts = list(dict.fromkeys(row[rank] for row in rows if rank < len(row)))
        axis = axes[rank] if rank < len(axes) else ""
        attribute = reading.attribute_of(axis, texts, path, known)
        yield {text: reading.understood(axis, text, attribute) for text in texts}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
