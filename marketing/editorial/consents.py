"""What a shop agreed to see published: its own words, as it was shown them last."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from marketing.models import Article, Interview
from marketing.states import InterviewState
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import when

TO_READ = timedelta(days=2)  # that a shop has to read its interview before it appears
SHOWN = ("title", "title_en", "standfirst", "standfirst_en", "body", "body_en")


class NoConsent(Refusal):
    """The shop does not, or not any more, agree to be published."""

    sentence = _(
        "La boutique n'a pas donné son accord, ou l'a retiré : rien n'est publié sans lui."
    )


class NotShown(Refusal):
    """The shop has not read what would be published."""

    sentence = _(
        "La boutique n'a pas relu ce texte tel qu'il est : montrez-le-lui avant de le publier."
    )


class StillReading(Refusal):
    """The shop was shown the text a short while ago, and has not answered."""

    sentence = _(
        "La boutique a jusqu'au {until} pour relire, et n'a pas encore dit « bon à publier »."
    )


def seal(article: Article) -> str:
    """The print of all that the public would read and see of an article."""
    photos = article.photos.order_by("rank", "pk").values_list("file", "alt", "alt_en")
    told = [[getattr(article, name) for name in SHOWN], [list(photo) for photo in photos]]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def check(interview: Interview, *, at: datetime) -> None:
    """Refuse to publish what its shop did not agree to, or had no time to read."""
    agreed = interview.consent_at is not None
    if not agreed or interview.state in (InterviewState.WITHDRAWN, InterviewState.CANCELLED):
        raise NoConsent
    article = Article.objects.get(pk=interview.article_id)
    if interview.shown_at is None or interview.shown_seal != seal(article):
        raise NotShown
    until = interview.shown_at + TO_READ
    if interview.agreed_at is None and at < until:
        raise StillReading(until=when(until))
