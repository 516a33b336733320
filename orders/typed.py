"""Checks of what people type on one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.shared import invisible


def first(*checks: Callable[[str], None]) -> Callable[[str], None]:
    """Checks of which only the first that refuses speaks: one fault, one sentence."""

    def check(value: str) -> None:
        for single in checks:
            single(value)

    return check


def plain(value: str) -> None:
    """Refuse invisible characters and line breaks in what is written on one line."""
    if invisible.remains(value):
        raise ValidationError(_("Ce texte contient des caractères invisibles : retapez-le."))


def wordy(value: str) -> None:
    """Refuse what holds no letter."""
    if not any(char.isalpha() for char in value):
        raise ValidationError(_("Indiquez un texte avec des lettres."))


def writable(value: str) -> None:
    """Refuse what a database cannot keep, in texts of several lines."""
    if any(unicodedata.category(char) == "Cs" or char == "\x00" for char in value):
        raise ValidationError(_("Ce texte contient des caractères invisibles : retapez-le."))
