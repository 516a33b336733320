"""Fields for amounts and rates as people write them, and for a motive."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared.typed import HundredthsField, MotiveField


class NumberField(HundredthsField):
    """An amount or a rate of the grid; nothing typed is zero."""

    unreadable = _("Écrivez un nombre comme 24,90.")
    nothing = 0

    def __init__(self, *, unit: str, **options):
        super().__init__(**options)
        self.unit = unit


def euros(label, **options) -> NumberField:
    """An amount typed in euros, stored in whole cents."""
    return NumberField(label=label, most=10_000_000, unit="€", **options)


def percent(label, **options) -> NumberField:
    """A rate typed in per cent, stored in basis points."""
    return NumberField(label=label, most=10_000, unit="%", **options)


def because() -> forms.CharField:
    """Why the grid is to change, for whoever approves it."""
    return MotiveField()
