"""Lines read again after a correction, with those that depend on them, as a whole check would.

Where a line belongs may hang on others: a variant follows the line above it or names its parent by
a number, a parent lists its variants. All that is linked so to a corrected line is read again in
the order of the file; whatever else shares a reference with them is only judged again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from catalog.imports import checking, mending
from catalog.imports.reading import Line, Reader
from catalog.models import Import, ImportRow
from marketplace.shared import clock

TWIN, SHARED = "SKU_DUPLICATE", "GTIN_TWICE"
MOST = 5000  # lines read again for one correction
# what a row is found by in one statement
VALUES = 500


class TooFar(Exception):
    """A correction that would have a large part of the file read again."""


@dataclass(slots=True, kw_only=True)
class Near:
    """Lines read again, in the order of their sheets: all of each sheet.

    `old` is what was said of each, by its key: its outcome and its problems. `skus` are references
    of which all bearers are here, `gtins` barcodes.
    """

    rows: list[ImportRow]
    old: dict[int, tuple[str, list[dict]]]
    skus: set[str]
    gtins: set[str]


def read_again(source: Import, corrected: Sequence[ImportRow]) -> Near:
    """Read corrected lines and those near them; nothing is judged yet. Raises TooFar."""
    # a line is read as of the day its file was: the others were too
    day = clock.paris_day(source.read_at) if source.read_at else None
    circle = _Circle(source, Reader(source.detected, source.mapping, day))
    circle.take(corrected)
    circle.close()
    old_skus, old_gtins = circle.skus, circle.gtins
    circle.place()
    skus, gtins = (old_skus | circle.skus) - {""}, (old_gtins | circle.gtins) - {""}
    others = _bearers(source, skus, gtins, circle.rows)
    old = circle.old | {row.pk: (row.outcome, row.problems) for row in others}
    reader = Reader(source.detected, source.mapping, day)
    for row in others:
        # a twin that is not looked at now stays one
        settled = {TWIN: row.sku in skus, SHARED: row.draft.get("gtin") in gtins}
        twins = [entry for entry in row.problems if not settled.get(entry["code"], True)]
        row.problems = [*reader.line(row.line, mending.read(row.cells)).problems, *twins]
    rows = sorted([*circle.rows.values(), *others], key=lambda row: (row.sheet, row.line))
    return Near(rows=rows, old=old, skus=skus, gtins=gtins)


def _bearers(
    source: Import, skus: set[str], gtins: set[str], inner: Mapping[int, ImportRow]
) -> list[ImportRow]:
    """The other lines that bear these references or barcodes, and all lines of their sheets."""
    bear = _keys(source, "sku", skus) | _keys(source, "draft__gtin", gtins)
    sheets = set(source.rows.filter(pk__in=bear - inner.keys()).values_list("sheet", flat=True))
    return _fetched(source, _keys(source, "sheet", sheets) - inner.keys(), len(inner))


class _Circle:
    """Corrected lines and all that are linked to them, so that each finds its sheet."""

    def __init__(self, source: Import, reader: Reader):
        self.source = source
        self.reader = reader
        self.rows: dict[int, ImportRow] = {}
        self.old: dict[int, tuple[str, list[dict]]] = {}
        self._lines: dict[int, Line] = {}
        self._names: set[str] = set()
        self._sheets: set[int] = set()
        self._children: set[str] = set()

    @property
    def skus(self) -> set[str]:
        """The references of its lines."""
        return {row.sku for row in self.rows.values()}

    @property
    def gtins(self) -> set[str]:
        """The barcodes of its lines."""
        return {row.draft.get("gtin", "") for row in self.rows.values()}

    def take(self, rows: Iterable[ImportRow]) -> None:
        """Add lines, under all that they were named by."""
        for row in rows:
            self.rows[row.pk] = row
            self.old[row.pk] = (row.outcome, row.problems)
            # a sheet is named by one of its lines, which may have left it
            self._sheets |= {row.sheet, row.line}
            self._note(row.group, row.draft)

    def close(self) -> None:
        """Add lines until none is linked to them but themselves."""
        if self.reader.may_follow:
            before = {line for line, _group in self._before().values()}
            self._add(_keys(self.source, "line", before))
        while True:
            self._read()
            for line in self._lines.values():
                self._note(line.group, line.draft)
            if not self._add(self._linked()):
                return

    def place(self) -> None:
        """Give each line what was read, and its sheet: the first line of the same name."""
        sheets: dict[str, int] = {}
        for row in self._in_order():
            line = self._lines[row.pk]
            row.sku, row.draft, row.problems = line.sku, line.draft, line.problems
            row.group, row.sheet = line.group[:100], sheets.setdefault(line.group, row.line)
        checking.gather_children(list(self.rows.values()))

    def _note(self, group: str, draft: Mapping) -> None:
        self._names |= {group, draft.get("parent", "")} - {""}
        self._children |= set(draft.get("children", ()))

    def _add(self, pks: set[int]) -> bool:
        rows = _fetched(self.source, pks - self.rows.keys(), len(self.rows))
        self.take(rows)
        return bool(rows)

    def _linked(self) -> set[int]:
        source, places = self.source, self.reader.places
        linked = _keys(source, "sheet", self._sheets) | _keys(source, "group", self._names)
        if "kind" in places:
            numbers = {name for name in self._names if name.startswith("id:")}
            linked |= _keys(source, "draft__parent", numbers)
        if "children" in places:
            linked |= _keys(source, "sku", self._children)
            for some in _parts({line.sku for line in self._lines.values()} - {""}):
                parents = source.rows.filter(draft__children__has_any_keys=some)
                linked |= set(parents.values_list("pk", flat=True))
        return linked

    def _in_order(self) -> list[ImportRow]:
        return sorted(self.rows.values(), key=lambda row: row.line)

    def _read(self) -> None:
        """Read all lines anew, in the order of the file."""
        reader = self.reader
        reader.parents, reader.awaited, reader.bases = {}, set(), {}
        before = self._before() if reader.may_follow else {}
        last = (0, "")
        for row in self._in_order():
            reader.previous = max(last, before.get(row.line, (0, "")))[1]
            line = self._lines[row.pk] = reader.line(row.line, mending.read(row.cells))
            if "apart" not in line.draft:
                last = (row.line, line.group)

    def _before(self) -> dict[int, tuple[int, str]]:
        """For each line, the last one above it, not among these, that it might follow."""
        own = list(self.rows)
        above = (
            self.source.rows.filter(line__lt=OuterRef("line"))
            .exclude(pk__in=own)
            .exclude(draft__has_key="apart")
            .order_by("-line")
        )
        rows = self.source.rows.filter(pk__in=own).annotate(
            above=Subquery(above.values("line")[:1]), named=Subquery(above.values("group")[:1])
        )
        found = rows.exclude(above=None).values_list("line", "above", "named")
        return {line: (number, group) for line, number, group in found}


def _keys(source: Import, field: str, values: Iterable) -> set[int]:
    """The rows that hold one of these values."""
    keys: set[int] = set()
    for some in _parts(values):
        rows: QuerySet = source.rows.filter(Q((f"{field}__in", some)))
        keys |= set(rows.values_list("pk", flat=True)[: MOST + 1])
    return keys


def _fetched(source: Import, pks: set[int], beside: int) -> list[ImportRow]:
    if beside + len(pks) > MOST:
        raise TooFar
    rows: list[ImportRow] = []
    for some in _parts(pks):
        rows += source.rows.filter(pk__in=some)
    return rows


def _parts(values: Iterable) -> Iterable[list]:
    whole = list(values)
    for start in range(0, len(whole), VALUES):
        yield whole[start : start + VALUES]
