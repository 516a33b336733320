"""What sellers fill in about their shop, their absence and their delivery."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared import kept_files
from marketplace.shared.typed import HundredthsField
from sellers.application.forms import LineField, check_text
from sellers.models import Seller, ShippingMethod
from sellers.shop import grid

ELECTRONIC = re.compile(r"@[\w-]+\.\w|https?://|www\.", re.IGNORECASE)


def _who(text: str) -> str:
    """Who made goods or answers for them, as art. 19 of Regulation (EU) 2023/988 wants it."""
    told = " ".join(check_text(text).split())
    if told and not (ELECTRONIC.search(told) and "," in told):
        raise forms.ValidationError(
            _(
                "Écrivez le nom, l'adresse postale et une adresse électronique, séparés par des"
                " virgules : « Atelier Brume, 4 rue du Four, 58310 Saint-Amand,"
                " bonjour@atelier-brume.fr »."
            )
        )
    return told


class ShopForm(forms.ModelForm):
    """What buyers read about a shop."""

    class Meta:
        model = Seller
        fields = (
            "name",
            "story",
            "handling_days",
            "return_policy",
            "makes_own",
            "maker",
            "eu_responsible",
        )
        labels = {
            "makes_own": _("Je fabrique ce que je vends"),
            "maker": _("Fabricant"),
            "eu_responsible": _("Responsable dans l'Union européenne"),
        }
        help_texts = {
            "makes_own": _(
                "Le nom, l'adresse et l'e-mail de votre entreprise figurent alors sur toutes vos"
                " fiches, sans rien d'autre à écrire."
            ),
            "maker": _(
                "Si un seul fabricant fait ce que vous vendez : son nom, son adresse postale et son"
                " adresse électronique. Une fiche peut toujours en nommer un autre."
            ),
            "eu_responsible": _(
                "Si ce fabricant est hors de l'Union : le nom, l'adresse postale et l'adresse"
                " électronique de qui en répond ici."
            ),
        }
        widgets = {
            "maker": forms.Textarea(attrs={"rows": 2}),
            "eu_responsible": forms.Textarea(attrs={"rows": 2}),
            "story": forms.Textarea(attrs={"rows": 8}),
            "return_policy": forms.Textarea(attrs={"rows": 4}),
        }

    logo_file = kept_files.FileField(
        label=_("Logo"), required=False, help_text=_("Une image carrée d'au moins 200 pixels.")
    )
    banner_file = kept_files.FileField(
        label=_("Bandeau"), required=False, help_text=_("Une image large d'au moins 800 pixels.")
    )
    handling_days = forms.IntegerField(
        label=_("Préparation (jours ouvrés)"),
        min_value=0,
        max_value=30,
        error_messages={"required": _("Indiquez le délai de préparation.")},
    )

    def clean_maker(self):
        """A name with its addresses, on one line."""
        return _who(self.cleaned_data["maker"])

    def clean_eu_responsible(self):
        """The same, of whoever answers in the Union."""
        return _who(self.cleaned_data["eu_responsible"])

    def clean_name(self):
        """Refuse invisible characters, which would spoil the shop's page."""
        return check_text(self.cleaned_data["name"])


class HolidayForm(forms.Form):
    """The first and last day on which the shop sells nothing."""

    start = forms.DateField(
        label=_("Absent du"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    end = forms.DateField(
        label=_("au"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self):
        """Refuse a holiday with one day missing."""
        data = super().clean()
        if bool(data.get("start")) != bool(data.get("end")):
            raise forms.ValidationError(_("Indiquez les deux dates, ou aucune pour rouvrir."))
        return data


class AmountField(HundredthsField):
    """A price of the shipping grid, up to 100,000 €."""

    def __init__(self, **options):
        super().__init__(most=10_000_000, **options)


class MethodForm(forms.Form):
    """One line of the shipping grid."""

    name = LineField(
        label=_("Nom"),
        max_length=60,
        error_messages={"required": _("Indiquez le nom de ce mode de livraison.")},
    )
    carrier = forms.ChoiceField(label=_("Transporteur"), choices=())
    kind = forms.ChoiceField(label=_("Type"), choices=ShippingMethod.Kind)
    zone = forms.ChoiceField(label=_("Zone"), choices=())
    first_cents = AmountField(
        label=_("Premier article (€)"),
        error_messages={"required": _("Indiquez le prix pour le premier article.")},
    )
    next_cents = AmountField(label=_("Article suivant (€)"), required=False)
    free_from_cents = HundredthsField(
        most=10_000_000, label=_("Offert à partir de (€)"), required=False
    )
    days_min = forms.IntegerField(
        label=_("Délai minimal (jours ouvrés)"),
        min_value=0,
        max_value=60,
        error_messages={"required": _("Indiquez le délai minimal.")},
    )
    days_max = forms.IntegerField(
        label=_("Délai maximal (jours ouvrés)"),
        min_value=0,
        max_value=60,
        error_messages={"required": _("Indiquez le délai maximal.")},
    )
    is_active = forms.BooleanField(label=_("Proposé aux acheteurs"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["carrier"].choices = grid.CARRIERS
        self.fields["zone"].choices = ShippingMethod._meta.get_field("zone").choices

    def clean(self):
        """Refuse a longest delay shorter than the shortest one."""
        data = super().clean()
        low, high = data.get("days_min"), data.get("days_max")
        if low is not None and high is not None and low > high:
            self.add_error(
                "days_max", _("Le délai maximal doit être au moins égal au délai minimal.")
            )
        data["next_cents"] = data.get("next_cents") or 0
        return data
