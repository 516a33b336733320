"""Rivals for the last seats on PostgreSQL, each with its guard off as a control."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from marketing.gatherings import gatherings, signups
from marketing.models import Gathering, Signup
from tests.cast import NOON
from tests.marketing.test_gatherings import a_date, comes, said

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="locks are PostgreSQL's"),
]
PEOPLE = [f"Personne{n}" for n in range(12)]


def race(*acts) -> list:
    """Run each act in a thread of its own, started together; what went wrong."""
    start, wrong = Barrier(len(acts)), []

    def run(act):
        try:
            connection.ensure_connection()
            start.wait(30)
            act()
        except Exception as error:  # noqa: BLE001 - the test reads what went wrong
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


def seated() -> int:
    return Signup.objects.filter(state="seated").count()


def signing_up(row):
    return [lambda name=name: comes(row, name) for name in PEOPLE]


def test_the_last_seats_are_given_once():
    row = a_date(capacity=5)

    assert race(*signing_up(row)) == []

    assert (seated(), Gathering.objects.get().taken) == (5, 5)
    assert Signup.objects.filter(state="waiting").count() == len(PEOPLE) - 5


def test_without_lock_and_comparison_more_come_than_there_are_seats(monkeypatch):
    row = a_date(capacity=1)
    together = Barrier(4)

    def careless(signup, *, at):
        taken = Gathering.objects.get(pk=signup.gathering_id).taken
        together.wait(30)
        if taken < 1:
            Gathering.objects.filter(pk=signup.gathering_id).update(taken=taken + 1)
            Signup.objects.filter(pk=signup.pk).update(state="seated", seated_at=at)

    monkeypatch.setattr(signups, "_seat", careless)
    monkeypatch.setattr(signups, "_locked", lambda date: Gathering.objects.get(pk=date.pk))

    race(*signing_up(row)[:4])

    assert seated() > 1


def test_no_seat_stays_free_while_somebody_waits():
    for turn in range(3):
        row = a_date(slug=f"marche-{turn}", capacity=3)
        first = [comes(row, f"Avant{n}") for n in range(3)]
        leaving = [lambda one=one: signups.withdraw(one, by=None, at=NOON) for one in first]
        more = said(slug=f"marche-{turn}", capacity=5)
        widen = [
            lambda row=row, more=more: gatherings.change(
                row, more, revision=0, by=None, at=NOON + timedelta(seconds=1)
            )
        ]

        assert race(*leaving, *signing_up(row)[:6], *widen) == []

        row.refresh_from_db()
        of_row = Signup.objects.filter(gathering=row)
        assert (row.taken, of_row.filter(state="seated").count()) == (5, 5)
        assert of_row.filter(state="waiting").count() == 1
