"""The catalogues of two real shops, with their photos, from the file to products."""

from __future__ import annotations

import io
import zipfile

import pytest

from catalog.models import Offer, Photo, Product
from catalog.states import ImportState
from tests.catalog.imports.conftest import DATA, applied, codes, figures

SPREE = DATA / "catalogues" / "spree" / "sample_data" / "products.csv"
VENDURE = DATA / "catalogues" / "vendure" / "products.csv"
pytestmark = pytest.mark.skipif(
    not SPREE.exists(), reason="the real catalogues are not at ../shared/data"
)


def archive(folder: str) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for path in sorted((DATA / "images" / folder).iterdir()):
            packed.write(path, f"photos/{path.name}")
    out.seek(0)
    return out


def test_the_spree_catalogue_becomes_products(lune, shelves):
    source = applied(
        lune, SPREE.open("rb"), default=shelves["Cuisine"], photos=archive("spree-demo")
    )

    assert source.state == ImportState.DONE, source.failure
    assert figures(source) == (211, 0, 0, 0), codes(source)
    assert Product.objects.of(lune).count() == 37
    assert Offer.objects.filter(seller=lune).count() == 87
    assert Photo.objects.filter(seller=lune).count() == 124
    assert Offer.objects.get(sku="AUTOMATIC-ESPRESSO-MACHINE-SILVER").price_cents == 81999

    again = applied_again(lune, SPREE, "spree-demo", shelves)
    assert figures(again)[:2] == (0, 0)
    assert Photo.objects.filter(seller=lune).count() == 124


def test_the_vendure_catalogue_becomes_products(lune, shelves):
    source = applied(
        lune, VENDURE.open("rb"), default=shelves["Cuisine"], photos=archive("vendure-unsplash")
    )

    assert source.state == ImportState.DONE, source.failure
    assert codes(source) == {line: ["SKU_DUPLICATE"] for line in (87, 88, 89)}
    assert figures(source) == (85, 0, 0, 3)
    assert Product.objects.of(lune).count() == 53
    laptop = Product.objects.of(lune).get(ref="laptop")
    assert laptop.axes == ["screen size", "RAM"]
    assert laptop.brand.name == "Apple"
    assert laptop.offers.count() == 4
    assert laptop.photos.count() == 1

    again = applied_again(lune, VENDURE, "vendure-unsplash", shelves)
    assert figures(again)[:2] == (0, 0)


def applied_again(seller, path, folder, shelves):
    from tests.catalog.imports.conftest import checked

    return checked(seller, path.open("rb"), default=shelves["Cuisine"], photos=archive(folder))
