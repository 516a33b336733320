"""The nightly proof stands on the console with its date, red when it found something or did not
come.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from marketplace.celery import app
from marketplace.console import today
from marketplace.proof import proof
from marketplace.shared import clock
from marketplace.shared.models import Fact, Proof, User
from tests import cast, guards
from tests.cast import NOON


@pytest.fixture
def facts(db):
    for count in range(3):
        Fact.objects.create(
            name="orders.OrderPaid", subject=f"x:{count}", happened_at=NOON - timedelta(days=3)
        )


def prove(at) -> Proof:
    with clock.at(at):
        return proof.run()


def falsify() -> None:
    with guards.down():
        Fact.objects.filter(subject="x:1").update(subject="x:9")


def red(person: User, at) -> list[str]:
    return [
        queue.name
        for queue in today.queues(User.objects.get(pk=person.pk), at)
        if "vérification" in queue.name
    ]


def test_the_console_shows_the_last_proof_and_goes_red(client, facts, odile):
    assert red(odile, NOON) == ["Jours sans vérification"], "old facts, never proven"
    good = prove(NOON)
    assert red(odile, NOON) == []
    assert red(odile, NOON + timedelta(hours=37)) == ["Jours sans vérification"]
    client.force_login(odile)
    assert "rien à signaler" in client.get(reverse("admin:index")).content.decode()

    falsify()
    bad = prove(NOON + timedelta(days=1))

    assert (good.found, bad.found) == (0, 1)
    assert red(odile, NOON + timedelta(days=1)) == ["Anomalies trouvées par la vérification"]
    assert "1 anomalie" in client.get(reverse("admin:index")).content.decode()
    page = client.get(reverse("admin:shared_proof_change", args=[bad.pk])).content.decode()
    assert "was falsified" in page
    assert client.get(reverse("admin:shared_proof_changelist")).status_code == 200


def test_verify_ends_with_an_error_when_something_was_falsified(facts):
    call_command("verify", "--keep")
    falsify()
    with pytest.raises(CommandError) as told:
        call_command("verify")
    assert told.value.returncode == 1
    assert Proof.objects.count() == 1


def test_the_night_proves_and_each_minute_seals():
    schedule = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert schedule["marketplace.seal"] == 60
    assert schedule["marketplace.prove"].hour == {2}


def test_a_colleague_without_finance_sees_no_proof(client, facts):
    prove(NOON)
    client.force_login(cast.operator("moderation"))
    assert "rien à signaler" not in client.get(reverse("admin:index")).content.decode()
    assert client.get(reverse("admin:shared_proof_changelist")).status_code in (403, 404)
