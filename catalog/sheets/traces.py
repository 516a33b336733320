"""What a batch of drafts changes on each sheet, so that it can be taken back.

A trace is plain data. Of a new sheet: `{"new": true, "added": …}`. Of a sheet that was there:
`state`, `published_at`; `prices` and `stocks` as `[offer, before, after]`; `facts` as `[variant,
column, before, after]`; and when its content is proposed: `columns` before, `open` (the proposal it
replaces and its state), `ours` (the proposal made) or `made` (the content of what stays a draft),
`shared` (photos newly shown on a variant). `added` are its new offers, as `[variant, offer, bar
code, weight]`. `back` says when it was taken back, each time something of it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.sheets.comparison import Work
from catalog.sheets.shelf import Shelf

FACTS = ("gtin", "weight_g")


def begin(there: Shelf, works: Sequence[Work]) -> dict[str, dict]:
    """What is there, read before anything is written: a trace for each sheet that will change."""
    return {work.draft.ref: _before(there, work) for work in works if _changes(work)}


def finish(
    traces: Mapping[str, dict], there: Shelf, works: Sequence[Work], proposals: Mapping[int, int]
) -> list[tuple[int, dict]]:
    """The traces with what was written, by sheet; `proposals` by sheet are those just made."""
    done = []
    for work in works:
        trace = traces.get(work.draft.ref)
        if trace is None:
            continue
        pk = work.product.id
        trace["added"] = [
            [line.variant.id, line.offer.id, line.variant.gtin, line.variant.weight_g]
            for line in work.lines
            if "new" in line.changed
        ]
        if pk in proposals:
            trace["ours"] = proposals[pk]
        elif work.is_new or work.differs:
            trace["made"] = {**work.proposed}
        bare = trace.pop("bare", ())
        trace["shared"] = [
            photo.pk for photo in there.photos.get(pk, ()) if photo.pk in bare and photo.variant_id
        ]
        done.append((pk, trace))
    return done


def _changes(work: Work) -> bool:
    return work.is_new or work.submits or work.differs or any(line.changed for line in work.lines)


def _before(there: Shelf, work: Work) -> dict:
    product = work.product
    if product is None:
        return {"new": True}
    lines = [line for line in work.lines if line.offer is not None]
    trace: dict[str, Any] = {
        "state": str(product.state),
        "published_at": product.published_at and product.published_at.isoformat(),
        "prices": [
            [line.offer.id, line.offer.price_cents, line.piece.price_cents]
            for line in lines
            if "price_cents" in line.changed
        ],
        "stocks": [
            [line.offer.id, line.offer.stock, line.piece.stock]
            for line in lines
            if "stock" in line.changed
        ],
        "facts": [
            [line.variant.id, name, getattr(line.variant, name), getattr(line.piece, name)]
            for line in lines
            for name in FACTS
            if name in line.changed
        ],
    }
    if work.submits or work.differs:
        proposed = there.open.get(product.pk)
        trace["columns"] = there.columns(product)
        trace["open"] = [proposed.pk, str(proposed.state)] if proposed else None
        trace["bare"] = {
            photo.pk for photo in there.photos.get(product.pk, ()) if photo.variant_id is None
        }
    return trace
