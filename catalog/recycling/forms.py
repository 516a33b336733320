"""A seller's numbers, one field a recycling scheme."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from catalog.recycling import numbers, schemes
from catalog.recycling.standing import Standing
from marketplace.shared.states import Refusal

LONGEST = 40


class NumbersForm(forms.Form):
    """A field for each scheme: those of what is sold first, then the others the operator knows."""

    def __init__(self, data=None, *, standing: list[Standing]):
        super().__init__(data)
        known = {each.scheme: each for each in standing}
        names = {key: each.name for key, each in known.items()} | schemes.named()
        for key, name in names.items():
            here = known.get(key)
            self.fields[key] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST,
                initial=here.number.number if here and here.number else "",
                widget=forms.TextInput(attrs={"placeholder": "FR123456_01ABCD"}),
            )
        self.sold = [key for key, each in known.items() if each.sheets or each.number]
        for key in self.sold:
            self.fields[key].is_asked = True  # its label does not call it optional

    def clean(self):
        """Each number is read on its own: what is wrong stands beside its field."""
        data = super().clean()
        for key, text in [*data.items()]:
            if text.strip():
                try:
                    data[key] = numbers.read(text)
                except Refusal as refusal:
                    self.add_error(key, str(refusal))
        self._refuse_twins(data)
        return data

    def _refuse_twins(self, data: dict) -> None:
        given: dict[str, str] = {}
        for key, number in [*data.items()]:
            other = given.setdefault(number, key) if number else key
            if other != key and key not in self.errors:
                named = _("C'est déjà le numéro de « {scheme} » : chaque filière a le sien.")
                self.add_error(key, named.format(scheme=self.fields[other].label))

    def others(self) -> list:
        """The fields of schemes in which nothing is sold yet."""
        return [self[key] for key in self.fields if key not in self.sold]
