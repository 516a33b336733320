"""What a shop fills in to claim a label."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.claims import claims
from catalog.models import Label
from marketplace.shared import files, kept_files
from marketplace.shared.language import local
from marketplace.shared.states import Refusal
from sellers.models import Seller


class ProofForm(forms.Form):
    """The number, the last day and the paper of a proof."""

    number = forms.CharField(label=_("Numéro"), max_length=60)
    valid_until = forms.DateField(
        label=_("Valable jusqu'au"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Le dernier jour que porte le document."),
    )
    file = kept_files.FileField(
        label=_("Document"),
        max_length=200,
        help_text=_("PDF, JPEG ou PNG, 10 Mo au plus. Seuls vous et l'opérateur l'ouvrez."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"required": _("Choisissez un fichier.")},
    )

    def __init__(self, *args, label: Label, today: date, **options):
        super().__init__(*args, **options)
        self.label, self.today = label, today
        field = self.fields["number"]
        if not label.number_forms.strip():
            del self.fields["number"]
        elif label.number_example:
            field.help_text = _now("Par exemple : {example}").format(example=label.number_example)
        last = claims.last_day(label, today=today)
        self.fields["valid_until"].widget.attrs |= {
            "min": today.isoformat(),
            "max": last.isoformat(),
        }

    def clean_number(self) -> str:
        """A number of the form that this label's numbers have."""
        try:
            return claims.number_of(self.label, self.cleaned_data["number"])
        except claims.WrongNumber as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_valid_until(self) -> date:
        """A last day that a proof of this label may have."""
        try:
            claims.check_end(self.label, self.cleaned_data["valid_until"], today=self.today)
        except claims.WrongEnd as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["valid_until"]

    def clean_file(self):
        """A paper that somebody can open: what is wrong with it is said with all the rest."""
        upload = self.cleaned_data["file"]
        if upload:
            try:
                files.read_document(upload.read(files.DOCUMENT_BYTES + 1))
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
            upload.seek(0)
        return upload


class ClaimForm(ProofForm):
    """A new claim: its sheets too, where the label is about goods."""

    field_order = ("products", "number", "valid_until", "file")
    products = forms.ModelMultipleChoiceField(
        label=_("Fiches concernées"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins une fiche.")},
    )

    def __init__(self, *args, label: Label, seller: Seller, today: date, **options):
        super().__init__(*args, label=label, today=today, **options)
        if label.is_of_shops:
            del self.fields["products"]
            return
        field = self.fields["products"]
        field.queryset = claims.sheets(seller, label)
        field.choices = [
            (pk, local(title, english).text)
            for pk, title, english in field.queryset.values_list("pk", "title", "title_en")[
                : claims.MOST_SHEETS
            ]
        ]


class CompletedForm(ProofForm):
    """What the operator asked for: the paper may be the one that is there."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["file"].required = False
        self.fields["file"].help_text = _(
            "Vide : le document déjà envoyé. PDF, JPEG ou PNG, 10 Mo au plus."
        )
