"""The seller's own file again, with what became of each line and how to mend it.

It may be corrected and sent back as it is: the three columns are known and left aside.
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
                yield from _told(source, batch, writer)
                batch = []
        yield from _told(source, batch, writer)


def _told(source: Import, batch: list[readers.Row], writer) -> Iterator[str]:
    if not batch:
        return
    known = source.rows.filter(line__gte=batch[0][0], line__lte=batch[-1][0])
    known = known.only(
        "source", "line", "outcome", "problems"
    )  # without `source` each row would ask for it
    rows = {row.line: row for row in known}
    for number, cells in batch:
        row = rows.get(number)
        found = row.problems if row else []
        yield writer.writerow(
            [
                *map(safe, cells),
                status(source, row),
                " ".join(_said(problem) for problem in found),
                " ".join(dict.fromkeys(problems.remedy(problem) for problem in found)),
            ]
        )


def _said(found: dict) -> str:
    said = problems.sentence(found)
    return f"{found['column']} : {said}" if found.get("column") else said


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
    """A cell no spreadsheet runs as a formula: an apostrophe goes before it, numbers stay as they
    are.
    """
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text
