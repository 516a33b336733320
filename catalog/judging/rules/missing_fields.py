"""A sheet that lacks what a buyer needs to choose."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from catalog.judging.rules.sheet import BLOCK, HINT, LOOK, Finding, Sheet

RULE = "missing_fields"
SHORT = 40


def look(sheet: Sheet) -> list[Finding]:
    """What is missing, and how much it matters."""
    findings = []
    if len(sheet.title.strip()) < 3:
        findings.append(Finding(RULE, BLOCK, "title", _("Le titre manque ou ne dit rien.")))
    if sheet.category_id not in sheet.context.places:
        findings.append(Finding(RULE, BLOCK, "category_id", _("Aucune catégorie n'est choisie.")))
    if not sheet.prices:
        findings.append(Finding(RULE, BLOCK, "variants", _("Aucune déclinaison n'a de prix.")))
    if not sheet.description.strip():
        findings.append(Finding(RULE, LOOK, "description", _("La description manque.")))
    elif len(sheet.description.strip()) < SHORT:
        findings.append(Finding(RULE, HINT, "description", _("La description est très courte.")))
    if not sheet.photos:
        findings.append(Finding(RULE, LOOK, "photos", _("Il n'y a aucune photo.")))
    return findings
