"""What the marketing app announces. Ids and plain values only."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from marketplace.shared.facts import Event


@dataclass(frozen=True, kw_only=True)
class NewsletterAsked(Event):
    """An address was typed for the newsletter: its mailbox must say yes."""

    sentence = _("Inscription à la lettre demandée")
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class StorySent(Event):
    """A story leaves to everybody who wants the letter."""

    sentence = _("Article envoyé aux inscrits")
    article_id: int
