"""What is typed of a word of the charter, and of an exception."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from catalog.models import CharterWord
from sellers.models import Seller

LETTERS = re.compile(r"[^\W\d_]{3}")


def _day(label, **more) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def _sentence(label, **more) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=240, widget=widget, **more)


class WordForm(forms.Form):
    """An expression, why it is not wanted, and what to write instead."""

    expression = forms.CharField(
        label=_("Expression"),
        max_length=80,
        help_text=_("Trouvée entière, quels que soient accents, capitales, genre et nombre."),
    )
    expression_en = forms.CharField(label=_("Expression (anglais)"), max_length=80, required=False)
    kind = forms.ChoiceField(
        label=_("Nature"), choices=CharterWord.Kind.choices, widget=forms.RadioSelect
    )
    reason = _sentence(_("Pourquoi"))
    reason_en = _sentence(_("Pourquoi (anglais)"), required=False)
    law = forms.CharField(label=_("Base légale"), max_length=160, required=False)
    remedy = _sentence(
        _("Écrire plutôt"), help_text=_("Une phrase entière : qui la lit sait quoi écrire.")
    )
    remedy_en = _sentence(_("Écrire plutôt (anglais)"), required=False)
    starts_on = _day(
        _("En vigueur le"), required=False, help_text=_("Laissez vide pour aujourd'hui.")
    )

    def clean_expression(self) -> str:
        """At least three letters in a row: a sign or an article stands in every text."""
        text = self.cleaned_data["expression"]
        if not LETTERS.search(text):
            raise forms.ValidationError(_("Écrivez au moins un mot de trois lettres."))
        return text

    def values(self) -> dict:
        """The columns that were filled in."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class ExceptionForm(forms.Form):
    """Where an expression may be read, on which proof, until when."""

    shop = forms.CharField(
        label=_("Boutique"),
        required=False,
        max_length=200,
        help_text=_("Le nom de la boutique : l'exception vaut pour toutes ses fiches."),
    )
    path = forms.CharField(
        label=_("ou page"),
        required=False,
        max_length=200,
        help_text=_("L'adresse sans le nom du site : « /pages/engagements/ »."),
    )
    proof = forms.CharField(
        label=_("Preuve"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Le document, son numéro, qui l'a délivré et où il est gardé."),
    )
    ends_on = _day(_("Dernier jour"))

    def clean_shop(self) -> Seller | None:
        """The shop that is named."""
        name = self.cleaned_data["shop"].strip()
        shop = Seller.objects.filter(name__iexact=name).first() if name else None
        if name and shop is None:
            raise forms.ValidationError(_("Aucune boutique ne porte ce nom."))
        return shop

    def clean_path(self) -> str:
        """An address of the shop's own, as it may be copied out of a browser too."""
        typed = self.cleaned_data["path"].strip().removeprefix(settings.BASE_URL)
        path = urlsplit(typed).path
        if path and not path.startswith("/"):
            raise forms.ValidationError(_("L'adresse commence par une barre oblique."))
        try:
            return path and resolve(path) and path
        except Resolver404 as error:
            raise forms.ValidationError(
                _("Aucune page de la boutique n'a cette adresse : copiez-la depuis la page.")
            ) from error
