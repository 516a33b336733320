"""What people report about reviews: received at once, examined by a person, answered with reasons.

Taking the review away answers every open notice about it, from whichever page it was done; keeping
it answers one. Both answers may be contested (`marketplace/contestable.py`). What the same mailbox
says while its notice waits is added to that notice: nothing said is lost, one answer goes.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.events import NoticeCompleted, NoticeUpheld, ReviewKept, ReviewRefused, ReviewReported
from catalog.models import Review, ReviewNotice
from catalog.reviews import authors
from catalog.states import NOTICE, NoticeState, ReviewState
from marketplace.shared import appeals, events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

LONGEST, LONGEST_ANSWER = 2000, 2000
SEAM = "\n\n+ "  # between what was said first and what was added
MOST_WORDS = 4 * LONGEST  # of one notice, all that was added to it included


class NotShown(Refusal):
    """Only what the public reads is reported."""

    sentence = _("Cet avis n'est plus publié : il n'y a plus rien à signaler.")


class OwnReview(Refusal):
    """Nobody reports what they wrote."""

    sentence = _("Cet avis est le vôtre : pour le retirer, écrivez-nous plutôt que de le signaler.")


class SaidEnough(Refusal):
    """A notice is completed a few times, not without end."""

    sentence = _(
        "Votre signalement ne peut pas être complété davantage : attendez notre réponse, ou"
        " répondez à notre lettre."
    )


class NoAnswer(Refusal):
    """A review is never kept without a reason for whoever reported it."""

    sentence = _("Dites pourquoi l'avis reste : la personne qui l'a signalé lira cette raison.")


@transaction.atomic(durable=True)
def send(
    review: Review,
    *,
    ground: str,
    text: str,
    name: str,
    email: str,
    language: str,
    by: User | None,
    at: datetime,
) -> ReviewNotice | None:
    """Report a review; what the same mailbox still waits about is completed, not sent again.

    None when it said the very same before. Raises NotShown, OwnReview, SaidEnough.
    """
    if authors.own([review], by):
        raise OwnReview
    # held: a review that is taken away meanwhile answers this notice too, or refuses it
    held = Review.objects.select_for_update().filter(pk=review.pk, state=ReviewState.PUBLISHED)
    if not held.exists():
        raise NotShown
    text = text.strip()[:LONGEST]
    waiting = ReviewNotice.objects.select_for_update().filter(
        review=review, email=email, state=NoticeState.OPEN
    )
    notice = waiting.first()
    if notice is not None:
        return _complete(notice, ground=ground, text=text, by=by, at=at)
    notice = ReviewNotice.objects.create(
        review=review,
        ground=ground,
        text=text,
        name=name.strip()[:80],
        email=email,
        language=language,
        sent_at=at,
    )
    events.publish(
        ReviewReported(review_id=review.pk, notice_id=notice.pk), about=review, by=by, at=at
    )
    return notice


def _complete(
    notice: ReviewNotice, *, ground: str, text: str, by: User | None, at: datetime
) -> ReviewNotice | None:
    """Add what was said later to a notice, under its own ground where that is another one."""
    said = text if ground == notice.ground else f"[{ReviewNotice.Ground(ground).label}]\n{text}"
    if said in notice.text.split(SEAM):  # a double click
        return None
    whole = f"{notice.text}{SEAM}{said}"
    if len(whole) > MOST_WORDS:
        raise SaidEnough
    ReviewNotice.objects.filter(pk=notice.pk).update(text=whole)
    notice.text = whole
    events.publish(
        NoticeCompleted(review_id=notice.review_id, notice_id=notice.pk),
        about=notice.review,
        by=by,
        at=at,
    )
    return notice


@transaction.atomic(durable=True)
def keep(notice: ReviewNotice, *, answer: str, by: User, at: datetime) -> None:
    """Leave a reported review where it is, with the reason that whoever reported it reads."""
    answer = answer.strip()[:LONGEST_ANSWER]
    if not answer:
        raise NoAnswer
    NOTICE.move(notice, NoticeState.KEPT, answer=answer, decided_by=by, decided_at=at)
    events.publish(
        ReviewKept(review_id=notice.review_id, notice_id=notice.pk),
        about=notice.review,
        by=by,
        because=answer,
        at=at,
    )


def on_review_refused(event: ReviewRefused) -> None:
    """A review was taken away: whoever reported it was right, and is told so."""
    review = Review.objects.get(pk=event.review_id)
    fact = appeals.last("catalog.ReviewRefused", review)
    if fact is None:
        return
    waiting = ReviewNotice.objects.filter(review=review, state=NoticeState.OPEN)
    for notice in waiting.select_for_update().order_by("pk"):
        NOTICE.move(
            notice,
            NoticeState.UPHELD,
            answer=event.reason[:LONGEST_ANSWER],
            decided_by=fact.actor,
            decided_at=fact.happened_at,
        )
        events.publish(
            NoticeUpheld(review_id=review.pk, notice_id=notice.pk),
            about=review,
            by=fact.actor,
            at=fact.happened_at,
        )
