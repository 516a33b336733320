"""Parcels and tracked letters of La Poste, Colissimo and Chronopost, by its « Suivi v2 ».

As the service stood in 2026: `GET /suivi/v2/idships/{number}?lang=fr_FR` with the key in
`X-Okapi-Key`; `returnCode` is 200 or 207 when a shipment is told, 104 or 400 to 404 when the number
is unknown; `shipment.event` holds what happened, the last first, each with `code`, `date` and
`label`; `shipment.contextData.removalPoint` names the point where it waits.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from orders.models import Milestone
from orders.tracking import reading
from orders.tracking.asking import ask
from orders.tracking.protocol import CarrierDown, Scan

ADDRESS = "https://api.laposte.fr/suivi/v2/idships/"
CARRIERS = frozenset({"colissimo", "lettre_suivie", "chronopost"})
TOLD = frozenset({200, 207})
UNKNOWN = frozenset({104, 400, 404, 410})
K = Milestone.Kind
KINDS = {
    "DR1": K.ANNOUNCED,  # declared by its sender
    "DR2": K.ANNOUNCED,
    "PC1": K.TAKEN_OVER,
    "PC2": K.TAKEN_OVER,  # abroad
    "ET1": K.IN_TRANSIT,
    "ET2": K.IN_TRANSIT,
    "ET3": K.IN_TRANSIT,
    "ET4": K.IN_TRANSIT,
    "EP1": K.IN_TRANSIT,  # waits to be presented
    "DO1": K.IN_TRANSIT,  # customs: in, out, held
    "DO2": K.IN_TRANSIT,
    "DO3": K.IN_TRANSIT,
    "PB1": K.IN_TRANSIT,  # a problem, and its end
    "PB2": K.IN_TRANSIT,
    "MD2": K.IN_TRANSIT,  # out for delivery
    "ND1": K.IN_TRANSIT,  # could not be handed over
    "AG1": K.AT_POINT,
    "RE1": K.RETURNED,
    "DI1": K.DELIVERED,
    "DI2": K.RETURNED,  # delivered, to its sender
}


class LaPoste:
    """The tracking of La Poste, asked with an application's key."""

    source = Milestone.Source.LA_POSTE

    def __init__(self, *, key: str, address: str = ""):
        self.key, self.address = key, (address or ADDRESS).rstrip("/") + "/"

    def scans(self, number: str) -> list[Scan]:
        """What La Poste tells of a number. Raises CarrierDown."""
        said = ask(
            f"{self.address}{quote(number, safe='')}?lang=fr_FR", headers={"X-Okapi-Key": self.key}
        )
        if said.get("returnCode") in UNKNOWN:
            return []
        shipment = said.get("shipment")
        if said.get("returnCode") not in TOLD or not isinstance(shipment, dict):
            raise CarrierDown
        if shipment.get("idShip") not in (None, number):
            raise CarrierDown  # an answer about another parcel
        events = shipment.get("event")
        point = _point(shipment)
        rows = events if isinstance(events, list) else []
        return [scan for row in rows if (scan := _scan(row, point)) is not None]


def _scan(row: Any, point: str) -> Scan | None:
    """A step that we know how to read; another is left aside."""
    if not isinstance(row, dict):
        return None
    kind, at = KINDS.get(str(row.get("code"))), reading.instant(row.get("date"))
    if kind is None or at is None:
        return None
    return Scan(
        kind=kind,
        happened_at=at,
        place=point if kind == K.AT_POINT else "",
        words=reading.text(row.get("label"), 200),
    )


def _point(shipment: dict[str, Any]) -> str:
    """The point where a parcel waits, where it is named."""
    about = shipment.get("contextData")
    point = about.get("removalPoint") if isinstance(about, dict) else None
    return reading.text(point.get("name"), 120) if isinstance(point, dict) else ""
