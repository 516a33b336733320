"""The seller's own file again, with what became of each line and how to mend it.

It may be corrected and sent back as it is: the import leaves our three columns aside.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from catalog.imports import problems, readers
from catalog.models import Import, ImportRow
from catalog.states import ImportState

BATCH = 1000
NUMBER = re.compile(r"[-+]?[\d\s.,]+")


class _Echo:
    """Hands each written line on instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def name(source: Import) -> str:
    """The file name of the report."""
    stem = source.name.rsplit(".", 1)[0]
    return f"{stem}-{_('rapport')}.csv"


def lines(source: Import) -> Iterator[str]:
    """The report as CSV, line by line, fit for a French spreadsheet."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(
        [*map(safe, source.detected["headers"]), _("statut"), _("problème"), _("remède")]
    )
    with source.file.open("rb") as file:
        batch: list[readers.Row] = []
        for row in readers.rows(file, source.detected):
            batch.append(row)
            if len(batch) == BATCH:
                yield from _with_outcomes(source, batch, writer)
                batch = []
        yield from _with_outcomes(source, batch, writer)


def _with_outcomes(source: Import, batch: list[readers.Row], writer) -> Iterator[str]:
    if not batch:
        return
    rows = source.rows.filter(line__gte=batch[0][0], line__lte=batch[-1][0])
    # without `source` each row would ask for it
    rows = rows.only("source", "line", "outcome", "problems")
    by_number = {row.line: row for row in rows}
    for number, cells in batch:
        row = by_number.get(number)
        entries = row.problems if row else []
        yield writer.writerow(
            [
                *map(safe, cells),
                status(source, row),
                " ".join(_sentence(entry) for entry in entries),
                " ".join(dict.fromkeys(problems.remedy(entry) for entry in entries)),
            ]
        )


def _sentence(entry: dict) -> str:
    sentence = problems.sentence(entry)
    return f"{entry['column']} : {sentence}" if entry.get("column") else sentence


def status(source: Import, line: ImportRow | None) -> str:
    """What became of a line, or would become."""
    if line is None or not line.outcome:
        return _("non traitée")
    if source.state == ImportState.DONE or line.outcome in (
        ImportRow.Outcome.REFUSED,
        ImportRow.Outcome.UNCHANGED,
    ):
        return str(ImportRow.Outcome(line.outcome).label).lower()
    return _("à créer") if line.outcome == ImportRow.Outcome.NEW else _("à modifier")


def safe(text: str) -> str:
    """A cell no spreadsheet runs as a formula: an apostrophe goes first; numbers are unchanged."""
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text
