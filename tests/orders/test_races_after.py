"""Cancelling against shipping, at the same instant: one wins, the other changes nothing."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction
from django.db.models import F

from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxMove, SandboxPayment
from marketplace.shared.states import Refusal
from orders import parts
from orders.fulfilment import cancellations, shipping
from orders.models import OrderLine, Refund, Return, SellerOrder, Shipment, WithdrawalDeclaration
from orders.money import disputes, refunds
from orders.returns import withdrawals
from orders.states import SELLER_ORDER, RefundState, ReturnState, SellerOrderState
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


def to_ship(seller):
    return cast.accepted(cast.part_of(cast.paid_order((cast.offer(seller), 2))))


def race_cancel_against_ship(part):
    mine, theirs = SellerOrder.objects.get(pk=part.pk), SellerOrder.objects.get(pk=part.pk)
    refused = race(
        lambda: shipping.ship(mine, by=None, at=NOON, **cast.PARCEL),
        lambda: cancellations.cancel(theirs, because="Cassé", by=None, at=NOON),
    )
    part.refresh_from_db()
    return part, refused


def is_torn(part) -> bool:
    """Whether the same pieces left and were given up, or the money tells another story than the
    goods.
    """
    line = part.lines.get()
    sent = Shipment.objects.filter(seller_order=part).exists()
    refunded = Refund.objects.filter(seller_order=part).exists()
    return (
        (sent and refunded)
        or line.waiting != 0
        or (part.state != (SellerOrderState.SHIPPED if sent else SellerOrderState.CANCELLED))
    )


def test_cancel_and_ship_exclude_each_other(lune):
    for _turn in range(8):
        part, refused = race_cancel_against_ship(to_ship(lune))

        assert len(refused) == 1
        assert not is_torn(part)


def test_a_withdrawal_and_a_parcel_never_miss_each_other(lune):
    """Whoever is first, what the buyer declared is cancelled or awaited back, to the piece."""
    for turn in range(8):
        part = to_ship(lune)
        mine = SellerOrder.objects.get(pk=part.pk)

        def declare(part=part, turn=turn):
            row = withdrawals.declare(
                key=f"{turn:032x}",
                name="A",
                order_number=part.number,
                email=part.order.email,
                at=NOON,
            )
            withdrawals.follow_up(row.pk, at=NOON)

        race(lambda mine=mine: shipping.ship(mine, by=None, at=NOON, **cast.PARCEL), declare)

        part.refresh_from_db()
        line, back = part.lines.get(), Return.objects.filter(seller_order=part).first()
        assert WithdrawalDeclaration.objects.get(order=part.order).handled_at is not None
        if Shipment.objects.filter(seller_order=part).exists():
            assert (back.state, back.lines.get().quantity, line.withdrawn) == (
                ReturnState.ON_ITS_WAY,
                2,
                0,
            )
        else:
            assert (part.state, back, line.withdrawn) == (SellerOrderState.CANCELLED, None, 2)


def test_a_parcel_arrives_once_whoever_says_so(lune):
    parcel = cast.shipped(cast.part_of(cast.paid_order((cast.offer(lune), 2))))
    seen = [Shipment.objects.get(pk=parcel.pk) for _each in range(2)]

    refused = race(
        *(lambda row=row: shipping.deliver(row, how="buyer", by=None, at=NOON) for row in seen)
    )

    assert refused == []
    assert parcel.seller_order.lines.get().delivered == 2


def test_control_without_its_guards_the_race_tears_the_order(lune, monkeypatch):
    part, meet, chosen = to_ship(lune), Barrier(2), parts.chosen

    def unheld(pk):
        return SellerOrder.objects.select_related("order", "seller").get(pk=pk)

    def chosen_together(*args):
        found = chosen(*args)
        meet.wait(timeout=60)
        return found

    def blind(line, column, count):
        OrderLine.objects.filter(pk=line.pk).update(**{column: F(column) + count})
        setattr(line, column, getattr(line, column) + count)

    def blind_move(row, new, **also):
        type(row).objects.filter(pk=row.pk).update(state=new, **also)

    monkeypatch.setattr(SELLER_ORDER, "move", blind_move)
    # both verbs: one that held the part while the other went on would wait for it in a ring
    monkeypatch.setattr(parts, "hold", unheld)
    monkeypatch.setattr(parts, "chosen", chosen_together)
    monkeypatch.setattr(parts, "add", blind)
    drop = 'ALTER TABLE orders_orderline DROP CONSTRAINT "line_quantities_fit"'
    back = (
        'ALTER TABLE orders_orderline ADD CONSTRAINT "line_quantities_fit" CHECK (quantity >='
        " cancelled + shipped)"
    )
    with connection.cursor() as cursor:
        cursor.execute(drop)
    try:
        race_cancel_against_ship(part)
        assert is_torn(part)
    finally:
        OrderLine.objects.filter(quantity__lt=F("cancelled") + F("shipped")).update(cancelled=0)
        with connection.cursor() as cursor:
            cursor.execute(back)


def test_a_refund_and_a_dispute_of_the_same_money_at_once(lune):
    part = cast.part_of(cast.paid_order((cast.offer(lune), 2)))
    payment = part.order.payment
    held = rehearsal.open_dispute(SandboxPayment.objects.get(ref=payment.ref), at=NOON)

    def give_back():
        with transaction.atomic():
            refund = refunds.intend(
                part,
                lines={part.lines.get().pk: 2},
                shipping_cents=0,
                cause="returned",
                by=None,
                at=NOON,
            )
        refunds.send(refund.pk)

    refused = race(give_back, lambda: disputes.sync(held.ref, at=NOON))

    assert refused == []
    assert Refund.objects.get().state == RefundState.WAITING
    assert not SandboxMove.objects.filter(kind="refund", state="paid").exists()
