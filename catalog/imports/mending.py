"""Cells that the seller corrected on screen, and which cell is wrong.

The file stays as it was sent; what the seller types over it is kept beside (`ImportCorrection`) and
laid over its lines whenever they are read. `catalog.imports.correcting` reads such lines again.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping

from catalog.imports import dictionary, readers
from catalog.imports.cells import Exact
from catalog.models import Import

# the field to mend, for what is wrong with no column of its own
FIELDS = {
    "TITLE_MISSING": "title",
    "PRICE_MISSING": "price",
    "PRICE_ZERO": "price",
    "PRICE_TOO_HIGH": "price",
    "CURRENCY_UNKNOWN": "currency",
    "CATEGORY_MISSING": "category",
    "CATEGORY_UNKNOWN": "category",
    "CATEGORY_FORBIDDEN": "category",
    "SKU_MISSING": "sku",
    "SKU_DUPLICATE": "sku",
    "SKU_ELSEWHERE": "sku",
    "GTIN_TWICE": "gtin",
    "GTIN_KNOWN": "gtin",
    "STOCK_EMPTY": "stock",
    "OPTION_MISSING": "option1_value",
    "VARIANT_ALIKE": "option1_value",
    "VARIANT_DUPLICATE": "option1_value",
    "VARIANT_KNOWN": "option1_value",
    "PHOTO_MISSING": "photo",
}
NUL, SHOWN_NUL = "\0", "␀"
# a number of a workbook stands in a list of its own: its mark has one reading
Kept = str | list[str]
_LONE = re.compile("[\ud800-\udfff]")


def corrected(source: Import, rows: Iterable[readers.Row]) -> Generator[readers.Row, None, None]:
    """The lines of a file with the cells that the seller corrected."""
    over: dict[int, dict[int, str]] = {}
    for line, place, text in source.corrections.values_list("line", "place", "text"):
        over.setdefault(line, {})[place] = text
    for number, cells in rows:
        for place, text in over.get(number, {}).items():
            if place < len(cells):
                cells[place] = text.replace(SHOWN_NUL, NUL)
        yield number, cells


def kept(cells: Iterable[str]) -> list[Kept]:
    """Cells as a row stores them."""
    return [
        [cell]
        if isinstance(cell, Exact)
        # most cells are plain: an import asks it of each
        else cell.strip()
        if cell.isprintable() and cell.isascii()
        else typed(cell)
        for cell in cells
    ]


def typed(text: str) -> str:
    """A text as it is stored: without padding, what no database takes written otherwise."""
    text = text.strip() if text.isascii() else _LONE.sub("\ufffd", text.strip())
    return text.replace(NUL, SHOWN_NUL)


def read(cells: Iterable[Kept]) -> list[str]:
    """Stored cells as the reader sees them."""
    return [
        cell.replace(SHOWN_NUL, NUL) if isinstance(cell, str) else Exact(cell[0]) for cell in cells
    ]


def shown(cells: Iterable[Kept]) -> list[str]:
    """Stored cells as the seller sees them."""
    return [cell if isinstance(cell, str) else cell[0] for cell in cells]


class Places:
    """Which cell of a line a problem is about."""

    def __init__(self, source: Import):
        self._headers = source.detected["headers"]
        self._by_field: dict[str, int] = {}
        for place, heading in enumerate(self._headers):
            field = source.mapping["columns"].get(heading, "")
            if field and not dictionary.is_forbidden(heading):
                self._by_field.setdefault(field, place)

    def of(self, entry: Mapping) -> int | None:
        """The position of the cell to mend; None when the file has no such column."""
        if entry.get("column") in self._headers:
            return self._headers.index(entry["column"])
        return self._by_field.get(FIELDS.get(entry["code"], ""))

    def name(self, place: int) -> str:
        """The heading of a column."""
        return self._headers[place]
