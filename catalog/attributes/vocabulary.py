"""The operator's attributes as pages and readers need them: read once, remembered by each process.

A sheet keeps what its seller wrote. What that means is read with this vocabulary, so that a word
the operator adds is understood in every sheet at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import get_language

from catalog.models import Attribute, AttributePlace, AttributeValue, Category
from marketplace.shared import kept
from marketplace.shared.folding import fold

KEY = "catalog:attributes"
FRESH = 300
STEP = Category.steplen
MOST_HEADINGS = 20_000  # remembered: sellers invent them
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


@dataclass(slots=True, kw_only=True)
class Defined:
    """An attribute with its values, and the phrases that mean one of them."""

    pk: int
    key: str
    kind: str
    fr: str
    en: str
    unit: str
    buckets: tuple[int, ...]
    facet: int | None
    is_axis: bool
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
    _of: dict[str, dict[str, str]] = field(default_factory=dict)
    _meant: dict[tuple[str, str], tuple[Defined, ...]] = field(default_factory=dict)

    def of(self, path: str) -> dict[str, str]:
        """The attributes of a category, and how much each matters: the nearest place decides."""
        if path not in self._of:
            found = dict(self.levels.get("", {}))
            for end in range(STEP, len(path) + 1, STEP):
                found.update(self.levels.get(path[:end], {}))
            off = AttributePlace.Level.OFF
            self._of[path] = {key: level for key, level in found.items() if level != off}
        return self._of[path]

    def meant(self, heading: str, path: str) -> tuple[Defined, ...]:
        """The attributes a heading may mean in a category: those that matter there come first,
        then those that bear it as their own name.
        """
        if (heading, path) not in self._meant:
            if len(self._meant) > MOST_HEADINGS:
                self._meant.clear()
            words, here = phrase(heading), self.of(path)
            keys = sorted(
                self.by_heading.get(words, []),
                key=lambda key: (key not in here, phrase(self.by_key[key].fr) != words),
            )
            self._meant[heading, path] = tuple(self.by_key[key] for key in keys)
        return self._meant[heading, path]

    def named(self, heading: str, path: str) -> Defined | None:
        """The attribute that a heading means first of all."""
        return next(iter(self.meant(heading, path)), None)


def vocabulary() -> Vocabulary:
    """The vocabulary, as this process remembers it."""
    return kept.kept(KEY, _read, fresh=FRESH)


def forget() -> None:
    """Read it again: a definition changed."""
    kept.forget(KEY)


def phrase(text: str) -> Phrase:
    """A text as it is compared: its words without accents or the ending of a plural."""
    return tuple(_singular(word) for word in WORD.findall(fold(text)))


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
    for place in AttributePlace.objects.select_related("category", "attribute"):
        path = place.category.path if place.category else ""
        levels.setdefault(path, {})[place.attribute.key] = place.level
    return Vocabulary(by_key, headings, levels)


def _learn(defined: Defined, row: AttributeValue, rank: int) -> None:
    defined.values[row.key] = Value(
        key=row.key, fr=row.label, en=row.label_en, swatch=row.swatch, rank=rank
    )
    defined.own_names |= {phrase(row.label), phrase(row.label_en)} - {()}
    for name in (row.label, row.label_en, *row.names.splitlines(), row.key):
        if words := phrase(name):
            # whoever came first keeps a word that two values claim
            defined.phrases.setdefault(words, row.key)
            defined.longest = max(defined.longest, len(words))
