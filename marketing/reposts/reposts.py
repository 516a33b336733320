"""Posts of others: copied with their author's agreement, shown for a time, gone when they ask.

Nothing of another place is loaded by a visitor: words and picture are ours to serve, for as long as
the agreement holds. Without a proof of it nothing is shown (docs/adr/0060).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.events import (
    RepostChanged,
    RepostDiscarded,
    RepostEnded,
    RepostShown,
    RepostTakenUp,
    RepostWithdrawn,
    RepostWritten,
)
from marketing.models import Repost
from marketing.reposts import links, shown
from marketing.states import REPOST, RepostState
from marketplace.shared import clock, copies, events, files
from marketplace.shared.facts import Event
from marketplace.shared.models import User
from marketplace.shared.states import IllegalMove, MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import dated

WRITTEN = (
    *("author", "network", "url", "posted_on", "text", "alt", "alt_en"),
    *("message", "agreed_on", "ends_at"),
)
FOLDER = "reposts"
GONE = (RepostState.WITHDRAWN, RepostState.DISCARDED)  # neither words nor picture are left
OVER = (RepostState.ENDED, *GONE)
BEFORE = (RepostState.DRAFT, RepostState.SHOWN, RepostState.ENDED, RepostState.DISCARDED)
SOME = 100
SIGNER = signing.Signer(salt="halles.repost")  # without a date: a link that was given stays good


class NotReady(Refusal):
    """Something is missing without which it may not be in front of the public."""

    sentence = _("Cette publication ne peut pas être montrée : {why}")


@transaction.atomic(durable=True)
def _insert(row: Repost, *, by: User | None, at: datetime) -> None:
    row.save(force_insert=True)
    _tell(RepostWritten(repost_id=row.pk), row, by=by, at=at)


def write(
    values: Mapping[str, Any],
    *,
    picture: files.Picture | None,
    proof: files.Document | None,
    by: User | None,
    at: datetime,
) -> Repost:
    """A copy that nobody sees yet. Raises NotReady where its days contradict each other, or its
    author withdrew that post since they agreed.
    """
    _check_days(values)
    written = {name: values[name] for name in WRITTEN}
    row = Repost(**written, key=links.key_of(values["url"]), written_by=by, written_at=at)
    names = _store(picture, proof)
    row.file.name, row.proof.name = names.get("file", ""), names.get("proof", "")
    with files.bound([row.file, row.proof]):
        _insert(row, by=by, at=at)
    return row


def change(
    row: Repost,
    values: Mapping[str, Any],
    *,
    picture: files.Picture | None,
    proof: files.Document | None,
    revision: int,
    by: User | None,
    at: datetime,
) -> None:
    """Other words, another picture, another proof; of a draft alone. Raises IllegalMove,
    MovedMeanwhile, NotReady.
    """
    if row.state != RepostState.DRAFT:
        raise IllegalMove
    _check_days(values)
    former = {"file": row.file.name, "proof": row.proof.name}
    names = _store(picture, proof)
    new = Repost(pk=row.pk, **{name: names.get(name, "") for name in former})
    with files.bound([new.file, new.proof]):
        _change(row, {**values, **names}, revision=revision, by=by, at=at)
    for name in names:
        copies.drop(former[name])
    row.refresh_from_db()


@transaction.atomic(durable=True)
def _change(
    row: Repost, values: Mapping[str, Any], *, revision: int, by: User | None, at: datetime
) -> None:
    new = {name: values[name] for name in (*WRITTEN, "file", "proof") if name in values}
    new["key"] = links.key_of(new["url"]) if "url" in new else row.key
    same = Repost.objects.filter(pk=row.pk, revision=revision, state=RepostState.DRAFT)
    if not same.update(**new, written_by=by, written_at=at, revision=F("revision") + 1):
        raise MovedMeanwhile
    _tell(RepostChanged(repost_id=row.pk), row, by=by, at=at)


def show(row: Repost, *, revision: int, by: User | None, at: datetime) -> None:
    """Let the public see what was read. Raises NotReady, IllegalMove, MovedMeanwhile."""
    if not REPOST.allows(row.state, RepostState.SHOWN):
        raise IllegalMove
    if why := missing(row, at=at):
        raise NotReady(why=why)
    stem = copies.show(row.file.name) if row.file else ""
    try:
        _show(row, stem=stem, revision=revision, by=by, at=at)
    except Exception:
        if stem and not Repost.objects.filter(stem=stem).exists():
            copies.hide(stem)
        raise


@transaction.atomic(durable=True)
def _show(row: Repost, *, stem: str, revision: int, by: User | None, at: datetime) -> None:
    key = links.key_of(row.url)
    # whoever shows or withdraws the same post elsewhere waits, or has been seen
    same = {one.pk: one for one in _same(row, key)}
    if row.pk not in same or same[row.pk].revision != revision:
        raise MovedMeanwhile
    if why := _elsewhere(row):
        raise NotReady(why=why)
    REPOST.move(row, RepostState.SHOWN, key=key, stem=stem, shown_by=by, shown_at=at, ended_at=None)
    shown.changed()
    _tell(RepostShown(repost_id=row.pk), row, by=by, at=at)


def missing(row: Repost, *, at: datetime) -> str:
    """What it lacks to be shown, in words; empty when nothing does."""
    if not (row.text.strip() or row.file):
        return _now("il faut un texte ou une image.")
    if row.file and not row.alt.strip():
        return _now("dites ce que montre l'image, pour qui ne la voit pas.")
    if not row.has_proof:
        return _now("joignez l'accord de son auteur, en document ou recopié, et sa date.")
    if row.agreed_on > clock.paris_day(at):
        return _now("l'accord de son auteur est daté d'un jour à venir.")
    if row.agreed_on < row.posted_on:
        return _now("l'accord de son auteur est daté d'avant la publication.")
    if row.ends_at and row.ends_at <= at:
        return _now("sa date de fin est passée.")
    return _elsewhere(row)


def _elsewhere(row: Repost) -> str:
    """What the other copies of the same post forbid, in words."""
    if why := _taken_back(row.url, row.agreed_on):
        return why
    shown_now = Repost.objects.filter(key=links.key_of(row.url), state=RepostState.SHOWN)
    other = shown_now.exclude(pk=row.pk).first()
    if other is None:
        return ""
    words = _now("la copie n° {number}, « {name} », montre déjà cette publication.")
    return words.format(number=other.pk, name=other)


def _taken_back(url: str, agreed: date | None) -> str:
    """That its author withdrew a post since they agreed, in words; a day later they may agree
    again.
    """
    gone = Repost.objects.filter(key=links.key_of(url), state=RepostState.WITHDRAWN)
    last = gone.aggregate(last=Max("ended_at"))["last"]
    if last is None or agreed is None or agreed > clock.paris_day(last):
        return ""
    words = _now(
        "son auteur l'a fait retirer le {day} : il faut un nouvel accord, d'un jour après."
    )
    return words.format(day=dated(clock.paris_day(last)))


def _same(row: Repost, key: str) -> QuerySet[Repost]:
    """The copies of the same post, locked."""
    rows = Repost.objects.select_for_update().filter(Q(pk=row.pk) | Q(key=key))
    return rows.order_by("pk")


@transaction.atomic(durable=True)
def end(row: Repost, *, by: User | None, at: datetime) -> None:
    """Take a copy off the wall."""
    _end(row, by=by, at=at)


@transaction.atomic(durable=True)
def turn(*, at: datetime) -> int:
    """Say of each copy whose end has come that it ended; the public does not wait for it."""
    over = Repost.objects.select_for_update(skip_locked=True).filter(
        state=RepostState.SHOWN, ends_at__lte=at
    )
    rows = list(over.order_by("ends_at", "pk")[:SOME])
    for row in rows:
        _end(row, by=None, at=at)
    return len(rows)


def _end(row: Repost, *, by: User | None, at: datetime) -> None:
    REPOST.move(row, RepostState.ENDED, ended_at=at)
    shown.changed()
    transaction.on_commit(partial(clear, row.pk), robust=True)
    _tell(RepostEnded(repost_id=row.pk), row, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(row: Repost, *, by: User | None, at: datetime) -> None:
    """Its author wants it gone: at once, words and picture; that they once agreed stays known.

    Pressed twice, it is as pressed once; whatever somebody does meanwhile, its author wins. Another
    copy of the same post leaves the wall with it.
    """
    for one in list(_same(row, links.key_of(row.url))):
        if one.pk == row.pk or one.state == RepostState.SHOWN:
            _withdraw(row if one.pk == row.pk else one, by=by, at=at)


def _withdraw(row: Repost, *, by: User | None, at: datetime) -> None:
    rows = Repost.objects.filter(pk=row.pk)
    gone = {"ended_at": at, "text": "", "alt": "", "alt_en": ""}
    if not REPOST.move_where(rows, RepostState.WITHDRAWN, old=BEFORE, **gone):
        return
    row.refresh_from_db()
    shown.changed()
    transaction.on_commit(partial(clear, row.pk), robust=True)
    _tell(RepostWithdrawn(repost_id=row.pk), row, by=by, at=at)


@transaction.atomic(durable=True)
def discard(row: Repost, *, by: User | None, at: datetime) -> None:
    """Give a draft up, words and picture. Raises IllegalMove, MovedMeanwhile."""
    REPOST.move(row, RepostState.DISCARDED, ended_at=at, text="", alt="", alt_en="")
    transaction.on_commit(partial(clear, row.pk), robust=True)
    _tell(RepostDiscarded(repost_id=row.pk), row, by=by, at=at)


@transaction.atomic(durable=True)
def take_up(row: Repost, *, by: User | None, at: datetime) -> None:
    """Make what ended a draft again, for another agreement or another end."""
    REPOST.move(row, RepostState.DRAFT, ended_at=None, shown_by=None, shown_at=None)
    _tell(RepostTakenUp(repost_id=row.pk), row, by=by, at=at)


def clear(pk: int) -> None:
    """Delete the public copies of what is not shown, and the whole picture of what was withdrawn
    or given up.

    Safe to run twice.
    """
    row = Repost.objects.filter(pk=pk, state__in=OVER).first()
    if row is None:
        return
    copies.hide(row.stem)
    is_gone = row.state in GONE
    if is_gone:
        copies.drop(row.file.name)
    same = Repost.objects.filter(pk=pk, state=row.state, stem=row.stem)
    same.update(stem="", **({"file": ""} if is_gone else {}))


def sweep() -> int:
    """Delete what broken deletions left."""
    left = Q(state__in=OVER) & ~Q(stem="") | Q(state__in=GONE) & ~Q(file="")
    pks = Repost.objects.filter(left).order_by("pk").values_list("pk", flat=True)[:SOME]
    for pk in pks:
        clear(pk)
    return len(pks)


def way_out(row: Repost) -> str:
    """The address by which its author takes it off by themselves, to be sent to them."""
    return settings.BASE_URL + reverse("shop-wall-withdrawal", args=[SIGNER.sign_object(row.pk)])


def opened_by(token: str) -> Repost | None:
    """The copy that such a link is about; nothing when we did not write the link."""
    try:
        pk = SIGNER.unsign_object(token)
    except signing.BadSignature:
        return None
    return Repost.objects.filter(pk=pk).exclude(state=RepostState.DRAFT).first()


def _store(picture: files.Picture | None, proof: files.Document | None) -> dict[str, str]:
    """Files before any transaction: their names by column."""
    names = {}
    if picture is not None:
        names["file"] = copies.keep(picture, FOLDER)
    if proof is not None:
        name = f"{FOLDER}/{clock.today():%Y/%m}/{uuid4().hex}.{proof.extension}"
        names["proof"] = files.private_storage().save(name, ContentFile(proof.content))
    return names


def _check_days(values: Mapping[str, Any]) -> None:
    """Raises NotReady."""
    agreed, ends = values.get("agreed_on"), values.get("ends_at")
    if agreed and ends and clock.paris_day(ends) < agreed:
        raise NotReady(why=_now("elle finirait avant l'accord de son auteur."))
    if why := _taken_back(values["url"], agreed):
        raise NotReady(why=why)


def _tell(event: Event, row: Repost, *, by: User | None, at: datetime) -> None:
    events.publish(event, about=row, by=by, at=at)
