"""Several sellers on one sheet: joining it, selling it no more, and what its owner may do."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import search
from catalog.joining import joining, queries
from catalog.joining.joining import Terms
from catalog.models import Brand, Offer, Product, Variant
from catalog.sheets import products, sharing
from catalog.sheets.drafts import Draft, Piece
from catalog.states import ProductState
from marketplace.shared.models import Fact
from sellers.models import Seller
from sellers.states import SellerState
from tests import cast
from tests.cast import NOON

CODE = "3760123456784"


@pytest.fixture
def bowl(lune):
    offer = cast.offer(lune, title="Bol bleu de Lyon")
    Variant.objects.filter(pk=offer.variant_id).update(gtin=CODE)
    search.index([offer.product_id])
    return offer


def terms(sku="BRUN-1", price=1990, stock=4, **extra):
    return Terms(sku=sku, price_cents=price, stock=stock, **extra)


def join(bowl, seller, *, at=NOON, **asked):
    [offer] = joining.join(
        bowl.product, {bowl.variant_id: terms(**asked)}, seller=seller, by=None, at=at
    )
    return offer


def test_a_second_seller_is_on_the_sheet_at_once_with_a_first_price_and_stock(bowl, brun, client):
    offer = join(bowl, brun, weight_g=420)

    bowl.product.refresh_from_db()
    assert (bowl.product.offers_count, bowl.product.best_offer_id) == (2, offer.pk)
    assert (offer.prices.get().amount_cents, offer.stock_moves.get().delta) == (1990, 4)
    assert Variant.objects.get(pk=bowl.variant_id).weight_g == 420
    assert Fact.objects.filter(name="catalog.OfferJoined").exists()
    page = client.get(reverse("shop-product", args=[bowl.product.slug])).content.decode()
    assert "Maison Brun" in page
    assert "Atelier Lune" in page


def test_an_offer_of_a_shop_that_is_not_open_waits_for_its_opening(bowl, brun):
    Seller.objects.filter(pk=brun.pk).update(state=SellerState.APPLIED, opened_at=None)

    offer = join(bowl, brun)

    bowl.product.refresh_from_db()
    assert bowl.product.best_offer_id == bowl.pk
    assert not Offer.objects.sellable(NOON).filter(pk=offer.pk).exists()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"state": ProductState.RETIRED}, joining.NotJoinable),
        ({"state": ProductState.TAKEN_DOWN}, joining.NotJoinable),
    ],
)
def test_a_sheet_that_is_not_online_is_joined_by_nobody(bowl, brun, wrong, refusal):
    Product.objects.filter(pk=bowl.product_id).update(**wrong)

    with pytest.raises(refusal):
        join(bowl, brun)

    assert Offer.objects.count() == 1


def test_refusals_say_what_to_mend_and_write_nothing(bowl, lune, brun):
    Offer.objects.filter(pk=cast.offer(brun).pk).update(sku="PRIS")
    other = cast.offer(lune)
    asked = {
        joining.OwnSheet: lambda: join(bowl, lune),
        joining.SkuTaken: lambda: join(bowl, brun, sku="PRIS"),
        joining.NothingOffered: lambda: joining.join(
            bowl.product, {}, seller=brun, by=None, at=NOON
        ),
        joining.VariantGone: lambda: joining.join(
            bowl.product, {other.variant_id: terms()}, seller=brun, by=None, at=NOON
        ),
    }
    before = Offer.objects.count()

    for refusal, act in asked.items():
        with pytest.raises(refusal):
            act()
    assert Offer.objects.count() == before

    join(bowl, brun)
    with pytest.raises(joining.AlreadySold):
        join(bowl, brun, sku="BRUN-2")


def test_prices_of_a_joined_sheet_change_by_hand_and_by_file(bowl, brun):
    offer = join(bowl, brun)

    done = products.reprice(brun, [(offer, 1890, 9)], by=None, at=NOON)
    file = Draft("BRUN-1", [Piece("BRUN-1", price_cents=1790)], title="Autre titre")
    with transaction.atomic():
        saved = products.save_many(brun, [file], by=None, at=NOON)

    offer.refresh_from_db()
    bowl.product.refresh_from_db()
    assert (done, saved.outcomes, saved.problems) == (1, {"BRUN-1": "updated"}, {})
    assert (offer.price_cents, offer.stock) == (1790, 9)
    assert bowl.product.title == "Bol bleu de Lyon"


def test_an_owner_who_stops_leaves_the_sheet_to_the_others(bowl, lune, brun):
    join(bowl, brun)

    products.retire(bowl.product, by=None, at=NOON)

    bowl.product.refresh_from_db()
    bowl.refresh_from_db()
    assert bowl.product.state == ProductState.PUBLISHED
    assert not bowl.is_active
    assert bowl.product.is_sellable
    assert Fact.objects.filter(name="catalog.OfferLeft").exists()


def test_whoever_joined_stops_and_resumes_without_touching_the_sheet(bowl, brun):
    offer = join(bowl, brun)

    joining.leave(bowl.product, seller=brun, by=None, at=NOON)
    offer.refresh_from_db()
    assert not offer.is_active

    joining.resume(bowl.product, seller=brun, by=None, at=NOON)
    offer.refresh_from_db()
    bowl.refresh_from_db()
    assert offer.is_active
    assert bowl.is_active


@pytest.fixture
def desk(client, brun):
    client.force_login(cast.owner_of(brun))
    return client


def test_the_catalogue_is_searched_by_words_and_by_bar_code(
    desk, bowl, django_assert_max_num_queries
):
    for text in ("bol bleu", CODE, f"0{CODE}"):
        with django_assert_max_num_queries(30):
            page = desk.get(reverse("seller-join-search"), {"q": text}).content.decode()
        assert "Bol bleu de Lyon" in page, text
    nothing = desk.get(reverse("seller-join-search"), {"q": "xyzzy"}).content.decode()
    assert "Aucun produit ne correspond" in nothing


def test_what_may_be_sold_comes_first_and_no_form_is_spoken_of_where_there_is_none(
    desk, bowl, brun, lune, monkeypatch
):
    monkeypatch.setattr(queries, "MOST", 2)
    category = bowl.product.category
    closed = [cast.offer(lune, title="Bol bleu", category=category) for _n in range(3)]
    search.index([offer.product_id for offer in closed])

    answers = queries.found("bol bleu", brun, at=NOON)
    page = desk.get(reverse("seller-join", args=[closed[0].product_id])).content.decode()
    asked = desk.get(reverse("seller-join-correction", args=[closed[0].product_id]), follow=True)

    assert len(answers) == 2
    assert answers[0].product == bowl.product
    for shown in (page, asked.content.decode()):
        assert "votre offre ci-dessous" not in shown
    form = desk.get(reverse("seller-join", args=[bowl.product_id])).content.decode()
    assert "votre offre ci-dessous" in form
    assert f'data-cell="v{bowl.variant_id}-' not in form
    assert 'data-cell="price"' in form


def test_a_bar_code_of_the_catalogue_leads_to_its_sheet_with_what_was_typed(desk, bowl, brun):
    typed = {
        "title": "Mon bol à moi",
        "category": bowl.product.category_id,
        "brand": "",
        "description": "Un bol tourné à la main dans notre atelier, émaillé deux fois.",
        "attributes": "",
        "axis_one": "",
        "axis_two": "",
        "withdrawal_exception": "",
        "v-TOTAL_FORMS": "1",
        "v-INITIAL_FORMS": "0",
        "v-0-sku": "MIEN",
        "v-0-price": "19,90",
        "v-0-stock": "4",
        "v-0-gtin": CODE,
        "v-0-active": "on",
    }

    answer = desk.post(reverse("seller-product-new"), typed)

    page = answer.content.decode()
    assert "déjà au catalogue" in page
    assert "Mon bol à moi" in page
    assert not Product.objects.of(brun).exists()
    form = desk.get(answer.context["known"]["url"]).content.decode()
    assert 'value="MIEN"' in form
    assert 'value="19,90"' in form
    assert 'value="4"' in form


def test_a_bar_code_written_into_a_sheet_that_exists_is_looked_at_too(desk, bowl, brun):
    own = cast.offer(brun, title="Mon bol", category=bowl.product.category)
    page = reverse("seller-product", args=[own.product_id])
    typed = {
        "title": "Mon bol",
        "category": bowl.product.category_id,
        "v-TOTAL_FORMS": "1",
        "v-INITIAL_FORMS": "0",
        "v-0-sku": own.sku,
        "v-0-price": "19,90",
        "v-0-stock": "4",
        "v-0-active": "on",
    }

    known = desk.post(page, {**typed, "v-0-gtin": CODE})

    assert "déjà au catalogue" in known.content.decode()
    own.variant.refresh_from_db()
    assert own.variant.gtin == ""
    Variant.objects.filter(pk=own.variant_id).update(gtin=CODE)
    kept = desk.post(page, {**typed, "v-0-gtin": CODE})
    assert kept.status_code == 302, "a code it bears already was looked at"


def test_the_page_sells_a_variant_and_the_list_marks_the_sheet_as_shared(desk, bowl, brun):
    page, prefix = reverse("seller-join", args=[bowl.product_id]), f"v{bowl.variant_id}"

    half = desk.post(page, {f"{prefix}-price": "19,90"})
    assert "Indiquez combien vous en avez" in half.content.decode()
    for typed, told in (
        ({f"{prefix}-price": "abc", f"{prefix}-stock": "-1"}, "entre 0 et 999\u202f999"),
        ({}, "Remplissez au moins une ligne"),
    ):
        summary = desk.post(page, typed).content.decode().partition('class="form-errors"')[2]
        assert told in summary.partition("</div>")[0]
        assert f'href="#id_{prefix}-price"' in summary
    assert not Offer.objects.filter(seller=brun).exists()

    done = desk.post(page, {f"{prefix}-price": "19,90", f"{prefix}-stock": "4"}, follow=True)
    assert "en vente" in done.content.decode()
    assert Offer.objects.get(seller=brun).sku.startswith(CODE)
    assert "Fiche partagée" in desk.get(reverse("seller-products")).content.decode()
    assert desk.get(reverse("seller-product", args=[bowl.product_id])).url == page


def test_the_pages_of_a_sheet_one_does_not_sell_stay_closed(desk, bowl):
    for name in ("seller-product", "seller-product-preview", "seller-papers"):
        assert desk.get(reverse(name, args=[bowl.product_id])).status_code == 404, name
    for name in ("seller-join-withdrawal", "seller-join-resumption"):
        assert desk.post(reverse(name, args=[bowl.product_id])).status_code == 404, name


def test_the_list_takes_as_many_statements_however_many_sheets_are_shared(desk, lune, brun):
    def counted():
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("seller-products"))
        return len(asked)

    def coded():
        offer = cast.offer(lune)
        Variant.objects.filter(pk=offer.variant_id).update(gtin=CODE)
        return offer

    join(coded(), brun)
    counted()
    one = counted()
    for number in range(3):
        join(coded(), brun, sku=f"B-{number}")

    assert counted() == one


@pytest.mark.parametrize("how", ["no code", "own brand", "declared"])
def test_what_no_code_proves_and_what_its_author_makes_is_not_shared(desk, bowl, lune, brun, how):
    if how == "no code":
        Variant.objects.filter(pk=bowl.variant_id).update(gtin="")
    elif how == "own brand":
        brand = Brand.objects.create(name=lune.name.upper(), slug="atelier-lune")
        Product.objects.filter(pk=bowl.product_id).update(brand=brand)
    else:
        Seller.objects.filter(pk=lune.pk).update(makes_own=True)
    bowl.product.refresh_from_db()

    with pytest.raises((sharing.NoCode, sharing.MakersSheet)):
        joining.join(
            Product.objects.get(pk=bowl.product_id),
            {bowl.variant_id: terms()},
            seller=brun,
            by=None,
            at=NOON,
        )
    page = desk.get(reverse("seller-join", args=[bowl.product_id])).content.decode()

    assert not Offer.objects.filter(seller=brun).exists()
    assert "Créez votre fiche" in page or "créez votre fiche" in page
    assert f'name="v{bowl.variant_id}-' not in page, "no row to fill in"


def test_who_resells_what_another_made_is_joined(bowl, lune, brun):
    cast.attribute("Fabricant")
    Seller.objects.filter(pk=lune.pk).update(makes_own=True)
    Product.objects.filter(pk=bowl.product_id).update(attributes={"Fabricant": "Usine, a@b.fr"})

    assert join(bowl, brun).seller_id == brun.pk


def test_a_bar_code_is_told_at_its_field_whatever_else_is_wrong_and_takes_along_what_was_typed(
    desk, bowl
):
    typed = {"v-TOTAL_FORMS": "1", "v-INITIAL_FORMS": "0", "v-0-gtin": CODE, "v-0-price": "19,90"}

    told = desk.post(reverse("seller-product-new"), {**typed, "codes": "1"}).content.decode()
    leads = desk.post(reverse("seller-product-new"), {**typed, "vendre": str(bowl.product_id)})

    cell = told.partition('id="id_v-0-gtin_known"')[2].partition("</div>")[0]
    assert "porte déjà ce code-barres" in cell
    assert 'name="vendre"' in cell
    assert leads.url.startswith(reverse("seller-join", args=[bowl.product_id]))
    assert "price=19%2C90" in leads.url


def test_a_code_of_another_category_is_asked_about_once(desk, bowl, brun):
    typed = {
        "title": "Mon bol à moi",
        "category": cast.category("Vases").pk,
        "v-TOTAL_FORMS": "1",
        "v-INITIAL_FORMS": "0",
        "v-0-gtin": CODE,
    }

    asked = desk.post(reverse("seller-product-new"), typed)
    assert "déjà au catalogue" in asked.content.decode()
    assert not Product.objects.of(brun).exists()
    kept = desk.post(reverse("seller-product-new"), {**typed, "autre": CODE})

    assert kept.status_code == 302
    assert Product.objects.of(brun).get().title == "Mon bol à moi"


def test_a_reference_in_use_is_said_at_its_cell(desk, bowl, brun):
    cast.offer(brun)
    taken = Offer.objects.filter(seller=brun).get().sku
    key = f"v{bowl.variant_id}"

    page = desk.post(
        reverse("seller-join", args=[bowl.product_id]),
        {f"{key}-sku": taken, f"{key}-price": "10", f"{key}-stock": "1"},
    ).content.decode()

    assert "désigne déjà un autre de vos articles" in page.partition(f"id_{key}-sku_error")[2]
