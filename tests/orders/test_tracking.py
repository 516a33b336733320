"""Where parcels are: told twice, in any order, asked for over HTTP; no more than is proven."""

import itertools
import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models import Offer
from marketplace.shared import clock, outbox
from marketplace.shared.models import Fact, Pending
from marketplace.shared.templatetags.ui import day
from orders import milestones, tasks
from orders.fulfilment import shipping
from orders.models import Milestone, RehearsedScan, Shipment
from orders.states import SellerOrderState, ShipmentState
from orders.tracking import (
    aggregator,
    coming_back,
    followed,
    hearing,
    la_poste,
    rehearsing,
    silence,
    watching,
)
from orders.tracking.protocol import CarrierDown, Scan
from tests import cast
from tests.cast import NOON
from tests.orders import tracking_double
from tests.orders.tracking_double import KEY, PARCEL

pytestmark = pytest.mark.django_db
K = Milestone.Kind
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def parcel(lune, texts):
    cast.grid()
    return cast.shipped(cast.part_of(cast.paid_order((cast.offer(lune, price_cents=2000), 2))))


def scan(kind, hours, place="", **more) -> Scan:
    return Scan(kind=kind, happened_at=NOON + hours * HOUR, place=place, **more)


def hear(parcel, *scans, at=NOON + 3 * DAY, source="aggregator") -> int:
    return hearing.hear(parcel.carrier, parcel.tracking, scans, source=source, at=at)


def now_of(parcel):
    return milestones.current(Shipment.objects.get(pk=parcel.pk).milestones.all())


def facts(name):
    return Fact.objects.filter(name=f"orders.{name}").count()


# --- Milestones ---------------------------------------------------------------------------------

WAY = (
    scan(K.ANNOUNCED, 1),
    scan(K.TAKEN_OVER, 4, "Agence"),
    scan(K.IN_TRANSIT, 20, "Tours"),
    scan(K.AT_POINT, 30, "Tabac de la Gare"),
)
FULL = (*WAY, scan(K.DELIVERED, 50))


def test_a_delivery_that_the_carrier_proves_starts_the_delays_at_its_own_time(parcel):
    assert hear(parcel, *FULL) == 5

    parcel.refresh_from_db()
    assert (parcel.state, parcel.delivered_how) == (ShipmentState.DELIVERED, "carrier")
    assert parcel.delivered_at == NOON + 50 * HOUR
    assert cast.part_of(parcel.seller_order.order).state == SellerOrderState.DELIVERED
    assert facts("ParcelDelivered") == 1


def test_what_is_told_again_changes_nothing(parcel):
    hear(parcel, *FULL)
    before = list(Milestone.objects.values_list("pk", flat=True)), Fact.objects.count()
    sent = len(mail.outbox)

    assert hear(parcel, *reversed(FULL), *FULL) == 0
    assert hear(parcel, FULL[2], source="la_poste") == 0, "whoever tells it"

    assert (list(Milestone.objects.values_list("pk", flat=True)), Fact.objects.count()) == before
    assert len(mail.outbox) == sent


def test_a_late_scan_does_not_move_a_delivered_parcel_back(parcel):
    hear(parcel, FULL[-1])

    for late in (*WAY, scan(K.IN_TRANSIT, 60, "Lyon"), scan(K.LOST, 70)):
        hear(parcel, late)

    assert now_of(parcel).kind == K.DELIVERED
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.DELIVERED
    assert facts("ParcelAtPoint") == facts("ParcelLost") == 0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(range(5)), max_size=9), st.permutations(range(5)))
def test_any_order_and_number_of_events_ends_the_same(parcel, again, order):
    told = [*order, *again]
    sid = transaction.savepoint()
    try:
        row = Shipment.objects.get(pk=parcel.pk)
        with outbox.holding([tasks.send_at_point.name]):
            for place in told:
                hearing.note.__wrapped__(row, [FULL[place]], source="aggregator", at=NOON + 3 * DAY)
        row = Shipment.objects.get(pk=parcel.pk)
        kinds = sorted(row.milestones.values_list("kind", flat=True))
        assert kinds == sorted(str(step.kind) for step in FULL)
        assert now_of(row).kind == K.DELIVERED
        assert row.heard_at == NOON + 50 * HOUR
    finally:
        transaction.savepoint_rollback(sid)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_current_milestone_never_depends_on_the_order(parcel, order):
    steps = [scan(K.LOST, 30), scan(K.IN_TRANSIT, 40, "Lyon"), *WAY[:2]]

    for place in order:
        hearing.note(parcel, [steps[place]], source="aggregator", at=NOON + 3 * DAY)

    assert (now_of(parcel).kind, now_of(parcel).place) == (K.IN_TRANSIT, "Lyon"), "it was found"


def test_what_comes_to_its_sender_was_not_received_by_its_buyer(parcel):
    hear(parcel, *WAY, scan(K.RETURNED, 60), scan(K.DELIVERED, 70))

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.SHIPPED
    assert now_of(parcel).kind == K.RETURNED


def test_a_number_that_served_before_proves_nothing(parcel):
    assert hear(parcel, scan(K.DELIVERED, -30 * 24), scan(K.DELIVERED, 30 * 24)) == 0

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.SHIPPED


def test_one_number_on_the_parcels_of_two_buyers_proves_neither(parcel, lune):
    other = cast.paid_order(cast.offer(lune), buyer=cast.user("autre@exemple.fr"))
    second = cast.shipped(cast.part_of(other))
    assert (second.tracking, second.carrier) == (parcel.tracking, parcel.carrier)

    hear(parcel, *FULL)

    states = set(Shipment.objects.values_list("state", flat=True))
    assert states == {ShipmentState.SHIPPED}
    assert Milestone.objects.count() == 10, "both show what the carrier said"


def test_a_corrected_number_begins_anew(parcel):
    hear(parcel, *WAY, at=NOON + 2 * DAY)
    shipping.correct(
        parcel, carrier="colissimo", tracking="6A99999999999", by=None, at=NOON + 2 * DAY
    )

    parcel.refresh_from_db()
    assert milestones.of(parcel) == []
    assert hearing.hear("colissimo", PARCEL, [FULL[-1]], source="la_poste", at=NOON + 3 * DAY) == 0
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.SHIPPED


def test_milestones_are_never_rewritten(parcel):
    hear(parcel, *WAY)

    for act in (
        lambda: Milestone.objects.update(kind=K.DELIVERED),
        lambda: Milestone.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_worker_that_died_between_the_scan_and_its_consequence_is_caught_up(parcel):
    hearing.note(parcel, [FULL[-1]], source="aggregator", at=NOON + 3 * DAY)
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.SHIPPED

    hearing.follow_all(NOON + 3 * DAY)

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.DELIVERED


# --- What follows -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_parcel_at_the_point_is_one_letter_with_where_and_until_when(parcel):
    before = len(mail.outbox)

    for hours in (30, 40):  # carriers repeat it every day
        hear(parcel, scan(K.AT_POINT, hours, "Tabac de la Gare, Tours", until=date(2026, 12, 5)))

    [letter] = mail.outbox[before:]
    assert letter.to == [parcel.seller_order.order.email]
    assert "votre colis vous attend" in letter.subject
    assert "Tabac de la Gare, Tours" in letter.body
    assert "samedi 5 décembre" in letter.body


@pytest.mark.django_db(transaction=True)
def test_what_the_carrier_lost_is_told_to_both_sides_and_may_come_after_all(parcel):
    before = len(mail.outbox)

    hear(parcel, *WAY[:3], scan(K.LOST, 48))

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.LOST
    lost = [letter for letter in mail.outbox[before:] if "Colis perdu" in letter.subject]
    order = parcel.seller_order.order
    assert {letter.to[0] for letter in lost} == {order.email, parcel.seller_order.seller.email}
    assert not any("La réclamation" in letter.body for letter in lost), "nobody complained"
    hear(parcel, scan(K.DELIVERED, 80), at=NOON + 5 * DAY)
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.DELIVERED


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_back_is_refunded_once_its_seller_has_it(client, parcel):
    part, order = parcel.seller_order, parcel.seller_order.order
    line = part.lines.get()
    stock = Offer.objects.get(pk=line.offer_id).stock
    before = len(mail.outbox)
    hear(parcel, *WAY, scan(K.RETURNED, 60), at=NOON + 3 * DAY)
    hear(parcel, scan(K.RETURNED, 66, "Tours"), at=NOON + 3 * DAY)

    told = [letter.subject for letter in mail.outbox[before:]]
    assert sum("repart chez le vendeur" in text for text in told) == 1
    assert sum("un colis vous revient" in text for text in told) == 1
    client.force_login(cast.owner_of(part.seller))
    with clock.at(NOON + 4 * DAY):
        page = client.get(reverse("seller-order", args=[part.number])).content.decode()
        assert "Il m’est revenu" in page
        where = reverse("seller-parcel-back", args=[part.number, parcel.number])
        assert client.post(where, {"restock": "on"}).status_code == 302
        assert client.post(where, {"restock": "on"}).status_code == 302, "a second press"
        page = client.get(reverse("seller-order", args=[part.number])).content.decode()
        since = page.partition("Revenu au vendeur")[2]
        assert day(NOON + 4 * DAY) in since[:200], "and not the day on which it left"

    parcel.refresh_from_db()
    line.refresh_from_db()
    refund = part.refunds.get()
    assert (parcel.state, line.came_back, line.delivered) == (ShipmentState.RETURNED, 2, 0)
    assert refund.amount_cents == part.total_cents, "nothing is kept: the delivery is due too"
    assert refund.goods_cents == 4000
    assert cast.part_of(order).state == SellerOrderState.CANCELLED
    assert Offer.objects.get(pk=line.offer_id).stock == stock + 2


def test_nobody_takes_back_what_its_carrier_did_not_send_back(client, parcel, brun):
    hear(parcel, *WAY)
    with pytest.raises(coming_back.NotSentBack):
        coming_back.take_back(parcel, restock=True, by=None, at=NOON + 3 * DAY)

    hear(parcel, scan(K.RETURNED, 60))
    client.force_login(cast.owner_of(brun))
    where = reverse("seller-parcel-back", args=[parcel.seller_order.number, parcel.number])
    assert client.post(where).status_code == 404
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.SHIPPED


def test_two_parcels_of_the_same_goods_and_the_second_comes_back(lune, texts):
    cast.grid()
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune, price_cents=2000), 2))))
    line = part.lines.get()
    first = cast.shipped(part, pieces={line.pk: 1})
    part = cast.part_of(part.order)
    second = shipping.ship(part, carrier="colissimo", tracking="6A22222222222", by=None, at=NOON)
    hear(second, scan(K.RETURNED, 60))

    refund = coming_back.take_back(second, restock=False, by=None, at=NOON + 3 * DAY)

    states = [Shipment.objects.get(pk=row.pk).state for row in (first, second)]
    assert states == [ShipmentState.SHIPPED, ShipmentState.RETURNED]
    assert (refund.goods_cents, refund.shipping_cents) == (2000, 0)


def test_a_presumption_does_not_contradict_the_carrier(parcel, lune):
    other = cast.paid_order(cast.offer(lune), buyer=cast.user("autre@exemple.fr"))
    free = shipping.ship(
        cast.accepted(cast.part_of(other)),
        carrier="colissimo",
        tracking="6A33333333333",
        by=None,
        at=NOON,
    )
    hear(parcel, scan(K.RETURNED, 60))
    hear(free, scan(K.AT_POINT, 5 * 24, "Tours"), at=NOON + 6 * DAY)

    assert shipping.presume_due(NOON + 11 * DAY) == 0
    assert shipping.presume_due(NOON + 40 * DAY) == 1, "what waited at a point long ago"
    parcel.refresh_from_db()
    assert parcel.presumed_at is None


# --- Silence ------------------------------------------------------------------------------------


def test_a_silence_is_noticed_once_and_ends_at_the_next_scan(parcel):
    hear(parcel, *WAY[:3], at=NOON + 21 * HOUR)
    assert silence.notice(NOON + 91 * HOUR) == 0

    assert silence.notice(NOON + 93 * HOUR) == 1
    assert silence.notice(NOON + 99 * HOUR) == 0
    parcel.refresh_from_db()
    assert parcel.silent_since == NOON + 20 * HOUR
    hear(parcel, scan(K.IN_TRANSIT, 100, "Lyon"), at=NOON + 101 * HOUR)

    parcel.refresh_from_db()
    assert parcel.silent_since is None
    assert (facts("ParcelFellSilent"), facts("ParcelHeardAgain")) == (1, 1)
    assert silence.notice(NOON + 180 * HOUR) == 1, "another silence"


def test_what_waits_for_its_buyer_is_not_silent(parcel):
    hear(parcel, *WAY, at=NOON + 31 * HOUR)

    assert silence.notice(NOON + 20 * DAY) == 0


def test_nobody_is_silent_whom_nobody_asks(parcel, settings):
    settings.GATEWAY = "stripe"

    assert followed.told() == []
    assert silence.notice(NOON + 20 * DAY) == 0


def test_weekends_count_only_where_the_rules_say_so(parcel):
    cast.rules(silence_counts="worked")
    friday = NOON + (4 - NOON.weekday()) % 7 * DAY

    assert not silence.is_long(friday, friday + 4 * DAY)
    assert silence.is_long(friday, friday + 5 * DAY)


# --- Asking -------------------------------------------------------------------------------------


@pytest.fixture
def poste(settings):
    with tracking_double.serving() as server:
        settings.TRACKING = {
            **settings.TRACKING,
            "LA_POSTE_KEY": KEY,
            "LA_POSTE_API": server.address,
        }
        yield server


def test_la_poste_is_read_over_http(poste, parcel):
    assert isinstance(followed.carrier_of("colissimo"), la_poste.LaPoste)

    watching.look_around(NOON + 4 * DAY)

    kinds = [row.kind for row in milestones.of(Shipment.objects.get())]
    assert kinds == [K.ANNOUNCED, K.TAKEN_OVER, K.IN_TRANSIT, K.IN_TRANSIT, K.DELIVERED]
    assert {row.source for row in Milestone.objects.all()} == {"la_poste"}
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.DELIVERED
    assert watching.look_around(NOON + 5 * DAY) == 0, "its way is over"


def test_la_poste_names_the_point_and_tells_what_came_back_to_its_sender(poste):
    asked = la_poste.LaPoste(key=KEY, address=poste.address)
    waits = {"code": "AG1", "date": "2026-11-24T11:02:00+01:00", "label": "Disponible."}
    back = {"code": "DI2", "date": "2026-11-25T11:02:00+01:00", "label": "Rendu."}
    poste.known[PARCEL] = tracking_double.shipment([back, waits], point="TOURS  PRINCIPAL")

    assert [(step.kind, step.place) for step in asked.scans(PARCEL)] == [
        (K.RETURNED, ""),
        (K.AT_POINT, "TOURS PRINCIPAL"),
    ]
    assert asked.scans("6A00000000000") == []


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"{}"),
        (401, b"{}"),
        (302, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"returnCode":200,"shipment":[]}'),
        (200, json.dumps(tracking_double.shipment([], number="6A0")).encode()),
        (200, b"[" * 100_000),
        (200, b" " * 600_000),
    ],
)
def test_odd_answers_are_a_carrier_that_is_down(poste, answer):
    poste.instead = answer

    with pytest.raises(CarrierDown):
        la_poste.LaPoste(key=KEY, address=poste.address).scans(PARCEL)


def test_odd_events_are_left_aside(poste):
    odd = [
        None,
        {},
        {"code": "XX9", "date": "2026-11-24T11:02:00+01:00"},
        {"code": "ET1", "date": "hier"},
        {"code": "ET1", "date": "0001-01-01T00:00:00+14:00"},
        {"code": "ET1", "date": "2026-11-24T11:02:00", "label": "a\x00b\u202ec" + "x" * 999},
    ]
    poste.known[PARCEL] = tracking_double.shipment([{"code": "PC1", "date": "2026-11-23"}])
    poste.known[PARCEL]["shipment"]["event"] += odd

    steps = la_poste.LaPoste(key=KEY, address=poste.address).scans(PARCEL)

    assert [step.kind for step in steps] == [K.TAKEN_OVER, K.IN_TRANSIT]
    assert len(steps[1].words) == 200
    assert "\x00" not in steps[1].words


def test_a_carrier_that_is_down_is_asked_again_later_and_stops_nobody(poste, parcel, lune):
    poste.instead = (503, b"")
    others = [
        shipping.ship(
            cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune)))),
            carrier=carrier,
            tracking=number,
            by=None,
            at=NOON,
        )
        for carrier, number in (
            ("colissimo", "6A44444444444"),
            ("colissimo", "6A55555555555"),
            ("mondial_relay", "12345678"),
        )
    ]
    RehearsedScan.objects.create(
        carrier="mondial_relay", tracking="12345678", kind=K.IN_TRANSIT, happened_at=NOON + HOUR
    )

    assert watching.look_around(NOON + DAY) == 1

    assert len(poste.asked) == watching.FAILURES, "then it is left alone"
    assert now_of(others[-1]).kind == K.IN_TRANSIT
    parcel.refresh_from_db()
    assert (parcel.looks_failed, parcel.look_after) == (1, NOON + DAY + timedelta(minutes=15))
    poste.asked.clear()
    watching.look_around(NOON + DAY + timedelta(minutes=5))
    assert poste.asked == ["6A55555555555"], "the one not asked about yet; the rest waits"


def test_the_parcels_not_looked_at_for_longest_come_first(poste, parcel, monkeypatch):
    monkeypatch.setattr(watching, "AT_ONCE", 1)
    poste.known.clear()
    watching.look_around(NOON + HOUR)
    second = shipping.ship(
        cast.accepted(cast.part_of(cast.paid_order(cast.offer(parcel.seller_order.seller)))),
        carrier="colissimo",
        tracking="6A44444444444",
        by=None,
        at=NOON,
    )

    for hours in (6, 12):
        watching.look_around(NOON + hours * HOUR)

    assert poste.asked == [PARCEL, second.tracking, PARCEL]


# --- The door -----------------------------------------------------------------------------------


def message(*steps, number=PARCEL, slug="colissimo") -> bytes:
    said = {"tracking_number": number, "slug": slug, "tag": "InTransit", "checkpoints": steps}
    return json.dumps({"event": "tracking_update", "msg": said}).encode()


def step(tag="InTransit", at="2026-11-23T18:00:00+01:00", **more) -> dict:
    return {"tag": tag, "checkpoint_time": at, "location": "Tours", "message": "Trié", **more}


def knock(client, body: bytes, signature: str | None = None):
    signed = aggregator.sign(body, followed.secret()) if signature is None else signature
    with clock.at(NOON + 3 * DAY):
        return client.post(
            "/webhooks/suivi/",
            data=body,
            content_type="application/json",
            headers={"aftership-hmac-sha256": signed},
        )


@pytest.mark.django_db(transaction=True)
def test_what_an_aggregator_signs_is_heard(client, parcel):
    assert knock(client, message(step(), step("Delivered", "2026-11-24T10:00:00"))).content == (
        b"kept\n"
    )

    assert [row.place for row in Milestone.objects.all()] == ["Tours", "Tours"]
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.DELIVERED
    knock(client, message(step("Delivered", "2026-11-24T10:00:00"), step()))
    assert Milestone.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_strange_number_is_answered_like_ours_and_nothing_is_kept(client, parcel):
    answers = {
        knock(client, body).content
        for body in (
            message(step()),
            message(step(), number="6A00000000000"),
            message(step(), slug="unknown-carrier"),
            message(step("Pending")),
            message(),
        )
    }

    assert answers == {b"kept\n"}
    assert Milestone.objects.count() == 1
    assert Pending.objects.filter(task=tasks.hear_parcel.name).count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'"x"',
        b"null",
        b"{}",
        b'{"msg": 3}',
        b'{"tracking_number": 3, "slug": "ups", "checkpoints": []}',
        b'{"tracking_number": "", "slug": "ups", "checkpoints": []}',
        b'{"tracking_number": "1", "slug": "ups", "checkpoints": {}}',
        b'{"tracking_number": "1", "slug": null, "checkpoints": []}',
        b"[" * 50_000,
        '{"tracking_number": "été", "slug": "ups", "checkpoints": []}'.encode(),
        b"\xff\xfe",
    ],
)
def test_signed_nonsense_is_refused_in_words(client, body):
    answer = knock(client, body)

    assert (answer.status_code, answer.content) == (400, b"unreadable\n")


def test_odd_steps_are_left_aside(client, parcel):
    odd = [None, 3, {}, step(at=None), step(at="9999-12-31T23:59:59-12:00"), step(tag=["x"])]

    assert knock(client, message(*odd, step(location={"a": 1}, message=7))).status_code == 200


def test_nobody_else_is_heard(client, parcel, settings):
    body = message(step("Delivered"))

    for signature in ("", "x", "é", aggregator.sign(body + b" ", followed.secret())):
        answer = knock(client, body, signature)
        assert (answer.status_code, answer.content) == (400, b"bad signature\n")
    assert client.get("/webhooks/suivi/").status_code == 405
    big = client.post("/webhooks/suivi/", data=b"x" * 1_000_001, content_type="text/plain")
    assert big.status_code == 413
    settings.GATEWAY = "stripe"  # and no secret was given: there is no door
    assert client.post("/webhooks/suivi/", data=b"{}", content_type="text/plain").status_code == 404
    assert Milestone.objects.count() == 0


# --- The rehearsal ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_simulated_carrier_speaks_by_the_same_door(client, parcel):
    client.force_login(cast.operator("finance"))
    with clock.at(NOON + DAY):
        page = client.get(reverse("sandbox-console")).content.decode()
        assert "Colis à simuler" in page
        for what in (K.TAKEN_OVER, K.AT_POINT):
            said = {"parcel": parcel.pk, "what": what}
            assert client.post(reverse("sandbox-parcels"), said).status_code == 302

    last = now_of(parcel)
    assert (last.kind, last.source) == (K.AT_POINT, "sandbox")
    assert last.until == date(2026, 12, 8)


@pytest.mark.parametrize("kind", list(K))
def test_each_step_of_the_rehearsal_is_read_as_itself(parcel, kind):
    said = RehearsedScan(carrier="colissimo", tracking=PARCEL, kind=kind, happened_at=NOON)
    body = rehearsing.body_of(said)

    update = aggregator.read(body, aggregator.sign(body, "s"), "s")

    assert [scan.kind for scan in update.scans] == [kind]


def test_a_rehearsed_silence_opens_a_task_and_ends_with_a_scan(client, parcel):
    client.force_login(cast.operator("finance"))
    at = NOON + 10 * DAY
    with clock.at(at):
        client.post(reverse("sandbox-parcels"), {"parcel": parcel.pk, "what": "silent"})
        empty = client.post(reverse("sandbox-parcels"), {"what": "silent"})

    parcel.refresh_from_db()
    assert parcel.silent_since
    assert empty.status_code == 422
    assert "Choisissez un colis." in empty.content.decode()
    hear(parcel, Scan(kind=K.IN_TRANSIT, happened_at=at), at=at)
    parcel.refresh_from_db()
    assert parcel.silent_since is None
