"""One payment an order, settled once, whatever comes in whichever order."""

from datetime import timedelta

import pytest

from marketplace.shared import clock, mail
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import Fact, SandboxPayment, SandboxSettings
from orders.buying import emails
from orders.models import Payment, Refund
from orders.money import payments, refunds
from orders.states import PaymentState, SellerOrderState
from orders.tasks import send_confirmed, send_expired, send_payment_failed
from tests import cast

pytestmark = pytest.mark.django_db


def test_an_order_of_two_sellers_is_paid_at_once(lune, brun):
    bowl, scarf = cast.offer(lune, price_cents=2490), cast.offer(brun, price_cents=4500)

    order = cast.paid_order((bowl, 2), scarf)

    assert order.payment.state == PaymentState.PAID
    assert order.total_cents == 2 * 2490 + 4500 + 690 + 590
    assert order.payment.fee_cents == 25 + round(order.total_cents * 0.014)
    parts = order.seller_orders.order_by("pk")
    assert [part.state for part in parts] == [SellerOrderState.TO_ACCEPT] * 2
    bowl.refresh_from_db()
    assert bowl.stock == 8


def test_an_order_nobody_pays_is_given_up_and_its_stock_given_back(lune):
    bowl = cast.offer(lune, stock=4)
    order = cast.placed_order((bowl, 4))
    payments.start(order.payment.pk)
    bowl.refresh_from_db()
    assert bowl.stock == 0

    assert payments.expire_due(order.pay_by - timedelta(seconds=1)) == 0
    assert payments.expire_due(order.pay_by) == 1
    assert payments.expire_due(order.pay_by) == 0

    bowl.refresh_from_db()
    order.payment.refresh_from_db()
    assert bowl.stock == 4
    assert order.payment.state == PaymentState.CANCELLED
    assert order.seller_orders.get().state == SellerOrderState.CANCELLED
    assert SandboxPayment.objects.get().state == "cancelled"


def test_money_that_comes_too_late_goes_back_at_once(lune):
    """F7: the order was given up; the payment is honoured by a refund, the stock stays sold to
    others.
    """
    bowl = cast.offer(lune, stock=1)
    order = cast.placed_order(bowl)
    payments.start(order.payment.pk)
    hosted = SandboxPayment.objects.get()
    payments.expire(order, at=order.pay_by)
    late = order.pay_by + timedelta(minutes=1)
    with clock.at(late):
        rehearsal.pay(hosted, "4242424242424242", at=late)
        payments.sync(hosted.ref, at=late)
        payments.sync(hosted.ref, at=late)
        refund = Refund.objects.get()
        refunds.send(refund.pk)

    refund.refresh_from_db()
    payment = Payment.objects.get()
    assert (payment.state, payment.refunded_cents) == (PaymentState.PAID, payment.amount_cents)
    assert (refund.state, refund.cause) == ("paid", "late_payment")
    assert order.seller_orders.get().state == SellerOrderState.CANCELLED
    bowl.refresh_from_db()
    assert bowl.stock == 1
    assert not Fact.objects.filter(name="orders.OrderPaid").exists()


def test_a_payment_made_at_the_last_moment_is_not_given_up(lune):
    order = cast.placed_order(cast.offer(lune))
    hosted = payments.start(order.payment.pk)
    rehearsal.pay(SandboxPayment.objects.get(ref=hosted.ref), "4242424242424242", at=order.pay_by)

    assert payments.expire_due(order.pay_by) == 0

    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.PAID


def test_a_silent_provider_keeps_the_stock(lune):
    bowl = cast.offer(lune, stock=1)
    order = cast.placed_order(bowl)
    payments.start(order.payment.pk)
    SandboxSettings.objects.create(is_down=True)

    assert payments.expire_due(order.pay_by) == 0

    bowl.refresh_from_db()
    assert bowl.stock == 0


def test_a_refused_card_leaves_room_for_another(lune):
    order = cast.placed_order(cast.offer(lune))
    cast.pay(order, "4000000000000002")
    order.payment.refresh_from_db()
    assert (order.payment.state, order.payment.failure) == (PaymentState.FAILED, "card_declined")
    first = order.payment.ref

    cast.pay(order)

    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.PAID
    assert order.payment.ref != first
    assert order.payment.uid.endswith("-2")
    payments.sync(first, at=cast.NOON)
    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.PAID


def test_an_order_given_up_cannot_be_started_again(lune):
    order = cast.placed_order(cast.offer(lune))
    payments.expire(order, at=order.pay_by)

    with pytest.raises(payments.OrderGivenUp):
        payments.start(order.payment.pk)


def test_where_acceptance_is_automatic_a_paid_order_is_to_ship(lune):
    cast.rules(acceptance="automatic")

    part = cast.paid_order(cast.offer(lune)).seller_orders.get()

    assert part.state == SellerOrderState.TO_SHIP
    assert part.accepted_at == cast.NOON
    assert part.ship_by > cast.NOON


def test_paying_tells_each_seller_then_the_house(lune, brun):
    cast.paid_order(cast.offer(lune), cast.offer(brun))

    names = Fact.objects.filter(name__contains="Paid").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["orders.SellerOrderPaid", "orders.SellerOrderPaid", "orders.OrderPaid"]


def test_confirmation_mail_says_what_the_law_wants(lune, texts, mailoutbox):
    type(lune).objects.filter(pk=lune.pk).update(mediator="CM2C, 75008 Paris")
    order = cast.paid_order(cast.offer(lune))

    send_confirmed.run(order_id=order.pk)

    letter = mailoutbox[0]
    assert order.number in letter.subject
    for words in (
        "rétractation",
        "consommation : CM2C, 75008 Paris.",
        "SIRET",
        "garantie légale",
        order.token,
    ):
        assert words in letter.body
    send_payment_failed.run(order_id=order.pk)
    assert len(mailoutbox) == 1
    send_expired.run(order_id=order.pk)
    assert len(mailoutbox) == 1, "it is paid"


def test_a_letter_says_why_in_its_readers_language_whatever_the_worker_speaks(lune, texts):
    order = cast.placed_order(cast.offer(lune))
    order.language, order.payment.failure = "en", "insufficient_funds"

    letter = mail.render(emails.payment_failed(order))

    assert "insufficient funds" in letter.text
    assert "provision" not in letter.text
