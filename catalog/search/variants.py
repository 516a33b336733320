"""One variant must satisfy all that was chosen: a bowl that is blue, and large, in one piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

# of the rows that `find` weighs: where their variants stand
PLACE = -2
Axes = Mapping[str, set[int]]


def parted(rows: list[tuple], axes: Axes) -> tuple[list[tuple], list[tuple]]:
    """The sheets of which one variant bears a chosen value of every axis, and the others."""
    if len(axes) < 2:  # the word index has seen to a single one
        return rows, []
    fit: list[tuple] = []
    unfit: list[tuple] = []
    for row in rows:
        (unfit if row[PLACE] and not _fits(row[PLACE], axes) else fit).append(row)
    return fit, unfit


def apart(rows: list[tuple], axes: Axes, kinds_of: Mapping[int, str]) -> Counter[int]:
    """How often a value stands on a sheet of which no variant with it fits the other choices."""
    too_many: Counter[int] = Counter()
    for row in rows:
        if row[PLACE]:
            every = set().union(*_told(row[PLACE]))
            too_many.update(every - _reached_by(row, axes, kinds_of))
    return too_many


def near(rows: list[tuple], axes: Axes, kinds_of: Mapping[int, str]) -> Counter[int]:
    """How often a value alone would bring one of these sheets, which the choices leave out."""
    counts: Counter[int] = Counter()
    for row in rows:
        counts.update(_reached_by(row, axes, kinds_of))
    return counts


def _reached_by(row: tuple, axes: Axes, kinds_of: Mapping[int, str]) -> set[int]:
    return set().union(*(_reached(held, axes, kinds_of) for held in _told(row[PLACE])))


def _reached(held: set[int], axes: Axes, kinds_of: Mapping[int, str]) -> set[int]:
    missed = [kind for kind, chosen in axes.items() if held.isdisjoint(chosen)]
    if not missed:
        return held
    if len(missed) > 1:
        return set()
    # another value of this axis alone would bring this variant
    return {pk for pk in held if kinds_of.get(pk) == missed[0]}


def _fits(told: str, axes: Axes) -> bool:
    return any(not any(held.isdisjoint(chosen) for chosen in axes.values()) for held in _told(told))


def _told(told: str) -> Iterator[set[int]]:
    return (set(map(int, held.partition(":")[0].split())) for held in told.split("/"))
