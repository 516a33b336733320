"""Stock: taken all or nothing, given back, counted anew; the moves always add up to the stock."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import Sum

from catalog import invariants
from catalog.models import Offer, Product, StockMove
from catalog.offers import stock
from catalog.offers.stock import OutOfStock, QuantityRefused
from tests import cast
from tests.cast import NOON


def take(wanted, ref="C1"):
    with transaction.atomic():
        stock.take(wanted, ref=ref, at=NOON)


def levels(*offers):
    return [Offer.objects.get(pk=offer.pk).stock for offer in offers]


def test_taking_leaves_less_and_says_why(db):
    offer = cast.offer(stock=5)

    take({offer.pk: 2})

    assert levels(offer) == [3]
    move = StockMove.objects.order_by("-pk").first()
    assert (move.delta, move.reason, move.ref) == (-2, "sold", "C1")


def test_taking_several_is_all_or_nothing(db):
    plenty, rare, none = cast.offer(stock=5), cast.offer(stock=1), cast.offer(stock=0)

    with pytest.raises(OutOfStock) as told:
        take({plenty.pk: 2, rare.pk: 2, none.pk: 1})

    assert told.value.offer_ids == sorted([rare.pk, none.pk])
    assert "stock" in str(told.value)
    assert levels(plenty, rare, none) == [5, 1, 0]
    assert not StockMove.objects.filter(reason="sold").exists()


@pytest.mark.parametrize("wanted", [4, 999_999, 2**31])
def test_more_than_there_is_cannot_be_taken(db, wanted):
    offer = cast.offer(stock=3)

    with pytest.raises(OutOfStock):
        take({offer.pk: wanted})
    assert levels(offer) == [3]


def test_an_offer_that_does_not_exist_is_out_of_stock(db):
    with pytest.raises(OutOfStock):
        take({424242: 1})


def test_the_last_piece_shows_on_the_card(db):
    offer = cast.offer(stock=2)

    take({offer.pk: 2})
    assert Product.objects.get().in_stock is False
    with transaction.atomic():
        stock.give_back({offer.pk: 1}, reason="freed", ref="C1", at=NOON)

    assert Product.objects.get().in_stock is True
    assert StockMove.objects.aggregate(all=Sum("delta"))["all"] == levels(offer)[0] == 1


def test_a_count_replaces_what_was_there(db):
    offer = cast.offer(stock=4)

    stock.set_level(offer, 9, by=None, at=NOON)
    stock.set_level(offer, 9, by=None, at=NOON)

    assert levels(offer) == [9]
    assert list(offer.stock_moves.order_by("pk").values_list("delta", flat=True)) == [4, 5]


@pytest.mark.parametrize("quantity", [-1, 10**7])
def test_an_absurd_count_is_refused(db, quantity):
    offer = cast.offer(stock=4)

    with pytest.raises(QuantityRefused, match="entre 0 et"):
        stock.set_level(offer, quantity, by=None, at=NOON)
    assert levels(offer) == [4]


def test_taking_costs_few_statements(db, django_assert_max_num_queries):
    offers = [cast.offer(stock=5) for _n in range(6)]

    with transaction.atomic(), django_assert_max_num_queries(4):
        stock.take({offer.pk: 1 for offer in offers}, ref="C1", at=NOON)


def test_the_proof_sees_a_stock_that_lies(db):
    offer = cast.offer(stock=5)
    assert not [line for line in invariants.violations() if line.startswith("S")]

    Offer.objects.filter(pk=offer.pk).update(stock=6)

    assert [line for line in invariants.violations() if line.startswith("S2")]
