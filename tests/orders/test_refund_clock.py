"""Withdrawals are refunded within fourteen days: the operator is warned before, and told after."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from marketplace.shared import clock
from orders.models import Refund
from orders.returns import refund_clock, returns
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def asked(lune, reason="withdrawal"):
    part = cast.sold(cast.offer(lune))
    return returns.ask(part, pieces={part.lines.get().pk: 1}, reason=reason, by=None, at=NOON)


def after(days: int, hour: int = 12) -> datetime:
    return datetime.combine(
        (NOON + timedelta(days=days)).date(), datetime.min.time(), clock.PARIS
    ).replace(hour=hour)


def alarms(at) -> tuple[int, int, int]:
    return (
        refund_clock.soon(at).count(),
        refund_clock.soon(at, after=refund_clock.SECOND_ALARM).count(),
        refund_clock.late(at).count(),
    )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (after(6, 23), (0, 0, 0)),
        (after(7, 0), (1, 0, 0)),
        (after(11, 23), (1, 0, 0)),
        (after(12, 0), (1, 1, 0)),
        (after(14, 23), (1, 1, 0)),
        (after(15, 0), (0, 0, 1)),
        (after(60), (0, 0, 1)),
    ],
)
def test_the_three_alarms_ring_at_their_day(lune, at, expected):
    row = asked(lune)
    asked(lune, reason="defective")

    assert alarms(at) == expected
    assert refund_clock.due_on(row) == after(14).date()


def test_money_sent_silences_them_and_goods_received_do_not(lune):
    row = asked(lune)
    returns.accept(row, by=None, at=NOON)
    returns.receive(row, by=None, at=NOON)
    assert alarms(after(15)) == (0, 0, 1)

    cast.sent(Refund.objects.get())

    assert alarms(after(15)) == (0, 0, 0)
    row.refresh_from_db()
    assert refund_clock.due_on(row) is None


def test_the_operator_finds_them_from_the_first_page(client, lune):
    row = asked(lune)
    cast.proven(client, cast.operator("support"))

    with clock.at(after(12)):
        index = client.get(reverse("admin:index")).content.decode()
        listed = client.get(
            reverse("admin:orders_return_changelist"), {"refund": "urgent"}
        ).content.decode()
    with clock.at(after(20)):
        later = client.get(reverse("admin:index")).content.decode()

    assert "Rétractations à rembourser sous 7 jours" in index
    assert row.number in listed
    assert "lundi 7 décembre" in listed
    assert "Rétractations non remboursées après 14 jours" in later
