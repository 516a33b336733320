"""Exports of other shops as they are, from the bytes to what is handed in."""

from __future__ import annotations

import io

import pytest

from catalog.imports import checking, problems
from catalog.imports.assembly import assemble
from catalog.imports.checking import line_of, sheets_of
from catalog.models import Import, ImportRow
from tests.catalog.imports.conftest import checked, codes
from tests.catalog.imports.exports import EXPORTS, Export, Sheet


def handed_in(source: Import) -> dict[str, Sheet]:
    """What the checked lines make, refused ones left out."""
    rows = list(source.rows.exclude(outcome=ImportRow.Outcome.REFUSED).order_by("sheet", "line"))
    sheets = {}
    for lines in sheets_of(rows, [line_of(row) for row in rows]):
        made = assemble(lines, source.mapping, {})
        if made.draft:
            draft = made.draft
            sheets[draft.ref or lines[0].group] = Sheet(
                title=draft.title,
                axes=draft.axes,
                qualities=draft.attributes,
                category=made.unknown[0] if made.unknown else _category(made.lines),
                articles={
                    piece.sku: (
                        piece.values,
                        piece.price_cents,
                        piece.stock,
                        piece.weight_g,
                        piece.gtin,
                    )
                    for piece in draft.pieces
                },
            )
    return sheets


def _category(lines) -> str:
    return next((line.draft["category"] for line in lines if "category" in line.draft), "")


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_an_export_is_read_as_it_is(lune, shelves, export: Export):
    file = io.BytesIO(export.text.encode())

    source = checked(
        lune, file, default=shelves["Cuisine"], rates={"USD": 900_000}, answers=export.answers
    )

    assert codes(source) == export.codes
    assert handed_in(source) == export.sheets
    asked = [(q["kind"], q["column"]) for q in source.mapping["seen"]["questions"]]
    assert asked == export.asked
    left = {line for line, said in export.codes.items() if problems.LEFT & {*said}}
    outcomes = source.rows.filter(outcome=ImportRow.Outcome.LEFT)
    assert set(outcomes.values_list("line", flat=True)) == left
    assert source.left_count == len(left)


@pytest.mark.parametrize(
    "export",
    [e for e in EXPORTS if "number" in e.name or "Magento" in e.name],
    ids=lambda e: e.name,
)
def test_an_export_is_read_alike_when_the_worker_stops_after_each_line(
    lune, shelves, export: Export, monkeypatch
):
    monkeypatch.setattr(checking, "LINES", 1)
    real = checking.run
    monkeypatch.setattr(checking, "run", lambda pk, *, at: real(pk, at=at, seconds=0))

    source = checked(
        lune,
        io.BytesIO(export.text.encode()),
        default=shelves["Cuisine"],
        answers=export.answers,
    )

    assert (codes(source), handed_in(source)) == (export.codes, export.sheets)
