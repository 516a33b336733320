"""The funnel as a visitor lives it: cart, checkout, hosted payment page, and back."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from catalog.attributes import vocabulary
from catalog.models import Product, Variant
from marketplace.shared import clock, mail, policy, voice
from marketplace.shared.models import Fact, SandboxPayment
from orders.buying import emails
from orders.buying.forms import CheckoutForm
from orders.models import Cart, Order, OrderLine
from orders.states import PaymentState, SellerOrderState
from tests import cast
from tests.walks.conftest import DETAILS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(texts):
    cast.grid()
    with clock.at(cast.NOON):
        yield


def hidden(page, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, f"no field {name}"
    return found[1]


def add(client, offer, quantity="1"):
    return client.post(reverse("shop-cart-add"), {"offer": offer.pk, "quantity": quantity})


def order_now(client, **changes):
    page = client.get(reverse("shop-checkout"))
    fields = {**DETAILS, "key": hidden(page, "key"), "shown": hidden(page, "shown"), **changes}
    return client.post(reverse("shop-checkout"), fields)


def test_a_guest_buys_from_two_sellers_with_a_test_card(client, lune, brun):
    bowl, scarf = cast.offer(lune, price_cents=2490), cast.offer(brun, price_cents=4500)
    add(client, bowl, "2")
    add(client, scarf)

    cart = client.get(reverse("shop-cart")).content.decode()
    assert "Vendu et expédié par Atelier Lune" in cart
    assert "107,60" in cart.replace("\u202f", "")
    answer = order_now(client)

    assert answer.status_code == 302
    hosted = answer["Location"]
    assert hosted.startswith("/essai/paiement/")
    assert "4242 4242 4242 4242" in client.get(hosted).content.decode()
    back = client.post(hosted, {"card": "4242 4242 4242 4242"})["Location"]
    order = Order.objects.get()
    assert back == f"/commande/{order.number}/paiement/?t={order.token}"
    done = client.get(back)
    assert done["Location"] == f"/commande/{order.number}/?t={order.token}"
    order.refresh_from_db()
    assert order.payment.state == PaymentState.PAID
    assert order.email == "camille@example.test"
    assert order.phone == "+33 6 12 34 56 78"
    assert {part.state for part in order.seller_orders.all()} == {SellerOrderState.TO_ACCEPT}


def test_a_telephone_of_a_range_nobody_knows_yet_stops_no_sale(client, lune):
    add(client, cast.offer(lune))

    assert order_now(client, phone="06 39 98 21 07").status_code == 302
    assert Order.objects.get().phone == "+33 6 39 98 21 07"


def test_the_button_says_what_the_law_wants(client, lune):
    add(client, cast.offer(lune, price_cents=7830))

    page = client.get(reverse("shop-checkout")).content.decode()

    assert "Commander avec obligation de paiement · 78,30\u00a0€" in page


def test_a_refused_card_says_why_and_another_attempt_pays(client, lune):
    add(client, cast.offer(lune))
    hosted = order_now(client)["Location"]

    back = client.post(hosted, {"card": "4000000000009995"})["Location"]
    page = client.get(back)

    assert "La provision de la carte est insuffisante." in page.content.decode()
    order = Order.objects.get()
    again = client.post(back)["Location"]
    assert again != hosted
    client.get(client.post(again, {"card": "4242424242424242"})["Location"])
    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.PAID
    assert order.payment.attempts == 2


@pytest.mark.parametrize(("answer", "state"), [("pass", "paid"), ("refuse", "failed")])
def test_the_bank_asks_for_authentication(client, lune, answer, state):
    add(client, cast.offer(lune))
    hosted = order_now(client)["Location"]

    challenge = client.post(hosted, {"card": "4000002760003184"}, follow=True)
    assert "Confirmez ce paiement" in challenge.content.decode()
    back = client.post(challenge.redirect_chain[-1][0], {answer: "1"})["Location"]
    client.get(back)

    assert Order.objects.get().payment.state == state


def test_returning_without_paying_waits(client, lune):
    add(client, cast.offer(lune))
    order_now(client)
    order = Order.objects.get()

    page = client.get(reverse("shop-payment", args=[order.number]), {"t": order.token})

    assert page.status_code == 200
    assert "pas encore confirmé" in page.content.decode()
    assert order.payment.state == PaymentState.PENDING


def test_a_stranger_does_not_see_a_payment_page(client, lune, charlie):
    add(client, cast.offer(lune))
    order_now(client)
    address = reverse("shop-payment", args=[Order.objects.get().number])

    assert client.get(address).status_code == 404
    assert client.get(address, {"t": "x"}).status_code == 404
    client.force_login(charlie)
    assert client.post(address, {"t": "é"}).status_code == 404


def test_the_same_page_sent_twice_makes_one_order(client, lune):
    add(client, cast.offer(lune))
    page = client.get(reverse("shop-checkout"))
    fields = {**DETAILS, "key": hidden(page, "key"), "shown": hidden(page, "shown")}

    first = client.post(reverse("shop-checkout"), fields)
    second = client.post(reverse("shop-checkout"), fields)

    assert first["Location"] == second["Location"]
    assert Order.objects.count() == 1
    assert SandboxPayment.objects.count() == 1


def test_a_price_that_moved_is_shown_before_anything_is_ordered(client, lune):
    offer = cast.offer(lune, price_cents=2000)
    add(client, offer)
    page = client.get(reverse("shop-checkout"))
    fields = {**DETAILS, "key": hidden(page, "key"), "shown": hidden(page, "shown")}
    type(offer).objects.filter(pk=offer.pk).update(price_cents=2100)

    answer = client.post(reverse("shop-checkout"), fields)

    assert answer["Location"] == reverse("shop-cart")
    assert not Order.objects.exists()
    cart = client.get(reverse("shop-cart"))
    assert "Le prix a augmenté" in cart.content.decode()
    client.post(reverse("shop-cart-agree"), {"shown": hidden(cart, "shown")})
    assert order_now(client).status_code == 302
    assert Order.objects.get().goods_cents == 2100


def test_another_delivery_is_priced_before_it_is_ordered(client, lune):
    lune.shipping_methods.create(name="Chronopost", carrier="chronopost", first_cents=1290)
    fast = lune.shipping_methods.get(name="Chronopost")
    add(client, cast.offer(lune, price_cents=2000))

    answer = order_now(client, **{f"delivery-{lune.pk}": str(fast.pk)})

    assert answer.status_code == 200
    assert "Le total a été mis à jour" in answer.content.decode()
    assert not Order.objects.exists()
    fields = {
        **DETAILS,
        "key": hidden(answer, "key"),
        "shown": hidden(answer, "shown"),
        f"delivery-{lune.pk}": str(fast.pk),
    }
    client.post(reverse("shop-checkout"), fields)
    assert Order.objects.get().total_cents == 3290


def test_a_place_nobody_delivers_to_is_said(client, lune):
    add(client, cast.offer(lune))

    answer = order_now(client, postcode="97400", city="Saint-Denis", refresh="1")

    page = answer.content.decode()
    assert "ne livre pas à cette adresse" in page
    assert "Commander avec obligation de paiement" not in page, "there is no total to pay yet"
    assert not Order.objects.exists()


def test_an_order_for_such_a_place_is_refused_with_the_way_out(client, lune):
    add(client, cast.offer(lune))

    answer = order_now(client, postcode="97400", city="Saint-Denis")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "pas desservie par Atelier Lune" in page
    assert "Le total a été mis à jour" not in page
    assert not Order.objects.exists()
    assert "Le total a été mis à jour" in order_now(client).content.decode(), (
        "the delivery was not shown yet"
    )
    assert order_now(client).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "camille", "adresse e-mail valide"),
        ("email", "camille@gmial.com", "camille@gmail.com"),
        ("email", "a@b.fr\r\nBcc: x@y.fr", "adresse e-mail valide"),
        ("recipient", "12345", "des lettres"),
        ("recipient", "Camille\u202eDurand", "caractères invisibles"),
        ("recipient", "C" * 200, "120"),
        ("postcode", "7500", "cinq chiffres"),
        ("country", "BE", "(Belgique) a quatre chiffres : 1000, par exemple."),
        ("phone", "abc", "numéro"),
        ("phone", "0" * 20, "numéro"),
        ("phone", "12", "numéro"),
        ("country", "XX", "XX"),
        ("terms", "", "conditions générales"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, lune, field, value, sentence):
    add(client, cast.offer(lune))

    answer = order_now(client, **{field: value})

    page = answer.content.decode()
    assert sentence in page
    assert "4 rue du Four" in page
    assert not Order.objects.exists()


def test_a_telephone_that_two_countries_have_is_asked_about_once(client, lune):
    add(client, cast.offer(lune))
    monaco = {"country": "MC", "postcode": "98000", "city": "Monaco"}

    asked = order_now(client, **monaco)

    page = asked.content.decode()
    assert asked.status_code == 422
    assert "De quel pays est ce numéro ?" in page
    assert page.index("+377 6 12 34 56 78") < page.index("+33 6 12 34 56 78 (France)")
    assert not Order.objects.exists()
    # the answer stays when something else is wrong, and the question does not come back
    kept = order_now(client, **monaco, phone_meant="+33612345678", terms="").content.decode()
    assert re.search(r'value="\+33612345678"[^>]*checked', kept)
    assert "dites lequel est le vôtre" not in kept
    assert order_now(client, **monaco, phone_meant="+33612345678").status_code == 302
    assert Order.objects.get().phone == "+33 6 12 34 56 78"


def test_a_telephone_of_ours_stays_ours_wherever_the_parcel_goes():
    abroad = {**DETAILS, "country": "BE", "postcode": "1000", "city": "Bruxelles"}
    form = CheckoutForm(abroad)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == "+33 6 12 34 56 78"
    assert "phone_meant" not in form.fields


def test_a_slip_in_the_address_may_be_meant(client, lune):
    add(client, cast.offer(lune))
    answer = order_now(client, email="moi@gmial.com")

    fields = {
        **DETAILS,
        "email": "moi@gmial.com",
        "email_kept": hidden(answer, "email_kept"),
        "key": hidden(answer, "key"),
        "shown": hidden(answer, "shown"),
    }
    client.post(reverse("shop-checkout"), fields)

    assert Order.objects.get().email == "moi@gmial.com"


def test_tampered_amounts_are_ignored(client, lune):
    add(client, cast.offer(lune, price_cents=5000))

    order_now(client, total_cents="1", price="1", shipping_cents="0", seller="99", vat_bps="0")

    order = Order.objects.get()
    assert order.total_cents == 5590
    assert order.payment.amount_cents == 5590


def test_a_failed_order_can_be_put_back_into_the_cart(client, lune):
    from orders.money import payments

    offer = cast.offer(lune, stock=3)
    add(client, offer, "3")
    order_now(client)
    order = Order.objects.get()
    payments.expire(order, at=cast.NOON)

    page = client.get(reverse("shop-payment", args=[order.number]), {"t": order.token})
    assert "abandonnée" in page.content.decode()
    client.post(reverse("shop-refill", args=[order.number]), {"t": order.token})

    assert Cart.objects.get().lines.get().quantity == 3


def test_what_minors_may_not_buy_is_sold_to_whoever_says_to_be_of_age(client, lune):
    cast.attribute("Réservé aux majeurs", kind="flag", key="majorite")
    knife = cast.offer(lune, title="Couteau pliant", attributes={"Réservé aux majeurs": "Oui"})
    add(client, knife)
    page = client.get(reverse("shop-checkout")).content.decode()
    assert "J&#x27;ai 18 ans ou plus" in page
    assert "qu'aux adultes :" in page

    refused = order_now(client)
    assert refused.status_code == 422
    assert "interdit de vendre cet article à un mineur" in refused.content.decode()
    assert not Order.objects.exists()
    assert not Fact.objects.filter(name="orders.AgeDeclared").exists()

    order_now(client, adult="on")
    fact = Fact.objects.get(name="orders.AgeDeclared")
    assert (fact.subject, fact.data["titles"]) == (
        f"orders.order:{Order.objects.get().pk}",
        ["Couteau pliant"],
    )


def test_the_rule_of_a_category_overrules_what_its_sheets_say(client, lune):
    above = cast.category("Coutellerie")
    below = cast.category("Couteaux", parent=above)
    spread = cast.category("À beurre", parent=below)
    rule = cast.attribute("Réservé aux majeurs", kind="flag", key="majorite", where=above)
    rule.places.update(presumed="oui")
    rule.places.create(category=spread, presumed="non")
    vocabulary.forget()
    said = {"Réservé aux majeurs": "Non"}
    for offer in (
        cast.offer(lune, category=spread, attributes=said),
        cast.offer(lune, category=below, title="Couteau d'office", attributes=said),
        cast.offer(lune, category=below, title="Couteau à pain"),
    ):
        add(client, offer)

    page = client.get(reverse("shop-checkout")).content.decode()
    assert "Couteau d&#x27;office, Couteau à pain." in strip_tags(page)
    assert order_now(client).status_code == 422
    order_now(client, adult="on")
    titles = Fact.objects.get(name="orders.AgeDeclared").data["titles"]
    assert titles == ["Couteau d'office", "Couteau à pain"]


def test_the_variant_that_is_bought_may_say_that_it_is_for_adults(client, lune):
    cast.attribute("Degré d'alcool", kind="number", unit="%", key="degre-alcool", is_axis=True)
    offer = cast.offer(lune)
    Product.objects.filter(pk=offer.product_id).update(axes=["Degré d'alcool"])
    Variant.objects.filter(pk=offer.variant_id).update(values=["18 %"])
    add(client, offer)
    assert order_now(client).status_code == 422
    assert not Order.objects.exists()


def test_an_english_basket_names_the_variant_in_english_and_the_order_in_the_sellers_words(
    client, lune
):
    cast.attribute("Couleur", "Vert sapin|Fir green", is_axis=True)
    offer = cast.offer(lune)
    Product.objects.filter(pk=offer.product_id).update(
        axes=["Couleur"], title="Assiette Nacre", title_en="Nacre plate"
    )
    Variant.objects.filter(pk=offer.variant_id).update(values=["Vert sapin"], label="Vert sapin")
    add(client, offer)

    assert "Vert sapin" in client.get(reverse("shop-cart")).content.decode()
    client.cookies["language"] = "en"
    for name in ("shop-cart", "shop-checkout"):
        page = client.get(reverse(name)).content.decode()
        assert "Fir green" in page
        assert "Vert sapin" not in page
    order_now(client)
    line = OrderLine.objects.get()
    assert (line.title, line.variant) == ("Assiette Nacre", "Vert sapin")
    Product.objects.filter(pk=offer.product_id).update(title_en="Another plate")
    letter = mail.render(emails.order_confirmed(line.seller_order.order)).text
    assert "Nacre plate (Fir green)" in letter
    assert "Assiette" not in letter
    with translation.override("fr"):
        assert line.whole_told == "Assiette Nacre (Vert sapin)"
    with pytest.raises(DatabaseError), transaction.atomic():
        OrderLine.objects.update(title_en="Another plate")


def test_nobody_is_asked_their_age_for_what_everybody_may_buy(client, lune):
    cast.attribute("Réservé aux majeurs", kind="flag", key="majorite")
    add(client, cast.offer(lune, attributes={"Réservé aux majeurs": "Non"}))
    assert "18 ans" not in client.get(reverse("shop-checkout")).content.decode()
    order_now(client)
    assert Order.objects.exists()
    assert not Fact.objects.filter(name="orders.AgeDeclared").exists()


def test_the_newsletter_is_asked_never_presumed(client, lune):
    from marketing.models import Contact

    add(client, cast.offer(lune))
    assert (
        'name="newsletter" id="id_newsletter">'
        in client.get(reverse("shop-checkout")).content.decode()
    )
    order_now(client)
    assert not Contact.objects.filter(newsletter_at__isnull=False).exists()

    add(client, cast.offer(lune))
    order_now(client, newsletter="on")
    asked = Contact.objects.get(asked_source="checkout")
    assert (asked.asked_at, asked.newsletter_at) == (cast.NOON, None)  # its mailbox must say yes
    assert "lettre du journal" in asked.asked_text


def test_the_whole_funnel_asks_little_of_the_database(client):
    offers = [cast.offer(cast.seller(f"Atelier {n}")) for n in range(3)]
    for row in policy.rows_of_rules():
        policy.rules(row)  # kept in memory by every process: read once a minute, not once an order
    vocabulary.vocabulary()  # the same
    with CaptureQueriesContext(connection) as asked:
        for offer in offers:
            add(client, offer)
        client.get(reverse("shop-cart"))
        hosted = order_now(client)["Location"]
        client.get(hosted)
        client.get(client.post(hosted, {"card": "4242424242424242"})["Location"])
    # savepoints stand for the transactions that the suite's own encloses; the sandbox's outbox is
    # the provider's, who keeps it elsewhere
    statements = [
        q
        for q in asked.captured_queries
        if not q["sql"].startswith(("SAVEPOINT", "RELEASE")) and "sandbox.deliver" not in q["sql"]
    ]
    # three of them note what no payout has taken yet, six count what the buyer keeps, for segments
    assert len(statements) <= 120
    assert Order.objects.get().payment.state == PaymentState.PAID


def test_a_signed_in_buyer_finds_their_address_again(client, lune, alice):
    client.force_login(alice)
    add(client, cast.offer(lune))
    assert "alice@example.test" in client.get(reverse("shop-checkout")).content.decode()
    order_now(client)
    add(client, cast.offer(lune))

    page = client.get(reverse("shop-checkout")).content.decode()

    assert "4 rue du Four" in page
    assert Order.objects.get().buyer == alice


@pytest.mark.parametrize("name", ["shop-cart", "shop-checkout"])
def test_pages_ask_the_same_of_any_cart(client, name, django_assert_max_num_queries):
    for number in range(5):
        for _ in range(3):
            add(client, cast.offer(cast.seller(f"Atelier {number}")))
    voice.now()  # the words of the house, which each process keeps
    with django_assert_max_num_queries(10):
        assert client.get(reverse(name)).status_code == 200


def test_an_odd_town_is_asked_about_once_with_its_communes_and_blocks_nobody(client, lune):
    add(client, cast.offer(lune))

    asked = order_now(client, city="Lyon")

    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Le code postal 75006 est celui de Paris" in page
    assert 'value="city:Paris"' in page
    assert "Mon adresse est bien à 75006 Lyon" in page
    assert not Order.objects.exists()
    # what was confirmed is that very pair, and no other
    assert order_now(client, city="Lille", town_kept="75006 Lyon").status_code == 422
    assert order_now(client, city="Lyon", town_kept="75006 Lyon").status_code == 302
    assert Order.objects.get().city == "Lyon"


def test_a_commune_that_is_pressed_is_filled_in_and_orders_nothing(client, lune):
    add(client, cast.offer(lune))

    answer = client.post(
        reverse("shop-checkout"), {**DETAILS, "city": "Lyon", "refresh": "city:Paris"}
    )

    page = answer.content.decode()
    assert re.search(r'name="city" value="Paris"', page)
    assert "celui de" not in page
    assert not Order.objects.exists()


def test_an_odd_address_of_the_book_was_confirmed_when_it_was_written(client, lune, alice):
    client.force_login(alice)
    book = reverse("account-address-new")
    home = {**DETAILS, "city": "Lyon"}
    assert client.post(book, home).context["form"].errors.keys() == {"city"}
    redrawn = client.post(book, {**home, "refresh": "city:Paris"}).content.decode()
    assert re.search(r'name="city" value="Paris"', redrawn)
    assert not alice.addresses.exists()

    client.post(book, {**home, "town_kept": "75006 Lyon"})

    assert alice.addresses.get().city == "Lyon"
    add(client, cast.offer(lune))
    page = client.get(reverse("shop-checkout")).content.decode()
    assert re.search(r'id="id_town_kept"\s+value="75006 Lyon"\s+checked', page)


def test_a_town_of_another_postcode_is_chosen_among_those_of_the_new_one(client, lune):
    add(client, cast.offer(lune))

    refused = order_now(client, postcode="38200", city="Lyon").content.decode()
    emptied = order_now(client, postcode="38200", city="").content.decode()

    for answer in (refused, emptied):
        buttons = answer.partition('id="ville"')[2].partition("</div>")[0]
        assert 'value="city:Jardin"' in buttons
        assert "autofocus" in buttons, "the page opens where it is mended"
    assert "Choisissez votre commune" in emptied
