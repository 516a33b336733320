"""What minors may not be sold: alcohol, what a sheet says is for adults (CSP L3342-1), and all that
the operator's rule for a category says is, whatever its sheets say: knives (CSI L312-1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from catalog.attributes import reading
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import vocabulary

# the shipped attributes that say it, by their keys
ADULTS, STRENGTH, DRINK = "majorite", "degre-alcool", "type-boisson"
SAYING = frozenset({ADULTS, STRENGTH, DRINK})
ALCOHOLS = frozenset({"cidre-et-biere", "vin-et-spiritueux"})
YES = "oui"  # how a place presumes it
ALCOHOLIC = Decimal("1.2")  # per cent of the volume; below, a drink is none of alcohol


def is_alcohol(said: Iterable[Said]) -> bool:
    """Whether these lines are those of an alcoholic drink: their strength decides, or the sort of
    drink where no strength is told.
    """
    lines = list(said)
    strengths = [_strength(line) for line in lines if _key(line) == STRENGTH]
    if strengths:
        return max(strengths) > ALCOHOLIC
    return any(_key(line) == DRINK and ALCOHOLS & {*line.values} for line in lines)


def is_for_adults(said: Iterable[Said]) -> bool:
    """Whether these lines say that minors may not buy it."""
    lines = list(said)
    return is_alcohol(lines) or any(_key(line) == ADULTS and line.flag for line in lines)


def is_rule_of(path: str) -> bool:
    """Whether nothing of this category is sold to minors: the nearest place of the rule decides."""
    return vocabulary().presumed_at(path, ADULTS)[-1:] == (YES,)


def of_sheet(attributes: object, path: str, chosen: Mapping[str, object] | None = None) -> bool:
    """Whether its category or a sheet says so, or the variant `chosen`; only the headings that may
    say it are read.
    """
    if is_rule_of(path):
        return True
    own = attributes if isinstance(attributes, dict) else {}
    known = vocabulary()
    # a sheet and its variant may say it under one heading
    said = [
        line
        for lines in (own, chosen or {})
        for line in reading.read(
            {
                name: value
                for name, value in lines.items()
                if any(each.key in SAYING for each in known.meant(str(name), path))
            },
            path,
            known,
        )
    ]
    return is_for_adults(said)


def _strength(line: Said) -> Decimal:
    """How strong a line says it is; of what has no single reading, as 40° / 80 proof, the most."""
    if line.amount is not None:
        return line.amount
    figures = re.findall(r"\d{1,3}(?:[.,]\d{1,2})?", line.text)
    return max((Decimal(each.replace(",", ".")) for each in figures), default=Decimal(0))


def _key(line: Said) -> str:
    return line.attribute.key if line.attribute else ""
