"""What a moderator fills in to decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Reason
from catalog.sheets.forms.words import TextField
from marketplace.shared.typed import telling


class DecisionForm(forms.Form):
    """Why a sheet is sent back, in words its seller can act on."""

    reason = forms.ModelChoiceField(
        label=_("Motif"), queryset=Reason.objects.none(), empty_label=_("Choisissez…")
    )
    note = TextField(
        label=_("Message au vendeur"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[telling],
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].queryset = Reason.objects.filter(is_active=True).order_by("label")
