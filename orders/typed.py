"""Checks of what people type on one line."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?", re.ASCII)


def plain(value: str) -> None:
    """Refuse invisible characters and line breaks in what is written on one line."""
    if any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") for char in value):
        raise ValidationError(_("Ce texte contient des caractères invisibles : retapez-le."))


class CentsField(forms.CharField):
    """An amount in euros as people write it (4,90 or 4.90), kept in cents."""

    def __init__(self, **options):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 8, "class": "number"})
        super().__init__(**{"widget": widget, "max_length": 20, **options})

    def clean(self, value):
        """Whole cents, or nothing."""
        text = re.sub(r"\s", "", super().clean(value)).removesuffix("€")
        if not text:
            return None
        found = AMOUNT.fullmatch(text)
        if found is None:
            raise ValidationError(_("Écrivez un montant comme 4,90."))
        return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def wordy(value: str) -> None:
    """Refuse what holds no letter."""
    if not any(char.isalpha() for char in value):
        raise ValidationError(_("Indiquez un texte avec des lettres."))


def writable(value: str) -> None:
    """Refuse what a database cannot keep, in texts of several lines."""
    if any(unicodedata.category(char) == "Cs" or char == "\x00" for char in value):
        raise ValidationError(_("Ce texte contient des caractères invisibles : retapez-le."))
