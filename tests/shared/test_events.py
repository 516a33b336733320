"""Facts and the outbox: nothing is lost, nothing happens without its fact."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from celery import shared_task
from django.db import transaction

from marketplace.shared import clock, events
from marketplace.shared.facts import Event
from marketplace.shared.models import Fact, Pending
from tests import cast

DONE: list[int] = []


@dataclass(frozen=True, kw_only=True)
class Rang(Event):
    """A bell rang."""

    sentence = "La cloche a sonné"
    times: int


@shared_task(name="tests.ring")
def ring(*, times, **_):
    """Ring."""
    DONE.append(times)


@shared_task(name="tests.fall")
def fall(**_):
    """Fall."""
    raise ZeroDivisionError("fell")


@pytest.fixture
def bell(monkeypatch):
    """A flow of its own, and a row to speak of."""
    DONE.clear()
    monkeypatch.setattr(events, "_flows", {Rang: [events.later(ring)]})
    return cast.user()


@pytest.mark.django_db(transaction=True)
def test_a_fact_needs_a_transaction(bell):
    with pytest.raises(RuntimeError):
        events.publish(Rang(times=1), about=bell)


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_kept_and_told_after_the_commit(bell):
    with transaction.atomic():
        events.publish(Rang(times=3), about=bell, because="midi")
        assert DONE == []

    fact = Fact.objects.get()
    assert (fact.name, fact.data, fact.because) == ("tests.Rang", {"times": 3}, "midi")
    assert DONE == [3]
    assert Pending.objects.get().done_at


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_fails_takes_everything_back(bell, monkeypatch):
    def refuse(_event):
        raise ZeroDivisionError

    monkeypatch.setattr(events, "_flows", {Rang: [events.later(ring), refuse]})

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.publish(Rang(times=1), about=bell)
    assert not Fact.objects.exists()
    assert not Pending.objects.exists()
    assert DONE == []


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_loses_nothing(bell, monkeypatch):
    def away(**_):
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(events.deliver, "delay", away)
        with transaction.atomic():
            events.publish(Rang(times=7), about=bell)
    assert DONE == []

    assert events.sweep(clock.now()) == 0
    assert events.sweep(clock.now() + timedelta(minutes=3)) == 1
    assert events.sweep(clock.now() + timedelta(minutes=9)) == 0
    assert DONE == [7]


@pytest.mark.django_db(transaction=True)
def test_a_task_that_fails_is_tried_again_then_given_up_and_can_be_revived(bell, settings):
    settings.RAISE_IN_TASKS = False
    with transaction.atomic():
        pending = events.hand_over(fall)
    for _try in range(events.ATTEMPTS):
        events.deliver(pending_id=pending.pk)

    pending.refresh_from_db()
    assert pending.dead_at
    assert pending.last_error == "ZeroDivisionError: fell"
    events.revive(pending, at=clock.now())
    pending.refresh_from_db()
    assert (pending.dead_at, pending.attempts) == (None, 1)


@pytest.mark.django_db(transaction=True)
def test_held_tasks_wait_for_the_sweep(bell):
    with events.holding({"tests.ring"}), transaction.atomic():
        events.publish(Rang(times=2), about=bell)
    assert DONE == []

    events.sweep(clock.now() + timedelta(minutes=3))
    assert DONE == [2]
