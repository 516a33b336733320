"""Texts as they are compared: small letters without accents."""

import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'"})


def fold(text: str) -> str:
    """Small letters without accents: Théière → theiere, œuf → oeuf."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
