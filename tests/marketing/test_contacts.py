"""The letter: asked for, dated, left by one link; a purchase is no consent."""

import pytest

from marketing import contacts
from marketing.models import Contact
from tests import cast

pytestmark = pytest.mark.django_db


def test_subscribing_twice_keeps_the_first_date(db):
    first = contacts.subscribe(" Alice@Example.test ", language="fr", source="lettre", now=cast.NOON)
    contacts.subscribe("alice@example.test", language="en", source="checkout", now=cast.NOON.replace(year=2027))
    only = Contact.objects.get()
    assert only.pk == first.pk
    assert only.newsletter_at == cast.NOON
    assert only.newsletter_source == "lettre"


def test_a_purchase_is_counted_without_consent(db):
    contacts.remember_purchase("alice@example.test", cents=2490, language="fr", at=cast.NOON)
    contacts.remember_purchase("ALICE@example.test", cents=1000, language="fr", at=cast.NOON)
    contact = Contact.objects.get()
    assert (contact.orders_count, contact.spent_cents, contact.newsletter_at) == (2, 3490, None)


def test_the_form_on_the_site(client, db):
    assert "Écrivez votre adresse" in client.post("/lettre/", {"email": ""}).content.decode()
    wrong = client.post("/lettre/", {"email": "a@b\r\nBcc: x@y"}).content.decode()
    assert "ne semble pas complète" in wrong
    assert client.post("/lettre/", {"email": "alice@example.test"}).status_code == 302
    assert Contact.objects.get().newsletter_source == "lettre"


def test_leaving_takes_a_click_and_a_true_link(client, db):
    contact = contacts.subscribe("alice@example.test", language="fr", source="lettre", now=cast.NOON)
    link = f"/lettre/quitter/{contacts.token_of(contact)}/"
    assert "alice@example.test" in client.get(link).content.decode()
    contact.refresh_from_db()
    assert contact.withdrawn_at is None, "opening the link changes nothing: mail scanners open links"
    client.post(link)
    contact.refresh_from_db()
    assert contact.withdrawn_at is not None
    assert client.get(link[:-3] + "x/").status_code == 404
    again = contacts.subscribe("alice@example.test", language="fr", source="lettre", now=cast.NOON)
    assert again.withdrawn_at is None
