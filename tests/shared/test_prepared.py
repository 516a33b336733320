"""A question written once answers as Django's own would, on each engine, for each set of values."""

from datetime import timedelta

import pytest
from django.db import connection

from catalog.models import Offer, Product
from marketplace.shared.clock import now, paris_day
from marketplace.shared.prepared import Prepared
from tests import cast

pytestmark = pytest.mark.django_db

BY_KEYS = Prepared(
    lambda pks: Offer.objects.filter(pk__in=pks).select_related("seller").order_by("pk")
)
ON_SALE = Prepared(lambda product, today: Offer.objects.sellable_on(today).filter(product=product))
TITLES = Prepared(
    lambda slug: Product.objects.filter(slug=slug).values_list("title", "attributes", "created_at")
)


def test_instances_come_with_what_was_selected_beside_them(django_assert_num_queries):
    offers = [cast.offer(), cast.offer(), cast.offer()]

    with django_assert_num_queries(1):
        found = BY_KEYS(pks=[offer.pk for offer in offers])
        names = [offer.seller.name for offer in found]

    assert found == offers
    assert names == [offer.seller.name for offer in offers]


def test_each_number_of_values_has_its_own_wording():
    one, two = cast.offer(), cast.offer()

    assert BY_KEYS(pks=[one.pk]) == [one]
    assert BY_KEYS(pks=[one.pk, two.pk]) == [one, two]
    assert BY_KEYS(pks=[two.pk]) == [two]
    assert BY_KEYS(pks=[]) == []


def test_an_answer_is_never_remembered():
    offer = cast.offer()
    day = paris_day(now())
    assert ON_SALE(product=offer.product_id, today=day) == [offer]

    offer.seller.holiday_from, offer.seller.holiday_until = day, day + timedelta(days=3)
    offer.seller.save()

    assert ON_SALE(product=offer.product_id, today=day) == []
    assert ON_SALE(product=offer.product_id, today=day + timedelta(days=4)) == [offer]


def test_values_are_converted_as_the_fields_say():
    product = cast.offer().product

    [(title, attributes, created)] = TITLES(slug=product.slug)

    assert (title, attributes, created) == (product.title, product.attributes, product.created_at)


def test_a_value_is_never_part_of_the_wording():
    product = cast.offer().product

    assert TITLES(slug=f"{product.slug}' OR '1'='1") == []
    assert TITLES(slug="%s") == []


def test_postgresql_keeps_the_plan():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans each time")
    BY_KEYS(pks=[1, 2])
    BY_KEYS(pks=[3, 4])

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%catalog_offer%'"
        )
        assert cursor.fetchone()[0] >= 1
