"""What one side of a complaint offers the other, row by row: which waits, and how each ends."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db.models import QuerySet

from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile
from orders.events import ArrangementAccepted, ArrangementLapsed
from orders.models import Arrangement, Incident
from orders.states import ARRANGEMENT, ArrangementState

ROUNDS = 2  # offers in one complaint, one after the other: then the operator decides


def waiting(incident: Incident) -> Arrangement | None:
    """The one that waits for an answer, if one does."""
    return incident.arrangements.filter(state=ArrangementState.PROPOSED).first()


def accepted(incident: Incident) -> Arrangement | None:
    """The one by which both sides settled the complaint; None when it ended otherwise."""
    return incident.arrangements.filter(state=ArrangementState.ACCEPTED).first()


def due(at: datetime) -> QuerySet[Arrangement]:
    """Those that nobody answered in time, the oldest first."""
    late = Arrangement.objects.filter(state=ArrangementState.PROPOSED, answer_by__lt=at)
    return late.select_related("incident__seller_order").order_by("answer_by", "pk")


def end(
    row: Arrangement, state: str, *, why: str = "", by: User | None = None, at: datetime
) -> None:
    """Accepted, or without effect and why, in the caller's transaction. Raises MovedMeanwhile."""
    ARRANGEMENT.move(row, state, ended_at=at, lapsed_because=why)
    fact = (
        ArrangementAccepted(incident_id=row.incident_id, arrangement_id=row.pk, side=row.to)
        if state == ArrangementState.ACCEPTED
        else ArrangementLapsed(incident_id=row.incident_id, arrangement_id=row.pk, why=str(why))
    )
    events.publish(fact, about=row.incident, within=row.incident.seller_order, by=by, at=at)


def lapse(incident: Incident, why: str, *, by: User | None = None, at: datetime) -> None:
    """The complaint goes another way: what still waits there falls."""
    row = waiting(incident)
    if row is not None:
        with suppress(MovedMeanwhile):  # answered at this very instant
            end(row, ArrangementState.LAPSED, why=why, by=by, at=at)
