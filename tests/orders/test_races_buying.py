"""Buyers at the same instant: the last piece, the double click, the webhook twice.

Each race has a control: with its guard taken away the same race goes wrong.
"""

from functools import partial
from threading import Barrier, Thread, get_ident

import pytest
from django.db import connection, connections, transaction

from catalog.models import Offer, StockMove
from catalog.offers import stock
from marketplace import flows, notices, tasks
from marketplace.shared import clock, events, limits
from marketplace.shared.gateway import rehearsal
from marketplace.shared.gateway.protocol import Notice
from marketplace.shared.models import Fact, GatewayNotice, SandboxPayment, SandboxSettings
from marketplace.shared.states import Flow, Refusal
from orders.buying import cart, holds
from orders.buying.place import Buyer, place
from orders.models import CartLine, Order, Payment, Refund
from orders.money import payments, refunds
from orders.states import PaymentState, SellerOrderState
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
GUEST = Buyer(email="guest@example.test", address=cast.HOME)
ROUNDS = 5


@pytest.fixture(autouse=True)
def _postgres_only():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    cast.grid()
    SandboxSettings.objects.create(drop_percent=100)  # only the race itself tells


def race(*acts):
    """Run each act in a thread of its own, started together: what each answered or raised."""
    start, answers = Barrier(len(acts)), [None] * len(acts)

    def run(rank, act):
        try:
            with clock.at(cast.NOON):
                start.wait()
                answers[rank] = act()
        except Exception as error:
            answers[rank] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def ready(offer, quantity=1):
    full = cast.cart_with((offer, quantity))
    return full, cart.quote_of(full, at=cast.NOON), cart.key_of(full)


def buy(full, quote, key):
    return place(
        quote,
        Buyer(email=f"{key}@example.test", address=cast.HOME),
        cart=full,
        key=key,
        at=cast.NOON,
    )


def buy_again(full, quote, key):
    return place(quote, GUEST, cart=full, key=key, at=cast.NOON)


def opened(order) -> SandboxPayment:
    payment = payments.start(order.payment.pk)
    hosted = SandboxPayment.objects.get(ref=payment.ref)
    rehearsal.pay(hosted, "4242424242424242", at=cast.NOON)
    return hosted


def test_the_last_pieces_are_sold_once(lune):
    for _round in range(ROUNDS):
        bowl = cast.offer(lune, stock=2)
        carts = [ready(bowl) for _ in range(6)]

        answers = race(*(partial(buy, *mine) for mine in carts))

        assert sum(isinstance(answer, Order) for answer in answers) == 2
        assert sum(isinstance(answer, stock.OutOfStock) for answer in answers) == 4
        bowl.refresh_from_db()
        assert bowl.stock == 0
        assert StockMove.objects.filter(offer=bowl, reason="sold").count() == 2


def test_control_reading_the_stock_before_writing_it_oversells(lune, monkeypatch):
    meet = Barrier(2)

    def naive(wanted, *, ref, at):
        seen = dict(Offer.objects.filter(pk__in=wanted).values_list("pk", "stock"))
        meet.wait(timeout=60)
        for pk, quantity in wanted.items():
            if seen[pk] < quantity:
                raise stock.OutOfStock([pk])
            Offer.objects.filter(pk=pk).update(stock=seen[pk] - quantity)
        return {pk: seen[pk] - quantity for pk, quantity in wanted.items()}

    monkeypatch.setattr(stock, "take", naive)
    bowl = cast.offer(lune, stock=1)
    carts = [ready(bowl) for _ in range(2)]

    answers = race(*(partial(buy, *mine) for mine in carts))

    assert sum(isinstance(answer, Order) for answer in answers) == 2  # one piece, two buyers


def test_one_mailbox_at_once_keeps_no_more_than_one_after_the_other(lune):
    shelf = cast.offer(lune, stock=90)
    carts = [ready(shelf) for _ in range(8)]

    answers = race(*(partial(buy_again, *mine) for mine in carts))

    assert sum(isinstance(answer, Order) for answer in answers) == 3
    assert sum(isinstance(answer, holds.TooManyUnpaid) for answer in answers) == 5
    shelf.refresh_from_db()
    assert shelf.stock == 87


def test_control_counting_without_waiting_keeps_too_much(lune, monkeypatch):
    meet = Barrier(8)
    monkeypatch.setattr(limits, "queue_up", lambda keys: meet.wait(timeout=60))
    carts = [
        ready(cast.offer(lune)) for _ in range(8)
    ]  # of other shelves: only the queue is in the way

    answers = race(*(partial(buy_again, *mine) for mine in carts))

    assert sum(isinstance(answer, Order) for answer in answers) > 3


def test_a_limit_holds_when_all_ask_at_once():
    for turn in range(ROUNDS):
        asked = race(*[partial(limits.take, "race", str(turn), 3, 60)] * 8)
        assert sorted(asked) == [False] * 5 + [True] * 3


def test_a_double_click_makes_one_order(lune):
    for _round in range(ROUNDS):
        bowl = cast.offer(lune, stock=9)
        mine = ready(bowl, 2)

        answers = race(*[partial(buy, *mine)] * 5)

        assert {type(answer) for answer in answers} == {Order}
        assert len({answer.pk for answer in answers}) == 1
        bowl.refresh_from_db()
        assert bowl.stock == 7


def test_two_pages_of_one_cart_make_one_order(lune):
    for _round in range(ROUNDS):
        bowl = cast.offer(lune, stock=9)
        full, quote, _key = ready(bowl, 2)

        answers = race(*(partial(buy, full, quote, letter * 40 + bowl.sku) for letter in "ab"))

        assert sum(isinstance(answer, Order) for answer in answers) == 1
        assert sum(isinstance(answer, Refusal) for answer in answers) == 1


def test_control_without_consuming_the_cart_two_orders_are_made(lune, monkeypatch):
    import sys

    monkeypatch.setattr(sys.modules["orders.buying.place"], "_consume", lambda cart, quote: None)
    full, quote, _key = ready(cast.offer(lune, stock=9))

    answers = race(*(partial(buy, full, quote, letter * 40) for letter in "ab"))

    assert sum(isinstance(answer, Order) for answer in answers) == 2


def test_a_webhook_told_many_times_at_once_settles_once(lune):
    for number in range(ROUNDS):
        order = cast.placed_order(cast.offer(lune))
        hosted = opened(order)
        same = Notice(uid=f"evt_{number}", kind="payment.changed", subject_ref=hosted.ref)

        keep = partial(notices.keep, "sandbox", same, then=tasks.handle_notice, at=cast.NOON)
        race(*[keep] * 4, *[partial(payments.sync, hosted.ref, at=cast.NOON)] * 4)

        assert GatewayNotice.objects.filter(uid=same.uid).count() == 1
        assert facts("OrderPaid", order) == 1
        assert Payment.objects.get(order=order).state == PaymentState.PAID


def test_control_moving_without_comparing_settles_twice(lune, monkeypatch):
    order = cast.placed_order(cast.offer(lune))
    hosted = opened(order)
    meet, met = Barrier(2), set()

    def blind(self, row, new, **also):
        if get_ident() not in met:  # the first move of each: both read, then both write
            met.add(get_ident())
            meet.wait(timeout=60)
        type(row).objects.filter(pk=row.pk).update(state=new, **also)
        row.state = new

    def blind_all(self, rows, new, **also):
        for row in rows:
            blind(self, row, new, **also)

    monkeypatch.setattr(Flow, "move", blind)
    monkeypatch.setattr(Flow, "move_all", blind_all)
    events.connect({})
    try:
        answers = race(*[lambda: payments.sync(hosted.ref, at=cast.NOON)] * 2)
    finally:
        events.connect(flows.FLOWS)

    assert facts("OrderPaid", order) == 2, answers


def test_paying_and_giving_up_exclude_each_other(lune):
    for _round in range(ROUNDS):
        bowl = cast.offer(lune, stock=1)
        order = cast.placed_order(bowl)
        hosted = opened(order)

        race(
            partial(payments.sync, hosted.ref, at=cast.NOON),
            partial(payments.expire, order, at=cast.NOON),
        )

        payment, part = Payment.objects.get(order=order), order.seller_orders.get()
        bowl.refresh_from_db()
        assert payment.state == PaymentState.PAID
        given_up = part.state == SellerOrderState.CANCELLED
        assert Refund.objects.filter(payment=payment).count() == given_up
        assert bowl.stock == given_up
        assert facts("OrderPaid", order) == (not given_up)


def test_the_same_pieces_are_refunded_once(lune):
    for _round in range(ROUNDS):
        part = cast.paid_order((cast.offer(lune), 2)).seller_orders.get()
        line = part.lines.get()

        def refund(part=part, line=line):
            with transaction.atomic():
                return refunds.intend(
                    part,
                    lines={line.pk: 2},
                    shipping_cents=0,
                    cause="cancelled",
                    by=None,
                    at=cast.NOON,
                )

        answers = race(*[refund] * 3)

        assert sum(isinstance(answer, Refund) for answer in answers) == 1
        part.refresh_from_db()
        assert part.refunded_cents == line.total_cents


def test_the_same_line_is_added_once_by_two_tabs(lune):
    bowl = cast.offer(lune, stock=50)
    full = cast.cart_with(cast.offer(lune))

    answers = race(*[lambda: cart.add(full, bowl.pk, 1, at=cast.NOON)] * 4)

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert CartLine.objects.get(offer=bowl).quantity == 4


def facts(name: str, order) -> int:
    return Fact.objects.filter(name=f"orders.{name}", subject=f"orders.order:{order.pk}").count()
