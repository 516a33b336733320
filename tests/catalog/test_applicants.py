"""Sheets prepared while the application is filled in or read: proposed, and public never before."""

from __future__ import annotations

import pytest
from django.urls import reverse

from catalog.models import Product, Submission
from catalog.moderation import moderation, queue
from catalog.sheets import products
from catalog.sheets.drafts import Piece
from catalog.states import ProductState, SubmissionState
from marketplace.shared.models import Fact
from sellers.models import Seller
from sellers.states import SellerState
from tests import cast
from tests.cast import NOON

LONG = "Un bol tourné à la main dans notre atelier, émaillé deux fois, passe au lave-vaisselle."


@pytest.fixture
def nina(db):
    return cast.seller(
        "Les grès de Nina",
        state=SellerState.APPLIED,
        opened_at=None,
        moderation=Seller.Moderation.AFTER,
    )


@pytest.fixture
def proposed(nina):
    content = {
        "title": "Bol en grès",
        "description": LONG,
        "category_id": cast.category("Bols").pk,
    }
    bowl = products.create(
        nina, content, [Piece("BOL", price_cents=2400, stock=3)], by=None, at=NOON
    )
    products.submit(bowl, by=None, at=NOON)
    return Submission.objects.get()


def test_what_an_applicant_proposes_is_judged_and_waits_whatever_its_trust(proposed, nina):
    assert proposed.state == SubmissionState.QUEUED
    assert not Product.objects.public().exists()
    assert not queue.waiting({}).exists()
    assert queue.waiting({"kind": queue.PENDING}).get() == proposed
    assert Fact.objects.filter(name="catalog.ProductSubmitted").exclude(within="").exists()


def test_no_decision_is_taken_before_the_shop_is_admitted(proposed, nina, client, odile):
    client.force_login(odile)
    page = reverse("admin:catalog_submission_change", args=[proposed.pk])
    assert "en attente d'admission" in client.get(page).content.decode().replace("&#x27;", "'")

    with pytest.raises(moderation.ShopNotOpen):
        moderation.approve(proposed, by=odile, at=NOON)
    assert Product.objects.get().state == ProductState.DRAFT

    Seller.objects.filter(pk=nina.pk).update(state=SellerState.OPEN, opened_at=NOON)
    again = queue.waiting({}).get()
    moderation.approve(again, by=odile, at=NOON)
    assert Product.objects.public().get().owner == nina


def test_the_file_invites_to_prepare_a_sheet_and_its_pages_open(client, nina):
    client.force_login(cast.owner_of(nina))

    assert "Préparez votre première fiche" in client.get(reverse("seller-file")).content.decode()
    for name in ("seller-products", "seller-product-new", "seller-join-search", "seller-offers"):
        assert client.get(reverse(name)).status_code == 200, name
    assert client.get(reverse("seller-imports")).url == reverse("seller-file")


@pytest.mark.parametrize("state", [SellerState.REFUSED, SellerState.WITHDRAWN])
def test_an_application_that_ended_keeps_its_drafts_closed_and_out_of_the_queue(
    client, nina, proposed, state
):
    Seller.objects.filter(pk=nina.pk).update(state=state)
    client.force_login(cast.owner_of(nina))

    assert client.get(reverse("seller-products")).url == reverse("seller-file")
    assert not queue.waiting({}).exists()
    assert not queue.waiting({"kind": queue.PENDING}).exists()

    Seller.objects.filter(pk=nina.pk).update(state=SellerState.TO_COMPLETE)
    assert "Bol en grès" in client.get(reverse("seller-products")).content.decode()


def test_an_applicant_proposes_a_sheet_through_its_pages(client, nina, proposed):
    client.force_login(cast.owner_of(nina))
    sheet = Product.objects.get()
    page = client.get(reverse("seller-product", args=[sheet.pk])).content.decode()

    assert "pas encore ouverte" in page
    Submission.objects.all().delete()
    said = client.post(reverse("seller-product-proposal", args=[sheet.pk]), follow=True)
    assert "dès que votre boutique est admise" in said.content.decode()


def test_an_applicant_sees_what_a_sale_would_leave(client, nina):
    client.force_login(cast.owner_of(nina))
    page = client.post(
        reverse("seller-product-new"),
        {
            "title": "Bol",
            "regard": "1",
            "v-TOTAL_FORMS": 1,
            "v-INITIAL_FORMS": 0,
            "v-0-price": "24",
            "v-0-stock": "1",
        },
    ).content.decode()

    assert "Ce que vous gardez" in page
    assert client.get(reverse("seller-simulator")).status_code == 200
    assert client.get(reverse("seller-commission-preview")).status_code == 200
