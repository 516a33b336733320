"""Fields for amounts and rates as people write them, and for a motive."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?")


SPACES = re.compile(r"[\s\u00a0\u202f]")


class HundredthsField(forms.CharField):
    """A number with at most two decimals (24,90 or 12,5), kept in hundredths."""

    def __init__(self, *, most: int, unit: str, **options):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 8, "class": "number"})
        super().__init__(**{"widget": widget, "max_length": 20, **options})
        self.most, self.unit = most, unit

    def prepare_value(self, value):
        """Hundredths, written with a comma."""
        return f"{value // 100},{value % 100:02d}" if isinstance(value, int) else value

    def clean(self, value):
        """Hundredths within the limits."""
        text = SPACES.sub("", super().clean(value)).removesuffix(self.unit)
        if not text:
            return 0
        found = AMOUNT.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("Écrivez un nombre comme 24,90."))
        number = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
        if number > self.most:
            raise forms.ValidationError(_("Ce nombre est trop grand."))
        return number


def euros(label, **options) -> HundredthsField:
    """An amount, kept in cents."""
    return HundredthsField(label=label, most=10_000_000, unit="€", **options)


def percent(label, **options) -> HundredthsField:
    """A rate, kept in basis points."""
    return HundredthsField(label=label, most=10_000, unit="%", **options)


def because() -> forms.CharField:
    """Why the grid shall change."""
    return forms.CharField(
        label=_("Motif"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
