"""Chargebacks are asked of the provider, written down once, and closed once."""

import pytest
from django.db import transaction

from accounting import invariants as accounting_invariants
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import Fact, SandboxMove, SandboxPayment
from orders import invariants as orders_invariants
from orders.models import Dispute, Payment
from orders.money import disputes, refunds
from orders.returns import returns
from orders.states import DisputeState, RefundState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def contested(lune):
    order = cast.paid_order((cast.offer(lune), 2))
    return rehearsal.open_dispute(SandboxPayment.objects.get(ref=order.payment.ref), at=NOON)


def test_a_dispute_is_opened_once(contested):
    first = disputes.sync(contested.ref, at=NOON)
    again = disputes.sync(contested.ref, at=NOON)

    assert first.pk == again.pk
    assert (first.state, first.fee_cents) == (DisputeState.OPEN, 2000)
    assert first.amount_cents == first.payment.amount_cents
    assert Fact.objects.filter(name="orders.DisputeOpened").count() == 1


@pytest.mark.parametrize(("won", "state"), [(True, DisputeState.WON), (False, DisputeState.LOST)])
def test_the_bank_decides_once(contested, won, state):
    disputes.sync(contested.ref, at=NOON)
    rehearsal.close_dispute(contested, won=won, at=NOON)

    for _notice in range(2):
        disputes.sync(contested.ref, at=NOON)

    assert Dispute.objects.get().state == state
    assert Fact.objects.filter(name="orders.DisputeClosed").count() == 1


def given_back(payment) -> int:
    """What the buyer got: from us, and from their bank."""
    moves = SandboxMove.objects.filter(target_ref=payment.ref)
    return sum(
        move.amount_cents
        for move in moves
        if (move.kind, move.state) in {("refund", "paid"), ("dispute", "lost"), ("dispute", "open")}
    )


def refund_all(part):
    with transaction.atomic():
        return refunds.intend(
            part,
            lines={part.lines.get().pk: 2},
            shipping_cents=part.shipping_cents,
            cause="returned",
            by=None,
            at=NOON,
        )


@pytest.mark.parametrize("first", ["refund", "dispute"])
def test_a_disputed_amount_is_not_given_back_as_well(contested, first):
    payment = Payment.objects.get()
    part = payment.order.seller_orders.get()
    if first == "refund":
        refund = refund_all(part)
        disputes.sync(contested.ref, at=NOON)
    else:
        disputes.sync(contested.ref, at=NOON)
        refund = refund_all(part)

    refunds.send(refund.pk)

    refund.refresh_from_db()
    assert (refund.state, given_back(payment)) == (RefundState.WAITING, payment.amount_cents)
    rehearsal.close_dispute(contested, won=False, at=NOON)
    disputes.sync(contested.ref, at=NOON)
    refund.refresh_from_db()
    payment.refresh_from_db()
    part.refresh_from_db()
    assert (refund.state, given_back(payment)) == (RefundState.DROPPED, payment.amount_cents)
    assert (payment.refunded_cents, part.refunded_cents, part.shipping_refunded_cents) == (0, 0, 0)
    assert part.lines.get().refunded_cents == 0
    assert [*orders_invariants.violations(), *accounting_invariants.violations()] == []


def test_a_dispute_won_lets_the_refund_leave(contested):
    disputes.sync(contested.ref, at=NOON)
    refund = refund_all(Payment.objects.get().order.seller_orders.get())
    rehearsal.close_dispute(contested, won=True, at=NOON)

    disputes.sync(contested.ref, at=NOON)
    refund.refresh_from_db()
    assert refund.state == RefundState.INTENDED
    refunds.send(refund.pk)

    refund.refresh_from_db()
    assert (refund.state, given_back(refund.payment)) == (
        RefundState.PAID,
        refund.payment.amount_cents,
    )


def test_after_a_lost_dispute_a_return_ends_without_a_second_refund(contested, lune):
    part = cast.delivered(Payment.objects.get().order.seller_orders.get())
    disputes.sync(contested.ref, at=NOON)
    rehearsal.close_dispute(contested, won=False, at=NOON)
    disputes.sync(contested.ref, at=NOON)
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="withdrawal", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)

    refund = returns.receive(back, by=None, at=NOON)

    back.refresh_from_db()
    refund.refresh_from_db()
    assert (refund.state, back.state) == (RefundState.DROPPED, "refunded")
    assert given_back(refund.payment) == refund.payment.amount_cents


def test_the_provider_knows_of_the_dispute_before_we_do(contested):
    refund = refund_all(Payment.objects.get().order.seller_orders.get())

    refunds.send(refund.pk)

    refund.refresh_from_db()
    assert refund.state == RefundState.WAITING
    assert given_back(refund.payment) == refund.payment.amount_cents


def test_only_what_the_bank_took_is_kept_from_going_back(lune, brun):
    order = cast.paid_order(cast.offer(lune, price_cents=7000), cast.offer(brun, price_cents=8000))
    part = order.seller_orders.get(seller=lune)
    with transaction.atomic():
        small = refunds.intend(
            part,
            lines={part.lines.get().pk: 1},
            shipping_cents=0,
            cause="returned",
            by=None,
            at=NOON,
        )
    Dispute.objects.create(
        payment=order.payment, ref="dp_partly", amount_cents=8000, opened_at=NOON
    )

    refunds.send(small.pk)

    small.refresh_from_db()
    assert small.state == RefundState.PAID


def test_a_held_refund_is_dropped_only_for_what_the_bank_gave(contested):
    disputes.sync(contested.ref, at=NOON)
    refund = refund_all(Payment.objects.get().order.seller_orders.get())

    with pytest.raises(refunds.StillOwed):  # the bank has not decided
        refunds.drop(refund, because="rendu", by=None, at=NOON)
    Dispute.objects.update(state=DisputeState.WON)
    with pytest.raises(refunds.StillOwed):
        refunds.drop(refund, because="rendu", by=None, at=NOON)

    refund.refresh_from_db()
    assert refund.state == RefundState.WAITING


def test_a_dispute_heard_of_only_at_its_end_has_both_facts(contested):
    rehearsal.close_dispute(contested, won=False, at=NOON)

    disputes.sync(contested.ref, at=NOON)

    names = (
        Fact.objects.filter(name__startswith="orders.Dispute")
        .order_by("pk")
        .values_list("name", flat=True)
    )
    assert list(names) == ["orders.DisputeOpened", "orders.DisputeClosed"]
