"""A seller finds a document by its number, its order or its date."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import doors

pytestmark = pytest.mark.django_db


def test_documents_are_found_by_number_and_by_period(client, texts):
    world = doors.World()
    invoice = world.part.invoices.get()
    client.force_login(world.owner)
    url = reverse("seller-invoices")
    day = invoice.issued_on

    assert invoice.number in client.get(url, {"q": world.part.number}).content.decode()
    assert invoice.number in client.get(url, {"du": day, "au": day}).content.decode()
    assert invoice.number not in client.get(url, {"au": day - timedelta(days=1)}).content.decode()


def test_a_wrong_date_is_named_and_nothing_is_hidden(client, texts):
    world = doors.World()
    invoice = world.part.invoices.get()
    client.force_login(world.owner)

    page = client.get(reverse("seller-invoices"), {"du": "hier"}).content.decode()

    assert invoice.number in page
    assert 'aria-invalid="true"' in page or "date valide" in page
