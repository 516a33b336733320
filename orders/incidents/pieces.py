"""One piece, one way to be refunded: what complaints hold of each line beside returns and refunds.

Pieces of a line are alike. A return opened before a complaint keeps its pieces: others are
complained of. One opened afterwards (a withdrawal is never refused) takes first those complained
of, and so does what was given back by a gesture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orders.models import Incident, Refund, Return, SellerOrder
from orders.money import left, refunds
from orders.returns import returns
from orders.states import INCIDENT_OPEN, IncidentState, RefundState

Kind = Incident.Kind
BESIDE = (Refund.Cause.RETURNED, Refund.Cause.GOODWILL)  # what is cancelled was never shipped


@dataclass(frozen=True)
class Ways:
    """The complaints, returns and refunds of a part, with their lines, read at once."""

    incidents: list[Incident]
    returns: list[Return]
    refunds: list[Refund]

    @classmethod
    def of(cls, part: SellerOrder) -> Ways:
        """As they are now."""
        return cls(
            incidents=list(part.incidents.order_by("pk").prefetch_related("lines")),
            returns=list(part.returns.order_by("pk").prefetch_related("lines")),
            refunds=list(part.refunds.order_by("pk").prefetch_related("lines")),
        )

    @classmethod
    def fetched(cls, part: SellerOrder) -> Ways:
        """From memory, where a page fetched them at once."""
        return cls(
            incidents=list(part.incidents.all()),
            returns=list(part.returns.all()),
            refunds=list(part.refunds.all()),
        )

    def coming_back(self, kind: str, *, but: int | None = None) -> Counter[int]:
        """How many pieces of each line an open return holds before a complaint of this kind.

        `but` is the return complained of. What was withdrawn from on its way may still be missed.
        """
        held: Counter[int] = Counter()
        for back in self.returns:
            if back.pk != but and left.holds(back, missed=kind == Kind.NOT_RECEIVED):
                held.update({row.line_id: row.quantity for row in back.lines.all()})
        return held

    def gone(self, incident: Incident) -> Counter[int]:
        """How many pieces of each line left a complaint for a return or a gesture since."""
        missed = incident.kind == Kind.NOT_RECEIVED
        gone: Counter[int] = Counter()
        for refund in self._since(incident):
            gone.update({row.line_id: row.quantity for row in refund.lines.all()})
        for back in self.returns:
            since = back.asked_at > incident.opened_at and back.pk != incident.origin_id
            if since and left.holds(back, missed=missed):
                gone.update({row.line_id: row.quantity for row in back.lines.all()})
        return gone

    def paid_since(self, incident: Incident, prices: Mapping[int, int]) -> Counter[int]:
        """How many of those have reached the buyer, at their whole price (cents a piece)."""
        paid: Counter[int] = Counter()
        for refund in self._since(incident):
            for row in refund.lines.all() if refund.state == RefundState.PAID else ():
                if row.amount_cents >= prices[row.line_id] * row.quantity:
                    paid[row.line_id] += row.quantity
        return paid

    def _since(self, incident: Incident) -> Iterator[Refund]:
        """The refunds that took pieces out of a complaint: of the return it is about, of returns
        asked since, and gestures.
        """
        asked = {back.pk: back.asked_at for back in self.returns}
        for refund in self.refunds:
            own = refund.origin_id is not None and refund.origin_id == incident.origin_id
            since = asked.get(refund.origin_id, refund.intended_at) > incident.opened_at
            beside = refund.cause in BESIDE and refund.incident_id is None
            if beside and refund.state != RefundState.DROPPED and (own or since):
                yield refund

    def complained_of(self, kind: str) -> Counter[int]:
        """How many pieces of each line complaints hold, before a new one of this kind.

        What was decided is not claimed again for the same reason, except a parcel that a gesture
        left on its way.
        """
        open_returns = {back.pk for back in self.returns if back.state in returns.OPEN}
        taken: Counter[int] = Counter()
        resumed = {incident.resumes_id for incident in self.incidents}
        for incident in self.incidents:
            if incident.pk in resumed:  # counted with the one that takes it up
                continue
            if incident.state in INCIDENT_OPEN:
                # the pieces of the return it complains of are counted with that return
                out = self.gone(incident) if incident.origin_id not in open_returns else None
            elif incident.kind == kind and _is_decided(incident):
                out = self._refunded_by(incident)
            else:
                continue
            for claim in incident.lines.all() if out is not None else ():
                taken[claim.line_id] += max(0, claim.quantity - out[claim.line_id])
        return taken

    def _refunded_by(self, incident: Incident) -> Counter[int]:
        given: Counter[int] = Counter()
        for refund in self.refunds:
            if refund.incident_id == incident.pk and refund.state != RefundState.DROPPED:
                given.update({row.line_id: row.quantity for row in refund.lines.all()})
        return given


def _is_decided(incident: Incident) -> bool:
    return incident.state == IncidentState.DECIDED and not expects(incident)


def expects(incident: Incident) -> bool:
    """Whether a gesture closed it: some money for the wait, that says nothing of the parcel."""
    return incident.kind == Kind.NOT_RECEIVED and incident.outcome == Incident.Outcome.GOODWILL


def still_claimed(incident: Incident) -> dict[int, int]:
    """How many pieces of each line a complaint may still have refunded: those complained of that
    did not take another way since.
    """
    part, ways = incident.seller_order, Ways.of(incident.seller_order)
    owed, gone = refunds.refundable(part), ways.gone(incident)
    back = ways.coming_back(incident.kind, but=incident.origin_id)
    return {
        claim.line_id: max(
            0,
            min(claim.quantity - gone[claim.line_id], owed[claim.line_id] - back[claim.line_id]),
        )
        for claim in incident.lines.all()
    }
