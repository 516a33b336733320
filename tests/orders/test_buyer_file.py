"""The file of a buyer: all they bought and what followed, with an account or without."""

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.models import Address, Fact, SandboxPayment
from orders.fulfilment import cancellations
from orders.incidents import incidents
from orders.money import disputes
from orders.returns import returns
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def support(client):
    return cast.proven(client, cast.operator("support"))


def page(kind, row, verb="change"):
    return reverse(f"admin:orders_{kind}_{verb}", args=[row.pk])


def eventful(seller, buyer=None):
    """A delivered order to which everything happened."""
    part = cast.sold((cast.offer(seller), 4), buyer=buyer)
    line, order = part.lines.get(), part.order
    back = returns.ask(part, pieces={line.pk: 1}, reason="defective", by=None, at=NOON)
    returns.accept(back, by=None, at=NOON)
    returns.receive(back, by=None, at=NOON)
    claim = incidents.open_(
        part, kind="damaged", text="Fêlé.", pieces={line.pk: 1}, by=None, at=NOON
    )
    payment = SandboxPayment.objects.get(ref=order.payment.ref)
    dispute = disputes.sync(rehearsal.open_dispute(payment, at=NOON).ref, at=NOON)
    return {"order": order, "return": back, "incident": claim, "dispute": dispute}


def test_everything_of_an_account_is_read_at_once(
    support, lune, alice, django_assert_max_num_queries
):
    happened = eventful(lune, alice)
    orders = [cast.paid_order(cast.offer(lune), buyer=alice) for _ in range(4)]
    support.get(page("buyer", alice))

    with django_assert_max_num_queries(30):
        text = support.get(page("buyer", alice)).content.decode()

    for order in (*orders, happened["order"]):
        assert page("order", order) in text
    for kind in ("return", "incident", "dispute"):
        assert page(kind, happened[kind]) in text
    assert "1 réclamation ouverte · 1 contestation bancaire ouverte" in text
    assert "Commande passée" in text


def test_a_guest_is_found_by_the_mailbox_and_any_of_its_orders(
    support, lune, django_assert_max_num_queries
):
    happened = eventful(lune)
    first = happened["order"]
    second = cast.paid_order(cast.offer(lune))
    support.get(page("guest", first))

    with django_assert_max_num_queries(30):
        text = support.get(page("guest", first)).content.decode()
    found = support.get(reverse("admin:orders_guest_changelist"), {"q": "guest@example.test"})

    assert page("order", second) in text
    assert page("incident", happened["incident"]) in text
    assert support.get(page("guest", second)).url == page("guest", first)
    assert found.url == page("guest", first)


def test_the_files_of_what_followed_lead_to_the_buyer_and_back(support, lune, alice):
    for whose, wanted in (
        (eventful(lune, alice), page("buyer", alice)),
        (guest := eventful(lune), page("guest", guest["order"])),
    ):
        for kind, row in whose.items():
            assert f'href="{wanted}"' in support.get(page(kind, row)).content.decode(), kind


def test_what_the_team_noted_of_a_guest_follows_them_into_their_account(support, lune):
    order = cast.paid_order(cast.offer(lune))
    support.post(page("guest", order, "noter"), {"note": "Sonner deux fois."})

    person = cast.user(order.email)
    order.buyer = person
    order.save()

    assert support.get(page("guest", order)).url == page("buyer", person)
    assert "Sonner deux fois." in support.get(page("buyer", person)).content.decode()


def test_telephone_and_addresses_are_for_whoever_answers_buyers(client, lune, alice):
    order = cast.paid_order(cast.offer(lune), buyer=alice)
    Address.objects.create(user=alice, recipient="Alice", line1="3 quai des Brumes")
    order.phone = "0612345678"
    order.save()

    read = {}
    for role in ("support", "finance"):
        cast.proven(client, cast.operator(role))
        read[role] = client.get(page("buyer", alice)).content.decode()
    cast.proven(client, cast.operator("moderation"))

    assert "3 quai des Brumes" in read["support"]
    assert "0612345678" in read["support"]
    assert order.number in read["finance"]
    assert "3 quai des Brumes" not in read["finance"]
    assert "0612345678" not in read["finance"]
    assert client.get(page("buyer", alice)).status_code == 404


def test_a_letter_lets_a_buyer_in_again_a_few_times_an_hour(
    support, alice, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(4):
            told = support.post(page("buyer", alice, "lettre"), follow=True)

    assert Fact.objects.filter(name="marketplace.ResetAsked").count() == 3
    assert [letter.to for letter in mail.outbox] == [[alice.email]] * 3
    assert "plusieurs de ces lettres" in told.content.decode()


def test_nobody_treats_their_own_account(client, lune):
    person = cast.operator("support")
    cast.paid_order(cast.offer(lune), buyer=person)
    cast.proven(client, person)

    text = client.get(page("buyer", person)).content.decode()
    client.post(page("buyer", person, "noter"), {"note": "Je me note."})

    assert "ce compte est le vôtre" in text
    assert not Fact.objects.filter(name="marketplace.NoteLeft").exists()


def test_another_order_says_that_its_money_went_back(support, lune, alice):
    order, other = (cast.paid_order(cast.offer(lune), buyer=alice) for _ in range(2))
    cancellations.cancel(cast.part_of(other), because="Épuisé.", by=None, at=NOON)
    assert "remboursé en entier" not in support.get(page("order", order)).content.decode()
    cast.sent(other.payment.refunds.get())

    assert "Payé, remboursé en entier" in support.get(page("order", order)).content.decode()
