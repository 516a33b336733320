"""What the worker reads a file for before its check: its form, its columns, its photos.

`Import.asked` says which: `{"step": "look" | "count" | "join", "turn": …, "back": state after a
refusal, …}`. A reading writes nothing before its end, and its end counts only while the same turn
is asked: it may run twice, or die.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.events import ImportReceived
from catalog.imports import dictionary, mapping, photos_zip, readers, slices
from catalog.imports.problems import FileRefused, kept
from catalog.imports.slices import Interrupted, Slice
from catalog.models import CatalogRules, Import
from catalog.states import IMPORT, ImportState
from marketplace.shared import bulk, clock, events, policy
from marketplace.shared.memory import undisturbed


def run(import_id: int, *, at: datetime) -> None:
    """Read a file for what was asked, and say what was found or why it is refused."""
    slice_ = slices.claim(import_id, ImportState.READING)
    if slice_ is None:
        return
    with suppress(Interrupted):
        try:
            STEPS[slice_.source.asked["step"]](slice_, at)
        except FileRefused as refusal:
            _refuse(slice_, refusal, at)


def lasting(asked: dict) -> dict:
    """What is still to be said after another reading: that the photos were not taken."""
    return {"photos_refused": asked["photos_refused"]} if "photos_refused" in asked else {}


def _look(slice_: Slice, at: datetime) -> None:
    """Find how the file is written and propose its columns; photos that do not open are left."""
    source = slice_.source
    photos = source.photos
    values: dict[str, Any] = {"asked": lasting(source.asked)}
    fault = _fault_of_photos(source) if photos and "headers" not in source.detected else None
    if fault:
        values = {"asked": {"photos_refused": kept(fault)}, "photos": "", "photos_name": ""}
    slice_.beat()
    with source.file.open("rb") as file:
        detected = readers.detect(file, dictionary.is_known, **source.asked.get("how", {}))
        values["sha256"] = source.sha256 or readers.digest(file)
    if source.detected.get("photos_only"):
        detected["photos_only"] = True
    _end(
        slice_,
        ImportState.RECEIVED,
        at,
        detected=detected,
        mapping=mapping.propose(source.seller, detected),
        **values,
    )
    # after the end: should this turn be over, the next one needs the archive
    if fault:
        photos.storage.delete(photos.name)


def _count(slice_: Slice, at: datetime) -> None:
    """Count what categories and currencies the chosen columns bring up."""
    source = slice_.source
    chosen = source.mapping["columns"]
    # in the order of the file: the database forgets the order of a JSON object
    columns = {name: chosen[name] for name in source.detected["headers"]}
    with undisturbed(), source.file.open("rb") as file:
        seen = mapping.survey(
            file,
            source.detected,
            columns,
            lambda lines: slice_.beat(progress=lines),
            today=clock.paris_day(at),
            most=policy.rules(CatalogRules).import_most_lines,
            present=lambda skus: set(
                source.seller.offers.filter(bulk.among("sku", skus)).values_list("sku", flat=True)
            ),
        )
    linked = source.mapping.get("categories", {})
    proposed = mapping.propose_categories(source.seller, seen["categories"], linked)
    _end(
        slice_,
        ImportState.RECEIVED,
        at,
        total=seen["total"],
        progress=0,
        asked=lasting(source.asked),
        mapping={**source.mapping, "categories": {**linked, **proposed}, "seen": seen},
        detected={**source.detected, "notes": mapping.notes(columns, source.detected, seen)},
    )


def _join(slice_: Slice, at: datetime) -> None:
    """Look into an archive of photos; the file is then checked again with it."""
    source = slice_.source
    with source.photos.storage.open(source.asked["photos"], "rb") as file:
        photos_zip.check(file)
    taken = {
        "photos": source.asked["photos"],
        "photos_name": source.asked["name"],
        "asked": {},
        "cursor": 0,
        "progress": 0,
        "read_at": None,
    }
    slices.forget(source, slices.last_row(source))  # the archive is taken: all is checked anew
    _end(
        slice_,
        ImportState.CHECKING if "seen" in source.mapping else ImportState.RECEIVED,
        at,
        **taken,
    )


def _fault_of_photos(source: Import) -> FileRefused | None:
    try:
        with source.photos.open("rb") as file:
            photos_zip.check(file)
    except FileRefused as refusal:
        return refusal
    return None


def _refuse(slice_: Slice, refusal: FileRefused, at: datetime) -> None:
    """Say why, and lead back to where the seller can mend it."""
    source, asked = slice_.source, slice_.source.asked
    back = ImportState(asked["back"])
    ended = {"failure": str(refusal)[:300], "finished_at": at} if back == ImportState.FAILED else {}
    about = "photos_refused" if asked["step"] == "join" else "refused"
    _end(slice_, back, at, asked={**lasting(asked), about: kept(refusal)}, **ended)
    if asked["step"] == "join":
        source.photos.storage.delete(asked["photos"])


@transaction.atomic(durable=True)
def _end(slice_: Slice, state: ImportState, at: datetime, **values) -> None:
    """Move on, if this is still what is asked. Raises Interrupted."""
    source = slice_.source
    same = Import.objects.filter(
        pk=source.pk, state=ImportState.READING, asked__turn=source.asked["turn"]
    )
    # an UPDATE, not a SELECT: it locks the import until it has moved on
    if not same.update(beat_at=None):
        raise Interrupted
    IMPORT.move(source, state, beat_at=None, **values)
    if state == ImportState.CHECKING:
        source.rows.all().delete()
        events.publish(
            ImportReceived(import_id=source.pk), about=source, by=source.created_by, at=at
        )


STEPS: dict[str, Callable[[Slice, datetime], None]] = {
    "look": _look,
    "count": _count,
    "join": _join,
}
