"""The carriers' registers of points: asked in their own words, remembered, and never in the way."""

from datetime import datetime, time

import pytest
from django.core.cache import cache
from django.utils import translation

from marketplace.shared import centroids, clock, communes
from orders.points import opening, plan, points
from orders.points.colissimo import Colissimo
from orders.points.mondial_relay import MondialRelay
from orders.points.protocol import Point, PointsDown
from orders.points.sandbox import _register
from tests import cast
from tests.orders import carriers_double

BROKEN = ((time(9), time(12, 30)), (time(14), time(19)))
DISTRICTS = [("750", 20), ("690", 9), ("130", 16)]


@pytest.fixture
def carriers(settings):
    cache.clear()
    with carriers_double.serving() as server:
        settings.PICKUP_POINTS = {
            "MONDIAL_RELAY_BRAND": "CC12345",
            "MONDIAL_RELAY_KEY": "secret",
            "MONDIAL_RELAY_API": server.address,
            "COLISSIMO_ACCOUNT": "123456",
            "COLISSIMO_PASSWORD": "secret",
            "COLISSIMO_API": server.address,
        }
        yield server
    cache.clear()


def test_mondial_relay_tells_its_points_the_nearest_first(carriers):
    found = points.near("mondial_relay", country="FR", postcode="75006")

    assert [(point.code, point.metres) for point in found] == [("012345", 120), ("054321", 900)]
    assert (found[0].name, found[0].line1) == ("TABAC DE L'ODEON", "12 RUE DE BUCI")
    assert (found[0].postcode, found[0].city) == ("75006", "PARIS")
    assert (found[0].week[0], found[0].week[6]) == (BROKEN, ())
    assert found[0].spot == (48.853, 2.3378)
    assert points.still_there("mondial_relay", "012345", country="FR") is not None
    assert points.still_there("mondial_relay", "999999", country="FR") is None


def test_mondial_relay_signs_with_its_key(carriers):
    register = MondialRelay(brand="CC12345", key="another", address=carriers.address)

    with pytest.raises(PointsDown):
        register.near(country="FR", postcode="75006", town="", limit=6)


def test_colissimo_tells_its_points_and_which_are_lockers(carriers):
    (found,) = points.near("colissimo", country="FR", postcode="69003")

    assert (found.code, found.name, found.metres) == ("691234", "CONSIGNE PART-DIEU", 450)
    assert (found.is_locker, found.week[0], found.week[6]) == (True, BROKEN, ())
    assert found.spot == (45.7606, 4.8593)
    assert points.still_there("colissimo", "691234", country="FR") is not None
    assert points.still_there("colissimo", "1", country="FR") is None
    with pytest.raises(PointsDown):
        Colissimo(account="1", password="x", address=carriers.address).of("691234", country="FR")


def test_an_answer_is_remembered_and_a_silence_is_not_waited_for_twice(carriers):
    for _time in range(3):
        points.near("mondial_relay", country="FR", postcode="75006")
    assert carriers.asked == 1

    carriers.instead = b"<html>502 Bad gateway"
    for _time in range(3):
        with pytest.raises(PointsDown):
            points.near("mondial_relay", country="FR", postcode="33000")
    assert carriers.asked == 2
    assert points.near("mondial_relay", country="FR", postcode="75006")


@pytest.mark.parametrize(
    "answer",
    [b"<a/>", b"no xml", b"", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a>" * 700_000],
)
def test_odd_answers_are_a_register_that_is_down(carriers, answer):
    carriers.instead = answer or b" "

    for carrier in ("mondial_relay", "colissimo"):
        with pytest.raises(PointsDown):
            points.near(carrier, country="FR", postcode="75006")


def test_nobody_there_is_a_register_that_is_down():
    with pytest.raises(PointsDown):
        MondialRelay(brand="CC", key="k", address="http://127.0.0.1:9").of("012345", country="FR")


@pytest.mark.django_db
def test_the_rehearsed_registers_know_points_all_over_the_country():
    assert 500 <= len(_register("mondial_relay")) <= 800
    assert centroids.of("98000") is None
    for department in [*range(1, 20), *range(21, 96)]:
        assert points.near("mondial_relay", country="FR", postcode=f"{department:02d}999")
    assert points.near("colissimo", country="FR", postcode="20137")[0].city in ("Ajaccio", "Bastia")
    assert points.near("colissimo", country="BE", postcode="1000") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "postcode", ["75001", "75011", "75116", "69001", "69009", "13001", "13016", "38000", "59800"]
)
def test_a_large_town_has_six_points_near_each_with_its_distance_the_nearest_first(postcode):
    found = points.near("mondial_relay", country="FR", postcode=postcode)[:6]

    far = [point.metres for point in found]
    assert len(far) == 6
    assert far == sorted(far)
    assert far[-1] < 10_000


@pytest.mark.django_db
def test_every_district_and_nearly_every_postcode_has_a_place_of_its_own():
    districts = [f"{town}{rank:02d}" for town, most in DISTRICTS for rank in range(1, most + 1)]
    codes = communes.TABLE.read_text().splitlines()

    assert all(centroids.is_known(code) for code in districts)
    assert sum(centroids.is_known(line[:5]) for line in codes) > 0.8 * len(codes)
    assert all(centroids.of(line[:5]) for line in codes if not line.startswith("98"))


@pytest.mark.django_db
def test_a_carrier_without_register_has_no_list(settings):
    with pytest.raises(PointsDown):
        points.near("autre", country="FR", postcode="75006")
    settings.GATEWAY = "stripe"
    with pytest.raises(PointsDown):
        points.near("mondial_relay", country="FR", postcode="75006")


@pytest.mark.parametrize(
    ("day", "hour", "said", "told"),
    [
        (1, 10, "ouvert jusqu'à 12\u00a0h\u00a030", "open until 12:30"),
        (1, 13, "ouvre à 14\u00a0h", "opens at 14:00"),
        (1, 20, "ouvre demain à 9\u00a0h", "opens tomorrow at 09:00"),
        (5, 20, "ouvre lundi à 9\u00a0h", "opens on Monday at 09:00"),
    ],
)
def test_a_card_says_until_when_its_point_is_open(day, hour, said, told):
    week = (*[BROKEN] * 5, (), ())
    shop = Point(code="1", name="n", line1="l", postcode="1", city="c", week=week)
    at = datetime(2026, 11, 22 + day, hour, tzinfo=clock.PARIS)  # 23 November is a Monday

    assert opening.said(shop, at=at) == said
    with translation.override("en"):
        assert opening.said(shop, at=at) == told
    assert opening.said(Point(code="1", name="n", line1="l", postcode="1", city="c"), at=at) == ""


def test_a_locker_is_open_day_and_night():
    week = (((time.min, time.max),),) * 7
    locker = Point(code="1", name="n", line1="l", postcode="1", city="c", week=week)

    assert opening.said(locker, at=cast.NOON) == "accessible jour et nuit"


@pytest.mark.django_db
def test_the_plan_puts_every_number_where_its_point_lies_and_hides_none():
    around = points.near("mondial_relay", country="FR", postcode="75006")[: points.AT_ONCE]

    drawn = plan.drawn(around)

    assert [dot.number for dot in drawn.dots] == [*range(1, len(around) + 1)]
    assert all(0 <= dot.x <= plan.WIDE and 0 <= dot.y <= plan.HIGH for dot in drawn.dots)
    spots = {(dot.x // 12, dot.y // 12) for dot in drawn.dots}
    assert len(spots) == len(drawn.dots)
    north, south = (pick(drawn.dots, key=lambda dot: dot.point.spot[0]) for pick in (max, min))
    assert north.y < south.y
    assert plan.drawn(around[:1]) is None


@pytest.mark.django_db
def test_points_at_one_spot_are_drawn_apart():
    one = Point(code="1", name="n", line1="l", postcode="1", city="c", spot=(48.85, 2.35))

    first, second = plan.drawn([one, one]).dots

    assert abs(first.x - second.x) >= plan.APART - 1


def test_a_point_in_another_town_does_not_press_the_near_ones_together():
    def at(metres):
        spot = (48.85 + metres / 111_320, 2.35 + metres / 222_640)
        return Point(
            code=str(metres), name="n", line1="l", postcode="1", city="c", metres=metres, spot=spot
        )

    drawn = plan.drawn([at(metres) for metres in (150, 400, 900, 1_800, 31_000, 50_000)])

    assert [dot.number for dot in drawn.dots] == [1, 2, 3, 4]
    assert drawn.beyond == [5, 6]
    assert drawn.bar_metres <= 1_000
    assert drawn.dots[0].y - drawn.dots[3].y > plan.HIGH / 2
