"""A seller's lists: one unit everywhere, tabs that count what they show, fast at any length."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from catalog.models import Offer, Price, Product, Variant
from catalog.sheets.filters import OFFERS, SHEETS, Filter
from sellers.filters import saved
from sellers.models import SavedFilter
from tests import cast
from tests.cast import NOON

SHEETS_PAGE, OFFERS_PAGE = "seller-products", "seller-offers"


@pytest.fixture
def desk(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


def variants(lune, *stocks):
    """A sheet on sale with a variant for each stock."""
    first = cast.offer(lune, stock=stocks[0])
    for number, stock in enumerate(stocks[1:]):
        variant = Variant.objects.create(product=first.product, label=f"n° {number}")
        offer = Offer.objects.create(
            seller=lune,
            variant=variant,
            product=first.product,
            sku=f"{first.sku}-{number}",
            price_cents=2000,
            stock=stock,
            created_at=NOON,
            changed_at=NOON,
        )
        Price.objects.create(offer=offer, amount_cents=2000, starts_at=NOON)
    return first.product


def tab(page: str, name: str) -> str:
    found = re.search(rf">\s*{name}\s*<span class=\"count\">([^<]*)<", page)
    return found[1] if found else ""


def test_the_desk_the_tab_and_the_rows_count_the_same_variants(desk, lune):
    variants(lune, 0, 0, 5)
    variants(lune, 0)
    variants(lune, 2)

    home = desk.get(reverse("seller-home")).content.decode()
    prices = desk.get(reverse(OFFERS_PAGE) + "?vue=out").content.decode()
    sheets = desk.get(reverse(SHEETS_PAGE) + "?vue=empty").content.decode()

    assert "3 déclinaisons épuisées" in home
    assert f"{reverse(OFFERS_PAGE)}?vue=out" in home
    assert "1 déclinaison bientôt épuisée" in home
    assert (tab(prices, "Épuisées"), prices.count('name="ids"')) == ("3", 3)
    # a sheet is sold out when all its variants are
    assert (tab(sheets, "Épuisées"), sheets.count('name="ids"')) == ("1", 1)


def test_a_shop_on_holiday_has_not_sold_out(desk, lune):
    sheet = variants(lune, 4)
    Product.objects.filter(pk=sheet.pk).update(in_stock=False, is_sellable=False)

    page = desk.get(reverse(SHEETS_PAGE)).content.decode()

    assert tab(page, "Épuisées") == "0"


@pytest.mark.parametrize("page", [SHEETS_PAGE, OFFERS_PAGE])
@pytest.mark.parametrize("words", ["Vase", "SKU-unique", "3760123456789"])
def test_a_row_is_found_by_its_title_its_sku_and_its_bar_code(desk, lune, page, words):
    found, other = cast.offer(lune, title="Vase ocre"), cast.offer(lune)
    Offer.objects.filter(pk=found.pk).update(sku="SKU-unique")
    Variant.objects.filter(pk=found.variant_id).update(gtin="3760123456789")

    body = desk.get(reverse(page), {"q": words}).content.decode()

    assert "Vase ocre" in body
    assert other.product.title not in body


def test_sheets_are_sorted_by_price_and_stock(lune):
    dear, cheap = cast.offer(lune, price_cents=9000, stock=1), cast.offer(lune, price_cents=500)

    by_price = SHEETS.rows(lune, Filter(sort="prix"))
    by_stock = SHEETS.rows(lune, Filter(sort="stock"))

    assert [sheet.pk for sheet in by_price] == [cheap.product_id, dear.product_id]
    assert [sheet.pk for sheet in by_stock] == [dear.product_id, cheap.product_id]


@pytest.mark.parametrize("page", [SHEETS_PAGE, OFFERS_PAGE])
def test_a_list_asks_as_much_for_many_rows_as_for_few(
    desk, lune, page, django_assert_max_num_queries
):
    for _ in range(12):
        variants(lune, 1, 0)
    member = lune.members.get()
    for number in range(5):
        saved.save(member, listing="sheets", name=f"f{number}", query="q=bol", at=NOON)
        saved.save(member, listing="offers", name=f"f{number}", query="q=bol", at=NOON)
    desk.get(reverse(page))  # rules and session are read once

    with django_assert_max_num_queries(12):
        desk.get(reverse(page), {"q": "bol"})


def test_every_offer_is_under_one_tab(lune):
    variants(lune, 0, 2, 9)
    Offer.objects.filter(pk=cast.offer(lune).pk).update(is_active=False)
    Product.objects.filter(pk=cast.offer(lune).product_id).update(state="draft")

    counts, _others = OFFERS.counts(lune)

    apart = ("online", "out", "paused", "hidden")
    assert sum(counts[view] for view in apart) == counts[""] == 5
    assert counts["low"] == 1, "a part of those on sale"


def test_who_may_not_open_a_list_reads_who_may_keep_filters_of_it(client, lune):
    buyer = cast.user("commandes@example.test")
    lune.members.create(user=buyer, role="orders", joined_at=NOON)
    client.force_login(buyer)

    answer = client.get(reverse("seller-filters", args=["sheets"]))

    assert answer.status_code == 403
    assert str(cast.owner_of(lune)) in answer.content.decode()
    assert client.get(reverse("seller-filters", args=["rien"])).status_code == 404


def test_counts_stop_at_the_cap(desk, lune, monkeypatch):
    monkeypatch.setattr("catalog.sheets.filters.MOST", 3)
    for _ in range(5):
        cast.offer(lune)

    counts, _others = OFFERS.counts(lune)
    page = desk.get(reverse(OFFERS_PAGE)).content.decode()

    assert counts["online"] == 3
    assert tab(page, "En vente") == "3+"


@pytest.mark.parametrize(
    "query", ["vue=rien", "tri=rien", "categorie=999999", "categorie=é", "page=-1"]
)
@pytest.mark.parametrize("page", [SHEETS_PAGE, OFFERS_PAGE])
def test_an_address_that_no_list_knows_is_read_without_it(desk, lune, page, query):
    cast.offer(lune)

    assert desk.get(f"{reverse(page)}?{query}").status_code == 200


# --- Filters that a person keeps -----------------------------------------------------------------


def keep(desk, name="Bols bas", query="vue=online&q=bol&page=3", what="sheets"):
    return desk.post(reverse("seller-filters", args=[what]), {"name": name, "query": query})


def test_a_kept_filter_stands_above_its_list_with_its_count(desk, lune):
    cast.offer(lune, title="Bol bleu")
    cast.offer(lune, title="Vase")

    answer = keep(desk)
    page = desk.get(answer.url).content.decode()

    assert answer.url == f"{reverse(SHEETS_PAGE)}?vue=online&q=bol"
    assert re.search(r'aria-current="page">\s*Bols bas\s*<span class="count">1<', page)


def test_filters_of_orders_are_counted_too(desk, lune):
    cast.paid_order(cast.offer(lune))

    answer = keep(desk, "À faire", "vue=to_accept", "orders")

    page = desk.get(answer.url).content.decode()
    assert re.search(r">\s*À faire\s*<span class=\"count\">1<", page)


def test_a_filter_is_renamed_and_deleted_by_its_own_person_only(desk, lune, client):
    keep(desk)
    one = SavedFilter.objects.get()
    colleague = cast.user("collegue@example.test")
    lune.members.create(user=colleague, role="catalogue", joined_at=NOON)

    client.force_login(colleague)
    for page in ("seller-filter-name", "seller-filter-removal"):
        assert client.post(reverse(page, args=[one.pk]), {"name": "Pris"}).status_code == 404
    assert "Bols bas" not in client.get(reverse(SHEETS_PAGE)).content.decode()

    client.force_login(cast.owner_of(lune))
    client.post(reverse("seller-filter-name", args=[one.pk]), {"name": "Bols en ligne"})
    one.refresh_from_db()
    assert one.name == "Bols en ligne"
    client.post(reverse("seller-filter-removal", args=[one.pk]))
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("", "q=bol", "Indiquez le nom du filtre."),
        ("x" * 41, "q=bol", "40 caractères"),
        ("Tout", "page=2", "rien à enregistrer"),
        ("BOLS BAS", "q=vase", "déjà un filtre"),
    ],
)
def test_a_filter_that_cannot_be_kept_says_why_and_loses_nothing(desk, lune, name, query, sentence):
    keep(desk)

    answer = keep(desk, name, query)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert name in answer.content.decode()
    assert SavedFilter.objects.count() == 1


def test_twenty_filters_are_enough(desk, lune):
    for number in range(saved.MOST):
        keep(desk, f"f{number}", f"q={number}")

    answer = keep(desk, "de trop", "q=trop")

    assert "déjà 20 filtres" in answer.content.decode()
    assert SavedFilter.objects.count() == saved.MOST


def test_an_old_page_of_prices_puts_nothing_back(client, lune):
    one, other = cast.offer(lune, title="Bol", stock=13), cast.offer(lune, title="Vase", stock=5)
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-offers")).content.decode()
    sent = dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', page))
    assert sent[f"initial-o{one.pk}-stock"] == "13"
    type(one).objects.filter(pk=one.pk).update(stock=8)  # sold meanwhile

    client.post(reverse("seller-offers"), {**sent, f"o{other.pk}-stock": "6"})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.stock, other.stock) == (8, 6)

    refused = client.post(reverse("seller-offers"), {**sent, f"o{one.pk}-stock": "20"})
    one.refresh_from_db()
    assert one.stock == 8
    assert "Changé entre-temps : 8 à présent" in refused.content.decode()
