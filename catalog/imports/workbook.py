"""XLSX workbooks: checked as an archive before they are opened, then read by calamine."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from catalog.imports.problems import FileRefused

MEGA = 1024 * 1024
PARTS = 2_000
UNPACKED = 400 * MEGA
CELLS = 6_000_000
SAMPLE_ROWS = 40
BROKEN = "\ue000"  # stands for a formula in error; no seller writes it
_WIDE = re.compile(rb"""\br=["'][A-Z]{3,}\d""")
_ROW = re.compile(rb"""\br=["'](\d{1,9})["']""")
_CELL = re.compile(rb"""\br=["']([A-Z]+)\d""")
_WRONG = re.compile(
    rb'<c r="([A-Z]+)(\d+)"(?:[^>]*t="e"[^>]*>|[^>]*><f[^>]*>[^<]*</f>(?:<v\s*/>|<v></v>)?</c>)'
)


def check(file: IO[bytes]) -> None:
    """Refuse an archive that is no plain workbook, or that would fill the memory."""
    try:
        archive = zipfile.ZipFile(file)
        names = {entry.filename: entry for entry in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError) as wrong:
        raise FileRefused("FORMAT_CORRUPT") from wrong
    if len(names) > PARTS or sum(entry.file_size for entry in names.values()) > UNPACKED:
        raise FileRefused("ARCHIVE_BOMB", limit=UNPACKED // MEGA)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("FORMAT_MACROS")
    if "xl/workbook.xml" not in names:
        raise FileRefused("FORMAT", found="ODS" if "mimetype" in names else "ZIP")
    if "xl/_rels/workbook.xml.rels" not in names:  # the parts are there, and nothing says which sheet is which
        raise FileRefused("FORMAT_CORRUPT")
    try:
        for name, entry in names.items():
            if name.endswith((".xml", ".rels")):
                with archive.open(entry) as part:
                    head = part.read(4096)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise FileRefused("XML_FORBIDDEN")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as wrong:
        raise FileRefused("FORMAT_CORRUPT") from wrong


def detect(file: IO[bytes], recognise: Callable[[str], bool], *, sheet: str = "") -> dict:
    """The sheets of a workbook, and the first rows of the chosen one or of the likeliest."""
    _check_sheets(file)
    book = _open(file)
    names = list(book.sheet_names)
    samples = {}
    for name in [sheet] if sheet in names else names[:20]:
        samples[name] = _first_rows(book, name)
    best = max(samples, key=lambda name: _interest(samples[name], recognise), default="")
    if not best or not samples[best]:
        raise FileRefused("IMPORT_EMPTY")
    return {"kind": "xlsx", "sheet": best, "sheets": names, "sample": samples[best]}


def rows(file: IO[bytes], sheet: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of one sheet as text; a cell in error holds the mark BROKEN."""
    wrong = _check_sheets(file).get(sheet, {})
    book = _open(file)
    if sheet not in book.sheet_names:
        raise FileRefused("SHEET_MISSING")
    try:
        cells = book.get_sheet_by_name(sheet)
        yield from _rows(cells, wrong)
    except CalamineError as broken:
        raise FileRefused("FORMAT_CORRUPT") from broken


def _rows(cells: CalamineSheet, wrong: dict[int, set[int]]) -> Iterator[tuple[int, list[str]]]:
    start = cells.start
    if start is None:
        return
    for number, row in enumerate(cells.iter_rows(), start[0] + 1):
        texts = [""] * start[1] + [_text(cell) for cell in row]
        for column in wrong.get(number, ()):
            if column < len(texts):
                texts[column] = BROKEN
        yield number, texts


def _first_rows(book: CalamineWorkbook, name: str) -> list[tuple[int, list[str]]]:
    first = []
    try:
        for row in _rows(book.get_sheet_by_name(name), {}):
            first.append(row)
            if len(first) == SAMPLE_ROWS:
                break
    except CalamineError as broken:
        raise FileRefused("FORMAT_CORRUPT") from broken
    return first


def _interest(sample: list, recognise: Callable[[str], bool]) -> tuple[int, int]:
    known = max((sum(1 for cell in row if recognise(cell)) for _number, row in sample[:10]), default=0)
    return known, len(sample)


def _open(file: IO[bytes]) -> CalamineWorkbook:
    file.seek(0)
    try:
        return CalamineWorkbook.from_filelike(file)
    except PasswordError as locked:
        raise FileRefused("FORMAT_PASSWORD") from locked
    except (CalamineError, ValueError, OSError) as broken:
        raise FileRefused("FORMAT_CORRUPT") from broken


def _check_sheets(file: IO[bytes]) -> dict[str, dict[int, set[int]]]:
    """Refuse sheets too wide or too long before they are unpacked; find their cells in error.

    A file of a few kilobytes may hold one cell at XFD1048576: the reader would lay out them all.
    """
    wrong: dict[str, dict[int, set[int]]] = {}
    try:
        with zipfile.ZipFile(file) as archive:
            names = _sheet_names(archive)
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    with archive.open(part) as opened:
                        wrong[names.get(part, part)] = _check_sheet(opened)
    except (zipfile.BadZipFile, OSError, ValueError, ParseError, DefusedXmlException) as broken:
        raise FileRefused("FORMAT_CORRUPT") from broken
    return wrong


def _check_sheet(part) -> dict[int, set[int]]:
    wrong: dict[int, set[int]] = {}
    last, width, rest = 0, 0, b""
    while block := part.read(MEGA):
        text = rest + block
        if _WIDE.search(text):
            raise FileRefused("TOO_MANY_COLUMNS", limit=512)
        last = max([last, *map(int, _ROW.findall(text))])
        width = max([width, *map(_column, set(_CELL.findall(text)))])
        if last * width > CELLS:
            raise FileRefused("TOO_MANY_ROWS", limit=CELLS // width)
        for column, row in _WRONG.findall(text):
            wrong.setdefault(int(row), set()).add(_column(column) - 1)
        rest = text[-4096:]
    return wrong


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the archive holds which sheet."""
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    parts = {one.get("Id"): one.get("Target", "") for one in relations}
    names = {}
    for one in fromstring(archive.read("xl/workbook.xml")).iter():
        if one.tag.endswith("}sheet"):
            relation = next((value for key, value in one.items() if key.endswith("}id")), "")
            names["xl/" + parts.get(relation, "").removeprefix("/xl/")] = one.get("name", "")
    return names


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: object) -> str:
    """A cell as its reader sees it: 12.0 is 12, a day is written 2026-01-31."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".12g")
    if isinstance(cell, (datetime.date, datetime.datetime)):
        return cell.isoformat()
    return str(cell)
