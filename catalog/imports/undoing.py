"""Take an applied file back: what it put there becomes what was, what came later stays.

Sheets are taken back in slices, the last one changed first, each chunk in one transaction with the
cursor. `restoring` says of each sheet what is still as the file left it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from catalog.events import ImportUndoAsked, ImportUndone, ProductsSaved
from catalog.imports import slices
from catalog.imports.slices import TOGETHER, Interrupted, Slice
from catalog.models import CatalogRules, Import, ImportChange, Variant
from catalog.offers.rows import write
from catalog.sheets import restoring
from catalog.states import IMPORT, OPEN_IMPORTS, ImportState
from catalog.templatetags.variants import told_of
from marketplace.shared import events, policy
from marketplace.shared.labels import listed
from marketplace.shared.memory import undisturbed
from marketplace.shared.models import User
from marketplace.shared.states import Refusal

End = ImportChange.End
SHOWN = 100
VARIANTS_NAMED = 8
LEFT = {
    "price": _("prix"),
    "stock": _("stock"),
    "gtin": _("code-barres"),
    "weight_g": _("poids"),
    "content": _("textes et photos"),
    "variants": _("nouvelles déclinaisons"),
    "sheet": _("la fiche entière"),
}
FORESEEN = 5000  # sheets looked at before the seller confirms; of more, the rest is not counted


class TooLateToUndo(Refusal):
    """What a file changed is forgotten after a while."""

    sentence = _("Cet import ne peut plus être annulé : il est appliqué depuis plus de {hours} h.")


class OtherImportOpen(Refusal):
    """One file at a time writes to a catalogue."""

    sentence = _(
        "Un autre fichier est en cours (« {name} ») : attendez sa fin, appliquez-le ou"
        " abandonnez-le, puis annulez celui-ci."
    )


class NothingToUndo(Refusal):
    """Only a file that was applied, and not yet taken back, can be."""

    sentence = _("Cet import n'est pas appliqué, ou il est déjà annulé.")


@dataclass(slots=True, kw_only=True)
class Foresight:
    """What taking a file back would do now, by sheet."""

    sheets: int
    restored: int = 0
    withdrawn: int = 0
    changed: int = 0
    ordered: int = 0

    @property
    def looked_at(self) -> int:
        """How many sheets the other figures count."""
        return self.restored + self.changed + self.ordered


def ends_at(source: Import) -> datetime | None:
    """Until when an applied file can be taken back."""
    if source.state != ImportState.DONE or source.finished_at is None:
        return None
    return source.finished_at + timedelta(hours=policy.rules(CatalogRules).import_undo_hours)


def may(source: Import, at: datetime) -> bool:
    """Whether a file can still be taken back, other files aside."""
    end = ends_at(source)
    return end is not None and at < end and source.changes.exists()


def refuse(source: Import, at: datetime) -> None:
    """Say why a file cannot be taken back now, if so. Raises a Refusal."""
    end = ends_at(source)
    if end is None:
        raise NothingToUndo
    if at >= end:
        raise TooLateToUndo(hours=policy.rules(CatalogRules).import_undo_hours)
    if other := _other(source):
        raise OtherImportOpen(name=other.name)
    if not source.changes.exists():
        raise NothingToUndo


def foresee(source: Import) -> Foresight:
    """What taking a file back would do, worked out without writing."""
    foresight = Foresight(sheets=source.changes.count())
    for changes in _chunks(source):
        for verdict in restoring.judge(changes, lock=False):
            name = verdict.end.value
            setattr(foresight, name, getattr(foresight, name) + 1)
            foresight.withdrawn += verdict.withdraws
        if foresight.looked_at >= FORESEEN:
            break
    return foresight


def left(source: Import) -> list[ImportChange]:
    """The sheets that were not taken back whole, each with what was left on it, in words."""
    if source.state != ImportState.UNDONE:
        return []
    changes = source.changes.filter(end__in=(End.CHANGED, End.ORDERED)).select_related("product")
    shown = list(changes.defer("trace").order_by("product__title", "pk")[:SHOWN])
    parts = [part for change in shown for part in change.left if not isinstance(part, str)]
    variants = Variant.objects.select_related("product").in_bulk(
        {variant for _name, variant in parts}
    )
    for change in shown:
        change.told = _told(change.left, variants)
    return shown


def _told(left: Sequence[restoring.Left], variants: Mapping[int, Variant]) -> str:
    """What was left on a sheet, each part once, with the variants it is about."""
    named: dict[str, list[str]] = {}
    for part in left:
        labels = named.setdefault(restoring.name_of(part), [])
        variant = None if isinstance(part, str) else variants.get(part[1])
        if variant is not None and variant.label:
            labels.append(told_of(variant, variant.product))
    told = []
    for name, labels in named.items():
        more = ["…"] if len(labels) > VARIANTS_NAMED else []
        these = listed([*labels[:VARIANTS_NAMED], *more])
        told.append(f"{LEFT[name]} ({these})" if these else str(LEFT[name]))
    return ", ".join(told)


def ask(source: Import, *, by: User | None, at: datetime) -> None:
    """Take an applied file back, in the worker. Raises a Refusal that says why not."""
    refuse(source, at)
    try:
        _begin(source, by=by, at=at)
    except IntegrityError as error:  # another file came in this instant: one is open at a time
        other = _other(source)
        raise OtherImportOpen(name=other.name if other else "…") from error


@transaction.atomic(durable=True)
def _begin(source: Import, *, by: User | None, at: datetime) -> None:
    IMPORT.move(
        source,
        ImportState.UNDOING,
        beat_at=None,
        cursor=0,
        progress=0,
        undone={"sheets": source.changes.count()},
    )
    events.publish(ImportUndoAsked(import_id=source.pk), about=source, by=by, at=at)


def run(import_id: int, *, at: datetime, seconds: float = slices.SECONDS) -> bool:
    """Take a file back for a while; whether there is more to do."""
    slice_ = slices.claim(import_id, ImportState.UNDOING, seconds=seconds)
    if slice_ is None:
        return False
    try:
        with undisturbed():
            for changes in _chunks(slice_.source):
                _take_back(slice_, changes, at)
                if slice_.is_over:
                    slices.release(slice_.source)
                    return True
            _end(slice_, at)
    except Interrupted:
        pass
    return False


def forget_old(source: Import, at: datetime) -> None:
    """Drop what older files of the same seller changed, once they cannot be taken back."""
    hours = policy.rules(CatalogRules).import_undo_hours
    old = ImportChange.objects.filter(
        source__seller=source.seller_id, made_at__lt=at - timedelta(hours=2 * hours)
    ).order_by("pk")
    while pks := list(old.values_list("pk", flat=True)[: slices.LINES]):
        ImportChange.objects.filter(pk__in=pks).delete()


def _chunks(source: Import) -> Iterator[list[ImportChange]]:
    """The sheets still to be taken back, the last change first, none twice in a chunk."""
    last = None
    while True:
        waiting = source.changes.filter(end="").order_by("-pk")
        if last is not None:
            waiting = waiting.filter(pk__lt=last)
        chunk: dict[int, ImportChange] = {}
        for change in waiting[:TOGETHER]:
            if change.product_id in chunk:
                break
            chunk[change.product_id] = change
        if not chunk:
            return
        yield list(chunk.values())
        last = min(change.pk for change in chunk.values())


@transaction.atomic(durable=True)
def _take_back(slice_: Slice, changes: list[ImportChange], at: datetime) -> None:
    source = slice_.source
    # first: it locks the import, so that a second worker on the same sheets stops here
    slice_.advance(source.cursor + len(changes), len(changes))
    verdicts = restoring.judge(changes, lock=True)
    shown = set(_restore(verdicts, at)) | _take_back_earlier(source, verdicts, at)
    events.publish(
        ProductsSaved(
            seller_id=source.seller_id,
            product_ids=[change.product_id for change in changes],
            published_ids=sorted(shown),
        ),
        about=source.seller,
        at=at,
    )


def _restore(verdicts: Sequence[restoring.Verdict], at: datetime) -> list[int]:
    """Write what was judged, and what became of each change; the sheets that look otherwise now."""
    shown = restoring.restore(verdicts, at=at)
    for verdict in verdicts:
        change = verdict.change
        change.end, change.left = verdict.end, verdict.left
        change.trace["back"] = [*change.trace.get("back", ()), at.isoformat()]
    write([verdict.change for verdict in verdicts], ["end", "left", "trace"])
    return shown


def _take_back_earlier(
    source: Import, verdicts: Sequence[restoring.Verdict], at: datetime
) -> set[int]:
    """Go on with files undone before that had to leave to this one what it just gave back.

    The latest first, so that undoing two files in either order ends at what was before both.
    """
    given = {v.product.pk: v.given for v in verdicts if v.given}
    shown: set[int] = set()
    sources: set[int] = set()
    waiting = ImportChange.objects.filter(
        product__in=given, end=End.CHANGED, source__state=ImportState.UNDONE
    )
    earlier: dict[int, list[ImportChange]] = {}
    for change in waiting.exclude(left=[]).exclude(source=source).order_by("-pk"):
        earlier.setdefault(change.product_id, []).append(change)
    while changes := [left.pop(0) for left in earlier.values() if left]:
        again = restoring.judge_again(changes, given)
        shown.update(_restore(again, at))
        sources |= {change.source_id for change in changes}
        for verdict in again:
            given[verdict.product.pk] = given[verdict.product.pk] | verdict.given
    for other in Import.objects.filter(pk__in=sources):
        other.undone = {**other.undone, **_ends(other)}
        other.save(update_fields=["undone"])
    return shown


def _end(slice_: Slice, at: datetime) -> None:
    source = slice_.source
    counted = _ends(source)
    with transaction.atomic(durable=True):
        slice_.hold()
        IMPORT.move(source, ImportState.UNDONE, beat_at=None, undone={**source.undone, **counted})
        events.publish(
            ImportUndone(import_id=source.pk, seller_id=source.seller_id, **counted),
            about=source,
            at=at,
        )


def _ends(source: Import) -> dict[str, int]:
    """How many sheets of a file came to which end."""
    ends = Counter(dict(source.changes.values_list("end").annotate(n=Count("pk"))))
    return {end.value: ends[end.value] for end in End}


def _other(source: Import) -> Import | None:
    waiting = Import.objects.filter(seller=source.seller_id, state__in=OPEN_IMPORTS, is_trial=False)
    return waiting.exclude(pk=source.pk).only("name").first()
