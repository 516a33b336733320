"""Bad input on the path of the trade: each gets a page with a sentence, nothing is half-written,
nothing breaks.
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.models import Import, Offer, Product, StockMove
from marketplace.proof import verify
from marketplace.shared import clock
from marketplace.shared.models import Fact
from orders.models import Order, Return
from tests import cast
from tests.walks.conftest import DETAILS, fill_cart, hidden, shown

pytestmark = pytest.mark.django_db
HUGE = "9" * 40
ODD = (
    "abc",
    "-1",
    "0",
    HUGE,
    "1e9",
    "٣",
    "%00",
    "1 OR 1=1",
    "<script>",
    "\r\nX-Evil: 1",
    "x" * 3000,
)
LISTS = (
    "seller-orders",
    "seller-returns",
    "seller-interviews",
    "seller-news",
    "seller-reviews",
    "seller-products",
    "seller-offers",
    "seller-imports",
    "seller-money",
    "seller-invoices",
)
CONSOLE = (
    "orders_order",
    "orders_sellerorder",
    "orders_payment",
    "sellers_seller",
    "catalog_product",
    "catalog_submission",
    "accounting_invoice",
    "accounting_payoutrun",
    "accounting_entry",
)


@pytest.fixture(autouse=True)
def _noon(texts):
    cast.grid()
    with clock.at(cast.NOON):
        yield
        assert list(verify.violations()) == []


@pytest.fixture
def desk(lune):
    """The seller, signed in, the password given again."""
    return cast.proven(Client(), cast.owner_of(lune))


@pytest.fixture
def console(odile):
    """The operator, signed in."""
    client = Client()
    cast.proven(client, odile)
    return client


# --- Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ODD)
def test_any_page_number_view_or_filter_is_borne(client, desk, console, lune, value):
    cast.offer(lune)
    tail = {
        "page": value,
        "vue": value,
        "q": value,
        "sort": value,
        "nature": value,
        "outcome": value,
        "code": value,
    }
    for name in LISTS:
        answer = desk.get(reverse(name), tail)
        assert answer.status_code < 500, name
        assert "X-Evil" not in answer.headers
    for path in ("/recherche/", "/journal/", "/mes-commandes/"):
        assert client.get(path, tail).status_code < 500, path
    for name in CONSOLE:
        for odd in (
            {"p": value},
            {"o": value},
            {"q": value},
            {"state__exact": value},
            {"seller": value},
            tail,
        ):
            assert console.get(reverse(f"admin:{name}_changelist"), odd).status_code < 500, (
                name,
                odd,
            )


@pytest.mark.parametrize("pk", ["0", "-1", HUGE, "abc", "1/../2"])
def test_no_record_has_an_absurd_number(client, desk, console, pk):
    for page in (
        "produits",
        "imports",
        "factures",
        "commandes",
        "retours",
        "argent/versements",
        "livraison",
    ):
        assert desk.get(f"/seller/{page}/{pk}/").status_code in (302, 404), page
    for path in (
        f"/commande/{pk}/",
        f"/commande/{pk}/paiement/",
        f"/produit/{pk}/",
        f"/c/{pk}/",
        f"/boutique/{pk}/",
        f"/essai/paiement/{pk}/",
        f"/commande/X/document/{pk}/",
    ):
        assert client.get(path).status_code in (302, 404), path
    for name in CONSOLE:
        assert console.get(f"/admin/{name.replace('_', '/')}/{pk}/change/").status_code in (
            302,
            404,
        ), name


# --- Forms of others
# --------------------------------------------------------------------------------


def test_a_seller_cannot_touch_what_is_another_s(desk, lune, brun):
    cast.offer(lune)
    other = cast.offer(brun, price_cents=5000, stock=7)
    part = cast.part_of(cast.paid_order(other))
    facts, moves = Fact.objects.count(), StockMove.objects.count()
    tampered = {
        "price": "1,00",
        "stock": "0",
        f"o{other.pk}-price": "1,00",
        f"o{other.pk}-stock": "0",
        "seller": brun.pk,
        "seller_id": brun.pk,
        "owner": brun.pk,
        "act": "accept",
        "because": "x",
    }

    for name, args in (
        ("seller-offer-quick", [other.pk]),
        ("seller-product", [other.product_id]),
        ("seller-papers", [other.product_id]),
        ("seller-product-copy", [other.product_id]),
        ("seller-product-proposal", [other.product_id]),
        ("seller-product-withdrawal", [other.product_id]),
        ("seller-order", [part.number]),
        ("seller-packing-slip", [part.number]),
        ("seller-money-order", [part.number]),
        ("seller-shipping-method", [brun.shipping_methods.get().pk]),
        ("seller-member", [brun.members.get().pk]),
    ):
        assert desk.post(reverse(name, args=args), tampered).status_code in (404, 405), name
    assert desk.post(reverse("seller-offers"), tampered).status_code in (200, 302)
    desk.post(reverse("seller-switch"), {"seller": brun.pk})

    other.refresh_from_db()
    part.refresh_from_db()
    assert (other.price_cents, other.stock, part.state) == (5000, 6, "to_accept")
    assert (Fact.objects.count(), StockMove.objects.count()) == (facts, moves)


def test_a_new_sheet_belongs_to_whoever_writes_it(desk, lune, brun):
    place = cast.category("Cuisine")
    page = desk.get(reverse("seller-product-new"))
    rows = page.context["rows"]
    fields = shown(rows.management_form)
    for row in rows:
        fields |= shown(row)
    written = desk.post(
        reverse("seller-product-new"),
        {
            **fields,
            "title": "Bol en grès",
            "category": place.pk,
            "description": "Tourné à la main.",
            "owner": brun.pk,
            "seller": brun.pk,
            "state": "published",
            "is_sellable": "on",
            "v-0-sku": "A-1",
            "v-0-price": "12,00",
            "v-0-stock": "3",
            "v-0-active": "on",
            "withdrawal_exception": "",
        },
    )

    assert written.status_code == 302, (
        written.context["form"].errors,
        written.context["rows"].errors,
    )
    product = Product.objects.get()
    assert (product.owner, product.state, product.is_sellable) == (lune, "draft", False)


def test_another_s_delivery_is_not_taken_for_one_s_own(client, lune, brun):
    offer = cast.offer(lune, price_cents=2000)
    cheap = brun.shipping_methods.create(name="Gratuit", carrier="autre", first_cents=0)
    fill_cart(client, offer)
    page = client.get(reverse("shop-checkout"))

    client.post(
        reverse("shop-checkout"),
        {
            **DETAILS,
            "key": hidden(page, "key"),
            "shown": hidden(page, "shown"),
            f"delivery-{lune.pk}": cheap.pk,
            f"delivery-{brun.pk}": cheap.pk,
            "delivery-": "x",
            f"delivery-{HUGE}": "1",
        },
    )

    assert all(order.shipping_cents == 590 for order in Order.objects.all())


@pytest.mark.parametrize(
    "changes",
    [
        {"key": ""},
        {"key": "x" * 5000},
        {"key": "\x00"},
        {"shown": ""},
        {"shown": "forged"},
        {"country": "\x00"},
        {"recipient": "Camille\r\nBcc: evil@example.test"},
        {"line1": "\x00"},
        {"city": "x" * 5000},
        {"email": "a@b.fr\nBcc: evil@example.test"},
        {"phone": HUGE},
    ],
)
def test_a_tampered_checkout_orders_nothing_unseen(client, lune, mailoutbox, changes):
    fill_cart(client, cast.offer(lune, price_cents=2000))
    page = client.get(reverse("shop-checkout"))
    fields = {**DETAILS, "key": hidden(page, "key"), "shown": hidden(page, "shown"), **changes}

    answer = client.post(reverse("shop-checkout"), fields)

    assert answer.status_code < 500
    assert not any(
        "\n" in (order.email + order.recipient + order.city) for order in Order.objects.all()
    )
    assert all(order.total_cents == 2590 for order in Order.objects.all())
    assert not any("evil" in str(sent.recipients()) for sent in mailoutbox)


def test_the_pieces_of_another_order_are_not_given_back(client, lune, brun):
    mine, other = cast.sold(cast.offer(lune)), cast.sold(cast.offer(brun))
    line, foreign = mine.lines.get(), other.lines.get()
    address = reverse("shop-return-new", args=[mine.order.number, mine.pk])

    for fields in (
        {f"q{foreign.pk}": 1},
        *({f"q{line.pk}": count} for count in (99, -1, HUGE)),
        {"reason": "x"},
    ):
        answer = client.post(address, {"t": mine.order.token, "reason": "withdrawal", **fields})
        assert answer.status_code == 200, fields
    assert (
        client.post(
            reverse("shop-return-new", args=[mine.order.number, other.pk]),
            {"t": mine.order.token, "reason": "withdrawal", f"q{foreign.pk}": 1},
        ).status_code
        == 404
    )

    assert not Return.objects.exists()


# --- Those who are no longer, or not quite, who they were
# -------------------------------------------


def test_a_form_of_an_expired_page_gets_a_kind_page(lune):
    strict = Client(enforce_csrf_checks=True)
    offer = cast.offer(lune)

    for path in (reverse("shop-cart-add"), reverse("shop-checkout"), reverse("account_login")):
        answer = strict.post(path, {"offer": offer.pk, "quantity": 1})
        assert answer.status_code == 403, path
        assert "Ce formulaire a expiré" in answer.content.decode(), path


def test_a_seller_whose_session_ended_signs_in_and_nothing_is_written(desk, lune):
    offer = cast.offer(lune, price_cents=2000)
    desk.logout()
    address = reverse("seller-offer-quick", args=[offer.pk])

    answer = desk.post(address, {"price": "30,00", "stock": "1"})

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert Offer.objects.get().price_cents == 2000


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "\r\nSet-Cookie: a=b",
        HUGE,
    ],
)
def test_nobody_is_led_away_from_the_site(client, alice, lune, target):
    offer = cast.offer(lune)
    answers = [
        client.post(
            reverse("account_login"),
            {"login": alice.email, "password": "secret-secret", "next": target},
        ),
        client.post(reverse("set_language"), {"language": "en", "next": target}),
        client.post(reverse("shop-cart-add"), {"offer": offer.pk, "quantity": 1, "next": target}),
    ]
    for answer in answers:
        assert answer.status_code < 500
        assert "evil" not in answer.headers.get("Location", "")
        assert "javascript" not in answer.headers.get("Location", "")
        assert "a" not in answer.cookies


@pytest.mark.parametrize("language", ["xx", "", "fr\r\nX-Evil: 1", "../../etc", HUGE])
def test_an_unknown_language_is_french(client, db, language):
    client.post(reverse("set_language"), {"language": language})
    client.cookies["language"] = language.replace("\r\n", "")

    answer = client.get("/")

    assert answer.status_code == 200
    assert '<html lang="fr"' in answer.content.decode()
    assert "X-Evil" not in answer.headers


# --- Amounts, dates and files
# ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "price", ["-1", "0", "NaN", "Infinity", "1e9", HUGE, "1,234", "dix", "1\x00", "=1+1", ""]
)
def test_an_absurd_price_is_refused_where_it_is_typed(desk, lune, price):
    offer = cast.offer(lune, price_cents=2000, stock=5)

    answer = desk.post(
        reverse("seller-offer-quick", args=[offer.pk]), {"price": price, "stock": "5"}
    )

    assert answer.status_code == 200
    assert answer.context["form"].errors["price"]
    assert desk.get(reverse("seller-simulator"), {"price": price}).status_code == 200
    offer.refresh_from_db()
    assert offer.price_cents == 2000


@pytest.mark.parametrize("stock", ["-1", "1.5", HUGE, "abc", "\x00"])
def test_an_absurd_stock_is_refused_where_it_is_typed(desk, lune, stock):
    offer = cast.offer(lune, price_cents=2000, stock=5)

    answer = desk.post(
        reverse("seller-offer-quick", args=[offer.pk]), {"price": "20,00", "stock": stock}
    )

    assert answer.context["form"].errors["stock"]
    offer.refresh_from_db()
    assert offer.stock == 5


@pytest.mark.parametrize(
    "day", ["", "0000-00-00", "9999-12-31", "31/02/2026", "1", "x" * 500, "\x00"]
)
def test_a_payout_run_needs_a_real_day(console, lune, day):
    cast.sold(cast.offer(lune))
    address = reverse("admin:accounting_payoutrun_prepare")

    assert console.get(address, {"until": day}).status_code == 200
    assert console.post(address, {"until": day}).status_code in (200, 302)


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.csv",
        "a\r\nContent-Type: text.csv",
        "x" * 400 + ".csv",
        "\u202evsc.exe.csv",
        ".csv",
    ],
)
def test_the_name_of_a_file_is_only_a_name(desk, lune, name, django_capture_on_commit_callbacks):
    file = SimpleUploadedFile("catalogue.csv", b"sku;titre;prix\nA;Bol;12\n")
    file._name = name  # what a hand-made request may send

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(reverse("seller-imports"), {"file": file})

    assert answer.status_code < 500
    for source in Import.objects.all():
        assert "/" not in source.name
        assert "\n" not in source.name
        assert ".." not in source.file.name
        assert desk.get(reverse("seller-import-columns", args=[source.pk])).status_code == 200


@pytest.mark.parametrize("card", ["", "4242", "x" * 5000, "\x00", "4242424242424243", "٤٢٤٢"])
def test_only_test_cards_pay(client, lune, card):
    order = cast.placed_order(cast.offer(lune))
    page = client.post(reverse("shop-payment", args=[order.number]), {"t": order.token})

    answer = client.post(page.url, {"card": card})

    assert answer.status_code == 422
    assert "carte d'essai" in answer.content.decode().replace("&#x27;", "'")
    order.payment.refresh_from_db()
    assert order.payment.state == "pending"
