"""What a person fills in to keep a filter: its name."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    """The name of a filter."""

    name = forms.CharField(
        label=_("Nom du filtre"),
        max_length=40,
        error_messages={"required": _("Indiquez le nom du filtre.")},
    )
