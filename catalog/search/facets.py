"""Which filters a list offers beside it: those that divide it, in the order the operator gave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from catalog.attributes.filtering import BRAND, LABEL, SELLER

MOST_VALUES = 24
MOST_KINDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet, and how many sheets it would leave."""

    value: str
    label: str
    count: int
    chosen: bool
    swatch: str = ""
    rank: int | None = None  # of values that have an order of their own: sizes, ranges


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind of term with its values."""

    kind: str
    label: str
    choices: list[Choice]
    unit: str | None = None  # of amounts, which are also asked for from … to …
    ends: tuple[str, str] = ("", "")

    @property
    def head(self) -> list[Choice]:
        """The values shown at once: the chosen ones and the most frequent."""
        last = max((i for i, choice in enumerate(self.choices) if choice.chosen), default=-1)
        return self.choices[: max(5, last + 1)]

    @property
    def tail(self) -> list[Choice]:
        """The values behind "more"; a single one would not be worth a fold."""
        return self.choices[len(self.head) :]


@dataclass(slots=True)
class Kind:
    """A kind of term as it was counted: its values by the token they have among a sheet's words.

    `place` is where the operator put it among the filters.
    """

    label: str
    place: int = 0
    unit: str | None = None
    ends: tuple[str, str] = ("", "")
    choices: dict[str, Choice] = field(default_factory=dict)


def arranged(kinds: dict[str, Kind], chosen: Collection[str], sheets: list[str]) -> list[Facet]:
    """Brand and seller, then the attributes that divide these sheets, in the operator's order.

    `chosen` are the kinds the visitor filters by, which always stay; `sheets` the tokens of each.
    """
    facets = []
    for name, kind in sorted(kinds.items(), key=lambda item: (item[1].place, item[1].label)):
        choices = [choice for choice in kind.choices.values() if choice.count or choice.chosen]
        if name not in chosen and not _tells(choices, len(sheets), is_proven=name == LABEL):
            continue
        # where every maker sells under their own name, brand and seller are one filter
        if name == BRAND and name not in chosen and _same(kind, kinds.get(SELLER), sheets):
            continue
        facets.append(Facet(name, kind.label, _best(choices), kind.unit, kind.ends))
    facets = [facet for facet in facets if facet.kind in chosen or _leads(facet, facets)]
    first = {BRAND: 0, SELLER: 1}
    facets.sort(key=lambda facet: first.get(facet.kind, 2))
    kept = {BRAND, SELLER, LABEL, *chosen}
    spare = [facet.kind for facet in facets if facet.kind not in kept]
    left_out = set(spare[MOST_KINDS:])
    return [facet for facet in facets if facet.kind not in left_out]


def _leads(facet: Facet, facets: list[Facet]) -> bool:
    """Whether no other filter of the same name covers more: two « Taille » would puzzle."""
    rivals = [other for other in facets if other.label == facet.label]
    return facet is max(rivals, key=lambda other: sum(choice.count for choice in other.choices))


def _tells(choices: list[Choice], total: int, *, is_proven: bool) -> bool:
    """Whether a kind of term divides the list: several values, which a good part of it bears; of
    what is proven, one is enough.
    """
    if is_proven:
        return any(choice.count < total for choice in choices)
    covered = sum(choice.count for choice in choices)
    divides = len(choices) > 1 and any(choice.count < total for choice in choices)
    return divides and covered * 8 >= total and (len(choices) <= 12 or covered > len(choices) * 1.5)


def _same(kind: Kind, other: Kind | None, sheets: list[str]) -> bool:
    """Whether two kinds divide the list alike: each value of one goes with one of the other."""
    if other is None or _counts(kind) != _counts(other):
        return False
    tokens, other_tokens = kind.choices.keys(), other.choices.keys()
    pairs = set()
    for held in map(str.split, sheets):
        left, right = tokens & set(held), other_tokens & set(held)
        if len(left) != 1 or len(right) != 1:
            return False
        pairs.add((*left, *right))
    return len(pairs) == len(tokens) == len(other_tokens)


def _counts(kind: Kind) -> list[int]:
    return sorted(choice.count for choice in kind.choices.values())


def _best(choices: list[Choice]) -> list[Choice]:
    """The values shown: the most frequent ones, in their own order where they have one."""
    # ties by their key: which values are shown does not depend on the reader's language
    choices.sort(key=lambda choice: (not choice.chosen, -choice.count, choice.value))
    kept = choices[:MOST_VALUES]
    if all(choice.rank is not None for choice in kept):
        kept.sort(key=lambda choice: choice.rank or 0)
    return kept
