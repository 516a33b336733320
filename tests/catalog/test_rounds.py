"""A large shop moves in slices; from the first instant nothing of it is shown or sold wrongly."""

from datetime import timedelta

import pytest

from catalog import rounds, search, tree
from catalog.aisles import aisles
from catalog.invariants import violations
from catalog.models import Category, Offer, Product
from catalog.offers import visibility
from marketplace.shared import clock, outbox
from marketplace.shared.models import Pending
from orders.buying import cart
from sellers.application import suspension
from sellers.models import Seller, ShopRound
from sellers.shop import shops
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_measure(monkeypatch):
    """A shop is large from three offers on, a slice has two sheets; the worker waits."""
    for name, value in {"FEW": 2, "FEW_WORDS": 2, "SLICE": 2, "SLICE_OF_WORDS": 2}.items():
        monkeypatch.setattr(rounds, name, value)
    monkeypatch.setattr(aisles, "FEW", 2)
    monkeypatch.setattr(aisles, "SLICE", 2)
    with clock.at(cast.NOON), outbox.holding(["catalog.go_round", "catalog.follow_policy"]):
        yield


@pytest.fixture
def shelf(lune):
    """Five sheets of one shop on a shelf."""
    place = cast.category("Grand rayon", slug="grand-rayon")
    offers = [cast.offer(lune, title=f"Bol {n}", category=place) for n in range(5)]
    search.index([offer.product_id for offer in offers])
    tree.forget()
    return offers


def listed(client) -> str:
    return client.get("/c/grand-rayon/").content.decode()


def buyable(offers) -> int:
    return Offer.objects.sellable(cast.NOON).filter(pk__in=[offer.pk for offer in offers]).count()


def test_a_suspended_shop_is_gone_at_once_and_its_sheets_follow(client, shelf, lune):
    assert "Bol 0" in listed(client)
    suspension.suspend(lune, because="Faux papiers", by=None, at=cast.NOON)
    # no slice was done, and the figures on the sheets are the old ones
    assert Product.objects.public().count() == 5
    assert buyable(shelf) == 0
    assert "Bol 0" not in listed(client)
    assert client.get(f"/produit/{shelf[0].product.slug}/").status_code == 404
    with pytest.raises(cart.NotSold):
        cast.cart_with((shelf[0], 1))
    assert [v for v in violations() if v.startswith("V1")] == []

    assert rounds.go_on(lune.pk, at=cast.NOON)
    assert (ShopRound.objects.get().progress, Product.objects.public().count()) == (2, 3)
    # the worker died here: what waits in its lane goes on from there
    for pending in Pending.objects.filter(task="catalog.go_round"):
        outbox.deliver(pending_id=pending.pk)
    assert not Product.objects.public().exists()
    assert ShopRound.objects.get().finished_at is not None
    assert shops.round_of(lune) is None


def test_a_decision_during_a_round_sends_it_back_to_the_first_sheet(shelf, lune):
    suspension.suspend(lune, because="Faux papiers", by=None, at=cast.NOON)
    rounds.go_on(lune.pk, at=cast.NOON)
    suspension.reinstate(lune, by=None, at=cast.NOON)
    assert list(ShopRound.objects.values_list("progress", "total")) == [(0, 5)]
    assert not rounds.run(lune.pk)
    assert Product.objects.public().count() == 5
    assert not rounds.run(lune.pk)  # once more changes nothing
    assert ShopRound.objects.get().progress == 5
    assert [v for v in violations() if v.startswith("V1")] == []


def test_a_holiday_says_its_day_at_once(client, shelf, lune):
    today = cast.NOON.date()
    suspension.go_away(lune, start=today, end=today + timedelta(days=3), by=None, at=cast.NOON)
    page = client.get(f"/produit/{shelf[0].product.slug}/").content.decode()
    assert f"{(today + timedelta(days=4)).day} " in page
    assert "Bol 0" not in listed(client)


def test_a_sheet_sold_by_two_stays_in_the_lists(client, shelf, lune, brun):
    product = shelf[0].product
    Offer.objects.create(
        seller=brun,
        variant=shelf[0].variant,
        product=product,
        sku="B-1",
        price_cents=9_900,
        stock=3,
        created_at=cast.NOON,
        changed_at=cast.NOON,
    )
    visibility.refresh([product.pk], at=cast.NOON)
    suspension.suspend(lune, because="Faux papiers", by=None, at=cast.NOON)
    page = listed(client)
    assert "Bol 0" in page
    assert "99,00" in page
    assert "Bol 1" not in page


def test_a_large_shop_on_holiday_is_gone_through_once_each_way(shelf, lune):
    first = cast.NOON.date()
    Seller.objects.filter(pk=lune.pk).update(
        holiday_from=first, holiday_until=first + timedelta(days=1)
    )
    for hour in (0, 1, 2):
        rounds.follow_holidays(cast.NOON + timedelta(hours=hour))
        rounds.run(lune.pk)
    assert (ShopRound.objects.count(), Product.objects.public().count()) == (1, 0)
    back = cast.NOON + timedelta(days=2)
    with clock.at(back):
        for hour in (0, 1):
            rounds.follow_holidays(back + timedelta(hours=hour))
            rounds.run(lune.pk)
    assert (ShopRound.objects.count(), Product.objects.public().count()) == (2, 5)


def test_a_large_shop_renamed_is_found_under_its_new_name(client, shelf, lune):
    shops.present(lune, name="Atelier Zéphyr", by=None, at=cast.NOON)
    assert "Atelier Zéphyr" in listed(client)
    assert search.find(search.Query(text="zephyr"), at=cast.NOON).total == 0
    assert ShopRound.objects.get().words
    rounds.run(lune.pk)
    assert search.find(search.Query(text="zephyr"), at=cast.NOON).total == 5


def test_a_closed_category_sells_nothing_at_once(client, shelf):
    place = Category.objects.get(slug="grand-rayon")
    place.policy = Category.Policy.FORBIDDEN
    aisles.change(place, ["policy"], at=cast.NOON)
    assert Product.objects.public().count() == 5
    assert buyable(shelf) == 0
    assert "Bol 0" not in listed(client)
    assert [v for v in violations() if v.startswith("V1")] == []
    while pending := Pending.objects.filter(task="catalog.follow_policy", done_at=None).first():
        outbox.deliver(pending_id=pending.pk)
    assert not Product.objects.public().exists()


def test_the_shop_reads_how_far_its_sheets_are(client, shelf, lune):
    today = cast.NOON.date()
    suspension.go_away(lune, start=today, end=today, by=None, at=cast.NOON)
    rounds.go_on(lune.pk, at=cast.NOON)
    client.force_login(cast.owner_of(lune))
    assert "2 sur 5 fiches mises à jour" in client.get("/seller/boutique/").content.decode()
    rounds.run(lune.pk)
    assert "fiches mises à jour" not in client.get("/seller/boutique/").content.decode()


def test_without_a_worker_it_is_done_in_the_request(
    shelf, lune, django_capture_on_commit_callbacks
):
    outbox._held.discard("catalog.go_round")
    with django_capture_on_commit_callbacks(execute=True):
        suspension.suspend(lune, because="Faux papiers", by=None, at=cast.NOON)
    assert not Product.objects.public().exists()
