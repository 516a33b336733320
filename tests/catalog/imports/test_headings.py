"""The headings of usual exports, one by one; cells that say nothing; measures and their units."""

import pytest
from django.urls import reverse

from catalog.attributes import reading, shipped, wording
from catalog.attributes.vocabulary import forget, vocabulary
from catalog.imports import dictionary, forms, headings, mapping, meaning, run
from catalog.models import Attribute
from tests import cast
from tests.catalog.imports.conftest import applied, checked, codes, received, table, understood

pytestmark = pytest.mark.django_db
COLOUR, MATERIAL, MADE = "attribute:couleur", "attribute:matiere", "attribute:fabrique-en"
# what stands below, the field proposed, and the headings of shops and spreadsheets for it
MEANINGS = [
    ("Bleu", COLOUR, "Color|Colour|Couleur|Coloris|Couleur principale|color_name|color_map|Teinte"),
    ("Bleu", COLOUR, "Coloris produit|Main color|Nom de la couleur|Attribut : Couleur|g:color"),
    ("Bleu", COLOUR, "Color (product.metafields.shopify.color-pattern)|Meta: color"),
    ("Grès", MATERIAL, "Material|Materials|Matériau|Matériaux|Matière|Matière principale"),
    ("Grès", MATERIAL, "material_type|Outer material|Type de matière|MATERIALS|Fabric type"),
    ("France", MADE, "Made in|Pays de fabrication|Country of manufacture|Manufactured in"),
    ("France", MADE, "Fabriqué en|Lieu de fabrication|Fabrication|Pays de production"),
    ("25 cl", "attribute:contenance", "Contenance|Contenance utile|item_volume"),
    ("25 cl", "attribute", "Capacité"),
    ("M", "attribute", "Size|Taille|size_name|Nom de la taille"),
    ("38", "attribute", "Shoe size|footwear_size"),
    ("12", "attribute", "Width (cm)|Largeur (cm)|Hauteur en cm|Diameter|Profondeur"),
    ("Femme", "attribute:public", "Gender|Google Shopping / Gender|target_gender"),
    ("6", "attribute:nombre-pieces", "Number of items|Number of pieces|Nombre d'articles"),
    ("40 W", "attribute:puissance", "Wattage|Power|Puissance (W)"),
    ("oui", "attribute:lave-vaisselle", "Dishwasher safe|Lave-vaisselle"),
    ("oui", "attribute:fait-main", "Handmade|Fait main"),
    ("450", "weight", "Weight|Poids|Poids (g)|weight_kg|Item weight|Variant Grams|Weight (lbs)"),
    ("Lune", "brand", "Brand|Marque|brand_name|Vendor|Nom de la marque"),
    ("Lune, a@b.fr", "attribute:fabricant", "Manufacturer|Fabricant|Marque du fabricant"),
    ("Lune, a@b.fr", "attribute:fabricant", "Manufacturer name|Nom du fabricant|Hersteller"),
    ("4006381333931", "gtin", "Barcode|EAN|EAN13|GTIN|UPC|Code-barres|Variant Barcode"),
    (
        "4006381333931",
        "gtin",
        "external_product_id|GTIN, UPC, EAN ou ISBN|Code EAN 13|ISBN|Gencod|Code gencode",
    ),
    (
        "A-1",
        "sku",
        "SKU|UGS|Référence|Variant SKU|seller_sku|item_sku|Référence produit|Réf. interne",
    ),
    ("bol", "ref", "Handle|Parent|parent_sku|item_group_id|URL handle"),
    ("Bol", "title", "Title|Titre|Name|Nom|item_name|Product Name|Libellé|Désignation|TITLE"),
    ("Un bol.", "description", "Body (HTML)|Description|product_description|DESCRIPTION"),
    ("Bols", "category", "Categories|Catégories|Catégorie|feed_product_type|Product Category"),
    ("12,00", "price", "Price|Prix|Prix TTC|Regular price|Tarif régulier|Variant Price|PRICE"),
    ("9,00", "sale_price", "Sale price|Tarif promo|Special price|Prix soldé"),
    ("3", "stock", "Stock|Quantity|Quantité|Variant Inventory Qty|Stock quantity|QUANTITY"),
    ("a.jpg", "photo", "Images|Image Src|main_image_url|other_image_url1|IMAGE1|Photo 2"),
    ("Taille", "option1_name", "Option1 Name|Attribute 1 name|Nom de l'attribut 1"),
    ("M", "option1_value", "Option1 Value|Attribute 1 value(s)|Valeur(s) de l'attribut 1"),
    ("x", "", "Tags|TAGS|Étiquettes|Bullet point 1|bullet_point3|variation_theme|Taxable"),
    ("x", "", "Cost per item|Prix d'achat|Meta title|SEO title|external_product_id_type"),
]


@pytest.fixture
def shipped_words(db):
    shipped.plant()


def test_the_headings_of_usual_exports_are_understood(shipped_words):
    seen = [
        (heading, wanted, mapping._columns([heading], [[below]])[heading])
        for below, wanted, names in MEANINGS
        for heading in names.split("|")
    ]
    assert len(seen) > 130
    # of a file of one column, its only reference is the reference
    odd = [each for each in seen if each[1] != each[2] and (each[1], each[2]) != ("ref", "sku")]
    assert odd == []


def test_bare_manufacturers_are_the_brands_of_a_file_without_brands(shipped_words):
    def meant(headers, row):
        return mapping._columns(headers, [row])["Manufacturer"]

    assert meant(["Reference #", "Manufacturer"], ["A", "Lune"]) == "brand"
    assert meant(["Brand", "Manufacturer"], ["Lune", "Atelier Lune"]) == "attribute:fabricant"
    assert meant(["SKU", "Manufacturer"], ["A", "Lune, 29000 Quimper"]) == "attribute:fabricant"


def test_what_exports_call_a_characteristic_is_kept_under_its_name():
    assert dictionary.attribute_name("color_map") == "Couleur"
    assert dictionary.attribute_name("Largeur (cm)") == "Largeur"
    assert headings.unit_of("Largeur (cm)") == headings.unit_of("width_cm") == "cm"
    assert headings.unit_of("Contenance en l") == "l"
    assert headings.unit_of("Taille (L)") == headings.unit_of("Taille L") == ""


@pytest.mark.parametrize(
    "text", ["N/C", "n/a", "-", "néant", "sans objet", "NC", "Non communiqué", " — ", "?"]
)
def test_a_cell_that_says_nothing_is_no_value(lune, text):
    place = cast.category("Cuisine")
    cast.attribute("Couleur", "Bleu", "Rouge")
    rows = ("sku;titre;catégorie;prix;stock;Couleur", f"A;Bol;Cuisine;12;3;{text}")
    source = checked(lune, table(*rows), categories={"Cuisine": place.pk})
    assert source.mapping["seen"]["words"] == {}
    assert "attributes" not in source.rows.get().draft
    assert codes(source) == {}


def test_nothing_is_a_value_where_the_list_has_it(lune):
    cast.attribute("Allergènes", "Aucun", "Lait")
    allergens = vocabulary().by_key["allergenes"]
    assert not reading.says_nothing("aucun", allergens)
    assert reading.says_nothing("néant", allergens)


@pytest.mark.parametrize("text", ["oui", "Yes", "Y", "x", "1", "TRUE", "vrai", "✓", "✔️", "O"])
def test_yes_is_understood_as_it_is_ticked(text):
    cast.attribute("Fait main", kind="flag")
    flag = vocabulary().by_key["fait-main"]
    assert reading.understood("", text, flag).flag is True


@pytest.mark.parametrize("text", ["non", "No", "N", "0", "FALSE", "faux", "✗"])
def test_no_is_understood_as_it_is_ticked(text):
    cast.attribute("Fait main", kind="flag")
    assert reading.understood("", text, vocabulary().by_key["fait-main"]).flag is False


@pytest.fixture
def cups():
    place = cast.category("Cuisine")
    cast.attribute("Contenance", kind="number", example="33 cl")
    Attribute.objects.filter(key="contenance").update(unit="ml")
    forget()
    return place


def volumes(source):
    return [row.draft.get("attributes", {}) for row in source.rows.order_by("line")]


def rows(heading):
    return (
        f"sku;titre;catégorie;prix;stock;{heading}",
        "A;Bol;Cuisine;12;3;25",
        "B;Tasse;Cuisine;12;3;0,5 l",
    )


def test_the_unit_of_a_heading_is_that_of_its_numbers(lune, cups):
    source = checked(lune, table(*rows("Contenance (cl)")))
    assert source.mapping["seen"]["questions"] == []
    assert volumes(source) == [{"Contenance": "25 cl"}, {"Contenance": "0,5 l"}]


def test_numbers_without_a_unit_are_asked_about_once_and_never_guessed(lune, cups, client):
    unanswered = checked(lune, table(*rows("Contenance")))
    (question,) = unanswered.mapping["seen"]["questions"]
    assert (question["kind"], question["count"], question["line"]) == ("measure", 1, 2)
    assert codes(unanswered) == {2: ["MEASURE_UNIT"]}
    assert volumes(unanswered) == [{}, {"Contenance": "0,5 l"}]

    run.cancel(unanswered, by=None, at=cast.NOON)
    source = checked(lune, table(*rows("Contenance")), answers={"measure": {"Contenance": "cl"}})
    assert volumes(source) == [{"Contenance": "25 cl"}, {"Contenance": "0,5 l"}]
    assert codes(source) == {}
    run.cancel(source, by=None, at=cast.NOON)
    again = understood(received(lune, table(*rows("Contenance"))))
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-import-choices", args=[again.pk])).content.decode()
    assert "En quelle unité sont les nombres de la colonne « Contenance » (« 25 ») ?" in page
    assert 'value="cl"' in page
    assert 'value="kg"' not in page
    assert again.mapping["answers"] == {"measure": {"Contenance": "cl"}}


def test_a_heading_that_each_category_reads_is_asked_about_too(lune):
    syrups, plates = cast.category("Sirops"), cast.category("Assiettes")
    volume = {"kind": "number", "unit": "ml", "example": "50 cl"}
    names = "capacity\ncontenance"
    cast.attribute("Volume net", where=syrups, prices=True, names=names, level="required", **volume)
    cast.attribute("Capacité du sac", where=cast.category("Sacs"), names=names, **volume)
    lines = (
        "sku;titre;catégorie;prix;stock;Capacity",
        "A;Sirop;Sirops;12;3;75",
        "B;Assiette;Assiettes;12;3;50 cl",
    )
    for field in ("attribute", "attribute:volume-net"):
        words = meaning.Words(["Capacity"], {"Capacity": field})
        words.look(2, ["75"])
        assert [question["likely"] for question in words.questions] == ["cl"]
    unanswered = checked(lune, table(*lines))
    assert unanswered.mapping["columns"]["Capacity"] == "attribute"
    [question] = unanswered.mapping["seen"]["questions"]
    assert (question["kind"], question["units"]) == ("measure", ["ml", "cl", "l"])
    assert question["likely"] == "cl"
    assert "MEASURE_UNIT" in codes(unanswered)[2]
    assert volumes(unanswered) == [{}, {"Capacity": "50 cl"}]

    run.cancel(unanswered, by=None, at=cast.NOON)
    source = checked(lune, table(*lines), answers={"measure": {"Capacity": "cl"}})
    told = volumes(source)
    assert told == [{"Capacity": "75 cl"}, {"Capacity": "50 cl"}]
    [net] = reading.read(told[0], syrups.path, vocabulary())
    assert (net.attribute.fr, net.amount) == ("Volume net", 750)
    [free] = reading.read(told[1], plates.path, vocabulary())
    assert wording.lines([free]) != [("Volume net", "50\u00a0cl")]


def test_the_height_of_a_bowl_is_asked_its_unit_and_not_judged_by_the_list_of_socks(lune):
    socks, bowls = cast.category("Chaussettes"), cast.category("Bols")
    cast.attribute("Hauteur", "Mi-mollet", where=socks, key="hauteur-chaussette")
    lines = (
        "sku;titre;catégorie;prix;stock;Hauteur",
        "A;Bol;Bols;12;3;8",
        "B;Vase;Bols;12;3;21 cm",
        "C;Mi-bas;Chaussettes;12;3;Mi-mollet",
    )
    unanswered = checked(lune, table(*lines))
    [question] = unanswered.mapping["seen"]["questions"]
    assert (question["kind"], question["units"]) == ("measure", ["mm", "cm", "m"])
    assert unanswered.mapping["seen"]["words"] == {}
    assert codes(unanswered) == {2: ["MEASURE_UNIT"]}
    assert volumes(unanswered) == [{}, {"Hauteur": "21 cm"}, {"Hauteur": "Mi-mollet"}]
    run.cancel(unanswered, by=None, at=cast.NOON)

    source = checked(lune, table(*lines), answers={"measure": {"Hauteur": "cm"}})

    assert volumes(source) == [{"Hauteur": "8 cm"}, {"Hauteur": "21 cm"}, {"Hauteur": "Mi-mollet"}]
    run.cancel(source, by=None, at=cast.NOON)
    words = (
        "sku;titre;catégorie;prix;stock;Hauteur",
        "A;Bol;Bols;12;3;basse",
        "B;Mi-bas;Chaussettes;12;3;basse",
    )
    assert codes(checked(lune, table(*words))) == {3: ["LISTED_ODD"]}
    [line] = reading.read({"Hauteur": "8 cm"}, bowls.path, vocabulary())
    assert line.attribute is None
    [line] = reading.read({"Hauteur": "Mi-mollet"}, socks.path, vocabulary())
    assert line.values


def test_codes_of_a_column_that_is_left_out_are_told_beside_it(lune, client):
    lines = (
        "Réf;titre;prix;stock;Colonne A;Code maison;Réf fournisseur;Lot",
        "A-1;Bol;12;3;4006381333931;BX-12;F-9;a",
        "A-2;Tasse;12;3;9780306406157;BX-13;F-8;b",
    )
    source = understood(received(lune, table(*lines)))
    columns = dict.fromkeys(source.detected["headers"], "") | {"Réf": "sku", "titre": "title"}
    source.mapping = {**source.mapping, "columns": columns}

    rows = {row["name"]: row.get("warning", "") for row in forms.ColumnsForm(source=source).rows}

    assert "codes-barres" in rows["Colonne A"]
    assert "références" in rows["Code maison"]
    assert not rows["Réf"] + rows["Réf fournisseur"] + rows["Lot"] + rows["prix"]


def test_pieces_alone_have_no_unit_to_be_asked_for(lune):
    cast.attribute("Nombre de pièces", kind="number", names="lot")
    lines = ("sku;titre;catégorie;prix;stock;Lot", "A;Bols;Cuisine;12;3;6")
    source = checked(lune, table(*lines), default=cast.category("Cuisine"))
    assert source.mapping["seen"]["questions"] == []
    assert volumes(source) == [{"Nombre de pièces": "6"}]


def test_a_quantity_may_be_pieces_or_a_weight_and_is_asked_about(lune):
    jams, glasses = cast.category("Confitures"), cast.category("Verres")
    weight = {"kind": "number", "unit": "g", "example": "250 g", "prices": True}
    cast.attribute("Nombre de pièces", kind="number", example="6", names="contenu")
    cast.attribute("Quantité nette", where=jams, level="required", names="contenu", **weight)
    lines = (
        "sku;titre;catégorie;prix;stock;Contenu",
        "A;Confiture;Confitures;12;3;320",
        "B;Verre;Verres;12;3;6",
    )
    places = {"Confitures": jams.pk, "Verres": glasses.pk}
    unanswered = checked(lune, table(*lines), categories=places)
    [question] = unanswered.mapping["seen"]["questions"]
    assert (question["kind"], question["units"]) == ("measure", ["pièces", "g", "kg"])
    assert [attributes for attributes in volumes(unanswered) if attributes] == []
    run.cancel(unanswered, by=None, at=cast.NOON)

    answers = {"measure": {"Contenu": "pièces"}}
    told = checked(lune, table(*lines), categories=places, answers=answers)

    assert volumes(told) == [{"Contenu": "320 pièces"}, {"Contenu": "6 pièces"}]


def test_a_maker_is_a_brand_where_no_maker_is_asked_for_and_both_have_their_column(shipped_words):
    both = mapping._columns(["Marque", "Fabricant"], [["Brume", "Brume, 58310 Saint-Amand"]])
    assert both == {"Marque": "brand", "Fabricant": "attribute:fabricant"}
    Attribute.objects.filter(key="fabricant").delete()
    forget()
    assert mapping._columns(["Fabricant"], [["Brume"]]) == {"Fabricant": "brand"}


def test_a_maker_is_recognised_however_its_heading_is_worded(shipped_words):
    for heading in (
        "Fabricant produit",
        "Fabricant de l'article",
        "g:manufacturer",
        "Fabricant (nom et adresse)",
        "GPSR - Fabricant",
        "Fabricant (product.metafields.custom.fabricant)",
    ):
        columns = mapping._columns(["Marque", heading], [["Brume", "Atelier Brume"]])
        assert columns == {"Marque": "brand", heading: "attribute:fabricant"}, heading
        assert mapping._columns([heading], [["Brume, 3 rue du Port"]])[heading] != "brand", heading
    # a column that says nothing yet holds no brands, and a maker's code or country is no maker
    assert mapping._columns(["Fabricant"], [[""]]) == {"Fabricant": "attribute:fabricant"}
    assert not dictionary.names_maker("Référence fabricant")
    assert not dictionary.names_maker("Pays du fabricant")


def test_a_height_that_a_category_asks_for_by_its_name_is_asked_its_unit(lune):
    socks, vases = cast.category("Chaussettes"), cast.category("Vases")
    cast.attribute("Hauteur", "Mi-mollet", where=socks, key="hauteur-chaussette")
    cast.attribute("Hauteur", where=vases, key="hauteur", kind="number", unit="mm")
    lines = ["sku;titre;catégorie;prix;stock;Hauteur", "A;Vase;Vases;12;3;21"]
    proposed = understood(received(lune, table(*lines)))
    assert proposed.mapping["columns"]["Hauteur"] == "attribute:hauteur"
    run.cancel(proposed, by=None, at=cast.NOON)
    lines.append("B;Mi-bas;Chaussettes;12;3;Mi-mollet")
    unanswered = checked(lune, table(*lines))
    [question] = unanswered.mapping["seen"]["questions"]
    assert (question["kind"], question["units"]) == ("measure", ["mm", "cm", "m"])
    assert volumes(unanswered) == [{}, {"Hauteur": "Mi-mollet"}]
    run.cancel(unanswered, by=None, at=cast.NOON)

    source = checked(lune, table(*lines), answers={"measure": {"Hauteur": "cm"}})

    assert volumes(source) == [{"Hauteur": "21 cm"}, {"Hauteur": "Mi-mollet"}]
    [line] = reading.read({"Hauteur": "21 cm"}, vases.path, vocabulary())
    assert (line.attribute.key, line.amount) == ("hauteur", 210)


def test_sides_are_told_under_the_size_that_the_category_asks_for(lune):
    socks, bowls = cast.category("Chaussettes"), cast.category("Bols")
    cast.category("Divers")
    cast.attribute("Hauteur", "Mi-mollet", where=socks, key="hauteur-chaussette")
    cast.attribute("Dimensions", where=bowls, kind="size", level="required")
    lines = (
        "sku;titre;catégorie;prix;stock;Hauteur;Largeur (mm);Style",
        "A;Bol;Bols;12;3;8;170;ronde",
        "B;Bol à pied;Bols;12;3;H 9 cm;;",
        "C;Mi-bas;Chaussettes;12;3;Mi-mollet;;",
        "D;Cube;Divers;12;3;8;;",
    )
    source = applied(lune, table(*lines), answers={"measure": {"Hauteur": "cm"}})

    told = dict(lune.products.values_list("title", "submissions__content__attributes"))
    assert codes(source) == {}
    assert told["Bol"] == {"Style": "ronde", "Dimensions": "l 170 mm × H 8 cm"}
    assert told["Bol à pied"] == {"Dimensions": "H 9 cm"}
    assert told["Mi-bas"] == {"Hauteur": "Mi-mollet"}
    assert told["Cube"] == {"Hauteur": "8 cm"}
    [line] = reading.read(told["Bol"], bowls.path, vocabulary())[1:]
    assert wording.lines([line]) == [("Dimensions", "l\u00a017 × H\u00a08\u00a0cm")]
    assert line.attribute.kind == "size"

    again = checked(lune, table(*lines), answers={"measure": {"Hauteur": "cm"}})
    assert set(again.rows.values_list("outcome", flat=True)) == {"unchanged"}
    run.cancel(again, by=None, at=cast.NOON)
    both = ("sku;titre;catégorie;prix;stock;Hauteur;Dimensions", "E;Bol;Bols;12;3;8 cm;H 8 cm")
    applied(lune, table(*both))
    assert lune.products.get(offers__sku="E").submissions.get().content["attributes"] == {
        "Hauteur": "8 cm",
        "Dimensions": "H 8 cm",
    }


def test_no_unit_is_chosen_before_its_seller_chooses_it(lune, client):
    cast.attribute("Contenance", kind="number", unit="ml", example="33 cl")
    lines = ("sku;titre;catégorie;prix;stock;Contenance", "A;Tasse;Tasses;12;3;25")
    source = understood(received(lune, table(*lines)))
    [question] = source.mapping["seen"]["questions"]

    [asked] = forms.ChoicesForm(source=source).asked

    assert question["likely"] == "cl"
    assert not asked.value()
    assert "Le plus souvent : Centilitres." in asked.help_text
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-import-choices", args=[source.pk])).content.decode()
    assert 'value="cl" checked' not in page.replace("\n", " ")
