"""Shops as conditions name them: a line each when they are typed, their numbers when kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields, references
from marketing.segments.condition import ConditionForm, Values, numbers
from sellers.models import Seller

MOST = 20


class ShopsField(fields.Named):
    """Shops a line each: an address or an exact name is found as it is sent."""

    def __init__(self, **options: Any):
        super().__init__(kind="shops", most=MOST, **options)

    def clean(self, value: Any) -> list[int]:  # type: ignore[override]
        """Their numbers, in their order: of shops that there are."""
        settled = super().clean(references.settled(self.kind, value))
        asked = references.numbers(settled, most=MOST)
        there = set(Seller.objects.filter(pk__in=asked).values_list("pk", flat=True))
        for pk in asked:
            if pk not in there:
                raise forms.ValidationError(self.missing.format(line=f"#{pk}"))
        if not asked:
            raise forms.ValidationError(_("Choisissez au moins une boutique."))
        return asked


class ShopsForm(ConditionForm):
    """Conditions about shops."""

    @classmethod
    def begun(cls, values: Values) -> dict[str, Any]:
        """The shops by number and name."""
        lines = "\n".join(f"#{pk}" for pk in numbers(values, "shops"))
        return {**values, "shops": references.settled("shops", lines)}


def names(values: Values) -> str:
    """The shops in words."""
    pks = numbers(values, "shops")
    known = dict(Seller.objects.filter(pk__in=pks).values_list("pk", "name"))
    told = [known[pk] for pk in pks if pk in known]
    return _now(" ou ").join(told)
