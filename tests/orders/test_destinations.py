"""The operator corrects where an order goes, as long as something of it has not left."""

import html
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.models import Fact
from marketplace.shared.templatetags.ui import day
from orders.buying import addresses
from orders.fulfilment import destinations
from orders.models import Order
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def order(lune, brun, alice):
    placed = cast.paid_order(cast.offer(lune), cast.offer(brun), buyer=alice)
    mail.outbox.clear()
    return placed


def typed(order, **other):
    place = {name: getattr(order, name) for name in addresses.COLUMNS}
    return {**place, "line1": "12 rue Neuve", **other}


def test_the_buyer_and_who_accepted_are_told_once(order, lune, alice):
    cast.accepted(cast.part_of(order, lune))
    mail.outbox.clear()
    support = cast.operator("support")

    destinations.correct(order, typed(order), because="Erreur de rue", by=support, at=NOON)

    fresh = Order.objects.get(pk=order.pk)
    assert fresh.line1 == "12 rue Neuve"
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([alice.email, lune.email])
    told = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "12 rue Neuve" in told[alice.email]
    fact = Fact.objects.get(name="orders.DestinationCorrected")
    assert fact.because == "Erreur de rue"
    assert "rue Neuve" not in str(fact.data)


def test_neither_another_zone_nor_the_same_place_nor_after_all_left(order, lune, brun):
    support = cast.operator("support")

    def correct(**other):
        destinations.correct(order, typed(order, **other), because="…", by=support, at=NOON)

    with pytest.raises(destinations.AnotherZone):
        correct(postcode="20000", city="Ajaccio")
    with pytest.raises(destinations.AnotherZone):
        correct(country="BE", postcode="1000", city="Bruxelles")
    with pytest.raises(destinations.SameDestination):
        correct(line1=order.line1)
    Order.objects.filter(pk=order.pk).update(phone="06 39 98 30 13")
    with pytest.raises(destinations.SameDestination):
        correct(line1=order.line1, phone="+33639983013")
    assert Order.objects.get(pk=order.pk).phone == "06 39 98 30 13"
    for shop in (lune, brun):
        cast.shipped(cast.accepted(cast.part_of(order, shop)))
    with pytest.raises(destinations.NothingLeftToSend):
        correct()
    assert Order.objects.get(pk=order.pk).line1 == order.line1


def test_from_the_console_a_wrong_postcode_is_said_and_nothing_is_lost(order, client):
    page = reverse("admin:orders_order_adresse", args=[order.pk])
    console = cast.proven(client, cast.operator("support"))
    wrong = console.post(page, {**typed(order, postcode="12"), "because": "Erreur de saisie"})
    assert "12 rue Neuve" in wrong.content.decode()
    assert "Erreur de saisie" in wrong.content.decode()
    assert Order.objects.get(pk=order.pk).line1 == order.line1

    console.post(page, {**typed(order), "because": "Erreur de saisie"})
    assert Order.objects.get(pk=order.pk).line1 == "12 rue Neuve"
    assert cast.proven(client, cast.operator("editorial")).get(page).status_code != 200


def test_the_file_of_an_order_leads_to_the_correction_while_something_waits(
    order, client, lune, brun
):
    file = reverse("admin:orders_order_change", args=[order.pk])
    page = reverse("admin:orders_order_adresse", args=[order.pk])
    console = cast.proven(client, cast.operator("support"))

    assert f'href="{page}"' in console.get(file).content.decode()

    for shop in (lune, brun):
        cast.shipped(cast.accepted(cast.part_of(order, shop)))
    assert page not in console.get(file).content.decode()


def test_an_address_sent_back_as_it_was_is_no_correction(order, client):
    Order.objects.filter(pk=order.pk).update(phone="06 12 34 56 78")
    order.refresh_from_db()
    page = reverse("admin:orders_order_adresse", args=[order.pk])
    console = cast.proven(client, cast.operator("support"))

    same = console.post(page, {**typed(order, line1=order.line1), "because": "Pour voir"})

    assert "il n'y a rien à corriger" in html.unescape(same.content.decode())
    assert not Fact.objects.filter(name="orders.DestinationCorrected").exists()
    assert mail.outbox == []


def test_the_shop_that_still_sends_reads_that_the_address_changed_and_when(
    order, client, lune, brun
):
    part = cast.accepted(cast.part_of(order, lune))
    gone = cast.shipped(cast.accepted(cast.part_of(order, brun))).seller_order
    support, day_after = cast.operator("support"), NOON + timedelta(days=1)
    destinations.correct(order, typed(order), because="Dit au téléphone", by=support, at=day_after)

    def page(shop, row):
        client.force_login(cast.owner_of(shop))
        return html.unescape(client.get(reverse("seller-order", args=[row.number])).text)

    told = page(lune, part)
    assert f"Adresse corrigée le {day(day_after)}" in told
    assert "corrigée par le service client" in told
    assert "Dit au téléphone" not in told
    assert "corrigée" not in page(brun, gone), "its parcel left for the old address"
