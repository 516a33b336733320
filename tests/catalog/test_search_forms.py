"""Words that search takes for one another, words it keeps apart, codes found as printed."""

from __future__ import annotations

import sys

import pytest
from django.utils.translation import override

from catalog import search, tasks
from catalog.models import Product, SearchEntry, Variant
from catalog.search import Query, codes, words
from catalog.search.index import WRITING, renew
from tests import cast

MEET = """
blanche/blanc blanches/blancs douce/doux gravée/gravee chevaux/cheval bijoux/bijou neuve/neuf
sèche/sec grecque/grec brodées/brodé épaisse/épais cœur/coeur fraîche/frais vieille/vieux
vieil/vieux belle/beau nouvelle/nouveau rousse/roux favorite/favori publique/public longue/long
grosse/gros basse/bas grasse/gras gentille/gentil ancienne/ancien ronde/rond verte/vert
violette/violet bleue/bleu bleus/bleu noire/noir argentée/argenté naturelle/naturel
artisanaux/artisanal travaux/travail émaux/émail vitraux/vitrail yeux/œil œufs/œuf pneus/pneu
châteaux/château couteaux/couteau jeux/jeu cheveux/cheveu cailloux/caillou choux/chou genoux/genou
cuillère/cuiller théières/théière créatrice/créateur décorative/décoratif sportive/sportif
soyeuse/soyeux moelleuse/moelleux turque/turc fausse/faux légère/léger légers/léger
première/premier entière/entiers fière/fier complète/complet discrète/discret nette/net
coquette/coquet paysanne/paysan mignonne/mignon brune/brun fleurie/fleuri vernie/verni
peinte/peint cuite/cuit crue/cru petite/petit petits/petit plate/plat chaude/chaud molle/mou
folle/fou brute/brut mate/mat festive/festif vive/vif brève/bref jumelle/jumeau pure/pur sûre/sûr
maligne/malin jalouse/jaloux maîtresse/maître française/français grise/gris grises/gris
boulangère/boulangers étagère/étagères papiers/papier oreillers/oreiller rosière/rosiers
colliers/collier portes/porte selles/selle pommes/pomme tissus/tissu menus/menu fruits/fruit
lits/lit balais/balai vélos/vélo fils/fil jolis/jolie boîtes/boite pâtes/pate diverses/divers
nappes/nappe knife/knives scarf/scarves shelf/shelves leaf/leaves loaf/loaves wolf/wolves
half/halves life/lives tooth/teeth mouse/mice berry/berries candy/candies
"""
APART = """
sel/selle mur/mûre mur/mure cou/cours pomme/pommade port/porte porte/porto pot/potion cor/corde
bol/bolet ver/verre vers/verre coupe/couple col/colle sol/sole bal/balle car/carte cas/case
bas/base poli/police mal/malle pois/poisson pois/poids foi/foie fil/file fil/fille tas/tasse
bois/boisson lin/linge savon/savoir table/tableau plat/plateau cire/cirage vase/vaseline
robe/robot chat/château chat/chatte grain/graine pain/peinture grès/gras seau/sceau bague/baguette
cape/capeline vin/vinaigre poire/poireau main/maintien mai/main livre/livret canne/canard
lampe/lampadaire étage/étagère colle/collier pape/papier noix/noir court/cour chapeau/chape
manteau/mante soi/soie fer/ferme mer/mère roux/roue pas/passe mou/mousse lis/lisse pont/ponte
voie/voix prix/prise but/butte mine/mini
"""


@pytest.mark.parametrize("pair", MEET.split())
def test_forms_of_one_word_meet(pair):
    one, other = (set(words.forms(word)) for word in pair.split("/"))
    assert one & other


@pytest.mark.parametrize("pair", APART.split())
def test_words_that_differ_stay_apart(pair):
    one, other = (set(words.forms(word)) for word in pair.split("/"))
    assert not one & other


def found(text: str, **more) -> list[str]:
    results = search.find(Query(text=text, **more), at=cast.NOON)
    by_pk = Product.objects.in_bulk(results.ids)
    return [by_pk[pk].title for pk in results.ids]


@pytest.fixture
def shelf(lune, brun):
    """A sheet for each reference, and others whose words are those of the references."""

    def offer(seller, *, sku, **more):
        made = cast.offer(seller, **more)
        type(made).objects.filter(pk=made.pk).update(sku=sku)
        return made

    offers = [
        offer(lune, title="Bol ordinaire", sku="BOL-12/A", price_cents=9000),
        offer(brun, title="Douze bols a poser", sku="XX-1", price_cents=1000),
        offer(lune, title="Carafe", sku="BLEU", price_cents=9000),
        offer(brun, title="Pichet bleu", sku="036000291452", price_cents=1000),
        offer(brun, title="Assiette blanche", description="Une porte en décor.", sku="A-1"),
        offer(brun, title="Bol 12 a offrir", sku="Q-1"),
        offer(brun, title="Linge blanc", sku="Z-1"),
    ]
    Variant.objects.filter(product__title="Carafe").update(gtin="0036000291452")
    search.index([offer.product_id for offer in offers])
    return offers


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("BOL-12/A", "Bol ordinaire"),
        ("bol-12/a", "Bol ordinaire"),
        ("Réf. BOL-12/A", "Bol ordinaire"),
        ("BOL 12 A", "Bol ordinaire"),
        ("sku: bol12a", "Bol ordinaire"),
        ("XX-1", "Douze bols a poser"),
        ("bleu", "Carafe"),
        ("0036000291452", "Carafe"),
        ("00 036000 291452", "Carafe"),
        ("EAN 0 036000 291452", "Carafe"),
    ],
)
def test_a_printed_code_finds_its_sheet_first(shelf, typed, first):
    assert found(typed)[0] == first
    # whatever the order asked for
    assert found(typed, sort="prix")[0] == first


@pytest.mark.django_db
def test_a_code_adds_its_sheet_and_hides_no_other(shelf):
    assert found("bleu") == ["Carafe", "Pichet bleu"]
    # a reference of the same digits as a bar code: both sheets come
    assert set(found("036000291452")) == {"Carafe", "Pichet bleu"}
    assert found("XX-1", low_cents=5000) == []
    assert found("XX-2") == []


@pytest.mark.django_db
def test_what_is_written_exactly_so_stands_before_its_family(shelf, lune):
    more = [cast.offer(lune, title=title) for title in ("Nappe blanche", "Nappe blanc")]
    search.index([offer.product_id for offer in more])

    assert found("nappe blanc") == ["Nappe blanc", "Nappe blanche"]
    assert found("nappe blanche") == ["Nappe blanche", "Nappe blanc"]
    assert set(found("blanc")) == {
        "Assiette blanche",
        "Linge blanc",
        "Nappe blanc",
        "Nappe blanche",
    }


@pytest.mark.django_db
def test_an_exact_sheet_is_not_lost_beyond_those_that_are_weighed(shelf, monkeypatch):
    monkeypatch.setattr(sys.modules["catalog.search.find"], "MOST", 1)

    assert found("BOL-12/A")[0] == "Bol ordinaire"
    assert len(found("BOL-12/A")) == 1


@pytest.mark.django_db
def test_an_older_index_is_written_again_a_batch_at_a_time(shelf, django_assert_max_num_queries):
    SearchEntry.objects.update(writing=None, title=" ", about=" ", terms=" _0 ")
    assert found("bol") == []

    assert renew(most=3) == 3
    assert found("BOL-12/A") == ["Bol ordinaire"]
    tasks.renew_search()
    tasks.renew_search()
    assert not SearchEntry.objects.exclude(writing=WRITING).exists()
    with django_assert_max_num_queries(1):
        assert renew() == 0


def test_a_code_is_one_word():
    assert codes.asked("BOL-12/A") == ("code_bol12a",)
    assert codes.asked("UPC 0 36000 29145 2") == (
        "code_upc036000291452",
        "code_036000291452",
        "code_00036000291452",
    )
    assert codes.asked(" ... ") == ()
    assert codes.of_gtin("96385074") == "code_00000096385074"


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("fr", "the", ["the"]),
        ("fr", "the vert", ["the", "vert"]),
        ("en", "the", ["the"]),
        ("en", "the vase", ["vase"]),
        ("en", "thé glacé", ["thé", "glacé"]),
        ("fr", "le bol", ["bol"]),
        ("fr", "de", ["de"]),
    ],
)
@pytest.mark.django_db
def test_a_little_word_is_looked_for_where_it_may_be_another(language, text, found):
    with override(language):
        assert words.sought(text) == found


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["%", '"', "🫖", "…"])
def test_marks_alone_ask_for_nothing(client, text):
    page = client.get("/recherche/", {"q": text})

    assert "Résultats pour" not in page.content.decode()
