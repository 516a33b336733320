"""The cart: it promises nothing, and says what changed."""

import html
import re

import pytest
from django.urls import reverse

from catalog import search
from catalog.models import Offer, Product
from marketplace.shared import clock
from orders.buying import cart, cookie
from orders.models import Cart, CartLine
from sellers.models import Seller
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield


def add(client, offer, quantity="1", **more):
    return client.post(
        reverse("shop-cart-add"), {"offer": offer.pk, "quantity": quantity, **more}, follow=True
    )


def page(client) -> str:
    return client.get(reverse("shop-cart")).content.decode()


def test_a_visitor_keeps_a_cart_in_a_signed_cookie(client, lune):
    bowl = cast.offer(lune)

    add(client, bowl, "2")
    add(client, bowl)

    assert CartLine.objects.get().quantity == 3
    kept = client.cookies["cart"]
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"
    assert "Atelier Lune" in page(client)


def test_a_forged_cookie_opens_nothing(client, lune):
    cast.cart_with(cast.offer(lune))
    client.cookies["cart"] = Cart.objects.get().token

    assert "Votre panier est vide" in page(client)


@pytest.mark.parametrize(
    "quantity",
    [
        "-1",
        "0",
        "1.5",
        "1e3",
        "1_000",
        "１２",
        "+3",
        "1000",
        "4294967296",
        "abc",
        " ",
        "\x00",
        "9" * 500,
    ],
)
def test_only_a_sane_quantity_is_taken(client, lune, quantity):
    answer = add(client, cast.offer(lune, stock=5000), quantity)

    assert answer.status_code == 200
    lines = CartLine.objects.values_list("quantity", flat=True)
    assert list(lines) in ([], [1])
    if quantity.strip():
        assert not lines


@pytest.mark.parametrize("offer", ["", "0", "-1", "abc", str(2**63), "9" * 40, "1; DROP TABLE"])
def test_only_an_offer_can_be_added(client, offer):
    answer = client.post(reverse("shop-cart-add"), {"offer": offer, "quantity": "1"}, follow=True)

    assert answer.status_code == 200
    assert not Cart.objects.exists()


def test_no_more_than_the_stock_is_taken(client, lune):
    bowl = cast.offer(lune, stock=3)

    answer = add(client, bowl, "4")

    assert "choisissez une quantité de 1 à 3" in answer.content.decode()
    alone = add(client, cast.offer(lune, stock=1), "4").content.decode()
    assert "Il n’en reste qu’un" in alone
    assert "1 à 1" not in alone
    assert not CartLine.objects.exists()


def test_what_is_sold_out_cannot_be_added(client, lune):
    answer = add(client, cast.offer(lune, stock=0))

    assert "épuisé" in answer.content.decode()


@pytest.mark.parametrize(
    "gone",
    [
        lambda offer: Offer.objects.filter(pk=offer.pk).update(is_active=False),
        lambda offer: Product.objects.filter(pk=offer.product_id).update(state="taken_down"),
        lambda offer: Seller.objects.filter(pk=offer.seller_id).update(suspended_at=cast.NOON),
        lambda offer: Seller.objects.filter(pk=offer.seller_id).update(
            holiday_from=cast.NOON.date(), holiday_until=cast.NOON.date()
        ),
    ],
)
def test_what_is_not_for_sale_is_neither_added_nor_ordered(client, lune, gone):
    kept, refused = cast.offer(lune), cast.offer(lune)
    add(client, kept)
    gone(kept)
    gone(refused)

    answer = add(client, refused)

    assert "n&#x27;est plus en vente" in answer.content.decode()
    assert CartLine.objects.count() == 1
    text = page(client)
    assert "Votre panier a changé" in text
    assert reverse("shop-checkout") not in text


def test_less_stock_lowers_the_quantity_once_agreed(client, lune):
    bowl = cast.offer(lune, stock=5)
    add(client, bowl, "5")
    Offer.objects.filter(pk=bowl.pk).update(stock=2)

    text = page(client)
    assert "Il n&#x27;en reste que 2" in text
    quote = cart.quote_of(Cart.objects.get(), at=cast.NOON)
    client.post(reverse("shop-cart-agree"), {"shown": quote.print})

    assert CartLine.objects.get().quantity == 2
    assert "Votre panier a changé" not in page(client)


def test_a_change_that_was_not_shown_is_not_agreed_to(client, lune):
    bowl = cast.offer(lune, price_cents=2000)
    add(client, bowl)
    Offer.objects.filter(pk=bowl.pk).update(price_cents=2100)
    shown = cart.quote_of(Cart.objects.get(), at=cast.NOON).print
    Offer.objects.filter(pk=bowl.pk).update(price_cents=9900)

    client.post(reverse("shop-cart-agree"), {"shown": shown})

    assert CartLine.objects.get().seen_cents == 2000


def test_lines_are_changed_and_taken_out(client, lune):
    add(client, cast.offer(lune, stock=9))
    line = CartLine.objects.get()
    address = reverse("shop-cart-line", args=[line.pk])

    client.post(address, {"quantity": "4"})
    line.refresh_from_db()
    assert line.quantity == 4
    refused = client.post(address, {"quantity": "10"}, follow=True)
    assert "de 1 à 9" in refused.content.decode()
    client.post(address, {"remove": "1"})
    assert not CartLine.objects.exists()


def test_the_line_of_another_does_not_exist(client, lune):
    line = cast.cart_with(cast.offer(lune)).lines.get()
    add(client, cast.offer(lune))

    assert (
        client.post(reverse("shop-cart-line", args=[line.pk]), {"remove": "1"}).status_code == 404
    )
    assert client.post(f"/panier/ligne/{2**63}/", {"remove": "1"}).status_code == 404
    assert CartLine.objects.count() == 2


def test_signing_in_brings_the_cart_along(client, lune, alice):
    bowl, plate = cast.offer(lune), cast.offer(lune)
    cast.cart_with((bowl, 1), user=alice)
    add(client, bowl, "3")
    add(client, plate)

    client.force_login(alice)
    page(client)

    own = Cart.objects.get()
    assert own.user == alice
    assert {line.offer_id: line.quantity for line in own.lines.all()} == {bowl.pk: 3, plate.pk: 1}


def test_someones_own_cart_is_not_left_in_the_browser(client, lune, alice):
    client.force_login(alice)
    add(client, cast.offer(lune))

    client.logout()

    assert "Votre panier est vide" in page(client)


def test_the_badge_costs_one_query_at_most(rf, client, lune, alice, django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    visitor = rf.get("/")
    visitor.user = AnonymousUser()
    with django_assert_num_queries(0):
        assert cookie.count_of(visitor) == 0
    add(client, cast.offer(lune), "4")
    with_cart = rf.get("/")
    with_cart.user = AnonymousUser()
    with_cart.COOKIES["cart"] = client.cookies["cart"].value
    with django_assert_num_queries(1):
        assert cookie.count_of(with_cart) == 4
        assert cookie.count_of(with_cart) == 4


def test_adding_asks_little_of_the_database(client, lune, django_assert_max_num_queries):
    bowl, plate = cast.offer(lune), cast.offer(lune)
    add(client, bowl)

    with django_assert_max_num_queries(8):
        client.post(reverse("shop-cart-add"), {"offer": plate.pk, "quantity": "1"})


def test_each_seller_may_deliver_otherwise(client, lune):
    lune.shipping_methods.create(name="Chronopost", carrier="chronopost", first_cents=1290)
    fast = lune.shipping_methods.get(name="Chronopost")
    add(client, cast.offer(lune, price_cents=2000))
    assert "25,90" in page(client)

    client.post(
        reverse("shop-cart-delivery"),
        {f"delivery-{lune.pk}": fast.pk, "delivery-x": "1", "delivery-99": "²"},
    )

    assert "32,90" in page(client)


def test_a_cart_is_not_a_warehouse(client, lune):
    full = cast.cart_with(cast.offer(lune))
    CartLine.objects.bulk_create(
        [
            CartLine(
                cart=full, offer=cast.offer(lune), quantity=1, seen_cents=2490, added_at=cast.NOON
            )
            for _ in range(cart.MOST_LINES - 1)
        ]
    )

    with pytest.raises(cart.TooManyLines):
        cart.add(full, cast.offer(lune).pk, 1, at=cast.NOON)


def test_one_does_not_buy_from_oneself(client, lune):
    client.force_login(cast.owner_of(lune))
    add(client, cast.offer(lune))

    assert "votre propre boutique" in page(client)


def test_a_card_adds_what_leaves_no_choice_and_its_page_leads_on_to_the_order(client, lune, brun):
    search.index([cast.offer(lune, title="Bol Rivage").product_id])
    plate = cast.offer(lune, title="Assiette")
    Product.objects.filter(pk=plate.product_id).update(axes=["Taille"])
    gone = cast.offer(brun, title="Bol épuisé", stock=0)
    search.index([plate.product_id, gone.product_id])
    here = f"{reverse('shop-search')}?q=bol"
    assert adds(client, here) == ["Bol Rivage"], "of what is sold out nothing is added"
    assert "Assiette" not in adds(client, "/"), "a size is chosen on the page of the article"

    bowl = Product.objects.get(title="Bol Rivage")
    answer = client.post(
        reverse("shop-cart-add"),
        {"product": bowl.slug, "next": here},
        headers={"referer": f"http://testserver{here}"},
    )

    assert answer["Location"] == here
    shown = client.get(here).content.decode()
    assert "dans votre panier" in shown
    assert f'href="{reverse("shop-checkout")}"' in shown
    assert CartLine.objects.get().found == "q=bol"
    late = {"product": gone.product.slug, "next": here}
    assert client.post(reverse("shop-cart-add"), late)["Location"] == here
    assert "est épuisé" in client.get(here).content.decode()


def test_a_card_in_a_shop_adds_its_own_offer(client, lune, brun):
    bowl = cast.offer(brun, price_cents=1500, title="Bol")
    dearer = Offer.objects.create(
        seller=lune,
        product=bowl.product,
        variant=bowl.variant,
        sku="BOL",
        price_cents=2000,
        stock=3,
        created_at=cast.NOON,
        changed_at=cast.NOON,
    )
    search.index([bowl.product_id])

    assert adds(client, reverse("shop-seller", args=[brun.slug])) == ["Bol"]
    shop = reverse("shop-seller", args=[lune.slug])
    assert adds(client, shop) == ["Bol"], "though Brun asks for less"
    pressed = {"offer": dearer.pk, "next": shop}
    assert client.post(reverse("shop-cart-add"), pressed)["Location"] == shop
    assert CartLine.objects.get().offer == dearer


def test_the_basket_leads_back_to_where_the_buyer_was(client, lune):
    bowl = cast.offer(lune)
    add(client, bowl)

    def back(referer=""):
        shown = client.get(reverse("shop-cart"), headers={"referer": referer}).content.decode()
        return re.findall(r'href="([^"]+)"', shown.partition("Continuer mes achats")[0])[-1]

    found = f"{reverse('shop-search')}?q=bol&amp;page=2"
    assert back(f"http://testserver{html.unescape(found)}") == found
    own = reverse("shop-product", args=[bowl.product.slug])
    for elsewhere in ("", "http://testserver/panier/", "https://evil.test/recherche/?q=bol", "%"):
        assert back(elsewhere) == own, "else to what was added last"


def adds(client, page: str) -> list[str]:
    """The articles that the cards of a page put into the basket."""
    return re.findall(
        r'aria-label="Ajouter « (.+?) » au panier"', client.get(page).content.decode()
    )


def test_the_way_back_stays_on_the_site(client, lune):
    for address in ("//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)"):
        for sent in ({"offer": "x"}, {"product": "nulle-part"}):
            answer = client.post(reverse("shop-cart-add"), {**sent, "next": address})
            assert answer["Location"] == reverse("shop-cart")
