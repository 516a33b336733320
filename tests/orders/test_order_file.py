"""The file of an order: all that followed it on one page, each verb beside what it changes."""

import pytest
from django.urls import reverse

from marketplace.shared import clock
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def console(client, odile):
    return cast.proven(client, odile)


def page(row, verb="change"):
    return reverse(f"admin:orders_{row._meta.model_name}_{verb}", args=[row.pk])


def test_an_order_is_read_at_once(console, lune, brun, django_assert_max_num_queries):
    order = cast.paid_order(*(cast.offer(lune) for _ in range(6)), cast.offer(brun))
    console.get(page(order))

    with django_assert_max_num_queries(25):
        text = console.get(page(order)).content.decode()

    assert all(part.number in text for part in order.seller_orders.all())
    assert "Commande passée" in text
