"""Where a parcel is, as buyers, guests, sellers and the operator read it."""

import html
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from marketplace.shared import clock
from orders import desk
from orders.models import Milestone, Shipment
from orders.tracking import hearing, silence
from orders.tracking.protocol import Scan
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
K = Milestone.Kind
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THEN = NOON + 3 * DAY


@pytest.fixture
def parcel(lune, texts):
    cast.grid()
    return cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune))))


def hear(parcel, *steps, at=THEN):
    scans = [
        Scan(kind=kind, happened_at=NOON + hours * HOUR, place=place)
        for kind, hours, place in steps
    ]
    hearing.hear(parcel.carrier, parcel.tracking, scans, source="sandbox", at=at)


def read(client, page, *, at=THEN, language="fr", **query) -> str:
    with clock.at(at), translation.override(language):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer = client.get(page, query)
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(parcel):
    return reverse("shop-order", args=[parcel.seller_order.order.number])


WAY = (
    (K.ANNOUNCED, 1, ""),
    (K.TAKEN_OVER, 4, "Agence"),
    (K.IN_TRANSIT, 20, "Plateforme de Tours"),
    (K.AT_POINT, 30, "Tabac de la Gare"),
)


@pytest.mark.parametrize(
    ("language", "step", "day", "waits"),
    [
        (
            "fr",
            "Arrivé au point de retrait",
            "Livraison prévue",
            "Votre colis vous attend au point de retrait.",
        ),
        ("en", "pick-up point", "Expected delivery", "Your parcel is waiting for you"),
    ],
)
def test_a_guest_reads_each_step_with_its_place_and_the_promised_days(
    client, parcel, language, step, day, waits
):
    hear(parcel, *WAY[:3])
    token = parcel.seller_order.order.token
    assert day in read(client, page_of(parcel), language=language, t=token)
    hear(parcel, *WAY)

    page = read(client, page_of(parcel), language=language, t=parcel.seller_order.order.token)

    assert page.count("Plateforme de Tours") == 1
    assert page.count("Tabac de la Gare") == 2, "on the parcel, and in the timeline"
    assert step in page
    assert waits in page
    assert day not in page
    assert client.get(page_of(parcel)).status_code == 404, "a stranger without the link"


def test_a_silent_parcel_is_told_to_its_buyer_its_seller_and_the_operator(client, parcel):
    part = parcel.seller_order
    hear(parcel, *WAY[:3])
    at = NOON + 6 * DAY
    assert silence.notice(at) == 1

    buyer = read(client, page_of(parcel), at=at, t=part.order.token)
    assert "Sans nouvelles du transporteur" in buyer
    [todo] = [row for row in desk.todos(part.seller, at) if "nouvelles" in row.text]
    client.force_login(cast.owner_of(part.seller))
    assert "Colis à vérifier" in read(client, todo.href.partition("?")[0], at=at, vue="shipped")
    seller = read(client, reverse("seller-order", args=[part.number]), at=at)
    assert "demandez au transporteur où est ce colis" in seller
    client.force_login(cast.operator("support"))
    listed = read(client, reverse("admin:orders_shipment_changelist"), at=at, suivi="muet")
    assert parcel.tracking in listed
    told = read(client, reverse("admin:orders_order_change", args=[part.order_id]), at=at)
    assert "Sans nouvelles du transporteur depuis le" in told
    assert "Plateforme de Tours" in told

    hear(parcel, (K.IN_TRANSIT, 150, "Lyon"), at=NOON + 7 * DAY)
    assert [row for row in desk.todos(part.seller, at) if "nouvelles" in row.text] == []


def test_what_goes_back_is_not_said_to_be_expected(client, parcel):
    hear(parcel, *WAY, (K.RETURNED, 60, ""))

    page = read(client, page_of(parcel), t=parcel.seller_order.order.token)

    assert "le renvoie au vendeur" in page
    assert "Renvoyé au vendeur" in page
    assert "Livraison prévue" not in page
    assert "J'ai bien reçu ce colis" not in html.unescape(page)


def test_the_operator_confirms_on_a_proof_that_a_parcel_came_back(client, parcel):
    hear(parcel, *WAY, (K.RETURNED, 60, ""))
    client = cast.proven(client, cast.operator("support"))
    listed = read(client, reverse("admin:orders_shipment_changelist"), suivi="renvoye")
    assert parcel.tracking in listed

    with clock.at(THEN):
        client.post(
            reverse("admin:orders_shipment_revenu", args=[parcel.pk]),
            {"because": "Le vendeur nous a envoyé la photo du colis."},
        )

    parcel.refresh_from_db()
    assert parcel.state == "returned"
    assert parcel.seller_order.refunds.get().goods_cents == parcel.seller_order.goods_cents


def test_more_steps_and_parcels_ask_nothing_more(
    client, lune, texts, django_assert_max_num_queries
):
    cast.grid()
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune), 3))))
    line = part.lines.get()
    for number in range(3):
        pieces = {line.pk: 1}
        cast.shipped(cast.part_of(part.order), pieces=pieces)
        Shipment.objects.filter(number=number + 1).update(tracking=f"6A0000000000{number}")
    for parcel in Shipment.objects.all():
        hear(parcel, *WAY)

    with django_assert_max_num_queries(19):
        page = read(client, reverse("shop-order", args=[part.order.number]), t=part.order.token)
    assert page.count("Tabac de la Gare") == 6
    client.force_login(cast.owner_of(lune))
    with django_assert_max_num_queries(19):
        read(client, reverse("seller-order", args=[part.number]))


def test_the_promised_days_are_a_file_for_any_calendar(client, parcel):
    order, part = parcel.seller_order.order, parcel.seller_order
    address = reverse("shop-order-calendar", args=[order.number])

    with clock.at(THEN):
        answer = client.get(address, {"t": order.token})
        assert client.get(address).status_code == 404
        assert address in client.get(page_of(parcel), {"t": order.token}).content.decode()

    said = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART;VALUE=DATE:{part.promised_from:%Y%m%d}\r\n" in said
    last = part.promised_until + DAY
    assert f"DTEND;VALUE=DATE:{last:%Y%m%d}\r\n" in said
    assert "SUMMARY:Livraison d'Atelier Lune\r\n" in said
    assert f"t={order.token}" in said
    hear(parcel, (K.DELIVERED, 50, ""))
    assert client.get(address, {"t": order.token}).status_code == 404, "nothing is awaited"
