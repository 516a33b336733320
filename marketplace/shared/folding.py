"""Texts as they are compared: small letters without accents."""

import re
import unicodedata
from functools import lru_cache

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'"})
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def fold(text: str) -> str:
    """Small letters without accents: Théière → theiere, œuf → oeuf."""
    return _FOREIGN.sub(_plain, text.lower())


def _plain(sign: re.Match) -> str:
    return _without_marks(sign[0])


@lru_cache(maxsize=2000)
def _without_marks(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter.translate(LIGATURES))
    return "".join(part for part in parts if not unicodedata.combining(part)).lower()
