"""Which parcels are followed, and who is asked about them.

That is decided by the credentials that were given; without any, the simulated carrier answers where
payments are invented too, and elsewhere nobody: a parcel that nobody follows is never « silent ».
"""

from __future__ import annotations

from django.conf import settings

from orders.carriers import KNOWN
from orders.tracking import la_poste
from orders.tracking.protocol import Carrier
from orders.tracking.sandbox import SandboxCarrier


def carrier_of(carrier: str) -> Carrier | None:
    """Who may be asked about a carrier's parcels, or None when nobody can."""
    own = settings.TRACKING
    if own["LA_POSTE_KEY"] and carrier in la_poste.CARRIERS:
        return la_poste.LaPoste(key=own["LA_POSTE_KEY"], address=own["LA_POSTE_API"])
    if settings.GATEWAY == "sandbox" and carrier in KNOWN:
        return SandboxCarrier(carrier)
    return None


def asked() -> list[str]:
    """The carriers that may be asked."""
    return [carrier for carrier in KNOWN if carrier_of(carrier) is not None]


def told() -> list[str]:
    """The carriers whose parcels we hear of, asked or told: these alone may fall silent."""
    return list(KNOWN) if secret() else asked()


def secret() -> str:
    """What an aggregator signs with; without one its door is closed."""
    if settings.TRACKING["WEBHOOK_SECRET"]:
        return settings.TRACKING["WEBHOOK_SECRET"]
    if settings.GATEWAY == "sandbox":
        return f"sandbox-tracking:{settings.SECRET_KEY}"
    return ""


def is_rehearsed() -> bool:
    """Whether it is the simulated carrier that signs."""
    return settings.GATEWAY == "sandbox" and not settings.TRACKING["WEBHOOK_SECRET"]
