"""The same against an engine that really runs, where one is named:

    HALLES_TEST_ENGINE=http://127.0.0.1:9200 python -m pytest tests/catalog/test_real_engine.py

It makes indices of a name of their own, and removes them.
"""

from __future__ import annotations

import os
import secrets

import pytest

from catalog import search
from catalog.search import Query
from catalog.search.engine import comparing, documents, feed, filling, health, indices, wire
from tests.catalog.test_engine import CHANGES, QUESTIONS, _noon, found, market  # noqa: F401

ADDRESS = os.environ.get("HALLES_TEST_ENGINE", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not ADDRESS, reason="HALLES_TEST_ENGINE names no engine"),
]


@pytest.fixture
def _engine(settings):
    settings.SEARCH_URL = ADDRESS
    settings.SEARCH_INDEX = f"halles-test-{secrets.token_hex(4)}"
    settings.SEARCH_TIMEOUT_MS = 10_000
    health.forget()
    yield
    for index in indices.names():
        indices.remove(index)
    health.forget()


def same(query, settings):
    told = found(query, settings, by_engine=True)
    assert not health._seen.rests_until, "it answered"
    assert told == found(query, settings, by_engine=False), query


@pytest.mark.usefixtures("_engine")
def test_it_answers_as_the_database_does_and_follows_it(market, settings):  # noqa: F811
    filling.fill()
    for asked in QUESTIONS:
        for sort in search.SORTS:
            same(Query(**asked, sort=sort), settings)
    same(Query(text=market[7].sku, path=market[7].product.category_path), settings)

    sheets = {offer.product_id for offer in market}
    late = list(feed._lines(sheets, indices.written(), feed.next_version()))
    CHANGES["price"](market)
    CHANGES["withdrawal"](market[1:])
    feed.run()
    for asked in QUESTIONS:
        same(Query(**asked), settings)
    answer = wire.ask_bulk("/_bulk?require_alias=true&refresh=true", late)
    told = [item["index"]["status"] for item in answer["items"]]
    assert told.count(409) == 2, "what was changed since is not undone"
    assert comparing.mend() == 0
    assert indices.count(indices.asked()) == len(documents.of(sheets))

    filling.fill(anew=True)
    assert list(indices.names().values()) == [{indices.asked()}]
