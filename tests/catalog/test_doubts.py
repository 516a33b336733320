"""What is odd about a line is said once, beside it; sides are told in one order and one unit."""

import pytest
from django.utils import translation

from catalog import search
from catalog.attributes import doubts, filtering, lacks, reading, sides, wording
from catalog.attributes.vocabulary import forget, vocabulary
from catalog.imports import mapping, meaning, problems
from catalog.imports import reading as lines
from catalog.judging import screening
from catalog.judging.rules import missing_attributes
from catalog.judging.rules.sheet import sentence
from catalog.models import Product, Variant
from catalog.sheets import quality, shelf
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
        ("pure laine", ""),
        ("99,5 % coton, 0,5 % élasthanne", ""),
    ],
)
def test_fibres_make_a_whole(place, text, sum_):
    said = remark("Composition textile", text, place)
    assert said == (
        f"Ces parts font {sum_} % : celles d'un même textile doivent faire 100 %." if sum_ else ""
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("peut-être", "ne nomme aucune fibre"),
        ("non", "ne nomme aucune fibre"),
        ("laine", "la part de chaque fibre"),
        ("-5 % laine, 105 % lin", "va de 0 à 100"),
        ("120 % laine", "va de 0 à 100"),
    ],
)
def test_a_composition_names_fibres_and_their_shares(place, text, words):
    assert words in remark("Composition textile", text, place)


@pytest.mark.parametrize(
    ("text", "doubt", "is_void"),
    [
        ("-5 g", doubts.NAUGHT, True),
        ("0 g", doubts.NAUGHT, True),
        ("beaucoup", doubts.AMOUNT, True),
        ("500", doubts.BARE, True),
        ("12 œufs", doubts.AMOUNT, False),  # sold by the piece
        ("6 x 250 g", "", False),
    ],
)
def test_what_is_paid_for_by_its_amount_has_one_with_its_unit(place, text, doubt, is_void):
    made = cast.attribute("Quantité nette", kind="number", unit="g", where=place)
    type(made).objects.filter(pk=made.pk).update(prices=True)
    forget()
    [line] = reading.read({"Quantité nette": text}, place.path, vocabulary())
    assert (doubts.of(line), doubts.is_void(line)) == (doubt, is_void)


def test_days_that_no_calendar_has_and_best_before_dates_that_are_over_are_remarked(place):
    cast.attribute("Parution", kind="date", where=place)
    cast.attribute("Date de durabilité", key="date-durabilite", kind="text", where=place)
    assert "cette date n’existe pas" in remark("Parution", "31/02/2020", place)
    assert remark("Parution", "12/03/2020", place) == ""
    for text in ("31/02/2099", "avant le 31/02/2099"):
        assert "cette date n’existe pas" in remark("Date de durabilité", text, place)
    for text in ("le 13/01/2020", "mars 2020", "2020"):
        assert "cette date est passée" in remark("Date de durabilité", text, place)
    for text in ("De préférence dans les 12 mois", "13/01/2099", "Lot du 13/01/2020, 13/01/2099"):
        assert remark("Date de durabilité", text, place) == ""


def test_sides_below_or_at_zero_are_remarked(place):
    for text in ("-5 cm", "0", "0 x 0 cm", "12 x 0 cm"):
        assert "plus de zéro" in remark("Dimensions", text, place)
    assert remark("Dimensions", "10-15 cm", place) == ""


def test_a_required_value_that_tells_nothing_is_missing_with_how_to_write_it(lune):
    place = cast.category("Écharpes")
    cast.attribute("Composition textile", kind="text", where=place, level="required")
    offer = cast.offer(lune, category=place, attributes={"Composition textile": "100 % laine"})
    content = {**shelf.BLANK, "title": "Écharpe", "category_id": place.pk, "axes": []}

    def lacking(text):
        told = content | {"attributes": {"Composition textile": text}}
        return [each.text for each in quality.lacks(told, prices=[500])]

    [text] = lacking("peut-être")
    assert "aucune fibre connue" in text
    assert lacking("laine") == []
    within = screening.context([place.pk])
    for said, severities in (("non", ["block"]), ("laine", ["look"]), ("100 % lin", [])):
        told = {"category_id": place.pk, "attributes": {"Composition textile": said}}
        findings = screening.look(told, within, prices=[500], sizes={})
        of_it = [each for each in findings if each.rule == missing_attributes.RULE]
        assert [each.severity for each in of_it] == severities
        assert all(said in sentence(each.kept()) for each in of_it)

    # the sheet that is online stays there: its seller is told
    Product.objects.filter(pk=offer.product_id).update(attributes={"Composition textile": "non"})
    search.index([offer.product_id])
    assert Product.objects.public().count() == 1
    assert lacks.online().get().product_id == offer.product_id


def test_a_number_without_its_unit_is_never_understood_as_an_amount(place):
    cast.attribute("Puissance", kind="number", unit="W", where=place)
    cast.attribute("Grammage", kind="number", unit="g", example="200", where=place)
    known = vocabulary()
    lines = {"Volume": "75", "Puissance": "40", "Grammage": "180"}
    said = {line.name: line for line in reading.read(lines, place.path, known)}
    assert (said["Volume"].amount, wording.text_of(said["Volume"])) == (None, "75")
    assert not list(filtering.keys([said["Volume"]]))
    # there is one way to read these
    assert (said["Puissance"].amount, said["Grammage"].amount) == (40, 180)
    assert remark("Puissance", "40", place) == remark("Grammage", "180", place) == ""
    assert remark("Volume", "75", place) == (
        "« 75 » est sans unité : écrivez l’unité, par exemple « 75 l »."
    )


def test_a_required_quantity_without_its_unit_is_missing_and_makes_no_price(lune):
    place = cast.category("Confitures")
    net = {"kind": "number", "unit": "g", "prices": True, "example": "250 g"}
    cast.attribute("Quantité nette", where=place, level="required", **net)
    offer = cast.offer(lune, category=place, attributes={"Quantité nette": "320"})
    search.index([offer.product_id])
    assert lacks.online().get().product_id == offer.product_id
    assert Variant.objects.get(pk=offer.variant_id).net_thousandths is None

    content = {**shelf.BLANK, "title": "Confiture", "category_id": place.pk, "axes": []}
    told = content | {"attributes": {"Quantité nette": "320"}}
    [lack] = quality.lacks(told, prices=[500])
    assert lack.field == "trait-quantite-nette"
    assert "écrivez l’unité, par exemple « 320 g »" in lack.text
    findings = screening.look(told, screening.context([place.pk]), prices=[500], sizes={})
    [finding] = [each for each in findings if each.rule == missing_attributes.RULE]
    assert finding.severity == "block"
    assert "« 320 » est sans unité ; écrivez l'unité, par exemple « 320 g »" in sentence(
        finding.kept()
    )


def test_a_choice_without_its_unit_is_told_nowhere(lune):
    place = cast.category("Confitures")
    net = {"kind": "number", "unit": "g", "prices": True, "example": "250 g"}
    cast.attribute("Quantité nette", where=place, level="required", **net)

    def content(*values):
        variants = [{"id": 0, "label": text, "values": [text]} for text in values]
        axes = {"axes": ["Quantité nette"], "variants": variants}
        return {**shelf.BLANK, "title": "Confiture", "category_id": place.pk, **axes}

    def asked(told):
        within = screening.context([place.pk])
        findings = screening.look(told, within, prices=[500], sizes={})
        return [each for each in findings if each.rule == missing_attributes.RULE]

    bare, whole = content("320 g", "75"), content("320 g", "75 g")
    [lack] = quality.lacks(bare, prices=[500])
    assert "« 75 » est sans unité" in lack.text
    assert [each.severity for each in asked(bare)] == ["block"]
    assert quality.lacks(whole, prices=[500]) == asked(whole) == []
    offer = cast.offer(lune, category=place)
    Variant.objects.filter(pk=offer.variant_id).update(values=["75"], label="75")
    Product.objects.filter(pk=offer.product_id).update(axes=["Quantité nette"])
    search.index([offer.product_id])
    assert lacks.online().get().product_id == offer.product_id


def test_of_pieces_and_of_what_is_paid_for_by_weight_a_bare_number_is_neither():
    place = cast.category("Confitures")
    cast.attribute("Nombre de pièces", kind="number", where=place, names="contenu")
    net = {"kind": "number", "unit": "g", "prices": True, "example": "250 g", "names": "contenu"}
    cast.attribute("Quantité nette", where=place, level="required", **net)

    def read(text):
        [line] = reading.read({"Contenu": text}, place.path, vocabulary())
        return line.attribute.key, line.amount

    assert read("75") == ("quantite-nette", None)
    assert read("75 g") == ("quantite-nette", 75)
    assert read("6 pièces") == ("nombre-de-pieces", 6)


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
    for number, answer in enumerate(("oui", "peut-être", "peut-être", "bof"), 2):
        words.look(number, ["1", answer, "5 l"])
    [note] = mapping.notes(columns, {"headers": headers, "sample": []}, {"odd": words.odd})
    assert (note["code"], note["column"], note["count"]) == ("FLAG_UNREAD", "Lavable", 3)
    assert note["texts"] == "peut-être (2) · bof (1)"


def test_the_import_has_words_for_every_doubt(place):
    for doubt, code in lines.ODD.items():
        column = mapping.ODD.get(doubt)
        assert code in problems.ROW
        assert column in problems.ROW or doubt == doubts.LISTED


def test_a_column_with_the_very_name_of_an_attribute_is_that_attribute(place):
    cast.attribute("Essence de bois", "Chêne", names="matière", where=cast.category("Planches"))
    assert meaning.propose("Matière", ["lin", ""]) == "attribute:matiere"
    cast.attribute("Composition", kind="text", label_en="Fibre composition", where=place)
    for heading in ("Composition textile", "Volume", "Fibre composition"):
        assert meaning.propose(heading, ["", ""]).startswith("attribute:")
        assert mapping._columns(["sku", heading], [["A1", ""]])[heading].startswith("attribute:")
    assert meaning.propose("Matière", ["acajou"]) == "attribute:matiere"
    cast.attribute("Contenance", kind="number", unit="g", names="volume", where=place)
    assert meaning.propose("Volume", ["250 g"]) == "attribute"  # each category reads its own
    columns = mapping._columns(["sku", "Matière"], [["A1", "lin"]])
    assert columns["Matière"] == "attribute:matiere"


def test_attributes_of_one_name_say_where_they_matter(place):
    cast.attribute("Taille", "S", key="taille", where=place)
    cast.attribute("Taille", "Petit", key="grandeur", where=cast.category("Paniers"))
    named = dict(meaning.fields())
    assert named["attribute:taille"] == "Taille (Sacs)"
    assert named["attribute:grandeur"] == "Taille (Paniers)"
    assert named["attribute:lavable"] == "Lavable"
