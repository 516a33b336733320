"""Series have no gap, even when their document is not kept."""

from datetime import date

import pytest
from django.db import transaction

from marketplace.shared import numbers


@pytest.mark.django_db(transaction=True)
def test_a_rollback_gives_the_number_back():
    def take():
        with transaction.atomic():
            return numbers.take("TEST", on=date(2026, 11, 23)).number

    def take_and_fall():
        with transaction.atomic():
            numbers.take("TEST", on=date(2026, 11, 23))
            raise ZeroDivisionError

    assert take() == 1
    with pytest.raises(ZeroDivisionError):
        take_and_fall()
    assert [take(), take()] == [2, 3]


@pytest.mark.django_db
def test_days_never_go_back():
    with transaction.atomic():
        numbers.take("TEST", on=date(2026, 11, 24))
        late = numbers.take("TEST", on=date(2026, 11, 23))

    assert late == numbers.Taken(2, date(2026, 11, 24))


@pytest.mark.django_db(transaction=True)
def test_a_number_is_taken_inside_a_transaction():
    with pytest.raises(RuntimeError):
        numbers.take("TEST", on=date(2026, 11, 23))
