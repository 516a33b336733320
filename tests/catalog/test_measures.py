"""Days as people write them, packs, and what a kilo or a litre costs."""

from decimal import Decimal

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from catalog import search, units
from catalog.attributes import (
    measures,
    moments,
    quantities,
    reading,
    vocabulary,
    wording,
)
from catalog.models import AttributePlace, Product, Variant
from catalog.search import Query
from catalog.shop import filters
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12/2026", (2026, 12, 0)),
        ("3 mars 2027", (2027, 3, 3)),
        ("1er décembre 2026", (2026, 12, 1)),
        ("Mars 2027", (2027, 3, 0)),
        ("March 3, 2027", (2027, 3, 3)),
        ("2027-03-03", (2027, 3, 3)),
        ("2027-03", (2027, 3, 0)),
        ("31/12/2026", (2026, 12, 31)),
        ("12/31/2026", (2026, 12, 31)),
        ("03/04/2027", (2027, 0, 0)),
        ("04/04/2027", (2027, 4, 4)),
        ("2019", (2019, 0, 0)),
        ("31/02/2027", None),
        ("13/2026", None),
        ("0000", None),
        ("avant l'hiver", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(text, moment):
    assert moments.read(text) == moment


def test_a_day_is_told_in_the_words_of_its_reader_and_filters_by_year(lune):
    cast.attribute("Parution", kind="date")
    known = vocabulary.vocabulary()
    lines = reading.read({"Parution": "2027-03-01"}, "", known)
    assert wording.lines(lines) == [("Parution", "1er mars 2027")]
    doubtful = reading.read({"Parution": "03/04/2027"}, "", known)
    with translation.override("en"):
        assert wording.lines(lines)[0][1] == "1 March 2027"
        assert wording.lines(doubtful)[0][1] == "03/04/2027", "it has two readings"
    for day in ("03/2026", "mai 2026", "03/04/2027"):
        cast.offer(lune, title=f"Livre {day}", attributes={"Parution": day})
    search.index(Product.objects.values_list("pk", flat=True))
    facets = search.find(Query(), at=cast.NOON).facets
    years = {c.label: c.count for f in facets if f.kind == "parution" for c in f.choices}
    assert years == {"2026": 2, "2027": 1}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("6 × 33 cl", 1980),
        ("6x33cl", 1980),
        ("33 cl x 6", 1980),
        ("lot de 6 × 33 cl", 1980),
        ("6 bouteilles de 33 cl", 1980),
        ("pack of 6 x 33 cl", 1980),
        ("33 cl", 330),
        ("0,75 l", 750),
        ("2 × 3 × 10 cl", None),
    ],
)
def test_a_pack_is_counted_whole(text, whole):
    amounts = measures.amounts(text, "ml")
    assert measures.packed(text, amounts[0]) == (whole and Decimal(whole))


@pytest.mark.parametrize(
    ("cents", "thousandths", "unit", "told"),
    [
        (300, 250_000, "g", "12,00 € / kg"),
        (1250, 750_000, "ml", "16,67 € / l"),
        (400, 1_980_000, "ml", "2,02 € / l"),
        (500, 2_500_000, "mm", "2,00 € / m"),
        (290, 5_000, "g", ""),
        (290, None, "", ""),
        (290, 10, "W", ""),
    ],
)
def test_a_price_by_measure_is_told_from_fifty_grams_on(cents, thousandths, unit, told):
    assert quantities.price(cents, thousandths, unit).replace("\u00a0", " ") == told


@pytest.fixture
def honey(lune):
    """A jar in two sizes, in a category that asks for its net quantity."""
    place = cast.category("Miels")
    cast.attribute(
        "Quantité nette",
        kind="number",
        unit="g",
        prices=True,
        is_axis=True,
        where=place,
        level="required",
    )
    small = cast.offer(lune, title="Miel", price_cents=300, category=place)
    product = small.product
    Product.objects.filter(pk=product.pk).update(axes=["Quantité nette"])
    Variant.objects.filter(pk=small.variant_id).update(values=["250 g"], label="250 g")
    product.variants.create(values=["1 kg"], label="1 kg", position=1)
    search.index([product.pk])
    return small


def test_each_variant_has_the_price_of_its_own_quantity(honey, client):
    held = dict(Variant.objects.values_list("label", "net_thousandths"))
    assert held == {"250 g": 250_000, "1 kg": 1_000_000}
    told = "12,00\u00a0€\u00a0/\u00a0kg"
    page = client.get(reverse("shop-product", args=[honey.product.slug]))
    assert told in page.content.decode()
    assert told in client.get(reverse("shop-search"), {"q": "miel"}).content.decode()
    client.post(reverse("shop-cart-add"), {"offer": honey.pk, "quantity": "1"})
    assert told in client.get(reverse("shop-cart")).content.decode()


def test_where_it_is_optional_no_price_by_measure_is_shown(honey, client):
    AttributePlace.objects.update(level="optional")
    vocabulary.forget()
    search.index([honey.product_id])
    assert set(Variant.objects.values_list("net_thousandths", "net_unit")) == {(None, "")}
    page = client.get(reverse("shop-product", args=[honey.product.slug])).content.decode()
    assert "/\u00a0kg" not in page


@pytest.fixture
def cups(lune):
    """Cups of several capacities, one of them in two sizes and two colours."""
    cast.attribute("Contenance", kind="number", unit="ml", buckets=[150, 300], is_axis=True)
    cast.attribute("Couleur", "Bleu", "Blanc", is_axis=True)
    for size in ("12 cl", "25 cl", "33 cl", "1 l"):
        cast.offer(lune, title=f"Tasse {size}", attributes={"Contenance": size})
    two = cast.offer(lune, title="Tasse double").product
    Product.objects.filter(pk=two.pk).update(axes=["Contenance", "Couleur"])
    two.variants.update(values=["20 cl", "Bleu"], label="20 cl bleu")
    two.variants.create(values=["40 cl", "Blanc"], label="40 cl blanc", position=1)
    search.index(Product.objects.values_list("pk", flat=True))


def titles(**given):
    """The sheets that the address of a list brings."""
    address = QueryDict(mutable=True)
    address.update({"q": "tasse", **given})
    found = search.find(filters.read(address), at=cast.NOON)
    return set(Product.objects.filter(pk__in=found.ids).values_list("title", flat=True))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"contenance_min": "20", "contenance_max": "35"}, {"25 cl", "33 cl", "double"}),
        ({"contenance_min": "0,3 l"}, {"33 cl", "1 l", "double"}),
        ({"contenance_max": "120 ml"}, {"12 cl"}),
        ({"contenance_min": "35", "contenance_max": "20"}, {"25 cl", "33 cl", "double"}),
        ({"contenance_min": "26", "contenance_max": "27"}, set()),
        ({"contenance_min": "25", "contenance": "-150"}, {"25 cl", "33 cl", "1 l", "double"}),
        ({"contenance_min": "30", "couleur": "bleu"}, set()),
        ({"contenance_min": "30", "couleur": "blanc"}, {"double"}),
    ],
)
def test_amounts_are_asked_for_from_and_to(cups, given, found):
    assert titles(**given) == {f"Tasse {name}" for name in found}


@pytest.mark.parametrize("typed", ["beaucoup", "1 2 3", "-4", "9" * 30, "20 kg", "=330", "\0"])
def test_what_is_no_amount_changes_nothing(cups, typed):
    assert len(titles(contenance_min=typed)) == 5
    assert len(titles(inconnue_min="3", couleur_min="2")) == 5


def test_the_list_says_which_amounts_it_shows_and_how_to_lift_them(cups, client):
    given = {"q": "tasse", "contenance_min": "20", "contenance_max": "35,5"}
    page = client.get(reverse("shop-search"), given).content.decode()
    assert "20\u00a0cl à 35,5\u00a0cl" in page
    assert 'value="35,5"' in page
    assert "=250" not in page


@pytest.mark.parametrize(
    ("text", "unit", "amounts"),
    [
        ("211 g/m²", "g/m²", [211]),
        ("211 g par mètre carré", "g/m²", [211]),
        ("211 g/m²", "g", []),
        ("211 g/m², 100 % coton", "g/m²", [211]),
        ("211 g/m2 100 % coton", "g", []),
        ("H 12 cm / l 8 cm", "mm", [120, 80]),
        ("12cm/l8cm", "mm", [120, 80]),
        ("180 g", "g/m²", [180]),  # of a cloth, people leave the square metre out
        ("3 m²", "m²", [3]),
        ("3 m²", "mm", []),
        ("20 cm3", "ml", [20]),
        ("20 cm³", "mm", []),
        ("60 km/h", "km/h", [60]),
        ("60 km/h", "km", []),
        ("100 W/m²", "W/m²", [100]),
        ("100 W/m²", "W", []),
        ("5 l/100 km", "ml", []),
        ("500 g/pot", "g", [500]),
        ("2 h 30", "min", [150]),
        ("64,4 °F", "°C", [18]),
        ("-18 °C", "°C", [-18]),
        ("1,5 To", "Go", [1500]),
        ("10 à 15", "", [10, 15]),
        ("6 pièces", "", [6]),
    ],
)
def test_a_unit_is_read_whole_and_converted_within_its_dimension(text, unit, amounts):
    assert measures.amounts(text, unit) == [Decimal(amount) for amount in amounts]


def test_every_unit_is_read_by_its_own_symbol_and_converts_to_the_others_of_its_dimension():
    for unit in units.known().values():
        assert measures.amounts(f"12 {unit.symbol}", unit.symbol) == [12], unit.symbol
        assert all((unit.fr, unit.en))
        for other in units.known().values():
            there = units.converted(Decimal(3600), unit, other)
            assert (there is not None) == (unit.dimension == other.dimension)
    assert {"mass", "length", "temperature", "memory", "sound"} <= {
        unit.dimension for unit in units.known().values()
    }


def test_a_weight_by_square_metre_is_told_with_its_unit_and_a_screen_in_its_inches(lune):
    cast.attribute("Grammage", kind="number", unit="g/m²", example="200")
    cast.attribute("Diagonale", kind="number", unit="mm", example="60 cm")
    lines = reading.read(
        {"Grammage": "211 g/m²", "Diagonale": "27 pouces"}, "", vocabulary.vocabulary()
    )
    assert dict(wording.lines(lines)) == {
        "Grammage": "211\u00a0g/m²",
        "Diagonale": "27\u00a0pouces",
    }
