"""Small help with French words."""

import re
import unicodedata


def slug(text: str) -> str:
    """A word fit for an address."""
    plain = (
        unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore").decode()
    )
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def tidy(text: str) -> str:
    """Mend the seams left by a template: « à Arles » stays, « de Arles » becomes « d'Arles »."""
    text = re.sub(r"\b([Dd])e Le ", r"\1u ", re.sub(r"\bà Le ", "au ", text))
    text = re.sub(r"\b([Dd])e ([AEIOUYÉÈÊÂH])(?=[a-zéèêâ])", _elide, text)
    return re.sub(r"\s+([.,])", r"\1", re.sub(r"\s+", " ", text)).strip()


def _elide(match: re.Match[str]) -> str:
    return f"{match[1]}'{match[2]}"


def capital(text: str) -> str:
    """With a capital letter, the rest untouched."""
    return text[:1].upper() + text[1:]
