"""Runs of payouts: what is due, who approves, one transfer each, and what follows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounting import invariants
from accounting.book import ledger
from accounting.models import (
    AccountingRules,
    Payout,
    PayoutItem,
    PayoutRun,
    StatementRow,
    Unsettled,
)
from accounting.payouts import payable, payouts, statements
from accounting.states import PayoutState, RunState
from marketplace.shared import policy
from marketplace.shared.clock import PARIS
from marketplace.shared.gateway.protocol import TransferView
from marketplace.shared.models import Fact, SandboxMove, SandboxSettings
from orders.models import Return, SellerOrder
from sellers.states import KycState
from tests import cast, guards
from tests.accounting import builders
from tests.accounting.builders import DAY, NOON

NET = 4900 - 706  # 12 % and its VAT


def violations():
    """What the book's own proof says of payouts and accounts."""
    return [
        *invariants._payouts_add_up(),
        *invariants._payouts_booked(),
        *invariants._balanced(),
        *invariants._clearing_accounts(),
        *invariants._statements(),
    ]


def prepare(by=None, at=NOON):
    return payouts.prepare(at, by=by, at=at)


@pytest.fixture
def ripe(grid, lune, bank):
    """An order of Lune, delivered twenty days ago."""
    bank(lune)
    return builders.delivered(lune, [(4900, 1, 2000)])


def test_due_when_nobody_may_withdraw_any_more_to_the_day(grid, lune):
    part = builders.delivered(lune, [(4900, 1, 2000)], days_ago=13)
    assert payable.due_by_seller(NOON + DAY) == {}, "the fourteenth day is the buyer's"
    assert payable.due_by_seller(NOON + 2 * DAY) == {lune.pk: NET}
    share = payable.shares(lune, NOON)[0]
    assert (share.cents, share.reason, share.due_on) == (NET, "", date(2026, 11, 25))
    assert payable.due_day(part.delivered_at, 14) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("delivered", "due"),
    [
        (date(2026, 11, 10), date(2026, 11, 25)),  # a Tuesday to a Tuesday: day 15
        (date(2026, 11, 7), date(2026, 11, 24)),  # ends on a Saturday, carried to Monday: day 17
        (date(2026, 11, 8), date(2026, 11, 24)),
        (
            date(2026, 12, 11),
            date(2026, 12, 29),
        ),  # Christmas is a Friday: carried past the week-end
    ],
)
def test_the_calendar_moves_the_day_a_payout_is_due(grid, lune, delivered, due):
    at = datetime.combine(delivered, time(15), PARIS)
    part = builders.delivered(lune, [(4900, 1, 2000)])
    SellerOrder.objects.filter(pk=part.pk).update(delivered_at=at)
    eve, day = (datetime.combine(due - timedelta(days=days), time(9), PARIS) for days in (1, 0))
    assert payable.due_by_seller(eve) == {}
    assert payable.due_by_seller(day) == {lune.pk: NET}
    assert payable.shares(lune, eve)[0].due_on == due


def test_a_longer_right_to_withdraw_holds_longer(grid, lune):
    part = builders.delivered(lune, [(4900, 1, 2000)], days_ago=20)
    with guards.down():
        SellerOrder.objects.filter(pk=part.pk).update(withdrawal_days=30)
    assert payable.due_by_seller(NOON) == {}
    assert payable.due_by_seller(NOON + 11 * DAY) == {lune.pk: NET}


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
        waiting.number: "En attente de livraison",
        returned.number: "Retour en cours",
        refunding.number: "Remboursement en cours",
        disputed.number: "Contestation bancaire en cours",
    }


def test_a_run_from_preparation_to_the_paid_statement(ripe, lune, odile, deliver_sent):
    run = prepare(by=odile)
    payout = run.payouts.get()
    assert (run.number, run.total_cents, payout.amount_cents, payout.warnings) == (
        "VR-2026-0001",
        NET,
        NET,
        ["first"],
    )
    assert payable.due_by_seller(NOON) == {}
    payouts.approve(run, by=odile, at=NOON)
    deliver_sent()
    payout.refresh_from_db()
    run.refresh_from_db()
    assert (payout.state, run.state) == (PayoutState.PAID, RunState.DONE)
    assert ledger.owed(lune) == 0
    assert payout.invoice is None
    data = payout.statement_data
    assert (data["opening_cents"], data["closing_cents"], data["count"]) == (0, 0, 3)
    assert "0,00" in "".join(statements.as_csv(payout))
    assert SandboxMove.objects.get().amount_cents == NET


def test_four_eyes_above_the_threshold(ripe, odile):
    cast.rules(payout_four_eyes_cents=1000)
    run = prepare(by=odile)
    with pytest.raises(payouts.NeedsSecondPerson):
        payouts.approve(run, by=odile, at=NOON)
    run.refresh_from_db()
    assert run.state == RunState.PREPARED
    payouts.approve(run, by=cast.operator("finance"), at=NOON)
    run.refresh_from_db()
    assert run.state == RunState.APPROVED


def test_a_large_run_of_the_clock_is_seen_by_two(ripe, odile):
    cast.rules(payout_four_eyes_cents=1000)
    run = prepare()
    payouts.approve(run, by=odile, at=NOON)
    run.refresh_from_db()
    assert run.state == RunState.PREPARED
    with pytest.raises(payouts.NeedsSecondPerson):
        payouts.approve(run, by=odile, at=NOON)
    payouts.approve(run, by=cast.operator("finance"), at=NOON)
    run.refresh_from_db()
    assert run.state == RunState.APPROVED


def test_a_large_sum_in_small_runs_is_large(ripe, brun, bank, odile):
    cast.rules(payout_four_eyes_cents=NET + 1)
    payouts.approve(prepare(by=odile), by=odile, at=NOON)
    bank(brun)
    builders.delivered(brun, [(5000, 1, 0)])
    second = prepare(by=odile)
    with pytest.raises(payouts.NeedsSecondPerson):
        payouts.approve(second, by=odile, at=NOON)
    second.refresh_from_db()
    assert second.state == RunState.PREPARED


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"kyc_state": KycState.RESTRICTED}, "Identité"),
        ({"payouts_enabled": False}, "Identité"),
        ({"account_ref": ""}, "Identité"),
        ({"iban_changed_at": NOON - timedelta(hours=71)}, "IBAN"),
        ({"suspended_at": NOON}, "suspendu"),
    ],
)
def test_a_blocked_seller_is_left_out_with_the_reason(ripe, lune, brun, bank, change, word):
    bank(brun)
    builders.delivered(brun, [(5000, 1, 0)])
    type(lune).objects.filter(pk=lune.pk).update(**change)
    run = prepare()
    assert list(run.payouts.values_list("seller", flat=True)) == [brun.pk]
    assert run.left_out[0]["amount_cents"] == NET
    assert word in run.left_out[0]["reason"]


def test_small_and_negative_balances_are_carried(ripe, grid, lune, brun, deliver_sent):
    small = cast.seller("Petit")
    builders.delivered(small, [(900, 1, 2000)])
    debt = builders.delivered(brun, [(5000, 1, 0)])
    payouts.approve(prepare(), by=None, at=NOON)
    deliver_sent()
    builders.close(builders.dispute(debt.order, amount_cents=5000), won=False)
    builders.delivered(lune, [(10000, 1, 2000)])
    run = prepare(at=NOON + DAY)
    assert run.payouts.get().seller == lune
    assert {row["name"]: row["amount_cents"] < 0 for row in run.left_out} == {
        "Petit": False,
        "Maison Brun": True,
    }


def test_a_refund_after_the_payout_is_netted_in_the_next(ripe, lune, deliver_sent):
    payouts.approve(prepare(), by=None, at=NOON)
    deliver_sent()
    builders.give_back(ripe, {ripe.lines.get().pk: 1}, at=NOON + DAY)
    assert ledger.owed(lune) == -NET
    builders.delivered(lune, [(10000, 1, 2000)])
    run = prepare(at=NOON + DAY)
    assert run.total_cents == 10000 - 1440 - NET
    payouts.approve(run, by=None, at=NOON + DAY)
    deliver_sent(NOON + DAY)
    payout = run.payouts.get()
    assert ledger.owed(lune) == 0
    assert (payout.statement_data["opening_cents"], payout.statement_data["closing_cents"]) == (
        0,
        0,
    )


def test_a_failed_transfer_keeps_its_sums_and_is_retried_under_a_new_key(ripe, lune, deliver_sent):
    SandboxSettings.objects.create(fail_transfers=True)
    run = prepare()
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    payout = run.payouts.get()
    key = payout.uid
    assert (payout.state, payout.failure) == (PayoutState.FAILED, "account_restricted")
    assert ledger.owed(lune) == NET
    with pytest.raises(payouts.NothingDue):
        prepare()
    SandboxSettings.objects.update(fail_transfers=False)
    payouts.retry(payout, by=None, at=NOON)
    deliver_sent()
    payout.refresh_from_db()
    assert (payout.state, payout.uid != key) == (PayoutState.PAID, True)


def test_a_lost_answer_is_asked_again_with_the_same_key(ripe, lune, deliver_sent):
    SandboxSettings.objects.create(is_down=True)
    run = prepare()
    payouts.approve(run, by=None, at=NOON)
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
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    payout = run.payouts.get()
    payouts.send(payout.pk, at=NOON)
    stale = Payout.objects.get(pk=payout.pk)
    stale.state = PayoutState.SENDING
    payouts.confirm(stale, TransferView(ref=payout.ref, state="paid", amount_cents=NET), at=NOON)
    assert ledger.owed(lune) == 0
    assert SandboxMove.objects.count() == 1


def test_what_has_left_takes_no_line_more_and_its_statement_none(ripe, lune, deliver_sent):
    """The database itself refuses, also where one row of many is wrong."""
    run = prepare()
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    gone = run.payouts.get()
    builders.delivered(lune, [(2000, 1, 2000), (1000, 1, 2000)])
    lines = list(Unsettled.objects.values_list("line_id", flat=True))
    next_one = prepare().payouts.get()
    PayoutItem.objects.filter(payout=next_one).delete()

    def take(*chosen):
        PayoutItem.objects.bulk_create(
            [
                PayoutItem(payout=payout, line_id=line, amount_cents=1)
                for payout, line in zip(chosen, lines, strict=False)
            ]
        )

    for row in (
        lambda: take(next_one, gone),
        lambda: take(gone),
        lambda: StatementRow.objects.create(payout=gone, line_id=lines[0], balance_cents=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row()
    take(next_one, next_one)
    StatementRow.objects.create(payout=next_one, line_id=lines[0], balance_cents=1)


def test_dropping_gives_the_sums_back_to_the_next_run(ripe, odile):
    run = prepare()
    payouts.drop_run(run, by=odile, because="Erreur", at=NOON)
    assert not PayoutItem.objects.exists()
    assert run.payouts.get().state == PayoutState.DROPPED
    assert prepare().total_cents == NET


def test_a_refund_between_approval_and_sending_stops_the_payout(ripe, lune, deliver_sent):
    run = prepare()
    payouts.approve(run, by=None, at=NOON)
    builders.give_back(ripe, {ripe.lines.get().pk: 1})
    deliver_sent()
    payout = run.payouts.get()
    run.refresh_from_db()
    assert (payout.state, run.state) == (PayoutState.DROPPED, RunState.DONE)
    assert "retenu" in payout.failure
    assert ledger.owed(lune) == 0
    assert not SandboxMove.objects.exists()


@pytest.mark.parametrize("came", ["dispute", "return", "refund"])
def test_what_came_between_approval_and_sending_stays_here(ripe, lune, deliver_sent, came):
    held = builders.delivered(lune, [(9000, 1, 2000)])
    run = prepare()
    payouts.approve(run, by=None, at=NOON)
    if came == "dispute":
        builders.dispute(held.order, amount_cents=9000)
    elif came == "return":
        Return.objects.create(seller_order=held, number="R-1", asked_at=NOON)
    else:
        builders.intend(held, {held.lines.get().pk: 1})

    deliver_sent()

    payout = run.payouts.get()
    net = payable.shares(lune, NOON)[0].cents
    assert (payout.state, payout.amount_cents, payout.held_back_cents) == (
        PayoutState.PAID,
        NET,
        net,
    )
    assert set(payout.items.values_list("line__seller_order", flat=True)) == {ripe.pk}
    assert SandboxMove.objects.get(kind="transfer").amount_cents == NET
    fact = Fact.objects.get(name="accounting.PayoutShrunk")
    assert held.number in fact.because
    with pytest.raises(payouts.NothingDue):
        prepare()
    assert violations() == []


def test_when_all_of_it_is_held_nothing_leaves(ripe, lune, deliver_sent):
    run = prepare()
    payouts.approve(run, by=None, at=NOON)
    contested = builders.dispute(ripe.order, amount_cents=4900)
    deliver_sent()
    payout = run.payouts.get()
    run.refresh_from_db()
    assert (payout.state, run.state) == (PayoutState.DROPPED, RunState.DONE)
    assert not SandboxMove.objects.filter(kind="transfer").exists()
    builders.close(contested, won=True)
    assert prepare().total_cents == NET


def test_what_went_back_meanwhile_is_taken_off(ripe, lune, deliver_sent):
    other = builders.delivered(lune, [(3000, 2, 2000)])
    run = prepare()
    payouts.approve(run, by=None, at=NOON)
    builders.give_back(other, {other.lines.get().pk: 1})
    deliver_sent()
    payout = run.payouts.get()
    assert (payout.state, payout.amount_cents + payout.held_back_cents) == (
        PayoutState.PAID,
        run.total_cents,
    )
    assert ledger.owed(lune) == 0
    assert violations() == []


def test_a_retried_payout_is_asked_again_too(ripe, lune, deliver_sent):
    held = builders.delivered(lune, [(9000, 1, 2000)])
    SandboxSettings.objects.create(fail_transfers=True)
    run = prepare()
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    builders.dispute(held.order, amount_cents=9000)
    SandboxSettings.objects.update(fail_transfers=False)
    payouts.retry(run.payouts.get(), by=None, at=NOON)
    deliver_sent()
    assert SandboxMove.objects.get(kind="transfer", state="paid").amount_cents == NET


def test_what_a_silent_provider_never_heard_of_is_asked_anew(ripe, lune, deliver_sent):
    held = builders.delivered(lune, [(9000, 1, 2000)])
    SandboxSettings.objects.create(is_down=True)
    run = prepare()
    payouts.approve(run, by=None, at=NOON)
    deliver_sent()
    key = run.payouts.get().uid
    builders.dispute(held.order, amount_cents=9000)
    SandboxSettings.objects.update(is_down=False)

    payouts.settle(NOON + timedelta(minutes=6))

    payout = run.payouts.get()
    assert (payout.state, payout.amount_cents, payout.uid != key) == (PayoutState.PAID, NET, True)
    assert SandboxMove.objects.get(kind="transfer").amount_cents == NET


def test_a_debt_that_was_netted_stays_netted(ripe, lune, deliver_sent):
    debt = builders.delivered(lune, [(2000, 1, 2000)])
    builders.close(builders.dispute(debt.order, amount_cents=2000), won=False)
    run = prepare()
    payouts.approve(run, by=None, at=NOON)
    Return.objects.create(seller_order=debt, number="R-1", asked_at=NOON)
    deliver_sent()
    payout = run.payouts.get()
    assert (payout.amount_cents, payout.held_back_cents) == (run.total_cents, 0)


def test_preparing_is_set_based(grid, lune, brun, django_assert_max_num_queries):
    for seller in (lune, brun):
        for _i in range(3):
            builders.delivered(seller, [(4900, 1, 2000)])
    policy.rules(AccountingRules)
    with django_assert_max_num_queries(24):
        prepare()
    assert PayoutRun.objects.get().total_cents == 6 * NET
    assert PayoutItem.objects.count() == 12


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 23), date(2026, 11, 30)),
        (date(2026, 11, 24), date(2026, 11, 30)),
        (date(2026, 11, 29), date(2026, 11, 30)),
    ],
)
def test_runs_are_prepared_on_mondays(day, monday):
    assert payouts.next_run(day) == monday
