"""What every walk needs: the whole marketplace wired, its worker, and people at their doors."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.proof import verify
from marketplace.shared import clock
from tests import cast

DETAILS = {
    "email": "camille@example.test",
    "recipient": "Camille Durand",
    "line1": "4 rue du Four",
    "line2": "",
    "postcode": "75006",
    "city": "Paris",
    "country": "FR",
    "phone": "06 12 34 56 78",
    "terms": "on",
    "order": "1",
}


@pytest.fixture(autouse=True)
def _a_trading_day(texts):
    """Noon, with a commission grid and legal texts; afterwards nothing is wrong anywhere."""
    cast.grid()
    with clock.at(cast.NOON):
        yield
        assert list(verify.violations()) == []


@pytest.fixture
def worker(django_capture_on_commit_callbacks):
    """`with worker():` does at its end what the worker does after each commit."""

    def work():
        return django_capture_on_commit_callbacks(execute=True)

    return work


@pytest.fixture
def at_door():
    """A browser of one person who just gave the password; a stranger's when nobody is named."""

    def knock(person=None) -> Client:
        client = Client()
        if person is not None:
            cast.proven(client, person)
        return client

    return knock


def hidden(page, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, f"no field {name}"
    return found[1]


def shown(form) -> dict:
    """What a browser sends of a form nobody touched."""
    values = {bound.html_name: bound.value() for bound in form}
    return {
        name: value
        for name, value in values.items()
        if value not in (None, "") and value is not False
    }


def fill_cart(visitor, *wanted) -> None:
    """Put offers into a visitor's cart, each alone or as (offer, quantity)."""
    for item in wanted:
        offer, quantity = item if isinstance(item, tuple) else (item, 1)
        visitor.post(reverse("shop-cart-add"), {"offer": offer.pk, "quantity": quantity})


def order(visitor, **changes):
    """Fill the checkout and press its button: the answer leads to the payment page."""
    page = visitor.get(reverse("shop-checkout"))
    fields = {**DETAILS, "key": hidden(page, "key"), "shown": hidden(page, "shown"), **changes}
    return visitor.post(reverse("shop-checkout"), fields)
