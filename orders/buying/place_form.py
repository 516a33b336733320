"""A postal address as it is typed: what is asked of a buyer and of a company alike."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared import postcodes
from orders.buying import addresses
from orders.typed import first, plain, wordy


class PlaceForm(forms.Form):
    """A street, a town and a country where we deliver."""

    line1 = forms.CharField(
        label=_("Adresse"),
        max_length=120,
        validators=[first(plain, wordy)],
        help_text=_("Numéro et rue."),
        error_messages={"required": _("Indiquez le numéro et la rue.")},
    )
    line2 = forms.CharField(
        label=_("Complément"),
        max_length=120,
        required=False,
        validators=[plain],
        help_text=_("Bâtiment, étage, code."),
    )
    postcode = forms.CharField(
        label=_("Code postal"),
        max_length=10,
        validators=[plain],
        error_messages={"required": _("Indiquez le code postal.")},
    )
    city = forms.CharField(
        label=_("Ville"),
        max_length=80,
        validators=[first(plain, wordy)],
        error_messages={"required": _("Indiquez la ville.")},
    )
    country = forms.ChoiceField(label=_("Pays"), choices=addresses.countries, initial="FR")

    def read_postcode(self, typed: str, country: str) -> str:
        """A postcode as its country writes it; what is wrong with it is said beside the field."""
        code = postcodes.read(typed, country)
        if sentence := postcodes.wrong(code, country):
            self.add_error("postcode", sentence)
        return code
