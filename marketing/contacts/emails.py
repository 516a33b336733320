"""The letters of the marketing app."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from marketing.contacts import contacts
from marketing.models import Article, Contact
from marketplace.shared.mail import Email


def story(contact: Contact, article: Article) -> Email:
    """A story of the journal, and the way to leave the letter."""
    leave = reverse("shop-unsubscribe", args=[contacts.token_of(contact)])
    read = reverse("shop-article", args=[article.slug])
    return Email(
        to=contact.email,
        template="marketing/story",
        values={
            "article": article,
            "url": f"{settings.BASE_URL}{read}",
            "leave_url": f"{settings.BASE_URL}{leave}",
        },
        language=contact.language,
        key=f"story-{article.pk}-{contact.pk}",
        leave=f"{settings.BASE_URL}{leave}",
    )


def confirm(contact: Contact) -> Email:
    """The question whether it was you who asked; no other letter goes out before a yes."""
    link = reverse("shop-newsletter-confirm", args=[contacts.asked_token_of(contact)])
    return Email(
        to=contact.email,
        template="marketing/confirm",
        values={"contact": contact, "confirm_url": f"{settings.BASE_URL}{link}"},
        language=contact.language,
        key=f"newsletter-{contact.pk}-{contact.asked_at:%Y%m%d%H%M%S}",
    )
