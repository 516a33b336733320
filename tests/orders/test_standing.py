"""An order says the same of its payment on every page and letter, and how to order again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.models import Offer
from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import Fact, SandboxPayment, SandboxSettings
from orders.fulfilment import cancellations
from orders.models import Cart, CartLine, Order
from orders.money import payments
from orders.tasks import send_expired, send_payment_failed
from tests import cast

pytestmark = pytest.mark.django_db
LATER = cast.NOON + timedelta(hours=2)
AGAIN, PAY = "Commander à nouveau", "Payer 30,80"


def opened(order):
    payments.start(order.payment.pk)


def refused(order):
    payments.start(order.payment.pk)
    rehearsal.pay(
        SandboxPayment.objects.get(order_ref=order.number), "4000000000000002", at=cast.NOON
    )
    payments.sync(SandboxPayment.objects.get(order_ref=order.number).ref, at=cast.NOON)


def given_up(order):
    payments.expire(order, at=LATER)


def renounced(order):
    opened(order)
    payments.renounce(order, by=None, at=cast.NOON)


def renounced_and_paid(order):
    opened(order)
    payments.let_go(order, by=None, at=cast.NOON)
    asked = SandboxPayment.objects.get(order_ref=order.number)
    rehearsal.pay(asked, "4242424242424242", at=cast.NOON)
    payments.sync(asked.ref, at=cast.NOON)


def too_late(order):
    opened(order)
    payments.expire(order, at=LATER)
    asked = SandboxPayment.objects.get(order_ref=order.number)
    rehearsal.pay(asked, "4242424242424242", at=LATER)
    payments.sync(asked.ref, at=LATER)


def paid(order):
    cast.pay(order)


def cancelled(order):
    cast.pay(order)
    cancellations.cancel_by_buyer(cast.part_of(order), by=None, at=cast.NOON)


def received(order):
    cast.pay(order)
    cast.delivered(cast.part_of(order))


# what happened, when it is looked at: words that stand on order and list, words that stand nowhere
CASES = {
    "placed": (None, cast.NOON, {PAY}, {AGAIN, "abandonnée"}),
    "at the provider": (opened, cast.NOON, {PAY}, {AGAIN, "abandonnée"}),
    "refused": (refused, cast.NOON, {PAY}, {AGAIN, "abandonnée"}),
    "placed, too old": (None, LATER, {AGAIN, "Abandonné"}, {PAY, "En attente de paiement"}),
    "refused, too old": (refused, LATER, {AGAIN, "Abandonné"}, {PAY, "Paiement refusé"}),
    "at the provider, too old": (
        opened,
        LATER,
        {"Paiement incertain"},
        {PAY, AGAIN, "En attente de paiement", "Rien n'a été débité"},
    ),
    "given up": (given_up, LATER, {AGAIN, "Abandonné"}, {PAY, "En attente"}),
    "renounced": (renounced, cast.NOON, {AGAIN, "Abandonné"}, {PAY, "faute de paiement", "délai"}),
    "renounced, yet paid": (
        renounced_and_paid,
        cast.NOON,
        {AGAIN, "Abandonné"},
        {PAY, "Rien n'a été débité", "faute de paiement", "délai", "Merci"},
    ),
    "paid too late": (too_late, LATER, {AGAIN, "Abandonné"}, {PAY, "Rien n'a été débité", "Merci"}),
    "paid": (paid, cast.NOON, {"En attente du vendeur"}, {PAY, AGAIN, "abandonnée"}),
    "cancelled": (cancelled, cast.NOON, {AGAIN, "Annulée"}, {PAY, "abandonnée", "Merci"}),
    "received": (received, LATER, {AGAIN, "Livrée"}, {PAY, "abandonnée"}),
}


@pytest.mark.parametrize("case", CASES)
def test_every_page_says_the_same(client, lune, case):
    act, at, told, untold = CASES[case]
    buyer = cast.user("buyer@example.test")
    order = cast.placed_order(cast.offer(lune), buyer=buyer)
    order = Order.objects.select_related("payment").get(pk=order.pk)
    if act:
        act(order)
    client.force_login(buyer)

    with clock.at(at):
        page = client.get(reverse("shop-order", args=[order.number])).content.decode()
        listed = client.get(reverse("shop-orders")).content.decode()

    for words in told:
        assert words in plain(page), words
        assert words in plain(listed), words
    for words in untold:
        assert words not in plain(page), words
        assert words not in plain(listed), words
    if case not in ("paid", "cancelled", "received"):
        assert "Renoncer à un article" not in page
        assert "En préparation" not in page + listed
        assert "Livraison prévue" not in page


def plain(page: str) -> str:
    return page.replace("\u202f", " ").replace("\xa0", " ").replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("act", "at", "said"),
    [
        (None, LATER, "Cette commande a été abandonnée"),
        (given_up, LATER, "Cette commande a été abandonnée"),
        (renounced, cast.NOON, "Vous avez abandonné cette commande"),
        (renounced, LATER, "Vous avez abandonné cette commande"),
        (too_late, LATER, "Votre paiement est arrivé trop tard"),
        (refused, cast.NOON, "Le paiement n'a pas abouti"),
        (opened, cast.NOON, "Votre paiement n'est pas encore confirmé"),
    ],
)
def test_the_page_of_the_payment_says_it_too(client, lune, act, at, said):
    order = cast.placed_order(cast.offer(lune))
    order = Order.objects.select_related("payment").get(pk=order.pk)
    if act:
        act(order)

    with clock.at(at):
        page = client.get(reverse("shop-payment", args=[order.number]), {"t": order.token})

    assert f"<h1>{said}</h1>" in plain(page.content.decode())


def test_no_letter_tells_what_is_no_longer_true(lune, mailoutbox):
    late = cast.placed_order(cast.offer(lune))
    too_late(Order.objects.select_related("payment").get(pk=late.pk))
    old = cast.placed_order(cast.offer(lune))
    refused(Order.objects.select_related("payment").get(pk=old.pk))

    send_expired.run(order_id=late.pk)
    with clock.at(LATER):
        send_payment_failed.run(order_id=old.pk)

    assert mailoutbox == []
    with clock.at(cast.NOON):
        send_payment_failed.run(order_id=old.pk)
    assert len(mailoutbox) == 1, "the control: in time it is written"


@pytest.mark.parametrize("by_account", [True, False])
def test_the_buyer_gives_an_unpaid_order_up(client, lune, by_account):
    bowl, buyer = cast.offer(lune, stock=3), cast.user("buyer@example.test")
    order = cast.placed_order((bowl, 3), buyer=buyer if by_account else None)
    opened(Order.objects.select_related("payment").get(pk=order.pk))
    if by_account:
        client.force_login(buyer)
    about = {} if by_account else {"t": order.token}
    here = reverse("shop-renounce", args=[order.number])
    with clock.at(cast.NOON):
        page = client.get(reverse("shop-order", args=[order.number]), about).content.decode()
        assert f'href="{here}?t={order.token}"' in page
        assert '<form method="post">' in client.get(here, about).content.decode()
        bowl.refresh_from_db()
        assert bowl.stock == 0, "asking gives nothing up"

        page = client.post(here, about, follow=True).content.decode()

        again = client.get(here, about)
    bowl.refresh_from_db()
    assert bowl.stock == 3
    assert SandboxPayment.objects.get().state == "cancelled"
    assert "Vous avez abandonné cette commande : rien n'a été débité." in plain(page)
    assert AGAIN in page
    assert again.status_code == 302, "nothing is left to give up"
    fact = Fact.objects.get(name="orders.OrderRenounced")
    assert fact.actor == (buyer if by_account else None)
    assert not Fact.objects.filter(name="orders.OrderExpired").exists()


def test_a_payment_that_is_faster_is_kept(client, lune):
    order = cast.placed_order(cast.offer(lune))
    opened(Order.objects.select_related("payment").get(pk=order.pk))
    rehearsal.pay(SandboxPayment.objects.get(), "4242424242424242", at=cast.NOON)

    with clock.at(cast.NOON):
        here = reverse("shop-renounce", args=[order.number])
        page = client.post(here, {"t": order.token}, follow=True).content.decode()

    assert "Votre paiement est arrivé avant : la commande est confirmée." in plain(page)
    assert order.seller_orders.get().paid_at == cast.NOON


def test_a_silent_provider_gives_nothing_up(client, lune):
    order = cast.placed_order(cast.offer(lune, stock=1))
    opened(Order.objects.select_related("payment").get(pk=order.pk))
    SandboxSettings.objects.create(is_down=True)

    with clock.at(cast.NOON):
        here = reverse("shop-renounce", args=[order.number])
        page = client.post(here, {"t": order.token}, follow=True).content.decode()

    assert "Votre commande est gardée." in page
    assert Order.objects.get().payment.state == "pending"


@pytest.mark.parametrize(
    ("act", "said", "unsaid"),
    [
        (renounced, "abandonnée à votre demande", "à temps"),
        (given_up, "pas été payée à temps", "à votre demande"),
    ],
)
def test_the_letter_says_who_gave_up(lune, mailoutbox, act, said, unsaid):
    order = cast.placed_order(cast.offer(lune))
    act(Order.objects.select_related("payment").get(pk=order.pk))

    send_expired.run(order_id=order.pk)

    (letter,) = mailoutbox
    assert said in letter.body
    assert unsaid not in letter.subject + letter.body


def test_ordering_again_says_what_is_missing(client, lune):
    kept, few, gone = cast.offer(lune, stock=9), cast.offer(lune, stock=9), cast.offer(lune)
    order = cast.placed_order((kept, 2), (few, 5), gone)
    payments.expire(Order.objects.get(pk=order.pk), at=LATER)
    Offer.objects.filter(pk=few.pk).update(stock=1)
    Offer.objects.filter(pk=gone.pk).update(is_active=False)

    page = client.post(
        reverse("shop-refill", args=[order.number]), {"t": order.token}, follow=True
    ).content.decode()

    lines = Cart.objects.order_by("-pk")[0].lines.values_list("offer", "quantity")
    assert dict(lines) == {kept.pk: 2, few.pk: 1}
    assert f"N'est plus en vente pour le moment : « {gone.product.title} »." in plain(page)
    assert f"Il n'en reste que 1 : « {few.product.title} »." in plain(page)
    assert "Le reste est dans votre panier." in page


@pytest.mark.parametrize(
    "case", [name for name, (_a, _t, told, _u) in CASES.items() if AGAIN in told]
)
def test_what_is_over_is_ordered_again_in_one_press_and_nothing_is_typed_twice(client, lune, case):
    act, at, _told, _untold = CASES[case]
    offer = cast.offer(lune, stock=9)
    order = cast.placed_order((offer, 2), city="Lyon")
    order = Order.objects.select_related("payment").get(pk=order.pk)
    if act:
        act(order)
    sent = {"t": order.token}

    with clock.at(at):
        for _twice in range(2):
            answer = client.post(reverse("shop-refill", args=[order.number]), sent, follow=True)
        page = client.get(reverse("shop-checkout")).content.decode()

    assert answer.redirect_chain[-1][0] == reverse("shop-cart")
    line = CartLine.objects.get()
    assert (line.offer, line.quantity) == (offer, 2)
    assert 'value="8 rue des Lilas"' in page
    assert 'value="guest@example.test"' in page
    assert 'value="75011 Lyon"' in page, "what was confirmed is not asked again"
