"""Where the parcels of a carrier are collected: asked once, remembered for a quarter of an hour.

Which register answers for a carrier is decided by its credentials; without any, the invented one
where payments are invented too, and elsewhere none: the buyer copies the point by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.cache import cache

from orders.points.colissimo import Colissimo
from orders.points.mondial_relay import MondialRelay
from orders.points.protocol import PickupPoints, Point, PointsDown
from orders.points.sandbox import SandboxPoints

REMEMBERED = 15 * 60
AT_ONCE, MOST = 6, 12
REHEARSED = frozenset({"mondial_relay", "colissimo", "chronopost"})
DEAF = 30  # seconds during which a register that did not answer is not asked again


def register_of(carrier: str) -> PickupPoints | None:
    """The register that knows a carrier's points, or None when nobody does."""
    own = settings.PICKUP_POINTS
    if carrier == "mondial_relay" and own["MONDIAL_RELAY_KEY"]:
        return MondialRelay(
            brand=own["MONDIAL_RELAY_BRAND"],
            key=own["MONDIAL_RELAY_KEY"],
            address=own["MONDIAL_RELAY_API"],
        )
    if carrier == "colissimo" and own["COLISSIMO_PASSWORD"]:
        return Colissimo(
            account=own["COLISSIMO_ACCOUNT"],
            password=own["COLISSIMO_PASSWORD"],
            address=own["COLISSIMO_API"],
        )
    if settings.GATEWAY == "sandbox" and carrier in REHEARSED:
        return SandboxPoints(carrier)
    return None


def near(carrier: str, *, country: str, postcode: str, town: str = "") -> list[Point]:
    """The points around a place, the nearest first. Raises PointsDown."""
    register = _asked(carrier)

    def ask() -> list[Point]:
        return register.near(country=country, postcode=postcode, town=town, limit=MOST)

    if isinstance(register, SandboxPoints):  # its faults are seen at once
        return ask()
    return cast(list[Point], _remembered(carrier, ("near", country, postcode, town), ask))


def still_there(carrier: str, code: str, *, country: str) -> Point | None:
    """A point as its register knows it now; None when it has closed. Raises PointsDown."""
    return _asked(carrier).of(code, country=country)


def has_closed(carrier: str, code: str, *, country: str) -> bool:
    """Whether a register knows this point, and knows that it has closed. Raises PointsDown."""
    return _asked(carrier).has_closed(code, country=country)


def _asked(carrier: str) -> PickupPoints:
    register = register_of(carrier)
    if register is None:
        raise PointsDown
    return register


def _remembered(carrier: str, question: tuple, ask: Callable[[], list[Point]]) -> list[Point]:
    """An answer of the last quarter of an hour, or a new one."""
    print_ = hashlib.sha256(repr((carrier, *question)).encode()).hexdigest()[:32]
    # the figure changes with what a point holds: nothing of before is read as of now
    key, deaf = f"points:2:{print_}", f"points-down:{carrier}"
    points = cache.get(key)
    if points is not None:
        return points
    if cache.get(deaf):
        raise PointsDown
    try:
        points = ask()
    except PointsDown:
        cache.set(deaf, True, DEAF)
        raise
    cache.set(key, points, REMEMBERED)
    return points
