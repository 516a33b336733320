"""The recipes of the book, with the worked amounts of the law file, and their properties."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounting.book import ledger, postings
from accounting.models import Account, Commission, CommissionReversal, Entry, Line
from orders import events as facts
from orders.models import Refund
from tests.accounting import builders
from tests.accounting.builders import NOON


def totals() -> dict[str, int]:
    """Debits less credits of every account that is not at zero."""
    sums: dict[str, int] = {}
    for line in Line.objects.all():
        sums[line.account] = sums.get(line.account, 0) + line.debit_cents - line.credit_cents
    return {account: cents for account, cents in sums.items() if cents}


def assert_balanced():
    for entry in Entry.objects.prefetch_related("lines"):
        sides = entry.lines.all()
        assert len(sides) >= 2
        assert sum(s.debit_cents for s in sides) == sum(s.credit_cents for s in sides)


def test_sale_fee_and_commission(grid, lune):
    builders.pay(builders.placed((lune, [(12000, 1, 2000)], 600)), fee_cents=214)
    assert totals() == {
        Account.PSP: 12600 - 214,
        Account.PSP_FEES: 214,
        Account.SELLERS: -(12600 - 1728),
        Account.COMMISSION: -1440,
        Account.VAT: -288,
    }
    assert ledger.owed(lune) == 12600 - 1728
    assert_balanced()


def test_full_refund_leaves_only_the_providers_fee(grid, lune):
    order = builders.pay(builders.placed((lune, [(12000, 1, 2000)], 600)), fee_cents=214)
    part = order.seller_orders.get()
    builders.give_back(part, {part.lines.get().pk: 1}, shipping_cents=600)
    assert totals() == {Account.PSP: -214, Account.PSP_FEES: 214}
    assert ledger.owed(lune) == 0


def test_replayed_events_book_once(grid, lune):
    order = builders.pay(builders.placed((lune, [(4900, 1, 2000)], 590)))
    part = order.seller_orders.get()
    refund = builders.give_back(part, {part.lines.get().pk: 1})
    before = totals(), Entry.objects.count()
    with transaction.atomic():
        postings.sale(
            facts.SellerOrderPaid(
                seller_order_id=part.pk, seller_id=part.seller_id, total_cents=part.total_cents
            )
        )
        postings.refund(facts.RefundPaid(refund_id=refund.pk, seller_order_id=part.pk))
    assert (totals(), Entry.objects.count()) == before


def test_same_event_with_other_amounts_is_a_conflict(db, lune):
    def booking(cents):
        return ledger.Booking(
            source="sale:1",
            journal="ST",
            label="Vente",
            at=NOON,
            sides=(ledger.debit(Account.PSP, cents), ledger.credit(Account.BUYERS, cents)),
        )

    ledger.post(booking(100))
    assert ledger.post(booking(100))[0].source == "sale:1"
    with pytest.raises(ledger.Conflict):
        ledger.post(booking(101))
    assert Line.objects.count() == 2


def test_unbalanced_is_refused(db):
    with pytest.raises(ledger.Unbalanced):
        ledger.post(
            ledger.Booking(
                source="x:1",
                journal="OD",
                label="x",
                at=NOON,
                sides=(ledger.debit(Account.PSP, 3), ledger.credit(Account.BUYERS, 2)),
            )
        )
    with pytest.raises(ledger.Unbalanced):
        ledger.post(
            ledger.Booking(
                source="x:1",
                journal="OD",
                label="x",
                at=NOON,
                sides=(ledger.debit(Account.PSP, 3),),
            )
        )
    assert not Entry.objects.exists()


def test_late_payment_goes_through_the_buyers_account(grid, lune):
    order = builders.placed((lune, [(4900, 1, 2000)], 590))
    payment = order.payment
    refund = Refund.objects.create(
        payment=payment, uid="late", cause="late_payment", amount_cents=5490, intended_at=NOON
    )
    with transaction.atomic():
        postings.late_payment(
            facts.PaidTooLate(
                order_id=order.pk, refund_id=refund.pk, amount_cents=5490, fee_cents=100
            )
        )
    assert totals() == {Account.PSP: 5390, Account.PSP_FEES: 100, Account.BUYERS: -5490}
    builders.confirm(refund)
    assert totals() == {Account.PSP: -100, Account.PSP_FEES: 100}


def test_dispute_lost_is_borne_by_the_parts(grid, lune, brun):
    order = builders.pay(
        builders.placed((lune, [(6000, 1, 2000)], 0), (brun, [(3000, 1, 0)], 0)), fee_cents=0
    )
    row = builders.dispute(order, amount_cents=9000, fee_cents=0)
    assert totals()[Account.DISPUTES] == 9000
    builders.close(row, won=False)
    taken = Line.objects.filter(entry__source=f"disputeend:{row.pk}", account=Account.SELLERS)
    assert dict(taken.values_list("seller_id", "debit_cents")) == {lune.pk: 6000, brun.pk: 3000}
    assert (ledger.owed(lune), ledger.owed(brun)) == (0, 0), (
        "the commission is given back with the sale"
    )
    assert totals() == {}
    assert_balanced()


def test_dispute_beyond_what_is_left_is_the_operators_loss(grid, lune):
    order = builders.pay(builders.placed((lune, [(6000, 1, 2000)], 0)))
    part = order.seller_orders.get()
    builders.give_back(part, {part.lines.get().pk: 1})
    builders.close(builders.dispute(order, amount_cents=6000), won=False)
    assert totals()[Account.BAD_DEBT] == 6000
    assert ledger.owed(lune) == 0


def test_dispute_won_comes_back(grid, lune):
    order = builders.pay(builders.placed((lune, [(6000, 1, 2000)], 0)), fee_cents=0)
    builders.close(builders.dispute(order, amount_cents=6000, fee_cents=2000), won=True)
    assert totals()[Account.PSP] == 4000
    assert Account.DISPUTES not in totals()


def test_posting_a_two_seller_order_stays_light(grid, lune, brun, django_assert_max_num_queries):
    order = builders.placed((lune, [(6000, 1, 2000)], 0), (brun, [(3000, 1, 0)], 0))
    parts = list(order.seller_orders.all())
    order.seller_orders.update(paid_at=NOON)
    type(order.payment).objects.filter(pk=order.payment.pk).update(paid_at=NOON)
    with django_assert_max_num_queries(30):
        for part in parts:
            postings.sale(
                facts.SellerOrderPaid(
                    seller_order_id=part.pk, seller_id=part.seller_id, total_cents=part.total_cents
                )
            )
        postings.payment_fee(
            facts.OrderPaid(
                order_id=order.pk,
                payment_id=order.payment.pk,
                amount_cents=order.total_cents,
                fee_cents=25,
            )
        )


@settings(max_examples=25)
@given(
    bps=st.integers(0, 3500),
    lines=st.lists(st.tuples(st.integers(1, 30_000), st.integers(1, 6)), min_size=1, max_size=3),
    shipping=st.integers(0, 2000),
    data=st.data(),
)
def test_partial_refunds_end_exactly_at_zero(db, lune, bps, lines, shipping, data):
    with transaction.atomic():
        builders.rule(bps)
        order = builders.pay(builders.placed((lune, [(p, q, 2000) for p, q in lines], shipping)))
        part = order.seller_orders.get()
        left = {line.pk: line.quantity for line in part.lines.all()}
        postage = shipping
        while any(left.values()):
            pieces = {pk: data.draw(st.integers(0, many)) for pk, many in left.items()}
            pieces = {pk: many for pk, many in pieces.items() if many} or {
                next(pk for pk, many in left.items() if many): 1
            }
            back = data.draw(st.integers(0, postage))
            builders.give_back(part, pieces, shipping_cents=back)
            postage -= back
            left = {pk: many - pieces.get(pk, 0) for pk, many in left.items()}
        for commission in Commission.objects.all():
            assert (commission.reversed_cents, commission.reversed_vat_cents) == (
                commission.net_cents,
                commission.vat_cents,
            )
            reversals = CommissionReversal.objects.filter(commission=commission)
            assert sum(row.net_cents for row in reversals) == commission.net_cents
        assert ledger.owed(lune) == postage
        assert not {Account.COMMISSION, Account.VAT} & set(totals())
        assert_balanced()
        transaction.set_rollback(True)
