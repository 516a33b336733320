"""Two people decide of one company at the same instant: one wins, the other changes nothing."""

from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from marketplace.shared.states import Refusal
from sellers.application import onboarding
from sellers.identity import identity
from sellers.models import Identity, Seller
from tests import cast
from tests.cast import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _postgres_only():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")


def race(*acts):
    """Run each act in a thread of its own, started together; what they refused."""
    start, refused = Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except Refusal as no:
            refused.append(no)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_of_two_files_of_one_company_handed_in_at_once_one_is_examined(texts):
    for turn in range(6):
        number = cast.siret(900 + turn)
        # the constraint that keeps a company single allows drafts: it is what the race is about
        names = [f"Atelier {turn} {file}" for file in ("a", "b")]
        rows = [cast.seller(name, state="draft", opened_at=None, siret=number) for name in names]

        refused = race(*(lambda row=row: onboarding.submit(row, by=None, at=NOON) for row in rows))

        assert [type(no) for no in refused] == [onboarding.AlreadyApplied]
        assert Seller.objects.filter(siret=number, state="applied").count() == 1


def test_two_establishments_of_one_company_handed_in_at_once_are_one_application(texts):
    for turn, (one, other) in enumerate([("73282932000074", "73282932000082")] * 4):
        Seller.objects.all().update(state="refused")
        rows = [
            cast.seller(f"Lune {turn}", state="draft", opened_at=None, siret=number)
            for number in (one, other)
        ]

        refused = race(*(lambda row=row: onboarding.submit(row, by=None, at=NOON) for row in rows))

        assert [type(no) for no in refused] == [onboarding.AlreadyApplied]
        assert Seller.objects.filter(state="applied").count() == 1


def test_a_button_pressed_twice_begins_one_application(alice):
    refused = race(*(lambda: onboarding.begin(alice, name="Lune", at=NOON) for _press in range(3)))

    assert [type(no) for no in refused] == [onboarding.ApplicationUnderWay] * 2
    assert Seller.objects.count() == 1


def test_a_request_is_approved_or_taken_back_never_both(lune):
    for turn in range(6):
        asked = identity.ask(
            lune, "company", values={"legal_name": f"Lune {turn}"}, by=None, at=NOON
        )
        mine, theirs = (
            Identity.objects.select_related("seller").get(pk=asked.pk) for _who in range(2)
        )

        refused = race(
            partial(identity.approve, mine, by=None, at=NOON),
            partial(identity.withdraw, theirs, by=None, at=NOON),
        )

        asked.refresh_from_db()
        lune.refresh_from_db()
        assert len(refused) == 1
        assert (asked.state == "in_force") == (lune.legal_name == f"Lune {turn}")


def test_a_change_comes_into_force_once_by_two_timetables(lune):
    later = NOON.replace(day=30)
    asked = identity.ask(
        lune,
        "contact",
        values={"line1": "8 quai Saint-Vincent"},
        on=later.date(),
        by=None,
        at=NOON,
    )

    race(lambda: identity.apply_due(later), lambda: identity.apply_due(later))

    lune.refresh_from_db()
    asked.refresh_from_db()
    assert (lune.line1, asked.state) == ("8 quai Saint-Vincent", "in_force")
    assert Identity.objects.filter(seller=lune, state="in_force").count() == 1
