"""Stock is kept for whoever is about to pay, and is nobody's hostage."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from catalog.models import Offer
from marketplace.shared import clock
from marketplace.shared.models import Allowance, SandboxSettings
from orders.buying import cart, cookie, holds
from orders.buying.place import Buyer, place
from orders.models import CartLine, Hold, Order
from orders.money import payments
from orders.states import PaymentState
from tests import cast
from tests.cast import NOON
from tests.orders.test_checkout_pages import add, order_now

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "192.0.2.7", "192.0.2.8"


@pytest.fixture(autouse=True)
def _noon(texts):
    cast.grid()
    with clock.at(NOON):
        yield


def buy(*wanted, email="guest@example.test", user=None, network=HERE, at=NOON):
    full = cast.cart_with(*wanted, user=user, at=at)
    buyer = Buyer(email=email, address=cast.HOME, user=user, network=network)
    return place(cart.quote_of(full, at=at), buyer, cart=full, key=cart.key_of(full), at=at)


def left(*offers) -> list[int]:
    return [Offer.objects.get(pk=offer.pk).stock for offer in offers]


def test_one_anonymous_order_does_not_empty_twelve_offers(client, lune):
    shelves = [cast.offer(lune, stock=1 + n) for n in range(12)]
    for offer in shelves:
        add(client, offer, str(offer.stock))

    answer = order_now(client)

    assert answer["Location"] == reverse("shop-cart")
    told = client.get(answer["Location"]).content.decode()
    assert (
        "Sans paiement, nous gardons au plus 10 pièces" in told
        or "dernières pièces de 12 articles" in told
    )
    assert not Order.objects.exists()
    assert left(*shelves) == [offer.stock for offer in shelves]
    assert cart.Cart.objects.get().lines.count() == 12


def test_the_last_pieces_of_a_few_articles_are_anybody_s(lune):
    pair = [cast.offer(lune, stock=3), cast.offer(lune, stock=1)]

    order = buy((pair[0], 3), pair[1])

    assert left(*pair) == [0, 0]
    cast.pay(order)
    assert order.payment.state == PaymentState.PAID


def test_nobody_keeps_the_last_pieces_of_many_articles(lune):
    unique = [cast.offer(lune, stock=1) for _ in range(6)]

    with pytest.raises(holds.TooManyScarce, match="dernières pièces de 6 articles"):
        buy(*unique)
    buy(*unique[:5])
    with pytest.raises(holds.TooManyScarce):
        buy(unique[5])
    with pytest.raises(holds.TooManyScarce):  # plus signs make no other mailbox
        buy(unique[5], email="Guest+2@example.test", network=ELSEWHERE)

    assert left(*unique) == [0, 0, 0, 0, 0, 1]


def test_half_of_a_large_shelf_is_left_to_others(lune):
    shelf = cast.offer(lune, stock=40)

    with pytest.raises(holds.TooMuchOfOne, match="au plus 20 pièces"):
        buy((shelf, 21))
    buy((shelf, 12))
    with pytest.raises(holds.TooMuchOfOne):  # what is kept already counts
        buy((shelf, 9))

    assert left(shelf) == [28]


def test_three_unpaid_orders_are_enough_and_paying_makes_room(lune):
    shelf = cast.offer(lune, stock=90)
    first = buy(shelf)
    buy(shelf)
    buy(shelf)

    with pytest.raises(holds.TooManyUnpaid, match="12\u00a0h\u00a030"):
        buy(shelf)
    cast.pay(first)

    assert buy(shelf)


def test_other_mailboxes_of_one_connection_share_its_limit(lune):
    shelf = cast.offer(lune, stock=90)
    for n in range(6):
        buy(shelf, email=f"n{n}@example.test")

    with pytest.raises(holds.TooManyUnpaid):
        buy(shelf, email="n6@example.test")

    assert buy(shelf, email="n6@example.test", network=ELSEWHERE)


def test_giving_up_and_taking_again_has_an_end(lune):
    shelf, now = cast.offer(lune, stock=1), NOON
    for _turn in range(6):
        order = buy(shelf, at=now)
        now = order.pay_by
        payments.expire(order, at=now)

    with pytest.raises(holds.TooManyUnpaid):
        buy(shelf, at=now - timedelta(seconds=1))
    assert buy(shelf, at=now + timedelta(hours=1))


def test_somebody_who_paid_before_keeps_more(alice, lune):
    unique = [cast.offer(lune, stock=1) for _ in range(8)]
    shelf = cast.offer(lune, stock=40)
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    with pytest.raises(holds.TooManyScarce):
        buy(*unique, email=alice.email, user=alice)
    cast.paid_order(cast.offer(lune), buyer=alice)

    order = buy(*unique, (shelf, 40), email=alice.email, user=alice)

    assert (
        Hold.objects.get(order=order).network == ""
    )  # not counted among those who share the connection


def test_few_pieces_are_kept_less_long_and_the_buyer_is_told(client, lune):
    plenty, last = cast.offer(lune, stock=9), cast.offer(lune, stock=1)

    long_, short = buy(plenty), buy(last, email="other@example.test")

    assert (long_.pay_by - NOON, short.pay_by - NOON) == (
        timedelta(minutes=30),
        timedelta(minutes=10),
    )
    assert Order.objects.get(pk=short.pk).pay_by == short.pay_by
    page = client.get(
        reverse("shop-payment", args=[short.number]), {"t": short.token}
    ).content.decode()
    assert "jusqu" in page
    assert "12\u00a0h\u00a010" in page


@pytest.mark.parametrize("door", ["cart", "add", "checkout", "placing"])
def test_what_was_kept_too_long_goes_to_whoever_wants_it_now(client, lune, door):
    bowl = cast.offer(lune, stock=1)
    mine = cast.cart_with(bowl)
    seen = cart.quote_of(mine, at=NOON)
    order = buy(bowl)
    late = order.pay_by + timedelta(seconds=1)

    with clock.at(late):
        if door == "placing":
            placed = place(
                seen,
                Buyer(email="b@example.test", address=cast.HOME),
                cart=mine,
                key="k" * 40,
                at=late,
            )
            assert placed.pk != order.pk
        elif door == "add":
            assert add(client, bowl)["Location"] == reverse("shop-cart")
        else:
            answer = client.get("/")
            cookie.remember(answer, mine)
            client.cookies.update(answer.cookies)
            page = client.get(reverse("shop-cart" if door == "cart" else "shop-checkout"))
            assert "épuisé" not in page.content.decode()

    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.CANCELLED
    assert left(bowl) == [0 if door == "placing" else 1]


def test_more_of_a_line_takes_what_was_kept_too_long(client, lune):
    bowl = cast.offer(lune, stock=3)
    add(client, bowl)
    order = buy((bowl, 2))
    line = CartLine.objects.get()
    address, wanted = reverse("shop-cart-line", args=[line.pk]), {"quantity": "3"}

    client.post(address, wanted)
    line.refresh_from_db()
    assert line.quantity == 1
    with clock.at(order.pay_by + timedelta(seconds=1)):
        client.post(address, wanted)

    line.refresh_from_db()
    assert line.quantity == 3
    assert left(bowl) == [3]


def test_a_silent_provider_keeps_what_may_be_paid(lune):
    bowl = cast.offer(lune, stock=1)
    order = buy(bowl)
    payments.start(order.payment.pk)
    SandboxSettings.objects.create(is_down=True)

    assert payments.give_up_keeping([bowl.pk], at=order.pay_by) == 0
    assert payments.give_up_keeping([bowl.pk], at=order.pay_by - timedelta(seconds=1)) == 0
    assert left(bowl) == [0]


def test_an_operator_sets_the_limits(lune):
    cast.rules(unpaid_orders_most=1, scarce_payment_minutes=5)
    last = cast.offer(lune, stock=1)

    order = buy(last)

    assert order.pay_by == NOON + timedelta(minutes=5)
    with pytest.raises(holds.TooManyUnpaid):
        buy(cast.offer(lune))


def test_nothing_readable_is_kept_of_a_visitor(lune):
    order = cast.pay(buy(cast.offer(lune)))
    hold = Hold.objects.get()
    assert HERE not in f"{hold.mailbox}{hold.network}"
    assert "guest" not in hold.mailbox

    assert holds.forget_old(NOON + timedelta(days=2)) == 1
    assert not Hold.objects.exists()
    assert Order.objects.filter(pk=order.pk).exists()
    assert Allowance.objects.exists()
