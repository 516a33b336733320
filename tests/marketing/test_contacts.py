"""The letter: asked for, confirmed from the mailbox, dated, left by one link; a purchase is no
consent.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from marketing.contacts import contacts
from marketing.models import Contact
from marketplace.shared import clock
from tests.cast import NOON

pytestmark = pytest.mark.django_db
TEXT = "Une fois par mois."
ADDRESS = "alice@example.test"


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def ask(email=ADDRESS, *, source="lettre", at=NOON, language="fr"):
    contacts.ask(email, language=language, source=source, text=TEXT, at=at)
    return Contact.objects.get(email=email.strip().lower())


def subscribed(at=NOON):
    return contacts.confirm(contacts.asked_token_of(ask(at=at)), at=at)


def test_an_address_that_was_typed_is_no_subscriber(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/lettre/", {"email": ADDRESS}).status_code == 302

    contact = Contact.objects.get()
    assert (contact.newsletter_at, contact.asked_at) == (None, NOON)
    [letter] = mail.outbox
    assert letter.to == [ADDRESS]
    link = re.search(r"http://[^/]+(/lettre/confirmer/[^)\s]+)", letter.body)[1]

    assert "Envoyer notre lettre" in client.get(link).content.decode()
    contact.refresh_from_db()
    assert contact.newsletter_at is None, (
        "opening the link changes nothing: mail scanners open links"
    )
    assert "Vous êtes inscrit" in client.post(link).content.decode()
    contact.refresh_from_db()
    assert (contact.newsletter_at, contact.newsletter_source) == (NOON, "lettre")
    assert contact.newsletter_text.startswith("Une histoire de notre journal")


def test_known_and_unknown_are_told_the_same_and_written_to_once_a_day(
    client, django_capture_on_commit_callbacks
):
    subscribed()
    with django_capture_on_commit_callbacks(execute=True):
        pages = [
            client.post("/lettre/", {"email": email}, follow=True)
            .content.decode()
            .partition("Presque fini")
            for email in (ADDRESS, "new@example.test", "new@example.test")
        ]

    assert all(found for _before, found, _after in pages)
    assert [letter.to for letter in mail.outbox] == [["new@example.test"]]
    asked = Contact.objects.get(email="new@example.test").asked_at
    assert ask("new@example.test", at=NOON + timedelta(hours=23)).asked_at == asked
    assert ask("new@example.test", at=NOON + timedelta(hours=25)).asked_at > asked


def test_the_form_sends_no_letters_to_many_invented_addresses(
    client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        codes = [
            client.post("/lettre/", {"email": f"n{n}@example.test"}).status_code for n in range(7)
        ]

    assert codes == [302] * 5 + [429] * 2
    assert len(mail.outbox) == 5
    with clock.at(NOON + timedelta(hours=1)):
        assert client.post("/lettre/", {"email": "n9@example.test"}).status_code == 302


def test_letters_stay_limited_when_the_cache_is_away(client, settings):
    away = {
        "BACKEND": "marketplace.shared.cache.ForgivingRedis",
        "LOCATION": "unix:///nowhere/at/all.sock?db=1",
    }
    settings.CACHES = {**settings.CACHES, "default": away}

    codes = [client.post("/lettre/", {"email": f"n{n}@example.test"}).status_code for n in range(6)]

    assert codes == [302] * 5 + [429]


def test_a_link_is_good_for_the_request_it_was_made_for(client):
    contact = ask()
    old = contacts.asked_token_of(contact)
    ask(at=NOON + timedelta(days=2))

    for token in (old, old[:-2] + "xx", contacts.token_of(contact), "\x00"):
        assert client.get(reverse("shop-newsletter-confirm", args=[token])).status_code == 404
        with pytest.raises(contacts.LapsedLink):
            contacts.confirm(token, at=NOON)


def test_who_left_is_not_brought_back_by_an_old_link():
    contact = subscribed()
    token = contacts.asked_token_of(contact)
    contacts.withdraw(contacts.token_of(contact), at=NOON + timedelta(hours=1))

    assert contacts.confirm(token, at=NOON + timedelta(hours=2)).withdrawn_at is not None
    again = ask(at=NOON + timedelta(days=2))
    assert (
        contacts.confirm(contacts.asked_token_of(again), at=NOON + timedelta(days=2)).withdrawn_at
        is None
    )


def test_asking_again_keeps_the_first_consent():
    first = subscribed()
    ask(" Alice@Example.test ", source="checkout", language="en", at=NOON.replace(year=2027))
    only = Contact.objects.get()
    assert only.pk == first.pk
    assert (only.newsletter_at, only.newsletter_source) == (NOON, "lettre")


def test_a_purchase_is_counted_without_consent(db):
    told = contacts.Purchases(orders_count=2, spent_cents=3490, last_order_at=NOON)
    with transaction.atomic():
        held = contacts.hold("ALICE@example.test", language="fr")
        contacts.remember_purchases(held, told, at=NOON)
    contact = Contact.objects.get()
    assert (contact.orders_count, contact.spent_cents, contact.newsletter_at) == (2, 3490, None)


def test_the_form_on_the_site(client, db):
    assert "Écrivez votre adresse" in client.post("/lettre/", {"email": ""}).content.decode()
    wrong = client.post("/lettre/", {"email": "a@b\r\nBcc: x@y"}).content.decode()
    assert "ne semble pas complète" in wrong


def test_leaving_takes_a_click_and_a_true_link(client, db):
    contact = subscribed()
    link = f"/lettre/quitter/{contacts.token_of(contact)}/"
    assert ADDRESS in client.get(link).content.decode()
    contact.refresh_from_db()
    assert contact.withdrawn_at is None, (
        "opening the link changes nothing: mail scanners open links"
    )
    client.post(link)
    contact.refresh_from_db()
    assert contact.withdrawn_at is not None
    assert client.get(link[:-3] + "x/").status_code == 404
