"""The operator's attributes as pages and readers need them: read once, remembered by each process.

A sheet keeps what its seller wrote. What that means is read with this vocabulary, so that a word
the operator adds is understood in every sheet at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language

from catalog.models import Attribute, AttributePlace, AttributeValue, Category
from marketplace.shared import clock, kept
from marketplace.shared.folding import fold

KEY = "catalog:attributes"
FRESH = 300
STEP = Category.steplen
MOST_HEADINGS = 20_000  # remembered: sellers invent them
# begins a synonym that says the very same thing, as steinzeug does of stoneware: the value's name
# is shown in its place, while a shade of blue stays as it was written
EXACT = "="
WORD = re.compile(r"[a-z0-9]+|[%&+]")
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of an attribute."""

    key: str
    fr: str
    en: str
    swatch: str
    rank: int

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return (self.en if get_language() == "en" else "") or self.fr


@dataclass(slots=True, kw_only=True, eq=False)
class Defined:
    """An attribute with its values, and the phrases that mean one of them; equal only to itself."""

    pk: int
    key: str
    kind: str
    fr: str
    en: str
    unit: str
    buckets: tuple[int, ...]
    facet: int | None
    is_axis: bool
    prices: bool = False
    is_private: bool = False
    help: str
    help_en: str
    example: str
    law: str
    values: dict[str, Value] = field(default_factory=dict)
    phrases: dict[Phrase, str] = field(default_factory=dict)
    own_names: set[Phrase] = field(default_factory=set)
    longest: int = 0

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return (self.en if get_language() == "en" else "") or self.fr

    @property
    def hint(self) -> str:
        """The help in the reader's language."""
        return (self.help_en if get_language() == "en" else "") or self.help


@dataclass(slots=True)
class Vocabulary:
    """Every attribute, by its key and by the headings that name it; and where each matters."""

    by_key: dict[str, Defined]
    by_heading: dict[Phrase, list[str]]
    levels: dict[str, dict[str, str]]  # path of a category, "" for everywhere → key → level
    # the same, for what is required from a day on
    since: dict[str, dict[str, date]] = field(default_factory=dict)
    # values that each sheet there has without saying so
    presumed: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    # what `reading` made of the lines it met: of a heading, a text and what the heading may mean
    lines: dict[tuple[str, str, tuple[Defined, ...]], Any] = field(default_factory=dict)
    # what `catalog.search.index` made of them: of a heading, a text and what the heading means
    parts: dict[tuple[str, str, Defined | None], Any] = field(default_factory=dict)
    _of: dict[tuple[str, date], dict[str, str]] = field(default_factory=dict)
    _asked: dict[str, dict[str, date | None]] = field(default_factory=dict)
    _meant: dict[tuple[str, str], tuple[Defined, ...]] = field(default_factory=dict)

    def of(self, path: str) -> dict[str, str]:
        """The attributes of a category, and how much each matters today: the nearest place decides.

        What is required from a later day on is recommended until then.
        """
        today = clock.today()
        if (path, today) not in self._of:
            off, recommended = AttributePlace.Level.OFF, AttributePlace.Level.RECOMMENDED
            later = {key for key, day in self.asked(path).items() if day and day > today}
            self._of[path, today] = {
                key: recommended if key in later else level
                for key, level in self._placed(path).items()
                if level != off
            }
        return self._of[path, today]

    def asked(self, path: str) -> dict[str, date | None]:
        """What a category requires, now or from a day on: the day, or None if it always did."""
        if path not in self._asked:
            required = AttributePlace.Level.REQUIRED
            days = {}
            for above in _lineage(path):
                # a nearer place without a day lifts the day of the place above it
                for key in self.levels.get(above, {}):
                    days[key] = self.since.get(above, {}).get(key)
            self._asked[path] = {
                key: days[key] for key, level in self._placed(path).items() if level == required
            }
        return self._asked[path]

    def presumed_at(self, path: str, key: str) -> tuple[str, ...]:
        """The values of an attribute that goods of a category have without a word, from the whole
        shop's down to its own.
        """
        places = (self.presumed.get(above, {}) for above in _lineage(path))
        return tuple(value for place in places for value in place.get(key, ()))

    def _placed(self, path: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for above in _lineage(path):
            found.update(self.levels.get(above, {}))
        return found

    def meant(self, heading: str, path: str) -> tuple[Defined, ...]:
        """The attributes a heading may mean in a category: those that matter there come first,
        then those that bear it as their own name. What is paid for by its amount is meant by
        another name only where it matters: the capacity of a plate is no net volume.
        """
        meant = self._meant.get((heading, path))
        if meant is None:
            if len(self._meant) > MOST_HEADINGS:
                self._meant.clear()
            words, here = phrase(heading), self.of(path)
            keys = sorted(
                (
                    key
                    for key in self.by_heading.get(words, [])
                    if not path or key in here or self._may_stand_anywhere(key, words)
                ),
                key=lambda key: (key not in here, *(words != own for own in self._own_names(key))),
            )
            meant = self._meant[heading, path] = tuple(self.by_key[key] for key in keys)
        return meant

    def _own_names(self, key: str) -> list[Phrase]:
        attribute = self.by_key[key]
        return [phrase(attribute.fr), phrase(attribute.en)]

    def _may_stand_anywhere(self, key: str, words: Phrase) -> bool:
        return not self.by_key[key].prices or words in self._own_names(key)

    def named(self, heading: str, path: str) -> Defined | None:
        """The attribute that a heading means first of all."""
        return next(iter(self.meant(heading, path)), None)


def vocabulary() -> Vocabulary:
    """The vocabulary, as this process remembers it."""
    return kept.kept(KEY, _read, fresh=FRESH)


def said(name: str) -> str:
    """What an attribute stored by its French name is called in the reader's language; the name
    itself where none bears it.
    """
    known = vocabulary()
    named = [known.by_key[key] for key in known.by_heading.get(phrase(name), ())]
    return next((each.label for each in named if each.fr == name), name)


def forget() -> None:
    """Read it again: a definition changed."""
    kept.forget(KEY)


def phrase(text: str) -> Phrase:
    """A text as it is compared: its words without accents or the ending of a plural."""
    return tuple(_singular(word) for word in WORD.findall(fold(text)))


def _lineage(path: str) -> Iterator[str]:
    """Everywhere, then the paths of a category from the top of the tree down to its own."""
    return (path[:end] for end in range(0, len(path) + 1, STEP))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss") else word


def _read() -> Vocabulary:
    by_key: dict[str, Defined] = {}
    by_pk: dict[int, Defined] = {}
    headings: dict[Phrase, list[str]] = {}
    for row in Attribute.objects.order_by("pk"):
        defined = Defined(
            pk=row.pk,
            key=row.key,
            kind=row.kind,
            fr=row.label,
            en=row.label_en,
            unit=row.unit,
            buckets=tuple(sorted(row.buckets)),
            facet=row.facet,
            is_axis=row.is_axis,
            prices=row.prices,
            is_private=row.is_private,
            help=row.help,
            help_en=row.help_en,
            example=row.example,
            law=row.law,
        )
        by_key[row.key] = by_pk[row.pk] = defined
        for name in (row.key, row.label, row.label_en, *row.names.splitlines()):
            if words := phrase(name):
                held = headings.setdefault(words, [])
                if row.key not in held:
                    held.append(row.key)
    for rank, value in enumerate(AttributeValue.objects.order_by("attribute", "position", "pk")):
        _learn(by_pk[value.attribute_id], value, rank)
    levels: dict[str, dict[str, str]] = {}
    since: dict[str, dict[str, date]] = {}
    presumed: dict[str, dict[str, tuple[str, ...]]] = {}
    for place in AttributePlace.objects.select_related("category", "attribute"):
        path = place.category.path if place.category else ""
        levels.setdefault(path, {})[place.attribute.key] = place.level
        if place.required_since:
            since.setdefault(path, {})[place.attribute.key] = place.required_since
        if values := tuple(text.strip() for text in place.presumed.split(",") if text.strip()):
            presumed.setdefault(path, {})[place.attribute.key] = values
    return Vocabulary(by_key, headings, levels, since, presumed)


def _learn(defined: Defined, row: AttributeValue, rank: int) -> None:
    defined.values[row.key] = Value(
        key=row.key, fr=row.label, en=row.label_en, swatch=row.swatch, rank=rank
    )
    for name in (row.label, row.label_en, *row.names.splitlines(), row.key):
        if words := phrase(name):
            # whoever came first keeps a word that two values claim
            defined.phrases.setdefault(words, row.key)
            defined.longest = max(defined.longest, len(words))
    exact = [name for name in row.names.splitlines() if name.startswith(EXACT)]
    own = {phrase(name) for name in (row.label, row.label_en, *exact)}
    defined.own_names |= {words for words in own if defined.phrases.get(words) == row.key}
