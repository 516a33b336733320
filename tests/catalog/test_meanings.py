"""What sellers write is shown by what it means, in the house's words and the reader's language;
two variants of one meaning are one to a buyer, and their seller is told so.
"""

import html
import json
import re

import pytest
from django.urls import reverse
from django.utils import translation

from catalog import search
from catalog.attributes import reading, twins, vocabulary, wording
from catalog.models import Offer, Price, Product, Variant
from catalog.search import Query
from catalog.sheets import products
from marketplace.shared import clock
from orders.models import OrderLine
from tests import cast
from tests.cast import NOON
from tests.catalog.imports.conftest import applied, checked, codes, table
from tests.catalog.test_sheet_form import NEW, seen, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def words():
    """A small vocabulary of a potter's shop."""
    cast.attribute(
        "Matière", "Grès|Stoneware|grès émaillé|=steinzeug", "Lin|Linen", names="material"
    )
    cast.attribute("Couleur", "Bleu|Blue|marine", "Blanc|White")
    cast.attribute("Taille", "S|S|=small", "M|M|=medium", "L|L|=large", kind="choice")
    cast.attribute("Lavable", kind="flag")
    cast.attribute("Contenance", kind="number", unit="ml")
    cast.attribute("Pièces", kind="number", unit="")


@pytest.fixture
def desk(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


def told(name, text):
    known = vocabulary.vocabulary()
    return wording.text_of(reading.line(name, text, "", known)).replace("\u00a0", " ")


def test_a_value_of_several_things_is_told_as_far_as_it_was_named():
    cast.attribute(
        "Fibre",
        "Laine|Wool",
        "Alpaga et cachemire|Alpaca and cashmere|alpaga|cachemire|mohair",
        "Cuivre et étain|Copperware|cuivre",
    )
    scarf = "laine 70 %, alpaga 30 %"
    assert told("Fibre", scarf) == scarf
    with translation.override("en"):
        assert told("Fibre", scarf) == f"Wool, Alpaca ({scarf})"
        assert told("Fibre", "70 % wool, 30 % alpaca") == "70 % wool, 30 % alpaca"
        assert told("Fibre", "Alpaga et cachemire") == "Alpaca and cashmere"
        # where no part of the name is theirs, the seller's words stand alone
        assert told("Fibre", "laine, mohair") == "laine, mohair"
        assert told("Fibre", "cuivre poli") == "cuivre poli"


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("100 % coton", "100% cotton"),
        ("80 % laine mérinos, 20 % polyamide", "80% merino wool, 20% polyamide"),
        ("97,5 % coton recyclé, 2,5 % autres fibres", "97.5% recycled cotton, 2.5% other fibres"),
        ("Extérieur : 100 % lin ; doublure : 100 % soie", "Outer: 100% linen; lining: 100% silk"),
        ("100 % laine de pays", "100 % laine de pays"),  # half a composition is none
    ],
)
def test_a_composition_is_told_in_english_where_all_its_words_are_known(french, english):
    cast.attribute("Composition", key="composition-textile", kind="text")
    assert told("Composition", french) == french
    with translation.override("en"):
        assert told("Composition", french) == english


def test_what_stays_french_on_an_english_page_says_so(client, lune):
    cast.attribute("Entretien", key="entretien", kind="text", label_en="Care")
    cast.attribute("Modèle", key="reference-modele", kind="text", label_en="Model")
    care = {"Entretien": "Lavage à 30 °C, séchage à plat", "Modèle": "LOT-7", "Décor": "fait main"}
    known, free = (
        cast.offer(lune, attributes=lines).product
        for lines in (care, {"Entretien": "Aérez souvent, lavez peu"})
    )

    def page(product):
        address = reverse("shop-product", args=[product.slug])
        return client.get(address, headers={"Accept-Language": "en"}).content.decode()

    assert re.search(r"<dt>Care</dt>\s*<dd>Wash at 30°C, dry flat</dd>", page(known))
    assert "<dd>LOT-7</dd>" in page(known)
    assert re.search(r'<dt lang="fr">Décor</dt>\s*<dd lang="fr">fait main</dd>', page(known))
    assert '<dd lang="fr">Aérez souvent, lavez peu</dd>' in page(free)


def test_words_of_a_seller_within_an_english_line_say_that_they_are_french(client, lune):
    cast.attribute("Matière", "Grès|Stoneware", label_en="Material")
    lune.shipping_methods.update(name="Colissimo à domicile")
    type(lune).objects.filter(pk=lune.pk).update(return_policy="Emballez-le comme il est venu.")
    product = cast.offer(lune, attributes={"Matière": "Grès émaillé"}).product
    address = reverse("shop-product", args=[product.slug])

    english = client.get(address, headers={"Accept-Language": "en"}).content.decode()

    assert '<dd>Stoneware (<span lang="fr">Grès émaillé</span>)</dd>' in english
    assert '<span lang="fr">Colissimo à domicile</span>' in english
    assert '<p class="preline" lang="fr">Emballez-le' in english
    french = client.get(address, headers={"Accept-Language": "fr"}).content.decode()
    assert "Grès émaillé" in french
    assert 'lang="fr"' not in french.partition("<main")[2].partition("</main>")[0]


def test_what_is_sold_by_its_amount_is_meant_by_another_name_only_where_it_matters():
    syrups, plates = cast.category("Sirops"), cast.category("Assiettes")
    net = {"kind": "number", "unit": "ml", "prices": True, "names": "capacity"}
    cast.attribute("Volume net", where=syrups, level="required", **net)
    known = vocabulary.vocabulary()

    def shown(name, place):
        said = reading.read({name: "50 cl"}, place.path, known)
        return [tuple(part.replace("\u00a0", " ") for part in line) for line in wording.lines(said)]

    assert shown("Capacity", syrups) == [("Volume net", "50 cl")]
    assert shown("Capacity", plates) == [("Capacity", "50 cl")]
    assert shown("Volume net", plates) == [("Volume net", "50 cl")]
    # where a capacity is known, it is that
    cast.attribute("Contenance", kind="number", unit="ml", label_en="Capacity", where=syrups)
    known = vocabulary.vocabulary()
    assert shown("Capacity", plates) == [("Contenance", "50 cl")]


def choices_of(page):
    """The labels that each group of choices offers, in their order."""
    return [
        [
            " ".join(html.unescape(re.sub(r"<[^>]*>", " ", label)).split())
            for label in re.findall(r"<span>\s(.*?)</span>\s*</label>", group, re.DOTALL)
        ]
        for group in re.findall(r'role="radiogroup"(.*?)</fieldset>', page, re.DOTALL)
    ]


def made_of(lune, axes, *rows, **extra):
    """A sheet on sale, with a variant and an offer for each row of values."""
    product = cast.offer(lune, **extra).product
    product.offers.update(is_active=False)
    Product.objects.filter(pk=product.pk).update(axes=axes)
    made = []
    for number, values in enumerate(rows):
        variant = Variant.objects.create(
            product=product, values=list(values), label=" / ".join(values), position=number
        )
        made.append(
            Offer.objects.create(
                seller=lune,
                variant=variant,
                product=product,
                sku=f"{product.ref}-{number}",
                price_cents=2000 + number,
                stock=5,
                created_at=NOON,
                changed_at=NOON,
            )
        )
        Price.objects.create(offer=made[-1], amount_cents=2000 + number, starts_at=NOON)
    Product.objects.filter(pk=product.pk).update(best_offer=made[0])
    return made


@pytest.mark.parametrize(
    ("name", "text", "french", "english"),
    [
        ("Matière", "Stoneware", "Grès", "Stoneware"),
        ("Matière", "GRÈS", "Grès", "Stoneware"),
        ("Matière", "stoneware, linen", "Grès, Lin", "Stoneware, Linen"),
        ("Matière", "Grès et lin", "Grès et lin", "Stoneware, Linen"),
        ("Matière", "Grès émaillé", "Grès émaillé", "Stoneware (Grès émaillé)"),
        ("Matière", "Steinzeug", "Grès", "Stoneware"),
        ("Couleur", "Marine", "Marine", "Blue (Marine)"),
        ("Lavable", "yes", "Oui", "Yes"),
        ("Lavable", "FALSE", "Non", "No"),
        ("Lavable", "à 30 degrés", "à 30 degrés", "à 30 degrés"),
        ("Contenance", "0.5L", "0,5 l", "50 cl"),
        ("Contenance", "330 ml", "330 ml", "33 cl"),
        ("Contenance", "une belle tasse", "une belle tasse", "une belle tasse"),
        ("Pièces", "6 verres", "6 verres", "6"),
        ("Pièces", "6", "6", "6"),
        ("Gravure", "yes", "yes", "yes"),
    ],
)
def test_a_line_is_told_by_what_it_means(words, name, text, french, english):
    assert told(name, text) == french
    with translation.override("en"):
        assert told(name, text) == english


def test_a_page_tells_people_and_machines_the_meaning_and_a_search_finds_it(words, lune, client):
    lines = {"Material": "Stoneware", "Lavable": "yes", "Motif": "yes"}
    bowl = cast.offer(lune, title="Bol", attributes=lines).product
    search.index([bowl.pk])

    page = client.get(f"/produit/{bowl.slug}/").content.decode()

    assert "Stoneware" not in page
    machines = json.loads(re.search(r'application/ld\+json"[^>]*>(.*?)</script>', page, re.S)[1])
    sheet = next(each for each in [machines] if each["@type"] == "Product")
    facts = {each["name"]: each["value"] for each in sheet["additionalProperty"]}
    assert facts == {"Matière": "Grès", "Lavable": "Oui", "Motif": "yes"}
    assert search.find(Query(text="grès"), at=NOON).total == 1
    bowl.refresh_from_db()
    assert bowl.attributes == lines, "what the seller wrote stays"


def test_values_of_one_meaning_are_one_choice_in_the_order_of_their_kind(words, lune, client):
    made = made_of(
        lune,
        ["Taille", "Lavable"],
        *(("large", "yes"), ("S", "non"), ("M", "Oui"), ("M", "no"), ("L", "oui")),
    )
    slug = made[0].product.slug

    page = client.get(f"/produit/{slug}/").content.decode()

    assert choices_of(page) == [["S", "M", "L"], ["Oui", "Non"]]
    # an old link with another word for it still chooses
    whole = client.get(f"/produit/{slug}/", {"axe0": "L", "axe1": "oui"}).content.decode()
    assert "Ajouter au panier" in whole
    client.cookies["language"] = "en"
    assert choices_of(client.get(f"/produit/{slug}/").content.decode())[1] == ["Yes", "No"]


def test_the_basket_speaks_the_readers_language_and_the_order_keeps_the_houses(words, lune, client):
    offer, _other = made_of(lune, ["Matière", "Lavable"], ("Stoneware", "yes"), ("Lin", "no"))
    search.index([offer.product_id])
    with clock.at(NOON):
        client.post(reverse("shop-cart-add"), {"offer": offer.pk, "quantity": "1"})
        french = client.get(reverse("shop-cart")).content.decode()
        client.cookies["language"] = "en"
        english = client.get(reverse("shop-cart")).content.decode()
        with translation.override("en"):
            cast.placed_order((offer, 1))

    assert "Grès / Oui" in french
    assert "Stoneware / Yes" in english
    assert OrderLine.objects.get().variant == "Grès / Oui"


def test_sellers_read_the_meaning_and_operators_both(words, lune, desk, client):
    offer, _other = made_of(lune, ["Matière"], ("Stoneware",), ("Lin",))

    page = desk.get(reverse("seller-offers")).content.decode()

    assert "Grès" in page
    assert "Stoneware" not in page
    cast.proven(client, cast.operator("moderation"))
    file = client.get(reverse("admin:catalog_product_change", args=[offer.product_id]))
    assert re.search(r"Stoneware\s.*compris : Grès", file.content.decode(), re.DOTALL)


def test_an_answer_in_another_word_is_no_third_answer_of_the_form(words, lune, desk):
    bowls = cast.category("Bols de table")
    cast.attribute("Four", kind="flag", where=bowls)
    content = {"title": "Bol", "category_id": bowls.pk, "attributes": {"Four": "yes"}}
    bowl = products.create(lune, content, [], by=None, at=NOON)
    url = reverse("seller-product", args=[bowl.pk])

    page = desk.get(url).content.decode()

    choice = re.search(r'<select[^>]*name="trait-four".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r">\s*([^<>\s]*)\s*</option>", choice) == ["", "Oui", "Non"]
    desk.post(
        url, sent(title="Bol", category=bowls.pk, **{"trait-four": "yes", "seen": seen(page)})
    )
    bowl.refresh_from_db()
    assert bowl.attributes == {"Four": "yes"}, "what nobody touched is not written anew"


@pytest.mark.parametrize(
    ("axis", "one", "two", "same"),
    [
        ("Lavable", "Oui", "yes", True),
        ("Matière", "Grès", "Stoneware", True),
        ("Matière", "Grès", "Grès émaillé", False),
        ("Couleur", "Bleu", "Marine", False),
        ("Contenance", "500 ml", "0,5 l", True),
        ("Pièces", "6 verres", "6 assiettes", False),
        ("Gravure", "Prénom", "prénom ", True),
        ("Gravure", "Oui", "yes", False),
    ],
)
def test_only_what_means_the_same_is_a_twin(words, axis, one, two, same):
    assert bool(twins.of([axis], [[one], [two]], "")) is same


def test_rows_of_one_meaning_are_refused_beside_both_with_the_way_out(words, desk):
    bowls = cast.category("Bols de table")
    rows = [
        {"first": "Grès", "price": "9", "stock": "3"},
        {"first": "Lin", "price": "9", "stock": "3"},
        {"first": "Stoneware", "price": "9", "stock": "3"},
    ]

    page = desk.post(NEW, sent(*rows, axis_one="Matière", category=bowls.pk)).content.decode()

    text = html.unescape(page)
    assert "Même sens que la ligne 3 (« Stoneware »)" in text
    assert "Même sens que la ligne 1 (« Grès »)" in text
    assert not Product.objects.exists()
    rows[2]["first"] = "Grès émaillé"
    desk.post(NEW, sent(*rows, axis_one="Matière", category=bowls.pk))
    assert Product.objects.get().variants.count() == 3


def test_a_file_names_the_line_that_says_the_same(words, lune):
    cast.category("Cuisine")
    head = "sku;ref;titre;catégorie;prix;stock;option 1 name;option 1 value"

    source = applied(
        lune,
        table(
            head,
            "A;bol;Bol en grès;Cuisine;12;3;Matière;Grès",
            "B;bol;;;13;3;Matière;Lin",
            "C;bol;;;14;3;Matière;Stoneware",
        ),
    )

    assert codes(source) == {4: ["VARIANT_ALIKE"]}
    [entry] = source.rows.get(line=4).problems
    assert (entry["value"], entry["one"], entry["line"]) == ("Stoneware", "Grès", 2)
    assert {*Offer.objects.values_list("sku", flat=True)} == {"A", "B"}

    later = checked(lune, table(head, "D;bol;Bol en grès;Cuisine;12;3;Matière;stoneware"))
    assert codes(later) == {2: ["VARIANT_KNOWN"]}
    assert later.rows.get(line=2).problems[0]["sku"] == "A"


def test_twins_that_are_on_a_sheet_since_long_still_take_prices_and_stocks(words, lune):
    one, two = made_of(lune, ["Matière"], ("Grès",), ("Stoneware",))
    ref = one.product.ref

    source = applied(
        lune,
        table(
            "sku;ref;prix;stock;option 1 name;option 1 value",
            f"{one.sku};{ref};31;7;Matière;Grès",
            f"{two.sku};{ref};32;8;Matière;Stoneware",
        ),
    )

    assert codes(source) == {}
    two.refresh_from_db()
    assert (two.price_cents, two.stock) == (3200, 8)
