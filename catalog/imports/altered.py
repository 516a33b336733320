"""What an updated line changes, in the words of its reader: « Prix : 12,00 € → 13,00 € »."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.attributes.vocabulary import said
from catalog.models import Category
from catalog.withdrawal import EXCEPTIONS
from marketplace.shared.templatetags.ui import figure, money

ATTRIBUTE = "attribute:"


class Words:
    """Puts what many lines change in words; their categories are read once."""

    def __init__(self, lines: Iterable[Sequence[Sequence]]):
        keys = {
            key
            for entries in lines
            for name, *values in entries
            if name == "category_id"
            for key in values
            if key
        }
        self.categories: Mapping[int, Category] = Category.objects.in_bulk(keys) if keys else {}

    def of(self, entries: Sequence[Sequence]) -> list[dict]:
        """Each change as its label, before and after, or as a whole sentence in `text`."""
        told = []
        for name, before, after in entries:
            if text := _sentence(name, after):
                told.append({"text": text})
            else:
                values = {"before": self._value(name, before), "after": self._value(name, after)}
                told.append({"label": _label(name), **values})
        return told

    def _value(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if name == "price_cents":
            return money(value)
        if name == "category_id":
            return self.categories[value].label if value in self.categories else ""
        if name == "withdrawal_exception":
            return str(EXCEPTIONS.get(value, value))
        if name == "weight_g":
            return f"{figure(value)} g"
        if isinstance(value, bool):
            return _("oui") if value else _("non")
        return figure(value) if isinstance(value, int) else str(value)


def _label(name: str) -> str:
    if name.startswith(ATTRIBUTE):
        return said(name.removeprefix(ATTRIBUTE))
    labels = {
        "price_cents": _("Prix"),
        "stock": _("Stock"),
        "active": _("En vente"),
        "gtin": _("Code-barres"),
        "weight_g": _("Poids"),
        "label": _("Déclinaison"),
        "title": _("Titre"),
        "description": _("Description"),
        "title_en": _("Titre (anglais)"),
        "description_en": _("Description (anglais)"),
        "brand": _("Marque"),
        "category_id": _("Catégorie"),
        "withdrawal_exception": _("Rétractation"),
        "axes": _("Ce qui distingue les déclinaisons"),
        "photos": _("Photos"),
    }
    return labels.get(name, name)


def _sentence(name: str, value: Any) -> str:
    if name == "sheet":
        return _("Le reste de la fiche : voir la ligne %(line)s.") % {"line": value}
    if name == "proposed":
        return _("Rien ne change ; la fiche est proposée à la relecture.")
    if name == "more":
        more = ngettext("et %(n)s autre changement", "et %(n)s autres changements", value)
        return more % {"n": value}
    return ""
