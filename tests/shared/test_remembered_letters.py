"""What is remembered of each letter, and the files whose timeline tells of it."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from marketplace.shared import clock, letters, mail
from marketplace.shared.models import Letter
from orders.buying import emails
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def test_a_letter_is_told_in_the_files_of_its_order_and_its_buyer(client, lune, alice, texts):
    order = cast.paid_order(cast.offer(lune), buyer=alice)
    cast.proven(client, cast.operator("support"))

    mail.send(emails.order_confirmed(order))

    sent = Letter.objects.get()
    assert (sent.email, sent.subject, sent.state) == (
        alice.email,
        f"orders.order:{order.pk}",
        "sent",
    )
    assert sent.title == django_mail.outbox[0].subject
    for page in (("order", order.pk), ("buyer", alice.pk)):
        address = reverse(f"admin:orders_{page[0]}_change", args=[page[1]])
        assert sent.title in client.get(address).content.decode().replace("&#x27;", "'")


def test_a_letter_to_the_shop_is_not_in_the_file_of_its_buyer(client, lune, alice):
    order = cast.paid_order(cast.offer(lune), buyer=alice)
    letters.remember(
        lune.email,
        template="orders/seller_new_order",
        title="Vous avez vendu",
        values={"order": order, "seller": lune},
        failure="",
        at=NOON,
    )
    cast.proven(client, cast.operator("support"))

    read = {
        kind: client.get(reverse(f"admin:orders_{kind}_change", args=[pk])).content.decode()
        for kind, pk in (("order", order.pk), ("buyer", alice.pk))
    }

    assert "Vous avez vendu" in read["order"]
    assert "Vous avez vendu" not in read["buyer"]


def test_a_letter_that_failed_is_said_until_it_leaves(client, lune, alice, texts, monkeypatch):
    order = cast.paid_order(cast.offer(lune), buyer=alice)
    page = reverse("admin:orders_order_change", args=[order.pk])
    cast.proven(client, cast.operator("support"))

    with monkeypatch.context() as refusing:
        refusing.setattr(
            "django.core.mail.EmailMultiAlternatives.send",
            lambda message: (_ for _ in ()).throw(OSError("refused")),
        )
        for _try in range(2):
            with pytest.raises(OSError, match="refused"):
                mail.send(emails.order_confirmed(order))
    failed = client.get(page).content.decode()
    mail.send(emails.order_confirmed(order))

    assert "Pas encore partie" in failed
    assert "Pas encore partie" not in client.get(page).content.decode()
    assert Letter.objects.get().state == "sent"


def test_letters_are_forgotten_when_nobody_can_claim_by_them(alice):
    for title, years in (("old", 6), ("kept", 4)):
        letters.remember(
            alice.email,
            template="accounts/reset",
            title=title,
            values={"person": alice},
            failure="",
            at=NOON - timedelta(days=365 * years),
        )

    letters.forget_old(NOON)

    assert Letter.objects.get().title == "kept"


def test_a_letter_that_belongs_to_no_file_is_not_noted():
    letters.remember(
        "a@example.test", template="catalog/back", title="De retour", values={}, failure="", at=NOON
    )

    assert not Letter.objects.exists()
