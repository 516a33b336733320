"""What a seller decided once: by heading, by word, by text; and our category for theirs."""

import pytest
from django.urls import reverse

from catalog import tree
from catalog.attributes import shipped
from catalog.imports import checking, run
from catalog.models import Import, ImportProfile, Synonym
from catalog.sheets import calling
from tests import cast
from tests.catalog.imports.conftest import checked, received, table, understood

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    house = cast.category("Maison", name_en="Home")
    table_ = cast.category("Table", parent=house, name_en="Tableware")
    return {
        place.name: place
        for place in (
            house,
            table_,
            cast.category("Bols et coquetiers", parent=table_, name_en="Bowls and egg cups"),
            cast.category("Assiettes plates", parent=table_, name_en="Dinner plates"),
            cast.category("Assiettes creuses", parent=table_, name_en="Soup plates"),
            cast.category("Linge de lit", parent=house, name_en="Bed linen"),
        )
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bols", "Bols et coquetiers"),
        ("bol", "Bols et coquetiers"),
        ("Coquetiers", "Bols et coquetiers"),
        ("Bowls", "Bols et coquetiers"),
        ("Maison > Bols", "Bols et coquetiers"),
        ("Home > Tableware > Bowls and egg cups", "Bols et coquetiers"),
        ("Arts de la table > Linge de lit", "Linge de lit"),
        ("Assietes plates", "Assiettes plates"),
        ("Maison", "Maison"),
        ("Table", "Table"),
        ("Assiettes", None),
        ("Maison > Assiettes", None),
        ("Maison › Assiettes", None),
        ("Maison > Luminaires", None),
        ("Bols et luminaires", None),
        ("2024", None),
        ("", None),
    ],
)
def test_a_text_is_the_category_it_names_and_never_the_one_above(home, text, name):
    assert calling.answer(text) == (home[name].pk if name else None)


def test_where_several_are_as_near_they_are_proposed(home, lune, client):
    named = [place.name for place in calling.proposals("Maison > Assiettes")]
    assert named[:2] == ["Assiettes plates", "Assiettes creuses"]
    assert [place.name for place in calling.proposals("Maison > Luminaires")][0] == "Maison"
    source = understood(
        received(lune, table("sku;titre;prix;stock;catégorie", "A;B;12;3;Maison > Assiettes"))
    )
    assert source.mapping["categories"] == {}
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-import-choices", args=[source.pk])).content.decode()
    assert 'optgroup label="Les plus proches"' in page
    assert "Maison › Table › Assiettes plates" in page
    assert "À choisir. Les plus proches : Assiettes plates, Assiettes creuses" in page


def test_decisions_are_remembered_by_heading_word_and_text(home, lune, client):
    cast.attribute("Matière", "Grès", "Lin")
    rows = ("sku;titre;prix;stock;Rayon;Étoffe;Poids", "A;B;12;3;Le coin des bols;métis;1,2")
    source = understood(received(lune, table(*rows)))
    columns = {**source.mapping["columns"], "Étoffe": "attribute:matiere"}
    source = understood(source, columns)
    run.check(
        source,
        categories={"Le coin des bols": home["Bols et coquetiers"].pk},
        default=home["Maison"].pk,
        rates={},
        answers={"unit": {"Poids": "kg"}},
        values={"matiere": {"métis": "lin"}},
        by=None,
        at=cast.NOON,
    )
    while checking.run(source.pk, at=cast.NOON):
        pass
    source.refresh_from_db()
    run.cancel(source, by=None, at=cast.NOON)

    wider = (
        "SKU;Titre;Prix;Stock;rayon;étoffe;POIDS;Marque;Jamais vu",
        "A;B;12;3;Le coin des bols;métis;1,2;Lune;x",
    )
    again = understood(received(lune, table(*wider)))

    assert again.mapping["columns"]["étoffe"] == "attribute:matiere"
    assert again.mapping["columns"]["Marque"] == "brand"
    assert "étoffe" in again.mapping["recalled"]
    assert "Marque" not in again.mapping["recalled"]
    assert again.mapping["values"] == {"matiere": {"meti": "lin"}}
    assert again.mapping["categories"] == {"Le coin des bols": home["Bols et coquetiers"].pk}
    assert again.mapping["answers"] == {"unit": {"POIDS": "kg"}}
    assert not again.mapping["defaults"].get("category"), "that was for another file"
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-import-columns", args=[again.pk])).content.decode()
    assert "portent des noms que vous avez déjà expliqués" in page
    assert page.count("Repris de vos fichiers") == 7
    page = client.get(reverse("seller-import-choices", args=[again.pk])).content.decode()
    assert "Repris de vos fichiers" in page


def test_a_column_left_out_for_a_better_one_is_taken_where_that_one_is_missing(home, lune):
    checked(
        lune,
        table("sku;Prix;Prix TTC;titre;stock;catégorie", "A;10;12;B;3;Bols"),
    )
    assert ImportProfile.objects.get().mapping["columns"]["Prix"] == ""
    run.cancel(Import.objects.get(), by=None, at=cast.NOON)
    again = received(lune, table("sku;Prix;titre;stock;catégorie;x", "A;10;B;3;Bols;y"))
    assert again.mapping["columns"]["Prix"] == "price"


def test_brands_of_an_earlier_file_leave_the_maker_where_both_have_a_column(lune):
    shipped.plant()
    bare = ("sku;titre;prix;stock;Fabricant", "A;Bol;12;3;Brume")
    source = checked(lune, table(*bare), default=cast.category("Bols"))
    assert source.mapping["columns"]["Fabricant"] == "brand"
    run.cancel(source, by=None, at=cast.NOON)

    rows = ("sku;titre;prix;stock;Fabricant;Marque", "B;Bol;12;3;Atelier Brume;Brume")
    columns = received(lune, table(*rows)).mapping["columns"]

    assert (columns["Fabricant"], columns["Marque"]) == ("attribute:fabricant", "brand")


def test_the_nearest_category_means_the_word_and_does_not_only_sound_like_it():
    house = cast.category("Maison", name_en="Home")
    table_ = cast.category("Art de la table", parent=house, name_en="Dining")
    kitchen = cast.category("Cuisine", parent=house, name_en="Kitchen")
    cast.category("Cocottes", parent=kitchen, name_en="Casseroles")
    for name in ("Bols", "Assiettes", "Tasses et mugs"):
        cast.category(name, parent=table_)
    cast.category("Tasses à mesurer", parent=kitchen)

    def nearest(text):
        return [place.name for place in calling.proposals(text)]

    assert nearest("Vaisselle") == []
    Synonym.objects.create(words="vaisselle, crockery : assiette, bol, tasse, mug")
    Synonym.objects.create(words="cocotte, faitout")
    tree.forget()
    assert nearest("Vaisselle")[:2] == ["Art de la table", "Bols"]
    assert "Cocottes" not in nearest("Vaisselle")
    assert nearest("Maison > Vaisselle")[0] == "Art de la table"
    assert nearest("Faitouts") == ["Cocottes"]
    cast.category("Vaisselle de fête")
    tree.forget()
    assert nearest("Vaisselle")[0] == "Vaisselle de fête"
