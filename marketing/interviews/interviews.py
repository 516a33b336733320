"""Interviews with sellers: asked, answered, shown before they appear, given up by either side."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from marketing.editorial import articles, consents
from marketing.events import (
    InterviewAgreed,
    InterviewAnswered,
    InterviewAsked,
    InterviewCancelled,
    InterviewDeclined,
    InterviewReminded,
    InterviewShown,
    InterviewWithdrawn,
)
from marketing.models import Article, ArticlePhoto, Interview
from marketing.states import INTERVIEW, InterviewState
from marketplace.shared import clock, events, files
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller

MOST_QUESTIONS, MOST_PHOTOS = 12, 8
LONGEST_QUESTION, LONGEST_ANSWER = 200, 4000
LATEST = timedelta(days=180)
REMINDED = timedelta(days=3)  # before the day by which answers are awaited
AT_ONCE = 100
LEAST, ROOM = 600, (2560, 2560)


class BadQuestions(Refusal):
    """What is asked cannot be answered on one page."""

    sentence = _(
        "Posez de une à {most} questions, une par ligne, de {longest} signes au plus chacune."
    )


class BadDeadline(Refusal):
    """The day by which answers are awaited is past or too far."""

    sentence = _("Laissez à la boutique au moins un jour pour répondre, et six mois au plus.")


class ShopAway(Refusal):
    """Only shops that sell here are interviewed."""

    sentence = _("Cette boutique ne vend pas en ce moment : choisissez-en une autre.")


class NotAwaited(Refusal):
    """Answers are changed only while they are awaited."""

    sentence = _("Cet entretien n'attend plus de réponses : rien n'a été changé.")


class NothingAnswered(Refusal):
    """Something must be said."""

    sentence = _("Répondez au moins à une question avant d'envoyer.")


class ConsentMissing(Refusal):
    """Nothing is published of what somebody said without their yes."""

    sentence = _("Cochez l'accord de publication : sans lui, nous ne pouvons rien publier.")


class TooManyPhotos(Refusal):
    """An article holds a handful of photos."""

    sentence = _("Huit photos au plus : retirez-en une avant d'en ajouter.")


def questions_in(text: str) -> list[str]:
    """The questions typed a line each. Raises BadQuestions."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    questions = list(dict.fromkeys(line for line in lines if line))
    too_long = any(len(question) > LONGEST_QUESTION for question in questions)
    if not 0 < len(questions) <= MOST_QUESTIONS or too_long:
        raise BadQuestions(most=MOST_QUESTIONS, longest=LONGEST_QUESTION)
    return questions


@transaction.atomic(durable=True)
def ask(  # noqa: PLR0913
    seller: Seller,
    *,
    questions: list[str],
    deadline: date,
    message: str = "",
    by: User | None,
    at: datetime,
) -> Interview:
    """Ask a shop some questions, to be answered by a day. Raises BadDeadline, ShopAway."""
    today = clock.paris_day(at)
    if not today < deadline <= today + LATEST:
        raise BadDeadline
    if not Seller.objects.selling(at).filter(pk=seller.pk).exists():
        raise ShopAway
    interview = Interview.objects.create(
        seller=seller,
        questions=questions,
        answers=["" for _question in questions],
        message=message,
        deadline=deadline,
        asked_at=at,
        asked_by=by,
    )
    asked = InterviewAsked(interview_id=interview.pk, seller_id=seller.pk)
    events.publish(asked, about=interview, by=by, at=at)
    return interview


@transaction.atomic(durable=True)
def keep(interview: Interview, answers: list[str]) -> None:
    """Keep answers as they stand; the house does not read them yet. Raises NotAwaited."""
    _keep(interview, answers)


def _keep(interview: Interview, answers: list[str]) -> None:
    said = [answer.strip()[:LONGEST_ANSWER] for answer in answers]
    awaited = Interview.objects.filter(pk=interview.pk, state=InterviewState.ASKED)
    if not awaited.update(answers=said):
        raise NotAwaited
    interview.answers = said


def read_photo(content: bytes) -> files.Picture:
    """A photo that an article may show, made ours. Raises a Refusal that says what is wrong."""
    return files.read_picture(content, least=LEAST, most=ROOM)


def add_photo(interview: Interview, content: bytes, *, alt: str) -> ArticlePhoto:
    """Keep a photo beside the answers. Raises a Refusal about it, NotAwaited, TooManyPhotos."""
    picture = read_photo(content)
    photo = ArticlePhoto(interview=interview, alt=alt, width=picture.width, height=picture.height)
    name = f"{picture.sha256[:16]}.{picture.extension}"
    with files.bound([photo.file]):
        photo.file.save(name, ContentFile(picture.content), save=False)
        _add(photo, interview)
    return photo


@transaction.atomic(durable=True)
def _add(photo: ArticlePhoto, interview: Interview) -> None:
    locked = Interview.objects.select_for_update().get(pk=interview.pk)
    if locked.state != InterviewState.ASKED:
        raise NotAwaited
    count = locked.photos.count()
    if count >= MOST_PHOTOS:
        raise TooManyPhotos
    photo.rank = count
    photo.save(force_insert=True)


@transaction.atomic(durable=True)
def remove_photos(interview: Interview, pks: list[int]) -> None:
    """Take photos back before the answers are sent."""
    interview.photos.filter(
        pk__in=pks, article=None, interview__state=InterviewState.ASKED
    ).delete()


@transaction.atomic(durable=True)
def answer(
    interview: Interview, answers: list[str], *, consent: str, by: User | None, at: datetime
) -> Article:
    """Send the answers, once: they become the draft of an article.

    `consent` is the sentence that was agreed to, as it was read. Raises ConsentMissing,
    NothingAnswered, NotAwaited.
    """
    _keep(interview, answers)
    if not any(interview.answers):
        raise NothingAnswered
    if not consent:
        raise ConsentMissing
    seller = interview.seller
    with override("fr"):
        title = _now("Entretien avec {shop}").format(shop=seller.name)
    photos = list(interview.photos.order_by("rank", "pk"))
    article = articles.draft(
        title,
        kind=Article.Kind.INTERVIEW,
        body=_told(interview),
        seller=seller,
        image=photos[0].file.name if photos else "",
    )
    interview.photos.update(article=article)
    INTERVIEW.move(
        interview,
        InterviewState.ANSWERED,
        answered_at=at,
        consent_at=at,
        consent_text=consent,
        consented_by=by,
        article=article,
    )
    answered = InterviewAnswered(interview_id=interview.pk, article_id=article.pk, consent=consent)
    events.publish(answered, about=interview, by=by, at=at)
    return article


def _told(interview: Interview) -> str:
    said = zip(interview.questions, interview.answers, strict=True)
    return "\n\n".join(f"## {question}\n\n{answer}" for question, answer in said if answer)


@transaction.atomic(durable=True)
def decline(interview: Interview, *, by: User | None, at: datetime) -> None:
    """The shop does not wish to answer; what it had begun to write is forgotten."""
    INTERVIEW.move(interview, InterviewState.DECLINED, closed_at=at, answers=[])
    interview.photos.all().delete()
    declined = InterviewDeclined(interview_id=interview.pk)
    events.publish(declined, about=interview, by=by, at=at)


@transaction.atomic(durable=True)
def cancel(interview: Interview, *, by: User | None, at: datetime) -> None:
    """The house gives an interview up; nothing of it is published."""
    INTERVIEW.move(interview, InterviewState.CANCELLED, closed_at=at)
    cancelled = InterviewCancelled(interview_id=interview.pk)
    events.publish(cancelled, about=interview, by=by, at=at)


@transaction.atomic(durable=True)
def show(interview: Interview, *, by: User | None, at: datetime) -> None:
    """Show the shop the text as it would appear; it then has two days to read it.

    Raises NothingToRead.
    """
    article = Article.objects.get(pk=interview.article_id)
    if not article.body.strip() or not article.standfirst.strip():
        raise articles.NothingToRead(
            _("Écrivez le chapeau et le texte de l'article avant de le montrer à la boutique.")
        )
    seal = consents.seal(article)
    INTERVIEW.move(interview, InterviewState.SHOWN, shown_at=at, shown_seal=seal, agreed_at=None)
    shown = InterviewShown(interview_id=interview.pk, seal=seal)
    events.publish(shown, about=interview, by=by, at=at)


@transaction.atomic(durable=True)
def agree(interview: Interview, *, seal: str, by: User | None, at: datetime) -> None:
    """The shop read the text and says that it may appear.

    `seal` is the print of what its page showed. Raises NotAwaited, NotShown.
    """
    locked = Interview.objects.select_for_update().get(pk=interview.pk)
    if locked.state != InterviewState.SHOWN:
        raise NotAwaited
    if locked.shown_seal != seal or consents.seal(locked.article) != seal:
        raise consents.NotShown(
            _(
                "Ce texte a changé depuis qu'il vous a été montré : nous vous le montrerons de"
                " nouveau."
            )
        )
    Interview.objects.filter(pk=interview.pk).update(agreed_at=at)
    agreed = InterviewAgreed(interview_id=interview.pk)
    events.publish(agreed, about=interview, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(interview: Interview, *, by: User | None, at: datetime) -> None:
    """The shop takes its agreement back, before anything appeared."""
    INTERVIEW.move(
        interview, InterviewState.WITHDRAWN, closed_at=at, consent_at=None, agreed_at=None
    )
    withdrawn = InterviewWithdrawn(interview_id=interview.pk)
    events.publish(withdrawn, about=interview, by=by, at=at)


@transaction.atomic(durable=True)
def remind(*, at: datetime) -> int:
    """Remind the shops whose answers are awaited within three days, each once."""
    due = Interview.objects.filter(
        state=InterviewState.ASKED,
        reminded_at=None,
        deadline__lte=clock.paris_day(at) + REMINDED,
        deadline__gte=clock.paris_day(at),
    )
    soon = list(due.select_for_update().order_by("deadline", "pk")[:AT_ONCE])
    Interview.objects.filter(pk__in=[one.pk for one in soon]).update(reminded_at=at)
    for interview in soon:
        reminded = InterviewReminded(interview_id=interview.pk)
        events.publish(reminded, about=interview, by=None, at=at)
    return len(soon)
