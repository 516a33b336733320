"""Goods on their way back, and the money that follows them to the cent."""

from datetime import timedelta

import pytest

from marketplace.proof import verify
from marketplace.shared.states import MovedMeanwhile, Refusal
from orders import parts
from orders.fulfilment import withdrawn
from orders.models import Refund, Return
from orders.money import refunds
from orders.returns import returns
from orders.states import RefundState, ReturnState, SellerOrderState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)


def ask(part, pieces=None, reason="withdrawal", at=LATER, **extra):
    pieces = pieces or {line.pk: line.delivered for line in part.lines.all()}
    return returns.ask(part, pieces=pieces, reason=reason, by=None, at=at, **extra)


def test_a_whole_part_comes_back_with_its_delivery(lune):
    bowl = cast.offer(lune, price_cents=1990, stock=5)
    part = cast.sold((bowl, 2))
    back = ask(part)
    returns.accept(back, by=None, at=LATER)

    refund = returns.receive(back, restock={part.lines.get().pk}, by=None, at=LATER)

    part.refresh_from_db()
    bowl.refresh_from_db()
    back.refresh_from_db()
    assert back.state == ReturnState.RECEIVED
    assert (refund.goods_cents, refund.shipping_cents) == (3980, part.shipping_cents)
    assert part.refunded_cents == part.total_cents
    assert part.state == SellerOrderState.DELIVERED
    assert bowl.stock == 5
    assert cast.sent(refund).state == RefundState.PAID
    back.refresh_from_db()
    assert back.state == ReturnState.REFUNDED


def test_some_pieces_come_back_and_delivery_stays(lune):
    bowl, jug = cast.offer(lune, price_cents=1000, stock=9), cast.offer(lune, price_cents=2500)
    part = cast.sold((bowl, 3), jug)
    line = part.lines.get(offer=bowl)
    back = ask(part, {line.pk: 2})
    returns.accept(back, by=None, at=LATER)

    refund = returns.receive(back, by=None, at=LATER)

    bowl.refresh_from_db()
    line.refresh_from_db()
    assert (refund.amount_cents, refund.shipping_cents) == (2000, 0)
    assert (line.returned, line.refunded_cents) == (2, 2000)
    # they go on no shelf, and are not sold either
    moves = bowl.stock_moves.exclude(reason="set").order_by("pk")
    told = list(moves.values_list("reason", "delta"))
    assert told == [("sold", -3), ("returned", 2), ("gone", -2)]
    assert bowl.stock == 6
    assert bowl.stock == 6  # not put back on the shelf


def test_the_last_pieces_bring_the_delivery_back(lune):
    part = cast.sold((cast.offer(lune, price_cents=1000), 2))
    line = part.lines.get()
    sums = []
    for _piece in range(2):
        back = ask(part, {line.pk: 1})
        returns.accept(back, by=None, at=LATER)
        sums.append(returns.receive(back, by=None, at=LATER).amount_cents)

    assert sums == [1000, 1000 + part.shipping_cents]


def test_fewer_pieces_than_announced_are_refunded_and_the_others_stay_returnable(lune):
    part = cast.sold((cast.offer(lune, price_cents=1000), 3))
    line = part.lines.get()
    back = ask(part, {line.pk: 3})
    returns.accept(back, by=None, at=LATER)

    refund = returns.receive(back, received={line.pk: 1}, by=None, at=LATER)

    assert refund.amount_cents == 1000
    assert returns.returnable(part) == {line.pk: 2}


def test_no_more_comes_back_than_arrived(lune):
    part = cast.sold((cast.offer(lune), 2))
    line = part.lines.get()
    ask(part, {line.pk: 1})

    with pytest.raises(returns.MoreThanDelivered):
        ask(part, {line.pk: 2})
    with pytest.raises(parts.NothingChosen):
        ask(part, {line.pk: 0})

    assert Return.objects.count() == 1


def test_nothing_is_returned_before_it_arrives(lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    cast.shipped(part)
    part.refresh_from_db()

    with pytest.raises(returns.NotDelivered):
        ask(part, {part.lines.get().pk: 1})


def test_withdrawal_ends_with_the_law_s_day_and_a_defect_does_not(lune):
    part = cast.sold(cast.offer(lune))  # arrived on Monday 23 November: until 7 December
    assert withdrawn.last_day(part).isoformat() == "2026-12-07"
    in_time = NOON + timedelta(days=14, hours=11)
    too_late = NOON + timedelta(days=14, hours=12)

    with pytest.raises(returns.WindowClosed):
        ask(part, at=too_late)
    assert ask(part, at=in_time).state == ReturnState.ASKED
    with pytest.raises(returns.MoreThanDelivered):
        ask(part, at=too_late, reason="defective")


def test_an_excepted_article_comes_back_for_a_defect_only(lune):
    part = cast.sold(cast.offer(lune, withdrawal_exception="made_to_order"))

    with pytest.raises(returns.NotReturnable):
        ask(part)
    assert ask(part, reason="defective").reason == "defective"


def test_a_withdrawal_is_not_refused_and_a_refusal_is_explained(lune):
    part = cast.sold((cast.offer(lune), 2))
    line = part.lines.get()
    mind, defect = ask(part, {line.pk: 1}), ask(part, {line.pk: 1}, reason="defective")

    with pytest.raises(returns.CannotRefuse):
        returns.refuse(mind, because="Non", by=None, at=LATER)
    with pytest.raises(returns.ReasonMissing):
        returns.refuse(defect, because="  ", by=None, at=LATER)
    returns.refuse(defect, because="L'article a servi", by=None, at=LATER)

    defect.refresh_from_db()
    assert defect.state == ReturnState.REFUSED
    assert returns.returnable(part) == {line.pk: 1}  # the refused piece may be asked again


def test_a_parcel_is_received_once(lune):
    part = cast.sold(cast.offer(lune))
    back = ask(part)
    with pytest.raises(Refusal):
        returns.receive(back, by=None, at=LATER)  # not accepted yet
    returns.accept(back, by=None, at=LATER)
    stale = Return.objects.get(pk=back.pk)
    returns.receive(back, by=None, at=LATER)

    with pytest.raises(MovedMeanwhile):
        returns.receive(stale, by=None, at=LATER)

    assert Refund.objects.count() == 1


def test_the_buyer_may_keep_the_goods(lune):
    part = cast.sold(cast.offer(lune))
    back = ask(part)

    returns.give_up(back, by=None, at=LATER)

    assert back.state == ReturnState.CANCELLED
    assert returns.returnable(part) == {part.lines.get().pk: 1}


def test_what_comes_in_a_second_parcel_is_received_and_refunded_as_a_return_of_its_own(lune):
    cup, pot = cast.offer(lune, price_cents=2000), cast.offer(lune, price_cents=7000, stock=4)
    part = cast.sold(cup, pot)
    of_cup, of_pot = (part.lines.get(offer=offer) for offer in (cup, pot))
    back = ask(part)
    returns.accept(back, by=None, at=LATER)
    assert returns.missing(back) == {}, "nothing is missing before the parcel was counted"

    first = returns.receive(back, received={of_cup.pk: 1}, by=None, at=LATER)
    missing = returns.missing(back)
    stale = Return.objects.get(pk=back.pk)
    rest = returns.receive(back, restock={of_pot.pk}, by=None, at=LATER)

    assert (first.amount_cents, missing) == (2000, {of_pot.pk: 1})
    assert (rest.goods_cents, rest.shipping_cents) == (7000, part.shipping_cents)
    assert rest.origin.number != back.number
    assert (rest.origin.reason, rest.origin.asked_at) == (back.reason, back.asked_at)
    pot.refresh_from_db()
    assert (pot.stock, returns.missing(Return.objects.get(pk=back.pk))) == (4, {})
    with pytest.raises(MovedMeanwhile):
        returns.receive(stale, by=None, at=LATER)
    assert (Refund.objects.count(), Return.objects.count()) == (2, 2)
    assert list(verify.violations()) == []


def test_a_missing_piece_that_a_decision_refunded_is_no_longer_awaited(lune):
    part = cast.sold(cast.offer(lune, price_cents=2000), cast.offer(lune, price_cents=7000))
    cup, pot = part.lines.order_by("unit_cents")
    back = ask(part)
    returns.accept(back, by=None, at=LATER)
    returns.receive(back, received={cup.pk: 1}, by=None, at=LATER)

    refunds.intend(
        part,
        lines={pot.pk: 1},
        shipping_cents=0,
        cause=Refund.Cause.INCIDENT,
        by=None,
        at=LATER,
    )

    assert returns.missing(Return.objects.get(pk=back.pk)) == {}
