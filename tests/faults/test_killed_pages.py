"""A page is scheduled, begins and ends, whichever of its processes is killed, and whenever."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from celery import current_app
from django.test import Client

from marketing.blocks import typed
from marketing.models import Version
from marketing.pages import drafts, life
from marketing.states import VersionState
from marketplace.shared import clock, guests
from marketplace.shared.models import Fact
from tests import cast
from tests.faults.killing import everywhere, violations

NOON = cast.NOON
BEGINS, ENDS = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
_page = count(1)
LIFE = ["PageApproved", "PageWentLive", "PageEnded"]


def draft() -> Version:
    """One that may go live; its first words are in its address."""
    slug = f"noel-{next(_page)}"
    version = drafts.create("landing", name=slug, slug=slug, by=None, at=NOON)
    content = {"title": slug, "blocks": [typed.new("hero", {"title": "Noël"})]}
    drafts.save(version, content, revision=0, by=None, at=NOON)
    return version


def schedule(version: Version) -> None:
    """What the console's button does."""
    life.approve(
        version, starts_at=BEGINS, ends_at=ENDS, revision=version.revision, by=None, at=NOON
    )


def scheduled() -> Version:
    version = draft()
    schedule(version)
    return version


def begun() -> Version:
    version = scheduled()
    turn(BEGINS)
    return version


def turn(at) -> None:
    """The worker's minute."""
    with clock.at(at):
        current_app.tasks["marketing.turn_pages"].apply(throw=True)


def is_read(version: Version, at) -> bool:
    """Whether the public reads it, in a process that knew nothing of it."""
    guests.clear()
    with clock.at(at):
        answer = Client().get(f"/pages/{version.page.slug}/", headers={"Sec-Fetch-Site": "none"})
    assert answer.status_code in (200, 404)
    return answer.status_code == 200


def told(version: Version) -> list[str]:
    """What facts say of it, in their order."""
    facts = Fact.objects.filter(subject=f"marketing.version:{version.pk}").order_by("pk")
    return [name.rpartition(".")[2] for name in facts.values_list("name", flat=True)]


def lives_on(version: Version) -> None:
    """Whatever died: it comes to its end, each move told once."""
    turn(BEGINS)
    turn(ENDS)
    turn(ENDS)
    version.refresh_from_db()
    assert version.state == VersionState.ENDED
    assert told(version) == LIFE


def test_a_page_that_is_scheduled_is_so_wholly_or_not_at_all(shop):
    outcomes = set()
    for version, died in everywhere(draft, schedule, least=2):
        version.refresh_from_db()
        outcomes.add(version.state)
        assert violations() == []
        if version.state == VersionState.DRAFT:
            assert died
            assert told(version) == []
            assert version.seal == ""
            schedule(version)  # the same button again
        instants = (BEGINS - timedelta(seconds=1), BEGINS, ENDS - timedelta(seconds=1), ENDS)
        assert [is_read(version, at) for at in instants] == [False, True, True, False]
        lives_on(version)
    assert outcomes == {VersionState.DRAFT, VersionState.SCHEDULED}
    assert violations() == []


@pytest.mark.parametrize(
    ("begin", "at", "before", "after"),
    [
        (scheduled, BEGINS, VersionState.SCHEDULED, VersionState.LIVE),
        (begun, ENDS, VersionState.LIVE, VersionState.ENDED),
        # the worker was away all the time
        (scheduled, ENDS, VersionState.SCHEDULED, VersionState.ENDED),
    ],
    ids=["begins", "ends", "both at once"],
)
def test_a_worker_that_dies_at_its_minute_leaves_it_to_the_next(shop, begin, at, before, after):
    outcomes = set()
    for version, _died in everywhere(begin, lambda _version: turn(at), least=2):
        version.refresh_from_db()
        outcomes.add(version.state)
        assert is_read(version, at) == (at < ENDS), "the public waits for no worker"
        assert violations() == []
        lives_on(version)
    assert outcomes == {before, after}
    assert violations() == []
