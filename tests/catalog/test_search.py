"""Search: words as the French write them, filters with true counts, odd questions, typing
errors.
"""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.core.management import call_command
from django.urls import reverse

from catalog import search, seeds
from catalog.models import Brand, Photo, Product, SearchEntry, Synonym, Term, Word
from catalog.search import Query, words
from catalog.search.question import Question
from catalog.shop import coloured, filters, queries
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(lune, brun):
    """A few sheets whose words differ."""
    table = cast.category("Vaisselle", name_en="Tableware")
    bags = cast.category("Maroquinerie")
    brand = Brand.objects.create(name="Œuvre Bleue", slug="oeuvre-bleue")
    cast.attribute("Couleur", "Blanc", "Bleu", "Beige")
    cast.attribute("Matière", "Grès", "Faïence", "Cuir")
    sheets = {
        "teapot": cast.offer(
            lune,
            title="Théière en grès émaillé",
            category=table,
            price_cents=5400,
            attributes={"Couleur": "Bleu", "Matière": "Grès"},
        ),
        "bowls": cast.offer(
            lune,
            title="Bols brodés de l'atelier",
            category=table,
            price_cents=1800,
            attributes={"Couleur": ["Blanc", "Bleu"], "Matière": "Grès"},
        ),
        "plate": cast.offer(
            brun,
            title="Assiette creuse",
            category=table,
            price_cents=2200,
            stock=0,
            description="S'accorde avec une théière.",
            attributes={"Couleur": "Blanc", "Matière": "Faïence"},
        ),
        "bag": cast.offer(
            brun,
            title="Sac cabas",
            category=bags,
            price_cents=12000,
            brand=brand,
            attributes={"Couleur": "Bleu", "Matière": "Cuir"},
        ),
    }
    search.index([offer.product_id for offer in sheets.values()])
    return {name: offer.product for name, offer in sheets.items()}


def ask(**query):
    return search.find(Query(**query), at=cast.NOON)


def titles(**query):
    found = Product.objects.in_bulk(ask(**query).ids)
    return [found[pk].title for pk in ask(**query).ids]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bols", "bol"),
        ("théière", "theiere"),
        ("théières", "theiere"),
        ("brodée", "brodes"),
        ("œuvre", "oeuvres"),
        ("chaussures", "chaussure"),
        ("chevaux", "cheval"),
        ("imprimée", "imprimé"),
        ("dorées", "doré"),
        ("émaillés", "emaille"),
        ("cuillère", "cuillères"),
    ],
)
def test_a_word_meets_its_family(one, other):
    assert set(words.forms(one)) & set(words.forms(other))


@pytest.mark.parametrize(
    "text",
    ["théière", "THEIERE", "théières grès", "theiere emaillée", "la théière de l'atelier lune"],
)
def test_accents_case_number_and_little_words_do_not_matter(shelf, text):
    assert shelf["teapot"].pk in ask(text=text).ids


def test_apostrophes_and_ligatures(shelf):
    assert titles(text="l’atelier brodés") == ["Bols brodés de l'atelier"]
    assert titles(text="oeuvre bleue") == titles(text="Œuvre bleue") == ["Sac cabas"]


def test_a_word_in_the_description_alone_counts_where_nobody_has_it_in_the_title(shelf):
    assert titles(text="theiere") == ["Théière en grès émaillé"]
    assert titles(text="theiere", sort="prix") == ["Théière en grès émaillé"]
    assert titles(text="s'accorde") == ["Assiette creuse"]
    assert titles(text="theiere cuir", any_word=True) == ["Théière en grès émaillé"]


def test_filters_do_not_promise_what_the_list_leaves_out(shelf):
    found = ask(text="theiere", chosen={"couleur": ("bleu",)})
    colours = {c.value: c.count for f in found.facets if f.kind == "couleur" for c in f.choices}
    assert colours.get("blanc", 0) == 0, "the plate has the word in its description alone"


def test_category_brand_seller_and_characteristics_are_searched_too(shelf):
    assert set(titles(text="vaisselle")) == {
        "Théière en grès émaillé",
        "Bols brodés de l'atelier",
        "Assiette creuse",
    }
    assert titles(text="tableware faïence") == ["Assiette creuse"]
    assert set(titles(text="maison brun")) == {"Assiette creuse", "Sac cabas"}


def test_all_the_words_must_be_there(shelf):
    assert titles(text="théière cuir") == []


def test_synonyms_of_the_operator(shelf):
    assert titles(text="besace") == []
    Synonym.objects.create(words="besace, cabas")
    words.forget_synonyms()
    assert titles(text="besace") == ["Sac cabas"]


def test_a_fruit_finds_its_tree_until_the_operator_parts_them(lune):
    seeds.plant()
    words.forget_synonyms()
    goods = [cast.offer(lune, title=title) for title in ("Bougie Figuier", "Petit rosier")]
    search.index([offer.product_id for offer in goods])
    assert titles(text="figue") == titles(text="figues") == ["Bougie Figuier"]
    assert titles(text="rose") == [], "a colour finds no bush"

    Synonym.objects.get(words="figue, figuier").delete()
    seeds.plant()
    words.forget_synonyms()
    assert titles(text="figue") == []


def test_a_word_is_completed_once_and_what_is_sold_out_comes_last(lune):
    goods = [
        cast.offer(lune, title=title, stock=stock)
        for title, stock in (("Bougeoir", 0), ("Deux bougeoirs", 3), ("Bougeoir haut", 3))
    ]
    search.index([offer.product_id for offer in goods])

    found = queries.completed(Question(prefix="bougeo"), text="bougeo")

    assert len(found.words) == 1
    named = Product.objects.in_bulk(found.product_ids)
    shown = [named[pk].title for pk in found.product_ids]
    assert shown == ["Bougeoir haut", "Deux bougeoirs", "Bougeoir"]


def test_no_filter_is_offered_that_leaves_nothing_unless_it_was_chosen(client, shelf):
    page = client.get(reverse("shop-search"), {"q": "théière"}).content.decode()
    assert "4 étoiles et plus" not in page
    assert 'name="stock"' in page
    page = client.get(reverse("shop-search"), {"q": "théière", "note": "4"}).content.decode()
    assert 'name="note" value="4" checked' in page


def test_facets_count_what_each_choice_would_leave(shelf):
    facets = {
        facet.kind: {c.value: c.count for c in facet.choices}
        for facet in ask(path=shelf["plate"].category_path).facets
    }
    assert facets["couleur"] == {"bleu": 2, "blanc": 2}
    assert facets["matiere"] == {"gres": 2, "faience": 1}
    assert facets["vendeur"] == {"lune-boutique": 2, "brun-boutique": 1}


def test_a_chosen_facet_still_tells_what_its_other_values_would_add(shelf):
    path = shelf["plate"].category_path
    answer = ask(path=path, chosen={"couleur": ("bleu",), "matiere": ("gres",)})
    facets = {
        facet.kind: {c.value: (c.count, c.chosen) for c in facet.choices} for facet in answer.facets
    }
    assert answer.total == 2
    assert facets["couleur"] == {"bleu": (2, True), "blanc": (1, False)}
    assert facets["matiere"] == {"gres": (2, True)}
    both = ask(path=path, chosen={"couleur": ("bleu", "blanc")})
    assert both.total == 3


def facets_of(**query) -> dict[str, dict[str, int]]:
    return {facet.kind: {c.label: c.count for c in facet.choices} for facet in ask(**query).facets}


def mugs(seller, *, count=2, **values):
    """Some mugs of a seller, on the search's shelf."""
    offers = [cast.offer(seller, title=f"Gobelet {number}", **values) for number in range(count)]
    search.index([offer.product_id for offer in offers])


def test_a_filter_that_every_sheet_passes_is_no_filter(lune, brun):
    cast.attribute("Origine", "France")
    cast.attribute("Usage", "Four", "Table")
    cast.attribute("Teinte", "Bleu", "Blanc")
    mugs(lune, attributes={"Origine": "France", "Usage": ["Four", "Table"], "Teinte": "Bleu"})
    mugs(brun, attributes={"Origine": "France", "Usage": ["Four", "Table"], "Teinte": "Blanc"})

    shown = facets_of(text="gobelet")

    assert shown == {
        "vendeur": {"Atelier Lune": 2, "Maison Brun": 2},
        "teinte": {"Bleu": 2, "Blanc": 2},
    }
    assert "usage" in facets_of(text="gobelet", chosen={"usage": ("four",)}), (
        "what is ticked can be unticked"
    )


def test_brands_that_are_the_sellers_by_another_name_are_not_shown_twice(lune, brun):
    first = Brand.objects.create(name="Lune", slug="lune")
    second = Brand.objects.create(name="Brun et fils", slug="brun-et-fils")
    mugs(lune, brand=first)
    mugs(brun, brand=second)
    assert facets_of(text="gobelet").keys() == {"vendeur"}
    assert "marque" in facets_of(text="gobelet", chosen={"marque": ("lune",)})

    mugs(brun, brand=first, count=1)

    assert facets_of(text="gobelet")["marque"] == {"Lune": 3, "Brun et fils": 2}


def test_what_no_attribute_knows_is_searched_and_not_ticked(lune):
    cast.attribute("Teinte", "Bleu", "Blanc")
    mugs(lune, attributes={"Entretien": "Dans le panier du haut", "Teinte": "Bleu nuit"})
    mugs(lune, attributes={"Entretien": "À la main", "Teinte": "Blanc"}, count=1)
    mugs(lune, attributes={"Teinte": "Les terres du jardin"}, count=1)

    assert facets_of(text="gobelet") == {"teinte": {"Bleu": 2, "Blanc": 1}}
    assert titles(text="panier haut"), "the words are searched all the same"
    assert titles(text="terres jardin"), "the words are searched all the same"


def test_price_stock_and_rating_narrow(shelf):
    assert titles(low_cents=2000, high_cents=6000, sort="prix") == [
        "Assiette creuse",
        "Théière en grès émaillé",
    ]
    assert "Assiette creuse" not in titles(in_stock=True)
    Product.objects.filter(pk=shelf["bag"].pk).update(rating_count=4, rating_hundredths=450)
    assert titles(rating=4) == ["Sac cabas"]
    answer = ask()
    assert (answer.lowest_cents, answer.highest_cents) == (1800, 12000)


def test_sorts(shelf):
    assert titles(sort="prix")[0] == "Bols brodés de l'atelier"
    assert titles(sort="prix-desc")[0] == "Sac cabas"
    Product.objects.filter(pk=shelf["plate"].pk).update(published_at=cast.NOON + timedelta(days=1))
    assert titles(sort="nouveautes")[0] == "Assiette creuse"


def test_pages_stop_at_the_last_one(shelf):
    assert ask(size=3, page=2).ids != ask(size=3, page=1).ids
    assert ask(size=3, page=9999).page == 2


def test_a_typing_error_is_mended(shelf):
    assert search.mend("theyere") == "théière"
    assert search.mend("asiette creuze") == "assiette creuse"
    assert search.mend("théière") == ""
    assert search.mend("xqzwv") == ""


def test_completions_and_near_places(shelf):
    from catalog.tree import tree

    assert "théière" in queries.completed(Question(prefix="thei")).words
    assert [place.name for place in search.near_places("vaiselle vaisselle", tree())] == [
        "Vaisselle"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "'",
        '"',
        "%",
        "\\",
        "*",
        "a' OR 1=1--",
        ":&|!()<->",
        "(a+)+$",
        "\x00",
        "de la les",
        "🫖🫖",
        "_1",
        "{title}:x",
        "NEAR(a b)",
        "x" * 10_000,
        "AND OR NOT",
        "-",
        "theiere AND",
        "été 100%",
        "½ ①",
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
def test_odd_questions_are_answered(shelf, text):
    ask(text=text[:120])
    search.mend(text)


def test_a_sheet_leaves_the_index_with_its_state(shelf):
    Product.objects.filter(pk=shelf["bag"].pk).update(state="taken_down")
    search.index([shelf["bag"].pk])
    assert not SearchEntry.objects.filter(pk=shelf["bag"].pk).exists()
    assert titles(text="cabas") == []


def test_indexing_again_changes_nothing_and_follows_new_words(shelf):
    before = SearchEntry.objects.get(pk=shelf["bag"].pk).__dict__
    search.index([shelf["bag"].pk])
    after = SearchEntry.objects.get(pk=shelf["bag"].pk).__dict__
    assert {**before, "_state": 0} == {**after, "_state": 0}
    Product.objects.filter(pk=shelf["bag"].pk).update(
        title="Panier d'osier", attributes={"Couleur": "Beige"}
    )
    search.index([shelf["bag"].pk])
    assert titles(text="osier") == ["Panier d'osier"]
    assert titles(text="cabas") == []
    assert titles(chosen={"couleur": ("beige",)}) == ["Panier d'osier"]


def test_indexing_is_set_based(shelf, lune, django_assert_max_num_queries):
    many = [cast.offer(lune, title=f"Carafe {n}").product_id for n in range(30)]
    with django_assert_max_num_queries(16):
        search.index(many)


@pytest.mark.parametrize("many", [1, 100])  # sheets from which new entries are copied
def test_reindex_builds_the_same_index_and_counts_words(shelf, monkeypatch, many):
    monkeypatch.setattr(import_module("catalog.search.index"), "MANY", many)
    before = {entry.pk: (entry.title, entry.terms) for entry in SearchEntry.objects.all()}
    Word.objects.create(folded="disparu", shown="disparu", length=7)
    SearchEntry.objects.all().delete()
    call_command("reindex", verbosity=0)
    assert {entry.pk: (entry.title, entry.terms) for entry in SearchEntry.objects.all()} == before
    assert not Word.objects.filter(folded="disparu").exists()
    assert Word.objects.get(folded="gres").count == 2


def test_a_shop_that_changes_its_name_is_found_under_the_new_one(shelf, lune):
    from sellers.events import SellerChanged

    type(lune).objects.filter(pk=lune.pk).update(name="Atelier Soleil")
    search.on_seller_changed(SellerChanged(seller_id=lune.pk))
    assert Term.objects.get(seller=lune).label == "Atelier Soleil"
    assert len(titles(text="soleil")) == 2


def test_find_asks_few_questions(shelf, django_assert_max_num_queries):
    ask(text="vert")  # what each process remembers is read once
    with django_assert_max_num_queries(3):
        ask(text="bleu")
    with django_assert_max_num_queries(3):
        ask(text="bleu", chosen={"couleur": ("bleu",), "matiere": ("gres",)})
    with django_assert_max_num_queries(5):  # a shop's own offers are looked at
        ask(
            text="bleu",
            chosen={"couleur": ("bleu",), "matiere": ("gres",), "vendeur": ("lune-boutique",)},
        )


def test_one_variant_must_satisfy_all_that_is_chosen(lune):
    cast.attribute("Couleur", "Bleu", "Rouge", "Vert", is_axis=True)
    cast.attribute("Taille", "S", "M", kind="choice", is_axis=True)
    cast.attribute("Matière", "Lin", "Coton")

    def shirt(title, *variants, material="Lin"):
        offer = cast.offer(lune, title=title, attributes={"Matière": material})
        product = offer.product
        Product.objects.filter(pk=product.pk).update(axes=["Couleur", "Taille"])
        for values in variants:
            product.variants.create(label=" / ".join(values), values=list(values))
        return product.pk

    mixed = shirt("Chemise mixte", ("Bleu", "S"), ("Rouge", "M"))
    both = shirt("Chemise double", ("Bleu", "M"), ("Bleu", "S"), ("Vert", "S"), material="Coton")
    search.index([mixed, both])

    def chosen(**values):
        found = ask(chosen={kind: tuple(names) for kind, names in values.items()})
        counts = {f.kind: {c.value: c.count for c in f.choices} for f in found.facets}
        return set(found.ids), counts

    assert chosen(couleur=["bleu"])[0] == {mixed, both}
    ids, counts = chosen(couleur=["bleu"], taille=["m"])
    assert ids == {both}, "nobody sells the mixed one in blue and M"
    assert counts["couleur"] == {"bleu": 1, "rouge": 1}, "green comes in S alone"
    assert counts["taille"] == {"s": 2, "m": 1}
    ids, counts = chosen(couleur=["rouge"])
    assert ids == {mixed}
    assert "taille" not in counts, "red comes in M alone: nothing is left to choose"


@pytest.mark.parametrize(
    ("text", "is_near"),
    [
        ("theier", True),  # the stem of teapots, and no word
        ("émaillerie", True),
        ("accorde", True),  # a description alone has it
        ("théières", False),
        ("brodée", False),
        ("bleus", False),
        ("tableware", False),
        ("lune-boutique", False),
        ("grès théière", False),
        ("teapots", False),  # the operator's synonym
    ],
)
def test_what_only_comes_near_is_not_given_for_what_was_asked(client, shelf, text, is_near):
    Synonym.objects.create(words="teapot, theiere")
    words.forget_synonyms()

    found = ask(text=text)

    assert found.is_near == (is_near and found.total > 0)
    page = client.get("/recherche/", {"q": text}).content.decode()
    said = "Aucun résultat exact pour" in page
    put_right = "nous avons corrigé" in page
    assert put_right == (text == "theier"), "an ending that nobody writes is an error"
    assert said == (found.is_near and not put_right)
    assert ("voici ce qui s’en approche" in page) == said


@pytest.mark.parametrize("text", ["theier", "accorde"])
def test_what_comes_near_is_found_at_all(shelf, text):
    assert ask(text=text).is_near


def test_a_price_that_is_none_is_said_and_kept(client, shelf):
    page = client.get("/recherche/?q=theiere&prix_max=abc&prix_min=10").content.decode()

    assert "« abc » n’est pas un prix" in page
    assert 'value="abc"' in page
    assert 'aria-describedby="erreur-prix_max"' in page
    assert "erreur-prix_min" not in page
    assert "Théière en grès émaillé" in page, "the rest still holds"
    again = client.get("/recherche/?q=theiere&prix_max=60&prix_min=10").content.decode()
    assert "n’est pas un prix" not in again


def test_a_measure_that_is_none_is_said(client, shelf):
    cast.attribute("Contenance", kind="number", unit="ml", buckets=[300, 500])

    page = client.get("/recherche/?q=theiere&contenance_min=grand").content.decode()

    assert "« grand » n’est pas une mesure : écrivez un nombre en" in page


def test_a_card_shows_the_colour_that_was_asked_for(client, lune, django_assert_max_num_queries):
    place = cast.category("Vases", slug="vases")
    cast.attribute("Couleur", "Bleu", "Vert", is_axis=True)
    product = cast.offer(lune, title="Vase", category=place).product
    Product.objects.filter(pk=product.pk).update(axes=["Couleur"])
    for colour in ("Bleu", "Vert"):
        variant = product.variants.create(label=colour, values=[colour])
        Photo.objects.create(
            seller=lune,
            product=product,
            variant=variant,
            file=f"photos/originals/{colour.lower()}.jpg",
            sha256=colour,
            width=800,
            height=800,
            is_approved=colour == "Vert",
            created_at=cast.NOON,
        )
    search.index([product.pk])

    assert "vert.jpg" in client.get("/c/vases/?couleur=vert").content.decode()
    for narrowed in ("", "?couleur=bleu"):  # a photo nobody approved is nobody's
        page = client.get(f"/c/vases/{narrowed}").content.decode()
        assert "Vase" in page
        assert not re.search(r"(?:bleu|vert)\.jpg", page)
    card = queries.cards([product.pk], at=cast.NOON)
    with django_assert_max_num_queries(1):
        coloured.show(card, {"couleur": ("vert",)})
    with django_assert_max_num_queries(0):
        coloured.show(card, {"marque": ("lune",)})


def test_filters_that_leave_nothing_are_lifted_and_said(client, shelf):
    page = client.get("/recherche/?q=theiere&matiere=cuir").content.decode()
    assert "Aucun produit ne réunit tous ces filtres" in page
    assert "Théière en grès émaillé" in page
    assert "Assiette creuse" not in page, "the words still count"


def test_of_two_filters_of_one_name_the_one_that_covers_more_is_shown(lune):
    cast.attribute("Taille", "S", "M", kind="choice")
    cast.attribute("Taille", "Petit", "Grand", kind="choice", key="grandeur", names="gabarit")
    mugs(lune, attributes={"Taille": "S"}, count=2)
    mugs(lune, attributes={"Taille": "M"}, count=2)
    mugs(lune, attributes={"Gabarit": "Petit"}, count=1)
    mugs(lune, attributes={"Gabarit": "Grand"}, count=1)

    assert facets_of(text="gobelet").keys() == {"taille"}
    assert "grandeur" in facets_of(text="gobelet", chosen={"grandeur": ("petit",)})


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("40", 4000),
        ("40 €", 4000),
        ("40,00\u00a0€", 4000),
        ("1\u202f200,5 €", 120_050),
        ("40.5", 4050),
    ],
)
def test_a_price_is_read_as_people_write_it(text, cents):
    assert filters.cents(text) == cents
