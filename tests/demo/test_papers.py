"""What the demonstration hands in and dates agrees with the rest of it."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from marketplace.demo.seed import collections, shops
from marketplace.shared.clock import PARIS
from sellers.models import Document, Identity, Item
from tests import cast

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=PARIS)


@pytest.mark.parametrize("hour", [0, 9])
def test_the_morning_of_today_is_never_later_than_now(hour):
    now = NOW.replace(hour=hour, minute=14)
    market = SimpleNamespace(now=now)

    assert collections._day(market, 0) <= now
    assert collections._day(market, -1) < now < collections._day(market, 1)


@pytest.mark.django_db(transaction=True)
def test_the_paper_that_proves_a_change_says_what_is_asked(tmp_path, settings):
    settings.PRIVATE_ROOT = tmp_path
    lune = cast.seller("Atelier Lune")
    Item.objects.create(seller=lune, kind="identity", state="accepted")
    Item.objects.create(seller=lune, kind="registration", state="accepted", examined_at=NOW)
    market = SimpleNamespace(shops={"lune": lune}, owners={lune.pk: cast.owner_of(lune)})

    shops._becomes(market, SimpleNamespace(slug="lune"), NOW)

    asked = Identity.objects.get(seller=lune, topic=Identity.Topic.COMPANY)
    paper = Document.objects.get(item__seller=lune, item__kind="registration")
    said = paper.file.read().decode("cp1252")
    for value in (*asked.changes.values(), lune.siret, lune.line1, lune.city):
        assert f"{value}) Tj" in said
