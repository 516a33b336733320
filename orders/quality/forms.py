"""What the house types about a report of quality."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.typed import LinesField
from orders.quality import quarters


class QuarterForm(forms.Form):
    """Which quarter to count, among those that are over."""

    quarter = forms.ChoiceField(label=_("Trimestre"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        known = quarters.ended(clock.now())
        self.fields["quarter"].choices = [
            (each.code, f"{each.label}, {each.told}") for each in known
        ]

    def clean_quarter(self) -> quarters.Quarter:
        """The quarter itself."""
        year, number = self.cleaned_data["quarter"].split("-")
        return quarters.Quarter(int(year), int(number))


class ForewordForm(forms.Form):
    """What stands before the figures, in both languages."""

    foreword = LinesField(
        label=_("Avant-propos"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Ce qui a bien marché, ce qui n'a pas marché, ce que nous changeons."),
    )
    foreword_en = LinesField(
        label=_("Avant-propos en anglais"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
