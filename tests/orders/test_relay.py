"""Parcels collected at a point: the buyer says which, the order keeps it, the seller can ship."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from marketplace.shared import clock, mail
from orders.buying import emails
from orders.buying.place import Buyer, RelayMissing, place
from orders.buying.relay_form import _far
from orders.models import Cart, Order, PointsRehearsal, SellerOrder
from orders.points import points
from sellers.models import ShippingMethod, Zone
from tests import cast
from tests.orders.test_checkout_pages import DETAILS, add, hidden, order_now

pytestmark = pytest.mark.django_db
POINT = {f"relay-mondial_relay-{name}": value for name, value in cast.POINT.items()}


@pytest.fixture(autouse=True)
def _noon(texts):
    cast.grid()
    with clock.at(cast.NOON):
        yield


def way(method) -> dict:
    return {f"delivery-{method.seller_id}": str(method.pk)}


def cards(page, carrier="mondial_relay") -> list[str]:
    """The codes of the points that a page offers."""
    found = re.findall(rf'name="relay-{carrier}-pick"\s+value="(\d+)"', page.content.decode())
    return list(dict.fromkeys(found))


def press(client, page, **fields):
    """Press the order button of a page the server answered."""
    return client.post(
        reverse("shop-checkout"),
        {**DETAILS, "key": hidden(page, "key"), "shown": hidden(page, "shown"), **fields},
    )


def order_by_relay(client, ways, **fields):
    """Choose points of collection, look at the new total, and press the button."""
    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **ways)
    return press(client, page, **ways, **fields)


def test_the_shortest_path_reaches_the_payment_whatever_costs_least(client, lune, brun):
    cast.by_relay(lune, cents=100), cast.by_relay(brun, cents=100)
    add(client, cast.offer(lune))
    add(client, cast.offer(brun))
    only = ("email", "recipient", "line1", "postcode", "city", "country", "terms", "order")
    page = client.get(reverse("shop-checkout"))

    answer = client.post(
        reverse("shop-checkout"),
        {"key": hidden(page, "key"), "shown": hidden(page, "shown")}
        | {name: DETAILS[name] for name in only},
    )

    assert answer["Location"].startswith("/essai/paiement/")
    assert {part.shipping_kind for part in SellerOrder.objects.all()} == {"home"}


def test_where_a_shop_delivers_to_points_alone_the_point_is_asked(client, lune):
    lune.shipping_methods.all().delete()
    cast.by_relay(lune)
    add(client, cast.offer(lune))

    assert order_now(client).status_code == 422
    order_now(client, **POINT)

    assert SellerOrder.objects.get().relay == cast.POINT


def test_the_point_is_asked_only_of_sellers_who_deliver_to_points(client, lune, brun):
    add(client, cast.offer(brun))
    assert "Votre point relais" not in client.get(reverse("shop-checkout")).content.decode()

    by_relay = cast.by_relay(brun)
    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **way(by_relay))

    assert "Votre point relais Mondial Relay" in page.content.decode()
    assert "mondialrelay.fr/trouver-le-point-relais" in page.content.decode()


def test_a_guest_without_script_has_a_parcel_sent_to_a_point(client, lune, brun):
    relay = cast.by_relay(lune, cents=990)
    add(client, cast.offer(lune, price_cents=2000))
    add(client, cast.offer(brun, price_cents=2000))
    page = client.get(reverse("shop-checkout"))

    page = press(client, page, refresh="1", **way(relay))
    assert "Indiquez" not in page.content.decode(), "nothing is refused before the button"
    page = press(client, page, **way(relay))
    assert page.status_code == 422
    assert "Choisissez le point Mondial Relay où vous irez" in page.content.decode()
    assert not Order.objects.exists()
    answer = press(client, page, **way(relay), **POINT)

    assert answer["Location"].startswith("/essai/paiement/")
    first, second = SellerOrder.objects.order_by("pk")
    assert (first.shipping_kind, first.relay) == ("relay", cast.POINT)
    assert (second.shipping_kind, second.relay) == ("home", {})


def test_one_point_serves_every_seller(client, lune, brun):
    ways = way(cast.by_relay(lune)) | way(cast.by_relay(brun))
    add(client, cast.offer(lune))
    add(client, cast.offer(brun))

    order_by_relay(client, ways, **POINT)

    assert [part.relay for part in SellerOrder.objects.all()] == [cast.POINT, cast.POINT]


def test_a_relay_for_one_parcel_leaves_the_other_and_one_press_takes_both(client, lune, brun):
    ways = way(cast.by_relay(lune)), way(cast.by_relay(brun, cents=490))
    add(client, cast.offer(lune))
    add(client, cast.offer(brun))
    page = client.get(reverse("shop-checkout"))
    assert "Retirer ces 2 colis au même point Mondial Relay · 8,80\u00a0€" in page.content.decode()

    page = press(client, page, refresh="1", **ways[0])
    ticked = r'value="%s"\s+checked'
    first, second = (next(iter(one.values())) for one in ways)
    assert re.search(ticked % first, page.content.decode())
    assert not re.search(ticked % second, page.content.decode())
    assert "Vaut pour vos" not in page.content.decode()
    page = press(client, page, refresh="gather:mondial_relay", **ways[0])

    assert re.search(ticked % first, page.content.decode())
    assert re.search(ticked % second, page.content.decode())
    told = "Vaut pour vos 2 colis Mondial Relay : Atelier Lune et Maison Brun."
    assert told in page.content.decode()
    assert "gather:" not in page.content.decode()
    assert len(Cart.objects.get().checkout["ways"]) == 2, "remembered"


def test_all_that_is_wrong_is_told_in_the_first_answer_the_point_among_it(client, lune):
    ways = way(cast.by_relay(lune, cents=990))
    add(client, cast.offer(lune))
    bare = dict.fromkeys(("email", "recipient", "line1", "postcode", "city"), "")
    typed = {"company-vat_number": "FR1", "company-name": "Martin"}

    page = press(client, client.get(reverse("shop-checkout")), **ways, **bare, **typed, terms="")

    summary = re.search(r'class="form-errors".*?</ul>', page.content.decode(), re.DOTALL)[0]
    led = re.findall(r'href="#([^"]+)"', summary)
    assert {"id_email", "id_city", "id_terms", "id_relay-mondial_relay-pick"} <= set(led)
    assert {"id_company-bought", "id_company-vat_number"} <= set(led)
    assert all(f'id="{place}"' in page.content.decode() for place in led), "each leads somewhere"
    assert "Choisissez le point Mondial Relay" in summary


def test_two_carriers_have_a_point_each(client, lune, brun):
    ways = way(cast.by_relay(lune)) | way(cast.by_relay(brun))
    brun.shipping_methods.filter(kind="relay").update(carrier="colissimo")
    add(client, cast.offer(lune))
    add(client, cast.offer(brun))
    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **ways)
    other = cards(page, "colissimo")[0]

    refused = press(client, page, **ways, **POINT)
    assert "Choisissez le point Colissimo" in refused.content.decode()
    assert "12 rue de Buci" in refused.content.decode(), "what was said is kept"
    press(client, page, **ways, **POINT, **{"relay-colissimo-pick": other})

    points = {part.shipping_carrier: part.relay for part in SellerOrder.objects.all()}
    assert points["mondial_relay"] == cast.POINT
    assert points["colissimo"]["code"] == other


def test_a_point_is_picked_among_those_around_the_address(client, lune):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))
    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **ways)

    near = cards(page)
    assert len(near) == 12
    further = points.near("mondial_relay", country="FR", postcode="75006")[6:]
    told = re.search(r"Voir plus de points(.*?)</summary>", page.content.decode(), re.DOTALL)[1]
    assert further[0].city in told
    assert _far(further[0].metres) in told
    assert _far(further[-1].metres) in told, "how far it goes"
    press(client, page, **ways, **{"relay-mondial_relay-pick": near[3]})

    point = points.still_there("mondial_relay", near[3], country="FR")
    kept = SellerOrder.objects.get().relay
    assert kept == {name: getattr(point, name) for name in cast.POINT} | {"is_picked": True}
    assert kept["postcode"].startswith("75")


@pytest.mark.parametrize(
    ("where", "seen"),
    [
        ("Lyon", "69003 Lyon"),
        ("69003", "69003 Lyon"),
        ("33000 bordeaux", "33000 Bordeaux"),
        ("Nullepart", "Nous ne connaissons pas de commune « Nullepart »"),
        ("Saint-Denis", "Plusieurs communes s&#x27;appellent « Saint-Denis »"),
        ("20000", "Aucun point Mondial Relay"),
        ("", "Paris</small>"),
    ],
)
def test_points_are_looked_for_elsewhere(client, lune, where, seen):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))
    asked = {"relay-mondial_relay-where": where, "relay-mondial_relay-near": "75006"}

    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **ways, **asked)

    assert page.status_code == 200
    assert seen in page.content.decode()


def test_points_follow_the_address_until_another_place_is_typed(client, lune):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))
    asked = {"relay-mondial_relay-where": "75006", "relay-mondial_relay-near": "75006"}
    moved = {"postcode": "69003", "city": "Lyon"}

    page = press(
        client, client.get(reverse("shop-checkout")), refresh="1", **ways, **asked, **moved
    )

    assert "69003 Lyon" in page.content.decode()


def test_a_point_that_has_closed_is_said_and_another_is_chosen(client, lune):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))
    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **ways)
    first, second, *_rest = cards(page)
    PointsRehearsal.objects.create(closed_codes=first)

    refused = press(client, page, **ways, **{"relay-mondial_relay-pick": first})

    assert refused.status_code == 422
    assert "Ce point relais ne reçoit plus de colis" in refused.content.decode()
    assert 'value="4 rue du Four"' in refused.content.decode()
    assert first not in cards(refused)
    assert not Order.objects.exists()
    press(client, refused, **ways, **{"relay-mondial_relay-pick": second})
    assert SellerOrder.objects.get().relay["code"] == second


def test_a_point_copied_by_hand_that_has_closed_is_refused_as_a_picked_one(client, lune):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))
    PointsRehearsal.objects.create(closed_codes="01234")

    refused = order_by_relay(client, ways, **POINT)

    assert refused.status_code == 422
    assert "Ce point relais ne reçoit plus de colis" in refused.content.decode()
    assert not Order.objects.exists()
    press(client, refused, **ways, **{**POINT, "relay-mondial_relay-code": "01235"})
    assert SellerOrder.objects.get().relay["code"] == "01235", "one that nobody knows is believed"


@pytest.mark.parametrize("postcode", ["7500", "", "99999"])
def test_a_wrong_postcode_of_the_address_is_one_error_and_keeps_the_point(client, lune, postcode):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))
    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **ways)
    bare = press(client, page, **ways, postcode=postcode)
    pick = cards(page)[2]
    asked = {"relay-mondial_relay-where": "75006", "relay-mondial_relay-near": "75006"}
    asked["relay-mondial_relay-pick"] = pick

    refused = press(client, page, **ways, **asked, postcode=postcode)

    # of a point that nobody said, the first answer tells that too
    for wrong, count in ((bare, 2), (refused, 1)):
        assert wrong.status_code == 422
        assert wrong.content.decode().count('class="errorlist"') == count
        assert not re.search(r'_copy"[^>]* open', wrong.content.decode())
    assert re.search(rf'value="{pick}"[^>]*checked', refused.content.decode())
    assert not Order.objects.exists()
    press(client, refused, **ways, **asked)
    assert SellerOrder.objects.get().relay["code"] == pick


@pytest.mark.parametrize("by_hand", [True, False])
def test_an_order_that_is_changed_keeps_its_point(client, lune, by_hand):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))
    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **ways)
    point = POINT if by_hand else {"relay-mondial_relay-pick": cards(page)[3]}
    press(client, page, **ways, **point)
    order = Order.objects.get()
    [part] = order.seller_orders.all()

    client.post(reverse("shop-order-change", args=[order.number]), {"t": order.token})
    page = client.get(reverse("shop-checkout"))

    picked = "hand" if by_hand else part.relay["code"]
    assert re.search(rf'value="{picked}"[^>]*checked', page.content.decode())
    assert part.relay["line1"] in page.content.decode()


def test_the_pages_of_an_order_say_where_its_parcels_go(client, lune, brun):
    lune.shipping_methods.all().delete()
    cast.by_relay(lune)
    bowl, scarf = cast.offer(lune), cast.offer(brun)
    point = "<h2>Point relais</h2>"

    def pages(order):
        told = {"t": order.token}
        paying = client.get(reverse("shop-payment", args=[order.number]), told)
        return [paying, client.get(reverse("shop-order", args=[order.number]), told)]

    for page in pages(cast.placed_order(bowl)):
        assert point in page.content.decode()
        assert "Adresse de facturation" in page.content.decode()
        assert "Adresse de livraison" not in page.content.decode()
    for page in pages(cast.placed_order(bowl, scarf)):
        assert page.content.decode().count(point) == 1
        assert "Adresse de livraison" in page.content.decode()
    for page in pages(cast.placed_order(scarf)):
        assert point not in page.content.decode()
        assert "Adresse de livraison" in page.content.decode()


def test_a_register_that_is_down_keeps_nobody_from_ordering(client, lune):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))
    PointsRehearsal.objects.create(is_down=True)

    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **ways)
    assert "ne répond pas pour le moment : recopiez le vôtre" in page.content.decode()
    press(client, page, **ways, **POINT)

    assert SellerOrder.objects.get().relay == cast.POINT


def test_a_register_that_goes_down_after_the_choice_keeps_the_point_that_was_shown(client, lune):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))
    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **ways)
    pick = {"relay-mondial_relay-pick": cards(page)[0]}
    page = press(client, page, refresh="1", **ways, **pick)
    PointsRehearsal.objects.create(is_down=True)

    press(client, page, **ways, **pick)

    assert SellerOrder.objects.get().relay["code"] == pick["relay-mondial_relay-pick"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Indiquez le nom du point relais"),
        ("line1", " ", "Indiquez le numéro et la rue du point relais."),
        ("postcode", "", "Indiquez le code postal du point relais."),
        ("city", "", "Indiquez la ville du point relais."),
        ("name", "12345", "des lettres"),
        ("name", "Tabac\u202eOdéon", "caractères invisibles"),
        ("postcode", "7500", "cinq chiffres"),
        ("postcode", "20000", "hors de la zone"),
        ("postcode", "97400", "hors de la zone"),
        ("code", "x" * 30, "20"),
    ],
)
def test_what_is_wrong_with_a_point_is_said_and_kept(client, lune, field, value, sentence):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))

    page = order_by_relay(client, ways, **{**POINT, f"relay-mondial_relay-{field}": value})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "12 rue de Buci" in page.content.decode() or field == "line1"
    assert not Order.objects.exists()


def test_a_point_to_copy_that_is_empty_comes_back_open_and_ticked(client, lune):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))

    page = order_by_relay(client, ways, **{"relay-mondial_relay-pick": "hand"}).content.decode()

    assert "Indiquez le nom du point relais" in page
    assert re.search(r'pick_copy" open>', page)
    assert re.search(r'value="hand"[^>]*checked', page)


def test_an_address_where_no_parcel_comes_is_not_called_one_of_delivery(client, lune, brun):
    ways = way(cast.by_relay(lune))
    cast.by_relay(brun)
    add(client, cast.offer(lune))

    def legend():
        return client.get(reverse("shop-checkout")).content.decode().partition('id="adresse">')[2]

    press(client, client.get(reverse("shop-checkout")), refresh="1", **ways)
    assert legend().strip().startswith("Votre adresse, pour la facture")
    add(client, cast.offer(brun))
    assert legend().strip().startswith("Adresse de livraison")


def test_a_point_nobody_needs_is_not_judged(client, lune):
    cast.by_relay(lune, cents=990)
    add(client, cast.offer(lune))

    order_now(client, **{"relay-mondial_relay-name": "\u202e", "relay-mondial_relay-postcode": "x"})

    assert SellerOrder.objects.get().relay == {}


def test_the_point_is_found_again_the_next_day(client, lune):
    ways = way(cast.by_relay(lune))
    add(client, cast.offer(lune))
    order_by_relay(client, ways, **{**POINT, "terms": ""})

    page = client.get(reverse("shop-checkout")).content.decode()

    assert Cart.objects.get().checkout["relay"]["mondial_relay"]["city"] == "Paris"
    assert "12 rue de Buci" in page


def test_no_order_leaves_for_a_point_nobody_named(lune):
    from orders.buying import cart

    relay = cast.by_relay(lune)
    full = cast.cart_with(cast.offer(lune))
    quote = cart.quote_of(full, at=cast.NOON, chosen={lune.pk: relay.pk})

    with pytest.raises(RelayMissing):
        place(
            quote,
            Buyer(email="guest@example.test", address=cast.HOME),
            cart=full,
            key="k" * 20,
            at=cast.NOON,
        )

    assert not Order.objects.exists()
    assert full.lines.count() == 1


def test_the_point_costs_no_further_question(client, lune, django_assert_max_num_queries):
    lune.shipping_methods.all().delete()
    cast.by_relay(lune)
    add(client, cast.offer(lune))
    client.get(reverse("shop-checkout"))

    # one of them asks how the rehearsed register behaves; a real one costs none
    with django_assert_max_num_queries(11):
        page = client.get(reverse("shop-checkout"))
    assert "Votre point relais" in page.content.decode()


def test_buyer_seller_and_operator_read_the_point(client, lune):
    lune.shipping_methods.all().delete()  # points are all it delivers to
    cast.by_relay(lune)
    order = cast.paid_order(cast.offer(lune))
    part = cast.part_of(order)
    where = reverse("shop-order", args=[order.number])

    assert (
        "À retirer au point relais : Tabac de l&#x27;Odéon"
        in client.get(where, {"t": order.token}).content.decode()
    )
    assert "12 rue de Buci, 75006 Paris" in mail.render(emails.order_confirmed(order)).text

    client.force_login(cast.owner_of(lune))
    desk = reverse("seller-order", args=[part.number])
    assert "Tabac de l&#x27;Odéon" not in client.get(desk).content.decode(), "not before acceptance"
    cast.shipped(part)
    assert "Code du point : 01234" in client.get(desk).content.decode()
    slip = render_to_string("pdf/packing_slip.html", {"part": part, "order": order})
    assert "Point relais" in slip
    assert "75006 Paris" in slip

    cast.proven(client, cast.operator())
    page = client.get(
        reverse("admin:orders_sellerorder_change", args=[part.pk]), follow=True
    ).content.decode()
    assert "12 rue de Buci, 75006 Paris" in page
    client.logout()
    story = client.get(where, {"t": order.token}).content.decode()
    assert "vers le point relais Tabac de l&#x27;Odéon à Paris" in story


def test_a_postcode_mistyped_and_mended_brings_the_point_back(client, lune):
    relay = cast.by_relay(lune)
    island = ShippingMethod.objects.create(
        seller=lune,
        name="Colissimo Corse",
        carrier="colissimo",
        first_cents=1190,
        days_min=3,
        days_max=5,
        zone=Zone.CORSE,
    )
    add(client, cast.offer(lune))
    page = press(client, client.get(reverse("shop-checkout")), refresh="1", **way(relay))
    there = cards(page)
    lost = "Aucun point relais à cette adresse : ce colis part par Colissimo Corse."

    page = press(client, page, refresh="1", postcode="20000", **way(relay))
    assert page.content.decode().count(lost) == 2, "where it is chosen and where it is summed up"
    page = press(client, page, refresh="1", postcode="20000", **way(island))
    assert lost in page.content.decode(), "as long as it is so"
    page = press(client, page, refresh="1", **way(island))

    assert lost not in page.content.decode()
    assert page.context["quote"].sold[0].choice.method_id == relay.pk
    assert cards(page) == there
    again = client.get(reverse("shop-cart"))
    assert again.context["quote"].sold[0].choice.method_id == relay.pk
