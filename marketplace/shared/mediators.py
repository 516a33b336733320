"""A consumer mediator as the law wants it told: who, where, and on which site (C. conso L616-1)."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

SITE = re.compile(
    r"\b(?:https?://)?(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?![\w@])", re.IGNORECASE
)
SCHEME = re.compile(r"\bhttps?:", re.IGNORECASE)
POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
LETTERS = 3


def check(text: str) -> None:
    """Refuse what no consumer could write to: no name, no postal address, or no site."""
    sites = SITE.findall(text)
    if not sites or len(SCHEME.findall(text)) > sum("://" in site for site in sites):
        raise forms.ValidationError(
            _("Indiquez l'adresse du site du médiateur en entier, comme https://www.cm2c.net.")
        )
    said = SITE.sub(" ", text)
    if not POSTCODE.search(said):
        raise forms.ValidationError(
            _("Indiquez l'adresse postale du médiateur, avec son code postal à cinq chiffres.")
        )
    if sum(map(str.isalpha, POSTCODE.split(said)[0])) < LETTERS:
        raise forms.ValidationError(_("Indiquez le nom du médiateur, avant son adresse."))
