"""Two who hold every right close each other at the same instant: one of them stays."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from accounting.commissions import grid
from accounting.models import AccountingRules, CommissionRule
from marketplace.console import people
from marketplace.shared import proposals
from marketplace.shared.models import ProposedChange, User
from marketplace.shared.states import Refusal
from tests import cast
from tests.cast import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _postgres_only():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")


def race(*acts) -> list[Refusal]:
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


def test_two_who_close_each_other_are_not_both_closed():
    for _turn in range(4):
        one, two = cast.operator(), cast.operator()
        User.objects.filter(is_superuser=True).exclude(pk__in=[one.pk, two.pk]).update(
            is_superuser=False
        )

        refused = race(
            lambda one=one, two=two: people.close(one, because="Doute", by=two, at=NOON),
            lambda one=one, two=two: people.close(two, because="Doute", by=one, at=NOON),
        )

        assert User.objects.filter(is_superuser=True, is_active=True).count() == 1
        assert len(refused) == 1


def test_a_change_is_approved_or_refused_once():
    cast.seller()
    rules = cast.rules()
    for turn in range(4):
        days = 20 + turn
        change = proposals.propose(
            "rules",
            rules.pk,
            after={"payout_hold_days": days},
            because="Essai",
            by=cast.operator("finance"),
            at=NOON,
        )
        one, two = cast.operator(), cast.operator()
        mine, theirs = (ProposedChange.objects.get(pk=change.pk) for _ in range(2))

        refused = race(
            lambda mine=mine, one=one: proposals.approve(mine, by=one, at=NOON),
            lambda theirs=theirs, two=two: proposals.refuse(theirs, because="Non", by=two, at=NOON),
        )

        change.refresh_from_db()
        assert len(refused) == 1
        hold = AccountingRules.objects.get().payout_hold_days
        assert (change.state == "applied") == (hold == days)


def test_of_two_rules_approved_at_one_instant_for_the_same_sales_one_stands():
    cast.seller()
    cast.grid()
    author, approvers = cast.operator("finance"), [cast.operator(), cast.operator()]
    for turn in range(4):
        row = {"position": turn, "seller": None, "category": None}
        changes = [
            proposals.propose(
                grid.RULE,
                0,
                after=grid.packed(
                    {
                        **row,
                        "name": f"Fêtes {bps}",
                        "bps": bps,
                        "fixed_cents": 0,
                        "minimum_cents": 0,
                        "valid_from": date(2027, 1 + turn, 1 + bps % 7),
                        "valid_until": date(2027, 1 + turn, 20 + bps % 7),
                    }
                ),
                because="Fêtes",
                by=author,
                at=NOON,
            )
            for bps in (700, 900)
        ]

        refused = race(
            *(
                lambda change=change, who=who: proposals.approve(change, by=who, at=NOON)
                for change, who in zip(changes, approvers, strict=True)
            )
        )

        assert [type(no) for no in refused] == [grid.Contradicts]
        assert CommissionRule.objects.filter(position=turn).count() == 1
