"""The unit of a column of measures: named by its heading, or asked once; never guessed in silence.

« 450 » under « Poids net (g) » is 450 g. Under « Poids net » it may be grams or kilos: the column
is asked about, the likeliest unit told beside it; unanswered, its bare numbers are left aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from catalog.attributes import measures, sides
from catalog.attributes.vocabulary import Defined
from catalog.imports import headings
from catalog.models import Attribute

Kind, Unit = Attribute.Kind, Attribute.Unit
LENGTHS = measures.WAYS[Unit.MILLIMETRE]
MOST_TEXTS = 5000  # of a column that are remembered
COUNT = "pièces"  # what bare numbers are where they count objects
EVERY = (*dict.fromkeys(way for ways in measures.WAYS.values() for way in ways), COUNT)


def ways(attribute: Defined) -> tuple[str, ...]:
    """The units in which a bare number of an attribute may be; empty where there is one alone."""
    if attribute.kind == Kind.SIZE:
        return LENGTHS
    return measures.ways(attribute.unit, attribute.example) if attribute.kind == Kind.NUMBER else ()


def answers(attribute: Defined) -> tuple[str, ...]:
    """What a bare number of an attribute may be said to be: in a unit, or so many pieces."""
    is_count = attribute.kind == Kind.NUMBER and not attribute.unit
    return (COUNT,) if is_count else ways(attribute)


def measured(heading: str, meant: Sequence[Defined]) -> list[Defined]:
    """The attributes of a column that must say its unit and whose heading does not. « Quantité »
    may be a weight or six pieces: both are answers.
    """
    if not any(map(ways, meant)) or not all(map(answers, meant)):
        return []
    return [] if any(_named(heading, attribute) for attribute in meant) else list(meant)


def of(heading: str, meant: Sequence[Defined], answer: str) -> str:
    """The unit of the bare numbers of a column: its heading's, else the one that was answered."""
    for attribute in meant or (None,):
        if named := _named(heading, attribute):
            return named
    asked = measured(heading, meant)
    return answer if any(answer in answers(attribute) for attribute in asked) else ""


def is_bare(text: str, attribute: Defined) -> bool:
    """Whether a text is a measure without its unit."""
    if attribute.kind == Kind.SIZE:
        return sides.lacks_unit(text) and not measures.is_naught(text)
    return measures.is_bare(text) and not measures.is_naught(text)


def lacks_unit(text: str, attribute: Defined) -> bool:
    """Whether a text is a measure whose unit nobody can know."""
    return bool(ways(attribute)) and is_bare(text, attribute)


def completed(text: str, heading: str, attribute: Defined) -> str:
    """A text with the unit that its heading names, where it lacks one."""
    unit = _named(heading, attribute)
    return adding(unit, [attribute])(text) if unit else text


def adding(unit: str, meant: Sequence[Defined]) -> Callable[[str], str]:
    """How a text of a column is written once its unit is known."""

    def written(text: str) -> str:
        lacks = any(is_bare(text, each) for each in meant) if meant else measures.is_bare(text)
        return f"{text.strip()} {unit}" if lacks else text

    return written


class Column:
    """The bare numbers of a column, line by line, and what its other cells say of their unit."""

    def __init__(self, heading: str, meant: Sequence[Defined]):
        self._heading, self._meant = heading, meant
        self._count = self._line = 0
        self._example = ""
        self._units: Counter[str] = Counter()
        self._bare: dict[str, bool] = {}  # the same amounts stand on many lines

    def look(self, number: int, text: str) -> None:
        """Read one cell."""
        bare = self._bare.get(text)
        if bare is None:
            if len(self._bare) > MOST_TEXTS:
                self._bare.clear()
            bare = self._bare[text] = any(is_bare(text, each) for each in self._meant)
            if not bare and (unit := _unit_in(text, self._ways)):
                self._units[unit] += 1
        if bare:
            if not self._count:
                self._line, self._example = number, text[:80].replace("\0", "")
            self._count += 1

    @property
    def question(self) -> dict | None:
        """What is asked of the column; None where every number has its unit."""
        if not self._count:
            return None
        usual = _unit_in(self._meant[0].example, self._ways) or self._ways[0]
        likely = self._units.most_common(1)[0][0] if self._units else usual
        return {
            "kind": "measure",
            "column": self._heading,
            "count": self._count,
            "example": self._example,
            "line": self._line,
            "units": list(self._ways),
            "likely": likely,
        }

    @property
    def _ways(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(way for each in self._meant for way in answers(each)))


def _named(heading: str, attribute: Defined | None) -> str:
    """The unit a heading names, if it is one of the attribute; any for a line of no attribute."""
    unit = headings.unit_of(heading)
    if not unit or attribute is None:
        return unit
    if attribute.kind == Kind.SIZE:
        return unit if unit in LENGTHS else ""
    return unit if attribute.unit and measures.amounts(f"1 {unit}", attribute.unit) else ""


def _unit_in(text: str, possible: Sequence[str]) -> str:
    for _figures, name in measures.AMOUNT.findall(text.lower()):
        if name in possible:
            return name
    return ""
