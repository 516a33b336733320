"""The life of an import: received, understood, checked, applied.

The seller's acts are here; the worker's are in `checking` and `applying`. A seller has one open
import at a time, the database sees to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import IO

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalog.events import ImportConfirmed, ImportReceived
from catalog.imports import dictionary, mapping, photos_zip, readers
from catalog.models import Import, ImportRow
from catalog.states import IMPORT, OPEN_IMPORTS, ImportState
from marketplace.shared import events
from marketplace.shared.files import clean_name
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller

MEGA = 1024 * 1024
LEAST_RATE, MOST_RATE = 1_000, 1_000_000_000  # millionths: a rate between 0.001 and 1000
WORKING = (ImportState.CHECKING, ImportState.APPLYING)


class ImportRunning(Refusal):
    """One file at a time: the worker is busy with another of this seller's."""

    sentence = _("Un import est déjà en cours : attendez sa fin avant d'en envoyer un autre.")


class RateMissing(Refusal):
    """An amount in another currency is never taken for euros unasked."""

    sentence = _("Ce fichier contient des prix en {currency} : indiquez le taux de conversion en euros.")


class NothingToApply(Refusal):
    """No line of the file can be taken."""

    sentence = _("Aucune ligne de ce fichier ne peut être appliquée : corrigez-le et envoyez-le de nouveau.")


def receive(seller: Seller, file: IO[bytes], name: str, *, by: User | None, at: datetime,
            photos: IO[bytes] | None = None, photos_name: str = "") -> Import:
    """Keep a seller's file and propose how to read it. Raises FileRefused or ImportRunning.

    An older import that was not applied yet gives way; the same file again is the same import.
    """
    found = readers.detect(file, dictionary.is_known)
    if photos:
        photos_zip.check(photos)
    digest = _digest(file)
    waiting = Import.objects.filter(seller=seller, state__in=OPEN_IMPORTS).first()
    if waiting and waiting.state in WORKING:
        raise ImportRunning
    if waiting and waiting.sha256 == digest and not photos and waiting.state == ImportState.RECEIVED:
        return waiting
    source = Import(
        seller=seller, name=clean_name(name), sha256=digest, detected=found, created_by=by, created_at=at,
        mapping=mapping.propose(seller, found), photos_name=clean_name(photos_name) if photos else "",
    )
    file.seek(0)
    source.file.save(f"{digest[:16]}.{found['kind']}", File(file), save=False)
    if photos:
        photos.seek(0)
        source.photos.save(f"{digest[:16]}-photos.zip", File(photos), save=False)
    try:
        return _insert(source, waiting)
    except IntegrityError as race:
        for kept in (source.file, source.photos):
            kept.delete(save=False)
        raise ImportRunning from race


@transaction.atomic(durable=True)
def _insert(source: Import, waiting: Import | None) -> Import:
    if waiting:
        Import.objects.filter(pk=waiting.pk, state__in=(ImportState.RECEIVED, ImportState.CHECKED)).update(
            state=ImportState.CANCELLED, finished_at=source.created_at)
    source.save(force_insert=True)
    return source


@transaction.atomic(durable=True)
def read_again(source: Import, *, by: User | None, **chosen) -> None:
    """Read a file under another encoding, separator, sheet or header line, chosen by the seller."""
    with source.file.open("rb") as file:
        found = readers.detect(file, dictionary.is_known, **chosen)
    fresh = mapping.propose(source.seller, found)
    _change(source, detected=found, mapping=fresh)


@transaction.atomic(durable=True)
def choose_columns(source: Import, columns: Mapping[str, str], *, by: User | None) -> None:
    """Keep the choice of columns and count what categories and currencies it brings up."""
    columns = {name: columns.get(name, "") for name in source.detected["headers"]}
    mapping.check(columns)
    with source.file.open("rb") as file:
        seen = mapping.survey(file, source.detected, columns)
    known = source.mapping.get("categories", {})
    proposed = mapping.propose_categories(source.seller, seen["categories"], known)
    chosen = {**source.mapping, "columns": columns, "categories": {**known, **proposed}, "seen": seen}
    detected = {**source.detected, "notes": mapping.notes(columns)}
    _change(source, mapping=chosen, detected=detected, total=seen["total"])


@transaction.atomic(durable=True)
def check(source: Import, *, categories: Mapping[str, int], default: int | None, rates: Mapping[str, int],
          by: User | None, at: datetime) -> None:
    """Start the check under the seller's choices, and remember them for the next file."""
    for currency in source.mapping["seen"]["currencies"]:
        if not _is_rate(rates.get(currency)):
            raise RateMissing(currency=currency)
    defaults = {"category": default, "rates": {code: rate for code, rate in rates.items() if _is_rate(rate)}}
    chosen = {**source.mapping, "categories": dict(categories), "defaults": defaults}
    mapping.remember(source.seller, source.detected, chosen, at=at)
    source.rows.all().delete()
    IMPORT.move(source, ImportState.CHECKING, mapping=chosen, beat_at=None, cursor=0, progress=0, read_at=None)
    events.publish(ImportReceived(import_id=source.pk), about=source, by=by, at=at)


@transaction.atomic(durable=True)
def reopen(source: Import, *, by: User | None, at: datetime) -> None:
    """Go back to the choices: stops a check, forgets what it found."""
    IMPORT.move(source, ImportState.RECEIVED, beat_at=None, cursor=0, progress=0, read_at=None)
    source.rows.all().delete()


@transaction.atomic(durable=True)
def cancel(source: Import, *, by: User | None, at: datetime) -> None:
    """Give up a file that was not applied."""
    IMPORT.move(source, ImportState.CANCELLED, finished_at=at)
    source.rows.all().delete()


@transaction.atomic(durable=True)
def confirm(source: Import, *, by: User | None, at: datetime) -> None:
    """Apply what was checked: the good lines go in, the refused ones stay in the report."""
    if not source.rows.exclude(outcome=ImportRow.Outcome.REFUSED).exists():
        raise NothingToApply
    IMPORT.move(source, ImportState.APPLYING, beat_at=None, cursor=0, progress=0)
    events.publish(ImportConfirmed(import_id=source.pk), about=source, by=by, at=at)


def add_photos(source: Import, photos: IO[bytes], name: str, *, by: User | None, at: datetime) -> Import:
    """Join an archive of photos to a file: it is checked again, anew if it was already applied."""
    photos_zip.check(photos)
    if source.state in WORKING:
        raise ImportRunning
    if source.state in OPEN_IMPORTS:
        again = source
    else:
        with source.file.open("rb") as file:
            again = receive(source.seller, file, source.name, by=by, at=at)
        again.mapping = source.mapping
    photos.seek(0)
    again.photos.save(f"{again.sha256[:16]}-photos.zip", File(photos), save=False)
    _join(again, clean_name(name), by=by, at=at)
    return again


@transaction.atomic(durable=True)
def _join(source: Import, name: str, *, by: User | None, at: datetime) -> None:
    if source.state == ImportState.CHECKED:
        source.rows.all().delete()
        IMPORT.move(source, ImportState.RECEIVED, cursor=0, progress=0, read_at=None)
    _change(source, photos=source.photos.name, photos_name=name, mapping=source.mapping)
    if "seen" in source.mapping:
        IMPORT.move(source, ImportState.CHECKING, beat_at=None, cursor=0, progress=0, read_at=None)
        events.publish(ImportReceived(import_id=source.pk), about=source, by=by, at=at)


def _change(source: Import, **values) -> None:
    """Write choices of an import that waits for them."""
    same = Import.objects.filter(pk=source.pk, state=ImportState.RECEIVED)
    if not same.update(**values):
        raise ImportRunning
    for name, value in values.items():
        if name != "photos":
            setattr(source, name, value)


def _is_rate(rate: int | None) -> bool:
    return rate is not None and LEAST_RATE <= rate <= MOST_RATE


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    found = hashlib.sha256()
    while block := file.read(MEGA):
        found.update(block)
    return found.hexdigest()
