"""What is said of an order that its visitor left unpaid, and what they may do with it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from catalog.models import Offer
from marketplace.shared import clock
from marketplace.shared.models import SandboxPayment
from orders.buying import holds
from orders.models import Cart, Hold, Order
from orders.money import payments
from tests import cast
from tests.orders.test_checkout_pages import add, order_now

CART = reverse("shop-cart")
LATER = timedelta(days=1)


@pytest.fixture
def bowl(lune):
    cast.grid()
    return cast.offer(lune, price_cents=2490, stock=9)


def declined(client, offer, quantity="2"):
    """An order whose card was refused, by whoever uses this browser."""
    add(client, offer, quantity)
    hosted = order_now(client)["Location"]
    client.post(hosted, {"card": "4000 0000 0000 0002"})
    order = Order.objects.select_related("payment").order_by("-pk")[0]
    client.get(reverse("shop-payment", args=[order.number]), {"t": order.token})
    return order


def read(answer):
    return unescape(answer.content.decode()).replace("\u202f", "").replace("\xa0", " ")


@pytest.mark.parametrize("signed_in", [False, True])
def test_after_a_decline_the_order_is_named_where_its_buyer_goes_and_to_nobody_else(
    client, bowl, signed_in
):
    if signed_in:
        client.force_login(cast.user("buyer@example.test"))
    order = declined(client, bowl)
    named = f"Votre commande {order.number} vous attend jusqu'"
    pages = [CART, reverse("shop-home")]
    pages += [reverse("shop-orders")] if signed_in else []

    for page in [*pages, f"{reverse('shop-payment', args=[order.number])}?t={order.token}"]:
        assert named in read(client.get(page)), page

    left_there = client.cookies["cart"].value
    client.logout()
    if signed_in:  # the browser keeps the cookie; the cart is its owner's
        client.cookies["cart"] = left_there
    client.force_login(cast.user("other@example.test"))
    for page in (CART, reverse("shop-home"), reverse("shop-orders")):
        assert order.number not in read(client.get(page)), page


def test_changing_an_order_gives_it_up_first_then_fills_the_cart(client, bowl):
    order = declined(client, bowl, "9")  # all there are: freed before they are taken again
    address = reverse("shop-order-change", args=[order.number])

    mail.outbox.clear()
    page = read(client.post(address, {"t": order.token}, follow=True))

    assert not mail.outbox, "whoever changes an order has not given it up"
    assert "Tous ses articles sont de nouveau dans votre panier." in page
    assert f"Votre commande {order.number} vous attend" not in page
    [line] = Cart.objects.get().lines.all()
    assert (line.offer_id, line.quantity) == (bowl.pk, 9)
    assert Offer.objects.get(pk=bowl.pk).stock == 9
    client.post(address, {"t": order.token})
    assert [kept.quantity for kept in Cart.objects.get().lines.all()] == [9], "asked twice"
    assert client.post(address).status_code == 404, "without the order's token"


def test_a_payment_that_arrives_before_the_change_wins(client, bowl):
    add(client, bowl)
    hosted = order_now(client)["Location"]
    order = Order.objects.get()
    client.post(hosted, {"card": "4242 4242 4242 4242"})  # nobody came back from there

    page = client.post(
        reverse("shop-order-change", args=[order.number]), {"t": order.token}, follow=True
    )

    assert "Votre paiement est arrivé avant : la commande est confirmée" in read(page)
    assert SandboxPayment.objects.get().state == "paid"
    assert not Cart.objects.get().lines.exists()


def test_an_order_that_expired_is_said_until_it_is_answered(client, bowl):
    order = declined(client, bowl)
    payments.expire(order, at=clock.now() + LATER)
    Offer.objects.filter(pk=bowl.pk).update(price_cents=2690)
    said = f"Votre commande {order.number} n'a pas été payée à temps"
    assert said in read(client.get(CART))

    page = read(
        client.post(reverse("shop-refill", args=[order.number]), {"t": order.token}, follow=True)
    )

    assert "coûte maintenant 26,90 €, au lieu de 24,90 €" in page
    assert said not in page
    again = declined(client, bowl, "1")
    payments.expire(again, at=clock.now() + LATER)
    assert again.number in read(client.get(CART))
    client.post(reverse("shop-cart-dismiss"), {"number": again.number})
    assert again.number not in read(client.get(CART))


def test_a_guest_who_signs_in_takes_the_order_that_waits_along(client, bowl):
    buyer = cast.user("buyer@example.test")
    cast.cart_with(cast.offer(), user=buyer)
    order = declined(client, bowl)

    client.force_login(buyer)

    assert f"Votre commande {order.number} vous attend" in read(client.get(CART))


def test_what_is_kept_of_a_visitor_ends_after_a_week(client, bowl):
    order = declined(client, bowl)
    now = clock.now()
    payments.expire(order, at=now + LATER)

    holds.forget_old(now + timedelta(days=2))
    assert Hold.objects.exists()
    holds.forget_old(now + timedelta(days=8))
    assert not Hold.objects.exists()
