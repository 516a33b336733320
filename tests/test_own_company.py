"""The company and the addresses that an account keeps, and what the checkout proposes of them."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from marketplace.shared.models import Address
from orders.buying import addresses, companies
from orders.models import KeptCompany, Order
from tests import cast
from tests.orders.test_checkout_pages import DETAILS, add, hidden

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = reverse("account-company")
COMPANY = {"company-name": "Brun SARL", "company-number": "732 829 320"}


def test_a_company_is_kept_corrected_proposed_and_forgotten(client, db):
    alice = cast.user("alice@example.test")
    client.force_login(alice)
    assert "Aucune entreprise gardée." in client.get(PAGE).content.decode()

    wrong = client.post(PAGE, {**COMPANY, "company-number": "732 829 321"})

    assert wrong.status_code == 422
    assert "n'est ni un SIREN" in unescape(wrong.content.decode())
    assert not KeptCompany.objects.exists()

    client.post(PAGE, COMPANY)

    add(client, cast.offer(cast.seller()))
    client.post(reverse("shop-checkout"), {"refresh": "1", "postcode": "75006"})
    checkout = client.get(reverse("shop-checkout")).content.decode()
    assert "Brun SARL" in checkout, "a part that was counted while it was empty proposes it still"
    assert "checked" in checkout.partition('name="company-bought"')[2].partition(">")[0]
    assert companies.last_of(alice)["siren"] == "732829320"
    client.post(PAGE, {"forget": "1"})
    assert companies.last_of(alice) == {}
    assert "Brun SARL" not in client.get(reverse("shop-checkout")).content.decode()


def test_the_company_bought_for_since_is_proposed_instead(client, db):
    alice = cast.user("alice@example.test")
    companies.keep(alice, {"name": "Brun SARL", "siren": "732829320"}, at=cast.NOON)
    order = cast.placed_order(cast.offer(cast.seller()), buyer=alice)
    told = {
        "name": "Lune SAS",
        "siren": "552100554",
        "siret": "",
        "vat_number": "",
        "reference": "BC 12",
        **companies.delivery_of(order),
    }
    companies.correct(order, told, by=alice, at=cast.NOON.replace(hour=18))
    assert companies.last_of(alice)["name"] == "Lune SAS"
    client.force_login(alice)
    assert "Elle vient d’une commande" in client.get(PAGE).content.decode()
    assert not companies.is_ticked(alice)
    companies.keep(alice, {}, at=cast.NOON.replace(hour=19))
    assert companies.last_of(alice) == {}


def test_an_address_of_the_book_fills_the_checkout_and_what_was_typed_stays(client, db):
    alice = cast.user("alice@example.test")
    client.force_login(alice)
    for line1 in ("4 rue du Four", "21 rue Saint-Melaine"):
        place = {**cast.HOME, "line1": line1}
        addresses.write(alice, place, pk=None, at=cast.NOON)
    add(client, cast.offer(cast.seller()))
    page = client.get(reverse("shop-checkout"))
    assert "Choisir dans mes adresses" in page.content.decode()
    other = Address.objects.get(line1="4 rue du Four")
    typed = {
        "key": hidden(page, "key"),
        "shown": hidden(page, "shown"),
        "address": str(other.pk),
        "email": "autre@example.test",
        "line1": "to be replaced",
        **COMPANY,
        "company-bought": "on",
    }

    page = client.post(reverse("shop-checkout-address"), typed, follow=True).content.decode()

    assert 'value="4 rue du Four"' in page
    assert 'value="autre@example.test"' in page
    assert 'value="Brun SARL"' in page
    for stranger in ("999999", "x", ""):
        answer = client.post(reverse("shop-checkout-address"), {"address": stranger}, follow=True)
        assert 'value="4 rue du Four"' in answer.content.decode()


def test_an_address_that_was_only_picked_is_shown_before_anything_is_ordered(client, texts):
    cast.grid()
    alice = cast.user("alice@example.test")
    client.force_login(alice)
    for line1 in ("4 rue du Four", "21 rue Saint-Melaine"):
        addresses.write(alice, {**cast.HOME, "line1": line1}, pk=None, at=cast.NOON)
    add(client, cast.offer(cast.seller()))
    first, other = addresses.book_of(alice)

    def press(page, **typed):
        sent = {"key": hidden(page, "key"), "shown": hidden(page, "shown"), **DETAILS}
        sent |= {"address_shown": hidden(page, "address_shown"), **typed}
        return client.post(reverse("shop-checkout"), sent, follow=True)

    page = client.get(reverse("shop-checkout"))
    assert hidden(page, "address_shown") == str(first.pk)
    page = press(page, line1=first.line1, address=str(other.pk))

    assert "Adresse changée : vérifiez-la, puis commandez." in page.content.decode()
    assert f'value="{other.line1}"' in page.content.decode()
    assert hidden(page, "address_shown") == str(other.pk)
    assert not Order.objects.exists()
    press(page, line1="5 rue corrigée à la main", address=str(other.pk))
    assert Order.objects.get().line1 == "5 rue corrigée à la main"


def test_the_book_holds_a_place_once(alice):
    for phone in ("06 12 34 56 78", "", "07 00 00 00 01"):
        addresses.write(alice, {**cast.HOME, "phone": phone}, pk=None, at=cast.NOON)
    addresses.write(alice, {**cast.HOME, "line1": "2 quai Duguay-Trouin"}, pk=None, at=cast.NOON)
    other, first = addresses.book_of(alice)
    assert first.phone == "07 00 00 00 01"

    addresses.write(alice, {**cast.HOME}, pk=other.pk, at=cast.NOON)

    assert [row.pk for row in addresses.book_of(alice)] == [other.pk]
