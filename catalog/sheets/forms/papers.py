"""What a seller fills in to attach a document."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PaperForm(forms.Form):
    """A document of a sheet."""

    file = forms.FileField(
        label=_("Document (PDF)"),
        max_length=200,
        help_text=_("10 Mo au plus, sans mot de passe ni script."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": _("Choisissez un fichier.")},
    )
