"""Segments as editors write them: begun, changed, taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from marketing.events import SegmentChanged, SegmentRetired, SegmentWritten
from marketing.models import Segment, Version
from marketing.segments import members
from marketing.states import VersionState
from marketplace.shared import events, quotes
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal

IN_USE = (
    VersionState.DRAFT,
    VersionState.REVIEW,
    VersionState.SCHEDULED,
    VersionState.LIVE,
)


class NameTaken(Refusal):
    """Two segments of one name could not be told apart where they are chosen."""

    sentence = _("Un segment s'appelle déjà « {name} » : choisissez un autre nom.")


class InUse(Refusal):
    """What a page is shown to cannot be taken away from under it."""

    sentence = _(
        "Ce segment sert encore : {pages}. Changez le public de ces versions, ou retirez-les,"
        " puis supprimez-le."
    )


class Retired(Refusal):
    """A segment that was taken away comes back to nobody."""

    sentence = _("Le segment « {name} » a été supprimé : choisissez un autre public.")


@transaction.atomic(durable=True)
def write(
    name: str,
    match: str,
    conditions: Sequence[Mapping[str, Any]],
    *,
    by: User | None,
    at: datetime,
) -> Segment:
    """A new segment. Raises NameTaken."""
    segment = Segment(
        name=name, match=match, conditions=list(conditions), written_by=by, written_at=at
    )
    _kept(lambda: segment.save(force_insert=True), name)
    events.publish(SegmentWritten(segment_id=segment.pk), about=segment, by=by, at=at)
    members.changed()
    return segment


@transaction.atomic(durable=True)
def change(
    segment: Segment,
    name: str,
    match: str,
    conditions: Sequence[Mapping[str, Any]],
    *,
    revision: int,
    by: User | None,
    at: datetime,
) -> None:
    """Another meaning, at once wherever it is used. `revision` is the one that was read.

    Raises NameTaken, MovedMeanwhile.
    """
    same = Segment.objects.filter(pk=segment.pk, revision=revision, retired_at=None)
    done: list[int] = []
    _kept(
        lambda: done.append(
            same.update(
                name=name,
                match=match,
                conditions=list(conditions),
                revision=F("revision") + 1,
                written_by=by,
                written_at=at,
            )
        ),
        name,
    )
    if not done[0]:
        raise MovedMeanwhile
    segment.refresh_from_db()
    events.publish(SegmentChanged(segment_id=segment.pk), about=segment, by=by, at=at)
    members.changed()


@transaction.atomic(durable=True)
def retire(segment: Segment, *, by: User | None, at: datetime) -> None:
    """Take a segment away; versions of pages that are over still say whom they were for.

    Raises InUse, MovedMeanwhile.
    """
    # held: no version is approved for it meanwhile
    held = Segment.objects.select_for_update().filter(pk=segment.pk, retired_at=None).first()
    if held is None:
        raise MovedMeanwhile
    if why := barred(segment):
        raise InUse(pages=why)
    Segment.objects.filter(pk=segment.pk).update(retired_at=at)
    segment.retired_at = at
    events.publish(SegmentRetired(segment_id=segment.pk), about=segment, by=by, at=at)
    members.changed()


def uses(segment: Segment) -> list[Version]:
    """The versions of pages that are for it, and not over."""
    rows = Version.objects.filter(segment=segment, state__in=IN_USE)
    return list(rows.select_related("page").order_by("page__name", "number"))


def barred(segment: Segment) -> str:
    """What it is used for, in words; empty where it may be taken away."""
    return ", ".join(
        f"« {quotes.bare(version.page.name)} » v{version.number}" for version in uses(segment)
    )


def hold(segment_id: int | None) -> None:
    """Keep a segment from being taken away until this transaction ends. Raises Retired."""
    if segment_id is None:
        return
    segment = Segment.objects.select_for_update().get(pk=segment_id)
    if segment.retired_at is not None:
        raise Retired(name=quotes.bare(segment.name))


def offered() -> list[tuple[int, str]]:
    """The segments that may be chosen, by name."""
    rows = Segment.objects.filter(retired_at=None).order_by("name")
    return list(rows.values_list("pk", "name"))


def _kept(write, name: str) -> None:
    try:
        with transaction.atomic():
            write()
    except IntegrityError as refusal:
        raise NameTaken(name=quotes.bare(name)) from refusal
