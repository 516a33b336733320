"""Prices: changed at once, remembered for ever, reductions announced as the law says (L112-1-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog import invariants
from catalog.models import Offer, Product
from catalog.offers import prices
from catalog.offers.prices import NotAReduction, PriceRefused, PriceUnusual
from catalog.sheets import products
from tests import cast
from tests.cast import NOON

DAY = timedelta(days=1)


def change(offer, cents, day, **also):
    prices.change(offer, cents, by=None, at=NOON + day * DAY, **also)


def test_a_change_closes_the_old_price_and_opens_the_new(db):
    offer = cast.offer(price_cents=2000)

    change(offer, 2500, 3)

    assert list(
        offer.prices.order_by("pk").values_list("amount_cents", "starts_at", "ends_at")
    ) == [(2000, NOON, NOON + 3 * DAY), (2500, NOON + 3 * DAY, None)]
    assert Product.objects.get().from_cents == 2500


def test_the_same_price_writes_nothing(db):
    offer = cast.offer(price_cents=2000)
    change(offer, 2000, 3)
    assert offer.prices.count() == 1


def test_a_quiet_drop_announces_nothing(db):
    offer = cast.offer(price_cents=2000)
    change(offer, 1500, 3)
    assert Product.objects.get().prior_cents is None


def test_an_announced_drop_shows_the_lowest_of_thirty_days(db):
    offer = cast.offer(price_cents=3000)
    change(offer, 2500, 10)
    change(offer, 2800, 20)

    change(offer, 2000, 30, reason=prices.REDUCTION)

    assert Product.objects.get().prior_cents == 2500


def test_a_price_older_than_thirty_days_does_not_count(db):
    offer = cast.offer(price_cents=1000)
    change(offer, 3000, 1)

    change(offer, 2000, 40, reason=prices.REDUCTION)

    assert Product.objects.get().prior_cents == 3000


def test_a_false_reduction_is_refused_with_the_figure(db):
    offer = cast.offer(price_cents=2000)
    change(offer, 4000, 5)

    with pytest.raises(NotAReduction, match="20,00"):
        change(offer, 3000, 6, reason=prices.REDUCTION)

    offer.refresh_from_db()
    assert (offer.price_cents, Product.objects.get().prior_cents) == (4000, None)


def test_successive_reductions_keep_the_first_price(db):
    offer = cast.offer(price_cents=3000)
    change(offer, 2500, 40, reason=prices.REDUCTION)
    change(offer, 2000, 45, reason=prices.REDUCTION)
    assert Product.objects.get().prior_cents == 3000


def test_the_end_of_a_reduction_shows_no_struck_price(db):
    offer = cast.offer(price_cents=3000)
    change(offer, 2500, 40, reason=prices.REDUCTION)
    change(offer, 3000, 45)
    assert Product.objects.get().prior_cents is None


def test_without_a_word_a_lower_price_goes_on_with_a_reduction_and_a_higher_one_ends_it(db):
    offer = cast.offer(price_cents=3000)
    end = NOON + 60 * DAY
    change(offer, 2500, 40, reason=prices.REDUCTION, until=end)

    def now():
        row = offer.prices.get(ends_at=None)
        return row.amount_cents, row.reason, row.prior_cents, row.until

    change(offer, 2400, 41)
    assert now() == (2400, prices.REDUCTION, 3000, end)
    products.reprice(  # the grid, a sheet and a file write by the same door
        offer.seller, [(Offer.objects.get(), 2300, 5)], by=None, at=NOON + 42 * DAY
    )
    assert now() == (2300, prices.REDUCTION, 3000, end)
    change(offer, 2300, 43, reason=prices.REDUCTION, until=end + DAY, moving=True)
    assert now() == (2300, prices.REDUCTION, 3000, end + DAY)
    change(offer, 2200, 44, ending=True)
    assert now() == (2200, "", None, None)
    assert Product.objects.get().prior_cents is None
    change(offer, 2100, 90, reason=prices.REDUCTION, until=NOON + 99 * DAY)
    change(offer, 2150, 91)
    assert now() == (2150, "", None, None)
    change(offer, 2000, 130, reason=prices.REDUCTION, until=NOON + 140 * DAY)
    change(offer, 2000, 131, ending=True)
    assert now() == (2000, "", None, None)


def test_an_end_that_buyers_read_is_never_effaced_and_moves_only_when_it_is_meant(db):
    offer = cast.offer(price_cents=3000)
    end = NOON + 60 * DAY
    change(offer, 2500, 40, reason=prices.REDUCTION, until=end)
    rows = list(offer.prices.values())

    for cents in (2500, 2400):
        with pytest.raises(prices.EndPromised, match="ne s'efface pas"):
            change(offer, cents, 41, reason=prices.REDUCTION, moving=True)
        for other in (end + DAY, end - DAY):
            with pytest.raises(prices.EndMoved, match="confirmez"):
                change(offer, cents, 41, reason=prices.REDUCTION, until=other)
    assert list(offer.prices.values()) == rows

    change(offer, 2400, 41, reason=prices.REDUCTION, until=end)
    change(offer, 2400, 42, reason=prices.REDUCTION, until=end - DAY, moving=True)
    assert offer.prices.get(ends_at=None).until == end - DAY


def test_a_price_that_is_not_lower_is_refused_for_that_even_with_an_end(db):
    offer = cast.offer(price_cents=5850)
    for more in ({}, {"until": NOON + 60 * DAY}):
        with pytest.raises(NotAReduction, match="58,50"):
            change(offer, 5850, 40, reason=prices.REDUCTION, **more)
    with pytest.raises(prices.EndsUnannounced):
        change(offer, 5000, 40, until=NOON + 60 * DAY)
    assert offer.prices.count() == 1


def test_a_jump_must_be_confirmed(db):
    offer = cast.offer(price_cents=2000)

    with pytest.raises(PriceUnusual, match="20,00"):
        change(offer, 200_000, 1)
    change(offer, 200_000, 1, confirmed=True)

    offer.refresh_from_db()
    assert offer.price_cents == 200_000


@pytest.mark.parametrize("cents", [0, -1, 10**9])
def test_what_is_no_price_is_refused(db, cents):
    offer = cast.offer(price_cents=2000)
    with pytest.raises(PriceRefused):
        change(offer, cents, 1)


def test_a_young_offer_answers_with_its_lowest_since_it_is_on_sale(db):
    offer = cast.offer(price_cents=2000)
    change(offer, 1800, 1)
    change(offer, 2200, 2)
    assert prices.lowest_before([offer.pk], NOON + 3 * DAY) == {offer.pk: 1800}


def test_the_proof_sees_a_price_that_forgot(db):
    offer = cast.offer(price_cents=2000)
    assert not [line for line in invariants.violations() if line.startswith("P")]

    Offer.objects.filter(pk=offer.pk).update(price_cents=1)

    assert [line for line in invariants.violations() if line.startswith("P2")]
