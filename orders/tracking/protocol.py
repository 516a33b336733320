"""What is asked of a carrier about a parcel on its way, and what it answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Refusal


class CarrierDown(Refusal):
    """A carrier does not say where its parcels are: it is asked again later."""

    sentence = _("Le suivi de ce transporteur ne répond pas pour le moment.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """A step of a parcel in our words: which, when by the carrier's clock, where.

    `until` is until which day a point keeps the parcel, where that is told.
    """

    kind: str
    happened_at: datetime
    place: str = ""
    words: str = ""
    until: date | None = None

    def key(self, carrier: str, number: str) -> str:
        """The same for the same step however often, and by whomever, it is told."""
        instant = self.happened_at.astimezone(UTC).replace(microsecond=0)
        parts = (carrier, number, self.kind, instant.isoformat(), self.place.casefold())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Carrier(Protocol):
    """A carrier that may be asked where a parcel is."""

    @property
    def source(self) -> str:
        """As whom it is remembered: one of `Milestone.Source`."""
        ...

    def scans(self, number: str) -> list[Scan]:
        """All that is known of a number, in any order; nothing where it is unknown.

        Raises CarrierDown.
        """
        ...
