"""The fourteen days to refund a withdrawal (C. conso L221-24); later the sum grows (L242-4).

The seller may wait for the goods or for the proof that they were sent: a late one is to be looked
at, it is not always a fault.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from marketplace.shared import clock
from orders.fulfilment.withdrawn import WITHDRAWAL
from orders.models import Return
from orders.states import OPEN_RETURNS

TERM, FIRST_ALARM, SECOND_ALARM = 14, 7, 12  # days after the declaration
OWED = OPEN_RETURNS


def due_on(return_: Return) -> date | None:
    """The last day to refund a withdrawal; none for other returns, and once it is over."""
    if return_.reason != WITHDRAWAL or return_.state not in OWED:
        return None
    return clock.paris_day(return_.asked_at) + timedelta(days=TERM)


def owed() -> QuerySet[Return]:
    """Withdrawals whose money did not go back yet."""
    return Return.objects.filter(reason=WITHDRAWAL, state__in=OWED)


def soon(at: datetime, *, after: int = FIRST_ALARM) -> QuerySet[Return]:
    """Withdrawals not refunded after so many days, and still in time."""
    return owed().filter(asked_at__lte=_aged(at, after), asked_at__gt=_aged(at, TERM + 1))


def late(at: datetime) -> QuerySet[Return]:
    """Withdrawals not refunded after the last day."""
    return owed().filter(asked_at__lte=_aged(at, TERM + 1))


def _aged(at: datetime, days: int) -> datetime:
    """The end of the day that lies so many days back."""
    return clock.end_of_day(clock.paris_day(at) - timedelta(days=days))
