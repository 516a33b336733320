"""What minors may not be sold: alcohol, and what a sheet says is for adults (CSP L3342-1)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from catalog.attributes import reading
from catalog.attributes.reading import Said
from catalog.attributes.vocabulary import vocabulary

# the shipped attributes that say it, by their keys
ADULTS, STRENGTH = "majorite", "degre-alcool"
ALCOHOLIC = Decimal("1.2")  # per cent of the volume; below, a drink is none of alcohol


def is_alcohol(said: Iterable[Said]) -> bool:
    """Whether these lines are those of an alcoholic drink."""
    return any(
        _key(line) == STRENGTH and line.amount is not None and line.amount > ALCOHOLIC
        for line in said
    )


def is_for_adults(said: Iterable[Said]) -> bool:
    """Whether these lines say that minors may not buy it."""
    lines = list(said)
    return is_alcohol(lines) or any(_key(line) == ADULTS and line.flag for line in lines)


def of_sheet(attributes: object, path: str) -> bool:
    """Whether a sheet says so; only the headings that may say it are read."""
    own = attributes if isinstance(attributes, dict) else {}
    if not own:
        return False
    known = vocabulary()
    asked = {
        name: value
        for name, value in own.items()
        if any(each.key in (ADULTS, STRENGTH) for each in known.meant(str(name), path))
    }
    return is_for_adults(reading.read(asked, path, known))


def _key(line: Said) -> str:
    return line.attribute.key if line.attribute else ""
