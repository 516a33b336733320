"""French « de » and « que » before a name: de Brun Céramique, d'Atelier Lune."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import get_language

VOWELS = frozenset("aeiou")
# what begins with a vowel or a mute h as it is said; any other h keeps its « de »
MUTE_H = re.compile(
    r"(?:habit|harmon|helene|heloise|henri|herb|heur|hermi|hippoly|hirondel|hist|hiver|homm|honn"
    r"|honor|horizon|horlog|hortens|hospit|hotel|huil|huitr|humain|humeur|humus)"
)
SAID_APART = re.compile(r"(?:onz|oui\b|ouistiti|uhlan)")
BEFORE_CONSONANT = re.compile(r"y[^aeiouy\W]")


def de(name: object) -> str:
    """The name after « de », elided where French does; in any other language the name alone."""
    return _after("de", str(name))


def que(name: object) -> str:
    """The name after « que », the same way: qu'Atelier Lune, que Brun Céramique."""
    return _after("que", str(name))


def _after(word: str, name: str) -> str:
    if not (get_language() or "fr").startswith("fr"):
        return name
    folded = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    elided = (
        (plain[:1] in VOWELS and not SAID_APART.match(plain))
        or MUTE_H.match(plain)
        or BEFORE_CONSONANT.match(plain)
    )
    return f"{word[:-1]}'{name}" if elided else f"{word} {name}"
