"""What letters and pages say of money is true in each state: it leaves, waits for a bank, or went
back already.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounting.models import AccountingRules
from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import SandboxPayment
from orders.fulfilment import cancellations
from orders.incidents import incidents
from orders.models import Refund
from orders.money import disputes
from orders.returns import returns, withdrawals
from orders.states import RefundState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def contest(order, *, lost=False):
    move = rehearsal.open_dispute(SandboxPayment.objects.get(ref=order.payment.ref), at=NOON)
    disputes.sync(move.ref, at=NOON)
    if lost:
        rehearsal.close_dispute(move, won=False, at=NOON)
        disputes.sync(move.ref, at=NOON)


def last(to, about=""):
    return next(
        letter for letter in reversed(mail.outbox) if letter.to == [to] and about in letter.subject
    )


@pytest.mark.parametrize(
    ("lost", "buyer_reads", "seller_reads", "state"),
    [
        (
            False,
            "attendent la décision de votre banque",
            "attendent la décision de la banque",
            RefundState.WAITING,
        ),
        (True, "n'est pas remboursée une seconde fois", "ne repartent pas", RefundState.DROPPED),
    ],
)
def test_a_cancelled_contested_order_promises_no_refund(
    client, alice, lune, lost, buyer_reads, seller_reads, state
):
    part = cast.part_of(cast.paid_order(cast.offer(lune), buyer=alice))
    contest(part.order, lost=lost)
    client.force_login(alice)
    asked = client.get(
        reverse("shop-order-cancel", args=[part.order.number, part.pk])
    ).content.decode()
    assert "Vous serez remboursé" not in asked
    assert "est pas rendu deux fois" in asked

    page = client.post(
        reverse("shop-order-cancel", args=[part.order.number, part.pk]), follow=True
    ).content.decode()

    assert Refund.objects.get().state == state
    page = page.replace("&#x27;", "'")
    assert buyer_reads in page
    for text in (last(part.order.email, "annulée").body, page):
        assert "Nous vous remboursons" not in text
    assert buyer_reads in last(part.order.email, "annulée").body
    letter = last(lune.email, "annulée").body
    assert seller_reads in letter
    assert "est remboursé" not in letter


def test_a_cancelled_order_that_nobody_contests_is_refunded_as_ever(lune):
    part = cast.part_of(cast.paid_order(cast.offer(lune, price_cents=13500)))

    cancellations.cancel(part, because="rupture", by=None, at=NOON)

    said = last(part.order.email, "annulée").body.replace("\xa0", " ").replace("\u202f", " ")
    assert f"Nous vous remboursons {part.total_cents // 100},{part.total_cents % 100:02d} €" in said


def test_a_withdrawal_of_a_contested_order_says_that_the_refund_waits(lune):
    part = cast.accepted(cast.part_of(cast.paid_order((cast.offer(lune), 2))))
    contest(part.order)

    withdrawals.withdraw(part, pieces={part.lines.get().pk: 1}, by=None, at=NOON)

    letter = last(part.order.email, "suite de votre rétractation").body
    assert "attendent la décision de votre banque" in letter
    assert "Nous vous remboursons" not in letter
    assert "attendent la décision de la banque" in last(lune.email, "n'expédiez plus").body


def test_words_of_a_withdrawal_tell_to_ship_nothing_where_something_waits_only(lune, brun):
    order = cast.paid_order(cast.offer(lune), cast.offer(brun))
    cast.delivered(cast.part_of(order, brun))
    mail.outbox.clear()

    withdrawals.declare(
        key="a" * 32,
        name="Alice",
        order_number=order.number,
        email=order.email,
        goods="la tasse",
        at=NOON,
    )

    assert "n'expédiez rien" in last(lune.email).subject
    late = last(brun.email)
    assert "rétractation à lire" in late.subject
    assert (
        "expédi"
        not in late.subject
        + late.body.partition("Notre équipe")[2].partition("Voir la commande")[0]
    )


def test_a_declaration_out_of_time_is_no_business_of_that_seller(lune):
    part = cast.sold(cast.offer(lune))
    mail.outbox.clear()
    at = NOON + timedelta(days=30)

    with clock.at(at):
        withdrawals.declare(
            key="b" * 32,
            name="Alice",
            order_number=part.order.number,
            email=part.order.email,
            goods="la tasse",
            at=at,
        )

    assert not [letter for letter in mail.outbox if letter.to == [lune.email]]


def test_the_console_says_that_a_refund_waits(client, lune):
    part = cast.sold(cast.offer(lune))
    back = returns.ask(part, pieces={part.lines.get().pk: 1}, reason="withdrawal", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)
    contest(part.order)
    cast.proven(client, cast.operator("support"))

    page = client.post(
        reverse("admin:orders_return_recevoir", args=[back.pk]),
        {"because": "Dépôt prouvé", f"q{part.lines.get().pk}": 1},
        follow=True,
    ).content.decode()

    assert Refund.objects.get().state == RefundState.WAITING
    page = page.replace("&#x27;", "'")
    assert "La réception est constatée." in page
    assert "attendent la décision de la banque de l'acheteur" in page
    assert "C'est fait" not in page


def test_a_decision_on_a_contested_order_promises_nothing(client, lune):
    part = cast.sold(cast.offer(lune))
    row = cast.heard(
        incidents.open_(
            part,
            kind="damaged",
            text="Deux éclats sur le bord.",
            pieces={part.lines.get().pk: 1},
            by=None,
            at=NOON,
        )
    )
    contest(part.order)
    award = incidents.Award(lines={part.lines.get().pk: 1}, amounts={}, shipping_cents=0)

    incidents.refund(
        row,
        award,
        borne_by="seller",
        because="Photos probantes.",
        by=cast.operator("support", "finance"),
        at=NOON,
    )

    letter = last(part.order.email, "la décision").body
    assert "attendent la décision de votre banque" in letter
    assert "vous reviennent" not in letter
    seller = last(lune.email, "la décision").body
    assert "elle est retirée de votre solde" not in seller
    assert "la contestation bancaire le retient encore" in seller


def test_an_article_without_withdrawal_is_promised_none_on_delivery(lune):
    part = cast.sold(cast.offer(lune, withdrawal_exception="personalised"))

    assert "Changer d'avis" not in last(part.order.email, "livrée").body


def test_rules_saved_unchanged_or_with_columns_that_are_ignored_are_not_said_to_be_modified(
    client, db
):
    rules = cast.rules()
    cast.proven(client, cast.operator("finance"))
    address = reverse("admin:shared_rules_change", args=[rules.pk])
    form = client.get(address).context["adminform"].form
    same = {name: form.initial[name] for name in form.fields}

    page = client.post(address, {**same, "payout_minimum_cents": 1}, follow=True).content.decode()

    assert "avec succès" not in page
    assert "Rien n&#x27;a changé" in page or "Rien n'a changé" in page
    assert AccountingRules.objects.get().payout_minimum_cents != 1
