"""Decisions outside their pages: letters, screening anew, seeds, what keeps a sheet from buyers."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import transaction

from catalog import invariants, seeds
from catalog.models import ForbiddenWord, Offer, Product, Reason, Submission
from catalog.moderation import moderation, rescan
from catalog.sheets import products, quality
from catalog.sheets.drafts import Draft, Piece
from catalog.tasks import send_sent_back, send_taken_down
from marketplace.shared.states import IllegalMove
from sellers.models import Seller
from tests import cast
from tests.cast import NOON

LONG = "Un bol tourné à la main dans notre atelier, émaillé deux fois, passe au lave-vaisselle."


@pytest.fixture
def waiting(lune):
    draft = Draft(
        "B",
        [Piece("B1", price_cents=900, stock=1)],
        title="Bol bleu",
        description=LONG,
        category_id=cast.category().pk,
    )
    with transaction.atomic():
        products.save_many(lune, [draft], by=None, at=NOON)
    return Submission.objects.select_related("product").get()


@pytest.fixture
def reason(db):
    seeds.plant()
    return Reason.objects.get(code="photo-rights")


@pytest.mark.parametrize("verb", [moderation.ask_changes, moderation.refuse])
def test_the_letter_states_the_reasons(waiting, reason, odile, verb):
    verb(waiting, reason=reason, note="La deuxième photo\nn'est pas la vôtre.", by=odile, at=NOON)
    mail.outbox.clear()

    send_sent_back(submission_id=waiting.pk)

    letter = mail.outbox[0]
    assert letter.to == [waiting.product.owner.email]
    assert "Bol bleu" in letter.subject
    for words in (reason.label, reason.remedy, reason.ground, "n'est pas la vôtre", "contestation"):
        assert words in letter.body


def test_the_letter_of_a_take_down(waiting, reason, odile):
    moderation.approve(waiting, by=odile, at=NOON)
    moderation.take_down(
        Product.objects.get(), reason=reason, note="Plainte reçue", by=odile, at=NOON
    )
    mail.outbox.clear()

    send_taken_down(product_id=waiting.product_id)

    assert "retirée" in mail.outbox[0].subject
    assert "Plainte reçue" in mail.outbox[0].body


def test_only_what_was_taken_down_is_restored(waiting, odile):
    with pytest.raises(IllegalMove):
        moderation.restore(waiting.product, by=odile, at=NOON)


def test_what_waits_is_ranked_by_the_rules_of_now(waiting, django_assert_max_num_queries):
    word = ForbiddenWord.objects.create(word="tourné à la main", blocks=True)

    with django_assert_max_num_queries(13):
        assert rescan.screen(after=0) is None

    waiting.refresh_from_db()
    assert waiting.severity == 3
    assert waiting.findings[0]["values"]["match"] == "tourné à la main"
    word.delete()
    rescan.screen(after=0)
    assert not Submission.objects.filter(pk=waiting.pk, severity=3).exists()


def test_planting_twice_keeps_what_the_operator_changed(db):
    seeds.plant()
    Reason.objects.filter(code="price").update(label="Prix faux")
    seeds.plant()
    assert Reason.objects.get(code="price").label == "Prix faux"
    assert Reason.objects.count() == len(seeds.REASONS) >= 10


def test_what_keeps_a_sheet_from_buyers_is_told(waiting, odile):
    product = waiting.product
    moderation.approve(waiting, by=odile, at=NOON)
    product.refresh_from_db()
    assert quality.obstacles(product, NOON) == []

    Offer.objects.update(stock=0)
    assert "épuisé" in quality.obstacles(product, NOON)[0].text
    Offer.objects.update(is_active=False)
    assert "Aucune déclinaison" in quality.obstacles(product, NOON)[0].text
    Seller.objects.update(suspended_at=NOON)
    product.owner.refresh_from_db()
    assert "suspendues" in quality.obstacles(product, NOON)[0].text


def test_the_proof_holds_after_a_life(waiting, odile, reason):
    moderation.approve(waiting, by=odile, at=NOON)
    product = Product.objects.get()
    products.edit(product, {"title": "Grand bol"}, by=None, at=NOON)
    moderation.ask_changes(
        Submission.objects.get(state="queued"), reason=reason, note="", by=odile, at=NOON
    )
    products.edit(product, {"title": "Grand bol bleu"}, by=None, at=NOON)
    products.retire(product, by=None, at=NOON)
    products.restore(product, by=None, at=NOON)

    assert list(invariants.violations()) == []
    Product.objects.update(from_cents=1)
    assert any(line.startswith("V1") for line in invariants.violations())
