"""Histories say why in the house's language, whoever acted, and no machine's word is a reason."""

import pytest
from django.conf import settings
from django.urls import reverse

from marketplace.shared import clock, facts, translations
from marketplace.shared.models import Fact
from orders.models import SellerOrder
from orders.money import payments
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(texts):
    translations.compile_all(settings.ROOT)
    with clock.at(NOON):
        yield


def test_an_english_buyer_leaves_a_french_reason_and_everybody_reads_their_own(
    client, alice, lune, odile
):
    part = cast.part_of(cast.paid_order(cast.offer(lune), buyer=alice))
    client.force_login(alice)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    client.post(reverse("shop-order-cancel", args=[part.order.number, part.pk]))

    part.refresh_from_db()
    assert part.cancelled_because == "annulée par l'acheteur"
    fact = Fact.objects.get(name="orders.SellerOrderCancelled")
    assert (fact.because, fact.data["reason"]) == (part.cancelled_because, part.cancelled_because)
    desk = client.__class__()
    cast.proven(desk, odile)
    url = reverse("admin:orders_sellerorder_change", args=[part.pk])
    shown = {}
    for language in ("fr", "en"):
        desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = desk.get(url, follow=True).content.decode()
        shown[language] = page.partition('class="fact-why preline">')[2].partition("</span>")[0]
    assert shown["fr"] == "annulée par l&#x27;acheteur"
    assert "annul" not in shown["en"]
    assert shown["en"]


def test_an_order_nobody_paid_says_so_in_words(lune):
    order = cast.placed_order(cast.offer(lune))

    payments.expire(order, at=NOON)

    assert SellerOrder.objects.get(order=order).cancelled_because == "non payée dans le délai"


def test_a_providers_code_is_read_as_words():
    assert facts.reason("account_restricted") == "Compte du vendeur restreint par le prestataire"
    assert facts.reason("Écrit par quelqu'un") == "Écrit par quelqu'un"
    assert facts.reason("") == ""
