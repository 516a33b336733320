"""The communes of France by their postcode: La Poste's open table, under the Licence Ouverte 2.0.

`communes.txt` holds one postcode a line, then its communes by name; Paris, Lyon and Marseille
without their districts. Half a megabyte, read when the first postcode is asked for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from marketplace.shared.folding import fold

TABLE = Path(__file__).with_name("communes.txt")
SIGNS = re.compile(r"[^a-z0-9]+")
SAINT = re.compile(r"\b(ste?)\b")
DISTRICT = re.compile(r"( (?:cedex|cdx))?( \d{1,2}(?:er?|eme)?)?( arrondissement)?$")


def of(postcode: str) -> tuple[str, ...]:
    """The communes that share a postcode, in their alphabet; none where we know of none."""
    if not re.fullmatch(r"[0-9]{5}", postcode):
        return ()
    table = _table()
    start = table.find(f"\n{postcode} ")
    if start < 0:
        return ()
    return tuple(table[start + 7 : table.index("\n", start + 1)].split("|"))


@lru_cache(maxsize=512)
def postcodes_of(town: str) -> tuple[str, ...]:
    """The postcodes of the communes that bear a name, however it is written: « st etienne »."""
    name = _plain(town)
    if not name:
        return ()
    return tuple(code for code, names in _plain_table() if name in names)


def agree(postcode: str, town: str) -> bool:
    """Whether a town is one of its postcode's, as far as we know.

    Places within a commune, and codes of companies (« CEDEX »), are in no table: a name that
    holds, or is held by, one of the communes agrees.
    """
    names = [_plain(name) for name in of(postcode)]
    typed = _plain(town)
    return not names or not typed or any(name in typed or typed in name for name in names)


def bears(commune: str, name: str) -> bool:
    """Whether a commune is called so, however it is written."""
    return _plain(commune) == _plain(name)


def _plain(town: str) -> str:
    words = SIGNS.sub(" ", fold(town)).strip()
    words = DISTRICT.sub("", words) or words
    return SAINT.sub(lambda short: {"st": "saint", "ste": "sainte"}[short[1]], words)


@lru_cache(maxsize=1)
def _table() -> str:
    return "\n" + TABLE.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _plain_table() -> list[tuple[str, frozenset[str]]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [(line[:5], frozenset(map(_plain, line[6:].split("|")))) for line in lines]
