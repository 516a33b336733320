"""Days as the law counts them (golden vectors of the regulation notes)."""

from datetime import date

import pytest

from marketplace.shared import clock

VECTORS = [
    ("2026-11-10", "2026-11-24"),
    ("2026-12-11", "2026-12-28"),
    ("2026-12-12", "2026-12-28"),
    ("2026-12-18", "2027-01-04"),
    ("2027-03-15", "2027-03-30"),
    ("2027-04-22", "2027-05-07"),
    ("2027-04-24", "2027-05-10"),
    ("2027-05-03", "2027-05-18"),
    ("2028-02-15", "2028-02-29"),
]


@pytest.mark.parametrize(("received", "ends"), VECTORS)
def test_the_withdrawal_ends_on_an_open_day(received, ends):
    assert clock.withdrawal_end(date.fromisoformat(received)) == date.fromisoformat(ends)


def test_two_working_days_after_friday_is_tuesday():
    assert clock.add_open_days(date(2026, 11, 20), 2) == date(2026, 11, 24)
