"""What left the house and for whom: a rewritten approval, account or outcome is named against its
fact and the book.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounting import invariants
from accounting.models import Payout, PayoutRun
from accounting.payouts import payouts
from marketplace.shared import witness
from marketplace.shared.models import Fact, SandboxMove
from orders import invariants as orders_rows
from orders.models import Dispute
from sellers.events import AccountOpened, BankChanged
from tests import cast, guards
from tests.accounting import builders
from tests.accounting.builders import NOON


class Undone(Exception):
    """What was falsified is put right again for the next falsification."""


def named(*statements: str) -> str:
    """What the checks say after these statements, the guards away; all is undone afterwards."""
    told = ""
    connection.check_constraints()
    with suppress(Undone), transaction.atomic():
        with guards.down(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        told = "\n".join([*invariants.violations(), *orders_rows._disputes()])
        raise Undone
    return told


@pytest.fixture
def people(db):
    """Finance prepares, another person approves; from 100 € on two are asked."""
    cast.rules(payout_four_eyes_cents=10_000)
    return cast.operator("finance"), cast.operator("finance")


@pytest.fixture
def paid(grid, lune, bank, deliver_sent, people) -> Payout:
    """A payout that left, approved by a second person; the shop's account is told by a fact."""
    first, second = people
    bank(lune)
    witness.take_stock(NOON - timedelta(days=30))
    builders.delivered(lune, [(30000, 1, 2000)])
    run = payouts.prepare(NOON, by=first, at=NOON)
    payouts.approve(run, by=second, at=NOON)
    deliver_sent()
    return Payout.objects.select_related("run").get(state="paid")


def test_who_prepared_and_who_approved_a_run_is_what_the_facts_say(paid, people):
    first, second = people
    run, row = paid.run, f"WHERE id = {paid.run_id}"
    assert (run.prepared_by, run.approved_by) == (first, second)
    assert named() == ""
    stranger = cast.user()

    for change, words in (
        (f"approved_by_id = {stranger.pk}", f"approuvée par {stranger.email}"),
        (f"approved_by_id = {first.pk}", "la même personne"),
        ("approved_by_id = NULL", "partie sans deux personnes"),
        ("approved_at = '2026-11-22 11:00:00'", "le fait dit autre chose"),
        (f"prepared_by_id = {stranger.pk}", f"préparée par {stranger.email}"),
        ("total_cents = 100", "ses versements font"),
        ("state = 'prepared', approved_by_id = NULL, approved_at = NULL", "n'est pas approuvée"),
    ):
        told = named(f"UPDATE accounting_payoutrun SET {change} {row}")
        assert words in told, change
        assert run.number in told, change


def test_a_run_that_left_without_its_approval_is_named(grid, lune, bank, deliver_sent, people):
    bank(lune)
    builders.delivered(lune, [(30000, 1, 2000)])
    run = payouts.prepare(NOON, by=people[0], at=NOON)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounting_payoutrun SET state = 'approved', approved_at = '2026-11-23"
            f" 11:00:00', approved_by_id = {people[1].pk} WHERE id = {run.pk}"
        )
        cursor.execute(f"UPDATE accounting_payout SET state = 'approved' WHERE run_id = {run.pk}")
    payouts.send(Payout.objects.get().pk, at=NOON)

    told = list(invariants.violations())

    assert PayoutRun.objects.get().state == "done"
    assert any(
        f"Campagne {run.number}" in sentence and "aucun fait ne le dit" in sentence
        for sentence in told
    )


def test_a_threshold_lifted_past_the_house_for_one_run_is_named(
    grid, lune, bank, deliver_sent, people
):
    bank(lune)
    witness.take_stock(NOON - timedelta(days=30))
    builders.delivered(lune, [(30000, 1, 2000)])
    run = payouts.prepare(NOON, by=people[0], at=NOON)
    cast.rules(payout_four_eyes_cents=10**9)
    payouts.approve(run, by=people[0], at=NOON)
    cast.rules(payout_four_eyes_cents=10_000)

    told = "\n".join(invariants.violations())

    assert f"Campagne {run.number}" in told
    assert "il était de 100,00" in told
    assert "la même personne" in told


def test_a_payout_goes_to_the_account_in_force_and_not_while_a_new_iban_waits(paid, lune):
    row = f"WHERE id = {paid.pk}"
    assert paid.account_ref == lune.account_ref

    told = named(f"UPDATE accounting_payout SET account_ref = 'acct_else' {row}")
    assert f"Versement {paid.number}" in told
    assert f"parti vers le compte acct_else, celui du vendeur était {lune.account_ref}" in told
    told = named(f"UPDATE shared_sandboxmove SET target_ref = 'acct_else' WHERE ref = '{paid.ref}'")
    assert "le prestataire a crédité le compte acct_else" in told
    assert SandboxMove.objects.get(ref=paid.ref).target_ref == lune.account_ref

    hour = timedelta(hours=1)
    with transaction.atomic():
        for event, at in (
            (AccountOpened(seller_id=lune.pk, values={"account_ref": "acct_new"}), NOON + hour),
            (BankChanged(seller_id=lune.pk, old_email="a@example.test"), NOON + hour),
        ):
            Fact.objects.create(
                name=f"sellers.{type(event).__name__}",
                subject=f"sellers.seller:{lune.pk}",
                data=vars(event),
                happened_at=at,
            )
    assert named() == "", "what was told later changes nothing"
    Fact.objects.create(
        name="sellers.BankChanged",
        subject=f"sellers.seller:{lune.pk}",
        data={"seller_id": lune.pk},
        happened_at=NOON - hour,
    )
    assert "moins de 72 heures après un changement d'IBAN" in named()


def test_the_outcome_of_a_dispute_is_what_the_fact_and_the_book_say(grid, lune):
    parts = [builders.delivered(lune, [(5000, 1, 2000)]) for _count in range(3)]
    won, lost, waits = (builders.dispute(part.order, amount_cents=3000) for part in parts)
    builders.close(won, won=True)
    builders.close(lost, won=False)
    assert named() == ""

    for row, state, words in (
        (won, "lost", "perdue, le fait dit gagnée"),
        (lost, "won", "gagnée, le fait dit perdue"),
    ):
        told = named(f"UPDATE orders_dispute SET state = '{state}' WHERE id = {row.pk}")
        assert f"Contestation {row.ref} de 30,00" in told
        assert words in told
        assert "le livre la dit" in told
    assert "ouverte, le fait dit gagnée" in named(
        f"UPDATE orders_dispute SET state = 'open', closed_at = NULL WHERE id = {won.pk}"
    )
    assert "aucun fait ne le dit" in named(
        f"UPDATE orders_dispute SET state = 'won' WHERE id = {waits.pk}"
    )
    assert Dispute.objects.get(pk=waits.pk).state == "open"
