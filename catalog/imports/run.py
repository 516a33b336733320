"""The life of an import: sent, read, understood, checked, applied.

The seller's acts are here, and open no table; the worker's are in `opening`, `checking` and
`applying`. A seller has one open import at a time, the database sees to it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import IO, Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.events import ImportConfirmed, ImportReceived, ImportSent
from catalog.imports import mapping, meaning, opening, photos_zip, questions, readers, slices
from catalog.models import CatalogRules, Import, ImportCorrection, ImportRow
from catalog.states import IMPORT, OPEN_IMPORTS, ImportState
from marketplace.shared import bulk, events, policy
from marketplace.shared.files import bound, clean_name
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller

LEAST_RATE, MOST_RATE = 1_000, 1_000_000_000  # millionths: a rate between 0.001 and 1000
WORKING = (ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)
RESULTS = ("causes", "quality")  # of what is detected, what applying a file told
UNCHECKED = (ImportState.READING, ImportState.RECEIVED)


class ImportRunning(Refusal):
    """One file at a time: the worker is busy with another of this seller's."""

    sentence = _("Un import est déjà en cours : attendez sa fin avant d'en envoyer un autre.")


class CheckedWaits(Refusal):
    """A checked file waits for the seller's word: no other takes its place unasked."""

    sentence = _(
        "« {name} » est vérifié et attend votre décision : appliquez-le ou abandonnez-le d'abord,"
        " ou dites que ce fichier le remplace."
    )


class AnswersWait(CheckedWaits):
    """A file that was read, and whose questions its seller has not answered yet."""

    sentence = _(
        "« {name} » attend vos réponses : terminez-le ou abandonnez-le d'abord, ou dites que ce"
        " fichier le remplace."
    )


class WorkWaits(CheckedWaits):
    """A file that is not checked now, and holds what its seller typed or sent for it."""

    sentence = _(
        "« {name} » attend, avec ce que vous y avez corrigé ou ajouté : terminez-le ou"
        " abandonnez-le d'abord, ou dites que ce fichier le remplace."
    )


class PhotosWait(Refusal):
    """Photos for a finished file are a file too, and nothing else may wait."""

    sentence = _(
        "« {name} » attend votre décision : appliquez-le ou abandonnez-le avant d'ajouter des"
        " photos à ce fichier-ci."
    )


class UndoneHasNoPhotos(Refusal):
    """What was taken back is not brought again by its photos."""

    sentence = _(
        "Cet import est annulé : pour le refaire, envoyez de nouveau le fichier, avec ses photos."
    )


class RateMissing(Refusal):
    """An amount in another currency is never taken for euros unasked."""

    sentence = _(
        "Ce fichier contient des prix en {currency} : indiquez le taux de conversion en euros."
    )


class NothingToApply(Refusal):
    """No line of the file can be taken."""

    sentence = _(
        "Aucune ligne de ce fichier ne peut être appliquée : corrigez-le et envoyez-le de nouveau."
    )


def receive(
    seller: Seller,
    file: IO[bytes],
    name: str,
    *,
    by: User | None,
    at: datetime,
    photos: IO[bytes] | None = None,
    photos_name: str = "",
    replaces: int | None = None,
    is_trial: bool = False,
) -> Import:
    """Take a seller's file for the worker to read. Raises FileRefused, ImportRunning, CheckedWaits.

    An older one that nobody has read yet is cancelled; one that waits for its seller only when they
    say that this file `replaces` it. The same file again is the same import. A trial stands beside
    the seller's imports and touches none of them.
    """
    kind = readers.glance(file, most_mb=policy.rules(CatalogRules).import_most_mb)
    if photos:
        photos_zip.glance(photos)
    waiting = None if is_trial else open_import(seller)
    if waiting and waiting.state in WORKING:
        raise ImportRunning
    if waiting and not photos and waiting.pk != replaces and _is_same(waiting, file):
        return waiting
    _refuse_to_lose(waiting, replaces)
    source = Import(
        seller=seller,
        name=clean_name(name),
        detected={"kind": kind},
        created_by=by,
        created_at=at,
        photos_name=clean_name(photos_name) if photos else "",
        is_trial=is_trial,
        **_asking("look", back=ImportState.FAILED),
    )
    with bound([source.file, source.photos]):
        file.seek(0)
        stem = token_hex(8)
        source.file.save(f"{stem}.{kind}", _to_store(file), save=False)
        if photos:
            photos.seek(0)
            source.photos.save(f"{stem}-photos.zip", File(photos), save=False)
        return _insert(source, waiting)


def open_import(seller: Seller) -> Import | None:
    """The file of a seller that is not at its end, if there is one."""
    return Import.objects.filter(seller=seller, state__in=OPEN_IMPORTS, is_trial=False).first()


def is_missed(waiting: Import) -> bool:
    """Whether a file waits for its seller, or is read for what they chose, corrected or added."""
    if waiting.state in WORKING:
        return False
    asked = waiting.asked
    is_fresh = waiting.state == ImportState.READING and asked.get("back") == ImportState.FAILED
    return not is_fresh or asked.get("step") == "join" or waiting.corrections.exists()


def _refuse_to_lose(waiting: Import | None, replaces: int | None) -> None:
    if waiting and waiting.pk != replaces and is_missed(waiting):
        raise _waits(waiting)(name=waiting.name)


def _waits(waiting: Import) -> type[CheckedWaits]:
    if waiting.state == ImportState.CHECKED:
        return CheckedWaits
    is_asking = waiting.state == ImportState.RECEIVED and not waiting.corrections.exists()
    return AnswersWait if is_asking else WorkWaits


def _insert(source: Import, waiting: Import | None, corrected: Import | None = None) -> Import:
    try:
        return _begin(source, waiting, corrected)
    except IntegrityError as error:  # two files at once: the database allows one open import
        raise ImportRunning from error


@transaction.atomic(durable=True)
def _begin(source: Import, waiting: Import | None, corrected: Import | None) -> Import:
    """Store an import, with the cells that were `corrected` in the same file before."""
    if waiting:
        IMPORT.move_where(
            Import.objects.filter(pk=waiting.pk),
            ImportState.CANCELLED,
            old=[waiting.state] if waiting.state == ImportState.CHECKED else UNCHECKED,
            finished_at=source.created_at,
        )
    source.save(force_insert=True)
    typed = corrected.corrections.values("line", "place", "text") if corrected else ()
    bulk.insert([ImportCorrection(source=source, **cell) for cell in typed])
    events.publish(
        ImportSent(import_id=source.pk), about=source, by=source.created_by, at=source.created_at
    )
    return source


def read_again(source: Import, *, by: User | None, **chosen) -> None:
    """Have a file read as the seller says: encoding, separator, worksheet, header line."""
    _ask(source, "look", by=by, back=ImportState.RECEIVED, how=chosen)


def choose_columns(source: Import, columns: Mapping[str, str], *, by: User | None) -> None:
    """Store the choice of columns; the worker then counts the categories and currencies in them."""
    columns = {name: columns.get(name, "") for name in source.detected["headers"]}
    mapping.check(columns)
    source.mapping = {name: value for name, value in source.mapping.items() if name != "seen"} | {
        "columns": columns
    }
    _ask(source, "count", by=by, back=ImportState.RECEIVED)


@transaction.atomic(durable=True)
def _ask(source: Import, step: str, *, by: User | None, at: datetime | None = None, **what) -> None:
    """Hand a file to the worker to be read. Raises ImportRunning, IllegalMove or MovedMeanwhile."""
    if step != "join" and source.state != ImportState.RECEIVED:
        raise ImportRunning
    asking = _asking(step, **opening.lasting(source.asked), **what)
    IMPORT.move(
        source,
        ImportState.READING,
        mapping=source.mapping,
        progress=0,
        beat_at=None,
        asked=asking["asked"],
    )
    events.publish(ImportSent(import_id=source.pk), about=source, by=by, at=at)


def _asking(step: str, **what) -> dict[str, Any]:
    return {"state": ImportState.READING, "asked": {"step": step, "turn": token_hex(8), **what}}


@transaction.atomic(durable=True)
def check(
    source: Import,
    *,
    categories: Mapping[str, int],
    default: int | None,
    rates: Mapping[str, int],
    by: User | None,
    at: datetime,
    answers: questions.Answers | None = None,
    values: meaning.Decided | None = None,
) -> None:
    """Start the check under the seller's choices, and remember them for the next file.

    A trial may leave a currency without a rate: its lines are refused, and nobody remembers it.
    """
    for currency in source.mapping["seen"]["currencies"]:
        if not source.is_trial and not _is_rate(rates.get(currency)):
            raise RateMissing(currency=currency)
    defaults = {
        "category": default,
        "rates": {code: rate for code, rate in rates.items() if _is_rate(rate)},
    }
    chosen = {**source.mapping, "categories": dict(categories), "defaults": defaults}
    if answers is not None:
        chosen["answers"] = questions.kept(answers)
    if values is not None:
        seen = source.mapping["seen"].get("words", {})
        chosen["values"] = meaning.merged(source.mapping.get("values", {}), values, seen)
    if not source.is_trial:
        mapping.remember(source.seller, source.detected, chosen, at=at)
    source.rows.all().delete()  # none, unless a process died while it forgot them
    IMPORT.move(
        source,
        ImportState.CHECKING,
        mapping=chosen,
        beat_at=None,
        cursor=0,
        progress=0,
        read_at=None,
    )
    events.publish(ImportReceived(import_id=source.pk), about=source, by=by, at=at)


def reopen(source: Import, *, by: User | None, at: datetime) -> None:
    """Go back to the choices: a check stops, and its results are forgotten."""
    blank = {"beat_at": None, "cursor": 0, "progress": 0, "read_at": None}
    slices.forget(source, _leave(source, ImportState.RECEIVED, **blank))


def cancel(source: Import, *, by: User | None, at: datetime) -> None:
    """Give up a file that was not applied."""
    slices.forget(source, _leave(source, ImportState.CANCELLED, finished_at=at))


def discard(source: Import) -> None:
    """Remove a trial with its lines and its files: nothing of it stays."""
    if not source.is_trial:
        raise ValueError("only a trial is removed")
    slices.forget(source, slices.last_row(source))
    source.delete()
    for file in (source.file, source.photos):
        if file:
            file.storage.delete(file.name)


@transaction.atomic(durable=True)
def _leave(source: Import, state: ImportState, **columns) -> int:
    """End a check; returns the last of its lines, which are forgotten after the commit."""
    IMPORT.move(source, state, **columns)
    return slices.last_row(source)


@transaction.atomic(durable=True)
def confirm(source: Import, *, by: User | None, at: datetime) -> None:
    """Apply what was checked: the good lines go in, the refused ones stay in the report."""
    nothing = (ImportRow.Outcome.REFUSED, ImportRow.Outcome.LEFT)
    waits = IMPORT.allows(source.state, ImportState.APPLYING)  # one given up has no lines any more
    if waits and not source.rows.exclude(outcome__in=nothing).exists():
        raise NothingToApply
    IMPORT.move(source, ImportState.APPLYING, beat_at=None, cursor=0, progress=0)
    events.publish(ImportConfirmed(import_id=source.pk), about=source, by=by, at=at)


def add_photos(
    source: Import, photos: IO[bytes], name: str, *, by: User | None, at: datetime
) -> Import:
    """Join an archive of photos to a file: it is checked again.

    One that was applied is taken up anew for its photos alone: its prices, its stocks, its words
    may be older than what stands. Raises ImportRunning, PhotosWait or UndoneHasNoPhotos.
    """
    photos_zip.glance(photos)
    if source.state == ImportState.UNDONE:
        raise UndoneHasNoPhotos
    if source.state in (ImportState.READING, *WORKING):
        raise ImportRunning
    if "headers" not in source.detected:  # the file itself was never understood
        with source.file.open("rb") as file:
            return receive(
                source.seller, file, source.name, by=by, at=at, photos=photos, photos_name=name
            )
    photos.seek(0)
    path = source.photos.field.generate_filename(source, f"{source.sha256[:16]}-photos.zip")
    stored = source.photos.storage.save(path, File(photos))
    joining = {"photos": stored, "name": clean_name(name)}
    try:
        if source.state not in OPEN_IMPORTS:
            return _again(source, joining, by=by, at=at)
        _ask(source, "join", by=by, at=at, back=source.state, **joining)
    except Refusal:
        source.photos.storage.delete(stored)
        raise
    return source


def _again(source: Import, joining: Mapping[str, str], *, by: User | None, at: datetime) -> Import:
    """The same file under the same choices, once more; for its photos alone if it was applied."""
    waiting = open_import(source.seller)
    if waiting and waiting.state in WORKING:
        raise ImportRunning
    if waiting and is_missed(waiting):
        raise PhotosWait(name=waiting.name)
    detected = {name: value for name, value in source.detected.items() if name not in RESULTS}
    if source.state == ImportState.DONE:
        detected["photos_only"] = True
    again = Import(
        seller=source.seller,
        name=source.name,
        sha256=source.sha256,
        mapping=source.mapping,
        created_by=by,
        created_at=at,
        total=source.total,
        detected=detected,
        **_asking("join", back=ImportState.FAILED, **joining),
    )
    with bound([again.file]):
        with source.file.open("rb") as file:
            name = f"{source.sha256[:16]}.{source.detected['kind']}"
            again.file.save(name, File(file), save=False)
        return _insert(again, waiting, corrected=source)


def _is_rate(rate: int | None) -> bool:
    return rate is not None and LEAST_RATE <= rate <= MOST_RATE


def _to_store(file: IO[bytes]) -> File:
    """A file as the storage takes it: what a request left on the disk is moved, not read again."""
    return file if isinstance(file, File) else File(file)


def _is_same(waiting: Import, file: IO[bytes]) -> bool:
    """Whether this very file waits already; it is read only if the two weigh the same, and the one
    that waits only before the worker did.
    """
    if waiting.detected.get("photos_only") or waiting.file.size != file.seek(0, io.SEEK_END):
        return False
    if waiting.sha256:
        return waiting.sha256 == readers.digest(file)
    with waiting.file.open("rb") as held:
        return readers.digest(held) == readers.digest(file)
