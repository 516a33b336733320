"""Sales are counted on sheets minutes after: each piece once, and a sale writes no sheet."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import search
from catalog.models import Product, Sold
from catalog.offers import popularity
from tests import cast

pytestmark = pytest.mark.django_db


def sales(*offers) -> list[int]:
    by_pk = dict(Product.objects.values_list("pk", "sales_count"))
    return [by_pk[offer.product_id] for offer in offers]


def test_a_paid_order_is_counted_once_and_by_the_job(lune, texts):
    cast.grid()
    bowl, cup = cast.offer(lune), cast.offer(lune, title="Tasse")
    with CaptureQueriesContext(connection) as asked:
        cast.paid_order((bowl, 3), cup)
    written = [q["sql"] for q in asked if q["sql"].startswith('UPDATE "catalog_product"')]
    assert (written, sales(bowl, cup)) == ([], [0, 0])
    assert popularity.add_up() == 2
    assert sales(bowl, cup) == [3, 1]
    assert popularity.add_up() == 0
    assert sales(bowl, cup) == [3, 1]


def test_the_oldest_are_added_first_and_none_is_lost(lune):
    bowl, cup = cast.offer(lune), cast.offer(lune, title="Tasse")
    for _sale in range(3):
        popularity.count_sales({bowl.product_id: 1, cup.product_id: 2})
    assert popularity.add_up(most=4) == 4
    assert sales(bowl, cup) == [2, 4]
    popularity.settle([cup.product_id])
    assert sales(bowl, cup) == [2, 6]
    assert list(Sold.objects.values_list("product", "pieces")) == [(bowl.product_id, 1)]
    assert popularity.add_up() == 1
    assert sales(bowl, cup) == [3, 6]


def test_lists_are_ordered_by_what_sells(lune):
    bowls = [cast.offer(lune, title=f"Bol {n}") for n in range(3)]
    search.index([bowl.product_id for bowl in bowls])
    popularity.count_sales({bowls[0].product_id: 5, bowls[1].product_id: 2})
    popularity.add_up()
    found = search.find(search.Query(text="bol"), at=cast.NOON).ids
    assert found == [bowls[n].product_id for n in (0, 1, 2)]
