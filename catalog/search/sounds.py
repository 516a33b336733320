"""Words as they sound: who writes « couto » or « porcelene » has heard the word, and not seen it.

A rough ear for French, of words without accents: two words that sound alike have one sound.
"""

from __future__ import annotations

import re
from functools import lru_cache

VOWELS = "aeiouy"
# in this order; a sign in capitals is a sound that later rules leave alone
_RULES = tuple(
    (re.compile(heard), said)
    for heard, said in (
        (r"ss|sc(?=[eiy])", "S"),
        (r"ph", "f"),
        (r"sch|sh|ch", "X"),
        (r"h", ""),
        (rf"(?<=[{VOWELS}])s(?=[{VOWELS}])", "z"),
        (r"([a-z])\1+", r"\1"),
        (r"qu?|k|c(?![eiy])", "K"),
        (r"c", "S"),
        (r"ge(?=[aou])|g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"eaux?|aux?", "o"),
        (rf"(?:ai|ei|y|i|u)[nm](?![{VOWELS}nm])", "I"),
        (rf"[ae][nm](?![{VOWELS}nm])", "A"),
        (r"[ae][iy]", "e"),
        (r"y", "i"),
        (r"(?<=..)(?:er|et|ez)s?$|(?<=..)ees?$", "e"),
        (r"s", "S"),
    )
)
# what is written at the end and not heard; a consonant before a mute e is heard
_MUTE = re.compile(r"(?<=..)(?:eS?|(?<=[aeiouAI])[tdpxz]?S?|S)$")


@lru_cache(maxsize=50_000)
def sound(folded: str) -> str:
    """How a word without accents sounds."""
    for heard, said in _RULES:
        folded = heard.sub(said, folded)
    return _MUTE.sub("", folded)


def alike(one: str, other: str) -> bool:
    """Whether two words without accents sound the same."""
    return sound(one) == sound(other)
