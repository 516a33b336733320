"""One text for one meaning, whichever database keeps it: what seals are computed from.

Empty values are left out: a column added later does not change the seals of older rows. Millions of
rows are written again by each whole verification, so that every kind of value has its own writer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from types import NoneType
from typing import Any

# What is said of nothing; dropped from what has names, kept in lists.
NOTHING = frozenset(("null", '""', "0", "0.0", "-0.0", "false", "[]", "{}"))


class Written(str):
    """A content that is in its canonical text already."""

    __slots__ = ()


def canonical(value: Any) -> str:
    """The text of a value."""
    return WRITERS.get(type(value), _other)(value)


def of_rows(columns: Iterable[str]) -> Callable[[Sequence[Any]], str]:
    """How to write the values of these columns, given in this order, as `canonical` would."""
    named = sorted((column, place) for place, column in enumerate(columns))
    keys = [(f"{quoted(column)}:", place) for column, place in named]
    find = WRITERS.get

    def write(values: Sequence[Any]) -> str:
        parts = []
        for key, place in keys:
            value = values[place]
            if value is None or value == "":
                continue
            text = find(type(value), _other)(value)
            if text not in NOTHING:
                parts.append(key + text)
        return "{" + ",".join(parts) + "}"

    return write


def _mapping(value: dict) -> str:
    find = WRITERS.get
    parts = [
        f"{quoted(key)}:{text}"
        for key, one in sorted([(str(key), one) for key, one in value.items()], key=itemgetter(0))
        if (text := find(type(one), _other)(one)) not in NOTHING
    ]
    return "{" + ",".join(parts) + "}"


def _sequence(value: Iterable) -> str:
    find = WRITERS.get
    return "[" + ",".join([find(type(one), _other)(one) for one in value]) + "]"


def _instant(value: datetime) -> str:
    known = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f'"{known.isoformat()}"'


def _day(value: date) -> str:
    return f'"{value.isoformat()}"'


def _other(value: Any) -> str:
    """Kinds that are made of another one, and whatever is told by its words."""
    if isinstance(value, dict):
        return _mapping(value)
    if isinstance(value, list | tuple):
        return _sequence(value)
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return quoted(str(value))


WRITERS: dict[type, Callable[[Any], str]] = {
    Written: str.__str__,
    str: quoted,
    int: int.__repr__,
    bool: lambda value: "true" if value else "false",
    NoneType: lambda _: "null",
    float: json.dumps,
    dict: _mapping,
    list: _sequence,
    tuple: _sequence,
    datetime: _instant,
    date: _day,
}
