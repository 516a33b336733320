"""Where sellers deliver, and what the overseas territories wait for."""

import html

import pytest
from django.urls import reverse

from marketplace.shared import territories
from orders.models import Order
from sellers.application.forms import IdentityForm
from sellers.models import Zone
from sellers.shop import shipping
from tests import cast


@pytest.mark.parametrize(
    ("country", "postcode", "zone"),
    [
        ("FR", "69001", Zone.METROPOLE),
        ("FR", "20000", Zone.CORSE),
        ("MC", "98000", Zone.METROPOLE),
        ("BE", "1000", Zone.EUROPE),
        ("FR", "97110", None),
        ("FR", "98800", None),
        ("CH", "1201", None),
        ("ES", "28001", Zone.EUROPE),
        ("ES", "35001", None),  # Las Palmas
        ("ES", "38 001", None),
        ("ES", "51001", None),
        ("ES", "52001", None),
        ("IT", "20121", Zone.EUROPE),
        ("IT", "23041", None),
        ("IT", "22061", None),
        ("DE", "D-78266", None),
        ("DE", "27498", None),
        ("DE", "27499", Zone.EUROPE),
        ("FI", "22100", None),
        ("FI", "AX-22430", None),
        ("FI", "00100", Zone.EUROPE),
        ("GR", "630 86", None),
        ("GR", "10431", Zone.EUROPE),
        ("FR", "97400", None),
        ("FR", "97133", None),
        ("FR", "98 735", None),
        ("FR", "98000", Zone.METROPOLE),
        ("MC", "97400", None),
    ],
)
def test_a_place_belongs_to_a_zone_or_is_not_delivered(country, postcode, zone):
    assert shipping.zone_of(country, postcode) == zone


def test_a_preset_taken_twice_adds_its_methods_once(client, lune):
    client.force_login(cast.owner_of(lune))
    url, asked = reverse("seller-shipping-preset"), {"preset": "leger"}
    before = lune.shipping_methods.count()

    first = client.post(url, asked, follow=True).content.decode()
    again = client.post(url, asked, follow=True).content.decode()

    assert lune.shipping_methods.count() - before == 2
    assert "2 modes de livraison ajoutés." in first
    assert "déjà dans votre grille" in again


@pytest.mark.parametrize(
    ("country", "postcode", "place"),
    [
        ("ES", "35001", "les Canaries"),
        ("DE", "78266", "Büsingen"),
        ("FR", "97400", "La Réunion"),
        ("FI", "22100", "Åland"),
        ("IT", "23041", "Livigno"),
        ("GR", "63086", "le mont Athos"),
    ],
)
def test_a_place_outside_the_unions_vat_is_refused_by_its_name(
    client, texts, lune, country, postcode, place
):
    client.post(reverse("shop-cart-add"), {"offer": cast.offer(lune).pk, "quantity": 1})
    fields = {
        **cast.HOME,
        "email": "a@example.fr",
        "country": country,
        "postcode": postcode,
        "phone": "",
    }

    page = client.post(reverse("shop-checkout"), {**fields, "terms": "on"}).content.decode()

    assert f"Nous ne livrons pas encore à cette adresse ({html.escape(place)})" in page
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("postcode", "city", "place"),
    [
        ("23030", "Chiuro", ""),
        ("22060", "Arosio", ""),
        ("23041", "Livigno", "Livigno"),
        ("23030", "LIVIGNO (SO)", "Livigno"),
        ("22060", "Campione d'Italia", "Campione d'Italia"),
    ],
)
def test_an_old_code_shared_with_communes_inside_goes_by_the_name_of_the_place(
    postcode, city, place
):
    assert territories.outside("IT", postcode, city) == place


@pytest.mark.parametrize("postcode", ["97400", "97110", "98800"])
def test_a_company_overseas_is_told_before_anything_is_kept(postcode):
    form = IdentityForm({"postcode": postcode})

    form.is_valid()

    assert "TVA" in form.errors["postcode"][0]
