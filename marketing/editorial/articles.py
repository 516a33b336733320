"""Stories: when they appear, and when they go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketing.models import Article
from marketplace.shared.states import Refusal


class NothingToRead(Refusal):
    """An article without text cannot appear."""

    sentence = _("Cet article n'a pas encore de texte : écrivez-le avant de le publier.")


@transaction.atomic(durable=True)
def publish(article: Article, *, at: datetime) -> None:
    """Let the public read an article from an instant on."""
    if not article.body.strip():
        raise NothingToRead
    Article.objects.filter(pk=article.pk).update(published_at=at)
    article.published_at = at


@transaction.atomic(durable=True)
def withdraw(article: Article) -> None:
    """Take an article off the site; it remains as a draft."""
    Article.objects.filter(pk=article.pk).update(published_at=None)
    article.published_at = None
