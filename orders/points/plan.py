"""A plan of the points around a place: our own drawing, numbered as the cards, north above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from marketplace.shared.centroids import metres
from orders.points.protocol import Point

WIDE, HIGH, MARGIN = 400, 260, 30
APART = 30  # two numbers closer than this would hide each other
ROUNDS = 40
REACH = 3  # so many times as far from the nearest point as the next one: beyond is not drawn
CLOSE = 3_000  # metres around the nearest point within which every one is drawn
BARS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)  # metres
DEGREE = 111_320  # metres


@dataclass(slots=True)
class Dot:
    """A point where it is drawn."""

    number: int
    point: Point
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The drawing: its numbers, how long so many metres are on it, and the numbers beyond it."""

    dots: list[Dot]
    bar: int
    bar_metres: int
    beyond: list[int]

    @property
    def bar_kilometres(self) -> int:
        """The same in kilometres, from one on."""
        return self.bar_metres // 1000


def drawn(points: Sequence[Point]) -> Plan | None:
    """The plan of these points; none where fewer than two of them say where they are.

    One far away would press the others into one spot: it is named beside the plan instead.
    """
    known = [(rank, point, point.spot) for rank, point in enumerate(points, 1) if point.spot]
    if len(known) < 2:
        return None
    far = [metres(known[0][2], spot) for _rank, _point, spot in known]
    most = max(REACH * sorted(far)[1], CLOSE)
    placed = [row for row, away in zip(known, far, strict=True) if away <= most]
    beyond = [row[0] for row, away in zip(known, far, strict=True) if away > most]
    shrink = cos(radians(placed[0][2][0]))  # a degree east is shorter than one north
    dots = [
        Dot(rank, point, east * DEGREE * shrink, -north * DEGREE)
        for rank, point, (north, east) in placed
    ]
    left, top = min(dot.x for dot in dots), min(dot.y for dot in dots)
    width, height = max(dot.x for dot in dots) - left, max(dot.y for dot in dots) - top
    scale = min((WIDE - 2 * MARGIN) / max(width, 1), (HIGH - 2 * MARGIN) / max(height, 1))
    for dot in dots:
        dot.x = WIDE / 2 + (dot.x - left - width / 2) * scale
        dot.y = HIGH / 2 + (dot.y - top - height / 2) * scale
    _part(dots)
    bar = next((length for length in reversed(BARS) if length * scale <= WIDE / 3), BARS[0])
    return Plan([_rounded(dot) for dot in dots], round(bar * scale), bar, beyond)


def _part(dots: list[Dot]) -> None:
    """Move numbers that hide each other apart, by no more than it takes."""
    for _round in range(ROUNDS):
        for rank, one in enumerate(dots):
            for other in dots[rank + 1 :]:
                far = hypot(other.x - one.x, other.y - one.y)
                if far < APART:
                    push = (APART - far) / 2
                    east, north = (other.x - one.x, other.y - one.y) if far else (1, 0)
                    east, north = east / (far or 1), north / (far or 1)
                    one.x, one.y = one.x - push * east, one.y - push * north
                    other.x, other.y = other.x + push * east, other.y + push * north
        for dot in dots:
            dot.x = min(max(dot.x, MARGIN / 2), WIDE - MARGIN / 2)
            dot.y = min(max(dot.y, MARGIN / 2), HIGH - MARGIN / 2)


def _rounded(dot: Dot) -> Dot:
    return Dot(dot.number, dot.point, round(dot.x), round(dot.y))
