"""Collections and places given by hand: what the operator arranges is what visitors read."""

import json
import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from catalog import search
from catalog.models import Collection, Placement, Product
from catalog.search import Query, placed
from catalog.shop import collections as shown
from marketing.blocks import typed
from marketing.merchandising import collections, placements, rules
from marketing.merchandising.placements import Target
from marketing.models import Page
from marketing.pages import drafts
from marketplace.shared import clock, guests, kept
from marketplace.shared.models import Fact
from tests import cast
from tests.marketing.test_pages import approve, read

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADD = "/admin/catalog/collection/add/"
PLACE = "/admin/catalog/placement/add/"


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(cast.NOON):
        yield
    guests.clear()


@pytest.fixture
def editor():
    browser = Client()
    cast.proven(browser, cast.operator("editorial", email="ed@example.test"))
    return browser


@pytest.fixture
def shelf(lune, brun):
    """Six bowls of two shops, and a bag."""
    bowls = cast.category("Bols", slug="bols", name_en="Bowls")
    bags = cast.category("Sacs", slug="sacs")
    cast.attribute("Couleur", "Bleu", "Vert", "Rouge")
    colours = ["Bleu", "Vert", "Rouge", "Bleu", "Vert", "Bleu"]
    rows = [
        cast.offer(
            lune if n % 2 else brun,
            title=f"Bol {n}",
            category=bowls,
            price_cents=1000 + 100 * n,
            attributes={"Couleur": colour},
        )
        for n, colour in enumerate(colours)
    ]
    rows.append(cast.offer(brun, title="Cabas", category=bags, attributes={"Couleur": "Bleu"}))
    search.index([row.product_id for row in rows])
    return {row.product.title: row.product for row in rows}


def titles(page: str) -> list[str]:
    """What a list shows, in its order."""
    return re.findall(r'<a[^>]*href="/produit/[^"]*"[^>]*>\s*([^<>]+?)\s*</a>', page)


def typed_collection(**changed):
    values = {
        "name": "Le bleu",
        "name_en": "In blue",
        "slug": "le-bleu",
        "lead": "Tout ce qui est bleu.",
        "by": "rule",
        "category": "/c/bols/",
        "facets": "Couleur : bleu",
        "sort": "prix-desc",
    }
    return values | changed


def test_a_collection_by_rule_from_the_form_to_the_public_and_back(editor, client, shelf):
    answer = editor.post(ADD, typed_collection(), follow=True)
    row = Collection.objects.get()
    assert client.get("/collections/le-bleu/").status_code == 404  # nobody opened it
    for title in ("Bol 0", "Bol 3", "Bol 5"):
        assert title in answer.content.decode()
    editor.post(f"/admin/catalog/collection/{row.pk}/open/", {"starts_at": "", "ends_at": ""})

    page = read(client, "/collections/le-bleu/")
    assert titles(page) == ["Bol 5", "Bol 3", "Bol 0"]  # its own order: the dearest first
    assert titles(read(client, "/collections/le-bleu/?tri=prix"))[0] == "Bol 0"
    assert titles(read(client, "/collections/le-bleu/?prix_max=11")) == ["Bol 0"]
    assert "Le bleu" in read(client, "/collections/")
    assert "In blue" in read(Client(), "/collections/le-bleu/", HTTP_ACCEPT_LANGUAGE="en")
    assert "/collections/le-bleu/" in client.get("/sitemap/collections/1.xml").content.decode()

    # what no longer answers the rule leaves at once, what begins to answer it comes
    Product.objects.filter(title="Bol 5").update(attributes={"Couleur": "Vert"})
    search.index([shelf["Bol 5"].pk])
    assert titles(read(client, "/collections/le-bleu/")) == ["Bol 3", "Bol 0"]

    editor.post(f"/admin/catalog/collection/{row.pk}/close/", {"because": "La saison est finie"})
    gone = client.get("/collections/le-bleu/")
    assert (gone.status_code, gone["Location"]) == (302, "/collections/")
    assert Fact.objects.filter(name="marketing.CollectionClosed").exists()


def test_a_collection_by_hand_keeps_the_order_of_its_lines(editor, client, shelf):
    lines = f"/produit/{shelf['Cabas'].slug}/\n{shelf['Bol 4'].slug}\n#{shelf['Bol 1'].pk} Bol 1"
    editor.post(ADD, typed_collection(by="hand", products=lines, facets="", category=""))
    row = Collection.objects.get()
    collections.open_(row, starts_at=None, ends_at=None, by=None, at=cast.NOON)

    assert titles(read(client, "/collections/le-bleu/")) == ["Cabas", "Bol 4", "Bol 1"]
    feed = etree.fromstring(client.get("/collections/le-bleu/flux.xml").content)
    assert [item.findtext("title") for item in feed.iter("item")] == ["Cabas", "Bol 4", "Bol 1"]
    assert feed.find(".//{http://base.google.com/ns/1.0}price").text == "24.90 EUR"

    Product.objects.filter(title="Bol 4").update(is_sellable=False)
    cache.clear()
    assert titles(read(client, "/collections/le-bleu/")) == ["Cabas", "Bol 1"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"facets": "Couleur : violet"}, "« violet » n'est pas une valeur de « Couleur »"),
        ({"facets": "Saveur : sucrée"}, "« Saveur » n'est pas une caractéristique"),
        ({"facets": "bleu"}, "« bleu » : écrivez le nom, deux points"),
        ({"by": "hand", "products": "Rien de tel"}, "« Rien de tel » ne désigne rien"),
        ({"category": "/c/nulle-part/"}, "Aucun rayon ouvert"),
        ({"low_cents": "20", "high_cents": "10"}, "Le prix le plus haut est sous le plus bas"),
        ({"slug": "Le Bleu"}, "en minuscules, sans accents"),
    ],
)
def test_what_a_collection_cannot_be_is_said_and_nothing_is_lost(editor, shelf, changed, said):
    page = editor.post(ADD, typed_collection(**changed)).content.decode()
    assert said in page.replace("&#x27;", "'").replace("’", "'").replace("\xa0", " ")
    assert 'value="Le bleu"' in page
    assert not Collection.objects.exists()


def test_every_condition_of_a_rule_holds(shelf, lune, brun):
    Product.objects.filter(title="Bol 1").update(
        published_at=cast.NOON - 40 * DAY, prior_cents=9900, rating_hundredths=450
    )
    lune.postcode, brun.postcode = "29000", "33000"
    lune.save(), brun.save()
    wanted = {
        '{"regions": ["53"]}': {"Bol 1", "Bol 3", "Bol 5"},
        '{"new_days": 30, "category": "bols"}': {"Bol 0", "Bol 2", "Bol 3", "Bol 4", "Bol 5"},
        '{"reduced": true}': {"Bol 1"},
        '{"rating": 4}': {"Bol 1"},
        '{"low_cents": 1300, "high_cents": 1400}': {"Bol 3", "Bol 4"},
        f'{{"sellers": [{lune.pk}], "facets": {{"couleur": ["vert"]}}}}': {"Bol 1"},
        '{"category": "disparu"}': set(),
        '{"facets": {"couleur": ["inconnu"]}}': set(),
    }
    names = dict(Product.objects.values_list("pk", "title"))
    for rule, expected in wanted.items():
        row = Collection(pk=1, by="rule", rule=json.loads(rule))
        held = collections.held(row, at=cast.NOON)
        assert {names[pk] for pk in held} == expected, rule
        assert rules.told(row.rule)


def test_two_who_change_one_collection_are_told(shelf):
    values = {**typed_collection(lead_en=""), "rule": {}, "by": "hand"}
    row = collections.begin(values, [shelf["Bol 1"].pk], by=None, at=cast.NOON)
    collections.change(
        row, values | {"name": "Un"}, [shelf["Bol 1"].pk], revision=1, by=None, at=cast.NOON
    )
    with pytest.raises(collections.MovedMeanwhile):
        collections.change(row, values | {"name": "Deux"}, [], revision=1, by=None, at=cast.NOON)
    row.refresh_from_db()
    assert (row.name, row.items.count()) == ("Un", 1)
    with pytest.raises(collections.AddressTaken):
        collections.begin(values, [], by=None, at=cast.NOON)


def place(target, product, effect="pin", rank=1, starts_at=None, ends_at=None):
    return placements.place(
        target,
        product,
        effect=effect,
        rank=rank if effect == "pin" else None,
        starts_at=starts_at,
        ends_at=ends_at or cast.NOON + DAY,
        because="Pour voir",
        by=None,
        at=cast.NOON,
    )


def test_a_pin_holds_from_its_day_to_its_end_in_its_list_alone(client, shelf):
    bowls = shelf["Bol 0"].category
    before = titles(read(client, "/c/bols/"))
    assert before[0] == "Bol 5"
    place(Target(category=bowls), shelf["Bol 0"], rank=2, starts_at=cast.NOON + timedelta(hours=1))
    place(Target(category=bowls), shelf["Bol 5"], "bury")

    now = titles(read(client, "/c/bols/"))
    later = read(client, "/c/bols/", at=cast.NOON + timedelta(hours=1))
    assert now == ["Bol 4", "Bol 3", "Bol 2", "Bol 1", "Bol 0", "Bol 5"]
    assert titles(later) == ["Bol 4", "Bol 0", "Bol 3", "Bol 2", "Bol 1", "Bol 5"]
    assert "La maison a choisi elle-même la place de 2 produits" in later
    assert titles(read(client, "/c/bols/", at=cast.NOON + DAY)) == before
    assert titles(read(client, "/c/bols/?tri=prix"))[0] == "Bol 0"
    with clock.at(cast.NOON + timedelta(hours=1)):
        told = client.get("/classement/").content.decode()
    assert "produits concernés, 2" in told.replace("\xa0", " ")

    placement = Placement.objects.get(effect="bury")
    placements.lift(placement, because="Assez", by=None, at=cast.NOON)
    assert titles(read(client, "/c/bols/"))[0] == "Bol 5"


def test_a_search_shows_what_the_house_pins_for_its_words(client, shelf):
    assert search.find(Query(text="cadeau"), at=cast.NOON).total == 0
    place(Target(words="cadeaux"), shelf["Cabas"])
    assert titles(read(client, "/recherche/?q=cadeau")) == ["Cabas"]
    place(Target(words="bol"), shelf["Bol 0"], "boost")
    assert titles(read(client, "/recherche/?q=bols"))[0] == "Bol 0"


def test_a_pin_older_than_what_is_weighed_still_stands_first(shelf, monkeypatch):
    monkeypatch.setattr(import_module("catalog.search.find"), "MOST", 3)
    path = shelf["Bol 0"].category.path
    place(Target(category=shelf["Bol 0"].category), shelf["Bol 0"])
    found = search.find(Query(path=path), at=cast.NOON)
    assert found.ids[0] == shelf["Bol 0"].pk
    chosen = search.find(Query(path=path, chosen={"couleur": ("vert",)}), at=cast.NOON)
    assert shelf["Bol 0"].pk not in chosen.ids  # it is blue


@pytest.mark.parametrize(
    ("case", "refusal"),
    [
        ("none", placements.NoList),
        ("elsewhere", placements.NotInList),
        ("twice", placements.AlreadyPlaced),
        ("taken", placements.PlaceTaken),
        ("backwards", placements.WrongDays),
        ("by hand", placements.OwnOrder),
    ],
)
def test_places_that_make_no_sense_are_refused(shelf, case, refusal):
    bowls = Target(category=shelf["Bol 0"].category)
    place(bowls, shelf["Bol 1"])
    values = {**typed_collection(lead_en=""), "rule": {}, "by": "hand"}
    hand = collections.begin(values, [shelf["Bol 2"].pk], by=None, at=cast.NOON)
    calls = {
        "none": (Target(), shelf["Bol 0"]),
        "elsewhere": (bowls, shelf["Cabas"]),
        "twice": (bowls, shelf["Bol 1"], "bury"),
        "taken": (bowls, shelf["Bol 2"]),
        "backwards": (bowls, shelf["Bol 2"], "pin", 2, None, cast.NOON - DAY),
        "by hand": (Target(collection=hand), shelf["Bol 2"]),
    }
    with pytest.raises(refusal) as refused:
        place(*calls[case])
    assert "{" not in str(refused.value)
    assert Placement.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(
            product=shelf["Bol 0"],
            effect="bury",
            starts_at=cast.NOON,
            ends_at=cast.NOON + DAY,
            created_at=cast.NOON,
        )


def test_the_page_is_seen_before_the_place_is_given(editor, client, shelf):
    asked = {
        "category": "bols",
        "product": f"#{shelf['Bol 0'].pk} Bol 0",
        "effect": "pin",
        "rank": "1",
        "ends_at": "2026-12-24T23:59",
        "because": "Noël approche",
    }
    seen = editor.post(PLACE, {**asked, "see": "1"}).content.decode()
    after, before = seen.split('class="small-cards"')[1:3]
    assert "Bol 0" in after.split("</li>")[0]
    assert "Bol 5" in before.split("</li>")[0]
    assert not Placement.objects.exists()

    told = editor.post(PLACE, asked, follow=True).content.decode()
    assert "Place 1" in told
    assert titles(read(client, "/c/bols/"))[0] == "Bol 0"
    again = editor.post(PLACE, {**asked, "rank": "2"}).content.decode()
    assert "a déjà une place dans cette liste" in again
    row = Placement.objects.get()
    editor.post(f"/admin/catalog/placement/{row.pk}/lift/", {"because": "Plus en stock"})
    assert titles(read(client, "/c/bols/"))[0] == "Bol 5"


@pytest.mark.parametrize("kind", ["category", "collection"])
def test_blocks_stand_above_a_list_on_its_first_page_alone(client, shelf, kind):
    slug = "bols"
    if kind == "collection":
        values = {**typed_collection(lead_en="", slug=slug), "rule": {}}
        row = collections.begin(values, [], by=None, at=cast.NOON)
        collections.open_(row, starts_at=None, ends_at=None, by=None, at=cast.NOON)
    address = f"/c/{slug}/" if kind == "category" else f"/collections/{slug}/"
    assert titles(read(client, address))
    version = drafts.create(kind, name="Bols", slug=slug, by=None, at=cast.NOON)
    content = {"title": "Bols", "blocks": [typed.new("text", {"text": "L'argile d'abord."})]}
    drafts.save(version, content, revision=0, by=None, at=cast.NOON)
    approve(version, ends_at=cast.NOON + DAY)

    assert "argile" in read(client, address)
    assert titles(read(client, address))
    assert "argile" not in read(client, f"{address}?tri=prix")
    assert "argile" not in read(client, address, at=cast.NOON + DAY)
    assert Page.objects.get(kind=kind).slug == slug


def test_lists_ask_no_more_for_what_is_arranged(client, shelf):
    values = {**typed_collection(lead_en=""), "rule": {"category": "bols"}}
    row = collections.begin(values, [], by=None, at=cast.NOON)
    collections.open_(row, starts_at=None, ends_at=None, by=None, at=cast.NOON)

    def asked(path):
        guests.clear()
        read(client, path)
        guests.clear()
        with CaptureQueriesContext(connection) as queries:
            read(client, path)
        return len(queries)

    plain = asked("/c/bols/?prix_min=1")
    for rank, title in enumerate(["Bol 0", "Bol 1", "Bol 2"], 1):
        place(Target(category=shelf["Bol 0"].category), shelf[title], rank=rank)
    kept.let_go()
    assert asked("/c/bols/?prix_min=1") == plain
    assert asked("/collections/le-bleu/?prix_min=1") <= plain + 1
    for n in range(3):
        more = values | {"slug": f"c-{n}", "name": f"C {n}"}
        other = collections.begin(more, [], by=None, at=cast.NOON)
        collections.open_(other, starts_at=None, ends_at=None, by=None, at=cast.NOON)
    assert asked("/collections/") <= 3


def test_a_collection_that_would_be_empty_is_not_opened(editor, shelf):
    values = {**typed_collection(lead_en=""), "rule": {"low_cents": 900_000}}
    row = collections.begin(values, [], by=None, at=cast.NOON)
    page = editor.post(
        f"/admin/catalog/collection/{row.pk}/open/", {"starts_at": ""}
    ).content.decode()
    assert "ne montrerait aucun produit" in page
    assert shown.known() == {}
    assert placed.at_work(cast.NOON) == (0, 0)
