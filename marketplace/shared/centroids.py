"""Where the postcodes of France are.

`centroids.txt` holds one postcode a line with the middle of its communes, from GeoNames
(geonames.org, CC BY 4.0) by the names of La Poste's table; the districts of Paris, Lyon and
Marseille are their own. Communes of a few hundred people are in no table: such a postcode stands in
the middle of its neighbours, and no distance from there is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from math import cos, hypot, radians
from pathlib import Path

TABLE = Path(__file__).with_name("centroids.txt")

Spot = tuple[float, float]  # degrees north and east


@lru_cache(maxsize=8192)
def of(postcode: str) -> Spot | None:
    """Where a postcode lies, more or less; None where no postcode begins like it."""
    known = every()
    if postcode in known:
        return known[postcode]
    near = [known[code] for code in known if code.startswith(postcode[:3])]
    near = near or [known[code] for code in known if code.startswith(postcode[:2])]
    if not near or postcode.startswith("98"):  # Monaco and the Pacific are not where 97 is
        return None
    return sum(spot[0] for spot in near) / len(near), sum(spot[1] for spot in near) / len(near)


def is_known(postcode: str) -> bool:
    """Whether it is known where a postcode is, so that distances from there are true."""
    return postcode in every()


@cache
def every() -> Mapping[str, Spot]:
    """Each postcode of the table and where it is."""
    rows = (line.split() for line in TABLE.read_text(encoding="ascii").splitlines())
    return {code: (float(north), float(east)) for code, north, east in rows}


def metres(here: Spot, there: Spot) -> int:
    """As the crow flies, on a map flat enough for one country."""
    north = (there[0] - here[0]) * 111_320
    east = (there[1] - here[1]) * 111_320 * cos(radians(here[0]))
    return round(hypot(north, east))
