"""How far a parcel is, as its carrier told it: read from milestones that come in any order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.shared.templatetags.ui import day
from orders.models import Milestone, Shipment
from orders.states import ShipmentState

Kind = Milestone.Kind
ORDER = tuple(Kind)  # two of the same instant are read in this order
SHOWN = 20  # of a parcel, the last ones
TRAVELS = (Kind.IN_TRANSIT, Kind.AT_POINT, Kind.LOST)
WRONG = frozenset({Kind.RETURNED, Kind.LOST})


def of(parcel: Shipment) -> list[Milestone]:
    """The milestones of the number that a parcel bears now, the oldest first.

    A page reads with its parcels their `milestones`.
    """
    mine = (
        row
        for row in parcel.milestones.all()
        if (row.carrier, row.tracking) == (parcel.carrier, parcel.tracking)
    )
    return sorted(mine, key=_instant)


def current(rows: Iterable[Milestone]) -> Milestone | None:
    """Where a parcel is now, whichever order its milestones were heard in.

    What was delivered does not travel any more; but what is « delivered » after it was sent back
    came to its sender, not to its buyer. A lost parcel that is scanned again was found. That it was
    announced or taken over says nothing once it travels.
    """
    told = sorted(rows, key=_instant)
    back = next((row for row in told if row.kind == Kind.RETURNED), None)
    came = next((row for row in told if row.kind == Kind.DELIVERED), None)
    if came is not None and (back is None or came.happened_at < back.happened_at):
        return came
    if back is not None:
        return back
    for kinds in (TRAVELS, (Kind.TAKEN_OVER,), (Kind.ANNOUNCED,)):
        last = next((row for row in reversed(told) if row.kind in kinds), None)
        if last is not None:
            return last
    return None


def _instant(row: Milestone) -> tuple[datetime, int, str]:
    return row.happened_at, ORDER.index(Kind(row.kind)), row.key


def is_sent_back(parcel: Shipment) -> bool:
    """Whether a parcel on its way goes back to its sender, by its carrier's last word."""
    if parcel.state != ShipmentState.SHIPPED:
        return False
    now = current(of(parcel))
    return now is not None and now.kind == Kind.RETURNED


def contradicts_presumption(before: datetime) -> Q:
    """The parcels of which a carrier says that they did not arrive: sent back, or at the point
    since less than what is waited for.
    """
    waits = Exists(_own().filter(kind=Kind.AT_POINT, happened_at__gte=before))
    return sent_back() | Q(waits)


def sent_back() -> Q:
    """The parcels of which a carrier says that it sent them back."""
    return Q(Exists(_own().filter(kind=Kind.RETURNED)))


def _own() -> QuerySet[Milestone]:
    """The milestones of the number that a parcel of the outer query bears now."""
    return Milestone.objects.filter(
        shipment=OuterRef("pk"), carrier=OuterRef("carrier"), tracking=OuterRef("tracking")
    )


def facts(parcel: Shipment, *, number: int | None = None) -> list[dict]:
    """The milestones of a parcel as a timeline shows them; `number` where there are several.

    Where it is now is told as what goes on, while it travels.
    """
    rows = of(parcel)
    now = current(rows) if parcel.state == ShipmentState.SHIPPED else None
    return [_fact(row, now, number) for row in rows[-SHOWN:]]


def words(parcel: Shipment) -> str:
    """Where a parcel on its way is now, in one line; nothing while its carrier said nothing."""
    now = current(of(parcel)) if parcel.state == ShipmentState.SHIPPED else None
    if now is None:
        return ""
    return " · ".join(filter(None, [str(now.get_kind_display()), said(now)]))


def said(row: Milestone) -> str:
    """Where a milestone happened and what its carrier said of it, in one line."""
    until = _("gardé jusqu’au {day}").format(day=day(row.until)) if row.until else ""
    words = row.words if row.words.casefold() != str(row.get_kind_display()).casefold() else ""
    return " · ".join(filter(None, [row.place, words, until]))


def _fact(row: Milestone, now: Milestone | None, number: int | None) -> dict:
    title = str(row.get_kind_display())
    if number is not None:
        title = _("Colis {number} : {step}").format(number=number, step=title)
    state = "wrong" if row.kind in WRONG else "done"
    if row is now and row.kind not in (*WRONG, Kind.DELIVERED):
        state = "current"
    return {"title": title, "at": row.happened_at, "text": said(row), "state": state}
