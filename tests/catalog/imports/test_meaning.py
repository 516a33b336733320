"""Columns that are attributes, and their words: asked once, remembered for the next file."""

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.urls import reverse

from catalog.imports import checking, mapping, meaning, run
from catalog.imports.reading import Reader
from catalog.models import Import, ImportRow, Product
from catalog.states import ImportState
from tests import cast
from tests.catalog.imports.conftest import checked, received, table, understood

pytestmark = pytest.mark.django_db
ROWS = (
    "sku;titre;prix;stock;catégorie;Étoffe;Ampoule",
    "A1;Nappe;49,00;3;Linge;lin et métis;E27",
    "A2;Torchon;12,00;3;Linge;Métis;E27",
    "A3;Serviette;9,00;3;Linge;lin;E14",
)


@pytest.fixture
def linen():
    """A category of linen, with a material and a required thread count."""
    place = cast.category("Linge")
    cast.attribute("Matière", "Lin|Linen", "Coton|Cotton", names="étoffe")
    cast.attribute("Culot", "E27", "E14", kind="choice", names="ampoule")
    cast.attribute("Entretien du linge", kind="text", where=place, level="required")
    return place


def test_columns_the_vocabulary_knows_are_chosen_beforehand(linen, lune):
    source = received(lune, table(*ROWS))
    source = understood(source)
    assert source.mapping["columns"]["Étoffe"] == "attribute:matiere"
    assert source.mapping["columns"]["Ampoule"] == "attribute:culot"
    assert source.mapping["seen"]["words"] == {"matiere": {"métis": 2}}


def test_a_column_whose_values_say_nothing_of_it_is_left(linen):
    assert meaning.propose("Ampoule", ["fournie", "non fournie"]) == ""
    assert meaning.propose("Ampoule", ["", ""]) == ""
    assert meaning.propose("Jamais vu", ["E27"]) == ""


def test_a_heading_of_two_attributes_keeps_its_name_for_each_category_to_read(linen):
    cast.attribute("Tissu", "Lin", names="étoffe")
    assert meaning.propose("Étoffe", ["lin"]) == "attribute"


def test_a_word_is_decided_once_for_all_lines_and_for_the_next_file(linen, lune, client):
    source = understood(received(lune, table(*ROWS)))
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-import-columns", args=[source.pk])).content.decode()
    assert '<option value="attribute:matiere" selected>Matière</option>' in page
    address = reverse("seller-import-choices", args=[source.pk])
    page = client.get(address).content.decode()
    assert "Mots inconnus" in page
    assert "Garder ces mots" in page

    answer = client.post(address, {"t0": linen.pk, "default": "", "w0": "lin"})

    assert answer.status_code == 302
    source.refresh_from_db()
    assert source.mapping["values"] == {"matiere": {"meti": "lin"}}
    reader = Reader(source.detected, source.mapping)
    cells = ["A2", "Torchon", "12", "3", "Linge", "Métis", "E27"]
    assert reader.line(2, cells).draft["attributes"] == {"Matière": "Lin", "Culot": "E27"}
    while checking.run(source.pk, at=cast.NOON):
        pass
    source.refresh_from_db()
    run.cancel(source, by=None, at=cast.NOON)
    again = understood(received(lune, table(*(row.replace("A1", "B1") for row in ROWS))))
    assert again.mapping["values"] == {"matiere": {"meti": "lin"}}
    page = client.get(reverse("seller-import-choices", args=[again.pk])).content.decode()
    assert '<option value="lin" selected>Lin</option>' in page


def test_only_the_unknown_words_of_a_text_change(linen):
    chosen = {"Étoffe": "attribute:matiere"}
    _names, rewrites = meaning.wordings(["Étoffe"], chosen, {"matiere": {"or": "coton"}})
    assert rewrites[0]("lin et or, doré") == "lin et Coton, doré"
    assert rewrites[0]("lin") == "lin"


def test_two_columns_of_one_attribute_are_refused_by_its_name(linen):
    columns = {"a": "sku", "b": "title", "c": "attribute:matiere", "d": "attribute:matiere"}
    with pytest.raises(mapping.ColumnTwice, match="Matière"):
        mapping.check(columns)


def test_a_value_that_is_gone_decides_nothing(linen):
    given = {"matiere": {"métis": "soie", "chanvre": "coton"}, "inconnue": {"a": "b"}}
    assert meaning.decided(given) == {"matiere": {"chanvre": "coton"}}


def test_the_report_names_what_the_category_asks_for_and_the_file_does_not_say(linen, lune):
    source = checked(lune, table(*ROWS), categories={"Linge": linen.pk})
    assert source.state == ImportState.CHECKED
    rows = ImportRow.objects.filter(source=source).order_by("line")
    told = [[each["code"] for each in row.problems] for row in rows]
    odd, plain = ["LISTED_ODD", "ATTRIBUTE_MISSING"], ["ATTRIBUTE_MISSING"]
    assert told == [odd, odd, plain], "of linen alone nothing is odd"
    assert rows[0].problems[1]["value"] == "Entretien du linge"
    assert Import.objects.get(pk=source.pk).warning_count == 3
    assert not Product.objects.exists()


def test_lines_ask_the_vocabulary_nothing(linen, lune, django_assert_num_queries):
    source = understood(received(lune, table(*ROWS)))
    mapped = {**source.mapping, "values": {"matiere": {"meti": "lin"}}}
    reader = Reader(source.detected, mapped)
    with django_assert_num_queries(0):
        for number in range(50):
            cells = [f"A{number}", "Torchon", "12", "3", "Linge", "lin et métis", "E27"]
            line = reader.line(number, cells)
    assert line.draft["attributes"]["Matière"] == "lin et Lin"


def test_lines_of_one_category_ask_the_shared_cache_once(linen, lune, monkeypatch):
    source = understood(received(lune, table(*ROWS)))
    reader = Reader(source.detected, {**source.mapping, "categories": {"Linge": linen.pk}})
    get, asked = LocMemCache.get, []
    monkeypatch.setattr(
        LocMemCache, "get", lambda self, key, *more, **how: asked.append(key) or get(self, key)
    )

    counts = []
    for number in range(3):
        line = reader.line(number, [f"A{number}", "Torchon", "12", "3", "Linge", "métis", "E27"])
        counts.append(len(asked))

    assert [entry["code"] for entry in line.problems] == ["LISTED_ODD"]
    assert counts[0] == counts[-1] > 0
