"""The same deaths with a provider across the network: asked again, it is the same charge and
refund.
"""

from __future__ import annotations

from collections import Counter

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from marketplace.shared import clock, gateway
from orders.fulfilment import cancellations
from orders.models import Order, Refund
from orders.money import payments
from orders.states import PaymentState, RefundState, SellerOrderState
from tests import cast
from tests.faults.killing import everywhere, restart
from tests.faults.test_killed_anywhere import NOON, STOCK, at_the_till
from tests.orders import stripe_double


@pytest.fixture
def world(shop, settings, monkeypatch):
    """Stripe, as its double plays it."""
    monkeypatch.setattr(gateway, "_made", {})
    with stripe_double.Server() as server:
        settings.GATEWAY, settings.STRIPE_SECRET_KEY = "stripe", "sk_test_1"
        settings.STRIPE_API_BASE = server.address
        yield server.world


def press(person) -> str:
    """Press the order button; answers where Stripe takes the money."""
    visitor, fields = person
    answer = visitor.post(reverse("shop-checkout"), fields)
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert answer.url.startswith("https://"), f"not at Stripe but at {answer.url}: {said}"
    return answer.url


def pay_there(world, person, hosted: str) -> Order:
    """Pay on Stripe's page and come back; no webhook is needed."""
    visitor, fields = person
    world.pay(hosted.rpartition("/")[2])
    order = Order.objects.get(email=fields["email"])
    visitor.get(payments.return_url(order))
    return Order.objects.select_related("payment").get(pk=order.pk)


def made(world, kind: str, by: str) -> Counter:
    """How many objects of a kind Stripe holds for each order or payment."""
    return Counter(row.get(by) for row in world.objects.values() if row["object"] == kind)


def test_whoever_dies_while_asking_stripe_asks_for_the_same(world, letters, lune):
    offer = cast.offer(lune, stock=STOCK)
    orders = []
    with clock.at(NOON):
        for person, _died in everywhere(lambda: at_the_till([offer]), press):
            orders.append(pay_there(world, person, press(person)))
    assert {order.payment.state for order in orders} == {PaymentState.PAID}
    assert made(world, "checkout.session", "client_reference_id") == Counter(
        o.number for o in orders
    )

    def begin():
        person = at_the_till([offer])
        return cast.part_of(pay_there(world, person, press(person)))

    def call_off(part):
        if part.state == SellerOrderState.TO_ACCEPT:
            cancellations.cancel_by_buyer(part, by=None, at=NOON)

    parts = []
    with clock.at(NOON):
        for part, _died in everywhere(begin, call_off):
            call_off(cast.part_of(part.order))
            parts.append(part)
        restart(at=NOON)
    back = Refund.objects.filter(seller_order__in=parts)
    assert [refund.state for refund in back] == [RefundState.PAID] * len(parts)
    given = made(world, "refund", "payment_intent")
    assert (len(given), set(given.values())) == (len(parts), {1})
    offer.refresh_from_db()
    assert offer.stock == STOCK - len(orders)
