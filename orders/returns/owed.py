"""What is due of a return before it comes: how much goes back, and what each side does until when.

The receipt counts again, under its locks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketplace.shared import clock
from orders.fulfilment.withdrawn import WITHDRAWAL
from orders.models import Incident, Return, SellerOrder, WithdrawalDeclaration
from orders.money import stakes
from orders.returns import refund_clock, returns
from orders.states import INCIDENT_OPEN, ReturnState

SEND_WITHIN = timedelta(days=14)  # C. conso L221-23


@dataclass(frozen=True)
class Due:
    """What is still due of an open return: the buyer's parcel, the seller's answer, the refund.

    `send_by`: the last day to send a withdrawal back; other returns have none. `answer_by`: until
    when the seller answers what is no withdrawal; `is_late` says that they did not. `place`: where
    it is sent, line by line.
    """

    cents: int
    with_delivery: bool
    send_by: date | None
    answer_by: datetime | None
    is_late: bool
    at_sellers: bool  # who pays for sending it back
    place: list[str]
    complaint: str  # open, about what comes back: if it is right, sending back is the seller's
    refund_by: date | None  # the last day of a refund that may not wait for the goods any more
    grown_cents: int  # by how much the law made a late one grow


def of(back: Return, *, at: datetime) -> Due | None:
    """What is due of a return that is open, read from what a page fetched at once; else None."""
    if back.state not in returns.OPEN:
        return None
    withdrawn, part = back.reason == WITHDRAWAL, back.seller_order
    answers = back.state == ReturnState.ASKED and not withdrawn
    until = back.answer_by if answers else None
    return Due(
        cents=of_receiving(back),
        with_delivery=bool(_delivery(part, returns.expected(back))),
        send_by=send_by(back),
        answer_by=until,
        is_late=until is not None and until < at,
        at_sellers=not withdrawn,
        place=place(part),
        complaint=_complaint(back) if withdrawn else "",
        refund_by=refund_clock.due_on(back) if back.sent_at else None,
        grown_cents=grown(back, day=clock.paris_day(at)),
    )


def grown(back: Return, *, day: date) -> int:
    """By how much a refund grew that is late on a day, in cents (L242-4); goods that came back and
    what the money waits for count the same.
    """
    late = refund_clock.days_late(back, day)
    if not late:
        return 0
    refund = getattr(back, "refund", None)
    cents = refund.amount_cents if refund is not None else of_receiving(back)
    return refund_clock.increase(cents, late, day=day)


def _complaint(back: Return) -> str:
    """The number of the open complaint that says these goods damaged or wrong; "" without one."""
    lines = {row.line_id for row in back.lines.all()}
    return next(
        (
            row.number
            for row in back.seller_order.incidents.all()
            if row.kind in Incident.ABOUT_PIECES
            and row.state in INCIDENT_OPEN
            and lines & {claim.line_id for claim in row.lines.all()}
        ),
        "",
    )


def place(part: SellerOrder) -> list[str]:
    """Where goods are sent back: the seller's address of today, line by line."""
    to = part.seller
    lines = [to.legal_name or to.name, to.line1, to.line2, f"{to.postcode} {to.city}"]
    return [line for line in lines if line.strip()]


def send_by(back: Return) -> date | None:
    """The last day to send a withdrawal back: fourteen days after the declaration, or after the
    parcel came where that was later. It waits for no answer; what travels still has none.
    """
    if back.reason != WITHDRAWAL or back.state == ReturnState.ON_ITS_WAY:
        return None
    arrived = [
        parcel.delivered_at
        for parcel in back.seller_order.shipments.all()
        if parcel.delivered_at is not None
        and {row.line_id for row in parcel.lines.all()} & {row.line_id for row in back.lines.all()}
    ]
    return clock.paris_day(max([back.asked_at, *arrived])) + SEND_WITHIN


def of_receiving(back: Return) -> int:
    """What receiving all that is awaited of a return gives back, in cents, delivery included."""
    return of_pieces(back.seller_order, returns.expected(back))


def of_pieces(part: SellerOrder, pieces: Mapping[int, int]) -> int:
    """What giving so many pieces of each line back returns to the buyer, delivery included."""
    goods = sum(stakes.worth(line, pieces.get(line.pk, 0)) for line in part.lines.all())
    return goods + _delivery(part, pieces)


def _delivery(part: SellerOrder, pieces: Mapping[int, int]) -> int:
    """What of the delivery goes back: all that is left of it once nothing is kept."""
    kept = any(
        line.quantity > line.cancelled + line.returned + line.came_back + pieces.get(line.pk, 0)
        for line in part.lines.all()
    )
    return 0 if kept else part.shipping_cents - part.shipping_refunded_cents


def least_of_receiving(back: Return) -> int:
    """What the cheapest piece that is awaited of a return gives back, in cents."""
    expected = returns.expected(back)
    lines = [line for line in back.seller_order.lines.all() if expected.get(line.pk)]
    return min((stakes.worth(line, 1) for line in lines), default=0)


def of_withdrawing(declaration: WithdrawalDeclaration) -> int:
    """What a withdrawal of all that has not left gives back at once, in cents."""
    order = declaration.order
    sold = order.seller_orders.exclude(paid_at=None) if order else ()
    return sum(stakes.of_cancelling(part) for part in sold)
