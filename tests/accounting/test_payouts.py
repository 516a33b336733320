"""Runs of payouts: what is due, who approves, one transfer each, and what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounting import ledger, payable, payouts, statements
from accounting.models import Payout, PayoutItem, PayoutRun
from accounting.states import PayoutState, RunState
from marketplace.shared import policy
from marketplace.shared.gateway.protocol import TransferView
from marketplace.shared.models import Rules, SandboxMove, SandboxSettings
from orders.models import Return
from sellers.states import KycState
from tests import cast
from tests.accounting import builders
from tests.accounting.builders import DAY, NOON

NET = 4900 - 706  # 12 % and its VAT


def rules(**values):
    row = Rules.objects.order_by("pk").first() or Rules.objects.create()
    Rules.objects.filter(pk=row.pk).update(**values)
    policy.forget()


def prepare(by=None, now=NOON):
    return payouts.prepare(now, by=by, now=now)


@pytest.fixture
def ripe(grid, lune, bank):
    """An order of Lune, delivered twenty days ago."""
    bank(lune)
    return builders.delivered(lune, [(4900, 1, 2000)])


def test_due_at_delivery_plus_hold_to_the_day(grid, lune):
    part = builders.delivered(lune, [(4900, 1, 2000)], days_ago=13)
    assert payable.due_by_seller(NOON) == {}
    assert payable.due_by_seller(NOON + DAY) == {lune.pk: NET}
    share = payable.shares(lune, NOON)[0]
    assert (share.cents, share.reason, share.due_on) == (NET, "", date(2026, 11, 24))
    assert payable.due_day(part.delivered_at) == date(2026, 11, 24)


def test_what_keeps_an_order_from_being_paid_is_said(grid, lune):
    waiting = builders.pay(builders.placed((lune, [(1000, 1, 2000)], 0))).seller_orders.get()
    returned = builders.delivered(lune, [(2000, 1, 2000)])
    refunding = builders.delivered(lune, [(3000, 1, 2000)])
    disputed = builders.delivered(lune, [(4000, 1, 2000)])
    Return.objects.create(seller_order=returned, number="R-1", asked_at=NOON)
    builders.intend(refunding, {refunding.lines.get().pk: 1})
    builders.dispute(disputed.order, amount_cents=4000)
    assert payable.due_by_seller(NOON) == {}
    told = {share.number: str(share.reason) for share in payable.shares(lune, NOON)}
    assert told == {
        waiting.number: "En attente de livraison", returned.number: "Retour en cours",
        refunding.number: "Remboursement en cours", disputed.number: "Contestation bancaire en cours"}


def test_a_run_from_preparation_to_the_paid_statement(ripe, lune, odile, deliver_sent):
    run = prepare(by=odile)
    payout = run.payouts.get()
    assert (run.number, run.total_cents, payout.amount_cents, payout.warnings) == (
        "VR-2026-0001", NET, NET, ["first"])
    assert payable.due_by_seller(NOON) == {}
    payouts.approve(run, by=odile, now=NOON)
    deliver_sent()
    payout.refresh_from_db()
    run.refresh_from_db()
    assert (payout.state, run.state) == (PayoutState.PAID, RunState.DONE)
    assert ledger.owed(lune) == 0
    assert payout.invoice is None
    data = payout.statement_data
    assert (data["opening_cents"], data["closing_cents"], len(data["rows"])) == (0, 0, 3)
    assert "0,00" in statements.as_csv(payout)
    assert SandboxMove.objects.get().amount_cents == NET


def test_four_eyes_above_the_threshold(ripe, odile):
    rules(payout_four_eyes_cents=1000)
    run = prepare(by=odile)
    with pytest.raises(payouts.NeedsSecondPerson):
        payouts.approve(run, by=odile, now=NOON)
    run.refresh_from_db()
    assert run.state == RunState.PREPARED
    payouts.approve(run, by=cast.operator("finance"), now=NOON)
    run.refresh_from_db()
    assert run.state == RunState.APPROVED


@pytest.mark.parametrize(("change", "word"), [
    ({"kyc_state": KycState.RESTRICTED}, "Identité"),
    ({"payouts_enabled": False}, "Identité"),
    ({"account_ref": ""}, "Identité"),
    ({"iban_changed_at": NOON - timedelta(hours=71)}, "IBAN"),
    ({"suspended_at": NOON}, "suspendu"),
])
def test_a_blocked_seller_is_left_out_with_the_reason(ripe, lune, brun, bank, change, word):
    bank(brun)
    builders.delivered(brun, [(5000, 1, 0)])
    type(lune).objects.filter(pk=lune.pk).update(**change)
    run = prepare()
    assert list(run.payouts.values_list("seller", flat=True)) == [brun.pk]
    assert run.left_out[0]["amount_cents"] == NET
    assert word in run.left_out[0]["reason"]


def test_small_and_negative_balances_are_carried(ripe, grid, lune, brun):
    small = cast.seller("Petit")
    builders.delivered(small, [(900, 1, 2000)])
    debt = builders.delivered(brun, [(5000, 1, 0)])
    builders.close(builders.dispute(debt.order, amount_cents=5000), won=False)
    run = prepare()
    assert run.payouts.get().seller == lune
    assert {row["name"]: row["amount_cents"] < 0 for row in run.left_out} == {"Petit": False, "Maison Brun": True}


def test_a_refund_after_the_payout_is_netted_in_the_next(ripe, lune, deliver_sent):
    payouts.approve(prepare(), by=None, now=NOON)
    deliver_sent()
    builders.give_back(ripe, {ripe.lines.get().pk: 1}, at=NOON + DAY)
    assert ledger.owed(lune) == -NET
    builders.delivered(lune, [(10000, 1, 2000)])
    run = prepare(now=NOON + DAY)
    assert run.total_cents == 10000 - 1440 - NET
    payouts.approve(run, by=None, now=NOON + DAY)
    deliver_sent(NOON + DAY)
    payout = run.payouts.get()
    assert ledger.owed(lune) == 0
    assert (payout.statement_data["opening_cents"], payout.statement_data["closing_cents"]) == (0, 0)


def test_a_failed_transfer_keeps_its_sums_and_is_retried_under_a_new_key(ripe, lune, deliver_sent):
    SandboxSettings.objects.create(fail_transfers=True)
    run = prepare()
    payouts.approve(run, by=None, now=NOON)
    deliver_sent()
    payout = run.payouts.get()
    key = payout.uid
    assert (payout.state, payout.failure) == (PayoutState.FAILED, "account_restricted")
    assert ledger.owed(lune) == NET
    with pytest.raises(payouts.NothingDue):
        prepare()
    SandboxSettings.objects.update(fail_transfers=False)
    payouts.retry(payout, by=None, now=NOON)
    deliver_sent()
    payout.refresh_from_db()
    assert (payout.state, payout.uid != key) == (PayoutState.PAID, True)


def test_a_lost_answer_is_asked_again_with_the_same_key(ripe, lune, deliver_sent):
    SandboxSettings.objects.create(is_down=True)
    run = prepare()
    payouts.approve(run, by=None, now=NOON)
    deliver_sent()
    assert run.payouts.get().state == PayoutState.SENDING
    SandboxSettings.objects.update(is_down=False)
    payouts.settle(NOON + timedelta(minutes=6))
    payouts.settle(NOON + timedelta(minutes=12))
    assert run.payouts.get().state == PayoutState.PAID
    assert SandboxMove.objects.count() == 1
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_sending_or_confirming_twice_pays_once(ripe, lune, deliver_sent):
    run = prepare()
    payouts.approve(run, by=None, now=NOON)
    deliver_sent()
    payout = run.payouts.get()
    payouts.send(payout.pk, now=NOON)
    stale = Payout.objects.get(pk=payout.pk)
    stale.state = PayoutState.SENDING
    payouts.confirm(stale, TransferView(payout.ref, "paid", NET), now=NOON)
    assert ledger.owed(lune) == 0
    assert SandboxMove.objects.count() == 1


def test_dropping_gives_the_sums_back_to_the_next_run(ripe, odile):
    run = prepare()
    payouts.drop_run(run, by=odile, because="Erreur", now=NOON)
    assert not PayoutItem.objects.exists()
    assert run.payouts.get().state == PayoutState.DROPPED
    assert prepare().total_cents == NET


def test_a_refund_between_approval_and_sending_stops_the_payout(ripe, lune, deliver_sent):
    run = prepare()
    payouts.approve(run, by=None, now=NOON)
    builders.give_back(ripe, {ripe.lines.get().pk: 1})
    deliver_sent()
    payout = run.payouts.get()
    run.refresh_from_db()
    assert (payout.state, run.state) == (PayoutState.DROPPED, RunState.DONE)
    assert "solde" in payout.failure
    assert ledger.owed(lune) == 0
    assert not SandboxMove.objects.exists()


def test_preparing_is_set_based(grid, lune, brun, django_assert_max_num_queries):
    for seller in (lune, brun):
        for _i in range(3):
            builders.delivered(seller, [(4900, 1, 2000)])
    policy.rules()
    with django_assert_max_num_queries(22):
        prepare()
    assert PayoutRun.objects.get().total_cents == 6 * NET
    assert PayoutItem.objects.count() == 12


@pytest.mark.parametrize(("day", "monday"), [
    (date(2026, 11, 23), date(2026, 11, 30)), (date(2026, 11, 24), date(2026, 11, 30)),
    (date(2026, 11, 29), date(2026, 11, 30))])
def test_runs_are_prepared_on_mondays(day, monday):
    assert payouts.next_run(day) == monday
