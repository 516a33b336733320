"""Words that are bound to another: a « dessous de plat » is no plate, nor « porte-savon » a soap.

In French the first word says what the thing is, and what stands behind « de », « à », « en » or
« pour » only tells of it; so does what stands behind a verb: « essuie-main », « cache-pot ».
"""

from __future__ import annotations

import re

from django.utils.translation import get_language

from catalog.search import words
from marketplace.shared.folding import fold

# what is counted, packed or wished for: both words may name the thing
EITHER = frozenset(
    """
    assortiment barre bocal boite bouquet bouteille carton coffret douzaine duo ensemble envie
    flacon idee kilo kit litre lot marque modele morceau panier paquet paire piece pot rouleau
    sachet selection serie set sorte style tablette tranche trio tube type
    """.split()  # noqa: SIM905
)
# followed by another word, these are no noun; those of the second line where a hyphen says so
VERBS = (
    "abat|allume|appuie|attrape|br[uû]le|cache|casse|chauffe|couvre|essuie|garde|lave|ouvre|pare|"
    "p[eè]le|porte|presse|prot[eè]ge|ramasse|range|repose|rince|s[eè]che|tire|vide"
)
HYPHENED = "chasse|coupe|l[eè]ve|marque|perce|serre|taille"
BOUND = re.compile(
    r"(?P<first>[^\W_]+)(?:[\s-]+(?P<little>de|du|des|à|a|au|aux|en|pour)[\s-]+|[\s-]+d['’]\s*)"
    r"(?:la\s+|les?\s+|l['’]\s*)?(?P<second>[^\W_]+)",
    re.I,
)
HELD = re.compile(
    rf"^\W*(?P<first>(?:{VERBS})(?=[\s-])|(?:{HYPHENED})(?=-))[\s-]+(?P<second>[^\W\d_]{{2,}})",
    re.I,
)


def bound(text: str) -> frozenset[str]:
    """The forms of the words that only tell of the word before them."""
    return _forms(
        *(found["second"] for found in _found(text) if not _is_either(found)),
        *(held["second"] for held in [_held(text)] if held),
    )


def told_in(title: str) -> frozenset[str]:
    """The forms of what only tells of the word before it in a French title: « Serviette de table »,
    « Porte-savon ».
    """
    held = HELD.match(title)
    return _forms(
        *(found["second"] for found in BOUND.finditer(title) if not _is_either(found)),
        *([held["second"]] if held and fold(held["second"]) not in words.LITTLE else []),
    )


def names_another(text: str) -> bool:
    """Whether what a word is bound to makes it another thing: « brosse à dents », where « en » only
    says of what it is made.
    """
    return any(not _is_either(found) and found["little"] != "en" for found in _found(text))


def packed(text: str) -> frozenset[str]:
    """The forms of the words that only count or pack what is named behind them: a pot of honey."""
    return _forms(*(found["first"] for found in _found(text) if _is_either(found)))


def _found(text: str) -> list[re.Match[str]]:
    return [] if get_language() == "en" else list(BOUND.finditer(text))


def _is_either(found: re.Match[str]) -> bool:
    """« boîte de thé » may be tea, « boîte à thé » is a box; a « set de table » is no table."""
    is_counted = fold(found["first"]).removesuffix("s") in EITHER
    is_of = (found["little"] or "de").lower() in ("de", "du", "des")
    return is_counted and is_of and fold(found["second"]) != "table"


def _forms(*said: str) -> frozenset[str]:
    return frozenset(form for word in said for form in words.forms(word.lower()))


def whole(text: str) -> tuple[str, ...]:
    """The forms of a word made of a verb and what it is for, as one: « porte-savon »."""
    held = _held(text)
    return words.forms(f"{held['first']}{held['second']}".lower()) if held else ()


def verb(text: str) -> str:
    """The verb that begins such a word, as it was typed: it is no error for « rangement »."""
    held = _held(text)
    return held["first"].lower() if held else ""


def _held(text: str) -> re.Match[str] | None:
    held = None if get_language() == "en" else HELD.match(text)
    return held if held and fold(held["second"]) not in words.LITTLE else None
