"""Facts and the outbox: nothing is lost, nothing happens without its fact."""

from dataclasses import dataclass

import pytest
from celery import shared_task
from django.db import transaction

from marketplace.shared import events
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
