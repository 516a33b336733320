"""Many parcels at once: what may leave leaves, what may not is told why, nothing leaves twice."""

from __future__ import annotations

import os
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.db.models import Sum

from accounting.models import Invoice
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import Fact, Pending, SandboxPayment
from marketplace.shared.states import MovedMeanwhile
from orders import carriers, contested, parts
from orders.fulfilment import batches, cancellations, shipping, withdrawn
from orders.fulfilment.batches import Row
from orders.models import SellerOrder, Shipment, ShipmentLine
from orders.money import disputes
from orders.returns import withdrawals
from orders.states import SellerOrderState
from sellers.application import mandates
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def to_ship(lune, count, *, at=NOON):
    ware = cast.offer(lune, stock=500)
    return [cast.accepted(cast.part_of(cast.paid_order(ware, at=at))) for _one in range(count)]


def numbered(rank: int) -> str:
    return f"6A{12345678901 + rank}"


def rows_of(some):
    return [Row(part.number, "colissimo", numbered(rank)) for rank, part in enumerate(some)]


def send(lune, rows, *, at=NOON):
    return batches.ship_many(lune, rows, by=cast.owner_of(lune), at=at)


def why(outcome) -> dict:
    return {row.number: type(refusal) for row, refusal in outcome.refused}


def test_each_part_leaves_as_if_it_had_left_alone(lune):
    alone, *many = to_ship(lune, 4)
    shipping.ship(alone, carrier="colissimo", tracking=numbered(9), by=cast.owner_of(lune), at=NOON)

    outcome = send(lune, rows_of(many))

    assert (len(outcome.shipped), outcome.known, outcome.refused) == (3, [], [])
    for part in (alone, *many):
        part.refresh_from_db()
        parcel = part.shipments.get()
        assert (part.state, part.shipped_at) == (SellerOrderState.SHIPPED, NOON)
        assert (parcel.number, parcel.carrier, parcel.shipped_at) == (1, "colissimo", NOON)
        assert part.lines.get().shipped == parcel.lines.get().quantity == 1
        told = Fact.objects.filter(
            name__in=("orders.ParcelShipped", "orders.SellerOrderShipped"),
            within__in=(f"orders.sellerorder:{part.pk}", f"orders.order:{part.order_id}"),
        )
        assert sorted(told.values_list("name", "actor")) == [
            ("orders.ParcelShipped", cast.owner_of(lune).pk),
            ("orders.SellerOrderShipped", cast.owner_of(lune).pk),
        ]
        bill = part.invoices.get()
        assert bill.gross_cents == part.total_cents
    assert Pending.objects.filter(task="orders.send_shipped").count() == 4
    ranks = list(
        Invoice.objects.filter(seller=lune).order_by("rank").values_list("rank", flat=True)
    )
    assert ranks == [1, 2, 3, 4]


def test_what_may_not_leave_stays_with_its_reason_and_the_rest_leaves(lune):
    good, missing, wrong, cancelled, closed, elsewhere, unknown = to_ship(lune, 7)
    cancellations.cancel(cancelled, because="Cassé", by=cast.owner_of(lune), at=NOON)
    SellerOrder.objects.filter(pk=closed.pk).update(relay={"code": "1"}, relay_closed_at=NOON)
    SellerOrder.objects.filter(pk=elsewhere.pk).update(
        relay={"name": "Tabac du Port"}, shipping_carrier="mondial_relay"
    )
    rows = [
        Row(good.number, "colissimo", numbered(1)),
        Row(missing.number, "colissimo", ""),
        Row(wrong.number, "ups", numbered(2)),
        Row(cancelled.number, "colissimo", numbered(3)),
        Row(closed.number, "mondial_relay", "12345678"),
        Row(elsewhere.number, "colissimo", numbered(4)),
        Row(unknown.number, "pigeon", "1"),
        Row("PASUNNUM-1", "colissimo", numbered(5)),
    ]

    outcome = send(lune, rows)

    assert [row.number for row in outcome.shipped] == [good.number]
    assert why(outcome) == {
        missing.number: carriers.TrackingMissing,
        wrong.number: carriers.BadTracking,
        cancelled.number: shipping.NotToShip,
        closed.number: shipping.PointClosed,
        elsewhere.number: shipping.PointOfAnother,
        unknown.number: batches.UnknownCarrier,
        "PASUNNUM-1": batches.UnknownOrder,
    }
    assert Shipment.objects.count() == 1


def test_another_shops_order_is_unknown_and_stays_where_it_is(lune):
    other = cast.seller("Autre")
    theirs = cast.accepted(cast.part_of(cast.paid_order(cast.offer(other))))

    outcome = send(lune, rows_of([theirs]))

    assert why(outcome) == {theirs.number: batches.UnknownOrder}
    theirs.refresh_from_db()
    assert theirs.state == SellerOrderState.TO_SHIP
    assert Shipment.objects.count() == 0


def test_the_same_send_again_ships_nothing_twice(lune):
    some = to_ship(lune, 3)
    send(lune, rows_of(some))

    again = send(lune, rows_of(some), at=NOON + timedelta(minutes=1))

    assert (again.shipped, len(again.known), again.refused) == ([], 3, [])
    assert Shipment.objects.count() == Invoice.objects.count() == 3


def test_a_parcel_without_a_number_is_not_sent_twice_either(lune):
    part = to_ship(lune, 1)[0]
    row = Row(part.number, "autre", "")

    first, again = send(lune, [row]), send(lune, [row])

    assert (len(first.shipped), len(again.known)) == (1, 1)
    assert Shipment.objects.count() == 1


def test_two_orders_under_one_number_stay_both(lune):
    one, two, three = to_ship(lune, 3)
    rows = [
        Row(one.number, "colissimo", "6A 1234 5678901"),
        Row(two.number, "colissimo", "6a12345678901"),
        Row(three.number, "colissimo", numbered(7)),
    ]

    outcome = send(lune, rows)

    assert why(outcome) == dict.fromkeys((one.number, two.number), batches.TwiceInSend)
    assert two.number in str(outcome.refused[0][1])
    assert [row.number for row in outcome.shipped] == [three.number]


def test_a_number_of_another_parcel_of_the_shop_is_refused(lune):
    gone, next_ = to_ship(lune, 2)
    cast.shipped(gone)

    outcome = send(lune, [Row(next_.number, **cast.PARCEL)])

    assert why(outcome) == {next_.number: batches.UsedNumber}
    assert gone.number in str(outcome.refused[0][1])


def test_the_number_of_another_shops_parcel_says_nothing(lune):
    other = cast.seller("Autre")
    cast.shipped(cast.part_of(cast.paid_order(cast.offer(other))))
    part = to_ship(lune, 1)[0]

    assert len(send(lune, [Row(part.number, **cast.PARCEL)]).shipped) == 1


def test_pieces_fill_several_parcels_of_one_order(lune):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune, stock=9), 3))))
    line = part.lines.get()
    rows = [
        Row(part.number, "colissimo", numbered(1), ((line.pk, 1),)),
        Row(part.number, "colissimo", numbered(2), ((line.pk, 2),)),
        Row(part.number, "colissimo", numbered(3), ((line.pk, 1),)),
    ]

    outcome = send(lune, rows)

    assert [row.tracking for row in outcome.shipped] == [numbered(1), numbered(2)]
    assert why(outcome) == {part.number: shipping.NotToShip}
    assert list(part.shipments.order_by("number").values_list("number", "tracking")) == [
        (1, numbered(1)),
        (2, numbered(2)),
    ]
    assert ShipmentLine.objects.aggregate(n=Sum("quantity"))["n"] == 3
    assert part.invoices.count() == 1


def test_too_many_pieces_are_refused(lune):
    part = to_ship(lune, 1)[0]

    outcome = send(lune, [Row(part.number, "colissimo", numbered(1), ((part.lines.get().pk, 2),))])

    assert why(outcome) == {part.number: parts.TooMany}


def test_a_contested_payment_is_read_on_its_own_page(lune):
    contested_, other = to_ship(lune, 2)
    paid = SandboxPayment.objects.get(ref=contested_.order.payment.ref)
    move = rehearsal.open_dispute(paid, at=NOON, reason="fraudulent")
    disputes.sync(move.ref, at=NOON)

    outcome = send(lune, rows_of([contested_, other]))

    assert why(outcome) == {contested_.number: contested.RiskUnread}
    assert len(outcome.shipped) == 1


def test_what_its_buyer_withdrew_from_stays(lune):
    part, other = to_ship(lune, 2)
    withdrawals.declare(
        key="0" * 32,
        at=NOON,
        name="Alice Martin",
        order_number=part.order.number,
        email=part.order.email,
        goods="",
    )

    outcome = send(lune, rows_of([part, other]))

    assert why(outcome) == {part.number: withdrawn.WithdrawalPending}
    assert len(outcome.shipped) == 1


def test_without_a_mandate_nothing_leaves(lune):
    part = to_ship(lune, 1)[0]
    mandates.revoke(lune, by=None, at=NOON)

    with pytest.raises(mandates.NoMandate):
        send(lune, rows_of([part]))

    assert Shipment.objects.count() == 0


def test_a_send_has_its_limit(lune):
    with pytest.raises(batches.TooManyRows):
        send(lune, [Row(str(rank), "autre", "") for rank in range(batches.MOST + 1)])


def test_the_statements_grow_with_the_invoices_alone(lune, django_assert_max_num_queries):
    some = to_ship(lune, 12)

    with django_assert_max_num_queries(36 + 6 * len(some)):
        send(lune, rows_of(some))


# --- Two at once ----------------------------------------------------------------------------------


def together(*acts):
    gate, raised = Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait()
            act()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test reads it
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.postgres
@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs locks")
@pytest.mark.django_db(transaction=True)
def test_a_double_click_ships_once(lune):
    some = to_ship(lune, 5)
    rows, outcomes = rows_of(some), []

    raised = together(*[lambda: outcomes.append(send(lune, rows))] * 2)

    assert not raised
    assert sorted(len(outcome.shipped) for outcome in outcomes) == [0, 5]
    assert sorted(len(outcome.known) for outcome in outcomes) == [0, 5]
    assert Shipment.objects.count() == Invoice.objects.count() == 5


@pytest.mark.postgres
@pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs locks")
@pytest.mark.django_db(transaction=True)
def test_a_part_cancelled_meanwhile_stays_alone(lune):
    some = to_ship(lune, 5)
    rows, outcomes = rows_of(some), []

    def cancel():
        cancellations.cancel(some[2], because="Rupture", by=cast.owner_of(lune), at=NOON)

    raised = together(lambda: outcomes.append(send(lune, rows)), cancel)

    outcome = outcomes[0]
    some[2].refresh_from_db()
    if some[2].state == SellerOrderState.CANCELLED:
        assert not raised
        assert why(outcome) == {some[2].number: shipping.NotToShip}
    else:
        assert [type(error) for error in raised] == [MovedMeanwhile]
        assert outcome.refused == []
    shipped = SellerOrder.objects.filter(state=SellerOrderState.SHIPPED).count()
    assert shipped == Shipment.objects.count() == Invoice.objects.count() == len(outcome.shipped)
