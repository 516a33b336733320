"""Where sellers deliver, and what the overseas territories wait for."""

import pytest
from django.urls import reverse

from sellers import shipping
from sellers.models import Zone
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
