"""A carrier that nobody runs: it knows of a parcel what was decided on the rehearsal's page."""

from __future__ import annotations

from orders.models import Milestone, RehearsedScan
from orders.tracking.protocol import Scan


class SandboxCarrier:
    """The simulated carrier, asked like a real one."""

    source = Milestone.Source.SANDBOX

    def __init__(self, carrier: str):
        self.carrier = carrier

    def scans(self, number: str) -> list[Scan]:
        """What was rehearsed of a number."""
        rows = RehearsedScan.objects.filter(carrier=self.carrier, tracking=number)
        return [
            Scan(kind=row.kind, happened_at=row.happened_at, place=row.place, until=row.until)
            for row in rows.order_by("pk")
        ]
