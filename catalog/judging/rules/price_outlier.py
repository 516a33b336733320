"""Prices far from what the category asks: a misplaced comma, or a trap."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from catalog.judging.rules.sheet import LOOK, Finding, Sheet

RULE = "price_outlier"
HIGH = _("Le prix de {price} € est bien au-dessus du prix médian de la catégorie ({median} €).")
LOW = _("Le prix de {price} € est bien au-dessous du prix médian de la catégorie ({median} €).")


def look(sheet: Sheet) -> list[Finding]:
    """The first price that lies a suspicious multiple away from the median."""
    place = sheet.context.places.get(sheet.category_id or 0)
    if place is None or not place.median:
        return []
    median, factor = place.median, sheet.context.factor
    for price in sheet.prices:
        if price > median * factor or price * factor < median:
            values = {"price": euros(price), "median": euros(median)}
            return [Finding(RULE, LOOK, "variants", HIGH if price > median else LOW, "", values)]
    return []


def euros(cents: int) -> str:
    """An amount as it is written in French."""
    whole = f"{cents // 100:,}".replace(",", "\u202f")
    return f"{whole},{cents % 100:02d}"
