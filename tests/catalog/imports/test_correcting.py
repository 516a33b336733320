"""A wrong cell is corrected on screen: its line is read again, the counts follow, nothing else."""

from __future__ import annotations

import io

import pytest

from catalog.imports import checking, correcting, mending, rereading, results, run
from catalog.models import Import, Offer
from marketplace.shared.states import MovedMeanwhile
from tests import cast
from tests.catalog.imports.conftest import checked, codes, figures, table
from tests.catalog.imports.exports import EXPORTS, Export
from tests.catalog.imports.test_readers import book

HEAD = "sku;titre;catégorie;prix TTC;stock"
SKU, TITLE, CATEGORY, PRICE, STOCK = range(5)


def correct(source: Import, texts: dict) -> correcting.Corrected:
    return correcting.correct(source, texts, by=None, at=cast.NOON)


def checked_anew(source: Import) -> dict:
    """What a whole check of the same file with its corrections says."""
    run.reopen(source, by=None, at=cast.NOON)
    known = source.mapping
    run.check(
        source,
        categories=known["categories"],
        default=known["defaults"]["category"],
        rates=known["defaults"]["rates"],
        by=None,
        at=cast.NOON,
    )
    while checking.run(source.pk, at=cast.NOON):
        pass
    source.refresh_from_db()
    return state(source)


def state(source: Import) -> dict:
    source.refresh_from_db()
    lines = source.rows.order_by("line")
    # a sheet is named by a line of its own, whichever
    first: dict[int, int] = {}
    return {
        "counts": (*figures(source), source.left_count, source.warning_count),
        "causes": source.detected["causes"],
        "lines": [
            (
                *(row.line, row.sku, row.group, row.outcome, row.problems, row.draft, row.cells),
                first.setdefault(row.sheet, row.line),
            )
            for row in lines
        ],
    }


@pytest.mark.parametrize(
    ("rows", "texts", "end"),
    [
        # a price, read at once; the other lines stay as they are
        (
            ["A;Bol;Cuisine;x;3", "B;Tasse;Cuisine;y;3"],
            {2: {PRICE: "12,50"}},
            {3: ["PRICE_FORMAT"]},
        ),
        # still wrong, under another cause
        (["A;Bol;Cuisine;x;3"], {2: {PRICE: "-3"}}, {2: ["PRICE_NEGATIVE"]}),
        # a title, and a cell that makes a good line wrong
        (["A;;Cuisine;12;3"], {2: {TITLE: "Bol bleu"}}, {}),
        (["A;Bol;Cuisine;12;3"], {2: {STOCK: "-1"}}, {2: ["STOCK_NEGATIVE"]}),
        # a category by its name, though the file never said it
        (["A;Bol;Nulle part;12;3"], {2: {CATEGORY: "Informatique"}}, {}),
        # twins: the other line is freed, or found
        (["A;Bol;Cuisine;12;3", "A;Tasse;Cuisine;12;3"], {3: {SKU: "B"}}, {}),
        (
            ["A;Bol;Cuisine;12;3", "B;Tasse;Cuisine;12;3", "C;Plat;Cuisine;12;3"],
            {3: {SKU: "A"}},
            {2: ["SKU_DUPLICATE"], 3: ["SKU_DUPLICATE"]},
        ),
    ],
)
def test_a_correction_says_what_a_whole_check_would_say(lune, shelves, rows, texts, end):
    source = checked(lune, table(HEAD, *rows))

    correct(source, texts)

    assert codes(source) == end
    now = state(source)
    assert now == checked_anew(source)
    assert source.file.open("rb").read().decode().splitlines()[1:] == rows


VARIANTS = [
    "ref;sku;titre;catégorie;prix;stock;option1 name;option1 value",
    "P;P-S;Bol;Cuisine;12;3;Taille;S",
    "P;P-M;;;x;3;Taille;M",
    "Q;Q-S;Tasse;Cuisine;;3;Taille;S",
    "Q;Q-M;;;9;3;Taille;",
]


@pytest.mark.parametrize(
    ("texts", "end"),
    [
        ({3: {4: "13"}}, {4: ["PRICE_MISSING"], 5: ["PARENT_PRICE", "SHEET_REFUSED"]}),
        ({5: {7: "M"}, 4: {4: "8"}}, {3: ["PRICE_FORMAT"]}),
        # the head of a sheet leaves for another: those that stay are still one
        ({2: {0: "Q", 7: "L"}}, None),
        ({3: {0: "R", 4: "5", 2: "Plat"}}, None),
    ],
)
def test_the_lines_of_a_sheet_are_judged_together(lune, shelves, texts, end):
    source = checked(lune, table(*VARIANTS))

    correct(source, texts)

    assert end is None or codes(source) == end
    now = state(source)
    assert now == checked_anew(source)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_a_line_of_any_export_is_read_again_as_in_a_whole_check(lune, shelves, export: Export):
    file = io.BytesIO(export.text.encode())
    source = checked(
        lune, file, default=shelves["Cuisine"], rates={"USD": 900_000}, answers=export.answers
    )
    columns = source.mapping["columns"]
    place = {columns.get(heading): at for at, heading in enumerate(source.detected["headers"])}
    cells = {row.line: row.cells for row in source.rows.order_by("line")}
    first, last, middle = min(cells), max(cells), sorted(cells)[len(cells) // 2]
    named = place.get("ref") or place.get("shop_id") or place["sku"]

    # a reference goes, a line moves to the sheet of another, and all is put right again
    for texts in (
        {first: {place["sku"]: "AUTRE"}, middle: {place.get("price", place["sku"]): "x"}},
        {last: {named: cells[first][named]}, middle: {place.get("title", named): ""}},
        {line: dict(enumerate(cells[line])) for line in (first, middle, last)},
    ):
        correct(source, texts)
        now = state(source)
        assert now == checked_anew(source)
    assert codes(source) == export.codes


FOLLOWING = [
    "titre;sku;prix;stock;option1 name;option1 value",
    "Bol;B-S;12;3;Taille;S",
    ";B-M;13;3;;M",
    "Total;;;;;",
    ";B-L;14;3;;L",
    "Tasse;T-S;9;3;Taille;S",
    ";T-M;x;3;;M",
]


@pytest.mark.parametrize(
    "texts",
    [
        # the head takes another reference, and those that follow it go along
        {2: {1: "A-S"}},
        # a follower becomes a head for the next; a head becomes a follower
        {3: {0: "Plat"}},
        {6: {0: "", 5: "XL"}},
        # a total becomes a line among others, and the reverse
        {4: {0: "Pot", 1: "P-S", 2: "5", 5: "S"}},
        {6: {0: "Total", 1: "", 2: "", 3: "", 4: "", 5: ""}},
        {5: dict.fromkeys(range(6), "")},
        {2: {0: "\ufffd"}},
    ],
)
def test_variants_follow_the_line_above_them_as_it_is_corrected(lune, shelves, texts):
    source = checked(lune, table(*FOLLOWING), default=shelves["Cuisine"])

    correct(source, texts)

    now = state(source)
    assert now == checked_anew(source)


def test_a_number_of_a_workbook_has_one_reading_after_a_correction_too(lune, shelves):
    file = book(
        ["sku", "titre", "prix", "stock", "poids (kg)"],
        ["A", "x", 12.125, 3, 1.25],
        ["B", "Tasse", "12,125", 3, "1,250"],
    )
    source = checked(lune, io.BytesIO(file), default=shelves["Cuisine"])
    assert mending.shown(source.rows.get(line=2).cells) == ["A", "x", "12.125", "3", "1.25"]

    correct(source, {2: {1: "Bol bleu"}, 3: {2: "8,5", 4: " 1,5 "}})

    assert codes(source) == {2: ["PRICE_ROUNDED"]}
    weights = source.rows.order_by("line").values_list("draft__price", "draft__weight_g")
    assert list(weights) == [(1213, 1250), (850, 1500)]
    # what is typed has the readings of a text, whatever stood there
    correct(source, {2: {2: "12.125"}})
    assert codes(source) == {2: ["PRICE_AMBIGUOUS"]}
    now = state(source)
    assert now == checked_anew(source)


def test_a_sheet_that_is_too_large_stays_refused_until_a_line_leaves_it(lune, shelves, monkeypatch):
    monkeypatch.setattr(checking, "SHEET_LINES", 3)
    rows = [f"P;A{n};Bol;Cuisine;{n + 1};3;Taille;T{n}" for n in range(4)]
    head = "ref;sku;titre;catégorie;prix;stock;option1 name;option1 value"
    source = checked(lune, table(head, *rows))

    for texts, refused in (({2: {4: "8"}}, 4), ({2: {0: "Q"}}, 0)):
        correct(source, texts)
        now = state(source)
        assert source.refused_count == refused
        assert now == checked_anew(source)


def test_what_would_read_a_large_part_of_the_file_again_is_left_to_the_report(
    lune, shelves, monkeypatch
):
    monkeypatch.setattr(rereading, "MOST", 3)
    rows = [f"P;A{n};Bol;Cuisine;{n + 1};3" for n in range(4)]
    source = checked(lune, table("ref;sku;titre;catégorie;prix;stock", *rows))
    before = state(source)

    with pytest.raises(correcting.NotCorrectable):
        correct(source, {2: {2: "Bol bleu"}})

    assert state(source) == before


def test_one_correction_serves_all_lines_with_the_same_wrong_value(
    lune, shelves, django_assert_max_num_queries
):
    rows = [f"A{n:02};Bol {n};Cuisine;12,500;3" for n in range(34)]
    source = checked(lune, table(HEAD, *rows, "B;Tasse;Cuisine;1,234;3"))
    groups = results.wrong_values(source, "PRICE_AMBIGUOUS")
    assert [(g["cell"], g["heading"], g["count"]) for g in groups] == [
        ("12,500", "prix TTC", 34),
        ("1,234", "prix TTC", 1),
    ]

    with django_assert_max_num_queries(40):
        came = correcting.correct_alike(
            source, "PRICE_AMBIGUOUS", PRICE, 2, "12,50", by=None, at=cast.NOON
        )

    assert (came.lines, came.refused, came.left) == (34, 0, 0)
    assert figures(source) == (34, 0, 0, 1)
    assert state(source) == checked_anew(source)


def test_of_two_corrections_at_once_and_of_one_against_applying_one_counts(lune, shelves):
    source = checked(lune, table(HEAD, "A;Bol;Cuisine;x;3", "B;Tasse;Cuisine;y;3"))
    stale = Import.objects.get(pk=source.pk)

    correct(source, {2: {PRICE: "12"}})
    with pytest.raises(MovedMeanwhile):
        correct(stale, {3: {PRICE: "9"}})
    stale = Import.objects.get(pk=source.pk)
    run.confirm(source, by=None, at=cast.NOON)
    with pytest.raises(MovedMeanwhile):
        correct(stale, {3: {PRICE: "9"}})
    with pytest.raises(correcting.NotCorrectable):
        correct(source, {3: {PRICE: "9"}})

    assert codes(source) == {3: ["PRICE_FORMAT"]}
    assert not Offer.objects.exists()


FAMILIES = [export for export in EXPORTS if "arent" in export.name or "onfigurable" in export.name]


@pytest.mark.parametrize("export", FAMILIES, ids=lambda export: export.name)
def test_a_line_read_again_stays_with_its_parent(lune, shelves, export):
    file = io.BytesIO(export.text.encode())
    source = checked(lune, file, default=shelves["Cuisine"], answers=export.answers)
    before = state(source)
    for row in source.rows.exclude(cells=[]).order_by("line"):
        correct(source, {row.line: {0: row.cells[0]}})
    assert state(source) == before
