"""Correct cells of a checked file: their lines are read and judged again, nothing else is.

A line is judged with the lines of its sheet and those that bear its reference, so these are read
again too, from the cells kept with them. Everything is worked out before the transaction, which
counts only while nobody else corrected or applied the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from catalog.events import ImportCorrected
from catalog.imports import checking, mapping, mending, results, slices
from catalog.imports.matching import forbidden, match
from catalog.imports.reading import Line, Reader
from catalog.models import Import, ImportCorrection, ImportRow
from catalog.offers.rows import write
from catalog.sheets import products
from catalog.states import ImportState
from marketplace.shared import clock, events
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal

Outcome = ImportRow.Outcome
TWIN = "SKU_DUPLICATE"
AT_ONCE = 250  # lines corrected in one transaction
ALIKE = 2000  # lines that one request corrects
LONGEST = 20_000
Texts = Mapping[int, Mapping[int, str]]


class NotCorrectable(Refusal):
    """Only what is checked and not yet applied can be corrected on screen."""

    sentence = _(
        "Cette ligne ne peut plus être corrigée ici : corrigez-la dans le rapport et renvoyez-le."
    )


class TextTooLong(Refusal):
    """A cell holds so much."""

    sentence = _("Ce texte dépasse {limit} caractères : raccourcissez-le.")


@dataclass(slots=True, kw_only=True)
class Corrected:
    """What came of corrections: how many lines, and how many of them are refused now."""

    lines: int
    refused: int
    left: int = 0


def correct(source: Import, texts: Texts, *, by: User | None, at: datetime) -> Corrected:
    """Put these texts in cells, by line and column. Raises NotCorrectable or MovedMeanwhile."""
    texts = {line: dict(by_place) for line, by_place in texts.items() if by_place}
    if source.state != ImportState.CHECKED or not texts:
        raise NotCorrectable
    if any(len(text) > LONGEST for by_place in texts.values() for text in by_place.values()):
        raise TextTooLong(limit=LONGEST)
    refused, lines = 0, sorted(texts)
    for start in range(0, len(lines), AT_ONCE):
        part = {line: texts[line] for line in lines[start : start + AT_ONCE]}
        refused += _correct(source, part, by=by, at=at)
    return Corrected(lines=len(lines), refused=refused)


def correct_alike(
    source: Import, code: str, place: int, like: int, new: str, *, by: User | None, at: datetime
) -> Corrected:
    """Put one text in the cells that say what this line says, wrong for the same cause."""
    places = mending.Places(source)
    example = source.rows.filter(line=like).values_list("cells", flat=True).first()
    if not example or place >= len(example):
        raise NotCorrectable
    old = example[place]
    alike = [
        row.line
        for row in results.with_code(source, code).only("source", "line", "cells", "problems")
        if any(
            entry["code"] == code
            and places.of(entry) == place
            and place < len(row.cells)
            and row.cells[place] == old
            for entry in row.problems
        )
    ]
    now = alike[:ALIKE]
    corrected = correct(source, {line: {place: new} for line in now}, by=by, at=at)
    corrected.left = len(alike) - len(now)
    return corrected


def _correct(source: Import, texts: Texts, *, by: User | None, at: datetime) -> int:
    rows = list(source.rows.filter(line__in=list(texts)))
    if len(rows) < len(texts) or any(not row.cells for row in rows):
        raise NotCorrectable
    old = {row.pk: (row.outcome, row.problems) for row in rows}
    for row in rows:
        row.cells = _laid(row.cells, texts[row.line])
    skus, sheets = {row.sku for row in rows}, {row.sheet for row in rows}
    _reread(source, rows)
    renamed = _place(source, rows)
    skus |= {row.sku for row in rows}
    around = _around(source, rows, skus - {""}, sheets | {row.sheet for row in rows})
    whole = [*rows, *around]
    old |= {row.pk: (row.outcome, row.problems) for row in around}
    _reread_around(source, around, skus, renamed)
    whole.sort(key=lambda row: (row.sheet, row.line))
    named = [row for row in whole if row.sku in skus - {""}]
    checking.say_twins(named)
    categories = _new_categories(source, whole)
    outcomes = _judge(source, whole, at)
    for row in whole:
        row.outcome = outcomes[row.line]
    _write(source, texts, whole, old, categories, by=by, at=at)
    _recount(source, whole, old)
    return sum(row.outcome == Outcome.REFUSED for row in rows)


def _laid(cells: Sequence[str], texts: Mapping[int, str]) -> list[str]:
    laid = list(cells)
    for place, text in texts.items():
        if not 0 <= place < len(laid):
            raise NotCorrectable
        laid[place] = mending.kept([text.strip()])[0]
    return laid


def _reread(source: Import, rows: Iterable[ImportRow]) -> None:
    """Read lines again from their cells, by the reader of the check."""
    reader = checking.reader_of(source, at=source.read_at or clock.now())
    parents = _parents(source, reader)
    for row in sorted(rows, key=lambda row: row.line):
        # a variant without a reference of its sheet follows the line it followed
        reader.previous = row.group if row.sheet < row.line else ""
        line = reader.line(row.line, mending.read(row.cells))
        row.sku, row.draft, row.problems = line.sku, line.draft, line.problems
        parent = parents.get(row.sku)
        if parent is not None and parent.line != row.line:
            row.group, row.sheet = parent.group, parent.sheet
            row.draft = checking.as_child(row, parent)
        elif row.group != line.group[:100]:
            row.group, row.sheet = line.group[:100], 0


def _parents(source: Import, reader: Reader) -> dict[str, ImportRow]:
    """The lines that list their variants, by the reference of each variant."""
    if "children" not in reader.places:
        return {}
    rows = source.rows.filter(draft__has_key="children").order_by("line")
    return {sku: row for row in rows for sku in row.draft["children"]}


def _place(source: Import, rows: Sequence[ImportRow]) -> dict[tuple[int, str], int]:
    """Give lines whose reference of sheet changed the sheet that bears it, or one of their own.

    A sheet is named by its first line: the new names of those whose first line left.
    """
    moved = [row for row in rows if row.sheet == 0]
    if not moved:
        return {}
    own = [row.pk for row in rows]
    others = source.rows.exclude(pk__in=own)
    groups = {row.group for row in moved}
    sheets = dict(others.filter(group__in=groups).values_list("group").annotate(first=Min("sheet")))
    sheets = {row.group: row.sheet for row in rows if row.sheet} | sheets
    for row in moved:
        row.sheet = sheets.setdefault(row.group, row.line)
    taken = {row.sheet for row in moved if row.sheet == row.line}
    left = others.filter(sheet__in=taken).exclude(group__in=groups)
    firsts = left.values_list("sheet", "group").annotate(first=Min("line"))
    renamed = {(sheet, group): first for sheet, group, first in firsts}
    for row in rows:
        row.sheet = renamed.get((row.sheet, row.group), row.sheet)
    return renamed


def _around(
    source: Import, rows: Sequence[ImportRow], skus: set[str], sheets: set[int]
) -> list[ImportRow]:
    """The lines of the same sheets, and those that bear the same references, with theirs."""
    own = [row.pk for row in rows]
    near = source.rows.exclude(pk__in=own).filter(Q(sheet__in=sheets) | Q(sku__in=skus))
    all_sheets = sheets | set(near.values_list("sheet", flat=True))
    return list(source.rows.exclude(pk__in=own).filter(sheet__in=all_sheets))


def _reread_around(
    source: Import,
    rows: Sequence[ImportRow],
    skus: set[str],
    renamed: Mapping[tuple[int, str], int],
) -> None:
    """Read the other lines again: what was judged of them is judged anew."""
    # a twin that is not looked at now stays one
    twins = {
        row.pk: [entry for entry in row.problems if entry["code"] == TWIN and row.sku not in skus]
        for row in rows
    }
    places = {row.pk: (row.group, row.sheet) for row in rows}
    _reread(source, [row for row in rows if row.cells])
    for row in rows:
        row.group, sheet = places[row.pk]
        row.sheet = renamed.get((sheet, row.group), sheet)
        row.problems = [*row.problems, *twins[row.pk]]


def _new_categories(source: Import, rows: Iterable[ImportRow]) -> dict[str, int]:
    """Our categories for texts that a correction brought: a name of ours is understood."""
    linked = source.mapping.get("categories", {})
    texts = {row.draft["category"] for row in rows if "category" in row.draft} - set(linked)
    seen = source.mapping.get("seen", {}).get("categories", {})
    fresh = [text for text in texts if text not in seen]
    if not fresh:
        return {}
    proposed = mapping.propose_categories(source.seller, fresh, linked)
    source.mapping = {**source.mapping, "categories": {**linked, **proposed}}
    return proposed


def _judge(source: Import, rows: Sequence[ImportRow], at: datetime) -> dict[int, str]:
    """What applying each line would do now; their problems are completed."""
    lines = [checking.line_of(row) for row in rows]
    with slices.photos_of(source) as photos:
        matched = match(source, checking.sheets_of(rows, lines), photos, forbidden(source))
        saved = products.compare_many(source.seller, matched.drafts, at=at, there=matched.there)
        told = matched.tell(saved, photos_change=True)
    outcomes = {}
    for row, line in zip(rows, lines, strict=True):
        row.problems = line.problems
        outcomes[row.line] = _outcome(line, told)
    return outcomes


def _outcome(line: Line, told: Mapping[int, str]) -> str:
    refused = checking.is_refused(line)
    return Outcome.REFUSED if refused else told.get(line.number, Outcome.UNCHANGED)


@transaction.atomic(durable=True)
def _write(  # noqa: PLR0913
    source: Import,
    texts: Texts,
    rows: Sequence[ImportRow],
    old: Mapping[int, tuple[str, list[dict]]],
    categories: Mapping[str, int],
    *,
    by: User | None,
    at: datetime,
) -> None:
    same = Import.objects.filter(pk=source.pk, state=ImportState.CHECKED, cursor=source.cursor)
    # first: it locks the import; of two corrections at once, one is told to look again
    if not same.update(cursor=source.cursor + 1):
        raise MovedMeanwhile
    source.cursor += 1
    _keep(source, texts)
    write(list(rows), ["sku", "group", "sheet", "draft", "cells", "problems", "outcome"])
    delta = _counted((row.outcome, row.problems) for row in rows)
    delta.subtract(_counted(old.values()))
    for name, more in delta.items():
        setattr(source, name, getattr(source, name) + more)
    values = {name: getattr(source, name) for name in COUNTS}
    if categories:
        values["mapping"] = source.mapping
    Import.objects.filter(pk=source.pk).update(**values)
    events.publish(
        ImportCorrected(import_id=source.pk, lines=len(texts)), about=source, by=by, at=at
    )


def _recount(
    source: Import, rows: Iterable[ImportRow], old: Mapping[int, tuple[str, list[dict]]]
) -> None:
    """Count the causes that these lines had or have, after the transaction: it reads many lines."""
    touched = {entry["code"] for row in rows for entry in row.problems}
    touched |= {entry["code"] for _outcome, problems in old.values() for entry in problems}
    source.detected = {**source.detected, "causes": results.recount(source, touched)}
    same = Import.objects.filter(pk=source.pk, state=ImportState.CHECKED, cursor=source.cursor)
    same.update(detected=source.detected)


COUNTS = ("new_count", "updated_count", "unchanged_count", "refused_count", "warning_count")


def _counted(lines: Iterable[tuple[str, list[dict]]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for outcome, problems in lines:
        counted[f"{outcome}_count"] += 1
        if problems and outcome != Outcome.REFUSED:
            counted["warning_count"] += 1
    return counted


def _keep(source: Import, texts: Texts) -> None:
    """Store corrections, the newest of a cell in place of an older one."""
    ImportCorrection.objects.bulk_create(
        [
            ImportCorrection(source=source, line=line, place=place, text=mending.kept([text])[0])
            for line, by_place in texts.items()
            for place, text in by_place.items()
        ],
        update_conflicts=True,
        unique_fields=["source", "line", "place"],
        update_fields=["text"],
        batch_size=1000,
    )
