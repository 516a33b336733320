"""The fourteen days to refund a withdrawal (C. conso L221-24), and how the sum then grows (L242-4).

The seller may wait for the goods or for the proof that they were sent, whichever comes first: a
late one without either is to be looked at, it is not always a fault.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from marketplace.shared import clock
from marketplace.shared.money import FULL_BPS, Money
from orders.fulfilment.withdrawn import WITHDRAWAL
from orders.models import Return
from orders.states import OPEN_RETURNS

TERM, FIRST_ALARM, SECOND_ALARM = 14, 7, 12  # days after the declaration
OWED = OPEN_RETURNS
# days late at most: how much the sum grows, in basis points; the first days bear the legal rate
STEPS = ((20, 500), (30, 1000), (60, 2000), (90, 5000))
FIRST_DAYS, LAST_STEP, A_MONTH, POINTS = 10, 90, 30, 500
YEAR = 365
# since when: the legal rate owed to people who do not act for a trade, in basis points a year
# (order of 15 December 2025; the latest known stands until a later one is written here)
LEGAL_RATE = ((date(2026, 1, 1), 667),)


def due_on(return_: Return) -> date | None:
    """The last day to refund a withdrawal; none for other returns, and once it is over."""
    if return_.reason != WITHDRAWAL or return_.state not in OWED:
        return None
    last = clock.paris_day(return_.asked_at) + timedelta(days=TERM)
    proof = proven_on(return_)
    return max(last, proof) if proof else last


def proven_on(return_: Return) -> date | None:
    """The day from which a refund may not wait any more: of the receipt of the goods, or of the
    proof that they were sent.
    """
    known = [each for each in (return_.sent_at, return_.received_at) if each is not None]
    return clock.paris_day(min(known)) if known else None


def days_late(return_: Return, day: date) -> int:
    """How many days a refund is late on a day; none while the seller may still wait."""
    last = due_on(return_)
    if last is None or proven_on(return_) is None:
        return 0
    return max(0, (day - last).days)


def increase(cents: int, days: int, *, day: date) -> int:
    """By how much a sum in cents has grown when it is so many days late on a day (L242-4).

    In the first ten days by the legal rate, counted by the day: taken whole it would be more than
    the five per cent that follow. At most the sum itself; then the legal rate again.
    """
    if days <= 0:
        return 0
    if days <= FIRST_DAYS:
        return _interest(cents, days, day)
    for most, bps in STEPS:
        if days <= most:
            return Money(cents).at(bps).cents
    months = -(-(days - LAST_STEP) // A_MONTH)
    bps = STEPS[-1][1] + POINTS * months
    if bps <= FULL_BPS:
        return Money(cents).at(bps).cents
    whole_after = LAST_STEP + A_MONTH * ((FULL_BPS - STEPS[-1][1]) // POINTS)
    return cents + _interest(cents, days - whole_after, day)


def owed() -> QuerySet[Return]:
    """Withdrawals whose money did not go back yet."""
    return Return.objects.filter(reason=WITHDRAWAL, state__in=OWED)


def soon(at: datetime, *, after: int = FIRST_ALARM) -> QuerySet[Return]:
    """Withdrawals not refunded after so many days, and still in time."""
    return owed().filter(asked_at__lte=_aged(at, after), asked_at__gt=_aged(at, TERM + 1))


def late(at: datetime) -> QuerySet[Return]:
    """Withdrawals not refunded after the last day."""
    return owed().filter(asked_at__lte=_aged(at, TERM + 1))


def _interest(cents: int, days: int, day: date) -> int:
    rate = next((bps for since, bps in reversed(LEGAL_RATE) if since <= day), LEGAL_RATE[0][1])
    return Money(cents).per(rate * days, of=FULL_BPS * YEAR).cents


def _aged(at: datetime, days: int) -> datetime:
    """The end of the day that lies so many days back."""
    return clock.end_of_day(clock.paris_day(at) - timedelta(days=days))
