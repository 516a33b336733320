"""The quality of sheets: kept beside them, sorted and filtered, weighed by the operator."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Photo, Product, QualityScale
from catalog.sheets import products, quality, rating, scales
from catalog.sheets.drafts import Piece
from catalog.sheets.filters import SHEETS, Filter
from tests import cast
from tests.cast import NOON

LONG = "Un bol tourné à la main, émaillé deux fois, qui passe au lave-vaisselle. " * 4


@pytest.fixture
def bowls(db):
    return cast.category("Bols")


@pytest.fixture
def desk(client, lune):
    client.force_login(cast.owner_of(lune))
    return client


def sheet(lune, bowls, *, sku="BOL", **told):
    content = {"title": "Bol en grès tourné main", "category_id": bowls.pk, **told}
    piece = Piece(sku, price_cents=2400, stock=3)
    return products.create(lune, content, [piece], by=None, at=NOON)


def test_the_points_of_a_sheet_are_kept_with_it_and_follow_what_is_saved(lune, bowls):
    bowl = sheet(lune, bowls)
    # category 15, price 10, title 10, and nothing is required or recommended: 10 and 5
    assert bowl.quality == 50

    told = products.edit(bowl, {"description": LONG}, by=None, at=NOON)

    assert told.quality == 65
    assert Product.objects.get().quality == 65


def test_what_moves_without_its_sheet_is_counted_at_night(lune, bowls):
    bowl = sheet(lune, bowls)
    for side in (1200, 900, 900):
        Photo.objects.create(
            seller=lune, product=bowl, sha256=f"{side}-{Photo.objects.count()}", name="x",
            width=side, height=side, created_at=NOON, position=Photo.objects.count(),
        )  # fmt: skip
    Photo.objects.update(width=1200, height=1200)  # without opening files that are not there

    assert rating.again(after=0) == bowl.pk
    assert rating.again(after=bowl.pk) is None

    assert Product.objects.get().quality == 50 + 20 + 10 + 5


def test_many_sheets_are_counted_in_as_many_statements_as_few(lune, bowls):
    def counted():
        Product.objects.update(quality=None)
        with CaptureQueriesContext(connection) as asked:
            assert rating.keep(Product.objects.values_list("pk", flat=True)) > 0
        return len(asked)

    sheet(lune, bowls, sku="A")
    one = counted()
    for number in range(6):
        sheet(lune, bowls, sku=f"B-{number}")

    assert counted() == one


def test_the_list_shows_the_points_sorts_by_them_and_finds_what_to_improve(desk, lune, bowls):
    poor, good = sheet(lune, bowls, sku="A"), sheet(lune, bowls, sku="B")
    Product.objects.filter(pk=good.pk).update(quality=quality.BAR)

    improve = SHEETS.rows(lune, Filter(view="improve"))
    by_points = SHEETS.rows(lune, Filter(sort="-qualite"))
    page = desk.get(reverse("seller-products"), {"vue": "improve"}).content.decode()

    assert [found.pk for found in improve] == [poor.pk]
    assert [found.pk for found in by_points] == [good.pk, poor.pk]
    assert 'data-state="improve"' in page
    assert "50" in page.partition('data-state="improve"')[2][:60]


def test_the_nearest_place_says_how_much_each_thing_counts(lune, bowls, client):
    decor = cast.category("Décoration")
    client.force_login(cast.operator("moderation"))
    page = reverse("admin:catalog_qualityscale_add")
    points = {f"points_{name}": value for name, value in scales.USUAL.items()}

    wrong = client.post(page, {**points, "category": decor.pk, "points_photo": 50})
    assert "Les points font 130" in wrong.content.decode()
    assert not QualityScale.objects.exists()
    more = {"points_photo": 40, "points_photos": 30, "points_description": 0,
            "points_required": 0, "points_recommended": 0, "points_title": 0}  # fmt: skip
    client.post(page, {**points, **more, "category": decor.pk})
    client.post(page, {**points, "category": decor.pk})

    assert QualityScale.objects.get().points["photo"] == 40
    assert (
        "Une photo 40"
        in client.get(reverse("admin:catalog_qualityscale_changelist")).content.decode()
    )
    scales.forget()
    assert sheet(lune, decor, sku="D").quality == 15 + 10
    assert sheet(lune, bowls, sku="B").quality == 50
    vase = {"title": "Vase", "description": "", "attributes": {}, "axes": []}
    score = quality.score({**vase, "category_id": decor.pk}, prices=[], sizes=[])
    assert "Un titre précis" not in [check.name for check in score.checks], "it counts for nothing"
