"""What is added up by the database, read a page at a time or sent a hundred at a time says the
same as what is looked at one by one.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounting import chains, invariants
from accounting.book import ledger
from accounting.models import Payout, StatementRow, Unsettled
from accounting.payouts import payable, payouts, queries, statements
from accounting.states import PayoutState
from marketplace.shared import chain, pdf
from marketplace.shared.models import Fact, SandboxMove
from orders.models import Return, SellerOrder
from orders.states import SellerOrderState
from tests import guards
from tests.accounting import builders
from tests.accounting.builders import DAY, NOON


@pytest.fixture
def shop(grid, lune, bank):
    """A shop with orders of every kind: due, not yet, on their way, held, called off, owing."""
    bank(lune)
    parts = [builders.delivered(lune, [(4900 + n, 1, 2000)], days_ago=n) for n in range(0, 24, 3)]
    Return.objects.create(
        seller_order=parts[-1], number="R-1", reason="other", asked_at=NOON, state="asked"
    )
    builders.give_back(parts[-2], {parts[-2].lines.get().pk: 1}, at=NOON)
    with guards.down():
        SellerOrder.objects.filter(pk=parts[0].pk).update(
            state=SellerOrderState.SHIPPED, delivered_at=None
        )
        SellerOrder.objects.filter(pk=parts[1].pk).update(
            state=SellerOrderState.SHIPPED, delivered_at=None, presumed_at=NOON - 20 * DAY
        )
        SellerOrder.objects.filter(pk=parts[2].pk).update(state=SellerOrderState.CANCELLED)
        Unsettled.objects.filter(seller_order=parts[3]).update(amount_cents=-50)
    return lune


def test_sums_by_day_are_those_of_the_orders(shop):
    shares, parts = payable.shares(shop, NOON), payable.parts(shop, NOON)

    assert sum(part.cents for part in parts) == sum(share.cents for share in shares)
    for day in (NOON.date() + timedelta(days=days) for days in range(40)):
        due = sum(share.cents for share in shares if share.is_due(day))
        assert sum(part.cents for part in parts if part.is_due(day)) == due, day
    assert {str(part.reason) for part in parts} == {str(share.reason) for share in shares}


def test_pages_of_what_is_held_are_the_whole(shop):
    pages, whole = payable.Shares(shop, NOON), payable.shares(shop, NOON)

    assert len(pages) == len(whole)
    in_pages = [share for start in range(0, len(pages), 3) for share in pages[start : start + 3]]
    assert sorted(share.number for share in in_pages) == sorted(share.number for share in whole)
    assert {share.number: share for share in in_pages} == {share.number: share for share in whole}


def test_what_waits_for_a_payout_is_proven(shop):
    assert [*invariants._unsettled()] != [], "an amount was changed above"
    Unsettled.objects.filter(amount_cents=-50).delete()
    assert all("waits for none" in sentence for sentence in invariants._unsettled())


def test_a_run_is_sent_together_and_each_payout_as_if_alone(grid, lune, brun, bank):
    bank(brun)  # the provider knows no account of Lune: it refuses
    builders.delivered(lune, [(4900, 1, 2000)])
    builders.delivered(brun, [(7000, 1, 2000)])
    run = payouts.prepare(NOON, by=None, at=NOON)
    assert not Unsettled.objects.exists()
    payouts.approve(run, by=None, at=NOON)

    assert payouts.send_some(run.pk, at=NOON) is False

    states = dict(run.payouts.values_list("seller", "state"))
    assert states == {lune.pk: PayoutState.FAILED, brun.pk: PayoutState.PAID}
    paid = run.payouts.get(seller=brun)
    assert SandboxMove.objects.get(state="paid").key == paid.uid
    assert (ledger.owed(brun), ledger.owed(lune)) == (0, 4900 - 706)
    assert paid.account_ref == brun.account_ref
    assert paid.statement_data["count"] == 3
    assert Fact.objects.filter(name="accounting.PayoutPaid").count() == 1
    payouts.drop(run.payouts.get(seller=lune), by=None, because="", at=NOON)
    assert sum(Unsettled.objects.values_list("amount_cents", flat=True)) == 4900 - 706
    assert [*invariants._unsettled(), *invariants._statements(), *chains.violations()] == []


def test_sending_many_asks_as_little_as_sending_one(
    grid, lune, brun, bank, django_assert_max_num_queries
):
    bank(lune, brun)
    for shop in (lune, brun):
        builders.delivered(shop, [(4900, 1, 2000)])
    run = payouts.prepare(NOON, by=None, at=NOON)
    payouts.approve(run, by=None, at=NOON)
    # the sandbox asks some fifteen statements of its own for a transfer
    with django_assert_max_num_queries(80):
        payouts.send_some(run.pk, at=NOON)
    assert set(run.payouts.values_list("state", flat=True)) == {PayoutState.PAID}


@pytest.fixture
def paid(grid, lune, bank, deliver_sent):
    """A payout of Lune with its statement."""
    bank(lune)
    builders.delivered(lune, [(4900, 1, 2000)])
    payouts.approve(payouts.prepare(NOON, by=None, at=NOON), by=None, at=NOON)
    deliver_sent()
    return Payout.objects.get()


def again(lune, deliver_sent, at=NOON + DAY):
    """The next payout."""
    builders.delivered(lune, [(8000, 1, 2000)])
    payouts.approve(payouts.prepare(at, by=None, at=at), by=None, at=at)
    deliver_sent(at)
    return Payout.objects.latest("pk")


def test_the_next_statement_tells_no_line_again(paid, lune, deliver_sent):
    second = again(lune, deliver_sent)

    told = [[row["line_id"] for row in statements.rows(each)] for each in (paid, second)]
    assert len(told[0]) == len(told[1]) == 3
    assert not set(told[0]) & set(told[1])
    assert second.statement_data["opening_cents"] == paid.statement_data["closing_cents"]
    assert [*invariants._statements(), *chains.violations()] == []


def test_a_statement_of_before_stays_readable_proven_and_is_not_told_again(
    paid, lune, deliver_sent
):
    rows = list(statements.rows(paid))
    was = paid.statement_data
    old = {
        name: was[name] for name in ("opening_cents", "closing_cents", "after_line", "until_line")
    } | {"rows": rows}
    items = list(paid.items.order_by("line").values_list("line", "amount_cents"))
    with guards.down():
        StatementRow.objects.filter(payout=paid).delete()
        seal = chain.print_of("", statements.content(paid, items, old))
        old["seal"] = {"rank": 1, "previous": "", "hash": seal}
        Payout.objects.filter(pk=paid.pk).update(statement_data=old)
        name = f"statement:{lune.pk}"
        chain.apps.get_model("shared.Chain").objects.filter(name=name).update(hash=seal)
    paid.refresh_from_db()
    second = again(lune, deliver_sent)

    assert [*invariants._statements(), *chains.violations()] == []
    assert "Commission" in "".join(statements.as_csv(paid))
    assert second.statement_data["count"] == 3


def test_a_long_statement_is_told_in_sums(paid, monkeypatch):
    monkeypatch.setattr(statements, "MOST", 2)

    sums = {str(total.name): total for total in statements.sums(paid)}
    assert (sums["Ventes"].count, sums["Ventes"].credit_cents) == (1, 4900)
    assert sums["Versements"].debit_cents == 4900 - 706
    assert sum(total.count for total in sums.values()) == statements.count(paid)
    assert pdf.render("payout_statement", {"payout": paid}).startswith(b"%PDF")


def test_a_payout_reads_order_by_order_a_page_at_a_time(paid):
    orders = queries.SettledOrders(paid)
    (row,) = orders[0:50]

    assert len(orders) == 1
    assert (row.sale_cents, row.commission_cents, row.refund_cents) == (4900, -706, 0)
    assert row.total_cents == paid.amount_cents
