"""What answers a question, what only comes near, and what is never made of it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override

from catalog import search, seeds, tree
from catalog.models import Collection, Product, Synonym
from catalog.search import Query, nouns, words
from catalog.search.question import Question
from catalog.sheets import calling
from catalog.shop import collections, queries
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(lune):
    """Rugs, teapots, bowls, pullovers; a rose, and no dress."""
    home = cast.category("Maison", name_en="Home")
    places = {
        name: cast.category(name, parent=home, name_en=english)
        for name, english in (
            ("Tapis", "Rugs"),
            ("Théières", "Teapots"),
            ("Bols et coquetiers", "Bowls and egg cups"),
            ("Pulls et gilets", "Jumpers and cardigans"),
            ("Jouets en bois", "Wooden toys"),
            ("Sirops", "Syrups"),
        )
    }
    cast.attribute("Couleur", "Bleu|Blue", "Rouge|Red")
    cast.attribute("Forme", "Rond|Round", "Carré|Square")
    cast.attribute("Matière", "Bois|Wood", "Grès|Stoneware", "Laine|Wool")
    rows = (
        ("Tapis tissé Pyrène", "Tapis", {"Forme": "Carré", "Matière": "Laine"}, ""),
        ("Théière ronde", "Théières", {"Forme": "Rond"}, "Elle aime un tapis de table."),
        ("Bol du matin", "Bols et coquetiers", {"Couleur": "Bleu", "Matière": "Grès"}, ""),
        ("Bol du soir", "Bols et coquetiers", {"Couleur": "Rouge"}, "Un liseré bleu."),
        ("Pull marin", "Pulls et gilets", {"Couleur": "Rouge"}, ""),
        ("Camion", "Jouets en bois", {"Matière": "Bois", "Couleur": "Bleu"}, "Comme un pull."),
        ("Sirop de rose", "Sirops", {}, "Son chef le recommande."),
    )
    offers = [
        cast.offer(lune, title=title, category=places[place], attributes=told, description=text)
        for title, place, told, text in rows
    ]
    search.index([offer.product_id for offer in offers])
    search.index([])
    return places


def titles(text, **how):
    found = search.find(Query(text=text, **how), at=cast.NOON)
    named = Product.objects.in_bulk(found.ids)
    return [named[pk].title for pk in found.ids]


def near(text):
    asked = search.relaxed(Query(text=text))
    found = search.find(asked, at=cast.NOON)
    return sorted(Product.objects.in_bulk(found.ids)[pk].title for pk in found.ids)


@pytest.mark.parametrize(
    ("text", "answers", "nearby"),
    [
        ("tapis rond", [], ["Tapis tissé Pyrène"]),
        ("tapis laine", ["Tapis tissé Pyrène"], None),
        ("théière ronde", ["Théière ronde"], None),
        ("bol bleu", ["Bol du matin"], None),
        ("bol rouge", ["Bol du soir"], None),
        ("pull bleu", [], ["Pull marin"]),
        ("pull rouge", ["Pull marin"], None),
        ("robe rouge", [], []),
        ("robe", [], []),
        ("jouet bois", ["Camion"], None),
        ("blue bowl", ["Bol du matin"], None),
        ("round rug", [], ["Tapis tissé Pyrène"]),
        ("bol pas cher", ["Bol du soir", "Bol du matin"], None),
        ("bol liseré", ["Bol du soir"], None),
        ("recommande", ["Sirop de rose"], None),
        ("pas cher", [], []),
        ("cadeau", [], []),
    ],
)
def test_every_word_counts_and_an_adjective_is_no_answer(market, text, answers, nearby):
    assert sorted(titles(text)) == sorted(answers)
    assert nearby is None or near(text) == nearby


@pytest.mark.parametrize(
    ("text", "named", "tells"),
    [
        ("tapis rond", ["tapis"], True),
        ("round rug", ["rug"], True),
        ("jouet en bois", ["jouet"], True),
        ("rouge bleu", ["roug", "bleu"], False),
        ("lanterne", ["lantern"], False),
    ],
)
def test_the_words_that_name_a_thing_are_told_from_those_that_tell_of_it(
    market, text, named, tells
):
    groups, has_others = nouns.of(text)
    assert [set(group) & {name} for group, name in zip(groups, named, strict=True)] == [
        {name} for name in named
    ]
    assert has_others == tells


@pytest.mark.parametrize(
    "text",
    ["robe", "robes", "cher", "pas cher", "cadeau", "rond", "bleu", "wood", "jouets", "post"],
)
def test_a_word_that_is_one_is_never_made_another(market, text):
    assert search.mend(text) == ""


def test_a_correction_is_said_with_a_way_back(client, market):
    page = client.get(reverse("shop-search"), {"q": "teyière"}).content.decode()
    assert "Résultats pour « théière »" in page
    assert 'href="?q=teyi%C3%A8re&amp;tel=1"' in page
    assert "Chercher plutôt « teyière »" in page

    page = client.get(reverse("shop-search"), {"q": "teyière", "tel": "1"}).content.decode()
    assert "Rien pour « teyière »" in page
    assert ">théière</a>" in page, "to choose from"


def test_a_word_is_mended_to_what_goods_are_called_before_a_shop(client, brun):
    chips = cast.seller(name="Petit Copeau")
    toys, knives = (cast.category(name) for name in ("Jouets en bois", "Couteaux"))
    for number in range(3):
        toy = cast.offer(chips, title=f"Toupie {number}", category=toys)
        search.index([toy.product_id])
    knife = cast.offer(brun, title="Couteau pliant Vernois", category=knives)
    search.index([knife.product_id])
    call_command("reindex")

    page = client.get(reverse("shop-search"), {"q": "coteau"}).content.decode()

    assert "Résultats pour « couteau" in page
    assert "Chercher plutôt « coteau »" in page
    assert "Couteau pliant Vernois" in page
    assert "Toupie" not in page
    assert search.mend("copeua") == "copeau", "a shop's name is mended where nothing else is meant"


@pytest.mark.parametrize("text", ["dress", "blue dress", "robe", "sofa"])
def test_what_is_told_of_another_thing_sells_none(client, lune, market, text):
    words = {"description_en": "Unlit, it still dresses the room, blue on the sofa, like a dress."}
    lamp = cast.offer(
        lune,
        title="Suspension",
        description="Une robe bleue.",
        category=market["Bols et coquetiers"],
    )
    Product.objects.filter(pk=lamp.product_id).update(**words)
    search.index([lamp.product_id])
    page = client.get(reverse("shop-search"), {"q": text}).content.decode()
    assert f"Rien pour « {text} »" in page
    assert near(text) == []


def test_every_misspelt_word_is_put_right_and_what_is_proposed_finds_something(market):
    assert search.near_words("tapi rnd")[0] == "tapis rond"
    for text in ("tapi rnd", "bol rond", "teire rnde", "pul rouj"):
        for sentence in search.near_words(text):
            assert titles(sentence) or near(sentence), sentence


def test_a_shop_whose_name_is_begun_comes_first(client, market, lune):
    def order(text):
        page = client.get(reverse("shop-suggestions"), {"q": text}).content.decode()
        return [part.split('"')[0] for part in page.split('id="')[1:] if "-1" in part[:12]]

    assert order("atelier lu")[0] == "boutique-1"
    assert order("bol")[0] == "mot-1"


def test_where_nothing_begins_so_the_nearest_words_are_offered(client, market):
    page = client.get(reverse("shop-suggestions"), {"q": "theyere"}).content.decode()
    assert "<span>théière</span>" in page
    page = client.get(reverse("shop-suggestions"), {"q": "xqzwv"}).content.decode()
    assert "<span>" not in page


def test_what_nobody_sells_is_said_with_what_is_written_alike(client, market):
    page = client.get(reverse("shop-search"), {"q": "robe"}).content.decode()
    assert "Rien pour « robe »" in page
    assert "Résultats pour" not in page
    assert '<a class="chip" href="?q=rose">rose</a>' in page
    assert "Prévenez-moi" in page or "alerte" in page


def test_completions_stand_in_the_order_of_what_is_typed(market, lune):
    place = market["Bols et coquetiers"]
    for title, sold in (("Grand bol", 90), ("Bol", 0), ("Coquetier", 500)):
        made = cast.offer(lune, title=title, category=place).product
        Product.objects.filter(pk=made.pk).update(sales_count=sold)
        search.index([made.pk])
    found = queries.completed(Question(prefix="bol"), text="bol", most=6)
    named = Product.objects.in_bulk(found.product_ids)
    shown = [named[pk].title for pk in found.product_ids]
    assert shown[0] == "Bol"
    assert set(shown[1:3]) == {"Bol du matin", "Bol du soir"}
    assert shown[3:] == ["Grand bol"]  # no egg cup: the name of its category says both
    assert found.words[0] == "bol"


def test_an_english_reader_is_completed_in_english(market):
    with override("en"):
        assert queries.completed(Question(prefix="bo"), text="bo").words[0] == "bowls"
        assert queries.completed(Question(prefix="re"), text="re").words[0] == "red"
        assert [place.name_en for place in queries.places_like(["bow"])] == ["Bowls and egg cups"]
    with override("fr"):
        assert queries.completed(Question(prefix="bo"), text="bo").words[0] in ("bol", "bois")


@pytest.mark.parametrize(
    "text", ["bols", "bol", "coquetier", "bowl", "egg cups", "maison bol", "home bowls", "jatte"]
)
def test_a_category_is_found_by_all_that_it_is_called(market, text):
    Synonym.objects.create(words="bol, jatte")
    words.forget_synonyms()
    assert calling.holding(text) == [market["Bols et coquetiers"].pk]


def test_a_seller_and_the_console_find_a_category_so(client, market, lune):
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-product-new")).content.decode()
    assert any("bowl" in part.split(">")[0] for part in page.split("data-also=")[1:])
    client.force_login(cast.operator("moderation"))
    page = client.get(reverse("admin:catalog_category_changelist"), {"q": "home bowls"})
    assert "Bols et coquetiers" in page.content.decode()


def test_of_a_name_of_two_things_a_sheet_bears_its_own():
    ware = cast.category("Théières et cafetières", name_en="Tea and coffee ware")
    pots = cast.category("Théières", parent=ware, name_en="Teapots")
    makers = cast.category("Cafetières", parent=ware, name_en="Coffee makers")
    filters = cast.category("Filtres", parent=ware, name_en="Filters")
    bowls = cast.category("Bols et coquetiers", name_en="Bowls and egg cups")
    rows = {
        title: cast.offer(title=title, category=place)
        for title, place in {
            "Petite théière": pots,
            "Italienne six tasses": makers,
            "Filtre en coton": filters,
            "Bol à oreilles": bowls,
            "Duo de coquetiers": bowls,
            "Jatte du matin": bowls,
        }.items()
    }
    search.index([row.product_id for row in rows.values()])

    def found(text):
        keys = search.find(Query(text=text), at=cast.NOON).ids
        return {title for title, row in rows.items() if row.product_id in keys}

    assert found("théière") == {"Petite théière"}
    assert found("cafetière") == {"Italienne six tasses"}
    assert found("teapot") == {"Petite théière"}
    assert found("bol") == {"Bol à oreilles", "Jatte du matin"}
    assert found("coquetier") == {"Duo de coquetiers", "Jatte du matin"}
    assert found("egg cup") == {"Duo de coquetiers", "Jatte du matin"}


@pytest.fixture
def bazaar(lune):
    """A trade whose words a visitor hears, runs together and mistakes for those of a range."""
    home = cast.category("Maison et table", name_en="Home and table")
    food = cast.category("Épicerie", name_en="Food")
    cast.attribute("Couleur", "Noir|Black", "Chocolat|Chocolate", "Blanc|White")
    rows = (
        ("Théière ronde", cast.category("Théières", parent=home), {}, ""),
        ("Couteau Vieux Thiers", cast.category("Couteaux", parent=home), {}, ""),
        ("Planche à découper", cast.category("Planches", parent=home), {}, ""),
        ("Vase en porcelaine", cast.category("Vases", parent=home), {"Couleur": "Blanc"}, ""),
        ("T-shirt épais", cast.category("T-shirts", parent=home), {}, ""),
        ("Pull marin", cast.category("Pulls", parent=home), {}, ""),
        ("Savon d'Alep", cast.category("Savons", parent=home), {}, "Du savon noir."),
        ("Tablette Nive", cast.category("Chocolats", parent=food), {}, ""),
        (
            "Sac à main",
            cast.category("Sacs à main", parent=home),
            {"Couleur": ["Noir", "Chocolat"]},
            "",
        ),
    )
    offers = [
        cast.offer(lune, title=title, category=place, attributes=told, description=text)
        for title, place, told, text in rows
    ]
    seeds.plant()
    words.forget_synonyms()
    search.index([offer.product_id for offer in offers])
    return {offer.product.title: offer.product for offer in offers}


def shown(client, text):
    page = client.get(reverse("shop-search"), {"q": text}).context
    return [card.title for card in page["cards"]]


def test_a_visitor_who_mistypes_finds_what_the_goods_are_called(client, bazaar):
    for text, title in (
        ("thière", "Théière ronde"),  # the ending of Thiers, and none of its knives
        ("téyère", "Théière ronde"),
        ("couto", "Couteau Vieux Thiers"),
        ("coutaux", "Couteau Vieux Thiers"),
        ("porcelene", "Vase en porcelaine"),
        ("vaze", "Vase en porcelaine"),
        ("savonette", "Savon d'Alep"),
        ("savont", "Savon d'Alep"),
        ("pulovers", "Pull marin"),
        ("sweater", "Pull marin"),
        ("tshirt", "T-shirt épais"),
        ("tshirts", "T-shirt épais"),
        ("tee-shirt", "T-shirt épais"),
        ("teeshirt", "T-shirt épais"),
        ("sacamain", "Sac à main"),
        ("plancheadecouper", "Planche à découper"),
        ("plan che", "Planche à découper"),
    ):
        assert shown(client, text)[:1] == [title], text


def test_a_wide_word_finds_its_kinds_and_a_kind_no_other(client, bazaar, lune):
    kids = cast.category("T-shirts enfant", name_en="Kids' T-shirts")
    organic = cast.offer(lune, title="Hochet biologique", category=cast.category("Jouets")).product
    shirt = cast.offer(lune, title="Marinière", category=kids).product
    tree.forget()
    search.index([organic.pk, shirt.pk])
    for text in ("bio", "organic"):
        assert titles(text) == ["Hochet biologique"], text
    assert titles("céramique") == titles("pottery") == ["Vase en porcelaine"]
    assert titles("faïence") == [], "earthenware is ceramics, and no porcelain"
    assert calling.holding("assiette") == []

    page = client.get(reverse("shop-search"), {"q": "tee shirt"}).context
    assert {card.title for card in page["cards"]} == {"T-shirt épais", "Marinière"}
    assert [place.name for place in page["near"]] == ["T-shirts", "T-shirts enfant"]
    assert shown(client, "t shirt")[:1] == ["T-shirt épais"]


def test_a_plural_that_english_makes_its_own_way_is_no_other_word(client, bazaar):
    knives = cast.category("Lames", name_en="Knives")
    tree.forget()
    search.index([cast.offer(title="Lame douce", category=knives).product_id])
    found = search.find(Query(text="knife"), at=cast.NOON)
    assert (found.total, found.is_near) == (1, False)


def test_the_noun_leads_and_its_colour_follows(client, bazaar):
    assert titles("chocolat") == ["Tablette Nive"]
    for text in ("chocolat noir", "chocolat noir (70)", "dark chocolate"):
        assert shown(client, text) == ["Tablette Nive"], text
    assert titles("savon noir") == ["Savon d'Alep"]
    assert titles("sac chocolat") == titles("sac noir") == ["Sac à main"]
    assert titles("noir") == ["Sac à main"]

    Product.objects.filter(pk=bazaar["Tablette Nive"].pk).update(is_sellable=False)
    assert titles("chocolat") == ["Sac à main"], "where nobody sells the thing, its colour answers"


def test_what_the_whole_aisle_is_called_names_no_goods(bazaar, lune):
    napkin = cast.offer(lune, title="Serviette de table").product
    search.index([napkin.pk])
    assert titles("table") == ["Serviette de table"], "and not all that lies in « Maison et table »"
    assert nouns.lead("maison chocolat") == nouns.lead("chocolat")


@pytest.mark.parametrize(
    ("language", "text", "leads"),
    [
        ("fr", "tapis bol", "tapis"),
        ("en", "bowl rug", "rug"),
        ("fr", "bowl rug", "rug"),
        ("fr", "bleu rond", ""),
    ],
)
def test_the_noun_that_leads_is_the_first_in_french_and_the_last_in_english(
    market, language, text, leads
):
    with override(language):
        assert (words.forms(leads)[0] if leads else "") in (nouns.lead(text) or ("",))


def test_all_that_is_suggested_finds_something(client, bazaar, lune):
    rugs = cast.category("Tapis", name_en="Rugs")
    flat, gone = (
        cast.offer(lune, title=title, category=rugs, attributes={"Couleur": "Blanc"}).product
        for title in ("Tapis tissé", "Tapis rond")
    )
    search.index([flat.pk, gone.pk])
    Product.objects.filter(pk=gone.pk).update(is_sellable=False)

    for text in ("tapis ro", "tapis rnd", "tapi", "ta", "choc", "noir ch", "noir s", "blanc ta"):
        page = client.get(reverse("shop-suggestions"), {"q": text}).context
        for sentence in page["words"]:
            assert titles(sentence), f"{text}: {sentence}"
        assert "tapis rond" not in page["words"]
        assert "noir chocolat" not in page["words"], "the only black thing is a bag"


def begun(client, text, **how):
    page = client.get(reverse("shop-suggestions"), {"q": text}, **how).context
    return {
        "words": page["words"],
        "places": [place.label for place in page["places"]],
        "products": [card.title for card in page["products"]],
        "shops": [shop.name for shop in page["shops"]],
    }


def test_what_is_suggested_is_led_by_the_noun_as_the_results_are(client, bazaar):
    for text in ("choc", "choco", "chocolat", "chocolat noir", "chocolat en barre"):
        assert begun(client, text)["products"] == ["Tablette Nive"], text
    assert shown(client, "choco") == ["Tablette Nive"], "the beginning of a word is no other word"
    assert begun(client, "thiere") == {
        "words": ["théière"],
        "places": ["Théières"],
        "products": ["Théière ronde"],
        "shops": [],
    }
    assert begun(client, "robe")["products"] == [], "what is only written alike is to choose from"
    assert begun(client, "sac à mai")["words"][:1] == ["sac à main"]


def test_no_category_without_goods_is_a_step_to_take(client, bazaar):
    yoga = cast.category("Yoga et détente")
    tree.forget()
    assert begun(client, "yoga")["places"] == []
    page = client.get(reverse("shop-search"), {"q": "yoga"}).context
    assert page["near"] == []

    search.index([cast.offer(title="Tapis de sol", category=yoga).product_id])
    assert begun(client, "yoga")["places"] == ["Yoga et détente"]
    page = client.get(reverse("shop-search"), {"q": "yogga"}).context
    assert [place.name for place in page["near"]] == ["Yoga et détente"], (
        "put right, it has its own"
    )


def test_a_shop_is_named_by_the_beginning_of_a_word(client, market):
    for name in ("Moulin de Sanilhac", "Les Lins d'Émile", "Maison Lindor"):
        cast.seller(name=name)
    assert sorted(begun(client, "lin")["shops"]) == ["Les Lins d'Émile", "Maison Lindor"]
    assert begun(client, "Émile")["shops"] == ["Les Lins d'Émile"]


def test_who_asks_for_a_present_finds_what_is_made_to_be_given(client, bazaar):
    assert shown(client, "cadeau noël") == [], "no collection is made to be given"
    collections.changed()
    to_give = Collection.objects.create(
        slug="a-offrir", name="À offrir", by="rule", state="open", created_at=cast.NOON
    )
    collections.changed()
    for text in ("cadeau", "cadeaux", "cadeau noel", "cadeau noël pour elle", "christmas gift"):
        page = client.get(reverse("shop-search"), {"q": text})
        assert set(bazaar) == {card.title for card in page.context["cards"]}, text
        assert f'href="{collections.path(to_give)}"' in page.content.decode()
    assert shown(client, "cadeau théière") == ["Théière ronde"]
    suggested = client.get(reverse("shop-suggestions"), {"q": "cadeau"}).content.decode()
    assert f'href="{collections.path(to_give)}"' in suggested


@pytest.fixture
def trade(lune):
    """Goods whose words tell of other goods, with the vocabulary of the house."""
    seeds.plant()
    words.forget_synonyms()
    rows = (
        ("Déodorant crème", ("Visage et corps", "Face and body"), {}, "Cream deodorant", ""),
        ("Sérum visage", ("Visage et corps", "Face and body"), {}, "", ""),
        (
            "Assiette à dessert",
            ("Assiettes et plats", "Plates and dishes"),
            {},
            "Dessert plate",
            "",
        ),
        ("Assiette plate", ("Assiettes et plats", "Plates and dishes"), {}, "Dinner plate", ""),
        ("Lunettes de lecture", ("Lunettes", ""), {"Matière": "Acétate de coton"}, "", ""),
        ("Torchon", ("Linge", ""), {"Matière": "Coton gaufré"}, "", "Posé dessous, au plat."),
        ("Tablier", ("Linge", ""), {"Matière": "Jean recyclé"}, "", ""),
        ("Sirop de la Saint-Jean", ("Sirops", ""), {}, "", ""),
        ("Carte double", ("Cartes et calendriers", ""), {}, "", ""),
        ("Savon doux", ("Savons", ""), {}, "", ""),
        ("Miel de lavande", ("Miels", ""), {}, "", ""),
        ("Pot émaillé", ("Pots", ""), {}, "", ""),
        ("Lot de bols", ("Bols", ""), {}, "Set of four bowls", "Il laisse une trace."),
        ("Verre à vin", ("Verres", ""), {}, "", ""),
        ("Baskets", ("Chaussures", "Shoes"), {}, "", ""),
    )
    places: dict = {}
    for _title, (name, english), *_more in rows:
        places[name] = places.get(name) or cast.category(name, name_en=english)
    tree.forget()
    keys = []
    for title, (name, _en), told, english, text in rows:
        offer = cast.offer(
            lune, title=title, category=places[name], attributes=told, description=text
        )
        Product.objects.filter(pk=offer.product_id).update(title_en=english)
        keys.append(offer.product_id)
    search.index(keys)
    return places


def test_shipped_synonyms_reach_an_older_house_and_what_its_operator_chose_stays(client):
    shipped = import_module("catalog.migrations.0044_shipped_synonyms")
    first, second, third, fourth = shipped.BATCHES
    assert {*first, *second, *third, *fourth} >= {*seeds.SYNONYMS}, (
        "a new line reaches existing houses by a migration"
    )

    def standing():
        return {*Synonym.objects.values_list("words", flat=True)}

    shipped.bring(apps, None)
    assert standing() == set(), "a fresh house is planted, not brought"

    # the house of before the third batch: a line less, one of its own, one that it changed
    mine = {"plaid, couverture, jeté", "affiche, estampe"}
    Synonym.objects.bulk_create([Synonym(words=line) for line in {*first[1:], *second[2:], *mine}])
    gone = Synonym.objects.create(words=fourth[1])
    client.force_login(cast.operator("editorial"))
    url = reverse("admin:catalog_synonym_delete", args=[gone.pk])
    assert client.post(url, {"post": "yes"}).status_code == 302

    shipped.bring(apps, None)

    ours = {*third, *fourth} - {"plaid, couverture", fourth[1]}
    assert standing() == {*first[1:], *second[2:], *mine, *ours}
    shipped.bring(apps, None)
    assert standing() == {*first[1:], *second[2:], *mine, *ours}, "twice brings nothing more"


@pytest.mark.parametrize(
    ("text", "answers", "nearby"),
    [
        # the word before « de », « à » or a verb's own word says what the thing is
        ("dessous de plat", [], []),
        ("dessous-de-plat", [], []),
        ("boîte à miel", [], []),
        ("porte savon", [], []),
        ("porte-savon", [], []),
        ("sous-verre", [], []),
        ("sous verre", [], []),
        ("pot de miel", [], ["Miel de lavande"]),  # it packs what is meant
        ("lot de torchons", [], ["Lot de bols", "Torchon"]),
        # a colour or a stuff is not the thing that is called so
        ("creme visage", [], ["Déodorant crème", "Sérum visage"]),
        ("coton", ["Tablier", "Torchon"], None),
        ("acétate", ["Lunettes de lecture"], None),
        # a name that is one word, and English words that are others in French
        ("saint jean", ["Sirop de la Saint-Jean"], None),
        ("assiettes plates", ["Assiette plate"], None),
        ("four", [], []),
        # what only tells of another thing in its description is not near either
        ("laisse chien", [], []),
    ],
)
def test_a_word_that_is_bound_to_another_names_no_thing(trade, text, answers, nearby):
    assert sorted(titles(text)) == sorted(answers)
    if nearby is not None:
        assert near(text) == sorted(nearby)


def test_a_stuff_that_is_asked_for_as_goods_only_comes_near(client, trade):
    found = search.find(Query(text="jean"), at=cast.NOON)
    assert (titles("jean"), found.is_near) == (["Tablier"], True)
    page = client.get(reverse("shop-search"), {"q": "creme visage"}).context
    assert page["help"]["relaxed"]
    assert shown(client, "creme visage")[0] == "Sérum visage"
    assert shown(client, "range couverts") == [], "no verb of such a word is put right"


def test_an_english_word_is_found_by_who_reads_english(trade):
    with override("en"):
        assert sorted(titles("plates")) == ["Assiette plate", "Assiette à dessert"]
        assert titles("four bowls") == ["Lot de bols"]
        assert "Sérum visage" in near("face cream")
        assert titles("face cream") == []


@pytest.fixture
def fair(lune):
    """Goods whose names hold the name of another thing: bound to it, as a range, as an aisle."""
    seeds.plant()
    words.forget_synonyms()
    aisles = {
        name: cast.category(name, name_en=english)
        for name, english in (
            ("Table et cuisine", "Table and kitchen"),
            ("Beauté", "Beauty"),
            ("Mode", "Fashion"),
            ("Épicerie", "Food"),
            ("Sport", "Sport"),
        )
    }
    rows = (
        ("Crème de cassis d'été", "Épicerie", "Liqueurs", "Liqueurs", "", ""),
        ("Sirop Tante Lucie", "Épicerie", "Sirops", "Syrups", "", ""),
        ("Déodorant crème", "Beauté", "Visage et corps", "Face and body", "", ""),
        ("Brosse à ongles", "Beauté", "Brosses et rasage", "Brushes and shaving", "", ""),
        ("Peigne Belle mine", "Beauté", "Brosses et rasage", "", "", "Des dents rondes."),
        ("Sac à main Dourbie", "Mode", "Sacs à main", "Handbags", "", ""),
        ("Serviette de table", "Table et cuisine", "Linge de table", "Table linen", "", ""),
        (
            "Lampe à poser",
            "Table et cuisine",
            "Lampes à poser",
            "Table lamps",
            "Table lamp",
            "Basse.",
        ),
        ("Casque audio", "Sport", "Casques et enceintes", "Headphones", "", ""),
        ("Casque urbain Petit plateau", "Sport", "Vélo", "Bicycle", "", ""),
    )
    places: dict = {}
    keys = []
    for title, aisle, name, english, title_en, text in rows:
        above = aisles[aisle]
        places[name] = places.get(name) or cast.category(name, parent=above, name_en=english)
        tree.forget()
        offer = cast.offer(lune, title=title, category=places[name], description=text)
        Product.objects.filter(pk=offer.product_id).update(title_en=title_en)
        keys.append(offer.product_id)
    search.index(keys)
    call_command("reindex")
    return places


@pytest.mark.parametrize(
    ("text", "answers", "places"),
    [
        # a cream for hands lies where hands are told of, and no liqueur does
        ("crème mains", [], []),
        # a range that sounds so is another word
        ("tente", [], []),
        # what a thing stands on, and what lies in an aisle of that name, is no table
        ("table basse", [], ["Table et cuisine"]),
        ("table", ["Lampe à poser", "Serviette de table"], ["Table et cuisine"]),
        ("plateau", [], []),
        ("chaussons", [], []),
        # a comb lies among brushes, and is no brush for teeth
        ("brosse à dents", ["Brosse à ongles"], ["Brosses et rasage"]),
        ("brosse", ["Brosse à ongles", "Peigne Belle mine"], ["Brosses et rasage"]),
        ("casque", ["Casque audio", "Casque urbain Petit plateau"], ["Casques et enceintes"]),
        ("petit plateau", ["Casque urbain Petit plateau"], []),
    ],
)
def test_the_name_of_another_thing_is_not_the_thing(client, fair, text, answers, places):
    page = client.get(reverse("shop-search"), {"q": text})
    assert sorted(card.title for card in page.context["cards"]) == answers
    assert [place.name for place in page.context["near"]] == places
    assert "corrigé l'orthographe" not in page.content.decode()
    if text == "table":
        assert page.context["results"].is_near


def test_a_present_for_somebody_is_a_present(client, fair):
    assert shown(client, "cadeau homme") == []
    Collection.objects.create(
        slug="a-offrir", name="À offrir", by="rule", state="open", created_at=cast.NOON
    )
    collections.changed()
    page = client.get(reverse("shop-search"), {"q": "cadeau homme"})
    assert len(page.context["cards"]) > 5
    assert "Idées cadeaux" in page.content.decode()
    assert shown(client, "cadeau casque") != shown(client, "cadeau"), "what is named is shown"


def test_what_nobody_sells_leads_to_what_it_is_a_kind_of(client, trade):
    page = client.get(reverse("shop-search"), {"q": "chaussons"}).context
    assert (page["results"].total, [place.name for place in page["near"]]) == (0, ["Chaussures"])
    assert sorted(begun(client, "coton")["products"]) == ["Tablier", "Torchon"]


def test_a_gift_card_is_no_card_to_write_on(client, trade):
    for text in ("carte cadeau", "cartes-cadeaux", "bon d'achat", "gift card"):
        assert shown(client, text) == [], text
        assert not any(begun(client, text).values()), text
    assert shown(client, "carte") == ["Carte double"]
    Collection.objects.create(
        slug="a-offrir", name="À offrir", by="rule", state="open", created_at=cast.NOON
    )
    collections.changed()
    page = client.get(reverse("shop-search"), {"q": "carte cadeau"})
    assert "Nous ne vendons pas de carte cadeau" in page.content.decode()
    assert len(page.context["cards"]) > 1
