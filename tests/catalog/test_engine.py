"""A search engine behind the lists: it answers as the database does, hears of every change, and
nobody notices when it is away.
"""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from catalog import search
from catalog.models import Product, Synonym
from catalog.search import Query, words
from catalog.search.engine import filling, health
from marketplace.shared import clock
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
        Product.objects.filter(pk=offer.product_id).update(**changed)
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
    {"chosen": {"couleur": ("bleu",)}},
    {"chosen": {"couleur": ("bleu", "blanc"), "matiere": ("gres",)}},
    {"chosen": {"couleur": ("vert",), "taille": ("m",)}},
    {"chosen": {"couleur": ("bleu",), "taille": ("m",)}, "text": "bol"},
    {"chosen": {"couleur": ("mauve",)}},
    {"ranges": {"contenance": (Decimal(250), Decimal(400))}},
    {"text": "bol", "page": 2, "size": 3},
]


def test_the_engine_answers_as_the_database_does(engine, market, settings):
    Synonym.objects.create(words="tasse, bol")
    words.forget_synonyms()
    filling.fill()
    sheet = market[0].product
    sheet.refresh_from_db()

    for asked in QUESTIONS:
        for sort in search.SORTS:
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
