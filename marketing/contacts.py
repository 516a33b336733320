"""People who agreed to be written to, and those who changed their mind."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from marketing.models import Contact
from marketplace.shared.states import Refusal

SALT = "marketing.newsletter"


class UnknownLink(Refusal):
    """The link names nobody we write to."""

    sentence = _("Ce lien de désinscription n'est pas valable. Écrivez-nous et nous vous retirerons de la liste.")


@transaction.atomic(durable=True)
def subscribe(email: str, *, language: str, source: str, now: datetime) -> Contact:
    """Remember that a person asked for the newsletter, where and when; twice changes nothing."""
    contact, _new = Contact.objects.get_or_create(email=_plain(email), defaults={"language": language})
    if contact.newsletter_at is None or contact.withdrawn_at is not None:
        Contact.objects.filter(pk=contact.pk).update(
            newsletter_at=now, newsletter_source=source, withdrawn_at=None, language=language)
        contact.refresh_from_db()
    return contact


@transaction.atomic(durable=True)
def withdraw(token: str, *, now: datetime) -> Contact:
    """Take a person off the list by the link in a letter."""
    contact = holder_of(token)
    Contact.objects.filter(pk=contact.pk, withdrawn_at=None).update(withdrawn_at=now)
    return contact


def remember_purchase(email: str, *, cents: int, language: str, at: datetime) -> None:
    """Count an order of a person; it is no consent to be written to."""
    contact, _new = Contact.objects.get_or_create(email=_plain(email), defaults={"language": language})
    Contact.objects.filter(pk=contact.pk).update(
        orders_count=F("orders_count") + 1, spent_cents=F("spent_cents") + cents, last_order_at=at)


def token_of(contact: Contact) -> str:
    """What the link that ends the letters carries."""
    return signing.dumps(contact.pk, salt=SALT)


def holder_of(token: str) -> Contact:
    """The person a link belongs to. Raises UnknownLink."""
    try:
        return Contact.objects.get(pk=signing.loads(token, salt=SALT))
    except (signing.BadSignature, Contact.DoesNotExist) as stranger:
        raise UnknownLink from stranger


def _plain(email: str) -> str:
    return email.strip().lower()
