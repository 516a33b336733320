"""Corrections of shared sheets: proposed by who sells there, examined, made by the author."""

from __future__ import annotations

import pytest
from django.urls import reverse

from catalog.joining import joining
from catalog.joining.joining import Terms
from catalog.models import Correction, Variant
from catalog.sheets import corrections, products
from tests import cast
from tests.cast import NOON

WRONG = "Le diamètre est de 14 cm, pas de 12 : mesuré sur nos pièces."


@pytest.fixture
def bowl(lune, brun):
    offer = cast.offer(lune, title="Bol bleu")
    Variant.objects.filter(pk=offer.variant_id).update(gtin="3760001234562")
    terms = Terms(sku="BRUN-1", price_cents=1990, stock=4)
    joining.join(offer.product, {offer.variant_id: terms}, seller=brun, by=None, at=NOON)
    return offer.product


@pytest.fixture
def page(bowl):
    return reverse("seller-join-correction", args=[bowl.pk])


def test_a_correction_reaches_the_author_and_the_operator_and_is_answered(
    client, bowl, page, lune, brun
):
    client.force_login(cast.owner_of(brun))
    assert page in client.get(reverse("seller-join", args=[bowl.pk])).content.decode()
    short = client.post(page, {"about": "traits", "text": "faux"}).content.decode()
    assert "10" in short
    assert not Correction.objects.exists()
    client.post(page, {"about": "traits", "text": WRONG})
    again = client.post(page, {"about": "traits", "text": WRONG}).content.decode()
    assert "déjà proposé" in again
    assert Correction.objects.count() == 1

    client.force_login(cast.owner_of(lune))
    sheet = reverse("seller-product", args=[bowl.pk])
    assert WRONG in client.get(sheet).content.decode()

    client.force_login(cast.operator("moderation"))
    row = Correction.objects.get()
    assert "Corrections à examiner" in client.get(reverse("admin:index")).content.decode()
    client.post(reverse("admin:catalog_correction_retenir", args=[row.pk]), {"answer": "Juste."})

    row.refresh_from_db()
    assert (row.state, row.answer) == ("kept", "Juste.")
    letters = corrections.letters(row.pk)
    assert {letter.to for letter in letters} == {lune.email, brun.email}
    assert "Retenue par l" in _as(client, lune).get(sheet).content.decode()
    products.edit(
        bowl, {"description": "Diamètre : 14 cm."}, by=None, at=cast.NOON.replace(year=2100)
    )
    assert WRONG not in client.get(sheet).content.decode(), "it is made"


def _as(client, shop):
    client.force_login(cast.owner_of(shop))
    return client


def test_a_refused_correction_says_why_and_asks_nothing_of_the_author(client, bowl, brun, lune):
    row = corrections.propose(bowl, brun, about="title", text=WRONG, by=None, at=NOON)
    client.force_login(cast.operator("moderation"))
    client.post(
        reverse("admin:catalog_correction_refuser", args=[row.pk]),
        {"because": "La notice dit 12 cm."},
    )

    row.refresh_from_db()
    assert row.state == "refused"
    (letter,) = corrections.letters(row.pk)
    assert letter.to == brun.email
    told = _as(client, brun).get(reverse("seller-join", args=[bowl.pk])).content.decode()
    assert "La notice dit 12 cm." in told
    author = reverse("seller-product", args=[bowl.pk])
    assert WRONG not in _as(client, lune).get(author).content.decode()


def test_who_does_not_sell_it_corrects_nothing(client, bowl, page, lune):
    stranger = cast.seller("Autre", code="AUTR")
    for shop in (stranger, lune):
        answer = _as(client, shop).post(page, {"about": "title", "text": WRONG})
        assert answer.status_code == 404
        with pytest.raises(corrections.NotSoldHere):
            corrections.propose(bowl, shop, about="title", text=WRONG, by=None, at=NOON)
    assert not Correction.objects.exists()
    # whoever looks for the form learns what opens it, on the page that does
    told = _as(client, stranger).get(page, follow=True)
    assert told.redirect_chain == [(reverse("seller-join", args=[bowl.pk]), 302)]
    assert "Seuls ceux qui la vendent la corrigent" in told.content.decode()


def test_only_the_message_that_may_be_left_is_called_optional(client, bowl, brun):
    row = corrections.propose(bowl, brun, about="title", text=WRONG, by=None, at=NOON)
    client.force_login(cast.operator("moderation"))

    kept, refused = (
        client.get(reverse(f"admin:catalog_correction_{verb}", args=[row.pk])).content.decode()
        for verb in ("retenir", "refuser")
    )

    assert "Message à l&#x27;auteur de la fiche (facultatif)" in kept
    assert "(facultatif)" not in refused


def test_the_file_shows_what_the_sheet_says_beside_what_the_shop_says(
    client, bowl, brun, django_assert_max_num_queries
):
    row = corrections.propose(
        bowl, brun, about="title", text="Bol bleu nuit", by=cast.owner_of(brun), at=NOON
    )
    client.force_login(cast.operator("moderation"))

    with django_assert_max_num_queries(40):
        answer = client.get(reverse("admin:catalog_correction_change", args=[row.pk]))

    page = answer.content.decode()
    assert "Bol bleu<ins> nuit</ins>" in page
    assert f"Correction n° {row.pk}, proposée par" in page
    assert "À examiner" in page
    assert "Note pour l" in page
