"""Two people decide one complaint at the same instant: one decision stands, the other is told."""

import pytest
from django.db import connection

from marketplace.shared.states import IllegalMove, MovedMeanwhile
from orders.incidents import incidents
from orders.models import Incident, Refund
from tests import cast, guards
from tests.cast import NOON
from tests.orders.test_races_after import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _postgres_only():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")


def test_decided_at_once_by_two_it_is_decided_once(lune, odile):
    part = cast.sold((cast.offer(lune), 8))
    for _turn in range(6):
        row = cast.heard(
            incidents.open_(
                part,
                kind="damaged",
                text="Fêlé.",
                pieces={part.lines.get().pk: 1},
                by=None,
                at=NOON,
            )
        )
        mine, theirs = Incident.objects.get(pk=row.pk), Incident.objects.get(pk=row.pk)

        refused = race(
            lambda mine=mine: incidents.refund(
                mine, incidents.whole(mine), borne_by="seller", because="Oui.", by=odile, at=NOON
            ),
            lambda theirs=theirs: incidents.give(
                theirs, 300, borne_by="operator", because="Non, mais.", by=odile, at=NOON
            ),
        )

        assert [type(no) for no in refused] in ([MovedMeanwhile], [IllegalMove])
        assert Refund.objects.filter(incident=row).count() == 1
        with guards.down():
            Incident.objects.filter(pk=row.pk).update(
                kind="wrong"
            )  # another piece is complained of next time


def test_claimed_at_once_from_two_pages_the_pieces_are_claimed_once(lune):
    part = cast.sold((cast.offer(lune), 1))
    pieces = {part.lines.get().pk: 1}

    def claim(kind):
        return lambda: incidents.open_(
            part, kind=kind, text="Fêlé.", pieces=pieces, by=None, at=NOON
        )

    refused = race(claim("damaged"), claim("damaged"))

    assert [type(no) for no in refused] == [incidents.NothingToClaim]
    assert Incident.objects.count() == 1
