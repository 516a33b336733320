"""Write a confirmed change, a slice in each transaction, with what was there before.

A slice moves the cursor by compare-and-set in its own transaction: whoever runs it, it is written
once. A worker that dies leaves its task waiting, and the next one goes on from the cursor.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from catalog.bulk import judging, targets
from catalog.bulk.judging import Verdict
from catalog.events import BulkDone, ProductsRetired, ProductsSaved
from catalog.models import BulkChange, BulkLine, Offer, Product
from catalog.offers import prices, rows, stock, visibility
from catalog.sheets import batches, shelf
from catalog.sheets.drafts import Draft
from catalog.states import BULK, PRODUCT, BulkState, ProductState
from marketplace.shared import bulk, clock, events

SECONDS = 60.0  # far below the time limit of a task


def run(change_id: int, *, at: datetime, seconds: float = SECONDS) -> bool:
    """Write a change for a while; whether there is more to do."""
    ends = time.monotonic() + seconds
    while _write_slice(change_id, max(at, clock.now())):
        if time.monotonic() > ends:
            return True
    return False


@transaction.atomic(durable=True)
def _write_slice(change_id: int, at: datetime) -> bool:
    """Write the next rows; whether there may be more."""
    change = (
        BulkChange.objects.select_related("seller", "created_by", "undoes")
        .filter(pk=change_id, state=BulkState.RUNNING)
        .first()
    )
    if change is None:
        return False
    found = targets.keys(change, change.cursor)
    cursor = found[-1] if found else change.cursor
    same = BulkChange.objects.filter(pk=change.pk, state=BulkState.RUNNING, cursor=change.cursor)
    # first: it locks the change, so that a second worker on the same rows stops here
    if not same.update(cursor=cursor, progress=F("progress") + len(found)):
        return False
    if not found:
        _finish(change, at)
        return False
    verdicts = judging.judge(change, found, at=at, lock=True)
    if not change.values.get("confirmed"):
        for verdict in verdicts:
            if verdict.is_odd and not verdict.why:
                verdict.why = "unusual"
    standing = [verdict for verdict in verdicts if not verdict.why]
    if standing:
        WRITE[change.act](change, standing, at)
    _tell(change, verdicts)
    return True


def _finish(change: BulkChange, at: datetime) -> None:
    BULK.move(change, BulkState.DONE, finished_at=at)
    publish_end(change, at=at)


def publish_end(change: BulkChange, *, at: datetime, stopped: bool = False) -> None:
    """Announce that a change came to its end, inside the caller's transaction."""
    done = BulkDone(
        bulk_id=change.pk,
        seller_id=change.seller_id,
        done=change.done,
        left=change.left_count,
        stopped=stopped,
    )
    events.publish(done, about=change.seller, by=change.created_by, at=at)


def _tell(change: BulkChange, verdicts: Sequence[Verdict]) -> None:
    """Keep what was there before, and count."""
    bulk.insert(
        [
            BulkLine(
                change_id=change.pk,
                product_id=verdict.product.pk,
                offer_id=verdict.offer.pk if verdict.offer else None,
                before=verdict.before,
                after=verdict.after,
                why=verdict.why,
            )
            for verdict in verdicts
        ]
    )
    counted = Counter(verdict.why for verdict in verdicts)
    done = counted.pop("", 0)
    left = dict(Counter(change.left) + counted)
    BulkChange.objects.filter(pk=change.pk).update(done=F("done") + done, left=left)


def _prices(change: BulkChange, verdicts: Sequence[Verdict], at: datetime) -> None:
    announced = bool(change.values.get("announced")) and change.undoes_id is None
    offers = [verdict.offer for verdict in verdicts]
    # an end cannot be typed here: a reduction that goes further down keeps its own
    going_on = prices.running([offer.pk for offer in offers], at=at) if announced else {}
    changed = prices.set_prices(
        offers,
        {verdict.offer.pk: verdict.after for verdict in verdicts},
        at=at,
        reason=prices.REDUCTION if announced else "",
        prior={verdict.offer.pk: verdict.prior for verdict in verdicts},
        until={pk: row.until for pk, row in going_on.items()},
    )
    visibility.refresh((offer.product_id for offer in changed), at=at)


def _stocks(change: BulkChange, verdicts: Sequence[Verdict], at: datetime) -> None:
    levels = {verdict.offer.pk: verdict.after for verdict in verdicts}
    crossed = stock.set_levels([verdict.offer for verdict in verdicts], levels, at=at)
    visibility.refresh(crossed, at=at)


def _switch(change: BulkChange, verdicts: Sequence[Verdict], at: datetime) -> None:
    offers: list[Offer] = []
    for verdict in verdicts:
        verdict.offer.is_active, verdict.offer.changed_at = verdict.after, at
        offers.append(verdict.offer)
    rows.write(offers, ["is_active", "changed_at"])
    visibility.refresh((offer.product_id for offer in offers), at=at)


def _move(change: BulkChange, verdicts: Sequence[Verdict], at: datetime) -> None:
    """Move sheets to their state, those of the same move together."""
    moves: dict[tuple[str, str], list[Product]] = {}
    for verdict in verdicts:
        moves.setdefault((verdict.before, verdict.after), []).append(verdict.product)
    for (_before, after), sheets in moves.items():
        PRODUCT.move_all(sheets, after, changed_at=at)
    keys = [verdict.product.pk for verdict in verdicts]
    visibility.refresh(keys, at=at)
    shown = [v.product.pk for v in verdicts if v.after == ProductState.PUBLISHED]
    gone = [v.product.pk for v in verdicts if v.after == ProductState.RETIRED]
    if gone:
        retired = ProductsRetired(seller_id=change.seller_id, product_ids=gone)
        events.publish(retired, about=change.seller, by=change.created_by, at=at)
    _publish_saved(change, keys=[key for key in keys if key not in set(gone)], shown=shown, at=at)


def _propose(change: BulkChange, verdicts: Sequence[Verdict], at: datetime) -> None:
    """Give sheets their category: drafts are rewritten, what is online is proposed anew."""
    open_ = set(
        shelf.of_products([verdict.product for verdict in verdicts]).open
    )  # a proposal that waits must follow
    by_ref = {verdict.product.ref: verdict for verdict in verdicts}
    published: list[int] = []
    for submits in (True, False):
        drafts = [
            Draft(verdict.product.ref, category_id=verdict.after)
            for verdict in verdicts
            if submits is (not shelf.unseen(verdict.product) or verdict.product.pk in open_)
        ]
        if not drafts:
            continue
        saved = batches.save(change.seller, drafts, by=change.created_by, at=at, submit=submits)
        for ref in saved.problems:
            by_ref[ref].why = "refused"
        published += saved.published
    keys = [verdict.product.pk for verdict in verdicts if not verdict.why]
    _publish_saved(change, keys=keys, shown=published, at=at)


def _publish_saved(change: BulkChange, *, keys: list[int], shown: list[int], at: datetime) -> None:
    if keys:
        saved = ProductsSaved(seller_id=change.seller_id, product_ids=keys, published_ids=shown)
        events.publish(saved, about=change.seller, by=change.created_by, at=at)


WRITE: dict[str, Callable[[BulkChange, Sequence[Verdict], datetime], None]] = {
    "price": _prices,
    "stock": _stocks,
    "pause": _switch,
    "resume": _switch,
    "category": _propose,
    "withdraw": _move,
    "restore": _move,
}
