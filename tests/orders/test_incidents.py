"""A buyer's complaint: it holds the money, hears both sides, is decided once and leaves nobody
stuck.
"""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image

from marketplace.shared import clock, enclosed, policy
from marketplace.shared.files import private_storage
from marketplace.shared.models import Fact
from marketplace.shared.states import MovedMeanwhile
from orders import console, invariants, parts
from orders.fulfilment import shipping
from orders.fulfilment.forms import Because
from orders.incidents import evidence, forms, incidents
from orders.models import Incident, IncidentPhoto, Refund, Return
from orders.money import refunds
from orders.returns import returns
from orders.states import (
    INCIDENT,
    RETURN,
    SELLER_ORDER,
    SHIPMENT,
    IncidentState,
    ReturnState,
    SellerOrderState,
    ShipmentState,
)
from tests import cast, guards
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
N = IncidentState


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def bowls(lune, alice):
    """Three bowls at 19 € and 7,90 € of delivery, sold, shipped and received."""
    return cast.sold((cast.offer(lune, price_cents=1900), 3), buyer=alice)


@pytest.fixture
def sent(lune, alice):
    """Two bowls on their way, in one parcel."""
    return cast.shipped(
        cast.part_of(cast.paid_order((cast.offer(lune, price_cents=1900), 2), buyer=alice))
    )


@pytest.fixture
def support(db):
    return cast.operator("support")


def claim(part, count=1, kind="damaged", **extra):
    line = part.lines.get()
    values = {
        "text": "Deux éclats sur le bord.",
        "pieces": {line.pk: count},
        "by": None,
        "at": NOON,
    }
    return incidents.open_(part, kind=kind, **{**values, **extra})


def missing(parcel, **extra):
    values = {"text": "Rien n'est arrivé.", "by": None, "at": NOON}
    return incidents.open_(
        parcel.seller_order, kind="not_received", parcel=parcel, **{**values, **extra}
    )


def jpeg(size=(300, 200), exif=False):
    out, picture = BytesIO(), Image.new("RGB", size, "white")
    told = Image.Exif()
    if exif:
        told[0x010E] = "12 rue secrète"
    picture.save(out, "JPEG", exif=told)
    return out.getvalue()


def upload(content=None):
    return SimpleUploadedFile("photo.jpg", content or jpeg(), "image/jpeg")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# --- The buyer's door -----------------------------------------------------------------------------


def test_a_parcel_that_never_came_is_claimed_on_a_page(client, alice, sent):
    client.force_login(alice)
    order, part = sent.seller_order.order, sent.seller_order
    story = client.get(reverse("shop-order", args=[order.number])).content.decode()
    way = f"{reverse('shop-incident-new', args=[order.number, part.pk])}?colis={sent.pk}"
    assert way in story

    page = client.get(way).content.decode()
    assert (
        "votre colis est peut-être encore en route" in page
    )  # before the promised day: a hint, no wall
    answer = client.post(
        way, {"text": "Rien dans la boîte, le voisin non plus.", "photos": [upload(), upload()]}
    )

    row = Incident.objects.get()
    assert answer.url == reverse("shop-incident", args=[order.number, row.number])
    assert (row.kind, row.state, row.shipment) == ("not_received", N.WAITING_SELLER, sent)
    assert row.answer_by == NOON + 48 * HOUR
    assert [(each.line_id, each.quantity) for each in row.lines.all()] == [(part.lines.get().pk, 2)]
    story = client.get(reverse("shop-order", args=[order.number])).content.decode()
    assert row.number in story
    assert "Le vendeur répond avant le mercredi 25 novembre à 12\u00a0h\u00a000" in story
    assert IncidentPhoto.objects.count() == 2
    assert "Signaler un problème" not in story  # nothing else left: no link that leads nowhere


def test_a_guest_claims_answers_and_withdraws_through_the_link(client, lune):
    parcel = cast.shipped(cast.part_of(cast.paid_order(cast.offer(lune))))
    order, token = parcel.seller_order.order, parcel.seller_order.order.token
    way = reverse("shop-incident-new", args=[order.number, parcel.seller_order_id])
    assert client.get(way, {"colis": parcel.pk}).status_code == 404

    answer = client.post(way, {"t": token, "colis": parcel.pk, "text": "Rien reçu."})
    row = Incident.objects.get()
    assert answer.url == f"{reverse('shop-incident', args=[order.number, row.number])}?t={token}"
    assert (
        client.post(
            answer.url, {"t": token, "text": "Toujours rien.", "photos": upload()}
        ).status_code
        == 302
    )
    photo = reverse(
        "shop-incident-photo", args=[order.number, row.number, IncidentPhoto.objects.get().pk]
    )
    assert f"{photo}?t={token}" in client.get(answer.url).content.decode()
    assert client.get(photo, {"t": token})["Content-Type"] == "image/jpeg"
    client.post(reverse("shop-incident-close", args=[order.number, row.number]), {"t": token})

    assert fresh(row).state == N.WITHDRAWN


def test_what_was_typed_stays_and_what_is_wrong_is_said(client, alice, bowls):
    client.force_login(alice)
    way = reverse("shop-incident-new", args=[bowls.order.number, bowls.pk])
    name = f"q{bowls.lines.get().pk}"

    page = client.post(
        way, {name: 9, "kind": "damaged", "text": "Fêlé du haut en bas"}
    ).content.decode()
    assert "Indiquez un nombre entre 0 et 3" in page
    assert "Fêlé du haut en bas" in page
    page = client.post(way, {name: 1, "text": "Fêlé du haut en bas"}).content.decode()
    assert "Choisissez ce qui ne va pas" in page
    page = client.post(
        way,
        {name: 1, "kind": "damaged", "text": "Fêlé du haut en bas", "photos": upload(b"GIF89a")},
    ).content.decode()
    assert "pas une photo lisible" in page
    assert "Fêlé du haut en bas" in page
    assert not Incident.objects.exists()


def test_pieces_are_complained_of_once(bowls):
    claim(bowls, 2)

    with pytest.raises(incidents.MoreThanShipped):
        claim(bowls, 2)
    claim(bowls, 1, "wrong")
    with pytest.raises(incidents.NothingToClaim):
        claim(bowls, 1)
    assert Incident.objects.count() == 2


def test_a_decided_complaint_is_not_opened_again_under_the_same_name(bowls, support):
    incidents.reject(claim(bowls, 3), because="Choc d'usage.", by=support, at=NOON)

    with pytest.raises(incidents.NothingToClaim):
        claim(bowls, 1)
    claim(bowls, 1, "wrong")


def test_a_presumed_delivery_may_be_contradicted(client, alice, sent):
    assert shipping.presume_due(NOON + 11 * DAY) == 1

    row = missing(fresh(sent), at=NOON + 12 * DAY)

    assert row.state == N.WAITING_SELLER


def test_nobody_presumes_what_the_buyer_says_did_not_come(sent):
    missing(sent)

    assert shipping.presume_due(NOON + 30 * DAY) == 0
    incidents.withdraw(Incident.objects.get(), by=None, at=NOON)
    assert shipping.presume_due(NOON + 30 * DAY) == 1


def test_a_refused_return_is_appealed_and_imposed(client, alice, bowls, support):
    back = returns.ask(
        bowls,
        pieces={bowls.lines.get().pk: 1},
        reason="damaged",
        comment="Éclat",
        by=alice,
        at=NOON,
    )
    returns.refuse(back, because="Choc d'usage.", by=None, at=NOON)
    client.force_login(alice)
    way = (
        f"{reverse('shop-incident-new', args=[bowls.order.number, bowls.pk])}?retour={back.number}"
    )
    assert way in client.get(reverse("shop-order", args=[bowls.order.number])).content.decode()
    client.post(way, {"text": "Il était fêlé à l'arrivée."})
    row = Incident.objects.get()
    assert row.kind == "return_refused"

    incidents.impose_return(
        cast.heard(row), because="La photo montre le carton enfoncé.", by=support, at=NOON
    )

    back.refresh_from_db()
    assert (back.state, back.answer) == (ReturnState.ACCEPTED, "La photo montre le carton enfoncé.")
    refund = returns.receive(back, by=None, at=NOON)
    assert refund.amount_cents == 1900
    assert list(invariants.violations()) == []


def test_a_seller_who_does_not_take_back_what_was_imposed_is_complained_of_again(bowls, support):
    back = returns.ask(
        bowls,
        pieces={bowls.lines.get().pk: 1},
        reason="damaged",
        comment="Éclat",
        by=None,
        at=NOON,
    )
    returns.refuse(back, because="Choc d'usage.", by=None, at=NOON)
    row = incidents.open_(
        bowls, kind="return_refused", back=fresh(back), text="Non.", by=None, at=NOON
    )
    assert incidents.contestable(fresh(back), NOON) == ""

    incidents.impose_return(cast.heard(row), because="Carton enfoncé.", by=support, at=NOON)

    assert incidents.contestable(fresh(back), NOON) == "return_unpaid"


def test_who_sent_goods_back_and_hears_nothing_has_a_door(bowls, support):
    back = returns.ask(
        bowls,
        pieces={bowls.lines.get().pk: 1},
        reason="damaged",
        comment="Éclat",
        by=None,
        at=NOON,
    )
    assert incidents.contestable(back, NOON + 47 * HOUR) == ""
    assert incidents.contestable(back, NOON + 49 * HOUR) == "return_unpaid"
    returns.accept(back, by=None, at=NOON)
    row = incidents.open_(
        bowls, kind="return_unpaid", back=fresh(back), text="Renvoyé le 12.", by=None, at=NOON
    )
    cast.heard(row)

    incidents.refund(
        row,
        incidents.whole(row),
        borne_by="seller",
        because="Le suivi dit livré.",
        by=support,
        at=NOON,
    )

    back.refresh_from_db()
    assert back.state == ReturnState.REFUNDED  # nobody waits for it any more
    assert Refund.objects.get().amount_cents == 1900


def test_goods_that_come_back_after_their_refund_end_the_return(bowls, support):
    back = returns.ask(
        bowls, pieces={bowls.lines.get().pk: 3}, reason="withdrawal", by=None, at=NOON
    )
    refunds.intend(
        bowls,
        lines={bowls.lines.get().pk: 3},
        shipping_cents=790,
        cause=Refund.Cause.INCIDENT,
        by=support,
        at=NOON,
    )
    returns.accept(back, by=None, at=NOON)

    assert returns.receive(back, by=None, at=NOON) is None
    assert fresh(back).state == ReturnState.REFUNDED
    assert Refund.objects.count() == 1


# --- Both sides -----------------------------------------------------------------------------------


def test_the_seller_answers_with_proof_and_the_operator_asks(client, lune, bowls, support):
    row = claim(bowls)
    client.force_login(cast.owner_of(lune))
    assert row.number in client.get(reverse("seller-incidents")).content.decode()
    assert (
        "1 réclamation attend votre réponse" in client.get(reverse("seller-home")).content.decode()
    )

    client.post(
        reverse("seller-incident", args=[row.number]),
        {"act": "answer", "text": "Emballé sous trois couches.", "photos": [upload()]},
    )
    assert fresh(row).state == N.TO_DECIDE
    incidents.ask(fresh(row), side="buyer", question="Avez-vous le carton ?", by=support, at=NOON)
    row = fresh(row)
    assert (row.state, row.answer_by) == (N.WAITING_BUYER, NOON + 7 * DAY)
    incidents.answer(row, side="buyer", text="Oui, photo jointe.", by=None, at=NOON)

    assert fresh(row).state == N.TO_DECIDE
    assert [word.side for word in row.words.order_by("pk")] == [
        "buyer",
        "seller",
        "operator",
        "buyer",
    ]


def test_silence_hands_the_file_to_the_operator(bowls):
    row = claim(bowls)

    assert incidents.expire_due(NOON + 47 * HOUR) == 0
    assert incidents.expire_due(NOON + 49 * HOUR) == 1

    assert fresh(row).state == N.TO_DECIDE
    assert Fact.objects.filter(name="orders.IncidentUnanswered").count() == 1
    incidents.answer(
        fresh(row), side="seller", text="Pardon, j'étais en congé.", by=None, at=NOON + 50 * HOUR
    )


def test_the_seller_may_refund_at_once(client, lune, bowls):
    row = claim(bowls, 2)
    client.force_login(cast.owner_of(lune))

    client.post(reverse("seller-incident", args=[row.number]), {"act": "concede"})

    refund = Refund.objects.get()
    assert (refund.amount_cents, refund.shipping_cents, refund.borne_by) == (3800, 0, "seller")
    assert (fresh(row).outcome, fresh(row).state) == ("refunded", N.DECIDED)


def test_photos_and_file_are_read_by_the_two_sides_and_the_operator_only(
    client, alice, charlie, lune, brun, bowls, support
):
    kept = evidence.keep([jpeg(exif=True)])
    row = claim(bowls, photos=kept)
    photo = IncidentPhoto.objects.get()
    assert b"secr" not in photo.file.read()  # written anew, without what the telephone tells
    shop = (
        reverse("shop-incident", args=[bowls.order.number, row.number]),
        reverse("shop-incident-photo", args=[bowls.order.number, row.number, photo.pk]),
    )
    desk = (
        reverse("seller-incident", args=[row.number]),
        reverse("seller-incident-photo", args=[row.number, photo.pk]),
    )
    house = (
        reverse("admin:orders_incident_change", args=[row.pk]),
        reverse("admin:orders_incident_photo", args=[row.pk, photo.pk]),
    )

    def opens(person):
        client.force_login(person)
        return [[client.get(page).status_code for page in pages] for pages in (shop, desk, house)]

    assert opens(alice)[:2] == [[200, 200], [404, 404]]
    assert opens(cast.owner_of(lune))[:2] == [[404, 404], [200, 200]]
    assert opens(cast.owner_of(brun))[:2] == opens(charlie)[:2] == [[404, 404], [404, 404]]
    for person in (alice, charlie, cast.owner_of(lune)):
        assert 200 not in opens(person)[2]
    assert opens(support)[2] == opens(cast.operator("finance"))[2] == [200, 200]
    assert 200 not in opens(cast.operator("moderation"))[2]
    other = claim(cast.sold(cast.offer(lune), buyer=alice))
    client.force_login(alice)
    assert (
        client.get(
            reverse(
                "shop-incident-photo",
                args=[other.seller_order.order.number, other.number, photo.pk],
            )
        ).status_code
        == 404
    )


def test_a_photo_whose_act_is_refused_is_not_kept(client, alice, bowls):
    row = claim(bowls)
    client.force_login(alice)
    incidents.withdraw(row, by=alice, at=NOON)
    way = reverse("shop-incident", args=[bowls.order.number, row.number])
    enclosed.drop(evidence.keep([jpeg()]))  # the folder is there
    before = set(private_storage().listdir("incidents/2026/11")[1])

    page = client.post(way, {"text": "Oups", "photos": upload()})

    assert page.status_code == 200
    assert set(private_storage().listdir("incidents/2026/11")[1]) == before


# --- The decision ---------------------------------------------------------------------------------


def test_goods_and_delivery_are_refunded_apart_within_what_is_left(bowls, support):
    line = bowls.lines.get()

    refund = incidents.refund(
        cast.heard(claim(bowls, 2)),
        incidents.Award(lines={line.pk: 1}, amounts={line.pk: 1000}, shipping_cents=200),
        borne_by="seller",
        because="Un bol fêlé, l'autre bon.",
        by=support,
        at=NOON,
    )

    assert (refund.amount_cents, refund.goods_cents, refund.shipping_cents) == (1200, 1000, 200)
    line.refresh_from_db()
    assert (line.refunded_cents, refunds.refundable(bowls)[line.pk]) == (1000, 2)
    over = claim(bowls, 1, "wrong")
    for award in (
        incidents.Award(amounts={line.pk: 4701}),  # 57,00 less 10,00
        incidents.Award(lines={line.pk: 3}),
        incidents.Award(shipping_cents=591),  # 7,90 less 2,00
    ):
        with pytest.raises(refunds.RefundTooLarge):
            incidents.refund(over, award, borne_by="operator", because="Trop.", by=support, at=NOON)
        assert fresh(over).state == N.WAITING_SELLER
    assert Refund.objects.count() == 1
    assert list(invariants.violations()) == []


def test_a_gesture_lies_on_the_lines_complained_of_and_never_exceeds_them(lune, alice, support):
    part = cast.sold(
        (cast.offer(lune, price_cents=1000), 1),
        (cast.offer(lune, price_cents=3000), 1),
        buyer=alice,
    )
    small, large = part.lines.order_by("unit_cents")
    row = incidents.open_(part, kind="wrong", text="Rayé.", pieces={large.pk: 1}, by=None, at=NOON)

    with pytest.raises(refunds.RefundTooLarge):
        incidents.give(row, 4001, borne_by="operator", because="Trop.", by=support, at=NOON)
    refund = incidents.give(
        fresh(row), 3500, borne_by="operator", because="Avec nos excuses.", by=support, at=NOON
    )

    assert refund.cause == "goodwill"
    assert sum(each.amount_cents for each in refund.lines.all()) == 3500
    for line in (small, large):
        line.refresh_from_db()
        assert line.refunded_cents <= line.total_cents
    assert list(invariants.violations()) == []


def test_a_gesture_says_nothing_of_the_parcel(client, alice, sent, support):
    row = missing(sent)
    cast.proven(client, support)
    form = client.get(page(row, "offrir")).content.decode()
    assert "reste en route" in form
    assert "le colis est déclaré perdu" in client.get(page(row, "rembourser")).content.decode()

    incidents.give(row, 300, borne_by="operator", because="Pour l'attente.", by=support, at=NOON)

    assert fresh(row).state == N.DECIDED
    assert fresh(sent).state == ShipmentState.SHIPPED
    assert cast.part_of(sent.seller_order.order).state == SellerOrderState.SHIPPED
    assert not Fact.objects.filter(name="orders.ParcelLost").exists()
    again = missing(fresh(sent))  # it still does not come: the gesture was for the wait
    shipping.deliver(fresh(sent), how="buyer", by=None, at=NOON + DAY)
    assert (fresh(again).state, fresh(again).outcome) == (N.WITHDRAWN, "received")
    assert not Fact.objects.filter(name="orders.IncidentContradicted").exists()


def test_a_parcel_is_lost_once_all_that_misses_of_it_is_refunded(sent, support):
    line = sent.seller_order.lines.get()
    row = cast.heard(missing(sent))
    half = incidents.Award(lines={line.pk: 1})
    assert not incidents.loses_its_parcel(row, half)
    assert incidents.loses_its_parcel(row, incidents.whole(row))

    incidents.refund(row, half, borne_by="seller", because="La moitié.", by=support, at=NOON)

    assert fresh(sent).state == ShipmentState.SHIPPED


def test_above_what_support_grants_alone_finance_approves(client, bowls, support):
    cast.rules(incident_alone_cents=3000)
    finance, row = cast.operator("finance"), claim(bowls, 2)
    award = incidents.whole(row)

    assert (
        incidents.refund(
            row, award, borne_by="operator", because="Deux bols cassés.", by=support, at=NOON
        )
        is None
    )
    row = fresh(row)
    assert (row.state, row.proposed_by, row.awarded_cents) == (N.TO_APPROVE, support, 0)
    assert not Refund.objects.exists()
    for hand in (support, cast.operator("moderation")):
        with pytest.raises(incidents.NeedsAnother):
            incidents.approve(fresh(row), by=hand, at=NOON)
    incidents.send_back(fresh(row), because="Un seul bol sur la photo.", by=finance, at=NOON)
    row = fresh(row)
    assert (row.state, row.proposal) == (N.TO_DECIDE, {})
    incidents.refund(
        row, award, borne_by="operator", because="Deux bols, voir photo 2.", by=support, at=NOON
    )
    refund = incidents.approve(fresh(row), by=finance, at=NOON)

    assert (refund.amount_cents, refund.borne_by) == (3800, "operator")
    assert fresh(row).decided_by == finance
    again = cast.heard(claim(bowls, 1, "wrong"))
    row = Incident.objects.get(pk=again.pk)
    assert (
        incidents.give(row, 100, borne_by="seller", because="Un rien.", by=support, at=NOON) is None
    )  # in all
    incidents.send_back(fresh(again), because="Autrement.", by=finance, at=NOON)
    again = fresh(again)
    both = cast.operator("finance", "support")
    assert (
        incidents.refund(
            again,
            incidents.Award(lines={bowls.lines.get().pk: 1}, shipping_cents=790),
            borne_by="seller",
            because="Reste.",
            by=both,
            at=NOON,
        )
        is None
    )  # two roles, one person
    with pytest.raises(incidents.NeedsAnother):
        incidents.approve(fresh(again), by=both, at=NOON)
    (queue,) = [queue for queue in console.COMPLAINTS if queue.maker]
    assert [queue.count_for(person, NOON) for person in (both, finance)] == [0, 1]
    cast.proven(client, both)
    page = client.get(reverse("admin:orders_incident_change", args=[again.pk]))
    assert "approuver" not in {move["verb"].name for move in page.context["moves"]}
    assert str(incidents.NeedsAnother.sentence) in page.content.decode()
    assert incidents.approve(fresh(again), by=finance, at=NOON).amount_cents == 1900 + 790


def test_decided_twice_stands_once(bowls, support):
    row = cast.heard(claim(bowls))
    mine, theirs = fresh(row), fresh(row)

    incidents.refund(
        mine, incidents.whole(mine), borne_by="seller", because="Cassé.", by=support, at=NOON
    )

    with pytest.raises(MovedMeanwhile):
        incidents.reject(theirs, because="Pas cassé.", by=support, at=NOON)
    with pytest.raises(MovedMeanwhile):
        incidents.give(
            _stale(theirs), 100, borne_by="operator", because="Bis.", by=support, at=NOON
        )
    assert (fresh(row).outcome, Refund.objects.count()) == ("refunded", 1)


def _stale(row):
    row = fresh(row)
    row.state = N.WAITING_SELLER
    return row


def test_a_lost_parcel_loses_its_part_and_may_still_come(sent, support):
    row = missing(sent)

    incidents.mark_lost(row, because="Le transporteur le dit perdu.", by=support, at=NOON)

    part = cast.part_of(sent.seller_order.order)
    assert (fresh(sent).state, part.state, part.delivered_at) == (
        "lost",
        SellerOrderState.LOST,
        None,
    )
    assert fresh(row).is_open
    shipping.deliver(fresh(sent), how="buyer", by=None, at=NOON + DAY)
    assert cast.part_of(part.order).state == SellerOrderState.DELIVERED
    assert (fresh(row).state, fresh(row).outcome) == (N.WITHDRAWN, "received")


def test_a_presumed_delivery_that_is_a_loss_is_taken_back(sent, support):
    shipping.presume_due(NOON + 11 * DAY)
    row = missing(fresh(sent))

    incidents.mark_lost(row, because="Perdu.", by=support, at=NOON)

    part = cast.part_of(sent.seller_order.order)
    assert (part.state, part.delivered_at, part.lines.get().delivered) == (
        SellerOrderState.LOST,
        None,
        0,
    )
    proven = cast.shipped(cast.part_of(cast.paid_order(cast.offer(part.seller))))
    shipping.deliver(proven, how="carrier", by=None, at=NOON)
    row = missing(fresh(proven))
    with pytest.raises(shipping.Arrived):
        incidents.mark_lost(row, because="Perdu.", by=support, at=NOON)


def test_the_buyer_says_it_came_after_all(client, alice, sent):
    row = missing(sent)
    client.force_login(alice)

    client.post(
        reverse("shop-incident-close", args=[sent.seller_order.order.number, row.number]),
        {"received": "1"},
    )

    assert (fresh(row).state, fresh(row).outcome) == (N.WITHDRAWN, "received")
    assert fresh(sent).delivered_how == "buyer"
    assert cast.part_of(sent.seller_order.order).state == SellerOrderState.DELIVERED


# --- The console ----------------------------------------------------------------------------------


def page(row, verb="change"):
    return reverse(f"admin:orders_incident_{verb}", args=[row.pk])


def test_the_file_lies_on_one_page(client, bowls, support, django_assert_max_num_queries):
    row = claim(bowls, photos=evidence.keep([jpeg(), jpeg()]))
    client.force_login(support)
    client.get(page(row))

    with django_assert_max_num_queries(35):
        text = client.get(page(row)).content.decode()

    for told in (
        "Deux éclats sur le bord.",
        "Réclamation ouverte par l&#x27;acheteur",
        bowls.number,
        "6A12345678901",
        "57,00",
        "Rejeter la réclamation",
        "Rembourser tout ou partie",
        "Geste commercial",
    ):
        assert told in text
    assert "Approuver la décision" not in text
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_list_does_not_ask_per_row(client, lune, support, django_assert_max_num_queries):
    for _turn in range(4):
        claim(cast.sold(cast.offer(lune)))
    client.force_login(support)
    name = reverse("admin:orders_incident_changelist")
    client.get(name)

    with django_assert_max_num_queries(9):
        listed = client.get(name, {"todo": "open"}).content.decode()
    assert all(number in listed for number in Incident.objects.values_list("number", flat=True))
    client.force_login(cast.owner_of(lune))
    client.get(reverse("seller-incidents"))
    with django_assert_max_num_queries(9):
        client.get(reverse("seller-incidents"))


def test_support_decides_with_amounts_and_a_password(client, bowls, support):
    row, line = claim(bowls, 2), bowls.lines.get()
    client.force_login(support)
    sent = {
        f"q{line.pk}": "2",
        f"a{line.pk}": "",
        "shipping": "2,50",
        "borne_by": "operator",
        "because": "Cassés.",
    }
    assert "reauthenticate" in client.post(page(row, "rembourser"), sent).url
    cast.proven(client, support)

    told = client.post(page(row, "rembourser"), {**sent, "shipping": "8,00"}).content.decode()
    assert "Il reste au plus 7,90" in told
    told = client.post(page(row, "rembourser"), {**sent, "because": ""}).content.decode()
    assert "Expliquez en quelques mots" in told
    told = client.post(
        page(row, "rembourser"), {**sent, f"q{line.pk}": "0", "shipping": ""}
    ).content.decode()
    assert "au moins une pièce ou un montant" in told
    assert client.post(page(row, "rembourser"), sent).status_code == 302

    refund = Refund.objects.get()
    assert (refund.goods_cents, refund.shipping_cents, refund.borne_by) == (3800, 250, "operator")
    assert (fresh(row).borne_by, fresh(row).because, fresh(row).awarded_cents) == (
        "operator",
        "Cassés.",
        4050,
    )


def test_every_verb_belongs_to_its_role(client, bowls, support):
    row = claim(bowls)
    finance = cast.proven(client, cast.operator("finance"))
    for verb in ("demander", "rembourser", "offrir", "rejeter"):
        assert finance.get(page(row, verb)).status_code == 404
    cast.proven(client, support)
    for verb in ("approuver", "renvoyer"):
        assert client.get(page(row, verb)).status_code == 404
    cast.heard(row)
    refund = incidents.refund(
        row, incidents.whole(row), borne_by="seller", because="Oui.", by=support, at=NOON
    )
    assert client.get(reverse("admin:orders_refund_change", args=[refund.pk])).status_code == 200
    assert client.get(reverse("admin:orders_refund_reessayer", args=[refund.pk])).status_code == 404


# --- No dead end ----------------------------------------------------------------------------------

WAYS_OUT = {
    # every state from which no page of buyer, seller or operator leads on is really the end
    "return": {ReturnState.REFUNDED, ReturnState.CANCELLED},
    "part": {SellerOrderState.CANCELLED, SellerOrderState.DELIVERED},
    "parcel": {ShipmentState.DELIVERED, ShipmentState.RETURNED},
    "incident": {N.DECIDED, N.WITHDRAWN},
}


def test_only_what_is_over_has_no_way_out():
    flows = {"return": RETURN, "part": SELLER_ORDER, "parcel": SHIPMENT, "incident": INCIDENT}

    assert {name: set(flow.ends()) for name, flow in flows.items()} == WAYS_OUT


@pytest.mark.django_db(transaction=True)
def test_each_move_writes_to_the_side_it_concerns(lune, alice, bowls, support):
    def letters():
        found = sorted((letter.to[0], letter.subject) for letter in mail.outbox)
        mail.outbox.clear()
        return [(to, subject) for to, subject in found]

    house = policy.entity().email
    type(lune).objects.filter(pk=lune.pk).update(mediator="CM2C, 75008 Paris")
    mail.outbox.clear()
    row = claim(bowls)
    number = row.number
    assert letters() == sorted(
        [
            (alice.email, f"Votre réclamation {number} est enregistrée"),
            (house, f"Réclamation {number} ouverte : commande {bowls.number}"),
            (lune.email, f"Réclamation {number} sur la commande {bowls.number}"),
        ]
    )
    incidents.answer(row, side="seller", text="Emballé au mieux.", by=None, at=NOON)
    assert letters() == [(alice.email, f"Du nouveau dans la réclamation {number}")]
    incidents.ask(fresh(row), side="seller", question="Une photo du carton ?", by=support, at=NOON)
    assert letters() == [(lune.email, f"Une question sur la réclamation {number}")]
    incidents.expire_due(NOON + 3 * DAY)
    assert letters() == [
        (alice.email, f"Réclamation {number} : notre service client prend la suite")
    ]
    incidents.reject(fresh(row), because="Choc d'usage.", by=support, at=NOON)
    bodies = {letter.to[0]: letter.body for letter in mail.outbox}
    assert letters() == sorted(
        [
            (alice.email, f"Réclamation {number} : la décision"),
            (lune.email, f"Réclamation {number} : la décision"),
        ]
    )
    assert [to for to, body in bodies.items() if "Choc d'usage." not in body] == []
    assert "CM2C, 75008 Paris" in bodies[alice.email]
    assert "CM2C" not in bodies[lune.email]
    again = claim(bowls, 1, "wrong")
    letters()
    incidents.withdraw(again, by=alice, at=NOON)
    assert letters() == sorted(
        [
            (alice.email, f"Votre réclamation {again.number} est close"),
            (lune.email, f"Réclamation {again.number} retirée"),
        ]
    )


def test_a_complaint_that_gives_other_than_decided_is_told(bowls, support):
    row = claim(bowls)
    incidents.refund(
        row, incidents.whole(row), borne_by="operator", because="Cassé.", by=support, at=NOON
    )
    assert list(invariants.violations()) == []

    with guards.down():
        Incident.objects.filter(pk=row.pk).update(awarded_cents=1)
    assert any(row.number in told for told in invariants.violations())
    with guards.down():
        Incident.objects.filter(pk=row.pk).update(awarded_cents=1900)
        Refund.objects.update(borne_by="seller")
    assert any("is not what its complaint decided" in told for told in invariants.violations())


def test_who_decided_a_complaint_is_what_its_facts_say(bowls, support):
    row = claim(bowls)
    incidents.refund(
        row, incidents.whole(row), borne_by="operator", because="Cassé.", by=support, at=NOON
    )
    assert list(invariants.violations()) == []

    for change, words in (
        ({"decided_by": cast.operator("finance")}, "tranchée par"),
        ({"decided_by": None}, "tranchée par personne"),
        ({"proposed_by": support}, "le fait dit une autre personne"),
        ({"closed_at": NOON - timedelta(days=9)}, "le fait de la décision dit autre chose"),
        ({"state": "to_decide"}, "ne disent pas la même chose"),
    ):
        before = Incident.objects.filter(pk=row.pk).values(*(f"{name}" for name in change)).get()
        with guards.down():
            Incident.objects.filter(pk=row.pk).update(**change)
        told = [
            sentence
            for sentence in invariants.violations()
            if f"Réclamation {row.number}" in sentence
        ]
        assert any(words in sentence for sentence in told), change
        with guards.down():
            Incident.objects.filter(pk=row.pk).update(**before)
    assert list(invariants.violations()) == []


def test_nothing_is_chosen_from_another_order(bowls, lune):
    stranger = cast.sold(cast.offer(lune)).lines.get()

    with pytest.raises(parts.NothingChosen):
        claim(bowls, pieces={stranger.pk: 1})
    assert not Incident.objects.exists()
    assert not Return.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_parcel_refunded_as_missing_that_comes_after_all_is_told_to_its_seller(
    sent, lune, support
):
    row = cast.heard(missing(sent))
    incidents.refund(
        row,
        incidents.whole(row),
        borne_by="seller",
        because="Rien n'est arrivé.",
        by=support,
        at=NOON,
    )
    assert fresh(sent).state == ShipmentState.LOST
    mail.outbox.clear()

    shipping.deliver(fresh(sent), how="buyer", by=None, at=NOON + DAY)

    assert fresh(sent).state == ShipmentState.DELIVERED
    letters = [letter for letter in mail.outbox if row.number in letter.subject]
    assert lune.email in {address for letter in letters for address in letter.to}


def test_no_door_says_that_a_parcel_is_missing_whose_articles_all_went_back(client, alice, sent):
    shipping.deliver(sent, how="carrier", by=None, at=NOON)
    part, order = cast.part_of(sent.seller_order.order), sent.seller_order.order
    way = f"?colis={sent.pk}"
    client.force_login(alice)
    page = reverse("shop-order", args=[order.number])
    assert way in client.get(page).content.decode()
    back = returns.ask(
        part, pieces={part.lines.get().pk: 2}, reason="withdrawal", by=alice, at=NOON
    )
    returns.accept(back, by=None, at=NOON)
    returns.receive(back, by=None, at=NOON)

    assert way not in client.get(page).content.decode()
    form = client.get(
        reverse("shop-incident-new", args=[order.number, part.pk]) + way
    ).content.decode()
    assert "<textarea" not in form


def test_the_operator_is_not_offered_a_refund_of_which_nothing_is_left(client, lune, alice):
    part = cast.sold((cast.offer(lune, price_cents=1900), 1), buyer=alice)
    row = claim(part)
    support = cast.operator("support")
    cast.proven(client, support)
    page = reverse("admin:orders_incident_change", args=[row.pk])
    door = reverse("admin:orders_incident_rembourser", args=[row.pk])
    assert door in client.get(page).content.decode()
    with transaction.atomic():
        refunds.intend(
            part,
            lines={part.lines.get().pk: 1},
            shipping_cents=part.shipping_cents,
            cause="goodwill",
            by=None,
            at=NOON,
        )

    text = client.get(page).content.decode()

    assert door not in text
    assert reverse("admin:orders_incident_offrir", args=[row.pk]) not in text
    assert reverse("admin:orders_incident_rejeter", args=[row.pk]) in text


@pytest.mark.parametrize("typed", ["☃", "1", "…\ud800"])
@pytest.mark.parametrize("form", [forms.WordsForm, forms.ReasonsForm, forms.WhyForm, Because])
def test_one_fault_in_what_is_typed_is_told_once(form, typed):
    (name,) = {"text", "because"} & form.base_fields.keys()
    assert len(form({name: typed}).errors[name]) == 1


def test_the_seller_is_asked_to_answer_while_an_answer_is_awaited_only(
    client, lune, bowls, support
):
    incident = claim(bowls)
    client.force_login(cast.owner_of(lune))
    address = reverse("seller-incident", args=[incident.number])

    asked = client.get(address).content.decode()
    client.post(address, {"act": "answer", "text": "Emballé avec soin."})
    answered = client.get(address).content.decode()
    incidents.reject(fresh(incident), because="Rien ne le montre.", by=support, at=NOON)
    decided = client.get(address).content.decode()

    assert ("Répondez avant le" in asked, "attend la fin" in asked) == (True, True)
    assert ("Répondez avant le" in answered, "attend la fin" in answered) == (False, True)
    assert ("Répondez" in decided, "attend la fin" in decided) == (False, False)


def test_a_complaint_is_told_from_its_order_on_and_its_deadline_with_an_article(
    client, bowls, alice, support
):
    row = claim(bowls)
    client.force_login(alice)
    order = bowls.order

    told = client.get(reverse("shop-incident", args=[order.number, row.number])).content.decode()

    steps = ("Commande passée", "Paiement reçu", "Colis 1 expédié", "Réclamation ouverte")
    places = [told.index(f"<strong>{step}</strong>") for step in steps]
    assert places == sorted(places)
    client = cast.proven(client, support)
    file = client.get(reverse("admin:orders_incident_change", args=[row.pk])).content.decode()
    assert "Commande passée" in file
    assert "Paiement reçu" in file
    listed = client.get(reverse("admin:orders_incident_changelist")).content.decode()
    assert "attendue avant le" in listed
