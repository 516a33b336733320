"""W2: a cart becomes paid orders of its sellers; unpaid, it gives its stock back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounting.models import Commission
from marketplace.shared import clock
from marketplace.shared.models import Fact, GatewayNotice, SandboxNotice
from orders.models import Order
from orders.money import payments
from orders.states import PaymentState, SellerOrderState
from tests import cast
from tests.walks.conftest import fill_cart, order


def test_one_payment_pays_two_sellers(at_door, lune, brun, worker):
    bowl, scarf = (
        cast.offer(lune, price_cents=2490, stock=5),
        cast.offer(brun, price_cents=4500, stock=3),
    )
    visitor = at_door()
    fill_cart(visitor, (bowl, 2), scarf)
    with worker():
        hosted = order(visitor).url
    placed = Order.objects.get()
    stocks(bowl, 3, scarf, 2)
    assert {part.state for part in placed.seller_orders.all()} == {
        SellerOrderState.AWAITING_PAYMENT
    }
    assert Commission.objects.filter(line__seller_order__order=placed).count() == 2, (
        "rates are frozen"
    )

    with worker():
        back = visitor.post(hosted, {"card": "4242 4242 4242 4242"})
    assert SandboxNotice.objects.get().last_answer == "200"
    assert GatewayNotice.objects.get().outcome == "settled", "the webhook alone settles the order"
    with worker():
        done = visitor.get(back.url, follow=True)

    placed.refresh_from_db()
    assert placed.payment.state == PaymentState.PAID
    assert placed.total_cents == 2 * 2490 + 4500 + placed.shipping_cents
    parts = {part.seller_id: part for part in placed.seller_orders.all()}
    assert parts[lune.pk].total_cents + parts[brun.pk].total_cents == placed.payment.amount_cents
    assert {part.state for part in parts.values()} == {SellerOrderState.TO_ACCEPT}
    assert Fact.objects.filter(name="orders.SellerOrderPaid").count() == 2
    page = done.content.decode()
    assert placed.number in page
    assert "Atelier Lune" in page
    assert "Maison Brun" in page
    assert sorted(to for sent in mail.outbox for to in sent.to) == sorted(
        ["camille@example.test", lune.email, brun.email]
    )
    stocks(bowl, 3, scarf, 2)
    for shop in (lune, brun):
        listing = at_door(cast.owner_of(shop)).get(reverse("seller-orders")).content.decode()
        assert parts[shop.pk].number in listing


@pytest.mark.parametrize(
    ("pieces", "minutes"), [(5, 30), (2, 10)]
)  # the last ones are kept less long
def test_what_is_not_paid_in_time_gives_the_stock_back(at_door, lune, worker, pieces, minutes):
    bowl = cast.offer(lune, stock=pieces)
    visitor = at_door()
    fill_cart(visitor, (bowl, 2))
    with worker():
        hosted = order(visitor).url
        visitor.post(hosted, {"card": "4000000000009995"})
    stocks(bowl, pieces - 2)

    with worker():
        payments.expire_due(cast.NOON + timedelta(minutes=minutes - 1))
    stocks(bowl, pieces - 2)
    with worker(), clock.at(cast.NOON + timedelta(minutes=minutes + 1)):
        payments.expire_due(cast.NOON + timedelta(minutes=minutes + 1))

    stocks(bowl, pieces)
    placed = Order.objects.get()
    assert placed.payment.state == PaymentState.CANCELLED
    assert placed.seller_orders.get().state == SellerOrderState.CANCELLED


def stocks(*expected) -> None:
    """Each offer with how many are left."""
    for offer, left in zip(expected[::2], expected[1::2], strict=True):
        offer.refresh_from_db()
        assert offer.stock == left
