"""Pieces kept for a date: out of the stock until then, given back after it, never twice."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Offer, StockMove
from marketing import invariants
from marketing.gatherings import aside, gatherings
from marketing.models import SetAside
from marketing.tasks import give_back_aside
from marketplace.shared import clock, guests
from tests import cast
from tests.marketing.test_gatherings import said

pytestmark = pytest.mark.django_db(transaction=True)
NOON, DAY, HOUR = cast.NOON, timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield
    guests.clear()


def a_date(seller, **more):
    row = gatherings.begin(said(sellers=[seller.pk], **more), by=None, at=NOON)
    gatherings.publish(row, by=None, at=NOON)
    return row


def live(seller):
    return a_date(seller, kind="live", link="https://example.test/live", place="", address="")


def keep(row, seller, at=NOON, **pieces):
    wanted = {Offer.objects.get(sku=sku).pk: count for sku, count in pieces.items()}
    aside.keep(row, seller, wanted, by=None, at=at)


def an_offer(of, sku, stock):
    row = cast.offer(of, stock=stock)
    Offer.objects.filter(pk=row.pk).update(sku=sku)
    StockMove.objects.create(offer=row, delta=stock, reason="set", moved_at=NOON)
    return row


def stock_of(*offers):
    return [Offer.objects.get(pk=offer.pk).stock for offer in offers]


@pytest.fixture
def bowl(lune):
    return an_offer(lune, "BOL", 10)


def sound():
    assert list(invariants.violations()) == []


def test_pieces_leave_the_stock_and_come_back_when_a_live_opens(lune, bowl, client):
    row = live(lune)
    keep(row, lune, BOL=4)
    assert stock_of(bowl) == [6]
    keep(row, lune, BOL=10)
    keep(row, lune, BOL=7)
    assert stock_of(bowl) == [3]
    sound()
    page = client.get(f"/agenda/{row.slug}/").text
    assert "La boutique du rendez-vous" in page
    assert "7 pièces" in page
    give_back_aside()
    assert stock_of(bowl) == [3]
    with clock.at(row.starts_at):
        give_back_aside()
        give_back_aside()
        assert stock_of(bowl) == [10]
        page = client.get(f"/agenda/{row.slug}/").text
        assert "Les pièces gardées pour ce rendez-vous sont en vente." in page
    with clock.at(row.ends_at):
        assert "La boutique du rendez-vous" not in client.get(f"/agenda/{row.slug}/").text
    sound()


def test_what_a_market_did_not_sell_comes_back_once_counted(lune, bowl):
    row = a_date(lune)
    keep(row, lune, BOL=5)
    kept = SetAside.objects.get()
    with pytest.raises(aside.NotBegun):
        aside.count(row, lune, {kept.pk: 1}, by=None, at=NOON)
    over = row.ends_at
    with pytest.raises(aside.SoldTooMany):
        aside.count(row, lune, {kept.pk: 6}, by=None, at=over)
    aside.count(row, lune, {kept.pk: 3}, by=None, at=over)
    assert stock_of(bowl) == [7]
    with pytest.raises(aside.AlreadyReturned):
        aside.count(row, lune, {kept.pk: 0}, by=None, at=over)
    with clock.at(over + 2 * DAY):
        give_back_aside()
    assert stock_of(bowl) == [7]
    sound()


def test_a_shop_that_says_nothing_has_all_back_a_day_later(lune, bowl):
    row = a_date(lune)
    keep(row, lune, BOL=5)
    with clock.at(row.ends_at + DAY - HOUR):
        give_back_aside()
        assert stock_of(bowl) == [5]
        assert [one.pk for one in aside.to_count(lune, at=clock.now())] == [row.pk]
    with clock.at(row.ends_at + DAY):
        give_back_aside()
        assert stock_of(bowl) == [10]
    sound()


def test_a_cancellation_and_a_shop_that_is_no_longer_named_give_back_at_once(lune, bowl):
    row = a_date(lune)
    keep(row, lune, BOL=5)
    gatherings.change(row, said(sellers=[]), revision=row.revision, by=None, at=NOON)
    assert stock_of(bowl) == [10]
    other = a_date(lune, slug="autre")
    keep(other, lune, BOL=2)
    gatherings.cancel(other, because="Pluie.", by=None, at=NOON)
    assert stock_of(bowl) == [10]
    with pytest.raises(aside.TooLate):
        keep(other, lune, BOL=2)
    sound()


def test_the_console_tells_what_goes_back_and_only_while_something_is_kept(lune, bowl):
    row = a_date(lune)
    keep(row, lune, BOL=5)
    browser = Client()
    cast.proven(browser, cast.operator("editorial"))
    own = reverse("admin:marketing_gathering_change", args=[row.pk])
    assert "ce qui n'est pas compté vendu y revient" in browser.get(own).text
    ask = reverse("admin:marketing_gathering_cancel", args=[row.pk])
    back = "reviennent dans le stock des boutiques"
    assert f"{back} : 5." in browser.get(ask).text
    browser.post(ask, {"because": "Pluie."})
    page = browser.get(own).text
    assert "Vendues sur place" in page
    assert "ce qui n'est pas compté vendu" not in page
    assert stock_of(bowl) == [10]
    bare = reverse("admin:marketing_gathering_cancel", args=[a_date(lune, slug="autre").pk])
    assert back not in browser.get(bare).text


def test_what_cannot_be_kept_is_refused_and_nothing_moves(lune, bowl):
    brun = cast.seller("Maison Brun")
    jar = an_offer(brun, "POT", 3)
    row = a_date(lune)
    with pytest.raises(aside.NotEnough, match="stock restant, 10"):
        keep(row, lune, BOL=11)
    with pytest.raises(aside.NotYours):
        keep(row, lune, BOL=1, POT=1)
    with pytest.raises(aside.NotInvited):
        keep(row, brun, POT=1)
    with pytest.raises(aside.TooLate):
        keep(row, lune, at=row.ends_at, BOL=1)
    assert stock_of(bowl, jar) == [10, 3]
    assert not SetAside.objects.exists()


def test_a_later_hour_lets_a_shop_keep_its_pieces_again(lune, bowl):
    row = live(lune)
    keep(row, lune, BOL=4)
    aside.give_back_due(at=row.starts_at)
    later = said(
        sellers=[lune.pk],
        kind="live",
        link="https://example.test/live",
        place="",
        address="",
        starts_at=row.starts_at + DAY,
        ends_at=row.ends_at + DAY,
    )
    gatherings.change(row, later, revision=row.revision, by=None, at=row.starts_at)
    keep(row, lune, at=NOON + 10 * DAY + HOUR, BOL=6)
    assert stock_of(bowl) == [4]
    sound()


def test_invariants_see_pieces_that_went_astray(lune, bowl):
    row = a_date(lune)
    keep(row, lune, BOL=5)
    SetAside.objects.update(quantity=4)
    assert len(list(invariants.violations())) == 1
    SetAside.objects.all().delete()
    assert len(list(invariants.violations())) == 1


def test_a_shop_keeps_and_counts_from_its_pages(lune, bowl):
    browser = Client()
    browser.force_login(cast.owner_of(lune))
    row = a_date(lune)
    stranger = a_date(cast.seller("Maison Brun"), slug="ailleurs")
    listing = browser.get(reverse("seller-dates")).text
    assert row.title in listing
    assert reverse("seller-date", args=[stranger.pk]) not in listing
    assert browser.get(reverse("seller-date", args=[stranger.pk])).status_code == 404
    page = reverse("seller-date", args=[row.pk])
    assert "BOL" in browser.get(page).text
    field = f"o{bowl.pk}-pieces"
    wrong = browser.post(page, {field: "douze"})
    assert wrong.status_code == 422
    assert "Écrivez un nombre entier" in wrong.text
    many = browser.post(page, {field: "12"})
    assert many.status_code == 409
    assert "stock restant, 10" in many.text
    assert browser.post(page, {field: "4"}).status_code == 302
    assert stock_of(bowl) == [6]
    # a page that was opened before does not take back what another kept meanwhile
    browser.post(page, {field: "", f"initial-{field}": ""})
    assert stock_of(bowl) == [6]
    assert browser.get(f"{page}?q=rien").status_code == 200
    with clock.at(row.ends_at):
        told = browser.get(reverse("seller-home")).text
        assert "Dites ce qui s" in told
        assert "vendu sur place" in browser.get(page).text
        kept = SetAside.objects.get()
        count = reverse("seller-date-count", args=[row.pk])
        assert browser.get(count).status_code == 302
        # an empty field is no zero: what lies on the stall does not go on sale by mistake
        empty = browser.post(count, {f"s{kept.pk}-sold": ""})
        assert empty.status_code == 409
        assert "Écrivez 0 si rien ne s" in empty.text
        assert browser.post(count, {f"s{kept.pk}-sold": "9"}).status_code == 409
        assert browser.post(count, {f"s{kept.pk}-sold": "1"}).status_code == 302
        assert "1 vendue sur place" in browser.get(page).text
    assert stock_of(bowl) == [9]


def test_more_pieces_ask_no_more(lune, client):
    row = a_date(lune)

    def asked():
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/agenda/{row.slug}/")
        guests.clear()
        return len(seen)

    an_offer(lune, "P0", 5)
    keep(row, lune, P0=1)
    one = asked()
    for number in range(1, 6):
        an_offer(lune, f"P{number}", 5)
        keep(row, lune, **{f"P{number}": 1})
    assert asked() <= one
