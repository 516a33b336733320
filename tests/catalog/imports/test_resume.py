"""A worker may die at any instant: what it began is finished, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog import tasks
from catalog.imports import applying, checking, run, slices
from catalog.models import Import, Offer, StockMove
from catalog.sheets import products
from catalog.states import ImportState
from marketplace.shared import clock, outbox
from marketplace.shared.models import Pending
from tests import cast
from tests.catalog.imports import conftest
from tests.catalog.imports.conftest import checked, figures, table, understood

LINES = [f"S{n:03d};Bol n° {n};Cuisine;{n + 1};{n}" for n in range(1, 60)]


class Killed(BaseException):
    """Stands for the end of the process: nothing below catches it."""


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(checking, "CHUNK", 10)
    monkeypatch.setattr(applying, "TOGETHER", 10)
    monkeypatch.setattr(checking, "LINES", 10)


@pytest.fixture
def file():
    return table("sku;titre;catégorie;prix;stock", *LINES)


def dies(monkeypatch, where, name: str, *, at_call: int):
    """Let the worker die at the n-th call of a function."""
    real = getattr(where, name)
    calls = iter(range(1, 1000))

    def deadly(*args, **kwargs):
        if next(calls) == at_call:
            raise Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(where, name, deadly)


def received(seller, file) -> Import:
    source = understood(conftest.received(seller, file, by=cast.owner_of(seller)))
    run.check(
        source,
        categories=source.mapping["categories"],
        default=None,
        rates={},
        by=None,
        at=cast.NOON,
    )
    return source


def finish(source: Import, job) -> None:
    """The timetable finds the silent import and another worker takes it up."""
    later = clock.now() + slices.SILENCE + timedelta(seconds=1)
    with clock.at(later):
        assert (source.pk, source.state) in slices.silent(later)
        while job.run(source.pk, at=cast.NOON):
            pass
    source.refresh_from_db()


@pytest.mark.parametrize("call", [1, 2, 3])
@pytest.mark.parametrize("where", ["_keep", "_say", "_end"])
def test_a_check_goes_on_where_it_was(lune, shelves, file, monkeypatch, where, call):
    source = received(lune, file)
    dies(monkeypatch, checking, where, at_call=min(call, 1 if where == "_end" else call))
    with pytest.raises(Killed):
        checking.run(source.pk, at=cast.NOON)
    source.refresh_from_db()
    assert not checking.run(source.pk, at=cast.NOON), "the dead worker's beat is still fresh"

    finish(source, checking)

    assert source.state == ImportState.CHECKED
    assert figures(source) == (59, 0, 0, 0)
    assert source.rows.count() == 59


@pytest.mark.parametrize("call", [1, 3, 6])
@pytest.mark.parametrize("instant", ["before", "after"])
def test_an_application_goes_on_without_loss_or_double(
    lune, shelves, file, monkeypatch, call, instant
):
    source = checked(lune, file)
    run.confirm(source, by=None, at=cast.NOON)
    if instant == "before":
        dies(monkeypatch, products, "save_many", at_call=call)
    else:
        dies(monkeypatch, applying, "write_outcomes", at_call=call)
    with pytest.raises(Killed):
        applying.run(source.pk, at=cast.NOON)
    source.refresh_from_db()

    finish(source, applying)

    assert source.state == ImportState.DONE
    assert figures(source) == (59, 0, 0, 0)
    assert Offer.objects.count() == 59
    assert StockMove.objects.count() == 59


def test_two_workers_never_run_the_same_chunk(lune, shelves, file):
    source = checked(lune, file)
    run.confirm(source, by=None, at=cast.NOON)
    first = slices.claim(source.pk, ImportState.APPLYING)
    assert slices.claim(source.pk, ImportState.APPLYING) is None

    Import.objects.filter(pk=source.pk).update(cursor=11)
    with pytest.raises(slices.Interrupted):
        first.advance(20, 10)


def test_a_slice_hands_over_to_the_next(lune, shelves, file):
    source = received(lune, file)
    turns = 0
    while checking.run(source.pk, at=cast.NOON, seconds=-1):
        turns += 1
    source.refresh_from_db()
    assert (source.state, turns > 5) == (ImportState.CHECKED, True)

    run.confirm(source, by=None, at=cast.NOON)
    while applying.run(source.pk, at=cast.NOON, seconds=-1):
        turns += 1
    source.refresh_from_db()
    assert figures(source) == (59, 0, 0, 0)


@pytest.mark.parametrize("asked", [True, False])
def test_the_timetable_takes_up_what_fell_silent_and_leaves_alone_what_waits(
    lune,
    shelves,
    file,
    monkeypatch,
    django_capture_on_commit_callbacks,
    asked,
):
    source = received(lune, file)
    dies(monkeypatch, checking, "_say", at_call=2)
    with pytest.raises(Killed):
        checking.run(source.pk, at=cast.NOON)

    if not asked:
        Pending.objects.update(done_at=cast.NOON)
    rows = Pending.objects.filter(task="catalog.check_import", done_at=None)
    assert rows.count() == asked
    with clock.at(clock.now() + slices.SILENCE * 2):
        for _minute in range(10):
            tasks.resume_imports()
        assert rows.count() == 1
        outbox.sweep(clock.now())

    source.refresh_from_db()
    assert source.state == ImportState.CHECKED


def test_a_seller_stops_a_check(lune, shelves, file):
    source = received(lune, file)
    checking.run(source.pk, at=cast.NOON, seconds=-1)

    source.refresh_from_db()
    run.reopen(source, by=None, at=cast.NOON)

    assert not checking.run(source.pk, at=cast.NOON)
    assert source.rows.count() == 0
    run.choose_columns(source, source.mapping["columns"], by=None)
