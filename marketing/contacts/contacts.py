"""People who agreed to be written to, and those who changed their mind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketing.events import NewsletterAsked
from marketing.models import Article, Bought, Contact
from marketplace.shared import events, mailboxes
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

SALT, ASKED = "marketing.newsletter", "marketing.newsletter.asked"
AGAIN, GOOD_FOR = timedelta(days=1), timedelta(days=7)


@dataclass
class Purchases:
    """What somebody keeps of what they bought; by shop and sheet: what for, and when last."""

    orders_count: int = 0
    spent_cents: int = 0
    last_order_at: datetime | None = None
    postcode: str = ""
    bought: dict[tuple[int, int], tuple[int, datetime]] = field(default_factory=dict)


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


def hold(email: str, *, language: str) -> Contact:
    """The contact of a mailbox, locked: two who count at once count one after the other."""
    plain = mailboxes.plain(email)
    held = Contact.objects.select_for_update(no_key=True).filter(email=plain)
    contact = held.first()
    if contact is None:
        Contact.objects.get_or_create(email=plain, defaults={"language": language})
        contact = held.get()
    return contact


def remember_purchases(contact: Contact, purchases: Purchases, *, at: datetime) -> None:
    """What a person, held, keeps of what they bought; buying is no consent to be written to."""
    Contact.objects.filter(pk=contact.pk).update(
        orders_count=purchases.orders_count,
        spent_cents=purchases.spent_cents,
        last_order_at=purchases.last_order_at,
        postcode=purchases.postcode,
        counted_at=at,
    )
    rows = Bought.objects.filter(contact=contact)
    told = {
        (seller, product): (cents, last)
        for seller, product, cents, last in rows.values_list(
            "seller", "product", "cents", "last_at"
        )
    }
    if told != purchases.bought:
        rows.delete()
        Bought.objects.bulk_create(
            Bought(contact=contact, seller_id=seller, product_id=product, cents=cents, last_at=last)
            for (seller, product), (cents, last) in purchases.bought.items()
        )


@transaction.atomic(durable=True)
def know(people: QuerySet[User], *, most: int) -> None:
    """Begin the contact of people with an account who have none, some at a time."""
    same = Contact.objects.filter(email=OuterRef("email"))
    strangers = people.filter(~Exists(same)).order_by("pk").values_list("email", "language")
    Contact.objects.bulk_create(
        (
            Contact(email=mailboxes.plain(email), language=tongue)
            for email, tongue in strangers[:most]
        ),
        ignore_conflicts=True,
    )


@transaction.atomic(durable=True)
def object_(email: str, *, language: str, at: datetime) -> None:
    """Somebody signed in wants to be in no segment: at once, whatever was counted of them."""
    contact, _new = Contact.objects.get_or_create(
        email=mailboxes.plain(email), defaults={"language": language}
    )
    Contact.objects.filter(pk=contact.pk, objected_at=None).update(objected_at=at)


@transaction.atomic(durable=True)
def object_no_longer(email: str) -> None:
    """They changed their mind."""
    Contact.objects.filter(email=mailboxes.plain(email)).update(objected_at=None)


def objects(email: str) -> bool:
    """Whether they want to be in no segment."""
    known = Contact.objects.filter(email=mailboxes.plain(email), objected_at__isnull=False)
    return known.exists()


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
