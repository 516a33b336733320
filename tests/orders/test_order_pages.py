"""What a buyer sees of an order and may do there; to everybody else it does not exist."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.translation import override

from catalog.models import Review
from marketplace.shared import clock, voice
from marketplace.shared.models import Fact, User
from orders.models import OrderLine, Refund, Return
from orders.states import ReturnState, SellerOrderState, ShipmentState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def _two_days_later():
    with clock.at(LATER):
        yield


def main_of(page) -> str:
    """What a page says, without what changes at each request."""
    return page.content.decode().partition("<main")[2].partition("</main>")[0]


def page_of(order):
    return reverse("shop-order", args=[order.number])


def test_a_guest_needs_the_link(client, lune):
    order = cast.paid_order(cast.offer(lune))

    assert client.get(page_of(order)).status_code == 404
    assert client.get(page_of(order), {"t": "wrong"}).status_code == 404
    page = client.get(page_of(order), {"t": order.token})

    assert page.status_code == 200
    assert "Atelier Lune doit confirmer votre commande" in page.content.decode()


def test_a_buyer_sees_their_own_order_and_nobody_else_s(client, alice, charlie, lune):
    order = cast.paid_order(cast.offer(lune), buyer=alice)
    client.force_login(charlie)
    assert client.get(page_of(order)).status_code == 404

    client.force_login(alice)

    assert client.get(page_of(order)).status_code == 200
    assert order.number in client.get(reverse("shop-orders")).content.decode()


@pytest.mark.parametrize("number", ["AAAAAAAA", "%00", "é", "x" * 300])
def test_what_does_not_exist_is_not_found(client, number):
    assert client.get(f"/commande/{number}/").status_code == 404


def test_the_story_of_two_sellers_and_two_parcels(
    client, alice, lune, brun, django_assert_max_num_queries
):
    bowl = cast.offer(lune)
    order = cast.paid_order((bowl, 3), cast.offer(brun), buyer=alice)
    part = cast.accepted(cast.part_of(order, lune))
    cast.shipped(part, pieces={part.lines.get().pk: 1})
    cast.shipped(part)
    client.force_login(alice)
    client.get(page_of(order))

    with django_assert_max_num_queries(18):
        text = client.get(page_of(order)).content.decode()

    assert "En route" in text
    assert "Colis 2" in text
    assert "suivre-vos-envois?code=6A12345678901" in text
    assert "Maison Brun doit confirmer" in text
    assert "SIRET" in text
    assert "Renoncer au contrat ici" in text
    assert "Facture de vente" in text


def test_the_page_tells_of_a_payment_that_failed(client, lune):
    order = cast.pay(cast.placed_order(cast.offer(lune), at=LATER), "4000000000000002", at=LATER)

    text = client.get(page_of(order), {"t": order.token}).content.decode()

    assert "Votre banque a refusé le paiement." in text
    assert reverse("shop-payment", args=[order.number]) in text


def test_a_guest_says_that_the_parcel_came(client, lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    parcel, order = cast.shipped(part), part.order
    address = reverse("shop-parcel-received", args=[order.number, parcel.pk])

    assert client.post(address).status_code == 404
    assert client.get(address, {"t": order.token}).status_code == 405
    answer = client.post(address, {"t": order.token}, follow=True)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.delivered_how, parcel.delivered_at) == (
        ShipmentState.DELIVERED,
        "buyer",
        LATER,
    )
    assert "est enregistrée" in answer.content.decode()


def test_a_parcel_of_another_order_is_out_of_reach(client, lune):
    mine, other = cast.paid_order(cast.offer(lune)), cast.part_of(cast.paid_order(cast.offer(lune)))
    parcel = cast.shipped(other)

    answer = client.post(
        reverse("shop-parcel-received", args=[mine.number, parcel.pk]), {"t": mine.token}
    )

    assert answer.status_code == 404
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.SHIPPED


def test_a_buyer_cancels_from_the_page(client, alice, lune):
    order = cast.paid_order(cast.offer(lune), buyer=alice)
    part = cast.part_of(order)
    client.force_login(alice)
    address = reverse("shop-order-cancel", args=[order.number, part.pk])

    assert "livraison comprise" in client.get(address).content.decode()
    text = client.post(address, follow=True).content.decode()
    assert f"Votre commande chez {lune.name} est annulée." in text
    again = client.post(address, follow=True).content.decode()

    part.refresh_from_db()
    assert part.state == SellerOrderState.CANCELLED
    assert f"Votre commande chez {lune.name} est annulée." in again
    assert "ne peut plus être annulée" not in again
    assert Refund.objects.count() == 1
    assert Fact.objects.get(name="orders.SellerOrderCancelled").actor == alice


def test_a_return_is_asked_and_given_up(client, lune):
    part = cast.sold((cast.offer(lune), 2))
    order, line = part.order, part.lines.get()
    address = reverse("shop-return-new", args=[order.number, part.pk])
    text = client.get(address, {"t": order.token}).content.decode()
    assert "lundi 7 décembre" in text

    client.post(
        address, {"t": order.token, f"q{line.pk}": "1", "reason": "withdrawal", "comment": ""}
    )

    back = Return.objects.get()
    assert (back.state, back.lines.get().quantity) == (ReturnState.ASKED, 1)
    assert back.number in client.get(page_of(order), {"t": order.token}).content.decode()
    client.post(reverse("shop-return-keep", args=[order.number, back.number]), {"t": order.token})
    back.refresh_from_db()
    assert back.state == ReturnState.CANCELLED


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"q": "3", "reason": "withdrawal"}, "Indiquez un nombre entre 0 et 2."),
        ({"q": "-1", "reason": "withdrawal"}, "Indiquez un nombre entre 0 et 2."),
        ({"q": "deux", "reason": "withdrawal"}, "Indiquez un nombre entier."),
        ({"q": "0", "reason": "withdrawal"}, "Indiquez au moins un article"),
        ({"q": "1"}, "Choisissez un motif."),
        ({"q": "1", "reason": "hacked"}, "Sélectionnez un choix valide"),
        ({"q": "1", "reason": "defective"}, "Décrivez le problème"),
    ],
)
def test_a_wrong_return_is_explained_and_kept_on_screen(client, lune, typed, sentence):
    part = cast.sold((cast.offer(lune), 2))
    values = {"t": part.order.token, f"q{part.lines.get().pk}": typed.pop("q"), **typed}

    page = client.post(reverse("shop-return-new", args=[part.order.number, part.pk]), values)

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert Return.objects.count() == 0


def test_a_review_is_written_once_by_who_received(client, alice, lune):
    part = cast.sold(cast.offer(lune), buyer=alice)
    waiting = cast.part_of(cast.paid_order(cast.offer(lune), buyer=alice))
    line = part.lines.get()
    address = reverse("shop-review-new", args=[part.order.number, line.pk])
    assert client.get(address).status_code == 404
    client.force_login(alice)
    too_early = reverse("shop-review-new", args=[waiting.order.number, waiting.lines.get().pk])
    assert client.get(too_early).status_code == 404
    words = {"rating": "5", "title": "Superbe", "body": "Très beau grès.", "author": "Alice"}

    assert "Choisissez une note." in client.post(address, words | {"rating": ""}).content.decode()
    client.post(address, words)
    again = client.post(address, words).content.decode()

    review = Review.objects.get()
    assert (review.purchase, review.rating, review.bought_on.isoformat()) == (
        line.pk,
        5,
        "2026-11-23",
    )
    assert "déjà donné votre avis" in again


def test_the_lookup_says_the_same_to_everyone_and_writes_to_the_owner_only(client, lune):
    order = cast.paid_order(cast.offer(lune))
    address = reverse("shop-order-lookup")
    for page in (address, reverse("shop-help")):
        assert f'href="{reverse("shop-contact")}"' in client.get(page).content.decode()

    right = client.post(address, {"number": order.number.lower(), "email": order.email.upper()})
    wrong = client.post(address, {"number": "ZZZZZZZZ", "email": order.email.upper()})

    assert main_of(right) == main_of(wrong)
    assert order.token not in right.content.decode()
    assert Fact.objects.filter(name="orders.OrderLinkAsked").count() == 1


def test_the_lookup_is_not_a_guessing_game(client, db):
    typed = {"number": "ZZZZZZZZ", "email": "a@example.test"}
    codes = [client.post(reverse("shop-order-lookup"), typed).status_code for _turn in range(11)]

    assert codes == [200] * 10 + [429]


def test_my_pages_ask_to_sign_in(client, db):
    for name in ("shop-orders", "shop-my-returns"):
        assert reverse("account_login") in client.get(reverse(name)).url


def test_my_returns_lists_mine_only(client, alice, charlie, lune):
    from orders.returns import returns

    part = cast.sold(cast.offer(lune), buyer=alice)
    back = returns.ask(
        part, pieces={part.lines.get().pk: 1}, reason="withdrawal", by=alice, at=LATER
    )
    client.force_login(alice)
    assert back.number in client.get(reverse("shop-my-returns")).content.decode()
    client.force_login(charlie)
    assert back.number not in client.get(reverse("shop-my-returns")).content.decode()


def test_my_list_says_what_to_do_next(client, alice, lune, django_assert_max_num_queries):
    piece = cast.offer(lune, stock=30)
    to_pay = cast.placed_order(piece, buyer=alice)
    on_its_way = cast.shipped(cast.part_of(cast.paid_order(piece, buyer=alice)))
    arrived = cast.sold(piece, buyer=alice)
    client.force_login(alice)

    voice.now()  # the words of the house, which each process keeps
    with clock.at(cast.NOON), django_assert_max_num_queries(13):
        page = client.get(reverse("shop-orders")).content.decode()

    assert reverse("shop-payment", args=[to_pay.number]) in page
    assert page.count("Suivre le colis") == page.count("Confirmer la réception") == 1
    assert f"{page_of(on_its_way.seller_order.order)}#part-{on_its_way.seller_order_id}" in page
    assert "laposte.fr" in page
    assert f"#part-{arrived.pk}" not in page


def test_my_list_asks_nothing_for_what_was_given_up(client, alice, lune):
    late = cast.placed_order(cast.offer(lune), buyer=alice)
    client.force_login(alice)

    with clock.at(late.pay_by):
        page = client.get(reverse("shop-orders")).content.decode()

    assert late.number in page
    assert reverse("shop-payment", args=[late.number]) not in page


def test_a_weak_password_is_said_beside_its_field_on_the_page_of_the_order(client, lune, texts):
    order = cast.paid_order(cast.offer(lune))
    with clock.at(NOON):
        here = reverse("shop-order", args=[order.number])
        page = client.get(here, {"t": order.token}).content.decode()
        address = reverse("account-after-order", args=[order.number])
        assert f'action="{address}"' in page
        sent = {"email": order.email, "t": order.token, "next": "/mes-commandes/"}

        refused = client.post(address, sent | {"password1": "12345"})
        stranger = client.post(address, sent | {"password1": "12345", "t": "x"})
        opened = client.post(address, sent | {"password1": "un long mot de passe"})
        back = client.get(address, {"t": order.token})
        again = client.get(here, {"t": order.token}).content.decode()
        elsewhere = Client().get(here, {"t": order.token}).content.decode()

    told = refused.content.decode()
    assert refused.status_code == 422
    assert "Merci, votre commande est confirmée" in told
    assert told.index('class="errorlist"') < told.index('id="nouveau-mot-de-passe"')
    assert stranger.status_code == 404
    assert opened.status_code == 302
    assert User.objects.filter(email=order.email).exists()
    assert back.status_code == 302
    assert "Votre compte attend votre confirmation" in again
    assert 'id="nouveau-mot-de-passe"' not in again, "it was asked for"
    assert 'id="nouveau-mot-de-passe"' in elsewhere, "whether it exists is told to nobody"


def test_nobody_is_thanked_who_changed_their_mind(client, lune, texts):
    offer = cast.offer(lune)
    part = cast.part_of(cast.paid_order((offer, 2)))
    here = reverse("shop-order", args=[part.order.number])
    with clock.at(NOON):
        before = client.get(here, {"t": part.order.token}).content.decode()
        new = reverse("shop-return-new", args=[part.order.number, part.pk])
        line = part.lines.get()
        client.post(new, {"t": part.order.token, f"q{line.pk}": "1", "reason": "withdrawal"})
        after = client.get(here, {"t": part.order.token}).content.decode()

    line.refresh_from_db()
    assert line.cancelled == 1
    assert "Merci" in before
    assert "Merci" not in after


def test_the_seller_s_words_in_an_english_variant_are_said_to_be_french():
    line = OrderLine(
        title="Pull", variant="Bleu nuit / M", title_en="Sweater", variant_en="Blue (Bleu nuit) / M"
    )
    with override("en"):
        told = conditional_escape(line.variant_told)
        assert told == 'Blue (<span lang="fr">Bleu nuit</span>) / M'
        assert str(line.whole_told) == "Sweater (Blue (Bleu nuit) / M)"
    assert conditional_escape(line.variant_told) == "Bleu nuit / M"
