"""The lists of the console as they are drawn: no column that hardly any row fills.

A column that is empty on the whole page is left out. What few rows have stands under the words of
these rows, with its name. Each cell carries the name of its column, which a telephone shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.views.main import ORDER_VAR
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

FEW = 2, 3  # a column that fewer than two rows in three fill is none
ENOUGH = 4  # of fewer rows, every column that says something stays
EMPTY = ("", "–", "—", "-")
SEEN = re.compile(r"<(?:img|input|button|iframe|svg)\b")  # says something without a word
CELL = re.compile(r"<(t[dh])([^>]*)>(.*)</t[dh]>", re.DOTALL)

_stock: Callable[[Any], dict[str, Any]] = admin_list.result_list


def is_empty(drawn: Any) -> bool:
    """Whether a value as it is drawn says nothing."""
    text = str(drawn)
    return not SEEN.search(text) and strip_tags(text).strip() in EMPTY


def drawn(listed: Any) -> dict[str, Any]:
    """A page of a list, its columns chosen by what they say."""
    page = _stock(listed)
    headers, rows = page["result_headers"], page["results"]
    cells: list[list[Any]] = [[CELL.fullmatch(cell.strip()) for cell in row] for row in rows]
    if any(row.form for row in rows) or not all(all(row) for row in cells):
        return page
    first = _first(cells[0]) if cells else 0
    asked = {at for at, head in enumerate(headers) if head.get("sort_priority")}
    kept = asked if ORDER_VAR in listed.params else set()
    few = {
        at
        for at in range(len(headers))
        if at > first and at not in kept and _says_little([row[at][3] for row in cells])
    }
    page["result_headers"] = [head for at, head in enumerate(headers) if at not in few]
    for row, parts in zip(rows, cells, strict=True):
        row[:] = [
            _cell(part, headers[at], _asides(parts, headers, few) if at == first else "")
            for at, part in enumerate(parts)
            if at not in few
        ]
    return page


def _first(row: Sequence[Any]) -> int:
    """The column that names the row: the one that leads to it, else the first that is read."""
    named = (at for at, cell in enumerate(row) if cell[1] == "th")
    read = (at for at, cell in enumerate(row) if "action-checkbox" not in cell[2])
    return next(named, next(read, 0))


def _says_little(column: Sequence[str]) -> bool:
    """Whether nearly every row of the page is empty there."""
    filled, (part, whole) = sum(not is_empty(value) for value in column), FEW
    return not filled or (len(column) > ENOUGH and filled * whole < len(column) * part)


def _asides(parts: Sequence[Any], headers: Sequence[dict], few: set[int]) -> SafeString:
    """What this row has in columns that are not drawn, each with its name."""
    return mark_safe(  # noqa: S308 (cells that Django drew, names that are escaped)
        "".join(
            format_html(
                '<span class="aside">{} {}</span>',
                capfirst(str(headers[at]["text"])),
                mark_safe(parts[at][3]),  # noqa: S308
            )
            for at in sorted(few)
            if not is_empty(parts[at][3])
        )
    )


def _cell(part: Any, head: dict, more: str) -> SafeString:
    """A cell with the name of its column; an empty one says that it is."""
    tag, classes, content = part[1], part[2], part[3]
    label = capfirst(strip_tags(str(head["text"])))
    if content.strip() in EMPTY and tag == "td":
        content = ""  # a page of dashes is noise: what is empty is left so
    return format_html(
        '<{}{} data-label="{}"{}>{}{}</{}>',
        tag,
        mark_safe(classes),  # noqa: S308
        "" if "action-checkbox" in classes else label,
        mark_safe(" data-empty" if is_empty(content) else ""),  # noqa: S308
        mark_safe(content),  # noqa: S308
        more,
        tag,
    )


# Django offers no place to choose columns once the rows of the page are known.
admin_list.result_list = drawn  # type: ignore[assignment]
