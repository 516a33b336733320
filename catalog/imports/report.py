"""The seller's own lines again, with what became of each and how to mend it.

Corrected, it is sent back as it is: its added columns are left aside and the choices made for the
first file hold. It may have the lines to mend alone, with those of the same sheets; what is not in
it is left alone. The whole report also says what each updated line changes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from catalog.imports import dictionary, mending, problems, readers
from catalog.imports.altered import Words
from catalog.models import Import, ImportRow
from catalog.states import ImportState
from marketplace.shared.labels import listed, plainly

BATCH = 1000
NUMBER = re.compile(r"[-+]?[\d\s.,]+")
FORMULA = frozenset("=+-@\t\r")  # the signs that begin one
# what our columns are called, in both languages
ADDED = ({"statut", "status"}, {"probleme", "problem"}, {"remede", "remedy"})
CHANGES = {"changements", "changes"}


def name(source: Import, *, to_mend: bool = False) -> str:
    """The file name of the report."""
    stem = source.name.rsplit(".", 1)[0]
    return f"{stem}-{_('à corriger') if to_mend else _('rapport')}.csv"


def own(headers: Sequence[str]) -> list[str]:
    """The headings of a file without the columns that our report added to it."""
    kept = list(headers)
    if kept and dictionary.plain(kept[-1]) in CHANGES:
        kept.pop()
    last = [dictionary.plain(heading) for heading in kept[-len(ADDED) :]]
    ours = len(last) == len(ADDED) and all(
        heading in names for heading, names in zip(last, ADDED, strict=True)
    )
    return kept[: -len(ADDED)] if ours else list(headers)


def lines(source: Import, *, to_mend: bool = False) -> Iterator[str]:
    """All lines, or those to mend, as CSV fit for a French spreadsheet: a batch at a time."""
    headers = own(source.detected["headers"])
    added = [_("statut"), _("problème"), _("remède")]
    added += [] if to_mend else [_("changements")]
    yield "\ufeff" + _written([[*map(safe, headers), *added]])
    told: dict[str, tuple[str, str]] = {}
    with source.file.open("rb") as file:
        coming = mending.corrected(source, readers.rows(file, source.detected))
        while batch := list(islice(coming, BATCH)):
            yield _written(_with_outcomes(source, batch, told, width=len(headers), to_mend=to_mend))


def _written(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _with_outcomes(
    source: Import,
    batch: list[readers.Row],
    told: dict[str, tuple[str, str]],
    *,
    width: int,
    to_mend: bool,
) -> Iterator[list[str]]:
    rows = source.rows.filter(line__gte=batch[0][0], line__lte=batch[-1][0])
    if to_mend:
        refused = source.rows.filter(sheet=OuterRef("sheet"), outcome=ImportRow.Outcome.REFUSED)
        rows = rows.filter(Exists(refused))
    headers = source.detected["headers"]
    is_over = source.state in (ImportState.DONE, ImportState.UNDONE)
    said = {outcome: status(source, outcome) for outcome in ("", *ImportRow.Outcome.values)}
    kept = list(rows.values_list("line", "outcome", "problems", KeyTransform("altered", "draft")))
    by_number = {line: (outcome, entries) for line, outcome, entries, _altered in kept}
    changes = {line: altered for line, _outcome, _entries, altered in kept if altered}
    words = Words(changes.values())
    for number, cells in batch:
        if number not in by_number and to_mend:
            continue
        outcome, entries = by_number.get(number, ("", []))
        beyond = [text for text in cells[len(headers) :] if text]
        noted = [_told(entry, told, is_over=is_over) for entry in entries]
        changed = _changed(words.of(changes[number])) if number in changes else ""
        yield [
            *map(safe, cells[:width]),
            said[outcome],
            " ".join([sentence for sentence, _remedy in noted]),
            " ".join(dict.fromkeys([remedy for _sentence, remedy in noted])),
            *([] if to_mend else [safe(changed)]),
            *map(safe, beyond),
        ]


def _changed(changes: list[dict]) -> str:
    return listed(
        change.get("text") or plainly(change["label"], f"{change['before']} → {change['after']}")
        for change in changes
    )


def _told(entry: dict, told: dict[str, tuple[str, str]], *, is_over: bool) -> tuple[str, str]:
    """The sentence of a problem, and how to mend it; one stands on many lines, and is `told`."""
    key = repr(entry)
    if key not in told:
        if len(told) > BATCH:
            told.clear()
        sentence = problems.sentence(entry)
        column = entry.get("column")
        told[key] = (
            f"{column} : {sentence}" if column else sentence,
            problems.remedy(entry, is_over=is_over),
        )
    return told[key]


def status(source: Import, outcome: str) -> str:
    """What became of a line, or would become; without an outcome it was not looked at."""
    if not outcome:
        return _("non traitée")
    if source.state in (ImportState.DONE, ImportState.UNDONE) or outcome in (
        ImportRow.Outcome.REFUSED,
        ImportRow.Outcome.UNCHANGED,
        ImportRow.Outcome.LEFT,
    ):
        return str(ImportRow.Outcome(outcome).label).lower()
    return _("à créer") if outcome == ImportRow.Outcome.NEW else _("à modifier")


def safe(text: str) -> str:
    """A cell no spreadsheet runs as a formula: an apostrophe goes first; numbers are unchanged."""
    if text[:1] in FORMULA and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text
