"""The outbox and its lanes: nothing is lost, nothing done by two at once or queued twice."""

from datetime import timedelta

import pytest
from celery import current_app, shared_task
from django.db import IntegrityError, transaction

from marketplace.celery import app
from marketplace.machine import startup
from marketplace.machine.timetable import Timetable
from marketplace.shared import clock, lanes, outbox, standing
from marketplace.shared.lanes import Lane
from marketplace.shared.models import Heartbeat, Pending
from tests.cast import NOON

DONE: list[int] = []
WRITES = (".send_", ".tell_", ".acknowledge_")


@shared_task(name="tests.note")
def note(*, number, **_):
    """Note a number."""
    DONE.append(number)


@shared_task(name="tests.stumble", lane=lanes.MONEY)
def fall(**_):
    """Fall."""
    raise ZeroDivisionError("fell")


@pytest.fixture
def rows(db):
    """Rows written here wait for somebody."""
    DONE.clear()
    with clock.at(NOON), outbox.holding({"tests.note", "tests.stumble"}):
        yield


@pytest.fixture
def queued():
    """Work goes to the broker instead of being done at once."""
    eager, app.conf.task_always_eager = app.conf.task_always_eager, False
    yield
    app.conf.task_always_eager = eager


def handed(task=note, **given) -> Pending:
    with transaction.atomic():
        return outbox.hand_over(task, **given)


def taken(lane=Lane.LETTERS, *, first=None, ticket="one", again=False, at=NOON):
    return outbox._take(lane, first=first, by="here", ticket=ticket, again=again, at=at)


def test_a_dead_broker_loses_nothing(db, monkeypatch, django_capture_on_commit_callbacks):
    DONE.clear()

    def away(*_given, **_named):
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_start", away)
        with django_capture_on_commit_callbacks(execute=True):
            handed(number=7)
    assert DONE == []

    assert outbox.sweep(clock.now()) == 1
    assert outbox.sweep(clock.now() + timedelta(minutes=9)) == 0
    assert DONE == [7]


def test_a_task_that_fails_is_tried_again_then_given_up_and_can_be_revived(
    rows, settings, django_capture_on_commit_callbacks
):
    settings.RAISE_IN_TASKS = False
    pending = handed(fall)
    for _try in range(outbox.ATTEMPTS):
        outbox.deliver(pending_id=pending.pk)

    pending.refresh_from_db()
    assert pending.dead_at
    assert pending.last_error == "ZeroDivisionError: fell"
    with django_capture_on_commit_callbacks(execute=True):
        outbox.revive(Pending.objects.all(), at=clock.now())
    pending.refresh_from_db()
    assert (pending.dead_at, pending.attempts) == (None, 1)


def test_held_tasks_wait_for_the_sweep(rows):
    handed(number=2)
    assert DONE == []
    outbox.sweep(NOON)
    assert DONE == [2]


def test_a_row_is_taken_by_one_the_oldest_first_in_its_own_lane(rows):
    money = handed(fall)
    first, second = handed(number=1), handed(number=2)

    assert taken().pk == first.pk
    assert taken(ticket="two").pk == second.pk
    assert taken(ticket="three") is None
    assert taken(Lane.MONEY, ticket="three").pk == money.pk


def test_a_message_takes_the_row_it_speaks_of_or_else_what_waits(rows):
    first, second = handed(number=1), handed(number=2)

    assert taken(first=second.pk).pk == second.pk
    assert taken(first=second.pk, ticket="two").pk == first.pk


def test_what_a_dead_worker_held_is_free_when_its_message_comes_back_or_its_time_is_over(rows):
    row = handed(number=1)
    assert taken(first=row.pk)
    assert taken(first=row.pk, ticket="other", again=True) is None

    again = taken(first=row.pk, again=True)
    assert again.attempts == 1  # its death counts: what kills workers is given up in the end
    assert taken(at=NOON + outbox.LEASE).attempts == 2


def test_a_worker_that_begins_frees_what_the_one_of_its_name_held(rows):
    handed(number=1)
    assert taken()
    assert outbox.let_go("elsewhere", at=NOON) == 0
    assert outbox.let_go("here", at=NOON) == 1
    assert taken(ticket="two")


def test_what_kills_each_worker_is_given_up(rows):
    row = handed(number=1)
    Pending.objects.filter(pk=row.pk).update(attempts=outbox.ATTEMPTS - 1, taken_until=NOON)

    assert taken() is None
    row.refresh_from_db()
    assert (row.dead_at, row.last_error) == (NOON, outbox.DIED)


def test_of_what_bears_a_key_one_waits_at_a_time(rows):
    assert handed(key="photo:1", number=1)
    assert handed(key="photo:1", number=1) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Pending.objects.create(task="tests.note", key="photo:1", due_at=NOON)

    outbox.sweep(NOON)
    assert handed(key="photo:1", number=1)


def test_ten_minutes_without_a_worker_leave_one_of_each(
    rows, queued, monkeypatch, django_capture_on_commit_callbacks
):
    """A clock that goes on, a broker that keeps, no worker: what is queued is queued once."""
    waiting: dict[str, int] = {}
    monkeypatch.setattr(
        lanes, "wake", lambda lane, **_: waiting.update({lane: waiting.get(lane, 0) + 1})
    )
    monkeypatch.setattr(lanes, "is_called", lambda lane: bool(waiting.get(lane)))
    jobs = [entry["task"] for entry in app.conf.beat_schedule.values()]
    for number in range(5):
        handed(number=number)

    for minute in range(10):
        with django_capture_on_commit_callbacks(execute=True):
            for job in jobs:
                outbox.ask(job)
        outbox.sweep(NOON + timedelta(minutes=minute))

    assert Pending.objects.count() == len(jobs) + 5
    asked = {lanes.of(current_app.tasks[job]) for job in jobs}
    # one message each time that a job was newly asked; the sweep adds none where one waits
    assert sum(waiting.values()) == len(jobs) + (Lane.LETTERS not in asked)


def test_a_job_of_the_timetable_leaves_how_it_went_and_nothing_else(rows, settings):
    settings.RAISE_IN_TASKS = False
    with transaction.atomic():
        outbox.hand_over(fall, key=fall.name)
    outbox.sweep(NOON)
    assert not Pending.objects.exists()
    beat = Heartbeat.objects.get(job="tests.stumble")
    assert (beat.failed_at, beat.failures, beat.ran_at) == (NOON, 1, None)
    assert beat.last_error == "ZeroDivisionError: fell"

    outbox.ask("marketplace.apply_proposals")
    outbox.sweep(NOON)
    done = Heartbeat.objects.get(job="marketplace.apply_proposals")
    assert (done.ran_at, done.failures) == (NOON, 0)
    assert not Pending.objects.exists()


def test_the_clock_asks_by_rows(rows, tmp_path):
    clock_of_the_house = Timetable(app=app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    clock_of_the_house.setup_schedule()
    jobs = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert set(Heartbeat.objects.values_list("job", flat=True)) == jobs

    entry = clock_of_the_house.schedule["apply_proposals"]
    clock_of_the_house.apply_async(entry)
    outbox.sweep(NOON)
    assert Heartbeat.objects.get(job="marketplace.apply_proposals").ran_at == NOON
    clock_of_the_house.close()


def test_how_the_lanes_stand_is_asked_in_one_question(rows, settings, django_assert_num_queries):
    settings.RAISE_IN_TASKS = False
    handed(number=1), handed(number=2)
    taken()
    dead = handed(fall)
    Pending.objects.filter(pk=dead.pk).update(dead_at=NOON)
    lanes.pulse(["letters"])

    with django_assert_num_queries(1):
        stood = {lane.lane: lane for lane in standing.standing(NOON)}

    letters, money = stood[Lane.LETTERS], stood[Lane.MONEY]
    assert (letters.due, letters.running, letters.pulse_at) == (1, 1, NOON)
    assert (money.due, money.given_up, money.pulse_at) == (0, 1, None)
    assert not letters.is_late(NOON + timedelta(minutes=5))
    assert letters.is_late(NOON + timedelta(minutes=6))

    assert outbox.revive(Pending.objects.filter(lane=Lane.MONEY), at=NOON) == 1


def test_what_a_worker_took_meanwhile_is_not_taken_up_again(rows):
    row = handed(number=1)
    assert taken()
    assert outbox.revive(Pending.objects.all(), at=NOON) == 0
    assert DONE == []
    row.refresh_from_db()
    assert row.taken_until == NOON + outbox.LEASE


def test_what_was_done_a_month_ago_is_dropped(rows):
    old, new = handed(number=1), handed(number=2)
    outbox.sweep(NOON)
    Pending.objects.filter(pk=old.pk).update(done_at=NOON - outbox.KEPT - timedelta(minutes=1))
    outbox.forget_old(NOON)
    assert list(Pending.objects.values_list("pk", flat=True)) == [new.pk]


def test_every_task_has_its_lane():
    assert tuple(Lane.values) == startup.LANES
    assert set(startup.URGENT) < set(startup.LANES)
    unnamed = [
        name
        for name, task in current_app.tasks.items()
        if not name.startswith(("celery.", "tests."))
        and name != lanes.SERVE
        and not getattr(task, "lane", None)
        and not any(word in name for word in WRITES)
    ]
    assert unnamed == []
    assert current_app.conf.task_default_queue == Lane.LETTERS
