"""A seller's pages: what a member of the team sees and does, and what they never reach."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from catalog.attributes import vocabulary
from catalog.models import Attribute, Offer, Photo, Product, Reason, Submission, Variant
from catalog.moderation import moderation
from catalog.offers import prices
from catalog.sheets import lists, photos, products
from catalog.sheets.drafts import Piece
from marketplace.shared import clock
from sellers.models import Seller
from tests import cast
from tests.cast import NOON

LONG = "Un bol tourné à la main dans notre atelier, émaillé deux fois, passe au lave-vaisselle."


@pytest.fixture
def bowls(db):
    return cast.category("Bols")


@pytest.fixture
def desk(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


@pytest.fixture
def bowl(lune, bowls):
    content = {"title": "Bol bleu", "description": LONG, "category_id": bowls.pk}
    return products.create(
        lune, content, [Piece("BOL-1", price_cents=2400, stock=3)], by=None, at=NOON
    )


def picture(width=800, height=800, kind="PNG"):
    out = BytesIO()
    Image.new("RGB", (width, height), (90, 120, 160)).save(out, kind)
    return out.getvalue()


def fields(place, *rows, **changes):
    rows = rows or ({"sku": "V-1", "price": "24,90", "stock": "3"},)
    values = {
        "title": "Vase en grès",
        "category": place.pk,
        "brand": "Lune",
        "description": LONG,
        "attributes": "Matière : grès\nHauteur : 20 cm",
        "axis_one": "",
        "axis_two": "",
        "withdrawal_exception": "",
        "v-TOTAL_FORMS": len(rows),
        "v-INITIAL_FORMS": 0,
        **changes,
    }
    for number, row in enumerate(rows):
        values |= {f"v-{number}-{name}": value for name, value in {"active": "on", **row}.items()}
    return values


def test_a_sheet_is_written_with_two_variants(desk, lune, bowls):
    answer = desk.post(
        reverse("seller-product-new"),
        fields(
            bowls,
            {"sku": "V-B", "first": "Bleu", "price": "24,90", "stock": "3"},
            {"sku": "V-N", "first": "Noir", "price": "1 026", "stock": "0"},
            {},
            axis_one="Couleur",
        ),
    )

    product = Product.objects.get()
    assert answer.url == reverse("seller-product", args=[product.pk])
    assert (product.owner, product.state, product.axes) == (lune, "draft", ["Couleur"])
    assert product.attributes == {"Matière": "grès", "Hauteur": "20 cm"}
    assert list(product.offers.order_by("pk").values_list("sku", "price_cents", "stock")) == [
        ("V-B", 2490, 3),
        ("V-N", 102600, 0),
    ]


@pytest.mark.parametrize(
    ("row", "changes"),
    [
        ({"price": "-1"}, {}),
        ({"price": "0"}, {}),
        ({"price": "NaN"}, {}),
        ({"price": "1e5"}, {}),
        ({"price": "12.345"}, {}),
        ({"price": "١٢"}, {}),
        ({"price": "99999999999"}, {}),
        ({"stock": "-5"}, {}),
        ({"stock": "1.5"}, {}),
        ({"stock": "∞"}, {}),
        ({"stock": str(2**63)}, {}),
        ({"stock": "0x10"}, {}),
        ({"sku": "x" * 300}, {}),
        ({"sku": "a\x00b"}, {}),
        ({"gtin": "3,76E+12"}, {}),
        ({"gtin": "3017620422004"}, {}),  # its last digit is that of another code
        ({"gtin": "2012345678903"}, {}),
        ({"weight": "-1"}, {}),
        ({}, {"title": ""}),
        ({}, {"title": " \u200b "}),
        ({}, {"title": "x" * 10_000}),
        ({}, {"title": "a\u202eb"}),
        ({}, {"title": "a\ud800b"}),
        ({}, {"description": "d" * 1_000_000}),
        ({}, {"category": "999999"}),
        ({}, {"category": "'"}),
        ({}, {"attributes": "sans deux points"}),
        ({}, {"withdrawal_exception": "bidon"}),
        ({}, {"v-TOTAL_FORMS": "abc"}),
        ({}, {"v-TOTAL_FORMS": "-1"}),
        ({}, {"v-TOTAL_FORMS": "100000"}),
    ],
)
def test_bad_input_is_explained_and_kept(desk, bowls, row, changes):
    values = fields(bowls, {"sku": "V-1", "price": "24,90", "stock": "3", **row}, **changes)
    values = {
        k: v.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        if isinstance(v, str)
        else v
        for k, v in values.items()
    }

    answer = desk.post(reverse("seller-product-new"), values)

    if (
        "a\ud800b" in changes.values()
    ):  # a browser cannot send a lone surrogate: it arrives replaced
        return
    assert answer.status_code == 200
    assert not Product.objects.exists()
    assert 'role="alert"' in answer.content.decode()


def test_what_a_seller_may_not_set_is_ignored(desk, lune, brun, bowls):
    desk.post(
        reverse("seller-product-new"),
        fields(
            bowls, state="published", owner=brun.pk, is_sellable="1", slug="piege", vat_class="book"
        ),
    )

    product = Product.objects.get()
    assert (product.owner, product.state, product.is_sellable, product.vat_class) == (
        lune,
        "draft",
        False,
        "standard",
    )


def test_a_forbidden_category_is_not_offered(desk, bowls):
    guns = cast.category("Armes", policy="forbidden")
    below = cast.category("Pistolets", parent=guns)

    page = desk.get(reverse("seller-product-new")).content.decode()

    assert "Bols" in page
    assert "Armes" not in page
    assert desk.post(reverse("seller-product-new"), fields(below)).status_code == 200
    assert not Product.objects.exists()


def test_an_edit_shows_the_sheet_as_written(desk, bowl):
    page = desk.get(reverse("seller-product", args=[bowl.pk])).content.decode()

    assert 'value="Bol bleu"' in page
    assert 'value="24,00"' in page
    assert "Proposer la fiche" in page


def test_a_sheet_is_proposed_then_published_by_the_operator(desk, bowl, odile):
    desk.post(reverse("seller-product-proposal", args=[bowl.pk]))
    assert (
        "attend la relecture"
        in desk.get(reverse("seller-product", args=[bowl.pk])).content.decode()
    )

    moderation.approve(Submission.objects.get(), by=odile, at=NOON)

    assert Product.objects.public().get() == bowl


def test_the_statement_of_reasons_is_shown(desk, bowl, odile):
    desk.post(reverse("seller-product-proposal", args=[bowl.pk]))
    reason = Reason.objects.create(
        code="photo", label="Photo floue", remedy="Refaites la photo.", ground="Charte, art. 3"
    )
    moderation.ask_changes(
        Submission.objects.get(), reason=reason, note="Merci d'avance.", by=odile, at=NOON
    )

    page = desk.get(reverse("seller-product", args=[bowl.pk])).content.decode()

    for words in (
        "demande une correction",
        "Photo floue",
        "Refaites la photo.",
        "art. 3",
        "Merci d&#x27;avance.",
    ):
        assert words in page


def test_photos_are_sent_with_the_form_ordered_told_and_removed(desk, bowls, bowl):
    url = reverse("seller-product", args=[bowl.pk])
    row = {"sku": "BOL-1", "price": "24,00", "stock": "3"}
    files = [SimpleUploadedFile(f"{n}.png", picture(600 + n)) for n in range(3)]
    desk.post(url, {**fields(bowls, row), "files": files})
    first, second, third = Photo.objects.filter(product=bowl).order_by("position")
    typed = {"photos-shown": "1", f"alt-{third.pk}": "Vu de haut"}

    page = desk.post(
        url,
        {**fields(bowls, row), **typed}
        | {"photos": [first.pk, second.pk, third.pk], "photo": f"{third.pk}:first"},
    ).content.decode()
    assert re.findall(r'name="photos" value="(\d+)"', page) == [
        str(photo.pk) for photo in (third, first, second)
    ]
    desk.post(url, {**fields(bowls, row), **typed, "photos": [third.pk, second.pk]})

    kept = Photo.objects.filter(product=bowl).order_by("position")
    assert [(photo.pk, photo.alt) for photo in kept] == [(third.pk, "Vu de haut"), (second.pk, "")]


def test_photos_sent_with_a_form_that_is_refused_are_not_sent_again(desk, bowls):
    wrong = fields(bowls, title="")
    files = [SimpleUploadedFile("bol.png", picture()), SimpleUploadedFile("mot.txt", b"bonjour")]
    page = desk.post(reverse("seller-product-new"), {**wrong, "files": files}).content.decode()

    photo = Photo.objects.get()
    assert f'name="photos" value="{photo.pk}"' in page
    assert "mot.txt" in page
    assert not Product.objects.exists()
    desk.post(
        reverse("seller-product-new"), {**fields(bowls), "photos-shown": "1", "photos": photo.pk}
    )
    assert Product.objects.get().photos.get() == photo


def test_photos_of_another_shop_are_none(desk, brun, bowls):
    theirs = photos.receive(brun, None, picture(), "vase.png", at=NOON)

    desk.post(
        reverse("seller-product-new"), {**fields(bowls), "photos-shown": "1", "photos": theirs.pk}
    )

    assert not Product.objects.get().photos.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<html><script>alert(1)</script>",
        b"<svg onload=alert(1)></svg>",
        picture(1, 1),
        picture(100, 900),
        picture(1200, 220),
    ],
)
def test_a_bad_photo_is_explained(desk, content):
    url = reverse("seller-photos")

    answer = desk.post(url, {"files": [SimpleUploadedFile("..\\‮gpj.exe", content)]})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    "value", ["", "abc", "0:first", "999999999999999999999:first", "1", ":remove"]
)
def test_a_tampered_photo_order_changes_nothing(desk, bowls, value):
    sent = {**fields(bowls), "photos-shown": "1", "photos": value, "photo": value}
    assert desk.post(reverse("seller-product-new"), sent).status_code == 200
    assert not Product.objects.exists()


def test_prices_and_stocks_are_changed_in_one_table(desk, bowl):
    offer = Offer.objects.get()

    desk.post(reverse("seller-offers"), {f"o{offer.pk}-price": "25", f"o{offer.pk}-stock": "7"})

    offer.refresh_from_db()
    assert (offer.price_cents, offer.stock) == (2500, 7)


def test_a_price_that_jumps_is_asked_about(desk, bowl):
    offer = Offer.objects.get()
    data = {f"o{offer.pk}-price": "2400", f"o{offer.pk}-stock": "3"}

    page = desk.post(reverse("seller-offers"), data)
    assert "cochez pour confirmer" in page.content.decode()
    desk.post(reverse("seller-offers"), {**data, f"o{offer.pk}-confirmed": "on"})

    offer.refresh_from_db()
    assert offer.price_cents == 240000


def test_one_offer_announces_a_reduction(desk, bowl):
    offer = Offer.objects.get()
    Product.objects.update(published_at=NOON)
    Variant.objects.update(is_approved=True)

    desk.post(
        reverse("seller-offer-quick", args=[offer.pk]),
        {"price": "19,90", "stock": "3", "announced": "on"},
    )

    assert offer.prices.get(ends_at=None).prior_cents == 2400
    data = {"price": "30", "stock": "3", "announced": "on"}
    refused = desk.post(reverse("seller-offer-quick", args=[offer.pk]), data)
    assert "L112-1-1" in refused.content.decode()


def test_a_wrong_barcode_is_refused_and_one_that_is_there_already_stays(desk, bowl):
    code = "3017620422004"
    typed = {
        "title": "Bol bleu",
        "category": bowl.category_id,
        "v-TOTAL_FORMS": "1",
        "v-INITIAL_FORMS": "0",
        "v-0-sku": Offer.objects.get().sku,
        "v-0-price": "24",
        "v-0-stock": "3",
        "v-0-active": "on",
        "v-0-gtin": code,
    }
    page = reverse("seller-product", args=[bowl.pk])

    assert "Le dernier chiffre de ce code-barres" in desk.post(page, typed).content.decode()
    assert desk.post(page, {**typed, "v-0-gtin": "3017620422003"}).status_code == 302
    Variant.objects.update(gtin=code)
    assert desk.post(page, typed).status_code == 302


def test_the_preview_shows_what_is_proposed(desk, bowl):
    page = desk.get(reverse("seller-product-preview", args=[bowl.pk])).content.decode()

    assert "Bol bleu" in page
    assert "24,00" in page


def test_the_preview_speaks_the_language_of_the_page(desk, lune, bowls):
    cast.attribute("Origine", "France", label_en="Origin", where=bowls)
    content = {"title": "Bol", "category_id": bowls.pk, "attributes": {"Origine": "France"}}
    made = products.create(lune, content, [Piece("O", price_cents=1, stock=1)], by=None, at=NOON)
    desk.cookies["language"] = "en"
    page = desk.get(reverse("seller-product-preview", args=[made.pk])).content.decode()
    assert "<dt>Origin</dt>" in page


@pytest.mark.parametrize(
    "name",
    [
        "seller-product",
        "seller-product-proposal",
        "seller-product-withdrawal",
        "seller-product-restoration",
        "seller-product-preview",
        "seller-product-copy",
    ],
)
def test_the_sheets_of_another_shop_do_not_exist(client, brun, bowl, name):
    client.force_login(cast.owner_of(brun))
    url = reverse(name, args=[bowl.pk])

    assert client.post(url).status_code in (404, 405)
    assert client.get(url).status_code in (404, 405)
    assert client.get(reverse("seller-offer-quick", args=[bowl.offers.get().pk])).status_code == 404
    assert "Bol bleu" not in client.get(reverse("seller-products")).content.decode()


def test_a_member_without_the_catalogue_role_looks_nowhere(client, lune, bowl):
    person = cast.user("compta@example.test")
    lune.members.create(user=person, role="finance", joined_at=NOON)
    client.force_login(person)

    assert client.get(reverse("seller-products")).status_code == 403


def test_the_list_costs_few_queries(desk, lune, bowls, django_assert_max_num_queries):
    Seller.objects.filter(pk=lune.pk).update(moderation="after")
    content = {"description": LONG, "category_id": bowls.pk}
    for n in range(30):
        piece = Piece(f"B{n}", price_cents=900, stock=n)
        products.create(lune, {**content, "title": f"Bol {n}"}, [piece], by=None, at=NOON)

    desk.get(reverse("seller-products"))  # what each process remembers is read once
    with django_assert_max_num_queries(12):
        page = desk.get(reverse("seller-products") + "?q=bol&vue=draft&page=2").content.decode()
    assert page.count("<tr>") == 6
    for query in ("?page=-1", "?page=abc", "?vue=zzz", "?q=%00%27", "?q=" + "x" * 5000):
        assert desk.get(reverse("seller-products") + query).status_code == 200
    with django_assert_max_num_queries(10):
        desk.get(reverse("seller-offers"))


def test_the_list_and_the_page_of_an_offer_tell_its_reduction_and_guard_its_end(desk):
    lune = Seller.objects.get()
    offer = cast.offer(lune, title="Vase", price_cents=6500)
    other = cast.offer(lune, title="Bol", price_cents=2000)
    now = clock.now()
    end = now.replace(second=0, microsecond=0) + timedelta(days=3)
    prices.change(offer, 5850, by=None, at=now, reason=prices.REDUCTION, until=end)
    page = desk.get(reverse("seller-offers")).content.decode()
    assert page.count("Baisse en cours") == page.count("Changer la baisse de prix") == 1
    assert page.count("Annoncer une baisse de prix") == 1

    way = reverse("seller-offer-quick", args=[offer.pk])

    def sent(until="", **more):
        typed = {"price": "58,50", "stock": "5", "announced": "on", "initial-announced": "on"}
        return desk.post(way, {**typed, "until": until, **more})

    later = f"{timezone.localtime(end + timedelta(days=1)):%Y-%m-%dT%H:%M}"
    asked = sent(later).content.decode()
    assert 'name="moving"' in asked
    assert "confirmez-le" in asked
    assert 'name="moving"' not in desk.get(way).content.decode()
    assert "ne s&#x27;efface pas" in sent().content.decode()
    assert offer.prices.get(ends_at=None).until == end
    assert sent(later, moving="on").status_code == 302
    assert offer.prices.get(ends_at=None).until == end + timedelta(days=1)

    page = desk.get(way).content.decode()
    assert page.count('<td class="number">58,50') == 1, "one price, though its end moved"

    wrong = desk.post(
        reverse("seller-offer-quick", args=[other.pk]),
        {"price": "20", "stock": "5", "announced": "on", "until": later},
    ).content.decode()
    assert "20,00" in wrong.partition("Une baisse ne peut être annoncée")[2][:40]
    assert "Cochez « Annoncer" not in wrong


@pytest.fixture
def trade(bowls):
    """What is asked of bowls, and of nothing else."""
    cast.attribute("Matière", "Grès", "Faïence", where=bowls, help="Ce dont il est fait.")
    cast.attribute("Contenance", kind="number", unit="ml", where=bowls)
    cast.attribute("Lave-vaisselle", kind="flag", where=bowls)
    return bowls


def shown(page, name):
    """The value of a field of a page."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page, re.DOTALL)
    value = found and re.search(r'value="([^"]*)"', found[0])
    return None if found is None else value[1] if value else ""


def choices(page, name):
    """The options of a list to choose from."""
    return page.partition(f'<select name="{name}"')[2].partition("</select>")[0]


def test_a_sheet_is_filled_in_by_the_fields_of_its_category(desk, trade):
    values = fields(trade, attributes="Hauteur : 20 cm")
    page = desk.post(reverse("seller-product-new"), {**values, "champs": "1", "title": ""})
    text = page.content.decode()
    assert page.status_code == 200
    assert 'aria-invalid="true"' not in text, "nothing is blamed while half is typed"
    assert "Ce dont il est fait." in text
    assert 'value="Faïence"' in text
    assert shown(text, "brand") == "Lune"
    assert not Product.objects.exists()

    typed = {"trait-matiere": "Grès du Puisaye", "trait-contenance": "33 cl"}
    desk.post(reverse("seller-product-new"), {**values, **typed})

    product = Product.objects.get()
    assert product.attributes == {
        "Hauteur": "20 cm",
        "Matière": "Grès du Puisaye",
        "Contenance": "33 cl",
    }
    text = desk.get(reverse("seller-product", args=[product.pk])).content.decode()
    assert shown(text, "trait-contenance") == "33 cl"
    assert re.findall(r'<option value="(\w*)"', choices(text, "trait-lave-vaisselle")) == [
        "",
        "Oui",
        "Non",
    ]
    assert "Hauteur : 20 cm" in text
    assert "Contenance : 33 cl" not in text, "each line stands once"


def test_headings_stay_as_the_seller_wrote_them(desk, lune, trade):
    lines = {"Material": "Grès", "Hauteur": "20 cm", "Contenance": "33 cl"}
    content = {
        "title": "Bol bleu",
        "description": LONG,
        "category_id": trade.pk,
        "attributes": lines,
    }
    Attribute.objects.filter(key="matiere").update(names="material")
    vocabulary.forget()
    bowl = products.create(
        lune, content, [Piece("BOL-1", price_cents=2400, stock=3)], by=None, at=NOON
    )
    row = {"sku": "BOL-1", "price": "24,00", "stock": "3"}
    typed = {"trait-matiere": "Grès", "trait-contenance": "", "attributes": "Hauteur : 20 cm"}

    desk.post(
        reverse("seller-product", args=[bowl.pk]), fields(trade, row, title="Bol bleu", **typed)
    )

    assert lists.newest(Product.objects.get())["attributes"] == {
        "Material": "Grès",
        "Hauteur": "20 cm",
    }


def test_another_category_loses_nothing_that_was_typed(desk, trade):
    other = cast.category("Bougies")
    typed = {"trait-matiere": "Grès", "trait-inconnu": "x", "attributes": ""}
    desk.post(reverse("seller-product-new"), fields(other, **typed))
    assert Product.objects.get().attributes == {"Matière": "Grès"}


def test_what_is_wrong_in_the_table_is_told_above_it_with_its_article(desk, bowl):
    offer = Offer.objects.get()
    data = {f"o{offer.pk}-price": "1.000", f"o{offer.pk}-stock": "3,0"}

    page = desk.post(reverse("seller-offers"), data).content.decode()

    assert f'<a href="#id_o{offer.pk}-price">' in page
    assert "Prix TTC BOL-1" in page.partition("<table>")[0]
    assert "Je confirme ce prix inhabituel" not in page
    data[f"o{offer.pk}-price"] = "25"
    assert desk.post(reverse("seller-offers"), data).status_code == 302
    offer.refresh_from_db()
    assert (offer.price_cents, offer.stock) == (2500, 3)


def test_a_proposed_sheet_stands_in_the_same_words_in_the_list_and_on_its_page(desk, bowl):
    desk.post(reverse("seller-product-proposal", args=[bowl.pk]))

    pages = [
        desk.get(reverse("seller-products")).content.decode(),
        desk.get(reverse("seller-product", args=[bowl.pk])).content.decode(),
    ]

    for page in pages:
        assert "En attente de relecture</" in page
        assert ">Brouillon<" not in page


def test_what_is_not_on_sale_is_not_nearly_sold_out(desk, bowl):
    Offer.objects.update(stock=1)

    assert "bientôt épuisé" not in desk.get(reverse("seller-home")).content.decode()
    bowl.__class__.objects.update(state="published")
    assert "1 déclinaison bientôt épuisée" in desk.get(reverse("seller-home")).content.decode()
