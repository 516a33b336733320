"""The references and bar codes of sheets, as one word each: what is printed is what is found."""

from __future__ import annotations

import re

from catalog.search import words

# No word of a text holds this sign: a reference that spells a word is not taken for it.
MARK = "code_"
LENGTHS = (8, 12, 13, 14)  # of trade item numbers; all are kept in fourteen digits
LONGEST = 80
_BEFORE = re.compile(
    r"\s*(?:r[eé]f(?:[eé]rence)?|sku|ugs|ean|gtin|upc|isbn|code)\b[\s.:#°-]*", re.I
)


def of_reference(sku: str) -> str:
    """The word under which a reference is kept; empty when nothing of it can be typed."""
    kept = re.sub("[^a-z0-9]", "", words.fold(sku))[:LONGEST]
    return f"{MARK}{kept}" if kept else ""


def of_gtin(gtin: str) -> str:
    """The word under which a bar code is kept, whatever its length: UPC-12 in EAN-13 in GTIN-14."""
    return f"{MARK}{gtin.zfill(14)}"


def asked(text: str) -> tuple[str, ...]:
    """What a whole question may be as a code: a reference, and a bar code when it counts right."""
    text = text[: 2 * LONGEST]
    typed = [text, _BEFORE.sub("", text, count=1)]
    ways = [of_reference(part) for part in typed]
    digits = [re.sub(r"[\s.-]", "", part) for part in typed]
    ways += [of_gtin(d) for d in digits if d.isascii() and d.isdigit() and len(d) in LENGTHS]
    return tuple(dict.fromkeys(way for way in ways if way))
