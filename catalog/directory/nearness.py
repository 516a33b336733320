"""A place as people type it: a postcode, a town, both; and how far a shop is from there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.shared import centroids, communes, postcodes
from marketplace.shared.centroids import Spot
from marketplace.shared.templatetags.ui import figure

CODE = re.compile(r"(?<!\d)\d{2}\s?\d{3}(?!\d)")
NEXT_DOOR = 2_000  # metres: two places of one postcode are that far apart
OVERSEAS = 1_500_000  # metres: beyond lies an ocean, and no distance helps
OTHERS = 5


@dataclass(frozen=True, slots=True)
class Around:
    """Where somebody is, and the other communes of that name."""

    postcode: str
    town: str
    spot: Spot
    is_true: bool  # else it is a guess from the neighbours
    others: Sequence[tuple[str, str]] = ()  # postcode, name

    def __str__(self) -> str:
        return f"{self.town} ({self.postcode})" if self.town else self.postcode


def read(typed: str) -> Around | None:
    """The place that was typed; None where we know of none."""
    written = CODE.search(typed)
    if written:
        return _by_code(postcodes.read(written[0]))
    return _by_town(typed)


def words(here: Around, there: str, spot: Spot | None) -> str:
    """« à 12 km » from here to a shop's postcode; nothing where that would be a guess."""
    if spot is None or not here.is_true or not centroids.is_known(there):
        return ""
    metres = centroids.metres(here.spot, spot)
    if metres > OVERSEAS:
        return ""
    if metres < NEXT_DOOR:
        return _("à moins de 2 km")
    return _("à {kilometres} km").format(kilometres=figure(round(metres / 1000)))


def _by_code(code: str) -> Around | None:
    spot = None if postcodes.wrong(code) else centroids.of(code)
    if spot is None:
        return None
    named = communes.of(code)
    return Around(code, named[0] if len(named) == 1 else "", spot, centroids.is_known(code))


def _by_town(typed: str) -> Around | None:
    """The commune of that name: of several, one of the mainland with most postcodes first."""
    departments: dict[str, list[str]] = {}
    for code in communes.postcodes_of(typed):
        if centroids.of(code):
            departments.setdefault(_department(code), []).append(code)
    if not departments:
        return None
    most, *rest = sorted(departments.values(), key=_likely)
    spots = [spot for code in most if (spot := centroids.of(code))]
    middle = (
        sum(spot[0] for spot in spots) / len(spots),
        sum(spot[1] for spot in spots) / len(spots),
    )
    return Around(
        most[0],
        _named(most[0], typed),
        middle,
        any(map(centroids.is_known, most)),
        [(codes[0], _named(codes[0], typed)) for codes in rest[:OTHERS]],
    )


def _likely(codes: list[str]) -> tuple[bool, int, str]:
    return codes[0].startswith("97"), -len(codes), codes[0]


def _department(code: str) -> str:
    return code[:3] if code.startswith("97") else code[:2]


def _named(code: str, typed: str) -> str:
    """The name as its commune writes it."""
    return next((name for name in communes.of(code) if communes.bears(name, typed)), typed)
