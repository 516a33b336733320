"""Categories closed to sale, and those where every sheet is read."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from catalog.judging.rules.sheet import BLOCK, LOOK, Finding, Sheet
from catalog.models import Category

RULE = "forbidden_category"
FORBIDDEN = _("La catégorie « {category} » est fermée à la vente. {note}")
REVIEWED = _("Chaque fiche de la catégorie « {category} » est relue avant publication. {note}")


def look(sheet: Sheet) -> list[Finding]:
    """Whether the policy of the category stops the sheet, or has an operator read it."""
    place = sheet.context.places.get(sheet.category_id or 0)
    if place is None or place.policy == Category.Policy.OPEN:
        return []
    forbidden = place.policy == Category.Policy.FORBIDDEN
    values = {"category": place.label, "note": place.note}
    return [
        Finding(
            RULE,
            BLOCK if forbidden else LOOK,
            "category_id",
            FORBIDDEN if forbidden else REVIEWED,
            "",
            values,
        )
    ]
