"""The people every test knows, and the house rules of the suite."""

from __future__ import annotations

import hypothesis
import pytest
from django.core.cache import cache

from marketplace.shared import kept, tally
from tests import blank, cast, guards, outside, shares

blank.share()
guards.stand_down()
outside.stand_guard()
# a busy machine draws examples slowly: that says nothing of the code
SLOWLY = hypothesis.settings(
    deadline=None,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.function_scoped_fixture,
    ],
)
hypothesis.settings.register_profile("halles", SLOWLY)
hypothesis.settings.load_profile("halles")


def pytest_collection_modifyitems(config, items):
    """Say what runs once; where processes share the suite, give them the longest files first."""
    shares.mark_once(items)
    if hasattr(config, "workerinput"):
        shares.longest_first(items)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """No test sees what another left in the cache."""
    cache.clear()
    tally._here.clear()
    kept.let_go()  # a request that raised was never told it had ended
    yield
    cache.clear()


@pytest.fixture
def alice(db):
    """Buys."""
    return cast.user("alice@example.test", first_name="Alice", last_name="Martin")


@pytest.fixture
def charlie(db):
    """A stranger."""
    return cast.user("charlie@example.test", first_name="Charlie")


@pytest.fixture
def odile(db):
    """Operates, with every right."""
    return cast.operator(email="odile@example.test", first_name="Odile")


@pytest.fixture
def lune(db):
    """Atelier Lune: a shop that sells."""
    return cast.seller("Atelier Lune", code="LUNE")


@pytest.fixture
def brun(db):
    """Maison Brun: another shop that sells, exempt from VAT."""
    return cast.seller("Maison Brun", code="BRUN", vat_regime="franchise", vat_number="")


@pytest.fixture
def texts(db):
    """Published legal texts."""
    cast.legal_texts()
