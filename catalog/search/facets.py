"""Which filters a list offers beside it: those that divide it, in words short enough to tick."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from catalog.search.index import BRAND, SELLER

MOST_VALUES = 12
MOST_KINDS = 5
LONGEST, MOST_WORDS = 40, 6  # of a value; beyond, it is a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet, and how many sheets it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind of term with its values."""

    kind: str
    label: str
    choices: list[Choice]

    @property
    def head(self) -> list[Choice]:
        """The values shown at once: the chosen ones and the most frequent."""
        return self.choices[: max(5, sum(choice.chosen for choice in self.choices))]

    @property
    def tail(self) -> list[Choice]:
        """The values behind "more"; a single one would not be worth a fold."""
        return self.choices[len(self.head) :]


@dataclass(slots=True)
class Kind:
    """A kind of term as it was counted: its values by the token they have among a sheet's words."""

    label: str
    choices: dict[str, Choice] = field(default_factory=dict)


def arranged(kinds: dict[str, Kind], chosen: Collection[str], sheets: list[str]) -> list[Facet]:
    """Brand and seller, then the characteristics that most of these sheets have.

    `chosen` are the kinds the visitor filters by, which always stay; `sheets` the tokens of each.
    """
    facets = []
    for name, kind in kinds.items():
        choices = _short(list(kind.choices.values()))
        if name not in chosen and not _tells(choices, len(sheets)):
            continue
        # where every maker sells under their own name, brand and seller are one filter
        if name == BRAND and name not in chosen and _same(kind, kinds.get(SELLER), sheets):
            continue
        facets.append(Facet(name, kind.label, _best(choices)))
    facets.sort(key=lambda facet: (-sum(choice.count for choice in facet.choices), facet.label))
    always = [facet for facet in facets if facet.kind in {BRAND, SELLER, *chosen}]
    others = [facet for facet in facets if facet not in always][:MOST_KINDS]
    order = {BRAND: 0, SELLER: 1}
    return sorted([*always, *others], key=lambda facet: (order.get(facet.kind, 2), facet.label))


def _short(choices: list[Choice]) -> list[Choice]:
    """The values worth ticking: none where most are sentences; a ticked one always stays."""
    short = [choice for choice in choices if not _is_sentence(choice.label)]
    if 2 * sum(choice.count for choice in short) < sum(choice.count for choice in choices):
        short = []
    return [choice for choice in choices if choice.chosen or choice in short]


def _is_sentence(text: str) -> bool:
    return len(text) > LONGEST or len(re.findall(r"\w+", text)) > MOST_WORDS


def _tells(choices: list[Choice], total: int) -> bool:
    """Whether a kind of term divides the list: several values, which a good part of it bears."""
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
    choices.sort(key=lambda choice: (not choice.chosen, -choice.count, choice.label))
    return choices[:MOST_VALUES]
