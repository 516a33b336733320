"""SKUs of our own making, for whoever has none: they read as the article and never meet another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from catalog.models import Offer
from catalog.sheets.drafts import SKU, Piece
from marketplace.shared.folding import fold
from sellers.models import Seller

WORD = re.compile(r"[a-z0-9]+")
SMALL = {"de", "du", "des", "la", "le", "les", "un", "une", "en", "au", "aux", "et", "pour", "avec"}
WORDS, LETTERS, VALUE = 3, 6, 10
OTHERWISE = "ART"


def stem(title: str) -> str:
    """What the SKUs of a sheet begin with: BOL-MATIN-GRES for « Bol du matin en grès »."""
    words = [word for word in WORD.findall(fold(title)) if len(word) > 1 and word not in SMALL]
    return "-".join(word[:LETTERS] for word in words[:WORDS]).upper() or OTHERWISE


def give(
    seller: Seller, title: str, pieces: Sequence[Piece], *, taken: Iterable[str] = ()
) -> list[Piece]:
    """The pieces, each with a SKU that the seller has not used elsewhere; those given stay."""
    if all(piece.sku for piece in pieces):
        return list(pieces)
    begin = stem(title)
    used = {piece.sku for piece in pieces if piece.sku} | set(taken)
    used |= set(
        Offer.objects.filter(seller=seller, sku__startswith=begin).values_list("sku", flat=True)
    )
    given = []
    for piece in pieces:
        sku = piece.sku or _free("-".join([begin, *filter(None, map(_code, piece.values))]), used)
        used.add(sku)
        given.append(replace(piece, sku=sku))
    return given


def _code(value: str) -> str:
    return "".join(WORD.findall(fold(value))).upper()[:VALUE]


def _free(wanted: str, used: set[str]) -> str:
    wanted = wanted[: SKU - 6]
    if wanted not in used:
        return wanted
    number = 2
    while f"{wanted}-{number}" in used:
        number += 1
    return f"{wanted}-{number}"
