"""What is odd about a line is said once, beside it; sides are told in one order and one unit."""

import pytest
from django.utils import translation

from catalog.attributes import doubts, reading, sides, wording
from catalog.attributes.vocabulary import vocabulary
from catalog.imports import mapping, meaning
from catalog.sheets.forms.words import ProductForm
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    place = cast.category("Sacs")
    cast.attribute("Lavable", kind="flag", where=place)
    cast.attribute("Matière", "Coton|Cotton", "Lin|Linen", where=place)
    cast.attribute("Volume", kind="number", unit="ml", where=place, example="10 l")
    cast.attribute("Composition textile", kind="text", where=place)
    cast.attribute("Dimensions", kind="size", where=place)
    return place


def remark(name, text, place) -> str:
    [line] = reading.read({name: text}, place.path, vocabulary())
    return doubts.remark(line)


def test_what_is_not_understood_is_said_with_how_to_mend_it(place):
    assert "ni oui ni non" in remark("Lavable", "peut-être", place)
    assert "« Plastiglomérat » n'est pas une valeur" in remark(
        "Matière", "coton, Plastiglomérat", place
    )
    assert "comme 10 l." in remark("Volume", "beaucoup", place)
    assert "cm, mm ou m" in remark("Dimensions", "17 x 12", place)
    for name, text in (("Lavable", "Oui"), ("Matière", "lin"), ("Volume", "5 l")):
        assert remark(name, text, place) == ""


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        ("80 % coton, 50 % lin", "130"),
        ("60 % laine, 20 % soie", "80"),
        ("100 % coton", ""),
        ("70 % laine, 27,5 % lin, 2,5 % élasthanne", ""),
        ("33 % laine, 33 % lin, 33 % soie", ""),
        ("Extérieur : 100 % coton ; doublure : 80 % coton, 20 % lin", ""),
        ("coton et lin", ""),
    ],
)
def test_fibres_make_a_whole(place, text, sum_):
    said = remark("Composition textile", text, place)
    assert said == (
        f"Ces parts font {sum_} % : celles d'un même textile doivent faire 100 %." if sum_ else ""
    )


@pytest.mark.parametrize(
    ("text", "french", "ordered"),
    [
        ("17 x 12 x 8 cm", "17 × 12 × 8 cm", True),
        ("170*120*80 mm", "17 × 12 × 8 cm", True),
        ("H 8 cm x L 17 cm x l 12 cm", "17 × 12 × 8 cm", True),
        ("largeur 12 cm, hauteur 8,5 cm", "l 12 × H 8,5 cm", False),
        ("Ø 17 cm, H 80 mm", "Ø 17 × H 8 cm", False),
        ("30 × 20 cm", "30 × 20 cm", False),
        ("1,2 m x 60 cm", "120 × 60 cm", False),
        ("5 x 3 mm", "5 × 3 mm", False),
        ("17 x 12 cm (fermé)", "", False),
        ("taille unique", "", False),
        ("17 x 12", "", False),
        ("90 ml", "", False),  # no width of 90 m
        ("Ø 8 cm, 33 ml", "", False),
    ],
)
def test_sides_are_told_in_one_order_and_one_unit(text, french, ordered):
    assert sides.told(text, french=True).replace("\u00a0", " ") == french
    assert sides.is_ordered(text) is ordered


def test_the_page_and_the_form_say_the_order(place):
    said = reading.read({"Dimensions": "80x170x120 mm"}, place.path, vocabulary())
    assert wording.lines(said) == [("Dimensions (L × l × H)", "8 × 17 × 12\u00a0cm")]
    with translation.override("en"):
        [(_name, text)] = wording.lines(
            reading.read({"Dimensions": "8,5 x 3 cm"}, place.path, vocabulary())
        )
    assert text == "8.5 × 3\u00a0cm"
    form = ProductForm(initial={"category": place.pk})
    assert form["trait-dimensions"].label == "Dimensions (L × l × H)"


def test_the_form_remarks_beside_the_field_and_refuses_nothing(place, lune):
    form = ProductForm(
        {"title": "Sac", "category": place.pk, "trait-lavable": "peut-être", "trait-matiere": "lin"}
    )
    assert form.is_valid()
    assert "ni oui ni non" in form.fields["trait-lavable"].remark
    assert "<strong data-remark>« peut-être »" in str(form["trait-lavable"].help_text)
    assert form.fields["trait-matiere"].remark == ""


def test_a_file_names_odd_values_once_with_their_counts(place):
    headers = ["sku", "Lavable", "Volume"]
    columns = {"sku": "sku", "Lavable": "attribute:lavable", "Volume": "attribute:volume"}
    words = meaning.Words(headers, columns)
    for answer in ("oui", "peut-être", "peut-être", "bof"):
        words.look(["1", answer, "5 l"])
    [note] = mapping.notes(columns, {"headers": headers, "sample": []}, {"odd": words.odd})
    assert (note["code"], note["column"], note["count"]) == ("FLAG_UNREAD", "Lavable", 3)
    assert note["texts"] == "peut-être (2) · bof (1)"


def test_a_column_with_the_very_name_of_an_attribute_is_that_attribute(place):
    cast.attribute("Essence de bois", "Chêne", names="matière", where=cast.category("Planches"))
    assert meaning.propose("Matière", ["lin", ""]) == "attribute:matiere"
    assert meaning.propose("Matière", ["acajou"]) == ""
    columns = mapping._columns(["sku", "Matière"], [["A1", "lin"]])
    assert columns["Matière"] == "attribute:matiere"


def test_attributes_of_one_name_say_where_they_matter(place):
    cast.attribute("Taille", "S", key="taille", where=place)
    cast.attribute("Taille", "Petit", key="grandeur", where=cast.category("Paniers"))
    named = dict(meaning.fields())
    assert named["attribute:taille"] == "Taille (Sacs)"
    assert named["attribute:grandeur"] == "Taille (Paniers)"
    assert named["attribute:lavable"] == "Lavable"
