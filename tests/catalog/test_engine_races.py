"""Workers tell the engine crosswise while sheets change and its index is made anew."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from time import sleep

import pytest
from django.db import connection

from catalog import noted, search
from catalog.models import Offer, Product, SearchChange
from catalog.offers import prices, stock
from catalog.search.engine import documents, feed, filling, health, indices
from catalog.search.engine.wire import EngineDown
from catalog.sheets import products
from catalog.states import ProductState
from marketplace.shared import clock
from marketplace.shared.states import Refusal
from tests import cast
from tests.catalog.engine_double import serving

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time"),
]


def change(offers, seed):
    """Change sheets in all ways that lists see."""
    dice = random.Random(seed)  # noqa: S311 - the same each time
    for _turn in range(8):
        offer = Offer.objects.select_related("product").get(pk=dice.choice(offers).pk)
        how = {"by": None, "at": clock.now()}
        act = dice.choice(["price", "stock", "state"])
        sleep(0.04)
        with suppress(Refusal):  # the other was faster
            if act == "price":
                prices.change(offer, dice.randrange(1000, 9000), confirmed=True, **how)
            elif act == "stock":
                stock.set_level(offer, dice.choice([0, 5]), **how)
            elif offer.product.state == ProductState.PUBLISHED:
                products.retire(offer.product, **how)
            else:
                products.restore(offer.product, **how)


def tell(over):
    while not over.wait(0.01):
        with suppress(EngineDown):  # the index it was written to was exchanged: the row waits
            feed.deliver()


def closing(work, *given):
    try:
        return work(*given)
    finally:
        connection.close()


def test_in_the_end_the_engine_holds_what_the_database_says(settings, monkeypatch, lune):
    monkeypatch.setattr(filling, "A_TIME", 2)
    place = cast.category("Vaisselle")
    offers = [cast.offer(lune, title=f"Bol {n}", category=place) for n in range(4)]
    search.index([offer.product_id for offer in offers])
    with serving() as engine:
        settings.SEARCH_URL, engine.jitter = engine.address, 0.05
        health.forget()
        filling.fill()
        noted.rest(seconds=60)  # told by the workers alone, however they fall

        over = Event()
        with ThreadPoolExecutor(7) as pool:
            work = [pool.submit(closing, change, offers, seed) for seed in (1, 2)]
            work.append(pool.submit(closing, lambda: filling.fill(anew=True, pause=0)))
            telling = [pool.submit(closing, tell, over) for _worker in range(4)]
            try:
                for done in work:
                    done.result()
            finally:
                over.set()
            for done in telling:
                done.result()
        while feed.deliver():
            pass

        held = engine.found(indices.asked()).seen
        wanted = documents.of(Product.objects.values_list("pk", flat=True))
        assert held == {str(pk): document for pk, document in wanted.items()}
        assert not SearchChange.objects.exists()
        assert len(engine.indices) == 1
