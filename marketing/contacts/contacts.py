"""People who agreed to be written to, and those who changed their mind."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketing.events import NewsletterAsked
from marketing.models import Article, Contact
from marketplace.shared import events, mailboxes
from marketplace.shared.states import Refusal

SALT, ASKED = "marketing.newsletter", "marketing.newsletter.asked"
AGAIN, GOOD_FOR = timedelta(days=1), timedelta(days=7)


class UnknownLink(Refusal):
    """The link names nobody we write to."""

    sentence = _(
        "Ce lien de désinscription n'est pas valable. Écrivez-nous et nous vous retirerons de la"
        " liste."
    )


class LapsedLink(Refusal):
    """The link of a confirmation is forged, or too old."""

    sentence = _(
        "Ce lien n'est plus valable : demandez à nouveau la lettre, vous en recevrez un autre."
    )


@transaction.atomic(durable=True)
def ask(email: str, *, language: str, source: str, text: str, at: datetime) -> None:
    """Somebody typed an address for the newsletter: its mailbox is asked, at most once a day.

    The caller learns nothing, so that nobody can find out who subscribes. `text` is what was shown.
    """
    contact, _new = Contact.objects.get_or_create(
        email=mailboxes.plain(email), defaults={"language": language}
    )
    if contact.newsletter_at is not None and contact.withdrawn_at is None:
        return
    # one UPDATE asks and writes: two requests at once send one letter
    rested = Contact.objects.filter(Q(asked_at=None) | Q(asked_at__lte=at - AGAIN), pk=contact.pk)
    if rested.update(asked_at=at, asked_source=source, asked_text=text[:300], language=language):
        events.publish(NewsletterAsked(contact_id=contact.pk), about=contact, at=at)


@transaction.atomic(durable=True)
def confirm(token: str, *, at: datetime) -> Contact:
    """Record the consent of whoever reads the mailbox: when, where, to what. Raises LapsedLink."""
    contact = asked_by(token)
    # a withdrawal after the request wins: an old link must not undo it
    Contact.objects.filter(
        Q(newsletter_at=None) | Q(withdrawn_at__isnull=False), pk=contact.pk
    ).filter(Q(withdrawn_at=None) | Q(withdrawn_at__lt=F("asked_at"))).update(
        newsletter_at=at,
        newsletter_source=contact.asked_source,
        newsletter_text=contact.asked_text,
        withdrawn_at=None,
    )
    contact.refresh_from_db()
    return contact


@transaction.atomic(durable=True)
def withdraw(token: str, *, at: datetime) -> Contact:
    """Take a person off the list by the link in a letter."""
    contact = holder_of(token)
    Contact.objects.filter(pk=contact.pk, withdrawn_at=None).update(withdrawn_at=at)
    return contact


@transaction.atomic(durable=True)
def agree(email: str, *, language: str, source: str, text: str, at: datetime) -> None:
    """Record the consent of somebody signed in, who therefore reads this mailbox."""
    contact, _new = Contact.objects.get_or_create(
        email=mailboxes.plain(email), defaults={"language": language}
    )
    out = Q(newsletter_at=None) | Q(withdrawn_at__isnull=False)
    Contact.objects.filter(out, pk=contact.pk).update(
        newsletter_at=at,
        newsletter_source=source,
        newsletter_text=text[:300],
        withdrawn_at=None,
        language=language,
    )


@transaction.atomic(durable=True)
def leave(email: str, *, at: datetime) -> None:
    """Take somebody signed in off the list."""
    Contact.objects.filter(email=mailboxes.plain(email), withdrawn_at=None).update(withdrawn_at=at)


def is_subscribed(email: str) -> bool:
    """Whether this mailbox gets the letter."""
    return Contact.objects.subscribed().filter(email=mailboxes.plain(email)).exists()


def remember_purchase(email: str, *, cents: int, language: str, at: datetime) -> None:
    """Count an order of a person; buying is no consent to be written to."""
    contact, _new = Contact.objects.get_or_create(
        email=mailboxes.plain(email), defaults={"language": language}
    )
    Contact.objects.filter(pk=contact.pk).update(
        orders_count=F("orders_count") + 1, spent_cents=F("spent_cents") + cents, last_order_at=at
    )


def to_write_to(article: Article, *, most: int) -> list[Contact]:
    """Who wants the letter and was not sent this story yet."""
    unsent = Contact.objects.subscribed().exclude(last_story=article)
    return list(unsent.order_by("pk")[:most])


@transaction.atomic(durable=True)
def remember_sent(contact: Contact, article: Article) -> None:
    """A story left to this person: a sweep does not send it twice."""
    Contact.objects.filter(pk=contact.pk).update(last_story=article)


def token_of(contact: Contact) -> str:
    """What the link that ends the letters carries."""
    return signing.dumps(contact.pk, salt=SALT)


def asked_token_of(contact: Contact) -> str:
    """What the link that confirms carries: it is good for this very request."""
    return signing.dumps([contact.pk, contact.asked_at.isoformat()], salt=ASKED)


def asked_by(token: str) -> Contact:
    """The person who is asked. Raises LapsedLink."""
    try:
        pk, at = signing.loads(token, salt=ASKED, max_age=GOOD_FOR)
        return Contact.objects.get(pk=pk, asked_at=datetime.fromisoformat(at))
    except (signing.BadSignature, Contact.DoesNotExist) as error:
        raise LapsedLink from error


def holder_of(token: str) -> Contact:
    """The person a link belongs to. Raises UnknownLink."""
    try:
        return Contact.objects.get(pk=signing.loads(token, salt=SALT))
    except (signing.BadSignature, Contact.DoesNotExist) as error:
        raise UnknownLink from error
