"""The automatic rules: what each finds, what it leaves alone, and that they are quick."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from catalog import seeds
from catalog.attributes.vocabulary import vocabulary
from catalog.judging import rules
from catalog.judging.rules import Context, Place, Sheet, loud_title
from catalog.judging.rules.words import any_of, fold
from tests import cast

PLACES = {
    1: Place("Bols", "open", "", 2000),
    2: Place("Couteaux", "reviewed", "Vente interdite aux mineurs.", None),
    3: Place("Armes", "forbidden", "", None),
}
CONTEXT = Context(
    places=PLACES,
    words=any_of(["contrefaçon", "bio", "arme à feu"]),
    blocking=frozenset({"contrefacon", "arme a feu"}),
    least_pixels=500,
    factor=8,
)
GOOD = Sheet(
    context=CONTEXT,
    title="Bol en grès",
    category_id=1,
    brand="Lune",
    description="Un bol tourné à la main, émaillé deux fois, passe au lave-vaisselle.",
    attributes={"Matière": "grès"},
    labels=("Bleu",),
    prices=(2400,),
    photos=((900, 1200),),
)


def found(**changes):
    return [(f.rule, f.severity, f.field) for f in rules.look(replace(GOOD, **changes))]


def test_a_word_found_once_is_found_again_and_a_quiet_one_hides_none():
    assert found() == []
    text = GOOD.description

    for _again in range(2):
        assert found(description=f"{text} Bio !") == [("forbidden_words", "look", "description")]
        assert found(description=f"{text} Écrire à lune(at)brume point fr") == [
            ("contact_data", "look", "description")
        ]
        assert found(description=f"{text} 06 06 06 06 06") == [
            ("contact_data", "look", "description")
        ]
        assert found() == []


def test_a_good_sheet_passes_in_silence():
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": " "}, ("missing_fields", "block", "title")),
        ({"category_id": None}, ("missing_fields", "block", "category_id")),
        ({"category_id": 99}, ("missing_fields", "block", "category_id")),
        ({"prices": ()}, ("missing_fields", "block", "variants")),
        ({"description": ""}, ("missing_fields", "look", "description")),
        ({"description": "Joli."}, ("missing_fields", "hint", "description")),
        ({"photos": ()}, ("missing_fields", "look", "photos")),
        ({"category_id": 2}, ("forbidden_category", "look", "category_id")),
        ({"category_id": 3}, ("forbidden_category", "block", "category_id")),
        ({"title": "Belle CONTREFACON"}, ("forbidden_words", "block", "title")),
        ({"labels": ("Arme  à\nfeu",)}, ("forbidden_words", "block", "variants")),
        ({"attributes": {"Label": "Bio"}}, ("forbidden_words", "look", "attributes")),
        ({"prices": (2400, 16_001)}, ("price_outlier", "look", "variants")),
        ({"prices": (249,)}, ("price_outlier", "look", "variants")),
        ({"photos": ((900, 900), (499, 900))}, ("small_image", "look", "photos")),
    ],
)
def test_each_rule_finds_its_own(changes, expected):
    assert expected in found(**changes)


@pytest.mark.parametrize(
    "text",
    [
        "écrivez à moi@exemple.fr",
        "moi (at) exemple.fr",
        "moi arobase exemple point fr",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "+33 6 12 34 56 78",
        "0033612345678",
        "0612345678",
        "voir https://exemple.test/boutique",
        "www.exemple.test",
        "monsite.fr",
        "sur Instagram",
        "suivez @atelier_lune",
    ],
)
def test_contact_data_is_found(text):
    assert ("contact_data", "look", "description") in found(
        description=f"{GOOD.description} {text}"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Commande 20261123",
        "Suivi 6A12345678901",
        "EAN 3760123456789",
        "Dimensions 20 x 30 x 40 cm, 1.50 kg",
        "Fabriqué en 2024. Le bol tient 0,5 l.",
        "Lot de 10, 20 ou 30 pièces",
        "Taille 36/38/40/42/44",
        "bioluminescent",
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert found(description=f"{GOOD.description} {text}") == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("THÉIÈRE EN GRÈS", [("hint", "title")]),
        ("THÉIÈRE SUPER PROMO -50 % GRATUIT", [("look", "title"), ("hint", "title")]),
        ("Théière en grès, livraison offerte", [("look", "title")]),
        ("Théière – 30 %", [("look", "title")]),
        ("Pull 50 % laine, 50 % coton", []),
        ("Écran OLED LG 55 pouces", []),
        ("Lampe LED", []),
        ("Rouge-gorge -5 cm", []),
    ],
)
def test_a_title_that_shouts_is_remarked_and_one_that_advertises_is_read(title, expected):
    assert [each[1:] for each in found(title=title)] == expected
    assert bool(loud_title.remark(title)) is bool(expected)


def test_cures_that_are_promised_wait_for_the_operator_with_their_ground():
    shipped = {word: (blocks, note) for word, blocks, note in seeds.WORDS}
    context = replace(CONTEXT, words=any_of(shipped), blocking=frozenset())

    for text in (
        "Cette tisane soigne le cancer et le reste.",
        "Elle guérit tout ce qui fait mal, le soir venu.",
    ):
        findings = rules.look(replace(GOOD, context=context, description=text))
        assert [finding.severity for finding in findings] == ["look"]
        assert "L121-4" in str(shipped[findings[0].values["match"]][1])
    careful = "Un travail soigné, des finitions que l'on a soigné le plus possible."
    assert rules.look(replace(GOOD, context=context, description=careful)) == []


@pytest.mark.django_db
def test_the_address_of_who_answers_for_the_goods_is_no_contact_data():
    cast.attribute("Fabricant", kind="text", key="fabricant")
    known = replace(CONTEXT, vocabulary=vocabulary())
    maker = "Atelier Brume, 4 rue du Four, 58310 Saint-Amand, bonjour@atelier-brume.fr"

    def seen(**attributes):
        return [rule for rule, *_rest in found(context=known, attributes=attributes)]

    assert "contact_data" not in seen(Fabricant=maker)
    assert "contact_data" in seen(Fabricant=f"{maker}, 06 12 34 56 78")
    assert "contact_data" in seen(Fabricant=maker, Note="écrivez à bonjour@atelier-brume.fr")


def test_a_finding_keeps_the_words_and_speaks_the_readers_language():
    finding = rules.look(
        replace(GOOD, description=f"{GOOD.description} Garanti sans contrefaçon aucune.")
    )[0].kept()

    assert "contrefaçon" in finding["excerpt"]
    assert finding["values"]["match"] == "contrefaçon"
    assert "contrefacon" in rules.sentence(finding)


@pytest.mark.parametrize(
    "text", ["İstanbul", "ŒUVRE", "Straße", "Ǆ", "é" * 50, "\u0301", "", "👩‍🎨"]
)
def test_folding_keeps_every_character_in_its_place(text):
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a-",
        "a.",
        "06 ",
        "+33 ",
        "a@",
        "http://",
        "@a",
        "a at ",
        "www",
        "0",
        " @",
        "a arobase ",
        "+331 ",
        "1.",
    ],
)
def test_text_that_wears_patterns_out_is_read_quickly(piece):
    """A pattern that goes back over its steps would take hours here, not seconds."""
    hard = (piece * 20_000)[:20_000] + "06 12 34 56 7"
    started = time.process_time()
    found(description=hard)
    assert time.process_time() - started < 10
