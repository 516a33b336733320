"""What people report about buyers' photos: examined by a person, answered with reasons.

A photo that goes, by whichever hand, answers all its open notices; keeping it answers one. What the
same mailbox says while its notice waits is added to it: one answer goes.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.events import (
    SnapshotKept,
    SnapshotNoticeUpheld,
    SnapshotRefused,
    SnapshotReported,
    SnapshotWithdrawn,
)
from catalog.models import Snapshot, SnapshotNotice
from catalog.reviews import authors
from catalog.states import SNAPSHOT_NOTICE, SnapshotNoticeState, SnapshotState
from marketplace.shared import appeals, events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

LONGEST = 2000
SEAM = "\n\n+ "


class NotShown(Refusal):
    """Only what the public sees is reported."""

    sentence = _("Cette photo n'est plus en ligne : il n'y a plus rien à signaler.")


class OwnPhoto(Refusal):
    """Nobody reports what they took: they take it back."""

    sentence = _("Cette photo est la vôtre : retirez-la d'un clic depuis la page de la commande.")


class SaidEnough(Refusal):
    """A notice is completed a few times, not without end."""

    sentence = _("Votre signalement ne peut pas être complété davantage : attendez notre réponse.")


class NoAnswer(Refusal):
    """A photo is never kept without a reason for whoever reported it."""

    sentence = _("Dites pourquoi la photo reste : la personne qui l'a signalée lira cette raison.")


@transaction.atomic(durable=True)
def send(
    snapshot: Snapshot,
    *,
    ground: str,
    text: str,
    name: str,
    email: str,
    language: str,
    by: User | None,
    at: datetime,
) -> SnapshotNotice | None:
    """Report a photo; None when what was said is added to a notice of the same mailbox that waits.

    Raises NotShown, OwnPhoto, SaidEnough.
    """
    if is_own(snapshot, by):
        raise OwnPhoto
    # held: a photo that goes meanwhile answers this notice too, or refuses it
    held = Snapshot.objects.select_for_update().filter(
        pk=snapshot.pk, state=SnapshotState.PUBLISHED
    )
    if not held.exists():
        raise NotShown
    text = text.strip()[:LONGEST]
    waiting = SnapshotNotice.objects.select_for_update().filter(
        snapshot=snapshot, email=email, state=SnapshotNoticeState.OPEN
    )
    notice = waiting.first()
    if notice is not None:
        _complete(notice, ground=ground, text=text)
        return None
    notice = SnapshotNotice.objects.create(
        snapshot=snapshot,
        ground=ground,
        text=text,
        name=name.strip()[:80],
        email=email,
        language=language,
        sent_at=at,
    )
    told = SnapshotReported(snapshot_id=snapshot.pk, snapshot_notice_id=notice.pk)
    events.publish(told, about=snapshot, by=by, at=at)
    return notice


def is_own(snapshot: Snapshot, person: User | None) -> bool:
    """Whether a signed-in person took it."""
    return bool(authors.bought([snapshot.purchase], person))


def _complete(notice: SnapshotNotice, *, ground: str, text: str) -> None:
    said = text if ground == notice.ground else f"[{SnapshotNotice.Ground(ground).label}]\n{text}"
    if said in notice.text.split(SEAM):  # a double click
        return
    whole = f"{notice.text}{SEAM}{said}"
    if len(whole) > 4 * LONGEST:
        raise SaidEnough
    SnapshotNotice.objects.filter(pk=notice.pk).update(text=whole)


@transaction.atomic(durable=True)
def keep(notice: SnapshotNotice, *, answer: str, by: User, at: datetime) -> None:
    """Leave a reported photo where it is, with the reason that whoever reported it reads."""
    answer = answer.strip()[:LONGEST]
    if not answer:
        raise NoAnswer
    SNAPSHOT_NOTICE.move(
        notice, SnapshotNoticeState.KEPT, answer=answer, decided_by=by, decided_at=at
    )
    told = SnapshotKept(snapshot_id=notice.snapshot_id, snapshot_notice_id=notice.pk)
    events.publish(told, about=notice.snapshot, by=by, because=answer, at=at)


def on_refused(event: SnapshotRefused) -> None:
    """A photo was taken down: whoever reported it was right, and is told so."""
    _answer(event.snapshot_id, "catalog.SnapshotRefused", event.reason)


def on_withdrawn(event: SnapshotWithdrawn) -> None:
    """Its author took it back: whoever reported it is told that it is gone."""
    _answer(event.snapshot_id, "catalog.SnapshotWithdrawn", "")


def _answer(pk: int, name: str, answer: str) -> None:
    snapshot = Snapshot.objects.get(pk=pk)
    fact = appeals.last(name, snapshot)
    if fact is None:
        return
    # its author is nobody's colleague: who took it back is not who decided
    decided_by = fact.actor if answer else None
    waiting = SnapshotNotice.objects.filter(snapshot=snapshot, state=SnapshotNoticeState.OPEN)
    for notice in waiting.select_for_update().order_by("pk"):
        SNAPSHOT_NOTICE.move(
            notice,
            SnapshotNoticeState.UPHELD,
            answer=answer[:LONGEST],
            decided_by=decided_by,
            decided_at=fact.happened_at,
        )
        told = SnapshotNoticeUpheld(snapshot_id=snapshot.pk, snapshot_notice_id=notice.pk)
        events.publish(told, about=snapshot, by=decided_by, at=fact.happened_at)
