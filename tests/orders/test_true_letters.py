"""A letter says what is true when it leaves, whatever moved since what it tells of."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.events import subject_of
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import Fact, SandboxPayment
from orders import tasks
from orders.fulfilment import cancellations, shipping
from orders.incidents import incidents
from orders.models import Return, Shipment
from orders.money import disputes
from orders.returns import returns, withdrawals
from orders.states import RETURN, ReturnState, SellerOrderState
from sellers.application import mandates
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def parcel(lune, alice):
    return cast.shipped(
        cast.part_of(cast.paid_order((cast.offer(lune, price_cents=1900), 2), buyer=alice))
    )


@pytest.fixture
def support(db):
    return cast.operator("support", "finance")


def missing(parcel):
    return incidents.open_(
        parcel.seller_order,
        kind="not_received",
        parcel=parcel,
        text="Rien n'est arrivé.",
        by=None,
        at=NOON,
    )


def damaged(part):
    return incidents.open_(
        part,
        kind="damaged",
        text="Deux éclats.",
        pieces={part.lines.get().pk: 1},
        by=None,
        at=NOON,
    )


def contest(part):
    move = rehearsal.open_dispute(SandboxPayment.objects.get(ref=part.order.payment.ref), at=NOON)
    disputes.sync(move.ref, at=NOON)
    return move


def lose(move):
    rehearsal.close_dispute(move, won=False, at=NOON)
    disputes.sync(move.ref, at=NOON)


def bodies(to, about=""):
    return [letter.body for letter in mail.outbox if letter.to == [to] and about in letter.subject]


# --- A lost parcel --------------------------------------------------------------------------------


def test_a_lost_parcel_leaves_its_complaint_open_until_the_decision(parcel, alice, lune, support):
    row = missing(parcel)

    incidents.mark_lost(row, because="Le transporteur le confirme.", by=support, at=NOON)

    for to in (alice.email, lune.email):
        (body,) = bodies(to, "Colis perdu")
        assert "La réclamation reste ouverte : la décision suit" in body


def test_the_decision_that_loses_the_parcel_says_that_the_complaint_is_closed(
    parcel, alice, lune, support
):
    row = cast.heard(missing(parcel))

    incidents.refund(
        row, incidents.whole(row), borne_by="seller", because="Jamais livré.", by=support, at=NOON
    )

    for to in (alice.email, lune.email):
        (body,) = bodies(to, "Colis perdu")
        assert "reste ouverte" not in body
        assert "La réclamation est close : un autre message en donne l'issue." in body


def test_a_parcel_that_came_meanwhile_is_told_lost_to_nobody(parcel, support):
    incidents.mark_lost(missing(parcel), because="Introuvable.", by=support, at=NOON)
    shipping.deliver(Shipment.objects.get(), how="buyer", by=None, at=NOON)
    mail.outbox.clear()

    tasks.send_lost(shipment_id=parcel.pk)

    assert mail.outbox == []


# --- A complaint that moved before its letter left ------------------------------------------------


def again(task, row, **keys):
    """What a letter says that leaves only now."""
    mail.outbox.clear()
    task(incident_id=row.pk, **keys)
    return {letter.to[0]: letter.body for letter in mail.outbox}


@pytest.mark.parametrize(
    ("moved", "buyer_reads", "seller_reads"),
    [
        (
            "nothing",
            "a jusqu'au mercredi 25 novembre à 12 h 00 pour répondre",
            "Répondez avant le mercredi 25 novembre",
        ),
        (
            "answered",
            "Notre service client lit tout le dossier",
            "vous pouvez encore y ajouter vos preuves",
        ),
        (
            "asked_buyer",
            "Notre service client lit tout le dossier",
            "vous pouvez encore y ajouter vos preuves",
        ),
        ("withdrawn", "Cette réclamation est close", "Cette réclamation est close"),
    ],
)
def test_a_complaint_told_late_is_told_as_it_stands(
    alice, lune, support, moved, buyer_reads, seller_reads
):
    row = damaged(cast.sold(cast.offer(lune), buyer=alice))
    if moved in ("answered", "asked_buyer"):
        cast.heard(row)
    if moved == "asked_buyer":
        incidents.ask(row, side="buyer", question="Une photo ?", by=support, at=NOON)
    if moved == "withdrawn":
        incidents.withdraw(row, by=None, at=NOON)

    told = again(tasks.send_incident_opened, row)

    assert buyer_reads in told[alice.email]
    assert seller_reads in told[lune.email]
    for body in told.values():
        assert "jusqu'au  " not in body
        assert "avant le  " not in body
        assert moved != "withdrawn" or "suspendu" not in body


def test_a_question_leaves_only_while_it_waits_and_without_a_date_that_went_by(
    alice, lune, support
):
    row = cast.heard(damaged(cast.sold(cast.offer(lune), buyer=alice)))
    word = incidents.ask(row, side="buyer", question="Une photo ?", by=support, at=NOON)
    assert (
        "Répondez avant le lundi 30 novembre"
        in again(tasks.send_incident_asked, row, word_id=word.pk)[alice.email]
    )

    incidents.expire_due(NOON + timedelta(days=8))
    late = again(tasks.send_incident_asked, row, word_id=word.pk)[alice.email]
    assert "Répondez dès que possible" in late
    assert "avant le" not in late

    row.refresh_from_db()
    incidents.answer(row, side="buyer", text="La voici.", by=None, at=NOON)
    assert again(tasks.send_incident_asked, row, word_id=word.pk) == {}


def test_a_question_of_a_closed_complaint_does_not_leave(alice, lune, support):
    row = cast.heard(damaged(cast.sold(cast.offer(lune), buyer=alice)))
    word = incidents.ask(row, side="buyer", question="Une photo ?", by=support, at=NOON)
    incidents.withdraw(row, by=None, at=NOON)

    assert again(tasks.send_incident_asked, row, word_id=word.pk) == {}


# --- A withdrawal ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ((), "vous pouvez refuser le colis à la livraison"),
        (("deliver",), "Renvoyez les articles au plus tard le lundi 7 décembre"),
        (("receive",), "il est terminé, vous n'avez plus rien à renvoyer"),
        (("keep",), "vous avez choisi de garder ces articles"),
        (("deliver", "refuse"), "l'a refusé. Ses raisons, et comment les contester"),
    ],
)
def test_a_withdrawal_told_late_says_where_each_return_is(parcel, alice, moves, said):
    part = parcel.seller_order
    taken = withdrawals.withdraw(cast.part_of(part.order), by=None, at=NOON)
    (back,) = taken.returns
    steps = {
        "deliver": lambda _row: shipping.deliver(parcel, how="buyer", by=None, at=NOON),
        "receive": lambda row: returns.receive(row, by=None, at=NOON),
        "keep": lambda row: returns.give_up(row, by=None, at=NOON),
        "refuse": lambda row: RETURN.move(
            row, ReturnState.REFUSED, answered_at=NOON, answer="Sceau ouvert."
        ),
    }
    for move in moves:
        steps[move](Return.objects.get(pk=back.pk))
    mail.outbox.clear()

    tasks.send_withdrawal_taken(seller_order_id=part.pk, refund_id=None, return_ids=[back.pk])

    (body,) = bodies(alice.email, "suite de votre rétractation")
    assert said in body
    assert ("refuser le colis" in body) == (moves == ())
    assert ("vous êtes remboursé dans les quatorze jours" in body) == (moves in ((), ("deliver",)))


# --- A lost dispute -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "said", "silent"),
    [
        ("cancelled", "Rien n'est parti de cette commande", "vous pouvez lui en réclamer le prix"),
        ("shipped", "vous pouvez lui en réclamer le prix", "Rien n'est parti"),
    ],
)
def test_the_seller_may_claim_the_price_of_what_left_only(lune, way, said, silent):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    if way == "shipped":
        cast.shipped(part)
    move = contest(part)
    if way == "cancelled":
        cancellations.cancel(
            cast.part_of(part.order), because="Rupture", by=cast.owner_of(lune), at=NOON
        )

    lose(move)

    (body,) = bodies(lune.email, "contestation perdue")

    assert said in body
    assert silent not in body


@pytest.mark.parametrize("way", ["waiting", "partly", "shipped"])
def test_the_buyer_reads_that_the_bank_gave_the_money_back(client, alice, lune, brun, way):
    order = cast.paid_order(
        (cast.offer(lune, price_cents=3900), 2), cast.offer(brun, price_cents=7700), buyer=alice
    )
    part = cast.accepted(cast.part_of(order, lune))
    if way != "waiting":
        cast.shipped(part, pieces={part.lines.get().pk: 1 if way == "partly" else 2})
    move = contest(part)
    client.force_login(alice)
    door = reverse("shop-order", args=[order.number])
    assert "votre banque vous a rendu" not in client.get(door).content.decode()

    lose(move)

    page = (
        client.get(door)
        .content.decode()
        .replace("&#x27;", "'")
        .replace("\xa0", " ")
        .replace("\u202f", " ")
    )
    for each in order.seller_orders.order_by("pk"):
        cents = f"{each.total_cents // 100},{each.total_cents % 100:02d} €"
        assert f"Le lundi 23 novembre, votre banque vous a rendu {cents} payés à ce vendeur" in page
    assert page.count("Rien d'autre ne reste à rembourser.") == 2
    assert "prépare" not in page
    assert "doit confirmer" not in page
    assert "est annulé et remboursé" not in page
    assert "L'envoi est suspendu : votre banque" in page, (
        "the other seller's part waits to be accepted"
    )
    assert ("l'envoi du reste est suspendu" in page) == (way == "partly")
    assert ("En route. Livraison prévue" in page) == (way == "shipped")


# --- Accepting without a mandate ------------------------------------------------------------------


def test_an_order_is_accepted_without_a_mandate_and_waits_for_it_to_leave(client, lune, texts):
    part = cast.part_of(cast.paid_order((cast.offer(lune), 2)))
    mandates.revoke(lune, by=cast.owner_of(lune), at=NOON)
    client.force_login(cast.owner_of(lune))
    door = reverse("seller-order", args=[part.number])
    page = client.get(door).content.decode().replace("&#x27;", "'")
    assert "elle ne partira qu'une fois le mandat donné à nouveau" in page

    page = client.post(door, {"act": "accept"}, follow=True).content.decode().replace("&#x27;", "'")

    assert cast.part_of(part.order).state == SellerOrderState.TO_SHIP
    assert "C'est noté : la commande est acceptée." in page, (
        "no letter tells the buyer of an acceptance"
    )
    assert "L'expédition attend que vous donniez à nouveau mandat de facturation" in page


def test_an_order_refused_without_a_mandate_is_not_said_to_wait(client, lune, texts):
    part = cast.part_of(cast.paid_order(cast.offer(lune)))
    mandates.revoke(lune, by=cast.owner_of(lune), at=NOON)
    client.force_login(cast.owner_of(lune))

    page = client.post(
        reverse("seller-order", args=[part.number]),
        {
            "act": "accept",
            f"a-q{part.lines.get().pk}": "1",
            "a-because": "Rupture",
            "a-agreed": part.total_cents,
        },
        follow=True,
    ).content.decode()

    assert cast.part_of(part.order).state == SellerOrderState.CANCELLED
    page = page.replace("&#x27;", "'")
    assert "C'est noté : l'acheteur est prévenu." in page
    assert "L'expédition attend" not in page


def told_to(seller):
    return [(letter.subject, letter.body) for letter in mail.outbox if letter.to == [seller.email]]


def test_the_seller_reads_what_support_did_in_their_place(client, lune, alice, support):
    part = cast.sold((cast.offer(lune, price_cents=1900), 2), buyer=alice)
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="damaged", by=alice, at=NOON)
    cast.proven(client, support)
    mail.outbox.clear()

    for verb, because in (("accepter", "Muet depuis trois jours."), ("recevoir", "Dépôt prouvé.")):
        typed = {"because": because, f"q{back.lines.get().line_id}": 1}
        client.post(reverse(f"admin:orders_return_{verb}", args=[back.pk]), typed)
        ((subject, body),) = told_to(lune)
        assert f"Retour {back.number}" in subject
        assert "à votre place" in subject
        assert because in body
        assert "service client" in body
        mail.outbox.clear()

    assert {str(fact) for fact in Fact.objects.filter(subject=subject_of(back))} == {
        "Retour demandé",
        "Réponse du service client au retour, à la place du vendeur",
        "Réception du retour constatée par le service client",
    }
    client.force_login(alice)
    story = client.get(reverse("shop-order", args=[part.order.number])).content.decode()
    assert "Réception du retour constatée par le service client" in story
    assert "Retour reçu par le vendeur" not in story


def test_a_fact_without_a_word_of_who_acted_is_told_by_its_author(lune, support):
    part = cast.sold(cast.offer(lune))
    with transaction.atomic():
        told = [
            Fact.objects.create(
                name="orders.ReturnReceived",
                subject="orders.return:1",
                within=subject_of(part),
                data={"return_id": 1},
                actor=actor,
                happened_at=NOON,
            )
            for actor in (support, cast.owner_of(lune), None)
        ]

    assert [str(fact) for fact in told] == [
        "Réception du retour constatée par le service client",
        "Retour reçu par le vendeur",
        "Retour reçu par le vendeur",
    ]


def test_the_seller_reads_of_a_delivery_and_of_a_cancellation_by_support(
    client, lune, parcel, support
):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune), 2))))
    shipping.ship(part, pieces={part.lines.get().pk: 1}, by=None, at=NOON, **cast.PARCEL)
    cast.proven(client, support)
    mail.outbox.clear()

    client.post(
        reverse("admin:orders_shipment_livrer", args=[parcel.pk]), {"because": "Signature vue."}
    )
    client.post(
        reverse("admin:orders_sellerorder_annuler", args=[part.pk]), {"because": "Vendeur muet."}
    )

    stated, cancelled = told_to(lune)
    assert "réception constatée" in stated[0]
    assert "Signature vue." in stated[1]
    assert "ce qui n'était pas parti est annulé" in cancelled[0]
    assert "Vendeur muet." in cancelled[1]
    assert "service client" in cancelled[1]


def test_what_its_own_people_or_the_buyer_did_is_not_said_of_support(lune, alice):
    staff = cast.operator("support")
    bought = cast.part_of(cast.paid_order(cast.offer(lune), buyer=staff))
    cancellations.cancel_by_buyer(bought, by=staff, at=NOON)
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune), 2), buyer=alice)))
    shipping.ship(part, pieces={part.lines.get().pk: 1}, by=None, at=NOON, **cast.PARCEL)
    mail.outbox.clear()

    cancellations.cancel(
        cast.part_of(part.order), because="Rupture", by=cast.owner_of(lune), at=NOON
    )

    assert not any("service client" in subject for subject, _body in told_to(lune))
    assert {str(fact) for fact in Fact.objects.filter(name__endswith="Cancelled")} == {
        "Commande annulée",
        "Articles non expédiés annulés",
    }
