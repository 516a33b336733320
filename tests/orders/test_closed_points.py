"""A point that closes after the order: noticed before its parcel leaves, and chosen anew."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from orders.fulfilment import cancellations, shipping
from orders.models import PointsRehearsal, SellerOrder
from orders.points import closings
from orders.points.sandbox import invented
from tests import cast
from tests.cast import NOON
from tests.orders.test_relay import cards

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(texts):
    cast.grid()
    with clock.at(NOON):
        yield


def to_ship(*sellers) -> list[SellerOrder]:
    """An order whose parcels all go to one point of Mondial Relay, accepted by its sellers."""
    for row in sellers:
        row.shipping_methods.all().delete()
        cast.by_relay(row, cents=100)
    order = cast.paid_order(*[cast.offer(row) for row in sellers])
    return [cast.accepted(cast.part_of(order, row)) for row in sellers]


def close(code: str) -> None:
    PointsRehearsal.objects.update_or_create(defaults={"closed_codes": code})


@pytest.mark.django_db
def test_a_code_that_no_point_bears_closes_nothing_and_is_said(client, lune):
    (part,) = to_ship(lune)
    code = sorted(invented(["mondial_relay"]))[0]
    client.force_login(cast.operator("finance"))

    refused = client.post(reverse("sandbox-points"), {"closed_codes": f"{code} XYZ9"})

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Aucun point relais d’essai ne porte le code « XYZ9 »" in page
    assert f'value="{code} XYZ9"' in page
    assert not PointsRehearsal.objects.exclude(closed_codes="").exists()
    # one that a buyer copied by hand may close as well
    for codes in (code, part.relay["code"]):
        assert client.post(reverse("sandbox-points"), {"closed_codes": codes}).status_code == 302
        assert PointsRehearsal.objects.get().closed_codes == codes


def page_of(part, **query):
    return reverse("shop-order-point", args=[part.order.number, part.pk]), {
        "t": part.order.token,
        **query,
    }


@pytest.mark.django_db(transaction=True)
def test_one_choice_serves_all_parcels_of_the_point_and_the_wait_is_not_the_sellers(
    client, lune, brun
):
    first, second = to_ship(lune, brun)
    close(first.relay["code"])

    assert closings.look_around(NOON + DAY) == 2
    assert closings.look_around(NOON + DAY) == 0, "the buyer is written to once"

    written = [letter for letter in mail.outbox if letter.to == [first.order.email]]
    [asked] = [one for one in written if "votre point relais a fermé" in one.subject]
    assert "Vos commandes chez Atelier Lune, Maison Brun" in asked.body, "one letter, one choice"
    with pytest.raises(shipping.PointClosed):
        shipping.ship(cast.part_of(first.order, lune), by=None, at=NOON + DAY, **cast.PARCEL)
    address, sent = page_of(first)
    followed = client.get(reverse("shop-order", args=[first.order.number]), sent).content.decode()
    assert "Votre point relais a fermé avant l'envoi." in followed
    assert "À choisir : celui que vous aviez choisi a fermé." in followed
    assert first.relay["line1"] not in followed
    page = client.get(address, sent)
    assert "Votre choix vaut pour les colis de" in page.content.decode()
    pick = cards(page)[0]
    with clock.at(NOON + 3 * DAY):
        done = client.post(address, sent | {"relay-mondial_relay-pick": pick}, follow=True)

    assert "votre colis partira pour ce point" in done.content.decode()
    for part, before in ((first, first.ship_by), (second, second.ship_by)):
        part.refresh_from_db()
        assert (part.relay["code"], part.relay_closed_at) == (pick, None)
        assert part.ship_by == before + 2 * DAY
        assert any("un autre point relais" in one.subject for one in _to(part.seller.email))
    part = cast.part_of(first.order, lune)
    shipping.ship(part, by=None, at=NOON + 3 * DAY, **cast.BY_POINT)


def test_support_reads_of_a_closed_point_and_chooses_another_for_the_buyer(client, lune):
    [part] = to_ship(lune)
    closed = part.relay["code"]
    close(closed)
    closings.look_around(NOON)
    cast.proven(client, cast.operator("support"))
    file = client.get(reverse("admin:orders_order_change", args=[part.order_id])).content.decode()
    verb = reverse("admin:orders_sellerorder_point", args=[part.pk])

    assert "a fermé le" in file
    assert verb in file
    choices = [code for code, _words in client.get(verb).context["form"].fields["code"].choices]
    assert closed not in choices
    client.post(verb, {"code": choices[0]})

    part.refresh_from_db()
    assert (part.relay["code"], part.relay_closed_at) == (choices[0], None)
    after = client.get(reverse("admin:orders_order_change", args=[part.order_id])).content.decode()
    assert verb not in after


def test_a_seller_who_ships_is_stopped_at_the_last_moment(client, lune):
    [part] = to_ship(lune)
    client.force_login(cast.owner_of(lune))
    close(part.relay["code"])
    address = reverse("seller-order", args=[part.number])
    sent = {"act": "ship", "s-carrier": "mondial_relay", "s-tracking": "12345678"}
    sent |= {f"s-q{line.pk}": line.quantity for line in part.lines.all()}

    refused = client.post(address, sent, follow=True).content.decode()

    part.refresh_from_db()
    assert not part.shipments.exists()
    assert part.relay_closed_at is not None
    assert "Le point relais de ce colis a fermé" in refused
    assert "l'acheteur choisit" in client.get(address).content.decode()
    listed = client.get(reverse("seller-orders") + "?vue=to_ship").content.decode()
    assert "Point relais fermé" in listed
    slip = client.get(reverse("seller-packing-slip", args=[part.number]))
    assert slip.status_code == 302


def test_a_closed_point_is_refused_a_second_time_and_other_towns_are_looked_at(client, lune):
    [part] = to_ship(lune)
    close(part.relay["code"])
    closings.look_around(NOON)
    address, sent = page_of(part)

    elsewhere = client.post(address, sent | {"refresh": "1", "relay-mondial_relay-where": "75011"})
    refused = client.post(address, sent | {"relay-mondial_relay-pick": part.relay["code"]})

    assert cards(elsewhere)
    assert refused.status_code == 422
    assert "Ce point relais ne reçoit plus de colis" in refused.content.decode()
    part.refresh_from_db()
    assert part.relay_closed_at == NOON


def test_what_nobody_waits_for_is_not_asked(client, lune, brun):
    [part] = to_ship(lune)
    address, sent = page_of(part)
    assert client.get(address, sent).status_code == 302
    assert client.get(address).status_code == 404
    PointsRehearsal.objects.create(is_down=True, closed_codes=part.relay["code"])
    assert closings.look_around(NOON) == 0, "a silent register changes nothing"
    close(part.relay["code"])
    PointsRehearsal.objects.update(is_down=False)
    closings.look_around(NOON)
    cancellations.cancel(
        cast.part_of(part.order, lune), because="rupture", by=cast.owner_of(lune), at=NOON
    )

    with pytest.raises(closings.NothingToChoose):
        closings.choose(cast.part_of(part.order), cast.POINT, by=None, at=NOON)
    followed = client.get(reverse("shop-order", args=[part.order.number]), sent).content.decode()
    assert "a fermé avant l'envoi" not in followed


def test_a_round_asks_once_a_point(lune, brun, django_assert_num_queries):
    to_ship(lune, brun)

    with django_assert_num_queries(2):  # the parts, and the rehearsed register once
        assert closings.look_around(NOON) == 0


def _to(address: str) -> list:
    return [letter for letter in mail.outbox if letter.to == [address]]
