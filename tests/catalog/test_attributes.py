"""What sellers write, understood: values, amounts, ranges; per category, in both languages."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import translation

from catalog import search, tasks
from catalog.attributes import (
    filtering,
    labelling,
    measures,
    reading,
    shipped,
    unread,
    vocabulary,
    wording,
)
from catalog.attributes.laws import LAWS
from catalog.judging import rules, screening
from catalog.judging.rules import missing_attributes
from catalog.models import (
    Attribute,
    AttributeLack,
    AttributePlace,
    AttributeUnread,
    AttributeValue,
    Category,
    Product,
)
from catalog.search import Query
from catalog.search.index import again
from marketplace.demo.content.goods import catalogue
from marketplace.demo.seed import tree
from marketplace.shared import language
from marketplace.shared.models import Fact, Pending
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def words():
    """A small vocabulary of a potter's shop."""
    cast.attribute(
        "Matière",
        "Grès|Stoneware|grès émaillé",
        "Lin|Linen",
        "Cire de colza|Rapeseed wax",
        "Colza|Rapeseed",
        "Laiton|Brass",
        names="composition\nmaterial",
    )
    cast.attribute("Couleur", "Bleu|Blue|bleu nuit|marine", "Blanc|White|blanche|blanches")
    cast.attribute("Taille", "S", "M", "L", "3,5", kind="choice")
    cast.attribute("Fabriqué en", "France|France|fr", "Allemagne|Germany|de", kind="choice")
    cast.attribute("Contenance", kind="number", unit="ml", buckets=[150, 300, 1000])
    cast.attribute("Lave-vaisselle", kind="flag")
    cast.attribute("Ingrédients", kind="text", facet=None)


def said(name, text, path=""):
    return reading.understood(name, text, vocabulary.vocabulary().named(name, path))


@pytest.mark.parametrize(
    ("heading", "text", "values", "whole", "unread"),
    [
        ("Matière", "Grès", ("gres",), True, ()),
        ("matieres", "GRES EMAILLE", ("gres",), True, ()),
        ("Composition", "grès et lin", ("gres", "lin"), True, ()),
        ("Material", "Stoneware, linen", ("gres", "lin"), True, ()),
        ("Matière", "Laiton massif", ("laiton",), False, ()),
        ("Matière", "Cire de colza et coton", ("cire-de-colza",), False, ("coton",)),
        ("Matière", "colza", ("colza",), True, ()),
        ("Matière", "Sans laiton", (), False, ("Sans laiton",)),
        ("Matière", "terre du jardin", (), False, ("terre du jardin",)),
        ("Couleur", "Bleu nuit / blanches", ("bleu", "blanc"), True, ()),
        ("Couleur", "Bleu marine", ("bleu",), False, ()),
        ("Taille", "3,5", ("35",), True, ()),
        ("Taille", "M", ("m",), True, ()),
        ("Taille", "Taille L (large)", ("l",), False, ()),
        ("Fabriqué en", "Salon-de-Provence (13), France", ("france",), False, ()),
        ("Fabriqué en", "Haut-de-la-Côte", (), False, ("Haut-de-la-Côte",)),
        ("Fabriqué en", "DE", ("allemagne",), True, ()),
    ],
)
def test_words_are_understood(words, heading, text, values, whole, unread):
    line = said(heading, text)
    assert (line.values, line.is_whole, line.unread) == (values, whole, unread)


@pytest.mark.parametrize(
    ("text", "unit", "amounts"),
    [
        ("33 cl", "ml", [330]),
        ("33cl", "ml", [330]),
        ("0,5 L", "ml", [500]),
        ("1.5 litre", "ml", [1500]),
        ("250", "ml", [250]),
        ("1 200 ml", "ml", [1200]),
        ("1.200 ml", "ml", []),
        ("1,5 kg", "g", [1500]),
        ("125 g", "g", [125]),
        ("125 g", "ml", []),
        ("2 ans", "mois", [24]),
        ("2 × 250 g", "g", [250]),
        ("de 20 à 30 cm", "mm", [300]),
        ("20 cm × 30 cm", "mm", [200, 300]),
        ("45 heures", "h", [45]),
        ("70 %", "%", [70]),
        ("douze", "g", []),
        ("", "g", []),
    ],
)
def test_amounts_have_one_reading_or_none(text, unit, amounts):
    assert measures.amounts(text, unit) == [Decimal(amount) for amount in amounts]


def test_several_amounts_are_no_single_one(words):
    assert said("Contenance", "33 cl").amount == 330
    assert said("Contenance", "33 cl et 50 cl").amount is None
    assert said("Contenance", "une belle tasse").amount is None


@pytest.mark.parametrize(("amount", "range_"), [(149, "-150"), (150, "150-300"), (4000, "1000-")])
def test_an_amount_lies_in_one_range(words, amount, range_):
    assert filtering.bucket(Decimal(amount), (150, 300, 1000)) == range_


def test_ranges_are_told_in_the_unit_people_use(words):
    size = vocabulary.vocabulary().by_key["contenance"]
    assert filtering.label(size, "150-300") == "15\u00a0cl à 30\u00a0cl"
    assert filtering.label(size, "-150") == "Moins de 15\u00a0cl"
    assert filtering.label(size, "1000-") == "1\u00a0l et plus"
    with translation.override("en"):
        assert filtering.label(size, "1000-") == "1\u00a0l and more"


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (1, "mois", "1 mois", "1 month"),
        (18, "mois", "18 mois", "18 months"),
        (36, "mois", "3 ans", "3 years"),
        (30, "mois", "30 mois", "30 months"),
        (1, "an", "1 an", "1 year"),
        (1500, "g", "1,5 kg", "1.5 kg"),
        (45, "h", "45 h", "45 h"),
        (7, "", "7", "7"),
    ],
)
def test_amounts_are_told_in_words(value, unit, french, english):
    told = [
        measures.told(Decimal(value), unit, french=said_in_french).replace("\u00a0", " ")
        for said_in_french in (True, False)
    ]
    assert told == [french, english]


def test_the_nearest_place_decides_and_a_heading_means_what_matters_there(words):
    food, wear = cast.category("Épicerie"), cast.category("Mode")
    everywhere = vocabulary.vocabulary().of("")
    AttributePlace.objects.create(
        attribute=Attribute.objects.get(key="matiere"), category=food, level="off"
    )
    AttributePlace.objects.create(
        attribute=Attribute.objects.get(key="ingredients"), category=food, level="required"
    )
    gloves = cast.attribute("Taille de gant", "7", "8", kind="choice", where=wear, names="taille")
    assert everywhere["matiere"] == "recommended"
    assert "matiere" not in vocabulary.vocabulary().of(food.path)
    assert vocabulary.vocabulary().of(food.path)["ingredients"] == "required"
    assert vocabulary.vocabulary().named("Taille de gant", wear.path).key == gloves.key
    assert vocabulary.vocabulary().named("Inconnue au bataillon", wear.path) is None


def test_of_two_meanings_of_a_heading_the_text_decides(words, lune):
    cast.attribute("Bois", "Chêne|Oak", kind="choice", names="finition\nmatière")
    Attribute.objects.filter(key="couleur").update(names="finition")
    vocabulary.forget()
    known = vocabulary.vocabulary()
    lines = {"Finition": "Bleu nuit", "Matière": "Grès"}
    assert [line.attribute.key for line in reading.read(lines, "", known)] == ["couleur", "matiere"]
    assert reading.read({"Finition": "Chêne"}, "", known)[0].attribute.key == "bois"
    assert known.named("Matière", "").key == "matiere", "its own name before a synonym"


def shelf(lune):
    made = [
        cast.offer(lune, title="Tasse", attributes={"Matière": "Grès", "Contenance": "12 cl"}),
        cast.offer(
            lune,
            title="Bol",
            attributes={"Matière": "Grès émaillé", "Contenance": "0,4 l", "Lave-vaisselle": "oui"},
        ),
        cast.offer(lune, title="Nappe", attributes={"Matière": "Lin lavé", "Couleur": "Blanche"}),
    ]
    search.index([offer.product_id for offer in made])
    return made


def test_a_list_is_filtered_by_what_is_understood(words, lune):
    shelf(lune)
    found = search.find(Query(), at=cast.NOON)
    facets = {f.kind: {c.label: c.count for c in f.choices} for f in found.facets}
    assert facets["matiere"] == {"Grès": 2, "Lin": 1}
    assert facets["contenance"] == {"Moins de 15\u00a0cl": 1, "30\u00a0cl à 1\u00a0l": 1}
    with translation.override("en"):
        found = search.find(Query(text="stoneware"), at=cast.NOON)
        assert found.total == 2, "an English reader finds what a French seller wrote"


def test_an_english_page_tells_what_is_known_and_quotes_the_rest(words, lune, client):
    _cup, _bowl, cloth = shelf(lune)
    client.cookies["language"] = "en"
    page = client.get(reverse("shop-product", args=[cloth.product.slug])).content.decode()
    assert "Linen (Lin lavé)" in page
    assert "White" in page
    client.cookies["language"] = "fr"
    page = client.get(reverse("shop-product", args=[cloth.product.slug])).content.decode()
    assert "Lin lavé" in page
    assert "Linen" not in page


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Contenance", "33 cl", "33\u00a0cl"),
        ("Contenance", "33 cl environ", "33 cl environ"),
        ("Lave-vaisselle", "oui", "Yes"),
        ("Inconnu", "texte", "texte"),
        ("Matière", "grès et poil de yack", "grès et poil de yack"),
        ("Couleur", "Bleu nuit", "Blue (Bleu nuit)"),
        ("Couleur", "blanc et bleu", "White, Blue"),
        ("Taille", "M, coupe droite", "M, coupe droite"),
    ],
)
def test_what_is_not_understood_stays_as_it_was_written(words, name, text, told):
    with translation.override("en"):
        assert wording.text_of(said(name, text)) == told


def test_a_new_synonym_is_understood_in_sheets_that_are_already_online(
    words, lune, client, django_capture_on_commit_callbacks
):
    shelf(lune)
    AttributeValue.objects.filter(key="lin").delete()
    Product.objects.filter(title="Nappe").update(attributes={"Matière": "Métis"})
    search.index(Product.objects.values_list("pk", flat=True))
    cast.proven(client, cast.operator("moderation"))
    matter = Attribute.objects.get(key="matiere")
    page = reverse("admin:catalog_attribute_change", args=[matter.pk])
    shown = client.get(page)
    assert shown.status_code == 200
    fields = shown.content.decode().partition('id="values-group"')[2]
    assert re.search(r'<input[^>]*name="values-0-label"[^>]*aria-label="nom"', fields)
    assert re.search(r'<select[^>]*name="places-0-category"[^>]*aria-label="catégorie"', fields)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page, form_of(matter, {"label": "Métis", "key": "metis"}))

    assert answer.status_code == 302
    assert Pending.objects.filter(task=tasks.read_attributes.name).exists()
    assert again(after=again(after=0)) is None
    found = search.find(Query(chosen={"matiere": ("metis",)}), at=cast.NOON)
    assert found.total == 1


def test_saving_an_attribute_unchanged_tells_nothing_and_a_change_its_two_values(words, client):
    cast.proven(client, cast.operator("moderation"))
    size = Attribute.objects.get(key="contenance")
    size.names = "volume\ncapacité"
    size.save()
    page = reverse("admin:catalog_attribute_change", args=[size.pk])
    typed = {**form_of(size, None), "unit": size.unit, "names": "volume\r\ncapacité"}
    kept = client.get(page).context["adminform"].form.initial
    typed |= {name: kept[name] for name in ("help", "help_en", "example", "law") if kept.get(name)}
    typed |= {name: "on" for name in ("is_axis", "prices", "is_private") if kept.get(name)}

    client.post(page, typed)

    assert not Fact.objects.filter(name="catalog.AttributeChanged").exists()
    assert not LogEntry.objects.exists()
    client.post(page, {**typed, "buckets": "150; 300"})
    assert Fact.objects.filter(name="catalog.AttributeChanged").count() == 1
    assert "(150, 300, 1000 → 150, 300)" in LogEntry.objects.get().get_change_message()


def test_an_attribute_is_created_and_its_values_get_an_address_from_their_names(words, client):
    cast.proven(client, cast.operator("moderation"))
    lamp = Attribute(label="Culot", key="culot", kind="choice", buckets=[], names="")
    typed = form_of(lamp, {"label": "E27 à vis", "key": ""})
    answer = client.post(reverse("admin:catalog_attribute_add"), {**typed, "facet": ""})
    assert answer.status_code == 302
    made = Attribute.objects.get(key="culot")
    assert made.values.get().key == "e27-a-vis"
    told = client.get(reverse("admin:catalog_attribute_change", args=[made.pk])).content.decode()
    assert "Caractéristique créée" in told
    assert "Caractéristique modifiée" not in told
    signs = form_of(lamp, {"label": "★", "key": ""}) | {"key": "autre", "facet": ""}
    refused = client.post(reverse("admin:catalog_attribute_add"), signs).content.decode()
    assert "Écrivez cette adresse en lettres" in refused


def test_shipped_laws_are_named_in_english():
    named = {told["law"] for told in shipped.definitions().values() if told.get("law")}
    assert named == set(LAWS)
    with translation.override("en"):
        law = language.shipped("Règlement (UE) 1169/2011, art. 14 et annexe II")
    assert law == "Regulation (EU) 1169/2011, art. 14 and Annex II"
    assert language.shipped("") == ""


def form_of(attribute, value):
    """The fields of the console's page, with one value more."""
    empty = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "9"}
    fields = {
        "label": attribute.label,
        "label_en": attribute.label_en,
        "key": attribute.key,
        "kind": attribute.kind,
        "names": attribute.names,
        "facet": attribute.facet,
        "buckets": ", ".join(map(str, attribute.buckets)),
        **{f"places-{name}": count for name, count in empty.items()},
        **{f"values-{name}": count for name, count in empty.items()},
    }
    if value:
        fields |= {"values-TOTAL_FORMS": "1", "values-0-position": "9"}
        fields |= {f"values-0-{name}": text for name, text in value.items()}
    return fields


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"key": "tri"}, "sert déjà aux listes"),
        ({"buckets": "150; trois cents"}, "nombres entiers séparés par des virgules"),
        ({"buckets": "0, 10"}, "nombres entiers séparés par des virgules"),
    ],
)
def test_what_would_break_lists_is_refused(words, client, changed, sentence):
    cast.proven(client, cast.operator("moderation"))
    size = Attribute.objects.get(key="contenance")
    page = reverse("admin:catalog_attribute_change", args=[size.pk])
    answer = client.post(page, {**form_of(size, None), "unit": "ml", **changed})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    size.refresh_from_db()
    assert size.buckets == [150, 300, 1000]


def test_the_shipped_vocabulary_is_planted_once_and_what_was_changed_stays():
    shipped.plant()
    count = AttributeValue.objects.count()
    Attribute.objects.filter(key="couleur").update(label="Teinte")
    shipped.plant()
    assert Attribute.objects.get(key="couleur").label == "Teinte"
    assert AttributeValue.objects.count() == count


def test_a_sheet_that_lacks_what_its_category_requires_is_not_published(lune):
    jams = cast.category("Confitures")
    cast.attribute("Ingrédients", kind="text", where=jams, level="required", law="INCO, art. 14")
    cast.attribute("Allergènes", "Aucun", "Lait", where=jams, level="required")
    cast.attribute("Quantité nette", kind="number", unit="g", where=jams, level="required")

    def found(**content):
        within = screening.context([jams.pk])
        findings = screening.look(
            {"category_id": jams.pk, **content}, within, prices=[500], sizes={}
        )
        return {
            rules.sentence(each.kept()): each.severity
            for each in findings
            if each.rule == missing_attributes.RULE
        }

    assert found() == {
        "« Ingrédients » manque : cette catégorie le demande. INCO, art. 14": "block",
        "« Allergènes » manque : cette catégorie le demande. ": "block",
        "« Quantité nette » manque : cette catégorie le demande. ": "block",
    }
    told = {"Ingrédients": "Fraises, sucre", "Allergènes": "Voir l'étiquette"}
    assert found(attributes=told, axes=["Quantité nette"]) == {
        "« Allergènes » : « Voir l'étiquette » n'est pas compris.": "look",
    }
    assert not found(attributes={**told, "Allergènes": "aucun"}, axes=["Quantité nette"])
    AttributePlace.objects.update(level="recommended")
    vocabulary.forget()
    assert not found()


def test_the_goods_of_the_demo_say_what_their_categories_require():
    market = SimpleNamespace()
    tree.plant(market)
    shipped.plant()
    known = vocabulary.vocabulary()
    paths = dict(Category.objects.values_list("slug", "path"))
    silent = set()
    for goods in catalogue():
        path = paths[goods.category]
        named = [known.named(name, path) for name in [*goods.attributes, goods.axis]]
        keys = {attribute.key for attribute in named if attribute}
        silent |= {
            (goods.kind, key)
            for key, level in known.of(path).items()
            if level == "required" and key not in keys
        }
        for line in reading.read(goods.attributes, path, known):
            if line.attribute and line.attribute.kind in missing_attributes.READ:
                silent |= {(goods.kind, line.text)} if not reading.is_understood(line) else set()
    assert silent <= {
        ("book", "Reliure cousue"),
    }


def count_all():
    run, after = cast.NOON, 0
    while after is not None:
        after = unread.count(after=after, run=run)


@pytest.fixture
def mended(words, lune):
    """Sheets with words that nobody knows, counted."""
    cast.offer(lune, title="Nappe", attributes={"Matière": "Métis et lin"})
    cast.offer(lune, title="Torchon", attributes={"Matière": "métis", "Inconnue": "sans objet"})
    bowl = cast.offer(lune, title="Bol", attributes={"Matière": "Grès"})
    Product.objects.filter(pk=bowl.product_id).update(axes=["Couleur"])
    bowl.product.variants.create(label="Zinzolin", values=["Zinzolin"])
    count_all()
    return AttributeUnread.objects.in_bulk(field_name="pk")


def told():
    return {
        (row.attribute.label, row.shown): row.sheets
        for row in AttributeUnread.objects.select_related("attribute").filter(left_at=None)
    }


def test_words_nobody_knows_are_listed_once_with_their_count(mended):
    assert told() == {("Matière", "Métis"): 2, ("Couleur", "Zinzolin"): 1}
    Product.objects.filter(title="Nappe").update(attributes={})
    later = cast.NOON + timedelta(days=1)
    assert unread.count(after=unread.count(after=0, run=later), run=later) is None
    assert told() == {("Matière", "Métis"): 1, ("Couleur", "Zinzolin"): 1}


def test_they_are_decided_once_on_a_page(mended, client, django_capture_on_commit_callbacks):
    cast.proven(client, cast.operator("moderation"))
    linen = AttributeValue.objects.get(key="lin")
    cloth = AttributeUnread.objects.get(attribute=linen.attribute)
    colour = AttributeUnread.objects.exclude(pk=cloth.pk).get()
    page = reverse("admin:catalog_attributeunread_changelist")
    assert "Zinzolin" in client.get(page).content.decode()

    def press(row, verb, **data):
        address = reverse(f"admin:catalog_attributeunread_{verb}", args=[row.pk])
        assert client.get(address).status_code == 200
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, data)

    other = AttributeValue.objects.get(key="bleu")
    assert press(cloth, "adopter", value=other.pk).status_code == 200, "a colour is no material"
    press(cloth, "adopter", value=linen.pk)
    press(colour, "creer", label="Bleu")
    assert AttributeUnread.objects.filter(pk=colour.pk).exists(), "that value exists already"
    press(colour, "creer", label="Zinzolin", label_en="Zinzolin")

    assert said("Matière", "Métis").values == ("lin",)
    assert said("Couleur", "Zinzolin").is_plain
    count_all()
    assert not told()


def test_what_is_left_is_asked_about_no_more(mended):
    row = AttributeUnread.objects.order_by("pk").first()
    unread.leave(row, at=cast.NOON)
    unread.count(after=0, run=cast.NOON + timedelta(days=1))
    assert row.shown not in {shown for _name, shown in told()}


def test_attributes_removed_from_the_list_are_told_as_one_is(words, client, lune):
    shelf(lune)
    cast.proven(client, cast.operator("moderation"))
    matter = Attribute.objects.get(key="matiere")
    client.post(
        reverse("admin:catalog_attribute_changelist"),
        {"action": "delete_selected", "_selected_action": [matter.pk], "post": "yes"},
    )
    assert not Attribute.objects.filter(pk=matter.pk).exists()
    assert Pending.objects.filter(task=tasks.read_attributes.name).exists()
    assert Product.objects.get(title="Bol").attributes["Matière"] == "Grès émaillé"


def test_two_values_alike_are_told_at_the_second_of_them(words, client):
    cast.proven(client, cast.operator("moderation"))
    lamp = Attribute(label="Culot", key="culot", kind="choice", buckets=[], names="")
    twice = form_of(lamp, {"label": "E27", "key": "e27"}) | {
        "facet": "",
        "values-TOTAL_FORMS": "2",
        "values-1-label": "É27",
        "values-1-key": "autre",
        "values-1-position": "2",
    }
    page = reverse("admin:catalog_attribute_add")
    named = client.post(page, twice)
    addressed = client.post(page, twice | {"values-1-label": "B22", "values-1-key": "e27"})
    told = [
        answer.context["inline_admin_formsets"][0].formset.errors for answer in (named, addressed)
    ]
    assert "Deux valeurs portent le même nom" in told[0][1]["label"][0]
    assert "La ligne 1, « E27 », a déjà cette adresse" in told[1][1]["key"][0]
    assert not Attribute.objects.filter(key="culot").exists()


def test_words_of_one_value_are_no_other_value_and_a_new_one_comes_last(words, client):
    cast.proven(client, cast.operator("moderation"))
    neck = Attribute(label="Col", key="col", kind="choice", buckets=[], names="")
    lines = form_of(neck, {"label": "Bateau", "names": "=col bateau"}) | {
        "facet": "",
        "values-TOTAL_FORMS": "2",
        "values-1-position": "0",
    }
    page = reverse("admin:catalog_attribute_add")

    def told(label):
        answer = client.post(page, lines | {"values-1-label": label})
        return answer.context["inline_admin_formsets"][0].formset.errors[1]

    assert "est déjà un mot de la ligne 1, « Bateau »" in told("Col bateau")["label"][0]
    named = told("bateau  ")
    assert "Deux valeurs portent le même nom" in named["label"][0]
    assert "key" not in named, "nobody wrote an address"
    assert not Attribute.objects.filter(key="col").exists()

    client.post(page, lines | {"values-1-label": "Rond"})
    made = AttributeValue.objects.filter(attribute__key="col")
    assert [str(value) for value in made] == ["Bateau", "Rond"]


def test_deleting_an_attribute_says_what_is_lost_and_its_history_is_one(words, client, lune):
    cast.proven(client, cast.operator("moderation"))
    matter = Attribute.objects.get(key="matiere")
    sheet = cast.offer(lune, title="Bol nu").product
    AttributeLack.objects.create(product=sheet, attribute=matter)
    told = client.get(reverse("admin:catalog_attribute_delete", args=[matter.pk])).content.decode()
    assert "5 valeurs, avec leurs synonymes et leurs filtres." in told
    assert "Le rappel fait au vendeur de 1 fiche à laquelle elle manque." in told
    assert f"{sheet.pk} · {matter.pk}" not in told
    page = client.get(reverse("admin:catalog_attribute_change", args=[matter.pk])).content.decode()
    assert reverse("admin:catalog_attribute_history", args=[matter.pk]) not in page


def test_what_is_presumed_is_chosen_among_the_values_and_units_by_dimension(words, client):
    cast.proven(client, cast.operator("moderation"))
    matter = Attribute.objects.get(key="matiere")
    place = matter.places.get()
    page = reverse("admin:catalog_attribute_change", args=[matter.pk])
    shown = client.get(page)
    formset = shown.context["inline_admin_formsets"][1].formset
    assert ("gres", "Grès") in formset.forms[0].fields["presumed"].choices
    assert '<optgroup label="Masse">' in shown.content.decode()
    typed = form_of(matter, None) | {
        "facet": matter.facet if matter.facet is not None else "",
        "unit": "",
        "places-TOTAL_FORMS": "1",
        "places-INITIAL_FORMS": "1",
        "places-0-id": place.pk,
        "places-0-attribute": matter.pk,
        "places-0-category": place.category_id or "",
        "places-0-level": place.level,
        "places-0-position": place.position,
        "places-0-presumed": ["gres", "lin"],
    }
    assert client.post(page, typed).status_code == 302
    place.refresh_from_db()
    assert place.presumed == "gres, lin"


def test_unknown_words_are_counted_with_few_questions(words, lune, django_assert_max_num_queries):
    for number in range(12):
        cast.offer(lune, title=f"Nappe {number}", attributes={"Matière": f"Toile {number}"})
    unread.count(after=0, run=cast.NOON)
    with django_assert_max_num_queries(10):
        unread.count(after=0, run=cast.NOON + timedelta(days=1))
    assert len(told()) == 12


def test_all_that_is_shipped_of_attributes_has_english():
    silent = [
        (key, said.get("fr"))
        for key, told in shipped.definitions().items()
        for said in (told, *told.get("values", {}).values())
        if not said.get("en") or (said.get("help") and not said.get("help_en"))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("key", "french", "english"),
    [
        (
            "conservation",
            "Au réfrigérateur après ouverture, trois semaines",
            "In the refrigerator after opening, three weeks",
        ),
        (
            "conservation",
            "À l'abri de la lumière ; six mois après ouverture",
            "Away from light; six months after opening",
        ),
        (
            "precautions",
            "Usage externe. Éviter le contact avec les yeux.",
            "For external use only. Avoid contact with the eyes.",
        ),
        (
            "avertissements-jouet",
            "Attention ! Ne convient pas aux enfants de moins de 36 mois. Petites pièces.",
            "Warning! Not suitable for children under 36 months. Small parts.",
        ),
        (
            "ingredients",
            "Farine de blé, amandes 25 %, beurre, œufs",
            "Wheat flour, almonds 25%, butter, eggs",
        ),
        ("ingredients", "Farine de blé, poudre de perlimpinpin", ""),
        ("conservation", "Au réfrigérateur, loin du chat", ""),
    ],
)
def test_usual_sentences_are_told_in_english_or_not_at_all(key, french, english):
    assert labelling.english(key, french) == english


def test_the_demo_says_in_english_what_it_is_bound_to_say():
    """What stays French are names of people, addresses and free texts, marked as French."""
    bound = {*labelling.USUAL, labelling.INGREDIENTS, "couleur", "matiere"}
    silent = set()
    market = SimpleNamespace()
    tree.plant(market)
    shipped.plant()
    known = vocabulary.vocabulary()
    paths = dict(Category.objects.values_list("slug", "path"))
    with translation.override("en"):
        for goods in catalogue():
            for said in reading.read(goods.attributes, paths[goods.category], known):
                name, text = wording.of_line(said)
                if isinstance(name, wording.Foreign):
                    silent.add(said.name)
                key = said.attribute.key if said.attribute else ""
                if isinstance(text, wording.Foreign) and key in bound:
                    silent.add((said.name, said.text))
    assert silent == set()


def test_another_unit_is_saved_once_the_sheets_that_tell_it_were_counted(words, client, lune):
    for number in range(2):
        told = {"Contenance": "33 cl"}
        cast.offer(lune, title=f"Tasse {number}", attributes=told)
    cast.proven(client, cast.operator("moderation"))
    size = Attribute.objects.get(key="contenance")
    page = reverse("admin:catalog_attribute_change", args=[size.pk])
    typed = {**form_of(size, None), "unit": "cl"}

    asked = unescape(client.post(page, typed).content.decode())

    size.refresh_from_db()
    assert size.unit == "ml"
    assert re.search(r"Unité, .*→.* : 2 fiches en ligne disent cette valeur", asked)
    read = re.search(r'name="reach-read" value="([^"]+)"', asked)[1]
    assert client.post(page, {**typed, "reach-read": read}).status_code == 302
    size.refresh_from_db()
    assert size.unit == "cl"
