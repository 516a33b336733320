"""What the checkout asks of a carrier about the points that keep its parcels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal

Hours = tuple[tuple[time, time], ...]  # the openings of a day, in order


class PointsDown(Refusal):
    """A carrier does not say where its points are: the buyer copies one by hand."""

    sentence = _("La liste des points de ce transporteur ne répond pas pour le moment.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A shop or a locker that keeps parcels.

    `week` holds its openings from Monday to Sunday, `spot` its degrees north and east.
    """

    code: str
    name: str
    line1: str
    postcode: str
    city: str
    metres: int | None = None
    is_locker: bool = False
    week: tuple[Hours, ...] = ()
    spot: tuple[float, float] | None = None


class PickupPoints(Protocol):
    """A carrier's register of points. Every call may raise PointsDown."""

    def near(self, *, country: str, postcode: str, town: str, limit: int) -> list[Point]:
        """The points around a place, the nearest first; empty where there is none."""
        ...

    def of(self, code: str, *, country: str) -> Point | None:
        """A point by its code, or None when it keeps no parcels any more."""
        ...

    def has_closed(self, code: str, *, country: str) -> bool:
        """Whether this point is known and keeps no parcels; what is unknown has not closed."""
        ...
