"""A sheet that lacks what a buyer needs to choose."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from catalog.judging.rules.sheet import BLOCK, HINT, LOOK, Finding, Sheet

RULE = "missing_fields"
SHORT = 40


def look(sheet: Sheet) -> list[Finding]:
    """What is missing, and how much it matters."""
    found = []
    if len(sheet.title.strip()) < 3:
        found.append(Finding(RULE, BLOCK, "title", _("Le titre manque ou ne dit rien.")))
    if sheet.category_id not in sheet.context.places:
        found.append(Finding(RULE, BLOCK, "category_id", _("Aucune catégorie n'est choisie.")))
    if not sheet.prices:
        found.append(Finding(RULE, BLOCK, "variants", _("Aucune variante n'a de prix.")))
    if not sheet.description.strip():
        found.append(Finding(RULE, LOOK, "description", _("La description manque.")))
    elif len(sheet.description.strip()) < SHORT:
        found.append(Finding(RULE, HINT, "description", _("La description est très courte.")))
    if not sheet.photos:
        found.append(Finding(RULE, LOOK, "photos", _("Il n'y a aucune photo.")))
    return found
