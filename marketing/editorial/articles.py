"""Stories: when they begin, when they appear, and when they go."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from catalog.judging import charter
from marketing.editorial import consents
from marketing.events import InterviewPublished, StorySent
from marketing.models import Article, Interview
from marketing.states import INTERVIEW, InterviewState
from marketplace.shared import events
from marketplace.shared.clock import paris_day
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

REST = timedelta(days=7)
LONGEST = 100  # signs of an address
SAID = (
    *("title", "standfirst", "body", "materials"),
    *("title_en", "standfirst_en", "body_en", "materials_en"),
)


class NothingToRead(Refusal):
    """An article without text cannot appear, be it its own or that of its blocks."""

    sentence = _(
        "Cet article n'a pas encore de texte : écrivez-le, ou mettez ses blocs en ligne, avant de"
        " le publier."
    )


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
def begin(title: str, *, kind: str = Article.Kind.STORY, subject: str = "") -> Article:
    """Open a draft on a subject; nobody reads it before it is published."""
    return draft(title, kind=kind, subject=subject)


def draft(title: str, **columns) -> Article:
    """A draft at an address of its own, within the transaction of whoever needs it."""
    stem = slugify(title)[:LONGEST].strip("-") or "article"
    taken = set(Article.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return Article.objects.create(slug=slug, title=title[:140], **columns)


@transaction.atomic(durable=True)
def publish(article: Article, *, by: User | None = None, at: datetime) -> None:
    """Let the public read an article from an instant on.

    Raises NothingToRead, NotToSay; and of an interview NoConsent, NotShown or StillReading.
    """
    # its row is held: its last blocks are not ended meanwhile
    if not article.body.strip() and not _held(article).is_told_in_blocks:
        raise NothingToRead
    charter.demand(words(article), path=path(article), day=paris_day(at))
    interview = Interview.objects.filter(article=article).first()
    if interview is not None:
        consents.check(interview, at=at)
        INTERVIEW.move(interview, InterviewState.PUBLISHED, closed_at=at)
        published = InterviewPublished(interview_id=interview.pk, article_id=article.pk)
        events.publish(published, about=interview, by=by, at=at)
    Article.objects.filter(pk=article.pk).update(published_at=at)
    article.published_at = at


def words(article: Article) -> list[str]:
    """All that the public reads of an article's own, in both languages, its photos' words last."""
    photos = article.photos.values_list("alt", "alt_en") if article.pk else ()
    return [
        *(getattr(article, name) for name in SAID),
        *(alt for photo in photos for alt in photo),
    ]


def path(article: Article) -> str:
    """Where an article is read."""
    return reverse("shop-article", args=[article.slug])


def _held(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)


@transaction.atomic(durable=True)
def send(article: Article, *, by: User | None, at: datetime) -> None:
    """Send a story to whoever wants the letter, once. Raises NotPublished, NotToSay, TooSoon."""
    if article.published_at is None or article.published_at > at:
        raise NotPublished
    charter.demand(words(article), path=path(article), day=paris_day(at))
    if Article.objects.filter(sent_at__gt=at - REST).exists():
        raise TooSoon
    # compare and set: of two who press at once, one sends
    if not Article.objects.filter(pk=article.pk, sent_at=None).update(sent_at=at):
        raise TooSoon
    events.publish(StorySent(article_id=article.pk), about=article, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(article: Article) -> None:
    """Take an article off the site; it remains as a draft, an interview as its shop read it."""
    interview = Interview.objects.filter(article=article, state=InterviewState.PUBLISHED).first()
    if interview is not None:
        INTERVIEW.move(interview, InterviewState.SHOWN, closed_at=None)
    Article.objects.filter(pk=article.pk).update(published_at=None)
    article.published_at = None
