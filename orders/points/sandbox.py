"""Points that nobody runs: several hundred for each carrier, to rehearse the choice of one."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import time
from functools import cache
from random import Random

from marketplace.shared import centroids
from orders.models import PointsRehearsal
from orders.points import places
from orders.points.protocol import Hours, Point, PointsDown

FURTHEST = 120_000  # metres: somebody on the coast of Corsica is to rehearse too
SHOPS = (
    "Tabac-presse de la Gare",
    "Épicerie du Marché",
    "Librairie Les Mots passants",
    "Pressing des Halles",
    "Cave Saint-Vincent",
    "Fleurs et Compagnie",
    "Supérette du Centre",
    "Cordonnerie Mercier",
    "Le Comptoir du Vrac",
    "Mercerie Au Fil",
    "Cycles du Faubourg",
    "Maison de la Presse",
)
LOCKERS = ("Consigne Gare", "Consigne Supermarché", "Consigne Place du Marché", "Consigne Piscine")
STREETS = (
    "rue Voltaire",
    "avenue de la République",
    "rue du Moulin",
    "place de l'Église",
    "rue Pasteur",
    "rue Victor-Hugo",
    "rue de la Fontaine",
    "boulevard Carnot",
    "quai des Marins",
    "rue Jean-Moulin",
    "rue des Écoles",
    "cours Gambetta",
)
LONG = ((time(8), time(20)),)
STRAIGHT = ((time(9), time(19)),)
BROKEN = ((time(9), time(12, 30)), (time(14), time(19)))
MORNING = ((time(9), time(12, 30)),)
NEVER: Hours = ()
WEEKS = (
    (*[LONG] * 6, MORNING),
    (*[STRAIGHT] * 6, NEVER),
    (NEVER, *[BROKEN] * 5, NEVER),
    (*[BROKEN] * 5, MORNING, NEVER),
)
DAY_AND_NIGHT = (((time.min, time.max),),) * 7


class SandboxPoints:
    """A register of invented points, with the faults that were switched on."""

    def __init__(self, carrier: str):
        self.carrier = carrier

    def near(self, *, country: str, postcode: str, town: str, limit: int) -> list[Point]:
        """The invented points around a postcode; the closed ones are not told."""
        closed = _faults()
        here = centroids.of(postcode) if country == "FR" else None
        if here is None:
            return []
        far = [
            (centroids.metres(here, spot), point)
            for spot, point in _register(self.carrier)
            if point.code not in closed
        ]
        near = sorted((pair for pair in far if pair[0] <= FURTHEST), key=lambda pair: pair[0])
        if not centroids.is_known(postcode):  # it lies somewhere around: no distance is true
            return [point for _metres, point in near[:limit]]
        return [replace(point, metres=metres) for metres, point in near[:limit]]

    def of(self, code: str, *, country: str) -> Point | None:
        """An invented point, unless it has closed."""
        closed = _faults()
        points = (point for _spot, point in _register(self.carrier) if point.code == code)
        return None if code in closed or country != "FR" else next(points, None)

    def has_closed(self, code: str, *, country: str) -> bool:
        """Whether an invented point was closed."""
        return country == "FR" and code in _faults()


def invented(carriers: Iterable[str]) -> set[str]:
    """The codes of all points invented for these carriers."""
    return {point.code for carrier in carriers for _spot, point in _register(carrier)}


def _faults() -> set[str]:
    """The codes of the points that have closed. Raises PointsDown when the service plays dead."""
    how = PointsRehearsal.objects.order_by("pk").first() or PointsRehearsal()
    if how.is_down:
        raise PointsDown
    return set(how.closed_codes.split())


@cache
def _register(carrier: str) -> tuple[tuple[centroids.Spot, Point], ...]:
    dice = Random(zlib.crc32(carrier.encode()))  # noqa: S311 - the same points for everybody
    rows = []
    for postcode, city, spot, count in places.towns():
        for _rank in range(count):
            here = _around(spot, dice)
            rows.append((here, replace(_point(len(rows), postcode, city, dice), spot=here)))
    return tuple(rows)


def _around(spot: centroids.Spot, dice: Random) -> centroids.Spot:
    return spot[0] + dice.uniform(-0.009, 0.009), spot[1] + dice.uniform(-0.013, 0.013)


def _point(rank: int, postcode: str, city: str, dice: Random) -> Point:
    is_locker = dice.random() < 0.22
    return Point(
        code=f"{dice.randint(1, 9)}{rank:05d}",
        name=dice.choice(LOCKERS if is_locker else SHOPS),
        line1=f"{dice.randint(1, 90)} {dice.choice(STREETS)}",
        postcode=postcode,
        city=city,
        is_locker=is_locker,
        week=DAY_AND_NIGHT if is_locker else dice.choice(WEEKS),
    )
