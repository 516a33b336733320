"""The names of countries, from their codes."""

from __future__ import annotations

from babel import Locale
from django.utils.translation import get_language


def named(code: str, language: str = "") -> str:
    """A country in the reader's language or the one asked for; its code where it has no name."""
    locale = Locale.parse(language or get_language() or "fr", sep="-")
    return locale.territories.get(code, code)
