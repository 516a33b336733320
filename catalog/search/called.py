"""What a sheet is called by where it lies: the words of its category and of those above.

« Théières et cafetières » names two things, and a coffee maker is no teapot: of such a name a sheet
bears the part that its title or its own category says, and the whole of it where none does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from catalog.search import nouns, words
from catalog.tree import Place, Tree


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a name tells of: the forms of its noun, and its words."""

    heads: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """The words that every sheet of a category bears, and names of several things.

    `themes`: the forms by which the whole aisle alone is called. Not all in « Table et cuisine » is
    a table.
    """

    plain: tuple[Part, ...]
    several: tuple[tuple[Part, ...], ...]
    themes: frozenset[str] = frozenset()

    def by(self, title: Collection[str]) -> list[str]:
        """The words that a sheet bears whose title has these words."""
        sure, maybe = self._parts(title)
        return [word for part in (*sure, *maybe) for word in part.words]

    def kinds(self, title: Collection[str]) -> tuple[set[str], set[str], set[str]]:
        """The forms by which it lies where such things are, where they are among others, and those
        that only tell of these names: « Linge de table », of "table lamps" the table.
        """
        sure, maybe = (
            {form for part in parts for form in part.heads} - self.themes
            for parts in self._parts(title)
        )
        said = _forms(self.by(title))
        return sure, maybe - sure, said - self.themes - sure - maybe

    def _parts(self, title: Collection[str]) -> tuple[list[Part], list[Part]]:
        """The parts of names that a sheet bears, and those of which it may be only one."""
        sure, maybe = [*self.plain], []
        if self.several:
            said = _forms(title)
            for parts in self.several:
                named = _named(parts, said)
                if named:
                    sure += named
                else:
                    maybe += parts
        return sure, maybe


def of(place: Place | None, places: Tree) -> Called:
    """What sheets of a category are called."""
    if place is None:
        return Called((), ())
    known = places.kept_with(_nothing_yet)
    if place.pk not in known:
        known[place.pk] = _called(place, places)
    return known[place.pk]


def _nothing_yet(_places: Tree) -> dict[int, Called]:
    return {}


def _called(place: Place, places: Tree) -> Called:
    plain: list[Part] = []
    several = []
    below: Place | None = None
    said: set[str] = set()  # by the categories beneath, down to its own
    for here in reversed(places.trail(place)):
        for parts in _names(here):
            left = tuple(part for part in parts if not _is_elsewhere(part, here, below, places))
            if len(parts) == 1 or not left:
                plain += parts[:1] if len(parts) == 1 else ()
            elif below is not None and any(part.heads & said for part in left):
                plain += _named(left, said)
            else:
                several.append(left)
        said |= {form for parts in _names(here) for part in parts for form in part.heads}
        below = here
    return Called(tuple(plain), tuple(several), _themes(places.trail(place)))


def _themes(trail: Sequence[Place]) -> frozenset[str]:
    """The forms of an aisle's name by which nothing beneath is called: « Table et cuisine » holds
    « Linge de table », and no table.
    """
    if len(trail) < 2:
        return frozenset()
    aisle, *beneath = trail
    said = _forms([*words.words_of(aisle.name), *words.english_of(aisle.name_en or "")])
    held = {form for here in beneath for parts in _names(here) for p in parts for form in p.heads}
    return frozenset(said - held)


def _forms(said: Iterable[str]) -> set[str]:
    return {form for word in said for form in words.forms(word)}


def _is_elsewhere(part: Part, here: Place, below: Place | None, places: Tree) -> bool:
    """Whether another branch of a category holds one of the things that its name tells of."""
    if below is None:
        return False
    beside = (other for other in places.children(here) if other.pk != below.pk)
    return any(part.heads & each.heads for other in beside for each in sum(_names(other), ()))


def _names(place: Place) -> list[tuple[Part, ...]]:
    """The parts of a name; those of two languages together where they go one by one."""
    french = _parts(place.name, 0, words.words_of)
    english = _parts(place.name_en, -1, words.english_of) if place.name_en else []
    if len(french) == len(english):
        both = zip(french, english, strict=True)
        return [tuple(Part(a.heads | b.heads, (*a.words, *b.words)) for a, b in both)]
    return [tuple(parts) for parts in (french, english) if parts]


def _parts(name: str, head: int, read: Callable[[str], list[str]]) -> list[Part]:
    told = []
    for part in nouns.PARTS.split(name):
        if said := read(part):
            whole = words.joined(part)
            heads = (form for word in (said[head], *whole) for form in words.forms(word))
            told.append(Part(frozenset(heads), (*said, *whole)))
    return told


def _named(parts: tuple[Part, ...], said: Collection[str]) -> list[Part]:
    """The parts that are said."""
    return [part for part in parts if not part.heads.isdisjoint(said)]
