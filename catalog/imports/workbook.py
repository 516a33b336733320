"""XLSX workbooks, read as a stream: one row at a time, whatever the file says."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO

from catalog.imports import cells, parts
from catalog.imports.parts import Archive, Gathered, Texts
from catalog.imports.problems import FileRefused

MEGA = parts.MEGA
BYTES = 50 * MEGA
ROWS = 250_000
COLUMNS = 512
CELLS = 6_000_000
ROW_CHARS = 1 * MEGA
SHOWN_SHEETS = 100
LOOKED_AT = 20  # worksheets among which the likeliest is sought
SAMPLE_ROWS = 40
SAMPLE_CHARS = 300
STYLES = 70_000
BROKEN = "\ue000"  # stands for a formula in error; no seller writes it
Row = tuple[int, list[str]]


def detect(file: IO[bytes], recognise: Callable[[str], bool], *, worksheet: str = "") -> dict:
    """The worksheets of a file, and the first rows of the chosen one or of the likeliest."""
    with _opened(file) as book:
        names = list(book.worksheets)
        best, likeliest, first_refusal = None, ("", []), None
        for name in [worksheet] if worksheet in names else names[:LOOKED_AT]:
            try:
                sample = book.first_rows(name)
            except FileRefused as refusal:
                # another worksheet may be sound; if none is, the first refusal is the one to tell
                first_refusal = first_refusal or refusal
                continue
            interest = _interest(sample, recognise)
            if sample and (best is None or interest > best):
                best, likeliest = interest, (name, sample)
        if best is None:
            raise first_refusal or FileRefused("IMPORT_EMPTY")
        return {
            "kind": "xlsx",
            "sheet": likeliest[0],
            "sheets": names[:SHOWN_SHEETS],
            "sample": likeliest[1],
        }


def rows(file: IO[bytes], worksheet: str, *, after: int = 0) -> Iterator[Row]:
    """The filled rows of one worksheet, as text; a cell in error holds the mark BROKEN."""
    with _opened(file) as book:
        if worksheet not in book.worksheets:
            raise FileRefused("SHEET_MISSING")
        yield from book.rows(worksheet, after)


def _interest(sample: list[Row], recognise: Callable[[str], bool]) -> tuple[int, int]:
    headings = max(
        (sum(1 for cell in row if recognise(cell)) for _number, row in sample[:10]), default=0
    )
    return headings, len(sample)


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[_Book]:
    with parts.opened(file) as archive:
        _check(archive)
        book = _Book(archive)
        try:
            book.load()
            yield book
        finally:
            book.texts.close()


def _check(archive: Archive) -> None:
    """Refuse an archive that is no plain workbook."""
    if any(name.endswith("vbaproject.bin") for name in archive):
        raise FileRefused("FORMAT_MACROS")
    if "xl/workbook.xml" not in archive:
        raise FileRefused("FORMAT", found="ODS" if "mimetype" in archive else "ZIP")
    # the parts may be there, but nothing says which worksheet is which
    if "xl/_rels/workbook.xml.rels" not in archive:
        raise FileRefused("FORMAT_CORRUPT")


class _Book:
    """The worksheets of a workbook by name, its formats and its shared texts."""

    def __init__(self, archive: Archive):
        self._archive = archive
        self._parts: dict[str, str] = {}
        self._named = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
        archive.walk_whole("xl/_rels/workbook.xml.rels", self._relation)
        self.worksheets: dict[str, str] = {}
        self._shift = 0
        archive.walk_whole("xl/workbook.xml", self._worksheet)
        self._formats: dict[str, str] = {}
        self._kinds: list[str] = []
        self._in_cells = False
        self.texts = Texts()

    def first_rows(self, worksheet: str) -> list[Row]:
        """The head of a worksheet, its long texts cut."""
        return [
            (number, [text[:SAMPLE_CHARS].replace(BROKEN, "") for text in row])
            for number, row in islice(self.rows(worksheet), SAMPLE_ROWS)
        ]

    def rows(self, worksheet: str, after: int = 0) -> Iterator[Row]:
        """The filled rows of a worksheet after the row `after`; raises FileRefused."""
        reader = _Worksheet()
        first = count = chars = 0
        for _block in self._archive.walk(
            self.worksheets[worksheet], reader.start, reader.end, reader.text
        ):
            for number, filled in reader.taken():
                # counted as they come: the size a workbook declares for itself proves nothing
                first, count = first or number, count + len(filled)
                if count > CELLS:
                    raise FileRefused("TOO_MANY_CELLS", limit=CELLS)
                if number - first > ROWS:
                    raise FileRefused("TOO_MANY_ROWS", limit=ROWS)
                row = self._row(number, filled) if number > after else None
                if row:
                    chars += sum(map(len, row))
                    if chars > parts.UNPACKED:  # a few long texts, named again and again
                        raise FileRefused("ARCHIVE_BOMB", limit=parts.UNPACKED // MEGA)
                    yield number, row

    def _row(self, number: int, filled: list[_Cell]) -> list[str]:
        row: list[str] = []
        chars = 0
        for column, kind, style, raw, is_formula in filled:
            text = self._text(kind, style, raw, is_formula=is_formula)
            if text:
                if column > COLUMNS:
                    raise FileRefused("TOO_MANY_COLUMNS", limit=COLUMNS)
                chars += len(text)
                if chars > ROW_CHARS:
                    raise FileRefused("LINE_TOO_LONG", line=number)
                if column > len(row):
                    row += [""] * (column - len(row))
                row[column - 1] = text
        return row

    def _text(self, kind: str, style: str, raw: str, *, is_formula: bool) -> str:
        """A cell as its reader sees it."""
        if kind == "e" or is_formula and not raw:
            return BROKEN
        if not raw:
            return ""
        if kind == "s":
            return cells.unescaped(self.texts[int(raw)])
        if kind == "n":
            return cells.number(raw, self._kind(style) if style else "", self._shift)
        if kind == "b":
            return "TRUE" if raw in ("1", "true") else "FALSE"
        return cells.iso(raw) if kind == "d" else cells.unescaped(raw)

    def _kind(self, style: str) -> str:
        place = int(style)
        return self._kinds[place] if 0 <= place < len(self._kinds) else ""

    def load(self) -> None:
        """Read the formats and the shared texts, before the first row."""
        if self._named["styles"] in self._archive:
            self._archive.walk_whole(self._named["styles"], self._style)
        if self._named["sharedStrings"] in self._archive:
            self.texts.fill(self._archive, self._named["sharedStrings"])

    def _relation(self, name: str, given: dict[str, str]) -> None:
        if name == "Relationship":
            target = given.get("Target", "")
            part = (
                target
                if target.startswith("/")
                else posixpath.normpath(posixpath.join("xl", target))
            )
            kind = given.get("Type", "").rpartition("/")[2]
            if kind in self._named:
                self._named[kind] = part
            elif kind == "worksheet" and len(self._parts) < parts.PARTS:
                self._parts[given.get("Id", "")[:100]] = part[:500]

    def _worksheet(self, name: str, given: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in given.items() if key.endswith(":id")), "")
            if relation in self._parts:
                self.worksheets.setdefault(given.get("name", "")[:100], self._parts[relation])
        elif name == "workbookPr" and given.get("date1904") in ("1", "true"):
            self._shift = cells.SHIFT_1904

    def _style(self, name: str, given: dict[str, str]) -> None:
        if name == "numFmt" and len(self._formats) < STYLES:
            self._formats[given.get("numFmtId", "")[:10]] = cells.kind_of_format(
                given.get("formatCode", "")
            )
        elif name in ("cellXfs", "cellStyles", "dxfs"):
            self._in_cells = name == "cellXfs"
        elif name == "xf" and self._in_cells and len(self._kinds) < STYLES:
            number = given.get("numFmtId", "0")
            built_in = cells.BUILT_IN.get(int(number), "") if number.isdecimal() else ""
            self._kinds.append(self._formats.get(number, built_in))


# column, kind, style, what is written, whether a formula made it
_Cell = tuple[int, str, str, str, bool]


class _Worksheet:
    """Collects the rows of a worksheet, one block at a time; they become text when taken."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, list[_Cell]]] = []
        self._cells: list[_Cell] = []
        self._number = self._column = 0
        self._inside = self._wanted = self._hint = self._is_formula = self._is_value = False
        self._kind = self._style = ""
        self._value = Gathered()

    def taken(self) -> list[tuple[int, list[_Cell]]]:
        """The rows that are complete."""
        whole, self._rows = self._rows, []
        return whole

    def start(self, name: str, given: dict[str, str]) -> None:
        if not self._inside:
            self._inside = name == "sheetData"
        elif name == "c":
            self._column = cells.column(given.get("r", "")) or self._column + 1
            self._kind, self._style = given.get("t", "n"), given.get("s", "")
            self._is_formula = self._is_value = False
            self._value.taken()
        elif name == "v" or name == "t" and not self._hint:
            self._wanted = True
        elif name == "f":
            self._is_formula = True
        elif name == "row":
            self._start_row(given.get("r", ""))
        elif name == "rPh":
            self._hint = True

    def end(self, name: str) -> None:
        if not self._inside:
            return
        if name == "c":
            if self._value.pieces or self._is_formula:
                kind = "str" if self._kind == "n" and not self._is_value else self._kind
                self._cells.append(
                    (self._column, kind, self._style, self._value.taken(), self._is_formula)
                )
        elif name in ("v", "t"):
            self._wanted = False
            self._is_value = name == "v"
        elif name == "row":
            if self._cells:
                self._rows.append((self._number, self._cells))
                self._cells = []
        elif name == "rPh":
            self._hint = False
        elif name == "sheetData":
            self._inside = False

    def text(self, piece: str) -> None:
        if self._wanted:
            self._value.add(piece)

    def _start_row(self, given: str) -> None:
        number = int(given) if given.isdecimal() and len(given) < 10 else self._number + 1
        if number <= self._number:
            raise FileRefused("FORMAT_CORRUPT")  # lines are told apart by their number
        self._number, self._column = number, 0
