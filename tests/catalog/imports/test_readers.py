"""Files as shops and spreadsheets write them, and as they must not be."""

from __future__ import annotations

import gzip
import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest

from catalog.imports import dictionary, parts, photos_zip, readers, workbook
from catalog.imports.problems import FileRefused
from tests.catalog.imports.conftest import DATA

ODD = DATA / "odd-tables"


def detect(content: bytes, **chosen) -> dict:
    return readers.detect(io.BytesIO(content), dictionary.is_known, **chosen)


def cells(content: bytes, **chosen) -> list:
    file = io.BytesIO(content)
    return list(readers.rows(file, readers.detect(file, dictionary.is_known, **chosen)))


def refused(content: bytes) -> str:
    with pytest.raises(FileRefused) as why:
        cells(content)
    assert str(why.value)
    return why.value.code


def book(*rows, **more) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for name, table in more.items():
        sheet = made.create_sheet(name)
        for row in table:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same archive with some parts replaced or added."""
    out = io.BytesIO()
    named = {name.replace("__", "/"): data for name, data in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, data in named.items():
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "part",
    [
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "[Content_Types].xml",
        "_rels/.rels",
    ],
)
def test_a_workbook_that_lacks_a_part_is_told_so_or_read(part):
    whole = book(["sku", "titre", "prix"], ["A-1", "Bol", 12])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))

    with suppress(FileRefused):
        assert cells(out.getvalue())


@pytest.mark.skipif(not ODD.exists(), reason="the odd tables are not at ../shared/data")
@pytest.mark.parametrize(
    ("name", "encoding", "separator", "last"),
    [
        ("bad.csv", "utf-8", ",", ["0", "mixed types.... uh oh", "17"]),
        ("dummy.tsv", "utf-8", "tab", ["1", "2", "3"]),
        ("mac_newlines.csv", "utf-8", ",", ["Once upon\ra time", "5", "6"]),
        ("null_byte.csv", "utf-8", ",", ["\0", "2", "3"]),
        ("test_header_newline.csv", "utf-8", ",", ["d", "e", "f"]),
        ("test_latin1.csv", "cp1252", ",", ["4", "5", "©"]),
        ("test_locale.csv", "utf-8", ",", ["1,7", "200.000.000", ""]),
        ("test_utf16_little.csv", "utf-16-le", ",", ["4", "5", "ʤ"]),
        ("test_utf8_bom.csv", "utf-8", ",", ["4", "5", "ʤ"]),
    ],
)
def test_odd_tables_are_read(name, encoding, separator, last):
    content = (ODD / name).read_bytes()

    found = detect(content)

    assert (found["encoding"], found["separator"]) == (encoding, separator)
    assert not found["headers"][0].startswith("\ufeff")
    assert cells(content)[-1][1] == last


@pytest.mark.skipif(not ODD.exists(), reason="the odd tables are not at ../shared/data")
def test_workbooks_offer_their_sheets():
    content = (ODD / "sheets.xlsx").read_bytes()

    found = detect(content)

    assert found["sheet"] == "data"
    assert found["sheets"] == ["not this one", "data", "ʤ"]
    assert detect(content, sheet="ʤ")["headers"] == ["a", "b", "c"]
    assert cells((ODD / "dummy.xlsx").read_bytes())[0] == (2, ["1", "2", "3"])


@pytest.mark.skipif(not ODD.exists(), reason="the odd tables are not at ../shared/data")
@pytest.mark.parametrize(
    ("name", "code"), [("dummy.csv.gz", "FORMAT"), ("empty.csv", "IMPORT_EMPTY")]
)
def test_odd_tables_that_are_refused(name, code):
    assert refused((ODD / name).read_bytes()) == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"\n\n\n", "IMPORT_EMPTY"),
        (b"sku;titre;prix\n", "IMPORT_EMPTY"),
        (b"sku;titre;prix\n\n ; ; \n", "IMPORT_EMPTY"),
        (b"12;13;14\n15;16;17\n", "IMPORT_HEADER"),
        (b'sku;titre;prix\nA;"Bol;12\nB;Tasse;13\n', "CSV_QUOTE"),
        (b'sku;titre;prix\nA;"Bol', "CSV_QUOTE"),
        (b"sku;titre;prix\n" + b"x" * 2_000_000, "LINE_TOO_LONG"),
        (b'sku;titre;prix\nA;"' + b"xxxxxxx\n" * 200_000 + b'";3\n', "CSV_QUOTE"),
        (b";".join([b"a"] * 600) + b"\n" + b";".join([b"1"] * 600) + b"\n", "TOO_MANY_COLUMNS"),
        (b"<html><body><table><tr><td>sku</td></tr></table>", "FORMAT"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html>", "FORMAT"),
        (b"%PDF-1.7 x", "FORMAT"),
        (b"\x89PNG\r\n\x1a\n", "FORMAT"),
        (gzip.compress(b"sku;titre\n1;2\n", mtime=0), "FORMAT"),
        (b'{"sku": 1}', "FORMAT"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "FORMAT"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16-le"),
            "FORMAT_PASSWORD",
        ),
        (b"PK\x03\x04 broken", "FORMAT_CORRUPT"),
        (b"X" + bytes(range(256)) * 20, "FORMAT"),
    ],
)
def test_files_that_cannot_be_imported_say_why(content, code):
    assert refused(content) == code


def test_a_quote_inside_a_measure_is_no_quote():
    assert cells(b'sku;titre;prix\nA;Tuyau 12" inox;3\n')[-1] == (2, ["A", 'Tuyau 12" inox', "3"])


def test_padding_after_a_quoted_cell_is_left_out():
    assert cells(b'sku ,titre    ,prix\n"A,1"   ,"Bol"   ,3  \n')[-1] == (2, ["A,1", "Bol", "3"])


def test_a_title_above_the_header_is_passed_over():
    found = detect("Mon catalogue;;\n;;\nréférence;désignation;prix TTC\nA;Bol;3\n".encode())

    assert (found["header"], found["headers"]) == (3, ["référence", "désignation", "prix TTC"])


def test_headings_that_come_twice_stay_apart():
    assert detect(b"sku;photo;photo;\nA;x;y;\n")["headers"] == ["sku", "photo", "photo (2)"]


def test_numbers_of_a_workbook_read_as_seen():
    content = book(
        ["sku", "titre", "prix", "ean"],
        [1001, "Bol", 12.5, 3760000000017],
        ["B", "Tasse", 19.99, None],
    )

    assert [row for _n, row in cells(content)] == [
        ["1001", "Bol", "12.5", "3760000000017"],
        ["B", "Tasse", "19.99", ""],
    ]


def test_formulas_without_result_are_marked():
    content = book(["sku", "titre", "prix"], ["A", "Bol", "=1+1"])

    assert cells(content)[0][1][2] == workbook.BROKEN


def test_a_workbook_with_macros_is_refused():
    content = repacked(book(["sku", "titre"], ["A", "B"]), **{"xl__vbaProject.bin": b"x"})

    assert refused(content) == "FORMAT_MACROS"


def test_a_workbook_with_entities_is_refused():
    part = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
    content = repacked(book(["sku", "titre"], ["A", "B"]), **{"xl__worksheets__sheet1.xml": part})

    assert refused(content) == "XML_FORBIDDEN"


@pytest.mark.parametrize(
    ("cell", "code"), [("XFD9", "TOO_MANY_COLUMNS"), ("ZZ1048576", "TOO_MANY_ROWS")]
)
def test_one_far_cell_does_not_fill_the_memory(cell, code):
    part = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="'
        + cell.strip("XFDZ").encode()
        + b'"><c r="'
        + cell.encode()
        + b'"><v>1</v></c></row></sheetData></worksheet>'
    )
    content = repacked(book(["sku", "titre"], ["A", "B"]), **{"xl__worksheets__sheet1.xml": part})

    assert refused(content) == code


def test_a_workbook_that_unfolds_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(parts, "UNPACKED", parts.MEGA)
    content = repacked(
        book(["sku", "titre"], ["A", "B"]), **{"xl__media__x.xml": b" " * (parts.MEGA + 1)}
    )

    assert refused(content) == "ARCHIVE_BOMB"


def test_another_archive_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    assert refused(out.getvalue()) == "FORMAT"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a/../../b.jpg", "C:/x.jpg", "..\\x.jpg"]
)
def test_paths_that_climb_are_refused(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, b"x")

    with pytest.raises(FileRefused) as why:
        photos_zip.check(out)
    assert why.value.code == "ZIP_PATH"


def test_too_many_photos_or_a_bomb_are_refused(monkeypatch):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", b"\0" * (60 * 1024 * 1024))
    with pytest.raises(FileRefused) as why:
        photos_zip.check(out)
    assert why.value.code == "ZIP_BOMB"

    monkeypatch.setattr(photos_zip, "ZIP_FILES", 2)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.jpg", b"x")
    with pytest.raises(FileRefused) as why:
        photos_zip.check(out)
    assert why.value.code == "ZIP_TOO_MANY"


def test_photos_are_found_by_name_whatever_folder_case_or_extension():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Photos/Été/Bol-Bleu.JPG", b"bleu")
        archive.writestr("__MACOSX/._bol.jpg", b"x")
    found = photos_zip.Photos(out)

    assert found.read("bol-bleu.jpg") == b"bleu"
    assert found.read("bol-bleu.png") == b"bleu"
    assert "absent.jpg" not in found
    assert found.read("._bol.jpg") is None
