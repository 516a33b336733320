"""A map of our own drawing: France as a field of dots where people live, shops upon it.

No map of anybody else is asked. A dot of the field stands wherever a postcode is near; the shops
that would hide each other share one spot, as large as they are many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from math import cos, floor, hypot, radians, sqrt

from catalog.directory import shops as shops_
from catalog.directory.shops import Shop
from marketplace.shared import centroids
from marketplace.shared.centroids import Spot
from marketplace.shared.clock import paris_day
from sellers import regions

WEST, NORTH, EAST, SOUTH = -5.5, 51.4, 10.1, 41.1  # degrees
SHRINK = cos(radians(46.5))  # a degree east is shorter than one north
STEP = 0.16  # degrees between two dots of the field
PITCH = 10  # what they are apart on the drawing
ROW = PITCH * sqrt(3) / 2
WIDE = round((EAST - WEST) * SHRINK / STEP * PITCH)
HIGH = round((NORTH - SOUTH) / STEP * PITCH)
REACH = 13_000  # metres from a dot to its postcode
APART = 52  # two spots closer than this are one
ONE, LARGEST = 9, 24  # radius of a spot


@dataclass(frozen=True, slots=True)
class Dot:
    """A spot with its shops: `shop` where there is one, else the town most of them are in."""

    x: int
    y: int
    radius: int
    many: int
    shop: Shop | None
    town: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The drawing: the field, the region that is looked at, the spots, and where one is.

    `overseas` are the regions that are not on it: code, name, how many shops.
    """

    field: str
    region: str
    dots: Sequence[Dot]
    overseas: Sequence[tuple[str, str, int]]
    here: tuple[int, int] | None = None
    wide: int = WIDE
    high: int = HIGH


def drawn(shops: Iterable[Shop], *, region: str = "", here: Spot | None = None) -> Plan:
    """The map with these shops, a region of it brought out, and a place on it marked."""
    shown, beyond = [], Counter[str]()
    for shop in shops:
        if shop.spot and _is_inside(shop.spot):
            shown.append(shop)
        elif shop.region:
            beyond[shop.region] += 1
    names = regions.REGIONS
    return Plan(
        field=field(),
        region=field(region) if region else "",
        dots=_dots(shown),
        overseas=[(code, names[code][0], beyond[code]) for code in names if beyond[code]],
        here=_rounded(_place(here)) if here and _is_inside(here) else None,
    )


def of_region(region: str, *, at: datetime) -> Plan:
    """The map of all that sells, or of a region; drawn once for as long as no shop changes."""
    every = shops_.listed()
    return every.kept_with(
        (region, paris_day(at)),
        lambda: drawn(shops_.found(shops_.Asked(region=region), at=at), region=region),
    )


@cache
def field(region: str = "") -> str:
    """The dots of the whole country or of a region, as a path: a line a run of neighbours.

    A stroke with round ends, dashed at the pitch of the field, makes dots of its lines.
    """
    runs: list[tuple[float, float, int]] = []
    for x, y, code in _cells():
        if region not in ("", code):
            continue
        if runs and runs[-1][1] == y and runs[-1][0] + runs[-1][2] * PITCH == x:
            runs[-1] = (runs[-1][0], y, runs[-1][2] + 1)
        else:
            runs.append((x, y, 1))
    return "".join(f"M{x:g} {y:.4g}h{(many - 1) * PITCH}.1" for x, y, many in runs)


@cache
def _cells() -> tuple[tuple[float, float, str], ...]:
    """Each dot of the field: where it is drawn, and the region it is in."""
    near: dict[tuple[int, int], list[tuple[Spot, str]]] = defaultdict(list)
    for code, spot in centroids.every().items():
        near[_square(spot)].append((spot, regions.of(code)))
    cells = []
    for row in range(int(HIGH / ROW) + 1):
        shift = PITCH / 2 if row % 2 else 0
        for column in range(WIDE // PITCH + 1):
            x, y = column * PITCH + shift, row * ROW
            here = NORTH - y / PITCH * STEP, WEST + x / PITCH * STEP / SHRINK
            away = [(centroids.metres(here, spot), code) for spot, code in _about(near, here)]
            metres, code = min(away, default=(REACH + 1, ""))
            if metres <= REACH:
                cells.append((x, y, code))
    return tuple(cells)


def _square(spot: Spot) -> tuple[int, int]:
    """Squares wider than REACH, to look among few postcodes."""
    return floor(spot[0] * 5), floor(spot[1] * 5)


def _about(near: dict, here: Spot) -> Iterator[tuple[Spot, str]]:
    north, east = _square(here)
    for up in (-1, 0, 1):
        for right in (-1, 0, 1):
            yield from near.get((north + up, east + right), ())


def _dots(shops: Iterable[Shop]) -> list[Dot]:
    """Spots that do not hide each other: the fullest places first, each takes what is near it."""
    places: dict[tuple[int, int], list[Shop]] = defaultdict(list)
    for shop in shops:
        x, y = _place(shop.spot)
        places[floor(x / PITCH), floor(y / PITCH)].append(shop)
    spots: list[tuple[tuple[float, float], list[Shop]]] = []
    for _cell, held in sorted(places.items(), key=lambda place: (-len(place[1]), place[0])):
        x, y = _place(held[0].spot)
        for (left, top), there in spots:
            if hypot(left - x, top - y) < APART:
                there.extend(held)
                break
        else:
            spots.append(((x, y), list(held)))
    dots = [_dot(*_rounded(spot), held) for spot, held in spots]
    return sorted(dots, key=lambda dot: (dot.y, dot.x))  # as one reads: from the north down


def _dot(x: int, y: int, held: list[Shop]) -> Dot:
    (postcode, town), _many = Counter((shop.postcode, shop.city) for shop in held).most_common(1)[0]
    many = len(held)
    return Dot(
        x=x,
        y=y,
        radius=ONE if many == 1 else min(LARGEST, round(ONE + 5 * sqrt(many - 0.5))),
        many=many,
        shop=held[0] if many == 1 else None,
        town=town,
        postcode=postcode,
    )


def _is_inside(spot: Spot) -> bool:
    return SOUTH <= spot[0] <= NORTH and WEST <= spot[1] <= EAST


def _place(spot: Spot) -> tuple[float, float]:
    return (spot[1] - WEST) * SHRINK / STEP * PITCH, (NORTH - spot[0]) / STEP * PITCH


def _rounded(place: tuple[float, float]) -> tuple[int, int]:
    return round(place[0]), round(place[1])
