"""A row for every combination of values: what the form of a sheet makes from its axes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product as combined

from catalog.sheets import skus
from catalog.sheets.drafts import Piece
from marketplace.shared.folding import fold
from sellers.models import Seller

MOST = 200  # rows of one sheet
SEPARATORS = re.compile(r"[,;\n]")


def named(text: str) -> list[str]:
    """The values that a field names, each once: « Bleu, Noir »."""
    parts = (part.strip() for part in text.replace(";", ",").replace("\n", ",").split(","))
    return list({fold(part): part[:60] for part in reversed([p for p in parts if p])}.values())[
        ::-1
    ]


def values_of(rows: Sequence[dict], cell: str) -> str:
    """The values that rows hold of one axis, as its field shows them."""
    return ", ".join(dict.fromkeys(row[cell] for row in rows if row.get(cell)))


def generate(rows: Sequence[dict], first: Sequence[str], second: Sequence[str]) -> list[dict]:
    """A row for every combination; rows that are there keep what they hold.

    A row that bears part of a combination becomes the first one that begins so. What bears none of
    them goes, unless it is an offer by now: this one stays, and is no longer for sale.
    """
    left = [dict(row) for row in rows]
    made = []
    for one, two in list(combined(first or [""], second or [""]))[:MOST]:
        row = _taken(left, one, two) or {"active": True}
        made.append({**row, "first": one, "second": two})
    return (
        made + [{**row, "active": False} for row in left if row.get("is_offer")][: MOST - len(made)]
    )


def _taken(left: list[dict], one: str, two: str) -> dict | None:
    """The row that stands for a combination, no longer to be taken by another one."""

    def same(row, name, value):
        return fold(str(row.get(name) or "")) == fold(value)

    exact = [row for row in left if same(row, "first", one) and same(row, "second", two)]
    near = [
        row
        for row in left
        if (same(row, "first", one) and not row.get("second"))
        or not (row.get("first") or row.get("second"))
    ]
    for row in (*exact, *near):
        left.remove(row)
        return row
    return None


def fill(rows: Sequence[dict], *, price: str, stock: str) -> list[dict]:
    """The rows with one price and one stock for all; what is empty stays as each row has it."""
    given = {name: text for name, text in (("price", price), ("stock", stock)) if text}
    return [{**row, **given} for row in rows]


def with_skus(seller: Seller, title: str, rows: Sequence[dict]) -> list[dict]:
    """The rows, each with a SKU to be changed at will."""
    pieces = [
        Piece(row.get("sku") or "", values=[v for v in (row["first"], row["second"]) if v])
        for row in rows
    ]
    return [
        {**row, "sku": piece.sku}
        for row, piece in zip(rows, skus.give(seller, title, pieces), strict=True)
    ]
