"""Apply a checked file: its good lines become products and offers, chunk by chunk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from catalog.events import ImportDone
from catalog.imports import results, slices, undoing
from catalog.imports.checking import counts, line_of, sheets_of, write_outcomes
from catalog.imports.matching import Hand, Matched, forbidden, match
from catalog.imports.photos_zip import Photos
from catalog.imports.problems import problem
from catalog.imports.slices import TOGETHER, Interrupted, Slice
from catalog.models import Import, ImportChange, ImportRow, Photo, Product, Submission
from catalog.sheets import photos as shown
from catalog.sheets import products, rating
from catalog.states import IMPORT, ImportState
from marketplace.shared import bulk, events
from marketplace.shared.language import Said
from marketplace.shared.memory import undisturbed
from marketplace.shared.states import Refusal

Outcome = ImportRow.Outcome
CHANGING = (Outcome.NEW, Outcome.UPDATED)
MANY = 5000  # new lines after which the plans of the next check rest on old figures


def run(import_id: int, *, at: datetime, seconds: float = slices.SECONDS) -> bool:
    """Apply a file for a while; whether there is more to do."""
    slice_ = slices.claim(import_id, ImportState.APPLYING, seconds=seconds)
    if slice_ is None:
        return False
    try:
        with undisturbed():
            done = _apply(slice_, at)
    except Interrupted:
        return False
    if not done:
        slices.release(slice_.source)
    return not done


def _apply(slice_: Slice, at: datetime) -> bool:
    barred = forbidden(slice_.source)
    with slices.photos_of(slice_.source, reach=slice_.reach) as photos:
        while rows := _next(slice_.source):
            lines = [line_of(row) for row in rows]
            matched = match(slice_.source, sheets_of(rows, lines), photos, barred)
            # photos are decoded before the transaction: it must stay short
            _receive(slice_, matched, photos, at)
            _save(slice_, rows, lines, matched, at=at)
            if slice_.is_over:
                return False
    _end(slice_, at)
    return True


def _next(source: Import) -> list[ImportRow]:
    """All lines of the next sheets that change something."""
    waiting = source.rows.filter(sheet__gt=source.cursor)
    changing = waiting.filter(outcome__in=CHANGING).values_list("sheet", flat=True)
    changing = changing.order_by("sheet")
    # the next lines first: of all that are left PostgreSQL would read and sort each, each time
    near = changing.filter(sheet__lte=source.cursor + 2 * TOGETHER)
    heads = list(near[:TOGETHER]) or list(changing[:TOGETHER])
    rows = waiting.filter(bulk.among("sheet", set(heads))).order_by("sheet", "line")
    return bulk.fetched(rows, without=("cells",))


def _receive(slice_: Slice, matched: Matched, photos: Photos, at: datetime) -> None:
    """Take the photos that sheets lack out of the archive, and name them in their drafts."""
    wanted = {photo.sha256: photo for hand in matched.hands.values() for photo in hand.photos}
    if not wanted:
        return
    seller = slice_.source.seller
    stored = Photo.objects.filter(seller=seller, sha256__in=list(wanted)).order_by(
        "-product_id", "-pk"
    )
    photo_ids = dict(stored.values_list("sha256", "pk"))
    why: dict[str, Said] = {}
    lines = sum(len(sheet.lines) for hand in matched.hands.values() for sheet in hand.sheets)
    for number, (digest, photo) in enumerate(wanted.items()):
        if digest not in photo_ids:
            slice_.reach(lines * number // len(wanted))
            try:
                photo_ids[digest] = shown.receive(
                    seller, None, photos.read(photo.name) or b"", photo.name, at=at
                ).pk
            except Refusal as refusal:
                why[digest] = refusal.said()
    for hand in matched.hands.values():
        _hang(hand, photo_ids, why)


def _hang(hand: Hand, photo_ids: Mapping[str, int], why: Mapping[str, Said]) -> None:
    """Name the received photos in the draft of their sheet and of their variants."""
    taken = [photo for photo in hand.photos if photo.sha256 in photo_ids][
        : shown.MOST - len(hand.held)
    ]
    for photo in hand.photos:
        if photo.sha256 in why:
            photo.line.problems.append(
                problem("PHOTO_REFUSED", "", photo.name, said={"why": [why[photo.sha256].parts()]})
            )
    if taken:
        own: dict[str, list[int]] = {}
        for photo in taken:
            for sku in photo.skus:
                own.setdefault(sku, []).append(photo_ids[photo.sha256])
        for piece in hand.draft.pieces:
            piece.photos = own.get(piece.sku, piece.photos)
        hand.draft.photos = [*hand.held, *(photo_ids[p.sha256] for p in taken)]


@transaction.atomic(durable=True)
def _save(slice_: Slice, rows: list[ImportRow], lines, matched: Matched, *, at: datetime) -> None:
    # first: it locks the import, so that a second worker on the same lines stops here
    slice_.advance(rows[-1].sheet, len(rows))
    saved = products.save_many(
        slice_.source.seller,
        matched.drafts,
        by=slice_.source.created_by,
        at=at,
        there=matched.there,
    )
    source_id = slice_.source.pk
    bulk.insert(
        bulk.row(ImportChange, source_id=source_id, product_id=pk, made_at=at, trace=trace)
        for pk, trace in saved.traces
    )
    outcomes = matched.tell(saved, photos_change=False)
    write_outcomes(slice_.source, rows, lines, outcomes)


def _end(slice_: Slice, at: datetime) -> None:
    source = slice_.source
    undoing.forget_old(source, at)
    if source.new_count > MANY:
        # the next check looks for proposals of these sheets, and not among all that wait
        bulk.look_over(Submission, "product", "state")
    # counted before the transaction: this reads every line, and the transaction must stay short
    detected = {
        **source.detected,
        "causes": results.causes(source),
        "quality": rating.summary(Product.objects.filter(pk__in=source.changes.values("product"))),
    }
    counted = counts(source)
    with transaction.atomic(durable=True):
        slice_.hold()
        IMPORT.move(
            source,
            ImportState.DONE,
            beat_at=None,
            progress=source.total,
            finished_at=at,
            detected=detected,
            **counted,
        )
        events.publish(
            ImportDone(import_id=source.pk, seller_id=source.seller_id),
            about=source,
            by=source.created_by,
            at=at,
        )
