"""Parcels: what leaves, under which number, and when it has arrived."""

from datetime import timedelta

import pytest
from django.core import mail

from marketplace.shared.models import Fact
from orders import carriers, parts, tasks
from orders.fulfilment import shipping
from orders.models import Shipment
from orders.states import SellerOrderState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def facts(name):
    return Fact.objects.filter(name=f"orders.{name}").count()


def test_a_parcel_takes_all_that_waits(lune):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune), 2), cast.offer(lune))))

    parcel = shipping.ship(part, carrier="colissimo", tracking="6a 123 4567 8901", by=None, at=NOON)

    part.refresh_from_db()
    assert part.state == SellerOrderState.SHIPPED
    assert parcel.tracking == "6A12345678901"
    assert sorted(parcel.lines.values_list("quantity", flat=True)) == [1, 2]
    assert (facts("ParcelShipped"), facts("SellerOrderShipped")) == (1, 1)


def test_two_parcels_and_the_last_delivers(lune):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune), 3))))
    line = part.lines.get()

    first = cast.shipped(part, pieces={line.pk: 1})
    part.refresh_from_db()
    assert part.state == SellerOrderState.TO_SHIP
    second = cast.shipped(part)
    assert (first.number, second.number) == (1, 2)
    shipping.deliver(first, how="buyer", by=None, at=NOON)
    part.refresh_from_db()
    assert part.state == SellerOrderState.SHIPPED
    shipping.deliver(second, how="carrier", by=None, at=NOON + timedelta(days=2))

    part.refresh_from_db()
    line.refresh_from_db()
    assert part.state == SellerOrderState.DELIVERED
    assert part.delivered_at == NOON + timedelta(days=2)
    assert (line.shipped, line.delivered) == (3, 3)


@pytest.mark.parametrize(
    ("carrier", "tracking", "refusal"),
    [
        ("colissimo", "", carriers.TrackingMissing),
        ("colissimo", "bonjour", carriers.BadTracking),
        ("ups", "6A12345678901", carriers.BadTracking),
    ],
)
def test_a_number_must_look_like_its_carriers(lune, carrier, tracking, refusal):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))

    with pytest.raises(refusal):
        shipping.ship(part, carrier=carrier, tracking=tracking, by=None, at=NOON)

    part.refresh_from_db()
    assert part.state == SellerOrderState.TO_SHIP
    assert Shipment.objects.count() == 0


def test_another_carrier_needs_no_number(lune):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))

    assert shipping.ship(part, carrier="autre", tracking="", by=None, at=NOON).tracking == ""


def test_no_more_leaves_than_waits(lune):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune), 2))))

    with pytest.raises(parts.TooMany):
        cast.shipped(part, pieces={part.lines.get().pk: 3})
    with pytest.raises(parts.NothingChosen):
        cast.shipped(part, pieces={part.lines.get().pk: 0})

    assert Shipment.objects.count() == 0


def test_what_is_not_accepted_does_not_leave(lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))

    with pytest.raises(shipping.NotToShip):
        shipping.ship(part, by=None, at=NOON, **cast.PARCEL)


def test_an_arrival_told_twice_counts_once(lune):
    parcel = cast.shipped(cast.part_of(cast.paid_order((cast.offer(lune), 2))))
    stale = Shipment.objects.get(pk=parcel.pk)

    shipping.deliver(parcel, how="buyer", by=None, at=NOON)
    shipping.deliver(stale, how="carrier", by=None, at=NOON + timedelta(days=1))

    parcel.refresh_from_db()
    assert (parcel.delivered_how, parcel.delivered_at) == ("buyer", NOON)
    assert facts("SellerOrderDelivered") == 1


def test_silence_presumes_delivery(lune):
    parcel = cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune))))

    assert shipping.presume_due(NOON + timedelta(days=9)) == 0
    assert shipping.presume_due(NOON + timedelta(days=11)) == 1

    parcel.refresh_from_db()
    assert (parcel.presumed_at, parcel.delivered_at) == (NOON + timedelta(days=11), None)
    assert carriers.page_of(parcel.carrier, parcel.tracking).endswith("6A12345678901")


def test_a_wrong_number_is_corrected_while_the_parcel_travels_and_told_to_whoever_read_it(lune):
    parcel = cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune))))
    right = {"carrier": "chronopost", "tracking": "XX123456789FR"}

    def correct(**named):
        shipping.correct(parcel, **{**right, **named}, by=None, at=NOON)

    for named, refusal in (
        (cast.PARCEL, shipping.NothingCorrected),
        ({"tracking": "bonjour"}, carriers.BadTracking),
    ):
        with pytest.raises(refusal):
            correct(**named)
    correct()
    parcel.refresh_from_db()
    assert (parcel.carrier, parcel.tracking) == ("chronopost", "XX123456789FR")
    assert Fact.objects.get(name="orders.TrackingCorrected").because.endswith("6A12345678901")
    tasks.send_tracking_corrected(shipment_id=parcel.pk, **right)
    assert mail.outbox == [], "nothing was said yet: the first letter says what is right"
    tasks.send_shipped(shipment_id=parcel.pk)
    assert "XX123456789FR" in mail.outbox[0].body

    last = {"carrier": "autre", "tracking": ""}
    correct(**last)
    tasks.send_tracking_corrected(shipment_id=parcel.pk, **right)
    assert len(mail.outbox) == 1, "corrected again since: the last letter counts"
    tasks.send_tracking_corrected(shipment_id=parcel.pk, **last)
    assert "Le numéro de suivi était faux" in mail.outbox[1].body

    shipping.deliver(parcel, how="buyer", by=None, at=NOON)
    with pytest.raises(shipping.NotOnItsWay):
        correct()


def test_a_parcel_for_a_point_leaves_with_a_carrier_that_goes_there(lune):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))
    part.relay, part.shipping_carrier = cast.POINT, "mondial_relay"
    part.save()

    with pytest.raises(shipping.PointOfAnother, match="Mondial Relay"):
        shipping.ship(part, by=None, at=NOON, **cast.PARCEL)
    assert Shipment.objects.count() == 0
    parcel = shipping.ship(part, carrier="mondial_relay", tracking="12345678", by=None, at=NOON)
    with pytest.raises(shipping.PointOfAnother):
        shipping.correct(parcel, by=None, at=NOON, **cast.PARCEL)
    assert carriers.serves("chronopost", "colissimo"), "one network of points"


def test_a_tracked_letter_is_given_to_somebody(lune):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune))))
    parcel = shipping.ship(
        part, carrier="lettre_suivie", tracking="1L12345678901", by=None, at=NOON
    )

    tasks.send_shipped(shipment_id=parcel.pk)

    assert "l'a remis à La Poste, en lettre suivie, le" in mail.outbox[0].body
