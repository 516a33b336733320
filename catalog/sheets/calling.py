"""Our category for what somebody calls it: the one they name, or the nearest to choose from.

A text names a category by its whole name or path, in French or in English, or by all its words when
one category alone has them (« Bols » is Bols et coquetiers). Of a path the last part counts: where
it is unknown, what stands above is a place to look in, never the answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from catalog.attributes.vocabulary import Phrase, phrase
from catalog.models import Synonym
from catalog.models.search import sides
from catalog.tree import Place, Tree, tree

ALIKE = 84  # of a hundred: a letter or two in a name
SOMEWHAT = 75  # below, words only sound alike: vaisselle is no casserole
MOST = 5
SIGNS = re.compile(r"\s*[>›»|]\s*|\s+/\s+")
LITTLE = frozenset(
    [
        "a",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "ou",
        "pour",
        "and",
        "for",
        "in",
        "of",
        "or",
        "the",
    ]
)


class Named(NamedTuple):
    """A category with all that it is called."""

    place: Place
    names: tuple[Phrase, ...]
    paths: tuple[Phrase, ...]
    above: frozenset[Phrase]


def answer(text: str) -> int | None:
    """The one category that a text names; None where none does, or several."""
    levels = _levels(text)
    for way in (_named, _bearing, _resembling):
        if found := way(levels):
            return found[0].pk if len(found) == 1 else None
    return None


def proposals(text: str, *, most: int = MOST) -> list[Place]:
    """The categories a text may mean, the likeliest first."""
    levels = _levels(text)
    ways = (_named, _bearing, _resembling, _meaning, _sharing, _somewhat, _above)
    found = {place.pk: place for way in ways for place in way(levels)}
    return list(found.values())[:most]


def holding(text: str) -> list[int]:
    """The categories whose path has every word of a text, in French, in English, or by one of the
    operator's synonyms.
    """
    wanted = _words(text)
    if not wanted:
        return []
    said = tree().kept_with(_said)
    return [pk for pk, words in said.items() if all(word in words for word in wanted)]


def also(pk: int) -> str:
    """What else a category is called than its path says to its reader, for who types its name."""
    return " ".join(sorted(tree().kept_with(_said).get(pk, ())))


def _said(places: Tree) -> dict[int, frozenset[str]]:
    """All words that lead to a category: those of its path and their synonyms."""
    same: dict[str, set[str]] = {}
    for line in Synonym.objects.values_list("words", flat=True):
        wide, narrow = (set(_words(" ".join(side))) for side in sides(line))
        # bowls are ware; plates are so too, and are no bowls
        for word in wide | narrow:
            same.setdefault(word, set()).update(wide)
    said = {}
    for each in places.kept_with(_read):
        words = {word for path in each.paths for word in path}
        said[each.place.pk] = frozenset(words.union(*(same.get(word, ()) for word in words)))
    return said


def path_of(place: Place) -> str:
    """Where a category lies, in the reader's language: Maison › Vaisselle › Bols."""
    return " › ".join(each.label for each in tree().trail(place))


def _levels(text: str) -> list[Phrase]:
    return [words for words in map(_words, SIGNS.split(text)) if words]


def _words(text: str) -> Phrase:
    words = phrase(text)
    return tuple(word for word in words if word not in LITTLE) or words


def _known() -> list[Named]:
    return tree().kept_with(_read)


def _read(places: Tree) -> list[Named]:
    by_pk: dict[int, Named] = {}
    for place in sorted(places.places.values(), key=lambda place: place.path):
        trail = places.trail(place)
        names = tuple(dict.fromkeys(_words(name) for name in (place.name, place.name_en) if name))
        paths = (
            tuple(word for each in trail for word in _words(each.name)),
            tuple(word for each in trail for word in _words(each.name_en or each.name)),
        )
        above = frozenset(name for each in trail[:-1] for name in by_pk[each.pk].names)
        by_pk[place.pk] = Named(place, names, paths, above)
    return list(by_pk.values())


def _named(levels: Sequence[Phrase]) -> list[Place]:
    """The category of this very path, else of this very name: the first, of several."""
    if not levels:
        return []
    whole = tuple(word for level in levels for word in level)
    by_path = [each.place for each in _known() if whole in each.paths]
    by_name = [each for each in _known() if levels[-1] in each.names]
    return (by_path or _within(by_name, levels))[:1]


def _within(found: Iterable[Named], levels: Sequence[Phrase]) -> list[Place]:
    """Of these the categories that lie beneath a level above, if there are any; else all."""
    found = list(found)
    beneath = [each.place for each in found if not each.above.isdisjoint(levels[:-1])]
    return beneath or [each.place for each in found]


def _bearing(levels: Sequence[Phrase]) -> list[Place]:
    """The categories whose name has all words of the last level; what lies beneath one of them is
    a part of it.
    """
    if not levels:
        return []
    wanted = set(levels[-1])
    found = _within(
        (each for each in _known() if any(wanted <= set(name) for name in each.names)), levels
    )
    return [
        place
        for place in found
        if not any(place.path.startswith(other.path) for other in found if other is not place)
    ]


def _meaning(levels: Sequence[Phrase]) -> list[Place]:
    """The categories that the operator's synonyms lead to: one called by an equal word; else where
    most of what the text comprises lies together, then these; else what comprises it.
    """
    if not levels:
        return []
    said = set(levels[-1])
    equal: list[Phrase] = []
    kinds: list[Phrase] = []
    wider: list[Phrase] = []
    for wide, narrow in tree().kept_with(_synonyms):
        if any(said.issuperset(words) for words in wide):
            equal += wide
            kinds += narrow
        elif any(said.issuperset(words) for words in narrow):
            wider += wide
    parts = _called(kinds)
    return [*_called(equal), *_holding_most(parts), *parts, *_called(wider)]


def _synonyms(_places: Tree) -> list[tuple[list[Phrase], list[Phrase]]]:
    """The operator's lines of synonyms: what means the same, and what is a kind of it."""
    lines = Synonym.objects.order_by("pk").values_list("words", flat=True)
    parted = (sides(line) for line in lines)
    return [
        ([words for each in wide if (words := _words(each))], [_words(each) for each in narrow])
        for wide, narrow in parted
    ]


def _called(phrases: Iterable[Phrase]) -> list[Place]:
    """The categories whose name has all words of one of these."""
    wanted = [set(words) for words in phrases if words]
    return [
        each.place
        for each in _known()
        if any(words.issubset(name) for words in wanted for name in each.names)
    ]


def _holding_most(parts: Sequence[Place]) -> list[Place]:
    """The category right above most of these, if it is above several."""
    counted = Counter(place.above[-1] for place in parts if place.above)
    [(pk, count)] = counted.most_common(1) or [(0, 0)]
    return [tree().places[pk]] if count > 1 else []


def _sharing(levels: Sequence[Phrase]) -> list[Place]:
    """The categories whose name has a word of the last level, those with the most of them first."""
    if not levels:
        return []
    wanted = set(levels[-1])
    counted = [
        (max(len(wanted & set(name)) for name in each.names), each.place) for each in _known()
    ]
    return [place for count, place in sorted(counted, key=lambda row: -row[0]) if count]


def _resembling(levels: Sequence[Phrase], least: int = ALIKE) -> list[Place]:
    """The categories whose name is written much like the last level: those it is likest to."""
    # two numbers resemble one another by chance
    if not levels or all(word.isdigit() for word in levels[-1]):
        return []
    names: dict[str, Place] = {}
    for each in _known():
        for name in each.names:
            names.setdefault(" ".join(name), each.place)
    best = process.extract(
        " ".join(levels[-1]),
        names.keys(),
        scorer=fuzz.token_sort_ratio,
        score_cutoff=least,
        limit=MOST,
    )
    alike = best if least < ALIKE else [row for row in best if row[1] == best[0][1]]
    return list({names[row[0]].pk: names[row[0]] for row in alike}.values())


def _somewhat(levels: Sequence[Phrase]) -> list[Place]:
    return _resembling(levels, SOMEWHAT)


def _above(levels: Sequence[Phrase]) -> list[Place]:
    """The nearest level above that is one of ours, with what lies right beneath it."""
    for level in reversed(levels[:-1]):
        for each in _known():
            if level in each.names:
                return [each.place, *tree().children(each.place)]
    return []
