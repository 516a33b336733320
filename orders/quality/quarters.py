"""The quarters of a year, as a report names them; days in Paris."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from marketplace.shared.clock import paris_day

FIRST_YEAR = 2020


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a year."""

    year: int
    number: int

    @property
    def since(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def until(self) -> date:
        """Its last day."""
        return self.next.since - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after."""
        over = self.number == 4
        return Quarter(self.year + over, 1 if over else self.number + 1)

    @property
    def before(self) -> Quarter:
        """The quarter before."""
        first = self.number == 1
        return Quarter(self.year - first, 4 if first else self.number - 1)

    @property
    def label(self) -> str:
        """As a table names it: T3 2026."""
        return _("T{quarter} {year}").format(quarter=self.number, year=self.year)

    @property
    def told(self) -> str:
        """In words: juillet à septembre 2026."""
        first = self.since.month
        return _("{first} à {last} {year}").format(
            first=MONTHS[first], last=MONTHS[first + 2], year=self.year
        )

    @property
    def code(self) -> str:
        """As a form sends it."""
        return f"{self.year}-{self.number}"


def of_day(day: date) -> Quarter:
    """The quarter of a day."""
    return Quarter(day.year, (day.month + 2) // 3)


def last_ended(at: datetime) -> Quarter:
    """The last quarter that is over."""
    return of_day(paris_day(at)).before


def ended(at: datetime, most: int = 8) -> list[Quarter]:
    """The quarters that are over, the latest first."""
    last, found = last_ended(at), []
    while len(found) < most and last.year >= FIRST_YEAR:
        found.append(last)
        last = last.before
    return found
