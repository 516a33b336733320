"""What the demonstration leaves for its sellers to try: sheets that they may sell too."""

import pytest
from django.urls import reverse

from catalog.models import Product, Variant
from marketplace.demo.content.numbers import gtin
from marketplace.demo.seed import sharing
from sellers.models import Seller
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_seller_finds_sheets_by_their_bar_code_and_sells_them_too(client, lune, brun):
    Seller.objects.update(makes_own=True)
    cast.attribute("Fabricant")
    offers = [cast.offer(brun, title=f"Bol {number}") for number in range(sharing.OPENED)]
    codes = [gtin(number) for number in range(sharing.OPENED)]
    for offer, code in zip(offers, codes, strict=True):
        Variant.objects.filter(pk=offer.variant_id).update(gtin=code)
    client.force_login(cast.owner_of(lune))
    assert "fabrique ce produit" in client.get(_join(offers[0])).content.decode()

    sharing.open_to_others(Product.objects.public())

    for number, (offer, code) in enumerate(zip(offers, codes, strict=True)):
        found = client.get(reverse("seller-join-search"), {"q": code}).content.decode()
        assert _join(offer) in found
        terms = {"price": "19,90", "stock": "3", "sku": f"AUSSI-{number}", "weight": "300"}
        row = f"v{offer.variant_id}"
        client.post(_join(offer), {f"{row}-{name}": value for name, value in terms.items()})
        assert Variant.objects.get(pk=offer.variant_id).offers.filter(seller=lune).exists()
    assert sharing.OPENED >= 2


def _join(offer) -> str:
    return reverse("seller-join", args=[offer.product_id])
