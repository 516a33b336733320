"""The operator sees how the lanes of work stand, and starts again what was given up."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from marketplace.celery import app
from marketplace.console.jobs import JOBS, TASKS
from marketplace.shared import clock, lanes, outbox
from marketplace.shared.models import Fact, Heartbeat, Pending
from orders.money import refunds
from tests import cast

NOON = cast.NOON
LANES = reverse("admin:shared_pending_lanes")


@pytest.fixture
def console(client, db):
    cast.proven(client, cast.operator("support"))
    with clock.at(NOON):
        yield client


def waiting(lane="letters", task="orders.send_link", **values):
    return Pending.objects.create(task=task, lane=lane, **{"due_at": NOON, **values})


def test_the_lanes_are_shown_with_what_waits_and_what_was_given_up(console):
    waiting(due_at=NOON - timedelta(minutes=12))
    waiting(lane="quiet", due_at=NOON - timedelta(hours=7))
    waiting(lane="money", dead_at=NOON)
    lanes.pulse(["letters"])

    page = console.get(LANES).content.decode()
    assert "12\xa0minutes" in page
    assert ("En retard" in page, "Arrêtée" in page) == (True, True)
    assert page.count("Aucun processus") == 4
    assert "Reprendre 1 tâche abandonnée" in page

    index = console.get(reverse("admin:index")).content.decode()
    assert "Files de travail en retard" in index
    assert "Tâches abandonnées" in index


def test_what_failed_and_is_tried_again_later_is_counted(console):
    waiting(lane="money", due_at=NOON + timedelta(minutes=4), attempts=1, last_error="GatewayDown")
    waiting(lane="money", due_at=NOON + timedelta(minutes=2), attempts=1, last_error="GatewayDown")

    answer = console.get(LANES)

    money = answer.context["lanes"][0][0]
    assert (money.due, money.failed) == (0, 2)
    assert "prochain essai à 12:02:00" in " ".join(answer.content.decode().split())


def test_a_task_is_told_in_words_with_the_way_to_what_it_is_about(console, lune):
    part = cast.sold(cast.offer(lune))
    with transaction.atomic():
        refund = refunds.intend(
            part,
            lines={part.lines.get().pk: 1},
            shipping_cents=0,
            cause="returned",
            by=None,
            at=NOON,
        )
    pending = waiting(
        lane="money", task="orders.send_refund", data={"refund_id": refund.pk}, last_error="Down"
    )
    cast.proven(console, cast.operator())

    page = console.get(reverse("admin:shared_pending_change", args=[pending.pk])).content.decode()

    first = page.partition('<fieldset class="module aligned')[2].partition("</fieldset>")[0]
    assert "Demande un remboursement au prestataire" in first
    assert reverse("admin:orders_refund_change", args=[refund.pk]) in first
    assert "orders.send_refund" not in first
    assert "refund_id" not in first
    outbox._done(pending, took_ms=1)
    pending.refresh_from_db()
    assert (bool(pending.done_at), pending.last_error) == (True, ""), "what failed before is over"


def test_each_task_that_waits_has_its_words():
    from_outside = {lanes.MONEY, lanes.IMPORTS}
    named = {name for name, task in app.tasks.items() if lanes.of(task) in from_outside}
    ours = {name for name in named if not name.startswith(("celery.", "lanes.", "tests."))}

    assert ours <= {*JOBS, *TASKS}


def test_what_was_given_up_in_a_lane_starts_again(console, django_capture_on_commit_callbacks):
    dead = waiting(lane="money", task="marketplace.apply_proposals", dead_at=NOON, attempts=8)
    other = waiting(dead_at=NOON, attempts=8)

    with django_capture_on_commit_callbacks(execute=True):
        answer = console.post(LANES, {"lane": "money"}, follow=True)

    assert "1 tâche reprise." in answer.content.decode()
    dead.refresh_from_db(), other.refresh_from_db()
    assert dead.done_at
    assert other.dead_at
    assert Fact.objects.filter(name="marketplace.TaskRevived").count() == 1


def test_what_a_worker_does_now_is_not_taken_from_it(console):
    held = waiting(taken_until=NOON + timedelta(minutes=1))
    url = reverse("admin:shared_pending_retry", args=[held.pk])

    console.post(url, follow=True)
    held.refresh_from_db()
    assert held.taken_until == NOON + timedelta(minutes=1)
    assert not held.done_at


def test_a_job_of_the_timetable_is_told_in_words_and_runs_when_asked(
    console, django_capture_on_commit_callbacks
):
    assert set(JOBS) == {entry["task"] for entry in app.conf.beat_schedule.values()}
    row = Heartbeat.objects.create(job="marketplace.apply_proposals")
    page = console.get(reverse("admin:shared_heartbeat_changelist")).content.decode()
    assert "Met en vigueur les changements" in page

    with django_capture_on_commit_callbacks(execute=True):
        console.post(reverse("admin:shared_heartbeat_run", args=[row.pk]))
    row.refresh_from_db()
    assert row.ran_at is None, "support runs no job"

    boss = cast.operator()
    cast.proven(console, boss)
    with django_capture_on_commit_callbacks(execute=True):
        console.post(reverse("admin:shared_heartbeat_run", args=[row.pk]))
    row.refresh_from_db()
    assert row.ran_at == NOON
    assert Fact.objects.get(name="marketplace.JobAsked").actor == boss


def test_ready_tells_which_lanes_are_served(client, db):
    assert client.get("/readyz").json()["worker"] is False
    lanes.pulse(["money", "letters"])
    assert client.get("/readyz").json()["lanes"]["money"] is True
    assert client.get("/readyz").json()["worker"] is False
    lanes.pulse(list(lanes.Lane.values))
    assert client.get("/readyz").json()["worker"] is True
