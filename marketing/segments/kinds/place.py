"""Where somebody's last order went, if it went to France."""

import re
from datetime import datetime

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.segments.condition import NOBODY, ConditionForm, Kind, Values
from sellers.regions import REGIONS

MOST = 30
A_BEGINNING = re.compile(r"\d{1,5}")


class Form(ConditionForm):
    """Regions, beginnings of postcodes, or both together."""

    regions = forms.MultipleChoiceField(
        label=_("Dans ces régions"),
        required=False,
        choices=[(code, name) for code, (name, _beginnings) in REGIONS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    postcodes = forms.CharField(
        label=_("Ou à ces codes postaux"),
        required=False,
        max_length=200,
        help_text=_("Entiers ou leur début, séparés par des espaces : « 69001 38 »."),
    )

    def clean_postcodes(self) -> list[str]:
        """Figures alone, few enough."""
        typed = self.cleaned_data["postcodes"].replace(",", " ").split()
        for one in typed:
            if not (one.isascii() and A_BEGINNING.fullmatch(one)):
                raise forms.ValidationError(
                    _("« {one} » n'est pas le début d'un code postal.").format(one=one)
                )
        if len(typed) > MOST:
            raise forms.ValidationError(_("{most} codes postaux au plus.").format(most=MOST))
        return typed

    def clean(self):
        """One place at least."""
        data = self.cleaned_data
        if not self.errors and not data.get("regions") and not data.get("postcodes"):
            self.add_error("postcodes", _("Choisissez une région ou un code postal."))
        return data

    @classmethod
    def begun(cls, values: Values) -> dict:
        """The postcodes on a line."""
        return {**values, "postcodes": " ".join(_words(values, "postcodes"))}


def where(values: Values, _at: datetime) -> Q:
    """Any of the beginnings."""
    beginnings = [
        *(begin for code in _words(values, "regions") for begin in REGIONS.get(code, ("", ()))[1]),
        *_words(values, "postcodes"),
    ]
    found = Q()
    for beginning in beginnings:
        found |= Q(postcode__startswith=beginning)
    return found if beginnings else NOBODY


def told(values: Values) -> str:
    """As in « dernière livraison : Bretagne, 69001 »."""
    regions = [REGIONS[code][0] for code in _words(values, "regions") if code in REGIONS]
    places = ", ".join([*regions, *_words(values, "postcodes")])
    return _now("dernière livraison : {places}").format(places=places)


def _words(values: Values, name: str) -> list[str]:
    kept = values.get(name)
    return [one for one in kept if isinstance(one, str) and one] if isinstance(kept, list) else []


KIND = Kind(key="place", name=_("Région ou code postal"), form=Form, where=where, told=told)
