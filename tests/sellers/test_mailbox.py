"""A shop's public address counts once its reader has answered the letter sent to it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.shared import clock
from marketplace.shared.models import Fact
from sellers.identity import identity
from sellers.models import Identity, Seller
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)  # letters leave after the commit
NEW = "bonjour@lune.example"


@pytest.fixture(autouse=True)
def _noon(texts):
    with clock.at(NOON):
        yield


def ask(client, shop, email=NEW):
    cast.proven(client, cast.owner_of(shop))
    return client.post(reverse("seller-company-change", args=["email"]), {"email": email})


def link(to=NEW) -> str:
    body = next(letter.body for letter in reversed(mail.outbox) if letter.to == [to])
    return re.search(r"/vendre/adresse/[^/]+/", body)[0]


def email_of(shop) -> str:
    return Seller.objects.get(pk=shop.pk).email


def test_the_old_address_stays_until_the_new_ones_reader_confirms(client, lune):
    old = lune.email

    ask(client, lune)

    assert email_of(lune) == old
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([old, NEW])
    for page in ("seller-file", "seller-company"):
        text = client.get(reverse(page)).content.decode()
        assert NEW in text
        assert "Renvoyer la lettre" in text
        assert "Annuler le changement d'adresse" in text
    client.logout()  # the reader of the mailbox needs no account
    assert NEW in client.get(link()).content.decode()
    assert email_of(lune) == old, "a mail program that opens links proves nothing"
    assert "Adresse confirmée" in client.post(link()).content.decode()

    assert email_of(lune) == NEW
    assert [letter.to[0] for letter in mail.outbox[2:]] == [old, NEW]
    assert Fact.objects.filter(name="sellers.IdentityInForce").count() == 1


def test_a_letter_serves_once_and_only_the_newest_one_for_three_days(client, lune):
    old = lune.email
    ask(client, lune)
    first = link()
    client.post(reverse("seller-company-resend", args=[Identity.objects.get().pk]))
    second = link()

    assert (first != second, client.post(first).status_code) == (True, 404)
    with clock.at(NOON + timedelta(days=3, seconds=1)):
        assert client.post(second).status_code == 404
        assert "a expiré" in client.get(reverse("seller-file")).content.decode()
        client.post(reverse("seller-company-resend", args=[Identity.objects.get().pk]))
        assert email_of(lune) == old
        third = link()
        assert [client.post(third).status_code for _twice in range(2)] == [200, 404]
    assert email_of(lune) == NEW


def test_a_cancelled_change_opens_nothing(client, lune):
    old = lune.email
    ask(client, lune)
    version = Identity.objects.get()
    seen = identity.sealed(link().split("/")[3], at=NOON)

    client.post(reverse("seller-company-withdraw", args=[version.pk]))

    assert client.post(link()).status_code == 404
    with pytest.raises(identity.LinkOver):  # the page was open while it was cancelled
        identity.prove(seen, by=None, at=NOON)
    answer = client.post(reverse("seller-company-resend", args=[version.pk]), follow=True)
    assert "rien à renvoyer" in answer.content.decode()
    assert email_of(lune) == old


def test_nobody_confirms_in_the_readers_place(client, lune, odile):
    old = lune.email
    cast.proven(client, odile)
    client.post(
        reverse("admin:sellers_seller_correct-email", args=[lune.pk]),
        {"email": NEW, "because": "Lu sur leur site"},
    )
    version = Identity.objects.get(topic="email")

    assert (version.state, email_of(lune)) == ("unproven", old)
    assert (
        NEW in client.get(reverse("admin:sellers_seller_change", args=[lune.pk])).content.decode()
    )
    with pytest.raises(identity.NotProvenYet):
        identity.approve(version, by=odile, at=NOON)
    client.post(link())

    assert email_of(lune) == NEW


def test_an_owners_own_login_address_is_proven_already(client, lune):
    Seller.objects.filter(pk=lune.pk).update(email="ancienne@lune.example")

    ask(client, lune, cast.owner_of(lune).email)

    assert email_of(lune) == cast.owner_of(lune).email


@pytest.mark.parametrize(
    "typed", ["a\x00@lune.example", "a@[127.0.0.1]", "", "x" * 300 + "@lune.example", "é@é"]
)
def test_odd_addresses_and_odd_links_are_answered_plainly(client, lune, typed):
    answer = ask(client, lune, typed)

    assert (answer.status_code, Identity.objects.count()) == (200, 0)
    for token in ("%00", "%ED%A0%80", "rien", "%2e%2e", "a" * 500):
        for knock in (client.get, client.post):
            assert knock(f"/vendre/adresse/{token}/").status_code == 404
