"""What is measured of shops: which orders count, who reads it when, and nothing of too few."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.shared import clock
from orders.figures import counting, measuring
from orders.figures.counting import Fate
from orders.fulfilment import acceptance, cancellations
from orders.incidents import incidents
from orders.models import SellerOrder
from sellers.models import ShopFigures
from sellers.shop import figures
from tests import cast

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
SUNDAY, HOUR, DAY = date(2026, 11, 29), timedelta(hours=1), timedelta(days=1)


def sold(offer, at, *, sent_after=None):
    """A part that its seller accepts after two hours, and ships some days after that."""
    part = cast.part_of(cast.paid_order(offer, at=at))
    acceptance.accept(part, by=None, at=at + 2 * HOUR)
    part.refresh_from_db()
    if sent_after is not None:
        cast.shipped(part, at=at + sent_after)
        part.refresh_from_db()
    return part


@pytest.fixture
def bowl(lune):
    return cast.offer(lune, stock=100)


@pytest.fixture
def weeks(db):
    """Three cases are enough, whatever the house's bounds: twenty would take long to live."""
    cast.rules(measured_least=3)


def fates(*parts) -> list[str]:
    rows = counting.due(date(2026, 9, 1), SUNDAY)
    by_part = dict(rows.values_list("pk", "fate"))
    return [by_part.get(part.pk, "") for part in parts]


def test_what_the_seller_could_not_help_does_not_count(weeks, bowl, lune, alice):
    start = MONDAY - 20 * DAY
    on_time = sold(bowl, start, sent_after=DAY)
    late = sold(bowl, start, sent_after=9 * DAY)
    waits = sold(bowl, start)
    refused = cast.part_of(cast.paid_order(bowl, at=start))
    lines = {line.pk: line.quantity for line in refused.lines.all()}
    acceptance.accept(refused, refused=lines, by=cast.owner_of(lune), at=start + HOUR)
    silent = cast.part_of(cast.paid_order(bowl, at=start))
    acceptance.expire_due(silent.accept_by + HOUR)
    by_buyer = cast.part_of(cast.paid_order(bowl, buyer=alice, at=start))
    cancellations.cancel_by_buyer(by_buyer, by=alice, at=start + HOUR)
    by_house, by_team = sold(bowl, start), sold(bowl, start)
    cancellations.cancel(by_house, because="Fraude", by=None, at=start + DAY)
    cancellations.cancel(by_team, because="Cassé", by=cast.owner_of(lune), at=start + DAY)
    closed = sold(bowl, start)
    SellerOrder.objects.filter(pk=closed.pk).update(relay_closed_at=start + DAY)

    told = fates(on_time, late, waits, refused, silent, by_buyer, by_house, by_team, closed)

    assert told == [
        Fate.ON_TIME,
        Fate.LATE,
        Fate.LATE,
        Fate.UNSENT,
        Fate.UNSENT,
        Fate.CALLED_OFF,
        Fate.CALLED_OFF,
        Fate.UNSENT,
        Fate.POINT,
    ]


def test_an_order_belongs_to_the_day_it_had_to_leave_in_paris(weeks, bowl):
    part = sold(bowl, MONDAY - 20 * DAY)
    edge = clock.end_of_day(SUNDAY)
    for moved, counts in ((edge, True), (edge + timedelta(seconds=2), False)):
        SellerOrder.objects.filter(pk=part.pk).update(ship_by=moved)

        assert counting.due(SUNDAY, SUNDAY).filter(pk=part.pk).exists() is counts


def test_nothing_is_measured_of_too_few_orders(weeks, bowl, lune, brun):
    for count in range(2):
        sold(bowl, MONDAY - (20 + count) * DAY, sent_after=DAY)
    assert not measuring.measure_some(at=MONDAY)
    few = ShopFigures.objects.get(seller=lune)
    assert (few.orders, few.on_time, few.send_minutes, few.accept_minutes) == (2, None, None, None)

    ShopFigures.objects.all().delete()
    late = sold(bowl, MONDAY - 25 * DAY, sent_after=9 * DAY)
    complained = {"kind": "not_received", "text": "Rien reçu.", "by": None}
    parcel = late.shipments.get()
    incidents.open_(late, parcel=parcel, at=MONDAY - 5 * DAY, **complained)
    measuring.measure_some(at=MONDAY)

    row = ShopFigures.objects.get(seller=lune)
    assert (row.orders, row.on_time, row.on_time_bps) == (3, 2, 6600)
    assert (row.send_minutes, row.accept_minutes) == (24 * 60, 120)
    assert (row.complaints, row.answer_minutes) == (1, None)  # one case says nothing
    assert (row.since, row.until) == (date(2026, 9, 1), SUNDAY)
    assert ShopFigures.objects.get(seller=brun).orders == 0


def test_a_week_is_measured_once_whatever_runs_twice(weeks, bowl, lune, brun, monkeypatch):
    monkeypatch.setattr(measuring, "SLICE", 1)
    measuring.measure_some(at=MONDAY)
    assert ShopFigures.objects.count() == 1
    while measuring.measure_some(at=MONDAY + HOUR):
        pass
    first = list(ShopFigures.objects.order_by("pk").values())

    assert not measuring.measure_some(at=MONDAY + 2 * DAY)  # the same week still
    assert list(ShopFigures.objects.order_by("pk").values()) == first
    assert measuring.measure_some(at=MONDAY + 7 * DAY)


def test_the_shop_reads_its_figures_before_the_public(weeks, bowl, lune, client):
    for count in range(3):
        sold(bowl, MONDAY - (20 + count) * DAY, sent_after=DAY)
    measuring.measure_some(at=MONDAY)
    page = f"/boutique/{lune.slug}/"

    with clock.at(MONDAY + DAY):
        assert "Envois à temps" not in client.get(page).content.decode()
        client.force_login(cast.owner_of(lune))
        own = client.get("/seller/chiffres/").content.decode()
    assert "100\u00a0%" in own
    assert "Publics à partir du jeudi 3 décembre" in own
    assert "Expédiée à temps" in own

    client.logout()
    with clock.at(MONDAY + 3 * DAY):
        figures.publish()
        told = client.get(page).content.decode()
        sheet = client.get(f"/produit/{bowl.product.slug}/").content.decode()
        english = client.get(page, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for text in (told, sheet):
        assert "sur 3 commandes" in text
        assert "Mesuré du 1er septembre 2026 au 29 novembre 2026" in text
    assert "Sent on time" in english


def test_a_shop_without_figures_promises_none(client, bowl, lune):
    with clock.at(MONDAY):
        told = client.get(f"/boutique/{lune.slug}/").content.decode()
    assert "ne sont pas encore mesurés" in told
    assert "14 jours après réception" in told


def test_the_list_behind_the_figures_counts_its_statements(
    weeks, bowl, lune, client, django_assert_max_num_queries
):
    client.force_login(cast.owner_of(lune))
    sold(bowl, MONDAY - 20 * DAY, sent_after=DAY)
    measuring.measure_some(at=MONDAY)
    asked = []
    with clock.at(MONDAY):
        client.get("/seller/chiffres/")
    for count in (0, 4):
        for more in range(count):
            sold(bowl, MONDAY - (21 + more) * DAY, sent_after=DAY)
        with clock.at(MONDAY), django_assert_max_num_queries(20) as seen:
            answer = client.get("/seller/chiffres/?vue=on_time&page=abc")
        assert answer.status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]
    with clock.at(MONDAY):
        hostile = client.get("/seller/chiffres/", {"vue": "\x00<script>", "page": "9" * 40})
    assert hostile.status_code in (200, 400)


def test_another_shop_does_not_read_them(weeks, bowl, lune, brun, client):
    part = sold(bowl, MONDAY - 20 * DAY, sent_after=DAY)
    measuring.measure_some(at=MONDAY)
    client.force_login(cast.owner_of(brun))
    with clock.at(MONDAY):
        assert part.number not in client.get("/seller/chiffres/").content.decode()
