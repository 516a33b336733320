"""A sheet may be told in English: typed, imported, read, shown, found; listed where it lacks."""

from __future__ import annotations

import io
import re

import pytest
from django.conf import settings
from django.urls import reverse

from catalog import search
from catalog.bulk import exports
from catalog.imports import undoing
from catalog.models import Offer, Product, Submission
from catalog.moderation import english, moderation
from catalog.sheets import drafts, lists, products, quality
from catalog.sheets.filters import SHEETS, Filter
from sellers.models import Seller
from tests import cast
from tests.cast import NOON
from tests.catalog.imports.conftest import applied, table

FORM = {"v-TOTAL_FORMS": 1, "v-INITIAL_FORMS": 0, "v-0-active": "on"}
PRICED = {**FORM, "v-0-price": "24,90", "v-0-stock": "3"}
ENGLISH = {"title_en": "Stoneware bowl", "description_en": "Thrown by hand."}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def trusted(lune):
    lune.moderation = Seller.Moderation.AFTER
    lune.save()
    return lune


@pytest.fixture
def desk(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


def page_of(client, address, language, **asked):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def heading(page):
    return re.search(r"<h1[^>]*>.*?</h1>", page, re.DOTALL)[0]


def told(row: Offer) -> tuple[str, str]:
    row.product.refresh_from_db()
    return row.product.title_en, row.product.description_en


def test_a_seller_tells_a_sheet_in_english_and_takes_it_back(desk, lune):
    bowls = cast.category("Bols")
    typed = {"title": "Bol en grès", "category": bowls.pk, "description": "Tourné à la main."}

    desk.post("/seller/produits/nouveau/", {**PRICED, **typed, **ENGLISH, "proposer": "1"})
    sheet = Product.objects.get()
    proposed = sheet.submissions.get().content
    page = desk.get(reverse("seller-product", args=[sheet.pk])).content.decode()

    assert {name: proposed[name] for name in ENGLISH} == ENGLISH
    assert (sheet.title_en, sheet.description_en) == ("Stoneware bowl", "Thrown by hand.")
    assert re.search(r'<details class="more" id="anglais" open>', page)
    assert re.search(r'<input[^>]*name="title_en"[^>]*lang="en"', page)

    products.edit(sheet, {"title_en": "", "description_en": ""}, by=None, at=NOON)
    assert not set(ENGLISH) & set(sheet.submissions.latest("pk").content), "as before it was told"


def test_what_is_wrong_in_english_is_said_there_and_nothing_is_lost(desk, lune):
    typed = {"title": "Bol en grès", "title_en": "ab", "description_en": "A <b>fine</b> bowl"}

    page = desk.post("/seller/produits/nouveau/", {**FORM, **typed}).content.decode()

    assert not Product.objects.exists()
    assert 'id="anglais" open' in page
    assert 'value="ab"' in page
    assert "A fine bowl" in page, "without its markup, to be read again"
    assert quality.english({"title_en": "A BOWL", "description": ""}), (
        "capitals are advised against"
    )


def test_a_sheet_told_before_english_could_be_is_not_changed_by_saying_nothing(lune):
    row = cast.offer(lune, category=cast.category("Bols"))
    content = lists.newest(row.product)

    products.edit(row.product, {"title_en": "", "description_en": ""}, by=None, at=NOON)

    assert not set(ENGLISH) & set(content)
    assert not Submission.objects.exists()
    copy = products.duplicate(row.product, by=None, at=NOON)
    assert (copy.title_en, copy.description_en) == ("", "")


def test_a_file_tells_english_and_is_taken_back(trusted):
    bowls = cast.category("Bols")
    head = "sku;titre;catégorie;prix TTC;stock;description"
    first = f"B-1;Bol en grès;Bols;24,90;4;{'Tourné à la main dans un grès épais.' * 2}"
    applied(trusted, table(head, first), categories={"Bols": bowls.pk})
    sheet = Product.objects.get()
    moderation.approve(sheet.submissions.latest("pk"), by=None, at=NOON)

    source = applied(
        trusted,
        table("SKU;Name (EN);English description", "B-1;Stoneware bowl;'- Thrown by hand"),
        at=NOON,
    )
    sheet.refresh_from_db()

    assert source.mapping["columns"] == {
        "SKU": "sku",
        "Name (EN)": "title_en",
        "English description": "description_en",
    }
    if waiting := sheet.submissions.filter(state="queued").first():
        moderation.approve(waiting, by=None, at=NOON)
        sheet.refresh_from_db()
    assert (sheet.title, sheet.title_en) == ("Bol en grès", "Stoneware bowl")
    assert sheet.description_en == "- Thrown by hand"
    assert ["title_en", "", "Stoneware bowl"] in source.rows.get().draft["altered"]

    # what is exported is what is imported
    text = "".join(exports.lines(Offer.objects.all()))
    again = applied(trusted, io.BytesIO(text.encode()), categories={"Bols": bowls.pk})
    assert (again.updated_count, again.unchanged_count, again.refused_count) == (0, 1, 0)

    undoing.ask(source, by=None, at=NOON)
    while undoing.run(source.pk, at=NOON):
        pass
    sheet.refresh_from_db()
    assert (sheet.title, sheet.title_en, sheet.description_en) == ("Bol en grès", "", "")


def test_french_and_english_columns_are_told_apart():
    from catalog.imports.dictionary import field_for

    headings = {
        "title": ("Titre", "Title", "Titre FR", "Nom (français)"),
        "title_en": ("Titre (anglais)", "title_en", "English title", "Name EN", "Titre en anglais"),
        "description": ("Description", "Description (FR)"),
        "description_en": ("Description (anglais)", "description_en", "Description EN"),
    }

    for field, names in headings.items():
        assert {field_for(name) for name in names} == {field}


def test_who_moderates_reads_english_and_so_do_the_rules(client, lune):
    row = cast.offer(lune, category=cast.category("Bols"), title="Bol en grès", **ENGLISH)
    change = {"title_en": "Stoneware bowl, blue", "description_en": "Write to me@bowls.example."}
    products.edit(row.product, change, by=None, at=NOON)
    proposal = Submission.objects.get()
    client.force_login(cast.operator("moderation"))

    page = client.get(reverse("admin:catalog_submission_change", args=[proposal.pk]))
    words = page.content.decode()

    assert ("contact_data", "description_en") in {
        (finding["rule"], finding["field"]) for finding in proposal.findings
    }
    assert "Titre (anglais)" in words
    assert re.search(r"<ins>[^<]*blue", words)
    moderation.approve(proposal, by=None, at=NOON)
    assert told(row) == (change["title_en"], change["description_en"])
    file = client.get(reverse("admin:catalog_product_change", args=[row.product_id]))
    assert "Stoneware bowl, blue" in file.content.decode()


def test_a_buyer_reads_english_and_is_told_what_is_french(client, lune):
    row = cast.offer(lune, title="Bol en grès", title_en="Stoneware bowl")
    bare = cast.offer(lune, title="Vase en faïence", category=row.product.category)
    address = reverse("shop-product", args=[row.product.slug])

    page, french = page_of(client, address, "en"), page_of(client, address, "fr")
    other = page_of(client, reverse("shop-product", args=[bare.product.slug]), "en")

    assert heading(page) == "<h1>Stoneware bowl</h1>"
    assert "<title>Stoneware bowl" in page
    assert '"name": "Stoneware bowl"' in page
    assert 'property="og:title" content="Stoneware bowl"' in page
    assert re.search(r'<div class="prose" lang="fr">\s*<p>Tourné à la main', page), "half is told"
    assert heading(french) == "<h1>Bol en grès</h1>"
    assert '<div class="prose">' in french, "French is the page's own"
    assert heading(other) == '<h1 lang="fr">Vase en faïence</h1>'
    assert other.count("Described by the seller in French") == 1
    search.index([row.product_id, bare.product_id])
    shelf = page_of(client, reverse("shop-search"), "en", q="grès faïence")
    assert re.search(r'<h3 class="title"><a [^>]*>Stoneware bowl', shelf)
    assert re.search(r'<h3 class="title" lang="fr"><a [^>]*>Vase en faïence', shelf)


def test_a_basket_speaks_english_and_the_order_keeps_the_contract(client, lune):
    row = cast.offer(lune, title="Bol en grès", title_en="Stoneware bowl")
    client.post(reverse("shop-cart-add"), {"offer": row.pk, "quantity": 1})

    page = page_of(client, reverse("shop-cart"), "en")

    assert "Stoneware bowl" in page
    assert "Bol en grès" not in page
    assert cast.part_of(cast.placed_order((row, 1))).lines.get().title == "Bol en grès"


def test_english_words_find_a_sheet_as_its_title_does(client, lune):
    row = cast.offer(lune, title="Bol en grès", description="Rond.", **ENGLISH)
    plain = cast.offer(
        lune, title="Bol en grès", description="Rond.", category=row.product.category
    )
    search.index([row.product_id, plain.product_id])
    entry, other = row.product.entry, plain.product.entry

    page = page_of(client, reverse("shop-search"), "en", q="stoneware")
    begun = page_of(client, reverse("shop-suggestions"), "en", q="stonew")

    assert page.count('class="product-card"') == 1
    assert "stoneware" in begun
    assert "Stoneware bowl" in begun
    assert entry.title.startswith(other.title.rstrip()), "French first, and alone where it is alone"
    assert "hand" in entry.body
    assert "hand" not in other.body


def test_a_seller_lists_and_exports_what_lacks_english(desk, lune):
    bowls = cast.category("Bols")
    cast.offer(lune, category=bowls, title="Bol anglais", **ENGLISH)
    half = cast.offer(lune, category=bowls, title="Bol à demi", title_en="Half a bowl")
    bare = cast.offer(lune, category=bowls, title="Bol français")

    counts, _others = SHEETS.counts(lune)
    page = page_of(desk, reverse("seller-products"), "fr", vue="french")
    sheets = SHEETS.found(lune, Filter(view="french"))
    rows = exports.rows_of(lune, "sheets", ids=None, filter_=Filter(view="french"))
    lines = "".join(exports.lines(rows))

    assert counts["french"] == 2
    assert {*sheets} == {half.product, bare.product}
    assert "Bol français" in page
    assert "Bol anglais" not in page
    assert "titre (anglais);description (anglais)" in lines
    assert "Half a bowl" in lines
    assert "Bol anglais" not in lines


def test_the_operator_sees_what_lacks_english_and_where(
    client, lune, django_assert_max_num_queries
):
    bowls = cast.category("Bols", name_en="Bowls")
    vases = cast.category("Vases")
    cast.attribute("Couleur", "Bleu", label_en="Colour", where=bowls)
    whole = cast.offer(lune, category=bowls, title="Bol anglais", **ENGLISH)
    for number in range(5):
        cast.offer(lune, category=vases, title=f"Vase {number}")
    client.force_login(cast.operator("moderation"))
    listed = reverse("admin:catalog_product_changelist")
    client.get(listed)

    subjects = {subject.name: subject.lacking for subject in english.subjects()}
    with django_assert_max_num_queries(20):
        page = page_of(client, reverse("admin:catalog_product_english"), "fr")
    complete = page_of(client, listed, "fr", anglais="complet")
    lacking = page_of(client, listed, "fr", anglais="manque")

    assert subjects["Fiches en ligne"] == 5
    assert subjects["Catégories"] == 1
    assert subjects["Valeurs de caractéristiques"] == 1
    assert "?state__exact=published&amp;anglais=manque" in page
    assert "Bol anglais" in complete
    assert "Vase 1" not in complete
    assert "Vase 1" in lacking
    assert "Bol anglais" not in lacking
    assert whole.product.text.text == "Tourné à la main."
    values = page_of(client, reverse("admin:catalog_attribute_changelist"), "fr", anglais="valeurs")
    assert "Couleur" in values
    assert "Vases" in page_of(
        client, reverse("admin:catalog_category_changelist"), "fr", anglais="manque"
    )


def test_english_that_no_column_may_hold_is_refused():
    long = drafts.Draft(ref="A", title="Bol", title_en="x" * 161, description_en="y")

    assert [name for name, _said in drafts.problems(long, is_new=True, submit=False)] == [
        "title_en"
    ]
