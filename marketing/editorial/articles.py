"""Stories: when they appear, and when they go."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketing.events import StorySent
from marketing.models import Article
from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

REST = timedelta(days=7)


class NothingToRead(Refusal):
    """An article without text cannot appear."""

    sentence = _("Cet article n'a pas encore de texte : écrivez-le avant de le publier.")


class NotPublished(Refusal):
    """Only what everybody may read is sent."""

    sentence = _("Cet article n'est pas publié : publiez-le avant de l'envoyer.")


class TooSoon(Refusal):
    """Whoever subscribed was promised no more than a letter a week."""

    sentence = _(
        "Une lettre est partie depuis moins de sept jours : les inscrits n'en attendent pas plus"
        " d'une par semaine."
    )


@transaction.atomic(durable=True)
def publish(article: Article, *, at: datetime) -> None:
    """Let the public read an article from an instant on."""
    if not article.body.strip():
        raise NothingToRead
    Article.objects.filter(pk=article.pk).update(published_at=at)
    article.published_at = at


@transaction.atomic(durable=True)
def send(article: Article, *, by: User | None, at: datetime) -> None:
    """Send a story to whoever wants the letter, once. Raises NotPublished, TooSoon."""
    if article.published_at is None or article.published_at > at:
        raise NotPublished
    if Article.objects.filter(sent_at__gt=at - REST).exists():
        raise TooSoon
    # compare and set: of two who press at once, one sends
    if not Article.objects.filter(pk=article.pk, sent_at=None).update(sent_at=at):
        raise TooSoon
    events.publish(StorySent(article_id=article.pk), about=article, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(article: Article) -> None:
    """Take an article off the site; it remains as a draft."""
    Article.objects.filter(pk=article.pk).update(published_at=None)
    article.published_at = None
