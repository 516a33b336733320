"""The directory of shops: who sells, found by name, place and aisle, and drawn on our own map."""

import gzip
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.directory import nearness, plan, shops
from marketing.blocks import typed
from marketing.pages import drafts, life
from marketplace.shared import clock, guests, kept
from sellers import standing
from sellers.application import suspension
from sellers.models import Seller
from tests import cast

pytestmark = pytest.mark.django_db
OVERSEAS = {"01", "02", "03", "04", "06"}
GUEST = {"Sec-Fetch-Site": "none"}


@pytest.fixture(autouse=True)
def _noon():
    guests.clear()
    kept.forget(standing.LISTED, shops.AISLES)
    with clock.at(cast.NOON):
        yield
    guests.clear()


@pytest.fixture
def four():
    """Lyon, Bastia, Saint-Denis of Réunion and Brussels."""
    return [
        cast.seller("Lune", postcode="69001", city="Lyon"),
        cast.seller("Aligre", postcode="20200", city="Bastia"),
        cast.seller("Vétiver", postcode="97400", city="Saint-Denis"),
        cast.seller("Manneken", postcode="1000", city="Bruxelles", country="BE"),
    ]


def page(client, **asked):
    return client.get(reverse("shop-directory"), asked).content.decode()


def names(text):
    return re.findall(r'<h3><a href="/boutique/[^"]+/">([^<]+)</a></h3>', text)


def spots(text):
    return re.findall(r"<title>([^<]+)</title>", text.partition('class="shop-map"')[2])


def test_every_shop_that_sells_by_the_alphabet_on_a_map_of_our_own(client, four):
    cast.seller("Fermée", postcode="33000", city="Bordeaux", suspended_at=cast.NOON)

    text = page(client)

    assert names(text) == ["Aligre", "Lune", "Manneken", "Vétiver"]
    assert spots(text) == ["Lune, Lyon", "Aligre, Bastia"]
    assert "La Réunion (1)</a>" in text
    assert "https://" not in text.partition('class="shop-map"')[2].partition("</figure>")[0]


def test_names_towns_regions_and_what_is_near(client, four):
    assert names(page(client, q="lune")) == ["Lune"]
    assert names(page(client, q="BASTIA aligre")) == ["Aligre"]
    assert names(page(client, region="94")) == ["Aligre"]
    assert names(page(client, region="11")) == []
    assert "Aucune boutique ici" in page(client, region="11")

    near = page(client, pres="69100 Villeurbanne")
    assert names(near) == ["Lune", "Aligre", "Vétiver", "Manneken"]
    assert re.findall(r"<strong>(à [^<]+)</strong>", near) == ["à 4 km", "à 490 km"]
    assert "la plus proche de Villeurbanne (69100)" in near
    assert names(page(client, pres="bastia"))[0] == "Aligre"


def test_a_place_that_is_nowhere_is_said_and_every_shop_stays(client, four):
    for place in ("Zzyzx", "00000", "98000", "é" * 300):
        text = page(client, pres=place, region="nulle", rayon="nul", page="99999")
        assert "Nous ne savons pas où est" in text
        assert len(names(text)) == 4


def test_a_name_that_several_communes_bear_leads_to_the_others(client, four):
    here = nearness.read("saint denis")
    others = {code for code, _name in here.others}
    assert len(others) > 1
    assert f"?pres={min(others)}" in page(client, pres="saint denis")


def test_shops_are_found_by_what_they_sell(client, four):
    lune, aligre, *_rest = four
    cast.offer(lune, title="Bol Rivage")
    kept.forget(shops.AISLES)
    aisle = lune.offers.get().product.category

    text = page(client, rayon=aisle.slug)

    assert names(text) == ["Lune"]
    assert aisle.name in text.partition('id="liste"')[2]
    assert aligre.name not in names(text)


def test_a_shop_on_holiday_or_closed_leaves_the_list_a_guest_has(client, four):
    lune = four[0]
    path = reverse("shop-directory")
    before = client.get(path, headers=GUEST).content.decode()
    day = cast.NOON.date()
    suspension.go_away(lune, start=day, end=day + timedelta(days=3), by=None, at=cast.NOON)
    after = client.get(path, headers=GUEST).content.decode()
    with clock.at(cast.NOON + timedelta(days=4)):
        back = client.get(path, headers=GUEST).content.decode()

    assert ["Lune" in names(text) for text in (before, after, back)] == [True, False, True]


def test_a_hundred_shops_cost_the_statements_of_one(client, four):
    def spent(**asked):
        kept.forget(standing.LISTED, shops.AISLES)  # read again: a statement each
        with CaptureQueriesContext(connection) as seen:
            page(client, **asked)
        return len(seen)

    page(client)
    few = spent(pres="69001")
    for number in range(60):
        cast.seller(f"Atelier {number:03}", postcode=f"{(number % 90) + 1:02}000", city="Ville")
    assert spent(pres="69001") <= few
    page(client)
    with CaptureQueriesContext(connection) as seen:
        text = page(client, page="2")
    assert len(seen) <= 4, [query["sql"] for query in seen]
    assert len(names(text)) == 24
    assert "Atelier 023" in names(text)


def test_spots_never_hide_each_other_and_the_drawing_stays_small():
    Seller.objects.all().delete()
    crowd = [
        shops._shop(pk, f"b-{pk}", f"Boutique {pk}", "Ville", code, "FR", None, None)
        for pk, code in enumerate(nearness.centroids.every())
    ]
    drawing = plan.drawn(crowd)

    assert sum(dot.many for dot in drawing.dots) + sum(row[2] for row in drawing.overseas) == len(
        crowd
    )
    places = [(dot.x, dot.y) for dot in drawing.dots]
    apart = min(
        (x - left) ** 2 + (y - top) ** 2
        for rank, (x, y) in enumerate(places)
        for left, top in places[:rank]
    )
    assert apart >= (plan.APART - 1) ** 2
    assert all(0 <= x <= drawing.wide and 0 <= y <= drawing.high for x, y in places)
    assert len(gzip.compress(drawing.field.encode())) < 2_000


def test_the_field_of_a_region_lies_within_the_field_of_all():
    cells = plan._cells()
    assert {code for _x, _y, code in cells} == set(plan.regions.REGIONS) - OVERSEAS
    assert len(plan.field("94")) < len(plan.field())


def test_the_block_shows_a_map_of_all_or_of_a_region_and_falls_with_a_shop(client, four):
    version = drafts.create("landing", name="Carte", slug="carte", by=None, at=cast.NOON)
    blocks = [
        typed.new("shops_map", {"title": "Partout"}),
        typed.new("shops_map", {"title": "Ici", "region": "94"}),
        typed.new("shops_map", {"title": "Personne", "region": "53"}),
    ]
    content = {"title": "Carte", "blocks": [typed.new("hero", {"title": "Carte"}), *blocks]}
    drafts.save(version, content, revision=0, by=None, at=cast.NOON)
    life.approve(
        version, starts_at=None, ends_at=None, revision=version.revision, by=None, at=cast.NOON
    )

    def shown():
        text = client.get("/pages/carte/", headers=GUEST).content.decode()
        return [spots(part) for part in text.split("block-shops-map")[1:]], text

    maps, text = shown()
    assert maps == [["Lune, Lyon", "Aligre, Bastia"], ["Aligre, Bastia"]]
    assert "/boutiques/?region=94" in text
    assert "Personne" not in text

    suspension.go_away(four[0], start=cast.NOON.date(), end=cast.NOON.date(), by=None, at=cast.NOON)
    assert shown()[0] == [["Aligre, Bastia"], ["Aligre, Bastia"]]
