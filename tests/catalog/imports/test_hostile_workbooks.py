"""Workbooks that unfold to much more than they weigh: refused, or read within a ceiling."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from catalog.imports import cells, dictionary, parts, photos_zip, readers, workbook
from catalog.imports.problems import FileRefused

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[3]
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = "".join(
    f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("sku", "titre", "prix", "stock")
)
CEILING = 60  # megabytes above what the process holds without a file
READ = r"""
import re, sys
from catalog.imports import readers, dictionary, workbook
def peak():  # not ru_maxrss: that one remembers the process we were forked from
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) // 1024
with open(sys.argv[1], "rb") as file:
    before, lines, end = peak(), 0, "read"
    try:
        found = readers.detect(file, dictionary.is_known)
        for _row in readers.rows(file, found):
            lines += 1
    except readers.FileRefused as refused:
        end = refused.code
    print(peak() - before, lines, end)
"""


def workbook_of(sheet: str, *, texts: str = "", styles: str = "", book: str = "") -> bytes:
    """A workbook written by hand, as no spreadsheet would."""
    out = io.BytesIO()
    kinds = (
        ("worksheet", "worksheets/sheet1.xml"),
        ("sharedStrings", "sharedStrings.xml"),
        ("styles", "styles.xml"),
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {MAIN} xmlns:r="{OFFICE}">{book}<sheets>'
            '<sheet name="S" sheetId="1" r:id="r0"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            "<Relationships>"
            + "".join(
                f'<Relationship Id="r{place}" Type="{OFFICE}/{kind}" Target="{target}"/>'
                for place, (kind, target) in enumerate(kinds)
            )
            + "</Relationships>",
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>",
        )
        archive.writestr("xl/sharedStrings.xml", f"<sst {MAIN}>{texts}</sst>")
        archive.writestr("xl/styles.xml", f"<styleSheet {MAIN}>{styles}</styleSheet>")
    return out.getvalue()


def measured(tmp_path, content: bytes) -> tuple[int, int, str]:
    """Megabytes added, lines read and the end, in a process of its own."""
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", READ, path], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    added, lines, end = done.stdout.split()
    return int(added), int(lines), end


def refused(content: bytes) -> str:
    with pytest.raises(FileRefused) as why:
        list(
            readers.rows(
                io.BytesIO(content), readers.detect(io.BytesIO(content), dictionary.is_known)
            )
        )
    assert str(why.value)
    return why.value.code


HOSTILE = {
    "one long text named by every cell": (
        lambda: '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c><c><v>1</v></c></row>' * 30_000,
        lambda: f"<si><t>{'x' * 3000}</t></si>",
        30_000,
        "read",
    ),
    "rows of numbers": (
        lambda: f"<row>{'<c><v>1</v></c>' * 40}</row>" * 10_000,
        str,
        10_000,
        "read",
    ),
    "texts that nobody names": (
        lambda: "<row><c><v>1</v></c></row>",
        lambda: "".join(f"<si><t>texte {number}</t></si>" for number in range(200_000)),
        1,
        "read",
    ),
    "a text without end": (
        lambda: '<row><c t="s"><v>0</v></c></row>',
        lambda: f"<si><t>{'x' * 70_000_000}</t></si>",
        0,
        "TEXT_TOO_LONG",
    ),
    "a value without end": (lambda: f'<row r="{"1" * 70_000_000}"/>', str, 0, "FORMAT_CORRUPT"),
    "names without end": (
        lambda: "".join(f"<n{n}/>" for n in range(400_000)),
        str,
        0,
        "FORMAT_CORRUPT",
    ),
    "elements in elements": (lambda: "<row>" + "<c>" * 5_000_000, str, 0, "FORMAT_CORRUPT"),
}


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc"
)
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_workbook_stays_below_the_ceiling(tmp_path, case):
    sheet, texts, lines, end = HOSTILE[case]
    content = workbook_of(f"<row>{HEAD}</row>{sheet()}", texts=texts())

    added, read, ended = measured(tmp_path, content)

    assert (read, ended) == (lines, end)
    assert added < CEILING, f"{added} MB for a file of {len(content) // 1024} KB"


def test_a_few_texts_named_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(parts, "UNPACKED", parts.MEGA)
    sheet = f"<row>{HEAD}</row>" + '<row><c t="s"><v>0</v></c></row>' * 20

    assert refused(workbook_of(sheet, texts=f"<si><t>{'x' * 90_000}</t></si>")) == "ARCHIVE_BOMB"


@pytest.mark.parametrize(
    ("module", "limit", "code"),
    [
        (workbook, "CELLS", "TOO_MANY_CELLS"),
        (workbook, "ROWS", "TOO_MANY_ROWS"),
        (workbook, "ROW_CHARS", "LINE_TOO_LONG"),
        (parts, "TEXTS", "TOO_MANY_TEXTS"),
        (parts, "ELEMENTS", "ARCHIVE_BOMB"),
    ],
)
def test_each_limit_holds(monkeypatch, module, limit, code):
    content = workbook_of(
        f"<row>{HEAD}</row>" + "<row><c><v>1</v></c></row>" * 30, texts="<si><t>x</t></si>" * 30
    )
    assert workbook.detect(io.BytesIO(content), dictionary.is_known)["sheet"] == "S"

    monkeypatch.setattr(module, limit, 8)

    assert refused(content) == code


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archives_that_unpack_without_measure_are_not_opened(method):
    """One block of these may be a thousand times larger than what is asked of it."""
    plain, packed = io.BytesIO(workbook_of(f"<row>{HEAD}</row>")), io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(packed, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))

    assert refused(packed.getvalue()) == "FORMAT_CORRUPT"
    with pytest.raises(FileRefused):
        photos_zip.check(packed)


def test_a_list_of_parts_without_end_is_not_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"xl/{number:060d}", b"")

    assert refused(out.getvalue()) == "FORMAT_CORRUPT"


def test_entities_are_refused_wherever_they_stand():
    content = workbook_of("")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "xl/sharedStrings.xml":  # behind what a glance at the head would see
                body = b"<!--" + b" " * 5000 + b"-->" + b'<!DOCTYPE x [<!ENTITY a "b">]>' + body
            new.writestr(name, body)

    assert refused(out.getvalue()) == "XML_FORBIDDEN"


def test_cells_are_read_as_spreadsheets_write_them():
    styles = (
        '<numFmts><numFmt numFmtId="200" formatCode="[$-40C]d mmm yyyy"/><numFmt numFmtId="201"'
        ' formatCode="0&quot; jours&quot;"/></numFmts><cellStyleXfs><xf'
        ' numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf'
        ' numFmtId="200"/><xf numFmtId="201"/><xf numFmtId="46"/></cellXfs>'
    )
    sheet = (
        f'<row r="2">{HEAD}</row><row r="5"><c r="B5" t="s"><v>0</v></c><c r="C5"'
        ' s="1"><v>45000</v></c><c r="D5" s="2"><v>45000.5</v></c></row><row><c'
        ' s="3"><v>007</v></c><c t="str"><f>A1</f><v>007</v></c><c t="b"><v>1</v></c><c'
        ' t="e"><v>#N/A</v></c></row><row><c><f>1+1</f></c><c'
        ' t="inlineStr"><is><r><t>a</t></r><r><t>'
        " b</t></r><rPh><t>x</t></rPh></is></c><c><v>19.990000000000002</v></c><c"
        ' t="str"><v>x_x000D_</v></c></row><row><c s="1"><v>0.5</v></c><c'
        ' s="4"><v>1.25</v></c><c><v>1E3</v></c><c t="d"><v>2026-01-31</v></c></row>'
    )
    content = workbook_of(sheet, texts="<si><t>0012</t></si>", styles=styles)

    assert list(workbook.rows(io.BytesIO(content), "S"))[1:] == [
        (5, ["", "0012", "2023-03-15", "2023-03-15T12:00:00"]),
        (6, ["7", "007", "TRUE", workbook.BROKEN]),
        (7, [workbook.BROKEN, "a b", "19.99", "x\r"]),
        (8, ["12:00:00", "1 day, 6:00:00", "1000", "2026-01-31"]),
    ]
    old = workbook_of(
        sheet, texts="<si><t>0012</t></si>", styles=styles, book='<workbookPr date1904="1"/>'
    )
    assert dict(workbook.rows(io.BytesIO(old), "S"))[5][2] == "2027-03-16"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""),
        ("0.00", ""),
        ('"jour" 0', ""),
        ("[Red]0.0", ""),
        ("#,##0.00 [$€-40C]", ""),
        ("0\\d", ""),
        ("_-* #,##0.00_-", ""),
        ("yyyy-mm-dd", "day"),
        ("[$-40C]d mmm yyyy", "day"),
        ("h:mm AM/PM", "day"),
        ("[h]:mm", "span"),
        ("[mm]:ss", "span"),
        ("0;d", ""),
    ],
)
def test_a_format_says_whether_a_number_is_a_day(code, kind):
    assert cells.kind_of_format(code) == kind
