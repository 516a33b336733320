"""What a rule looks at, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import get_language, gettext

from catalog.attributes.vocabulary import Defined, Vocabulary, said
from catalog.judging.rules.words import Words, fold
from catalog.labels.labels import Labels
from catalog.models import AttributePlace
from marketplace.shared.language import shipped

if TYPE_CHECKING:
    from catalog.judging.charter import Charter

ATTRIBUTES = "missing_attributes"  # the rule whose findings name an attribute
ENGLISH = "_en"
BLOCK, LOOK, HINT = "block", "look", "hint"
WEIGHT = {BLOCK: 3, LOOK: 2, HINT: 1}


class Place(NamedTuple):
    """What a rule must know of a category."""

    label: str
    policy: str
    note: str
    median: int | None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What every sheet of a batch is compared with, read once."""

    places: Mapping[int, Place] = field(default_factory=dict)
    words: Words | None = None
    blocking: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}, {}, {}))
    charter: Charter | None = None
    labels: Labels = field(default_factory=Labels)
    day: date | None = None  # on which the charter is asked for
    least_pixels: int = 500
    factor: int = 8
    # what was found of an attribute and a text: the same few stand on many sheets
    told: dict[tuple[str, str | None], Finding | None] = field(default_factory=dict, init=False)
    _required: dict[str, list[Defined]] = field(default_factory=dict, init=False)

    def required(self, path: str) -> list[Defined]:
        """The attributes that a category requires today, by its place in the tree."""
        if path not in self._required:
            self._required[path] = [
                self.vocabulary.by_key[key]
                for key, level in self.vocabulary.of(path).items()
                if level == AttributePlace.Level.REQUIRED
            ]
        return self._required[path]


@dataclass(eq=False)
class Sheet:
    """The proposed content of a sheet, as rules read it; `photos` are their pixel sizes. Nobody
    changes it.
    """

    context: Context
    title: str = ""
    description: str = ""
    title_en: str = ""
    description_en: str = ""
    category_id: int | None = None
    seller_id: int | None = None
    proven: frozenset[str] = frozenset()  # expressions, folded, that its labels prove
    brand: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    inherited: Mapping[str, str] = field(default_factory=dict)  # what its shop says of its maker
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by axis, of the variants
    labels: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()
    prices: tuple[int, ...] = ()
    photos: tuple[tuple[int, int], ...] = ()

    @cached_property
    def texts(self) -> list[tuple[str, str, str]]:
        """The fields that hold words: their name, their text, and the same text folded."""
        return [(name, text, fold(text)) for name, text in self.named]

    @cached_property
    def named(self) -> list[tuple[str, str]]:
        """The fields that hold words: their name and their text."""
        named = [
            ("title", self.title),
            ("description", self.description),
            ("brand", self.brand),
            (
                "attributes",
                " · ".join(f"{name} {value}" for name, value in self.attributes.items()),
            ),
            ("variants", " · ".join(self.labels)),
            ("photo_alts", " · ".join(self.alts)),
        ]
        if self.title_en or self.description_en:
            named += [("title_en", self.title_en), ("description_en", self.description_en)]
        return [(name, text) for name, text in named if text]

    @cached_property
    def words(self) -> set[str]:
        """What stands between two blanks in these texts: what no word may be part of need not be
        looked for in each text.
        """
        return set(" ".join([text for _name, text in self.named]).split())


class Finding(NamedTuple):
    """What a rule found: how bad, where, in which words."""

    rule: str
    severity: str
    field: str
    message: str
    excerpt: str = ""
    values: dict = {}

    def kept(self) -> dict:
        """The finding as a submission stores it; the message is translated when it is read."""
        return self._asdict()


Rule = Callable[[Sheet], list[Finding]]


def sentence(finding: Mapping) -> str:
    """A stored finding in the reader's language."""
    values = dict(finding.get("values") or {})
    if get_language() == "en":
        # what was kept in both languages
        values |= {
            name.removesuffix(ENGLISH): value
            for name, value in values.items()
            if name.endswith(ENGLISH) and value
        }
    if finding.get("rule") == ATTRIBUTES and "name" in values:
        values["name"] = said(values["name"])
    if values.get("law"):
        values["law"] = shipped(values["law"])
    return gettext(finding["message"]).format(**values)


def around(text: str, start: int, end: int, room: int = 40) -> str:
    """A few words around a match."""
    before, after = max(0, start - room), min(len(text), end + room)
    return f"{'…' if before else ''}{text[before:after]}{'…' if after < len(text) else ''}"
