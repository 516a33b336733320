"""The life of a version: read by somebody else, given its days, shown, ended, brought back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketing.events import (
    PageApproved,
    PageEnded,
    PageSentBack,
    PageSentToReview,
    PageUnscheduled,
    PageWentLive,
)
from marketing.models import MarketingRules, Version
from marketing.pages import checking, live, seals
from marketing.pages.articles import notes
from marketing.segments import segments
from marketing.states import VERSION, VersionState
from marketplace.shared import events, policy
from marketplace.shared.facts import Event
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import when

SOME = 200
A_SLIP = timedelta(hours=1)  # typed for now, while somebody read
FAR = timedelta(days=3653)


class OwnWords(Refusal):
    """The rule asks for a second person."""

    sentence = _(
        "La règle de la maison demande qu'une autre personne relise : envoyez cette version en"
        " relecture."
    )


class EndsBefore(Refusal):
    """A page that ends before it begins is never seen."""

    sentence = _("La fin doit suivre le début, et n'être pas déjà passée.")


class TooFar(Refusal):
    """A day so far away is a slip: nobody will be there to see to it."""

    sentence = _("Choisissez des dates dans les dix ans qui viennent.")


class BeginsBefore(Refusal):
    """A day that is over is a slip: nobody schedules for yesterday."""

    sentence = _("Le début, {start}, est déjà passé : laissez vide pour maintenant.")


class NotReady(Refusal):
    """Something in the page would be wrong in front of the public."""

    sentence = _("Cette version ne peut pas être mise en ligne : {why}")


class NothingElse(Refusal):
    """An article that is being read must have something to read."""

    sentence = _(
        "Ces blocs sont tout le texte de cet article : retirez d'abord l'article du site, ou"
        " écrivez son texte."
    )


class AlreadyShown(Refusal):
    """What the public has seen is not unsaid: it is ended."""

    sentence = _("Cette version est déjà en ligne : retirez-la plutôt.")


def needs_two() -> bool:
    """Whether a page is read by somebody else before it goes live."""
    return policy.rules(MarketingRules).page_review == "two"


@transaction.atomic(durable=True)
def send(version: Version, *, by: User | None, at: datetime) -> None:
    """Ask somebody else to read a draft."""
    VERSION.move(version, VersionState.REVIEW)
    _tell(PageSentToReview(version_id=version.pk), version, by=by, at=at)


@transaction.atomic(durable=True)
def send_back(version: Version, *, because: str, by: User | None, at: datetime) -> None:
    """Ask for corrections: it is a draft again."""
    VERSION.move(version, VersionState.DRAFT)
    _tell(PageSentBack(version_id=version.pk), version, by=by, at=at, because=because)


@transaction.atomic(durable=True)
def approve(
    version: Version,
    *,
    starts_at: datetime | None,
    ends_at: datetime | None,
    revision: int,
    by: User | None,
    at: datetime,
) -> None:
    """Show a version from an instant on, now at the earliest, to an end if there is one.

    `revision` is the one that was read: what changed since is not approved. Raises OwnWords,
    BeginsBefore, EndsBefore, TooFar, NotReady, segments.Retired.
    """
    if starts_at is not None and starts_at < at - A_SLIP:
        raise BeginsBefore(start=when(starts_at))
    start = max(starts_at or at, at)
    if ends_at is not None and ends_at <= start:
        raise EndsBefore
    if (ends_at or start) > at + FAR:
        raise TooFar
    two = needs_two()
    if two and (
        version.state != VersionState.REVIEW or by is None or by.pk == version.written_by_id
    ):
        raise OwnWords
    if not Version.objects.filter(pk=version.pk, revision=revision).exists():
        raise MovedMeanwhile
    segments.hold(version.segment_id)
    blocking = [remark for remark in checking.remarks(version, at=start) if remark.is_blocking]
    if blocking:
        raise NotReady(why=blocking[0].sentence)
    VERSION.move(
        version,
        VersionState.SCHEDULED,
        starts_at=start,
        ends_at=ends_at,
        approved_by=by,
        approved_at=at,
        by_two=two,
        seal=seals.seal(version),
    )
    _tell(_approved(version), version, by=by, at=at)
    if start <= at:
        _go_live(version, by=by, at=at)
    live.changed()


@transaction.atomic(durable=True)
def unschedule(version: Version, *, by: User | None, at: datetime) -> None:
    """Make a version that nobody has seen a draft again. Raises AlreadyShown."""
    if version.state == VersionState.SCHEDULED and version.starts_at and version.starts_at <= at:
        raise AlreadyShown
    VERSION.move(
        version,
        VersionState.DRAFT,
        approved_by=None,
        approved_at=None,
        by_two=False,
        seal="",
    )
    _tell(PageUnscheduled(version_id=version.pk), version, by=by, at=at)
    live.changed()


@transaction.atomic(durable=True)
def end(version: Version, *, because: str, by: User | None, at: datetime) -> None:
    """Take a version off the site now: the page shows what it showed before.

    Raises NothingElse of the blocks that are all there is of an article that is read.
    """
    if version.page.article_id and notes.is_all(version):
        raise NothingElse
    _end(version, by=by, at=at, because=because)
    live.changed()


@transaction.atomic(durable=True)
def bring_back(version: Version, *, by: User | None, at: datetime) -> Version:
    """Show what an ended version showed, at once, in a version of its own.

    It was approved word for word: nobody reads it again. Raises NotReady when its seal is broken,
    segments.Retired.
    """
    if not version.seal or version.seal != seals.seal(version):
        raise NotReady(why=_("elle n'a jamais été approuvée telle qu'elle est."))
    segments.hold(version.segment_id)
    last = Version.objects.select_for_update().filter(page=version.page).latest("number")
    again = Version(
        page=version.page,
        number=last.number + 1,
        written_by=version.written_by,
        written_at=at,
        approved_by=version.approved_by,
        approved_at=at,
        by_two=version.by_two,
        starts_at=at,
        state=VersionState.SCHEDULED,
        **{name: getattr(version, name) for name in (*seals.CONTENT, *seals.LATER)},
    )
    again.seal = seals.seal(again)
    again.save(force_insert=True)
    _tell(_approved(again, like=version), again, by=by, at=at)
    _go_live(again, by=by, at=at)
    live.changed()
    return again


@transaction.atomic(durable=True)
def turn(*, at: datetime) -> int:
    """Say of each version whose day has come that it is live, of each that is over that it ended.

    The public does not wait for it: what is shown is read from the days. Returns how many moved.
    """
    moved = 0
    due = Q(state=VersionState.SCHEDULED, starts_at__lte=at)
    over = Q(state=VersionState.LIVE, ends_at__lte=at)
    rows = Version.objects.select_for_update(skip_locked=True).filter(due | over)
    for version in rows.select_related("page").order_by("starts_at", "pk")[:SOME]:
        if version.state == VersionState.SCHEDULED:
            _go_live(version, by=None, at=at)
        if version.ends_at and version.ends_at <= at:
            _end(version, by=None, at=at)
        moved += 1
    if moved:
        live.changed()
    return moved


def _go_live(version: Version, *, by: User | None, at: datetime) -> None:
    VERSION.move(version, VersionState.LIVE)
    _tell(PageWentLive(version_id=version.pk), version, by=by, at=at)
    if version.ends_at is None:
        _replace(version, by=by, at=at)
    notes.keep(version.page, at=at)


def _replace(version: Version, *, by: User | None, at: datetime) -> None:
    """A version without an end takes the place of those before it, for the same audience."""
    former = Version.objects.filter(
        page=version.page,
        audience=version.audience,
        segment=version.segment_id,
        state=VersionState.LIVE,
        ends_at=None,
        starts_at__lte=version.starts_at,
    )
    for other in former.exclude(pk=version.pk).select_related("page"):
        _end(other, by=by, at=at, is_replaced=True)


def _end(
    version: Version,
    *,
    by: User | None,
    at: datetime,
    because: str = "",
    is_replaced: bool = False,
) -> None:
    # of one whose end has come, the end stands; of another it is now
    ends = version.ends_at if version.ends_at and version.ends_at <= at else at
    if version.starts_at and ends <= version.starts_at:
        ends = None  # seen for no time at all: approved and taken off at one instant
    VERSION.move(version, VersionState.ENDED, ends_at=ends)
    ended = PageEnded(version_id=version.pk, is_replaced=is_replaced)
    _tell(ended, version, by=by, at=at, because=because)
    notes.keep(version.page, at=at)


def _approved(version: Version, like: Version | None = None) -> PageApproved:
    return PageApproved(
        version_id=version.pk,
        seal=version.seal,
        by_two=version.by_two,
        like_id=like.pk if like else None,
    )


def _tell(event: Event, version: Version, *, by, at: datetime, because: str = "") -> None:
    events.publish(event, about=version, within=version.page, by=by, at=at, because=because)
