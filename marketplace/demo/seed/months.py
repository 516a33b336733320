"""At each month's end the timetable invoices every seller's commissions, credit notes included."""

from datetime import datetime, time, timedelta

from celery import current_app

from marketplace.demo.seed.market import Market
from marketplace.shared import clock
from marketplace.shared.clock import PARIS


def note(market: Market, began: datetime) -> None:
    """In the first minutes of each month that was lived."""
    day = clock.paris_day(began)
    while day <= clock.paris_day(market.now):
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        market.calendar.note(datetime.combine(day, time(0, 5), PARIS), _bill)


def _bill(_at: datetime) -> None:
    current_app.tasks["accounting.bill_commissions"].run()
