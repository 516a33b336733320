"""A seller's changes of many rows: asked, foreseen, confirmed, stopped, taken back.

Nothing is written before the seller has read what would change. What is written is judged anew
then: a row that changed meanwhile is never overwritten on the strength of an old page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.bulk import judging, targets, writing
from catalog.bulk.judging import WHY, Verdict
from catalog.events import BulkConfirmed
from catalog.models import BulkChange, BulkLine, Category
from catalog.sheets.filters import Filter
from catalog.states import BULK, BulkState
from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import Refusal
from sellers.models import Seller

Act = BulkChange.Act
ACTS: dict[str, tuple[Act, ...]] = {
    "sheets": tuple(Act),
    "offers": (Act.PRICE, Act.STOCK, Act.PAUSE, Act.RESUME),
}
ASKING = (Act.PRICE, Act.STOCK, Act.CATEGORY)  # acts that need a value
FORESEEN = 5000  # rows looked at before the seller confirms; of more, the rest is not counted
AT_ONCE = targets.SLICE  # rows written while the seller waits; more go to the worker
EXAMPLES, EXAMPLES_LEFT = 8, 3
KEPT = timedelta(days=30)
OLD = 5000


class NothingChosen(Refusal):
    """Nothing was ticked."""

    sentence = _(
        "Cochez au moins une ligne, ou choisissez toutes les lignes du filtre, puis recommencez."
    )


class NothingFound(Refusal):
    """What was chosen is not there any more."""

    sentence = _("Aucune ligne ne correspond plus à ce choix : rechargez la liste.")


class AnotherRuns(Refusal):
    """One at a time: two changes of the same rows would not know of each other."""

    sentence = _("Une autre modification groupée est en cours : attendez sa fin, ou arrêtez-la.")


class AlreadyUndone(Refusal):
    """What was taken back once is not taken back again."""

    sentence = _("Cette modification est déjà annulée, ou elle n'a rien changé.")


class ValueMissing(Refusal):
    """What shall be written was not said."""

    sentence = _("Dites d'abord ce qui doit changer.")


@dataclass(slots=True)
class Foresight:
    """What a change would do now."""

    total: int
    looked_at: int = 0  # rows of the list
    changed: int = 0
    sheets: int = 0
    odd: int = 0
    left: Counter = field(default_factory=Counter)
    lacking: int = 0
    examples: list[Verdict] = field(default_factory=list)
    lacking_examples: list[Verdict] = field(default_factory=list)
    odd_examples: list[Verdict] = field(default_factory=list)
    left_examples: dict[str, list[Verdict]] = field(default_factory=dict)

    @property
    def left_count(self) -> int:
        """How many rows would stay as they are."""
        return self.left.total()

    @property
    def is_whole(self) -> bool:
        """Whether every row was looked at."""
        return self.looked_at >= self.total

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """Why rows are left out, the commonest first, with examples."""
        return [
            {"text": WHY[why], "count": count, "examples": self.left_examples[why]}
            for why, count in self.left.most_common()
        ]


@transaction.atomic(durable=True)
def begin(
    seller: Seller,
    *,
    listing: str,
    act: str,
    by: User,
    at: datetime,
    ids: Sequence[int] | None = None,
    filter_: Filter | None = None,
) -> BulkChange:
    """Prepare a change of ticked rows, or of all that a filter finds; nothing is written yet.

    What the same person had prepared and never confirmed is dropped. Raises NothingChosen or
    NothingFound.
    """
    if filter_ is None and not ids:
        raise NothingChosen
    scope = {"ids": sorted(ids or ())} if filter_ is None else {"filter": filter_.kept()}
    change = BulkChange(
        seller=seller, listing=listing, act=act, scope=scope, created_by=by, created_at=at
    )
    return _prepare(change, by)


def again(change: BulkChange, *, by: User, at: datetime) -> BulkChange:
    """Prepare once more what was dropped, with the value that was said.

    Raises NothingFound or AlreadyUndone.
    """
    if change.undoes is not None:
        return undo(change.undoes, by=by, at=at)
    return _again(change, by=by, at=at)


@transaction.atomic(durable=True)
def _again(change: BulkChange, *, by: User, at: datetime) -> BulkChange:
    once_more = BulkChange(
        seller=change.seller,
        listing=change.listing,
        act=change.act,
        scope=change.scope,
        values=change.values,
        created_by=by,
        created_at=at,
    )
    return _prepare(once_more, by)


def _prepare(change: BulkChange, by: User) -> BulkChange:
    change.total = targets.rows(change).count()
    if not change.total:
        raise NothingFound
    _drop_prepared(change.seller, by)
    change.save(force_insert=True)
    return change


@transaction.atomic(durable=True)
def choose(change: BulkChange, **values: Any) -> None:
    """Say what shall be written. Raises MovedMeanwhile once it is confirmed."""
    if values.get("category") and not Category.objects.filter(pk=values["category"]).exists():
        raise ValueMissing
    prepared = BulkChange.objects.filter(pk=change.pk, state=BulkState.PREPARED)
    if not prepared.update(values=values):
        raise AnotherRuns
    change.values = values


def is_ready(change: BulkChange) -> bool:
    """Whether it is known what shall be written."""
    return bool(change.undoes_id or change.values or change.act not in ASKING)


def foresee(change: BulkChange, *, at: datetime) -> Foresight:
    """What a change would do, worked out without writing, of its first rows."""
    foresight = Foresight(total=change.total)
    sheets: set[int] = set()
    for found in targets.slices(change):
        foresight.looked_at += len(found)
        for verdict in judging.judge(change, found, at=at):
            _add(foresight, verdict)
            if not verdict.why:
                sheets.add(verdict.product.pk)
        if foresight.looked_at >= FORESEEN:
            break
    foresight.sheets = len(sheets)
    foresight.total = max(foresight.total, foresight.looked_at)
    return foresight


def _add(foresight: Foresight, verdict: Verdict) -> None:
    if verdict.why:
        foresight.left[verdict.why] += 1
        examples = foresight.left_examples.setdefault(verdict.why, [])
        if len(examples) < EXAMPLES_LEFT:
            examples.append(verdict)
        return
    foresight.changed += 1
    if verdict.lacks:
        foresight.lacking += 1
        if len(foresight.lacking_examples) < EXAMPLES:
            foresight.lacking_examples.append(verdict)
    shown = foresight.odd_examples if verdict.is_odd else foresight.examples
    foresight.odd += verdict.is_odd
    if len(shown) < EXAMPLES:
        shown.append(verdict)


def confirm(
    change: BulkChange,
    *,
    by: User,
    at: datetime,
    unusual: bool = False,
    seen: datetime | None = None,
) -> None:
    """Have a change written: a few rows at once, more by the worker.

    `unusual` says that prices far from the last ones are meant; `seen` is when the seller read what
    would change: rows changed since are left. Raises ValueMissing, AnotherRuns or
    MovedMeanwhile.
    """
    if not is_ready(change):
        raise ValueMissing
    _confirm(change, by=by, at=at, unusual=unusual, seen=seen)
    if change.total <= AT_ONCE:
        writing.run(change.pk, at=at)


@transaction.atomic(durable=True)
def _confirm(
    change: BulkChange, *, by: User, at: datetime, unusual: bool, seen: datetime | None
) -> None:
    # locked: of two changes confirmed at once, one runs
    Seller.objects.select_for_update(no_key=True).get(pk=change.seller_id)
    running = BulkChange.objects.filter(seller=change.seller_id, state=BulkState.RUNNING)
    if running.exists():
        raise AnotherRuns
    change.values = {**change.values, "confirmed": unusual}
    if seen is not None:
        change.values["seen"] = seen.isoformat()
    BULK.move(change, BulkState.RUNNING, confirmed_at=at, values=change.values)
    confirmed = BulkConfirmed(bulk_id=change.pk, seller_id=change.seller_id, total=change.total)
    events.publish(confirmed, about=change.seller, by=by, at=at)
    _forget_old(change.seller_id, at)


@transaction.atomic(durable=True)
def drop(change: BulkChange) -> None:
    """Give up a change that was only prepared."""
    BULK.move(change, BulkState.DROPPED)


@transaction.atomic(durable=True)
def stop(change: BulkChange, *, by: User, at: datetime) -> None:
    """Write no further row; what is written stays, and may be taken back."""
    BULK.move(change, BulkState.STOPPED, finished_at=at)
    change.refresh_from_db()
    writing.publish_end(change, at=at, stopped=True)


def may_undo(change: BulkChange) -> bool:
    """Whether there is something to take back."""
    return (
        change.state in (BulkState.DONE, BulkState.STOPPED)
        and change.undoes_id is None
        and change.done > 0
        and not change.undoings.exclude(state=BulkState.DROPPED).exists()
        and change.lines.filter(why="").exists()
    )


def undo(change: BulkChange, *, by: User, at: datetime) -> BulkChange:
    """Prepare to take a change back: rows that changed since stay. Raises AlreadyUndone."""
    try:
        return _undo(change, by=by, at=at)
    except IntegrityError as error:  # the other tab was faster
        raise AlreadyUndone from error


@transaction.atomic(durable=True)
def _undo(change: BulkChange, *, by: User, at: datetime) -> BulkChange:
    _drop_prepared(change.seller, by)
    if not may_undo(change):
        raise AlreadyUndone
    back = BulkChange(
        seller=change.seller,
        listing=change.listing,
        act=change.act,
        undoes=change,
        created_by=by,
        created_at=at,
        total=change.lines.filter(why="").count(),
    )
    back.save(force_insert=True)
    return back


def of(seller: Seller) -> QuerySet[BulkChange]:
    """A shop's changes, the latest first; those given up are not told."""
    own = BulkChange.objects.filter(seller=seller).exclude(state=BulkState.DROPPED)
    undone = Exists(_undoings().filter(undoes=OuterRef("pk")))
    return own.select_related("created_by").annotate(is_undone=undone).order_by("-pk")


def is_undone(change: BulkChange) -> bool:
    """Whether a change was taken back, all of it or what could be."""
    return _undoings().filter(undoes=change).exists()


def is_replaced(change: BulkChange) -> bool:
    """Whether who prepared a change prepared another one since: one waits at a time."""
    later = BulkChange.objects.filter(
        seller=change.seller_id, created_by=change.created_by_id, pk__gt=change.pk
    )
    return change.state == BulkState.DROPPED and later.exists()


def _undoings() -> QuerySet[BulkChange]:
    ended = (BulkState.DONE, BulkState.STOPPED)
    return BulkChange.objects.filter(state__in=ended, done__gt=0)


def _drop_prepared(seller: Seller, by: User) -> None:
    prepared = BulkChange.objects.filter(seller=seller, created_by=by)
    BULK.move_where(prepared, BulkState.DROPPED, old=[BulkState.PREPARED])


def _forget_old(seller_id: int, at: datetime) -> None:
    """Drop some of the lines that nobody will take back any more."""
    old = BulkLine.objects.filter(
        change__seller=seller_id, change__finished_at__lt=at - KEPT
    ).order_by("pk")
    BulkLine.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:OLD])).delete()
