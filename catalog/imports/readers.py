"""A seller's table, whatever wrote it: CSV of any encoding and separator, or XLSX.

The kind is read from the bytes, never from the name. Rows come one by one as `(number, cells)`,
with the number a spreadsheet shows; nothing larger than a line is held for a CSV.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO

from django.utils.translation import gettext_lazy as _

from catalog.imports import charset, workbook
from catalog.imports.cells import Exact
from catalog.imports.problems import FileRefused
from marketplace.shared import invisible

MEGA = 1024 * 1024
LINE_CHARS = 1 * MEGA
COLUMNS = workbook.COLUMNS
SAMPLE_ROWS = workbook.SAMPLE_ROWS
SHOWN_ROWS = 5
ENCODINGS = charset.ALL
SEPARATORS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"RIFF", "RIFF"),
    (b"GIF8", "GIF"),
)
# how programs begin, whatever their name says
CODE = re.compile(rb"<\?php|#!|//|/\*|#include|--\s|(insert into|create table|drop table)\s")
_CODE_SIGNS = re.compile(r"[{}<>=;`\\$]|\(\)|://")
HEADING = 60
CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a"))
Row = tuple[int, list[str]]
csv.field_size_limit(LINE_CHARS)


def detect(file: IO[bytes], recognise: Callable[[str], bool], **chosen) -> dict:
    """What this file is and how it is read: encoding, separator, worksheet, header line, sample.

    `doubt` shows a line under each encoding that the text may have, when its bytes do not tell;
    `repaired` says that letters were encoded twice.
    `recognise` tells whether a heading is one we know; `chosen` holds what the seller corrected
    (encoding, separator, sheet, header). Raises FileRefused.
    """
    if glance(file) == "xlsx":
        detected = workbook.detect(file, recognise, worksheet=chosen.get("sheet", ""))
    else:
        name, doubt = _encoding(file, chosen.get("encoding", ""))
        separator, sample = _first_rows(file, name, chosen.get("separator", ""), recognise)
        detected = {
            "kind": "csv",
            "encoding": name,
            "separator": separator,
            "sample": sample,
            **({"doubt": doubt} if doubt else {}),
        }
    mended = [(number, _mended(cells)) for number, cells in detected["sample"]]
    if mended != detected["sample"]:
        detected |= {"sample": mended, "repaired": True}
    return _with_header(detected, recognise, chosen.get("header", 0))


def glance(file: IO[bytes], *, most_mb: int | None = None) -> str:
    """`xlsx` or `csv`, from size and first bytes: all a request may read. Raises FileRefused.

    A CSV may weigh `most_mb` megabytes, as the operator's rules have it: it is read line by line. A
    workbook is taken apart, which costs more than it weighs.
    """
    size = file.seek(0, io.SEEK_END)
    if not size:
        raise FileRefused("FILE_EMPTY")
    kind = kind_of(file)
    if kind == "xlsx" and size > workbook.BYTES:
        raise FileRefused("WORKBOOK_TOO_BIG", limit=workbook.BYTES // MEGA)
    if most_mb is not None and size > most_mb * MEGA:
        raise FileRefused("FILE_TOO_BIG", limit=most_mb)
    return kind


def digest(file: IO[bytes]) -> str:
    """What tells a file from all others."""
    file.seek(0)
    seen = hashlib.sha256()
    while block := file.read(MEGA):
        seen.update(block)
    return seen.hexdigest()


def rows(file: IO[bytes], detected: dict, *, after: int = 0) -> Iterator[Row]:
    """The rows under the header, blank ones left out, as text without padding."""
    start = max(after, detected["header"])
    width = len(detected["headers"])
    source = _all_rows(file, detected, start)
    for number, cells in source:
        if len(cells) > COLUMNS and any(cells[COLUMNS:]):
            raise FileRefused("TOO_MANY_COLUMNS", limit=COLUMNS)
        if number > start:
            # a number of a workbook has no padding, and must stay known as one
            texts = [cell if type(cell) is Exact else cell.strip() for cell in cells]
            if any(texts):
                yield number, _fitted(texts, width)


def kind_of(file: IO[bytes]) -> str:
    """`xlsx` or `csv`; raises FileRefused for what is neither."""
    file.seek(0)
    head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if _is_locked(file):
            raise FileRefused("FORMAT_PASSWORD")
        raise FileRefused("FORMAT", found="XLS")
    for mark, name in OTHER_KINDS:
        if head.startswith(mark):
            raise FileRefused("FORMAT", found=name)
    text = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<head")):
        raise FileRefused("FORMAT", found="XML" if text.startswith(b"<?xml") else "HTML")
    if re.match(rb"\{|\[\s*[{\[\"]", text):
        raise FileRefused("FORMAT", found="JSON")
    if CODE.match(text):
        raise FileRefused("FORMAT", found=_("code informatique"))
    if _is_binary(head):
        raise FileRefused("FORMAT", found=_("fichier binaire"))
    return "csv"


def _is_locked(file: IO[bytes]) -> bool:
    """Whether an old container holds a workbook under a password."""
    mark = "EncryptedPackage".encode("utf-16-le")
    file.seek(0)
    rest = b""
    while block := file.read(MEGA):
        if mark in rest + block:
            return True
        rest = block[-len(mark) :]
    return False


def _is_binary(head: bytes) -> bool:
    """Whether these bytes are no text at all; a stray control character is allowed."""
    if any(head.startswith(mark) for mark, _name in charset.BOMS) or head.count(0) > 0.2 * len(
        head
    ):
        return False
    control = len(head) - len(head.translate(None, CONTROL))
    return control > 3 and control > 0.02 * len(head)


def _encoding(file: IO[bytes], chosen: str) -> tuple[str, list[dict[str, str]]]:
    if not chosen:
        return charset.of(file)
    if chosen == "utf-8" and not charset.is_utf8(file):
        raise FileRefused("ENCODING", encoding=chosen)
    return chosen, []


def _mended(cells: list[str]) -> list[str]:
    if all(map(str.isascii, cells)):
        return cells
    return [cell if cell.isascii() else charset.mended(cell) for cell in cells]


def _first_rows(
    file: IO[bytes], encoding: str, separator: str, recognise: Callable[[str], bool]
) -> tuple[str, list[Row]]:
    """The separator under which the first rows are most of a table, and those rows.

    Headings that we know prove more than rows of one width: a text full of commas has those too.
    """
    separator = separator or _named_separator(file, encoding)
    tried = []
    for name, sign in SEPARATORS.items():
        if separator in ("", name):
            sample = []
            with _text(file, encoding) as lines:
                for number, cells in islice(_parsed(lines, sign), SAMPLE_ROWS):
                    sample.append(
                        (number, [cell[: workbook.SAMPLE_CHARS] for cell in cells[: COLUMNS + 1]])
                    )
            headings = max(
                (sum(map(recognise, cells)) for _number, cells in sample[:10] if len(cells) > 1),
                default=0,
            )
            tried.append(((headings if headings > 1 else 0, _agreement(sample)), name, sample))
    if not tried:
        return _first_rows(file, encoding, "", recognise)
    _best, name, sample = max(tried, key=lambda attempt: attempt[0])
    return name, sample


def _named_separator(file: IO[bytes], encoding: str) -> str:
    """The separator that a first line `sep=;` names, as Excel understands it."""
    with _text(file, encoding) as lines:
        named = re.fullmatch(r'"?sep=(.)"?[;,\t]*\s*', next(lines, ""), re.IGNORECASE)
    return next((name for name, sign in SEPARATORS.items() if named and sign == named[1]), "")


def _agreement(sample: list[Row]) -> float:
    widths = [len(cells) for _number, cells in sample if any(cells)]
    if not widths:
        return 0.0
    # one column agrees under any separator; among equals, more columns are likelier
    usual = max(set(widths), key=widths.count)
    return 0.0 if usual == 1 else widths.count(usual) / len(widths) + min(usual, 100) / 1000


def _all_rows(file: IO[bytes], detected: dict, after: int) -> Iterator[Row]:
    if detected["kind"] == "xlsx":
        for number, cells in workbook.rows(file, detected["sheet"], after=after):
            yield number, _mended(cells)
    else:
        with _text(file, detected["encoding"]) as lines:
            for number, cells in _parsed(lines, SEPARATORS[detected["separator"]]):
                yield number, _mended(cells)


@contextmanager
def _text(file: IO[bytes], encoding: str) -> Iterator[Iterator[str]]:
    file.seek(0)
    # a stray byte becomes a sign that refuses its own line; UTF-16 has none that stands alone
    errors = "strict" if encoding.startswith("utf-16") else "replace"
    text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    try:
        yield _lines(text)
    except UnicodeError as refusal:
        raise FileRefused("ENCODING", encoding=encoding) from refusal
    finally:
        text.detach()  # closing the wrapper would close the caller's file


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a text, none longer than we hold."""
    number = 0
    while line := text.readline(LINE_CHARS):
        number += 1
        if len(line) >= LINE_CHARS:
            raise FileRefused("LINE_TOO_LONG", line=number)
        yield line.lstrip("\ufeff") if number == 1 else line


def _parsed(lines: Iterator[str], sign: str) -> Iterator[Row]:
    record: list[str] = []  # the lines of the record being read, to see an unclosed quote

    def noted() -> Iterator[str]:
        for line in lines:
            record.append(line)
            yield line

    number = 0
    started = 1
    reader = csv.reader(noted(), delimiter=sign)
    try:
        for cells in reader:
            number += 1
            if record and not record[-1].endswith(("\n", "\r")):
                _check_closed(record, sign, started)
            elif len(record) > 1 and sum(map(len, record)) > LINE_CHARS:
                raise FileRefused("LINE_TOO_LONG", line=started)
            yield number, cells
            last, record[:] = record[:], []
            started = reader.line_num + 1
        if number:
            _check_closed(last, sign, started - len(last))
    except csv.Error as error:
        raise FileRefused(
            "CSV_QUOTE" if len(record) > 1 else "LINE_TOO_LONG", line=started
        ) from error


def _check_closed(record: list[str], sign: str, started: int) -> None:
    """Refuse a last record whose quote never ends: it would swallow the rest of the file."""
    raw = "".join(record)
    if raw.count('"') % 2:
        try:
            list(csv.reader(record, delimiter=sign, strict=True))
        except csv.Error as error:
            if "end of data" in str(error) or len(record) > 1:
                raise FileRefused("CSV_QUOTE", line=started) from error


def _with_header(detected: dict, recognise: Callable[[str], bool], chosen: int) -> dict:
    sample: list[Row] = detected.pop("sample")
    # what nobody sees in a heading would hide which column it is
    filled = [
        (number, [invisible.cleaned(str(cell)).strip() for cell in cells])
        for number, cells in sample
    ]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    if not filled:
        raise FileRefused("IMPORT_EMPTY")
    header, cells = next((row for row in filled if row[0] == chosen), None) or _header_row(
        filled, recognise
    )
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > COLUMNS:
        raise FileRefused("TOO_MANY_COLUMNS", limit=COLUMNS)
    under = [cells for number, cells in filled if number > header]
    if not under:
        raise FileRefused("IMPORT_EMPTY")
    headers = _distinct(cells)
    shown = [
        [cell[:80].replace("\0", "␀") for cell in _fitted(row, len(headers))]
        for row in under[:SHOWN_ROWS]
    ]
    return {**detected, "header": header, "headers": headers, "sample": shown}


def _header_row(filled: list[Row], recognise: Callable[[str], bool]) -> Row:
    """The row among the first ten with the most headings we know, or the first with two cells."""
    first = filled[:10]
    scores = [sum(1 for cell in cells if recognise(cell)) for _number, cells in first]
    if max(scores) >= 2:
        return first[scores.index(max(scores))]
    wide = sum(1 for _number, cells in filled if len([cell for cell in cells if cell]) > 1)
    for row in first if 2 * wide >= len(filled) else ():
        cells = [cell for cell in row[1] if cell]
        if len(cells) >= 2 and all(map(_is_heading, cells)):
            return row
    raise FileRefused("IMPORT_HEADER")


def _is_heading(cell: str) -> bool:
    """Whether a cell may name a column: no number, no sentence, no piece of a program."""
    return (
        len(cell) <= HEADING
        and not re.fullmatch(r"[\d\s.,€$]+", cell)
        and not _CODE_SIGNS.search(cell)
    )


def _distinct(cells: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for position, cell in enumerate(cells, 1):
        name = re.sub(r"\s+", " ", cell.replace("\0", "")).strip()[:100] or f"#{position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _fitted(cells: list[str], width: int) -> list[str]:
    """As many cells as headings; cells beyond them are kept, so that the line can be refused."""
    if len(cells) < width:
        return cells + [""] * (width - len(cells))
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return cells
