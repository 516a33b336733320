"""What people report about reviews: received at once, examined by a person, answered with reasons.

Taking the review away answers every open notice about it, from whichever page it was done; keeping
it answers one. Both answers may be contested (`marketplace/contestable.py`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.events import NoticeUpheld, ReviewKept, ReviewRefused, ReviewReported
from catalog.models import Review, ReviewNotice
from catalog.states import NOTICE, NoticeState, ReviewState
from marketplace.shared import appeals, events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

LONGEST, LONGEST_ANSWER = 2000, 2000


class NotShown(Refusal):
    """Only what the public reads is reported."""

    sentence = _("Cet avis n'est plus publié : il n'y a plus rien à signaler.")


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
    """Report a review; None when the same mailbox already waits for an answer about it.

    Raises NotShown.
    """
    # held: a review that is taken away meanwhile answers this notice too, or refuses it
    held = Review.objects.select_for_update().filter(pk=review.pk, state=ReviewState.PUBLISHED)
    if not held.exists():
        raise NotShown
    try:
        with transaction.atomic():
            notice = ReviewNotice.objects.create(
                review=review,
                ground=ground,
                text=text.strip()[:LONGEST],
                name=name.strip()[:80],
                email=email,
                language=language,
                sent_at=at,
            )
    except IntegrityError:
        return None
    events.publish(
        ReviewReported(review_id=review.pk, notice_id=notice.pk), about=review, by=by, at=at
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
