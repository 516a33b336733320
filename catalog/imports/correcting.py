"""Correct cells of a checked file: their lines are read and judged again, nothing else is.

A line is judged with the lines of its sheet and those that bear its reference, so these are read
again too (`rereading`). Everything is worked out before the transaction, which counts only while
nobody else corrected or applied the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.events import ImportCorrected
from catalog.imports import checking, mapping, mending, rereading, results, slices
from catalog.imports.matching import forbidden, match
from catalog.models import Import, ImportCorrection, ImportRow
from catalog.offers.rows import write
from catalog.sheets import products
from catalog.states import ImportState
from marketplace.shared import events
from marketplace.shared.models import User
from marketplace.shared.states import MovedMeanwhile, Refusal

Outcome = ImportRow.Outcome
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
    old = mending.shown(example)[place]
    alike = [
        row.line
        for row in results.with_code(source, code).only("source", "line", "cells", "problems")
        if any(
            entry["code"] == code
            and places.of(entry) == place
            and place < len(row.cells)
            and mending.shown(row.cells)[place] == old
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
    for row in rows:
        row.cells = _laid(row.cells, texts[row.line])
    try:
        near = rereading.read_again(source, rows)
    except rereading.TooFar as error:
        raise NotCorrectable from error
    checking.say_twins(near.rows, near.skus)
    checking.mark_codes([row for row in near.rows if row.draft.get("gtin") in near.gtins])
    categories = _new_categories(source, near.rows)
    outcomes = _judge(source, near.rows, at)
    for row in near.rows:
        row.outcome = outcomes[row.line]
    _write(source, texts, near.rows, near.old, categories, by=by, at=at)
    _recount(source, near.rows, near.old)
    return sum(row.outcome == Outcome.REFUSED for row in rows)


def _laid(cells: Sequence[mending.Kept], texts: Mapping[int, str]) -> list[mending.Kept]:
    laid = list(cells)
    for place, text in texts.items():
        if not 0 <= place < len(laid):
            raise NotCorrectable
        laid[place] = mending.typed(text)
    return laid


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
    sizes = Counter(row.sheet for row in rows)
    large = [row for row in rows if sizes[row.sheet] > checking.SHEET_LINES]
    rows = [row for row in rows if sizes[row.sheet] <= checking.SHEET_LINES]
    lines = [checking.line_of(row) for row in rows]
    with slices.photos_of(source) as photos:
        matched = match(source, checking.sheets_of(rows, lines), photos, forbidden(source))
        saved = products.compare_many(source.seller, matched.drafts, at=at, there=matched.there)
        told = matched.tell(saved, photos_change=True)
    outcomes: dict[int, str] = {}
    for row, line in zip(rows, lines, strict=True):
        row.problems = line.problems
        checking.keep_altered(row, line)
        outcomes[row.line] = checking.outcome_of(line, told)
    for row in large:
        row.problems = checking.too_large()
        outcomes[row.line] = Outcome.REFUSED
    return outcomes


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


COUNTS = (*(f"{outcome.value}_count" for outcome in Outcome), "warning_count")
APART = (Outcome.REFUSED, Outcome.LEFT)


def _counted(lines: Iterable[tuple[str, list[dict]]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for outcome, problems in lines:
        counted[f"{outcome}_count"] += 1
        if problems and outcome not in APART:
            counted["warning_count"] += 1
    return counted


def _keep(source: Import, texts: Texts) -> None:
    """Store corrections, the newest of a cell in place of an older one."""
    ImportCorrection.objects.bulk_create(
        [
            ImportCorrection(source=source, line=line, place=place, text=mending.typed(text))
            for line, by_place in texts.items()
            for place, text in by_place.items()
        ],
        update_conflicts=True,
        unique_fields=["source", "line", "place"],
        update_fields=["text"],
        batch_size=1000,
    )
