"""The dry run: read every line, find duplicates, judge each product; products stay as they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence, Set
from contextlib import closing
from datetime import datetime
from itertools import groupby, islice
from typing import IO

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from catalog.imports import mending, readers, results, slices, standing
from catalog.imports.assembly import is_left, is_refused
from catalog.imports.matching import forbidden, match
from catalog.imports.problems import FileRefused, kept, problem
from catalog.imports.reading import Line, Reader
from catalog.imports.slices import CHUNK, LINES, Interrupted, Slice
from catalog.models import Import, ImportRow
from catalog.offers.rows import write
from catalog.sheets import products
from catalog.states import IMPORT, ImportState
from marketplace.shared import bulk, clock
from marketplace.shared.memory import undisturbed

Outcome = ImportRow.Outcome
SHEET_LINES = 400
VALUES = 500  # references looked up in one statement
GROUP = 100  # letters of a sheet's name
RECENT = 20_000  # sheets of which more lines are expected: a longer file is not held


def run(import_id: int, *, at: datetime, seconds: float = slices.SECONDS) -> bool:
    """Check a file for a while; whether there is more to do."""
    slice_ = slices.claim(import_id, ImportState.CHECKING, seconds=seconds)
    if slice_ is None:
        return False
    try:
        with undisturbed():
            done = _read(slice_, at) and _judge(slice_, at)
    except FileRefused as refusal:
        _fail(slice_.source, refusal, at=at)
        return False
    except Interrupted:
        return False
    if not done:
        slices.release(slice_.source)
    return not done


def _read(slice_: Slice, at: datetime) -> bool:
    """Store each line with its draft; whether the file was read to its end."""
    source = slice_.source
    if source.read_at:
        return True
    reader = Reader(source.detected, source.mapping, clock.paris_day(at))
    latest = source.rows.order_by("-line").values_list("group", "sheet")[:RECENT]
    sheets = dict(reversed(latest))
    if "shop_id" in reader.places:
        numbered = source.rows.filter(group__startswith="id:")
        reader.awaited = set(numbered.values_list("group", flat=True).distinct())
        parents = source.rows.filter(draft__has_key="parent")
        reader.parents = dict(parents.values_list("draft__parent", "group"))
    if "surcharge" in reader.places:
        based = source.rows.filter(draft__has_key="price").exclude(draft__has_key="surcharge")
        reader.bases = dict(based.values_list("group", "draft__price"))
    # a variant may follow the line above it, which an earlier slice has read
    last = source.rows.exclude(draft__has_key="apart").order_by("-line").first()
    reader.previous = last.group if last else ""
    with source.file.open("rb") as file, closing(_rows(source, file)) as coming:
        while some := list(islice(coming, LINES)):
            _keep(slice_, reader, some, sheets)
            for group in list(islice(sheets, max(len(sheets) - RECENT, 0))):
                del sheets[group]
            if slice_.is_over:
                return False
    _end_reading(slice_, at)
    return True


def _rows(source: Import, file: IO[bytes]) -> Generator[readers.Row, None, None]:
    rows = readers.rows(file, source.detected, after=source.cursor)
    return mending.corrected(source, rows)


def _keep(
    slice_: Slice, reader: Reader, some: Sequence[readers.Row], sheets: dict[str, int]
) -> None:
    """Store lines, each understood when it is stored: the database takes in those before."""
    rows: Iterable[ImportRow] = (
        _row(slice_.source, reader.line(number, cells), cells, sheets) for number, cells in some
    )
    if slices.ALONE:
        rows = list(rows)
    with slices.judging():
        slice_.advance(some[-1][0], len(some))
        bulk.insert(rows)


def _row(source: Import, line: Line, cells: list[str], sheets: dict[str, int]) -> ImportRow:
    group = line.group[:GROUP]
    return bulk.row(
        ImportRow,
        source_id=source.id,
        line=line.number,
        sheet=sheets.setdefault(group, line.number),
        sku=line.sku,
        group=group,
        draft=line.draft,
        cells=mending.kept(cells),
        problems=line.problems,
    )


def _end_reading(slice_: Slice, at: datetime) -> None:
    """Refuse together the lines that say the same reference twice in one currency."""
    source = slice_.source
    total = source.rows.count()
    if not total:
        raise FileRefused("IMPORT_EMPTY")
    if total > RECENT:
        # without it the next lines are sought among all of them, each time
        bulk.look_over(ImportRow, "source", "line", "sheet", "outcome")
        _gather_sheets(slice_)
    _gather_children(slice_)
    twice = source.rows.exclude(sku="").values("sku").annotate(n=Count("pk")).filter(n__gt=1)
    skus = list(twice.values_list("sku", flat=True))
    for start in range(0, len(skus), VALUES):
        rows = list(source.rows.filter(sku__in=skus[start : start + VALUES]).order_by("line"))
        marked = _mark_twins(rows, _sell_nothing(rows, *_kinds_of_sheets(source, rows)))
        for first in range(0, len(marked), LINES):
            _note(slice_, marked[first : first + LINES])
    _say_shared_codes(slice_)
    slice_.advance(0, -source.progress, read_at=at, total=total)


def _gather_sheets(slice_: Slice) -> None:
    """Bring the lines of one sheet together that stood too far apart while the file was read.

    Done again after a crash, it changes nothing more.
    """
    by_group = slice_.source.rows.values("group").annotate(first=Min("sheet"), last=Max("sheet"))
    apart = by_group.filter(last__gt=F("first")).order_by("first").values_list("group", "first")
    groups = apart.iterator(chunk_size=LINES)
    while firsts := dict(islice(groups, RECENT)):
        after = slice_.source.rows.filter(line__gt=min(firsts.values())).order_by("line")
        strays = (
            bulk.row(ImportRow, id=pk, sheet=firsts[group])
            for pk, group, sheet in after.values_list("pk", "group", "sheet").iterator()
            if sheet != firsts.get(group, sheet)
        )
        while some := list(islice(strays, LINES)):
            _bring(slice_, some)


@transaction.atomic(durable=True)
def _bring(slice_: Slice, rows: Sequence[ImportRow]) -> None:
    slice_.hold()
    write(rows, ["sheet"])


def _say_shared_codes(slice_: Slice) -> None:
    """Remark on the lines of several references that bear one barcode."""
    coded = slice_.source.rows.filter(draft__has_key="gtin").exclude(draft__has_key="left")
    by_code = coded.values(code=KeyTextTransform("gtin", "draft"))
    shared = by_code.annotate(skus=Count("sku", distinct=True)).filter(skus__gt=1)
    gtins = list(shared.values_list("code", flat=True))
    for start in range(0, len(gtins), VALUES):
        rows = list(coded.filter(draft__gtin__in=gtins[start : start + VALUES]).order_by("line"))
        marked = mark_codes(rows)
        for first in range(0, len(marked), LINES):
            _note(slice_, marked[first : first + LINES])


def mark_codes(rows: Iterable[ImportRow]) -> list[ImportRow]:
    """The lines newly marked as bearing the barcode of another reference."""
    by_code: dict[str, list[ImportRow]] = defaultdict(list)
    for row in rows:
        if "gtin" in row.draft and "left" not in row.draft:
            by_code[row.draft["gtin"]].append(row)
    marked = []
    for gtin, bearers in by_code.items():
        if len({row.sku for row in bearers}) > 1:
            lines = ", ".join(str(row.line) for row in bearers[:10])
            shared = problem("GTIN_TWICE", "", gtin, lines=lines)
            for row in bearers:
                if shared not in row.problems:
                    row.problems = [*row.problems, shared]
                    marked.append(row)
    return marked


@transaction.atomic(durable=True)
def _note(slice_: Slice, rows: Sequence[ImportRow]) -> None:
    slice_.hold()
    write(rows, ["problems"])


def _gather_children(slice_: Slice) -> None:
    """Bring variants to the parent that lists them: Magento writes it after them.

    Done again after a crash, it changes nothing more.
    """
    parents = slice_.source.rows.filter(draft__has_key="children").order_by("line")
    for parent in parents.iterator(chunk_size=LINES):
        skus = list(parent.draft["children"])
        for start in range(0, len(skus), VALUES):
            rows = list(slice_.source.rows.filter(sku__in=skus[start : start + VALUES]))
            for row in rows:
                _adopt(parent, row)
            if rows:
                _rewrite(slice_, rows)


def gather_children(rows: Sequence[ImportRow]) -> None:
    """Bring variants to the parents that list them, in memory; all of both are among these."""
    by_sku: dict[str, list[ImportRow]] = defaultdict(list)
    for row in rows:
        by_sku[row.sku].append(row)
    for parent in sorted(rows, key=lambda row: row.line):
        for sku in parent.draft.get("children", ()):
            for row in by_sku.get(sku, ()):
                _adopt(parent, row)


def _adopt(parent: ImportRow, row: ImportRow) -> None:
    row.sheet, row.group = parent.sheet, parent.group
    row.draft = _as_child(row, parent)


def _as_child(row: ImportRow, parent: ImportRow) -> dict:
    """What a line says, as a variant of its parent: what tells them apart is no quality of all."""
    draft = {name: value for name, value in row.draft.items() if name != "ref"}
    apart = parent.draft["told_apart"]
    qualities = draft.get("attributes", {})
    draft["attributes"] = {name: value for name, value in qualities.items() if name not in apart}
    return {
        **draft,
        "values": parent.draft["children"][row.sku],
        "axes": parent.draft["axes"],
    }


@transaction.atomic(durable=True)
def _rewrite(slice_: Slice, rows: Sequence[ImportRow]) -> None:
    slice_.hold()
    write(rows, ["sheet", "group", "draft"])


def _kinds_of_sheets(source: Import, rows: Iterable[ImportRow]) -> tuple[set[int], set[int]]:
    """Of the sheets of these lines, those with variants and those left out, by their whole."""
    sheets = sorted({row.sheet for row in rows})
    varied: set[int] = set()
    left: set[int] = set()
    for start in range(0, len(sheets), VALUES):
        lines = source.rows.filter(sheet__in=sheets[start : start + VALUES])
        with_values = lines.filter(draft__has_key="values")
        varied.update(with_values.values_list("sheet", flat=True).distinct())
        with_left = lines.filter(draft__has_key="left").values("sheet")
        firsts = lines.filter(sheet__in=with_left).values("sheet").annotate(first=Min("line"))
        heads = Q(draft__has_key="head") | Q(line__in=[sheet["first"] for sheet in firsts])
        left |= _left_sheets(lines.filter(heads, sheet__in=with_left).defer("cells", "problems"))
    return varied, left


def _left_sheets(rows: Iterable[ImportRow]) -> set[int]:
    """The sheets whose head is left out, and they with it; their heads are among these lines."""
    heads: dict[int, ImportRow] = {}
    for row in sorted(rows, key=lambda row: ("head" not in row.draft, row.line)):
        heads.setdefault(row.sheet, row)
    return {sheet for sheet, row in heads.items() if "left" in row.draft}


def _sell_nothing(rows: Iterable[ImportRow], varied: set[int], left: set[int]) -> set[int]:
    """The lines that may repeat a SKU: heads of sheets with variants, and all that is left out."""
    return {
        row.line
        for row in rows
        if row.draft.keys() & {"left", "head"}
        or row.sheet in left
        or (row.sheet in varied and "values" not in row.draft and not row.draft.get("price"))
    }


def _mark_twins(rows: Iterable[ImportRow], aside: set[int]) -> list[ImportRow]:
    """The lines newly marked as sharing a reference; those marked before a crash are left out."""
    by_sku: dict[str, list[ImportRow]] = defaultdict(list)
    for row in rows:
        if row.line not in aside:
            by_sku[row.sku].append(row)
    for sku, same in by_sku.items():
        # a line that sells nothing adds a photo or a text to the one that does
        selling = [row for row in same if row.draft.keys() & {"price", "stock"} or row.problems]
        by_sku[sku] = selling or same
    marked = []
    for sku, twins in by_sku.items():
        ways = [(row.draft.get("currency", "EUR"), row.sheet) for row in twins]
        currencies = {currency for currency, _sheet in ways}
        if len(currencies) < len(ways) or len({sheet for _currency, sheet in ways}) > 1:
            lines = ", ".join(str(row.line) for row in twins[:10])
            duplicate = problem("SKU_DUPLICATE", "", sku, lines=lines)
            for row in twins:
                if duplicate not in row.problems:
                    row.problems = [*row.problems, duplicate]
                    marked.append(row)
    return marked


def _judge(slice_: Slice, at: datetime) -> bool:
    """Say of each line what applying it would do; whether all were judged."""
    barred = forbidden(slice_.source)
    with slices.photos_of(slice_.source, reach=slice_.reach) as photos:
        while rows := _next(slice_.source):
            offered = standing.sold(slice_.source, rows)
            same = standing.unchanged(slice_.source, rows, offered, barred)
            others = [row for row in rows if row.id not in same]
            lines = [line_of(row) for row in others]
            outcomes = {}
            if others:
                sold = {sku: there.ref for sku, there in offered.items()}
                matched = match(slice_.source, sheets_of(others, lines), photos, barred, sold)
                saved = products.compare_many(
                    slice_.source.seller, matched.drafts, at=at, there=matched.there
                )
                outcomes = matched.tell(saved, photos_change=True)
            _say(slice_, rows, lines, outcomes, same)
            if slice_.is_over:
                return False
    _end(slice_, at)
    return True


def _next(source: Import) -> list[ImportRow]:
    """The lines of the next few hundred sheets, each sheet whole."""
    waiting = source.rows.filter(sheet__gt=source.cursor).order_by("sheet", "line")
    # a sheet bears the number of its first line. Without the bound PostgreSQL, which has not looked
    # at the new lines yet, reads and sorts all that are left
    near = waiting.filter(sheet__lte=source.cursor + CHUNK)
    most = CHUNK + SHEET_LINES
    rows = bulk.fetched(near[:most], without=("cells",))
    rows = rows or bulk.fetched(waiting[:most], without=("cells",))
    if not rows:
        return []
    last = rows[-1].sheet
    sizes = Counter(row.sheet for row in rows)
    # so many lines come from a wrong choice of column: the others of their sheet are not loaded
    large = {sheet for sheet, lines in sizes.items() if lines > SHEET_LINES}
    for sheet in large:
        _refuse_sheet(source.rows.filter(sheet=sheet, outcome=""))
    # the last sheet may have more lines than these: it comes first the next time
    cut = last if len(rows) == most and last not in large else None
    found = [row for row in rows if not row.outcome and row.sheet not in large and row.sheet != cut]
    if found:
        return found
    # nothing left to judge under these heads: go on behind them
    gone = max(sheet for sheet in sizes if sheet != cut)
    Import.objects.filter(pk=source.pk, cursor=source.cursor).update(cursor=gone)
    source.cursor = gone
    return _next(source)


def too_large() -> list[dict]:
    """What is wrong with each line of a sheet of more than SHEET_LINES lines."""
    return [problem("SHEET_TOO_LARGE", limit=SHEET_LINES)]


def _refuse_sheet(rows: QuerySet[ImportRow]) -> None:
    too_many = too_large()
    # a refused line leaves `rows`, where no outcome is set yet: the loop ends with the last
    while numbers := list(rows.order_by("line").values_list("line", flat=True)[:LINES]):
        rows.filter(line__lte=numbers[-1]).update(outcome=Outcome.REFUSED, problems=too_many)


def line_of(line: ImportRow) -> Line:
    """A stored line as it was read; changing it leaves the row as it is."""
    return Line(
        number=line.line,
        sku=line.sku,
        group=line.group,
        draft=dict(line.draft),
        problems=list(line.problems),
    )


def sheets_of(rows: Sequence[ImportRow], lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each sheet, together; rows and lines come in the order of their sheets."""
    pairs = zip(rows, lines, strict=True)
    return [
        [line for _row, line in group]
        for _sheet, group in groupby(pairs, key=lambda pair: pair[0].sheet)
    ]


@slices.judging()
def _say(
    slice_: Slice,
    rows: Sequence[ImportRow],
    lines: Sequence[Line],
    outcomes: dict[int, str],
    same: set[int],
) -> None:
    slice_.advance(rows[-1].sheet, len(rows))
    ImportRow.objects.filter(bulk.among("pk", same)).update(outcome=Outcome.UNCHANGED)
    judged = [row for row in rows if row.id not in same]
    write_outcomes(slice_.source, judged, lines, outcomes)


def write_outcomes(
    source: Import, rows: Sequence[ImportRow], lines: Sequence[Line], outcomes: dict[int, str]
) -> None:
    """Write what became of lines: one statement an outcome, one more each for those with changed
    problems and for those whose updates alter something else.
    """
    by_outcome: dict[str, list[int]] = defaultdict(list)
    noted, altered = [], []
    for row, line in zip(rows, lines, strict=True):
        outcome = outcome_of(line, outcomes)
        is_noted = line.problems != row.problems
        if is_noted:
            row.problems = line.problems
        if keep_altered(row, line):
            altered.append(row)
        elif is_noted:
            noted.append(row)
        elif outcome != row.outcome:
            by_outcome[outcome].append(row.id)
        row.outcome = outcome
    for outcome, pks in by_outcome.items():
        ImportRow.objects.filter(bulk.among("pk", pks)).update(outcome=outcome)
    # a row is written once: each writing is another copy of it
    write(noted, ["outcome", "problems"])
    write(altered, ["outcome", "problems", "draft"])


def keep_altered(row: ImportRow, line: Line) -> bool:
    """Keep with a row what its judged line alters, and nothing else of it; whether that is new."""
    had, has = row.draft.get("altered"), line.draft.get("altered")
    if had == has:
        return False
    row.draft = {name: value for name, value in row.draft.items() if name != "altered"}
    if has:
        row.draft["altered"] = has
    return True


def outcome_of(line: Line, outcomes: Mapping[int, str]) -> str:
    """What becomes of a judged line: refused, left out, or what its sheet says of it."""
    if is_refused(line):
        return Outcome.REFUSED
    return Outcome.LEFT if is_left(line) else outcomes.get(line.number, Outcome.UNCHANGED)


def counts(source: Import) -> dict[str, int]:
    """How many lines came to which end, and how many that may go in carry a remark."""
    ends = dict(source.rows.values_list("outcome").annotate(n=Count("pk")))
    apart = (Outcome.REFUSED, Outcome.LEFT)
    remarked = source.rows.exclude(problems=[]).exclude(outcome__in=apart).count()
    return {
        "new_count": ends.get(Outcome.NEW, 0),
        "updated_count": ends.get(Outcome.UPDATED, 0),
        "unchanged_count": ends.get(Outcome.UNCHANGED, 0),
        "refused_count": ends.get(Outcome.REFUSED, 0),
        "left_count": ends.get(Outcome.LEFT, 0),
        "warning_count": remarked,
    }


def _end(slice_: Slice, at: datetime) -> None:
    source = slice_.source
    detected = {**source.detected, "causes": results.causes(source)}
    counted = counts(source)
    with transaction.atomic(durable=True):
        slice_.hold()
        IMPORT.move(
            source,
            ImportState.CHECKED,
            beat_at=None,
            cursor=0,
            progress=source.total,
            detected=detected,
            **counted,
        )


def _fail(source: Import, why: FileRefused, *, at: datetime) -> None:
    IMPORT.move(
        source,
        ImportState.FAILED,
        failure=str(why)[:300],
        finished_at=at,
        beat_at=None,
        asked={"refused": kept(why)},
    )
    slices.forget(source, slices.last_row(source))


def say_twins(rows: Sequence[ImportRow], skus: Set[str]) -> None:
    """Say it of lines that share one of these references; all of theirs, and of their sheets, are
    among the rows.
    """
    varied = {row.sheet for row in rows if "values" in row.draft}
    bearers = sorted((row for row in rows if row.sku in skus), key=lambda row: row.line)
    _mark_twins(bearers, _sell_nothing(bearers, varied, _left_sheets(rows)))
