"""A search engine behind the lists: it answers as the database does, hears of every change, and
nobody notices when it is away.
"""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog import search, seeds
from catalog.labels import labels
from catalog.models import Label, Product, Reason, SearchChange, SearchEntry, SearchFeed, Synonym
from catalog.moderation import moderation
from catalog.offers import popularity, prices, stock
from catalog.reviews import reviews
from catalog.search import Query, words
from catalog.search.engine import comparing, documents, feed, filling, health, indices, wire
from catalog.search.engine.wire import EngineDown, EngineRefused
from catalog.sheets import products
from catalog.shop import queries
from marketplace.shared import clock, outbox
from marketplace.shared.models import Heartbeat
from sellers.application import suspension
from tests import cast
from tests.cast import NOON
from tests.catalog.engine_double import serving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def engine(settings):
    """An engine that holds nothing yet."""
    with serving() as double:
        settings.SEARCH_URL = double.address
        health.forget()
        yield double
    health.forget()


@pytest.fixture
def market(lune, brun):
    """Sheets whose words, places, prices, choices and figures differ."""
    house = cast.category("Maison")
    places = [
        cast.category("Vaisselle", parent=house, name_en="Tableware"),
        cast.category("Linge", parent=house),
        cast.category("Maroquinerie"),
    ]
    cast.attribute("Couleur", "Bleu", "Blanc", "Vert", is_axis=True)
    cast.attribute("Taille", "S", "M", kind="choice", is_axis=True)
    cast.attribute("Matière", "Grès", "Lin", "Cuir")
    cast.attribute("Contenance", kind="number", unit="ml", buckets=[300, 500])
    dice = random.Random(7)  # noqa: S311 - the same market each time
    nouns, tones = ("Bol", "Théière", "Nappe", "Sac", "Bols"), ("émaillé", "brodée", "bleu", "")
    offers = []
    for number in range(36):
        offer = cast.offer(
            dice.choice([lune, brun]),
            title=f"{dice.choice(nouns)} {dice.choice(tones)}".strip(),
            description=dice.choice(["Pour la théière.", "Un bol de grès.", "Cuir souple.", ""]),
            category=dice.choice(places),
            price_cents=dice.randrange(500, 6000, 500),
            stock=dice.choice([0, 3]),
            attributes={
                "Couleur": dice.choice(["Bleu", "Blanc"]),
                "Matière": dice.choice(["Grès", "Lin", "Cuir"]),
                "Contenance": f"{dice.choice([200, 350, 600])} ml",
            },
        )
        offers.append(offer)
        changed = {
            "rating_hundredths": dice.choice([0, 350, 400, 480]),
            "rating_count": dice.choice([0, 2, 5]),
            "sales_count": dice.randrange(30),
            "published_at": NOON - timedelta(days=dice.randrange(5), microseconds=number % 3),
        }
        if number % 4 == 0:
            changed["axes"] = ["Couleur", "Taille"]
            for values in (("Bleu", "S"), ("Vert", "M"))[: 1 + number % 3]:
                offer.product.variants.create(label=" / ".join(values), values=list(values))
        # one label that stands, one whose proof ended the day before
        changed["labels"] = ("", " aboca=2027-01-01 ", " fini=2026-01-01 ")[number % 3]
        Product.objects.filter(pk=offer.product_id).update(**changed)
    for slug in ("aboca", "fini"):
        Label.objects.create(
            slug=slug, name=slug.title(), about="product", meaning="Vu.", starts_on=NOON.date()
        )
    labels.forget()
    search.index([offer.product_id for offer in offers])
    return offers


def found(query, settings, *, by_engine):
    """What a question finds, by the engine or without it."""
    address = settings.SEARCH_URL
    settings.SEARCH_URL = address if by_engine else ""
    try:
        return search.find(query, at=NOON)
    finally:
        settings.SEARCH_URL = address


def same(query, settings, engine):
    """The answer, found by the engine, once it is proven to be the database's too."""
    asked = len(engine.requests)
    told = found(query, settings, by_engine=True)
    assert len(engine.requests) > asked, "the engine was asked"
    assert not health._seen.rests_until, "and answered"
    assert told == found(query, settings, by_engine=False), query
    return told


QUESTIONS = [
    {},
    {"text": "bol"},
    {"text": "bols grès"},
    {"text": "théière bleue"},
    {"text": "theiere"},
    {"text": "souple"},
    {"text": "pour théière", "any_word": True},
    {"text": "vaisselle lune"},
    {"text": "tasse"},
    {"text": "introuvable"},
    {"in_stock": True},
    {"rating": 4, "text": "bol"},
    {"low_cents": 1500, "high_cents": 3500},
    {"chosen": {"couleur": ("bleu",)}, "in_stock": True, "high_cents": 3000},
    {"chosen": {"couleur": ("bleu",)}},
    {"chosen": {"couleur": ("bleu", "blanc"), "matiere": ("gres",)}},
    {"chosen": {"couleur": ("vert",), "taille": ("m",)}},
    {"chosen": {"couleur": ("bleu",), "taille": ("m",)}, "text": "bol"},
    {"chosen": {"couleur": ("mauve",)}},
    {"ranges": {"contenance": (Decimal(250), Decimal(400))}},
    {"chosen": {"label": ("aboca",)}},
    {"chosen": {"label": ("aboca", "fini")}, "text": "bol"},
    {"chosen": {"label": ("fini",), "couleur": ("bleu",)}},
    {"text": "bol", "page": 2, "size": 3},
]


def test_the_engine_answers_as_the_database_does(engine, market, settings):
    Synonym.objects.create(words="tasse, bol")
    words.forget_synonyms()
    filling.fill()
    sheet = market[0].product
    sheet.refresh_from_db()

    for number, asked in enumerate(QUESTIONS):
        sorts = list(search.SORTS)
        # the points of words are in the first; of filters alone, any order tells
        first = sorts[:1] if "text" in asked else []
        for sort in sorts if number < 2 else {*first, sorts[number % len(sorts)]}:
            same(Query(**asked, sort=sort), settings, engine)
    places = {offer.product.category_path for offer in market}
    for path in [*places, min(places)[:4]]:
        assert same(Query(path=path), settings, engine).total
        same(Query(path=path, text="bol", sort="prix"), settings, engine)
    shop = market[0].seller_id
    assert same(Query(seller_id=shop, text="bol"), settings, engine).total
    assert same(Query(text=market[7].sku), settings, engine).ids == [market[7].product_id]
    relaxed = search.relaxed(Query(text="bol introuvable", in_stock=True))
    assert same(relaxed, settings, engine).total


def test_what_bears_the_reference_is_found_beyond_the_most(engine, market, settings, monkeypatch):
    import sys

    filling.fill()
    monkeypatch.setattr(sys.modules["catalog.search.find"], "MOST", 5)

    assert same(Query(text="bol"), settings, engine).more
    assert same(Query(text=market[7].sku), settings, engine).total


def test_it_is_asked_over_one_kept_connection(engine, market, settings):
    filling.fill()
    before = len(engine.connections)

    for text in ("bol", "sac", "nappe"):
        search.find(Query(text=text), at=NOON)

    assert len(engine.connections) == before == 1


# --- Hearing of every change -----------------------------------------------------------------


@pytest.fixture
def bowls(engine, lune, brun):
    """Two bowls and a bag that the engine knows."""
    table, bags = cast.category("Vaisselle"), cast.category("Maroquinerie")
    cast.attribute("Couleur", "Blanc", "Bleu")
    blue = {"Couleur": "Bleu"}
    offers = [
        cast.offer(lune, title="Bol bleu", category=table, price_cents=1800, attributes=blue),
        cast.offer(brun, title="Bol blanc", category=table, price_cents=2200),
        cast.offer(brun, title="Sac cabas", category=bags, price_cents=9000, attributes=blue),
    ]
    search.index([offer.product_id for offer in offers])
    filling.fill()
    SearchChange.objects.all().delete()
    return offers


def kept(engine, offer) -> dict | None:
    """What a search of the engine sees of a sheet."""
    return engine.found(indices.asked()).seen.get(str(offer.product_id))


def rename(offers):
    Product.objects.filter(pk=offers[0].product_id).update(title="Jatte bleue")
    search.index([offers[0].product_id])


def reclassify(offers):
    bags = offers[2].product
    Product.objects.filter(pk=offers[0].product_id).update(
        category=bags.category_id, category_path=bags.category_path
    )
    search.index([offers[0].product_id])


def take_down(offers):
    seeds.plant()
    reason = Reason.objects.get(code="price")
    moderation.take_down(offers[0].product, reason=reason, note="Essai.", by=None, at=NOON)


def sell(offers):
    popularity.count_sales({offers[0].product_id: 3})
    popularity.add_up()


CHANGES = {
    "price": lambda o: prices.change(o[0], 2900, by=None, at=NOON, confirmed=True),
    "stock": lambda o: stock.set_level(o[0], 0, by=None, at=NOON),
    "suspension": lambda o: suspension.suspend(o[0].seller, because="Essai.", by=None, at=NOON),
    "holiday": lambda o: suspension.go_away(
        o[0].seller, start=NOON.date(), end=NOON.date(), by=None, at=NOON
    ),
    "decision": take_down,
    "rename": rename,
    "category": reclassify,
    "sales": sell,
    "review": lambda o: reviews.write(
        o[0].product,
        purchase=1,
        seller=o[0].seller,
        author="Inès B.",
        rating=5,
        title="Superbe",
        body="Très beau bol.",
        bought_on=NOON.date(),
        at=NOON,
    ),
    "withdrawal": lambda o: products.retire(o[0].product, by=None, at=NOON),
    "out of the index": lambda o: search.remove([o[0].product_id]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_a_sheet_reaches_the_engine(engine, bowls, change):
    before = [kept(engine, offer) for offer in bowls]

    change(bowls)
    assert [kept(engine, offer) for offer in bowls] == before, "in the worker, not here"
    feed.run()

    after = [kept(engine, offer) for offer in bowls]
    wanted = documents.of([offer.product_id for offer in bowls])
    assert after == [wanted.get(offer.product_id) for offer in bowls]
    assert after[0] != before[0]
    assert not SearchChange.objects.exists()


def test_it_is_told_as_soon_as_the_change_is_committed(
    engine, bowls, django_capture_on_commit_callbacks
):
    connection.run_on_commit.clear()  # what was arranged is never committed here
    with django_capture_on_commit_callbacks(execute=True):
        prices.change(bowls[0], 2900, by=None, at=NOON, confirmed=True)

    assert kept(engine, bowls[0])["from_cents"] == 2900


def test_what_was_found_before_it_was_told_is_not_kept(engine, bowls, settings):
    dearest = Query(sort="prix-desc", text="bol")
    assert search.answer(dearest, at=NOON).ids[0] == bowls[1].product_id

    prices.change(bowls[0], 2900, by=None, at=NOON, confirmed=True)
    assert search.answer(dearest, at=NOON).ids[0] == bowls[1].product_id, "it does not know yet"
    feed.run()

    assert search.answer(dearest, at=NOON).ids[0] == bowls[0].product_id


def test_nothing_withdrawn_is_shown_however_late_the_engine_is(client, engine, bowls):
    suspension.suspend(bowls[0].seller, because="Essai.", by=None, at=NOON)

    page = client.get("/recherche/?q=bol").content.decode()

    assert kept(engine, bowls[0]), "it was not told yet"
    found = search.find(Query(text="bol"), at=NOON)
    assert (found.total, found.ids) == (2, [bowls[1].product_id])
    assert "Bol blanc" in page
    assert "Bol bleu" not in page
    assert not queries.cards([bowls[0].product_id], at=NOON)


def test_without_an_engine_nothing_is_noted_nor_asked(engine, bowls, settings):
    settings.SEARCH_URL, asked = "", len(engine.requests)

    CHANGES["price"](bowls)
    sell(bowls)
    feed.run()
    search.find(Query(text="bol"), at=NOON)

    assert not SearchChange.objects.exists()
    assert len(engine.requests) == asked
    assert health.wrong(NOON) == []


# --- Batches that come late, twice, or not at all -----------------------------------------------


def lines_of(bowls) -> list[dict]:
    """A batch that was read now, to be sent whenever it will."""
    sheets = {offer.product_id for offer in bowls}
    return list(feed._lines(sheets, indices.written(), feed.next_version()))


@pytest.mark.parametrize("change", ["price", "decision"])
def test_a_late_batch_undoes_no_newer_one(engine, bowls, change):
    late = lines_of(bowls)
    CHANGES[change](bowls)
    feed.run()
    newer = kept(engine, bowls[0])

    answer = wire.ask_bulk("/_bulk?require_alias=true&refresh=true", late)

    assert kept(engine, bowls[0]) == newer
    assert {item["index"]["status"] for item in answer["items"]} == {200, 409}
    for line in late:
        if "index" in line:
            line["index"]["version"] = feed.next_version()
    wire.ask_bulk("/_bulk?require_alias=true&refresh=true", late)
    assert kept(engine, bowls[0]) != newer, "it is the number that keeps it out"


def test_numbers_grow_whatever_clock_and_database_say(engine, bowls):
    first = feed.next_version()
    assert feed.next_version() == first + 1, "in one millisecond"
    SearchFeed.objects.update(version=first + 10**9)
    assert feed.next_version() == first + 10**9 + 1, "a clock that went back"
    SearchFeed.objects.all().delete()
    assert feed.next_version() >= int(NOON.timestamp() * 1000), "a database that was restored"


def test_what_is_killed_before_its_answer_is_told_again(engine, bowls):
    CHANGES["price"](bowls)
    engine.loses_answers = True
    with pytest.raises(EngineDown):
        feed.run()
    assert SearchChange.objects.exists(), "nobody said that it was done"

    engine.loses_answers = False
    feed.run()

    assert kept(engine, bowls[0])["from_cents"] == 2900
    assert not SearchChange.objects.exists()


def test_what_it_has_no_time_for_waits_and_the_rest_does_not(engine, bowls):
    CHANGES["price"](bowls)
    prices.change(bowls[1], 3100, by=None, at=NOON, confirmed=True)
    engine.busy = {str(bowls[0].product_id)}
    with pytest.raises(EngineDown, match="1 sheets must be told again"):
        feed.run()
    assert kept(engine, bowls[1])["from_cents"] == 3100
    assert set(SearchChange.objects.values_list("sheet", flat=True)) == {bowls[0].product_id}

    engine.busy = set()
    feed.run()

    assert kept(engine, bowls[0])["from_cents"] == 2900


def test_what_it_refuses_is_told_and_holds_up_nothing(engine, bowls):
    sheet = bowls[0].product_id
    engine.found(indices.asked()).longest_term = 1000
    SearchEntry.objects.filter(pk=sheet).update(about=f" {'x' * 1001} ")
    CHANGES["price"](bowls)
    prices.change(bowls[1], 3100, by=None, at=NOON, confirmed=True)
    feed.run()

    assert kept(engine, bowls[1])["from_cents"] == 3100
    refused = SearchChange.objects.get()
    assert (refused.sheet, "immense term" in refused.refused) == (sheet, True)
    assert health.wrong(NOON + timedelta(hours=1)) == [f"refused.{sheet}"]

    search.index([sheet])
    feed.run()

    assert kept(engine, bowls[0])["from_cents"] == 2900
    assert health.wrong(NOON) == []


# --- An engine that is away ----------------------------------------------------------------------

AWAY = {
    "down": lambda engine, settings: setattr(settings, "SEARCH_URL", "http://127.0.0.1:1"),
    "busy": lambda engine, settings: setattr(engine, "instead", (503, b"{}")),
    "in part": lambda engine, settings: setattr(engine, "instead", (200, b'{"timed_out":true}')),
    "something else": lambda engine, settings: setattr(engine, "instead", (200, b"<html>")),
    "of another shape": lambda engine, settings: setattr(
        engine, "instead", (200, b'{"timed_out":false,"hits":{"hits":[{"fields":{}}]}}')
    ),
    "slow": lambda engine, settings: (
        setattr(engine, "pause", 0.2),
        setattr(settings, "SEARCH_TIMEOUT_MS", 50),
    ),
}


@pytest.mark.parametrize("away", AWAY.values(), ids=AWAY)
def test_the_database_answers_for_an_engine_that_is_away(client, engine, bowls, settings, away):
    right = search.find(Query(text="bol"), at=NOON)
    away(engine, settings)
    asked = len(engine.requests)

    assert "Bol bleu" in client.get("/recherche/?q=bol").content.decode()
    assert search.find(Query(text="bol"), at=NOON) == right
    assert len(engine.requests) <= asked + 1, "once, then not for some seconds"
    assert client.get("/readyz").json()["search_engine"] is False
    assert client.get("/readyz").status_code == 200


def test_a_question_it_does_not_understand_keeps_no_other_from_it(engine, bowls):
    right = search.find(Query(text="bol"), at=NOON)
    engine.instead = (400, b'{"error":{"type":"parsing_exception"},"status":400}')
    assert search.find(Query(text="bol"), at=NOON) == right

    engine.instead, asked = None, len(engine.requests)
    search.find(Query(text="bol"), at=NOON)

    assert len(engine.requests) > asked


def test_an_engine_that_is_back_is_asked_again(client, engine, bowls, monkeypatch):
    monkeypatch.setattr(health, "RESTS", 0.0)
    engine.instead = (503, b"{}")
    search.find(Query(text="bol"), at=NOON)
    assert health._seen.rests_until

    engine.instead, asked = None, len(engine.requests)
    search.find(Query(text="bol"), at=NOON)

    assert len(engine.requests) > asked
    assert not health._seen.rests_until
    assert client.get("/readyz").json()["search_engine"] is True


def test_an_engine_that_is_told_too_late_is_not_asked(engine, bowls):
    CHANGES["price"](bowls)
    SearchChange.objects.update(noted_at=NOON - timedelta(minutes=3))
    health.forget()
    asked = len(engine.requests)

    found = search.find(Query(text="bol", sort="prix-desc"), at=NOON)

    assert found.ids[0] == bowls[0].product_id
    assert len(engine.requests) == asked
    assert health.wrong(NOON) == ["late"]


def test_changes_do_not_call_an_engine_that_is_gone_again_and_again(
    engine, bowls, settings, django_capture_on_commit_callbacks
):
    settings.RAISE_IN_TASKS = False
    engine.instead = (503, b"{}")
    connection.run_on_commit.clear()
    for offer in bowls:
        with django_capture_on_commit_callbacks(execute=True):
            prices.change(offer, 2900, by=None, at=NOON, confirmed=True)

    assert Heartbeat.objects.get(job="catalog.feed_search").failures == 1
    assert SearchChange.objects.values("sheet").distinct().count() == 3, "they wait"


def test_the_team_is_told_of_an_engine_that_is_gone(client, engine, bowls, odile, settings):
    settings.RAISE_IN_TASKS = False
    engine.instead = (503, b"{}")
    for _minute in range(2):
        outbox.ask("catalog.feed_search")
        outbox.sweep(NOON)

    assert health.wrong(NOON) == ["down"], "it is looked at even when nothing changed"
    client.force_login(odile)
    assert "Moteur de recherche en panne ou en retard" in client.get("/admin/").content.decode()
    told = client.get("/admin/shared/heartbeat/").content.decode()
    assert "dit au moteur de recherche ce qui a changé" in told.lower()
    assert "EngineDown: 503" in told


def test_a_connection_that_it_closed_is_opened_again(engine, bowls):
    engine.hangs_up = True
    for _time in range(3):
        search.find(Query(text="bol"), at=NOON)
    assert not health._seen.rests_until


def test_it_may_ask_who_is_there(engine, bowls, settings):
    engine.account = "halles:secret"
    with pytest.raises(EngineRefused, match="401"):
        indices.names()
    settings.SEARCH_USER, settings.SEARCH_PASSWORD = "halles", "secret"
    assert indices.names()


# --- Its index made anew -------------------------------------------------------------------------


def test_the_index_is_made_anew_while_sheets_change(engine, bowls, settings, monkeypatch):
    monkeypatch.setattr(filling, "A_TIME", 1)
    [old] = engine.indices
    changed = []

    def meanwhile(done, total):
        if done == 1:  # the first is in, the others are not
            prices.change(bowls[0], 2900, by=None, at=NOON, confirmed=True)
            prices.change(bowls[2], 7000, by=None, at=NOON, confirmed=True)
            products.retire(bowls[1].product, by=None, at=NOON)
            feed.run()
            assert kept(engine, bowls[0])["from_cents"] == 2900, "in the one that is asked"
            changed.append(done)

    with clock.at(NOON + timedelta(minutes=1)):
        assert filling.fill(tell=meanwhile) == 2

    assert changed
    [new] = engine.indices
    assert (new != old, engine.indices[new].aliases) == (True, {indices.asked()})
    wanted = documents.of([offer.product_id for offer in bowls])
    assert [kept(engine, offer) for offer in bowls] == [
        wanted.get(offer.product_id) for offer in bowls
    ]
    assert same(Query(text="bol"), settings, engine).ids == [bowls[0].product_id]


def test_a_filling_that_was_broken_off_is_begun_anew_when_it_is_said(engine, bowls):
    class Broken(Exception):
        pass

    def fail(done, total):
        raise Broken

    with clock.at(NOON + timedelta(minutes=1)), pytest.raises(Broken):
        filling.fill(tell=fail)
    CHANGES["price"](bowls)
    feed.run()
    assert [
        index.documents[str(bowls[0].product_id)][1]["from_cents"]
        for index in engine.indices.values()
    ] == [2900, 2900], "both are told meanwhile"
    with pytest.raises(filling.FillingAlready):
        filling.fill()

    with clock.at(NOON + timedelta(minutes=2)):
        filling.fill(anew=True)

    assert len(engine.indices) == 1


def test_an_index_that_is_gone_is_not_made_by_a_batch(engine, bowls, settings):
    late = lines_of(bowls)
    engine.indices.clear()
    CHANGES["price"](bowls)
    feed.run()
    answer = wire.ask_bulk("/_bulk?require_alias=true", late)

    assert {item["index"]["status"] for item in answer["items"]} == {404}
    assert not engine.indices
    assert not SearchChange.objects.exists(), "a filling reads everything"
    assert search.find(Query(text="bol", sort="prix-desc"), at=NOON).ids[0] == bowls[0].product_id


def test_what_differs_is_found_and_told_again(engine, bowls):
    index = engine.found(indices.asked())
    version, document = index.documents[str(bowls[0].product_id)]
    index.documents[str(bowls[0].product_id)] = (version, {**document, "row": "other"})
    del index.documents[str(bowls[1].product_id)]
    index.documents["999999"] = (version, {**document, "pk": 999_999})
    index.refresh()

    assert comparing.mend() == 3
    feed.run()

    assert comparing.mend() == 0
    assert len(index.seen) == 3


def test_the_command_fills_and_tells(engine, bowls, settings, capsys):
    with clock.at(NOON + timedelta(minutes=1)):
        call_command("search_engine", "--fill")
    call_command("search_engine", "--compare")
    said = capsys.readouterr().out
    assert "3 fiches dans le nouvel index" in said
    assert "0 fiches diffèrent" in said
    assert "fiches dans le moteur : 3 ; en vente : 3" in said

    engine.instead = (503, b"{}")
    with pytest.raises(CommandError, match="503"):
        call_command("search_engine")
    settings.SEARCH_URL = ""
    with pytest.raises(CommandError, match="SEARCH_URL"):
        call_command("search_engine")


# --- The double refuses what the engine refuses --------------------------------------------------

FIRST = {"index": {"_index": "halles-2", "_id": "1", "version": 9**20, "version_type": "external"}}


EVERYTHING = {"query": {"match_all": {}}, "sort": []}
NONE = [
    ("/halles-2/_search", {**EVERYTHING, "query": {"like": {}}}, "parsing_exception"),
    ("/halles-2/_search", {**EVERYTHING, "anything": 1}, "parsing_exception"),
    ("/halles-2/_search?anyway=1", EVERYTHING, "parsing_exception"),
    ("/halles-2/_search", {**EVERYTHING, "query": {"term": {"row": "1"}}}, "not indexed"),
    ("/halles-2/_search", {**EVERYTHING, "sort": [{"title": "asc"}]}, "doc_values"),
    ("/absent/_search", EVERYTHING, "index_not_found_exception"),
    ("/_nothing", {}, "illegal_argument_exception"),
]


def test_a_question_that_is_none_is_refused(engine, bowls):
    for path, body, why in NONE:
        with pytest.raises(EngineRefused, match=why):
            wire.ask("POST", path, body)


def test_lines_that_are_none_are_refused(engine, bowls):
    with pytest.raises(EngineRefused, match="Malformed action"):
        wire.ask_bulk("/_bulk", ["index"])
    with pytest.raises(EngineRefused, match="unknown parameter"):
        wire.ask_bulk("/_bulk", [{"index": {**FIRST["index"], "_type": "_doc"}}, {}])
    answer = wire.ask_bulk("/_bulk", [FIRST, {"stray": 1}])
    assert answer["errors"]
    assert answer["items"][0]["index"]["error"]["type"] == "strict_dynamic_mapping_exception"
