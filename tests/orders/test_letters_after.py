"""The whole life of an order with its worker: who is written to, and what the letters say."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import LegalEntity, SandboxPayment
from orders.buying import access
from orders.fulfilment import cancellations, shipping
from orders.models import Refund, Return
from orders.money import disputes
from orders.returns import returns, withdrawals
from orders.states import RefundState, ReturnState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def letters(to):
    """The subjects written to someone since last asked."""
    found = [letter.subject for letter in mail.outbox if letter.to == [to]]
    mail.outbox[:] = [letter for letter in mail.outbox if letter.to != [to]]
    return found


def body_to(to):
    return next(letter.body for letter in reversed(mail.outbox) if letter.to == [to])


def test_each_step_writes_to_who_must_know(alice, lune):
    bowl = cast.offer(lune, title="Bol bleu")
    order = cast.paid_order((bowl, 2), cast.offer(lune), buyer=alice)
    part = cast.part_of(order)
    assert letters(lune.email) == [f"Nouvelle commande {part.number}"]
    letters(alice.email)

    line = part.lines.get(offer=bowl)
    part = cast.accepted(part, refused={line.pk: 1})
    assert "1 × Bol bleu" in body_to(alice.email)
    assert f"Un article manque à votre commande {part.number}" in letters(alice.email)
    refund = Refund.objects.get()
    assert refund.state == RefundState.PAID

    parcel = cast.shipped(part)
    assert "Livraison prévue" in body_to(alice.email)
    assert "suivre-vos-envois?code=6A12345678901" in body_to(alice.email)
    assert letters(alice.email) == ["Votre colis d'Atelier Lune est en route"]

    shipping.deliver(parcel, how="buyer", by=alice, at=NOON)
    assert "jusqu'au lundi 7 décembre inclus" in body_to(alice.email)
    assert f"/retractation/?commande={order.number}&t={order.token}" in body_to(alice.email)
    assert letters(alice.email) == [f"Votre commande {part.number} est livrée"]

    part.refresh_from_db()
    back = returns.ask(part, pieces={line.pk: 1}, reason="withdrawal", by=alice, at=NOON)
    assert letters(lune.email) == [f"Demande de retour {back.number}"]
    returns.accept(back, by=None, at=NOON)
    assert "3 rue des Tisserands" in body_to(alice.email)
    assert letters(alice.email) == [f"Votre retour {back.number} est accepté"]
    returns.receive(back, by=None, at=NOON)
    assert letters(alice.email) == ["Nous vous avons remboursé 24,90 €"]
    back.refresh_from_db()
    assert back.state == ReturnState.REFUNDED


def test_a_seller_hears_of_a_cancellation_that_is_not_theirs(alice, lune):
    mine = cast.part_of(cast.paid_order(cast.offer(lune), buyer=alice))
    theirs = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune), buyer=alice)))
    letters(lune.email)

    cancellations.cancel_by_buyer(mine, by=alice, at=NOON)
    assert letters(lune.email) == [f"Commande {mine.number} annulée"]
    cancellations.cancel(theirs, because="Four en panne", by=cast.owner_of(lune), at=NOON)

    assert letters(lune.email) == []
    assert f"Votre commande {theirs.number} chez {lune.name} est annulée" in letters(alice.email)


def test_a_refused_return_is_explained(alice, lune):
    part = cast.sold(cast.offer(lune), buyer=alice)
    back = returns.ask(
        part,
        pieces={part.lines.get().pk: 1},
        reason="defective",
        comment="Fêlé",
        by=alice,
        at=NOON,
    )

    returns.refuse(back, because="L'article a servi.", by=None, at=NOON)

    assert "L'article a servi." in body_to(alice.email)


def test_a_link_asked_for_goes_to_the_order_s_own_mailbox(lune):
    order = cast.paid_order(cast.offer(lune))
    letters(order.email)

    access.ask_link(number=order.number, email=order.email, at=NOON)
    access.ask_link(number=order.number, email="thief@example.test", at=NOON)

    assert f"{reverse('shop-order', args=[order.number])}?t={order.token}" in body_to(order.email)
    assert letters("thief@example.test") == []


def test_a_withdrawal_is_acknowledged_and_opens_the_return(lune):
    part = cast.sold(cast.offer(lune))
    letters(part.order.email)

    withdrawals.declare(
        key="0" * 32,
        name="Alice Martin",
        order_number=part.order.number,
        email=part.order.email,
        at=NOON + timedelta(hours=2),
    )

    assert letters(part.order.email) == [
        "Accusé de réception de votre rétractation",
        f"Commande {part.number} : suite de votre rétractation",
    ]
    assert Return.objects.get().seller_order == part


def test_the_operator_is_warned_of_a_chargeback(lune):
    LegalEntity.objects.create(legal_name="Halles SAS", email="operateur@example.test")
    order = cast.paid_order(cast.offer(lune))
    contested = rehearsal.open_dispute(SandboxPayment.objects.get(ref=order.payment.ref), at=NOON)

    disputes.sync(contested.ref, at=NOON)

    assert any("Contestation bancaire" in subject for subject in letters("operateur@example.test"))


def test_a_parcel_that_leaves_late_promises_no_day_that_is_past(alice, lune):
    part = cast.accepted(cast.part_of(cast.paid_order(cast.offer(lune), buyer=alice)))
    late = NOON + timedelta(days=30)
    with clock.at(late):
        cast.shipped(part, at=late)
        said = body_to(alice.email)

    assert "Livraison prévue" not in said
    assert "La livraison était promise" in said
    assert "ce colis est en retard" in said


def test_the_letter_of_delivery_offers_nothing_of_what_comes_back_already(alice, lune):
    order = cast.paid_order(cast.offer(lune), buyer=alice)
    part = cast.accepted(cast.part_of(order))
    parcel = cast.shipped(part)
    part.refresh_from_db()
    withdrawals.withdraw(part, pieces={part.lines.get().pk: 1}, by=alice, at=NOON)
    back = Return.objects.get()
    shipping.deliver(parcel, how="buyer", by=alice, at=NOON)

    said = next(x.body for x in reversed(mail.outbox) if x.subject.endswith("est livrée"))
    assert f"Votre retour {back.number} est en cours" in said
    assert "Renoncer au contrat" not in said
    assert "donner mon avis" not in said
