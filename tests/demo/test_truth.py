"""The sheets of the demonstration contradict neither themselves, nor the law, nor their reviews."""

import re
from types import SimpleNamespace

import pytest

from catalog.attributes import age, quantities, reading
from catalog.attributes.vocabulary import vocabulary
from catalog.models import Category
from marketplace.demo.content.goods import catalogue, grammars
from marketplace.demo.content.reviews import said_of
from marketplace.demo.seed import tree
from orders.buying.forms import CheckoutForm

pytestmark = pytest.mark.django_db

AGE = re.compile(r"\bdès (la naissance|(\w+) (mois|ans?)\b)", re.I)
NUMBERS = {"un": 1, "deux": 2, "trois": 3, "quatre": 4}
# what a thing may be made of; a word is told of it, unless it is told of something beside it
STUFF = (
    *("hêtre", "chêne", "noyer", "frêne", "érable", "bouleau", "poirier", "olivier", "cèdre"),
    *("grès", "faïence", "porcelaine", "fonte", "laiton", "inox", "osier", "rotin", "châtaignier"),
    *("laine", "lin", "velours", "caoutchouc", "feutrine", "acétate"),
)
BESIDE = re.compile(
    r"tiges de rotin|cuits au bois d'olivier|fumé au bois de chêne|laine cardée|fil de lin"
    r"|fil de laiton|filtre en inox|cycle laine"
)
# of what these words may be said, by kind
VOCABULARY = {
    r"\bémail\b|lave-vaisselle": "bowl mug plate egg_cup dog_bowl teapot pitcher casserole",
    r"\blumière parfaite|éclair": "lamp pendant lantern",
    r"notice|chevilles": "pendant mirror clock shelf frame",
    r"\bpot\b|\bbocal\b": "honey jam terrine biscuits syrup",
    r"\bmanche\b": "knife secateurs trowel",
    r"feuille abîmée|pousse déjà": "plant terrarium",
    r"\bgraines\b|semées": "seeds",
    r"\bpeau\b": "soap serum balm sweater mittens beanie scarf socks throw",
    r"\bpain\b": "soap",
    r"\bsemelle\b|chaussent": "shoes",
    r"\bcouture\b": "sweater tshirt apron tote pouch satchel backpack cap cushion",
    r"\bfermoir\b|\bbijou\b": "ring necklace earrings bracelet",
    r"\bjouet\b|\bsieste\b": "toy_car blocks puzzle spinning_top racket mobile",
    r"\breliure\b": "book kids_book",
    r"apéritif|\bpalais\b": "terrine oil salt honey jam chocolate biscuits syrup",
    r"assemblage|veinage": "board spoon_jar mill stool chair shelf",
}


@pytest.fixture
def paths():
    """The categories of the demonstration, with what the shipped vocabulary asks of each."""
    tree.plant(SimpleNamespace())
    return dict(Category.objects.values_list("slug", "path"))


def text_of(sheet) -> str:
    return f"{sheet.title}. {sheet.description}"


def test_nothing_that_minors_may_not_buy_passes_the_checkout_without_a_declaration(paths):
    asked = {
        sheet.ref: age.of_sheet(sheet.attributes, paths[sheet.category]) for sheet in catalogue()
    }

    for category, word in (("couteaux", "Couteau"), ("alcools", "")):
        assert age.is_rule_of(paths[category])
        sheets = [sheet for sheet in catalogue() if sheet.category == category]
        assert len(sheets) > 2
        assert all(asked[sheet.ref] and word in sheet.title for sheet in sheets)
    # and whatever bears such a name, wherever it stands
    named = re.compile(r"^(Couteau|Liqueur|Vin|Cidre|Bière|Crème de cassis)\b")
    assert [s.title for s in catalogue() if named.match(s.title) and not asked[s.ref]] == []
    # which says it is: not everything is
    assert len([ref for ref, is_asked in asked.items() if is_asked]) < 60
    form = CheckoutForm({}, for_adults=True)
    assert not form.is_valid()
    assert "adult" in form.errors


def test_an_age_is_the_same_wherever_it_is_told():
    wrong = []
    for sheet in catalogue():
        told = {_months(match) for match in AGE.finditer(text_of(sheet))}
        stated = sheet.attributes.get("Âge minimal", "")
        value, _space, unit = stated.partition(" ")
        due = {int(value) * (12 if unit == "ans" else 1)} if stated else set()
        if not told <= due:
            wrong.append((sheet.title, sheet.description, stated))
    assert wrong == []


def _months(match: re.Match[str]) -> int:
    if not match[2]:
        return 0
    number = NUMBERS.get(match[2].lower()) or int(match[2])
    return number if match[3] == "mois" else number * 12


def test_a_description_names_no_other_material_than_the_sheet():
    wrong = []
    for sheet in catalogue():
        if sheet.fate != "published" or "Matière" not in sheet.attributes:
            continue
        told = " ".join([*sheet.attributes.values(), sheet.title, *(p.value for p in sheet.pieces)])
        text = BESIDE.sub("", sheet.description.lower())
        for word in STUFF:
            if re.search(rf"\b(?:de|en|d'|le|la|du|l'|des) ?{word}\b", text) and not re.search(
                rf"\b{word}", told.lower()
            ):
                wrong.append((sheet.title, word, sheet.attributes["Matière"], sheet.description))
    assert wrong == []


def test_a_colour_that_is_a_wood_is_the_wood_it_is_made_of():
    wrong = []
    for sheet in catalogue():
        colour, stuff = sheet.attributes.get("Couleur", "").lower(), sheet.attributes.get("Matière")
        if colour in STUFF and colour not in (stuff or "").lower():
            wrong.append((sheet.title, colour, stuff))
    assert wrong == []


def test_pictures_show_the_colour_that_is_sold():
    for sheet in catalogue():
        for piece in sheet.pieces:
            if piece.picture:
                assert piece.picture.colour == piece.value.lower()
        colour = sheet.attributes.get("Couleur")
        if colour:
            assert {picture.colour for picture in sheet.pictures} == {colour.lower()}


def test_whoever_must_tell_a_price_by_measure_tells_the_quantity(paths):
    known, silent = vocabulary(), []
    for sheet in catalogue():
        path = paths[sheet.category]
        levels = known.of(path)
        if not any(known.by_key[key].prices and levels[key] in quantities.LEVELS for key in levels):
            continue
        for piece in sheet.pieces:
            lines = {**sheet.attributes, **({sheet.axis: piece.value} if sheet.axis else {})}
            if quantities.of(reading.read(lines, path, known), path, known) is None:
                silent.append((sheet.title, piece.value))
    assert silent == []


def test_somebody_answers_for_whatever_is_sold():
    for sheet in catalogue():
        keys = {"Fabricant", "Personne responsable", "Responsable de l'étiquetage"}
        (answers,) = keys & sheet.attributes.keys()
        assert re.search(r", \d{5} \S", sheet.attributes[answers])
        if "Âge minimal" in sheet.attributes and sheet.kind != "kids_book":
            assert {"Avertissements du jouet", "Marquage CE"} <= sheet.attributes.keys()


@pytest.mark.parametrize("kind", sorted(grammars()))
def test_a_review_speaks_of_what_was_bought(kind):
    said = said_of(kind)
    assert {words.stars for words in said} == {1, 2, 3, 4, 5}
    for words in said:
        text = f"{words.title}. {words.text}".lower()
        for pattern, kinds in VOCABULARY.items():
            assert not re.search(pattern, text) or kind in kinds.split(), (pattern, text)


def test_a_label_tells_the_scent_of_its_sheet():
    scented = [sheet for sheet in catalogue() if sheet.kind in ("candle", "diffuser")]
    assert scented
    for sheet in scented:
        scents = [sheet.attributes.get("Parfum")] if not sheet.axis else [sheet.pieces[0].value]
        assert {picture.word for picture in sheet.pictures} == {scents[0].lower()}, sheet.title
