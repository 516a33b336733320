"""The commission grid a new marketplace starts with."""

from __future__ import annotations

from datetime import date

from accounting.commissions import commissions
from accounting.models import CommissionRule
from catalog.models import Category

SINCE = date(2026, 1, 1)
GENERAL = ("Général", 1200)
# (slug of the category or what it begins with, name of the rule, rate)
BY_CATEGORY = (
    ("epicerie", "Épicerie", 800),
    ("alimentation", "Alimentation", 800),
    ("bijoux", "Bijoux", 1500),
)


def plant() -> None:
    """Write the starting grid, once: the particular rules first, then the general one."""
    if CommissionRule.objects.exists():
        return
    rules = []
    for position, (slug, name, bps) in enumerate(BY_CATEGORY, start=1):
        category = Category.objects.filter(slug__startswith=slug).order_by("depth", "path").first()
        if category is not None:
            rules.append(
                CommissionRule(
                    position=position * 10, name=name, category=category, bps=bps, valid_from=SINCE
                )
            )
    name, bps = GENERAL
    rules.append(CommissionRule(position=1000, name=name, bps=bps, valid_from=SINCE))
    CommissionRule.objects.bulk_create(rules)
    commissions.forget()
