"""What an empty installation starts with: the house's rows, its legal texts, its roles."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group

from accounting.commissions import seeds as accounting
from catalog import seeds as catalog
from catalog.badges import badges
from catalog.judging import charter
from marketing import seeds as marketing
from marketplace import seed_texts
from marketplace.console import texts
from marketplace.shared import rules, witness
from marketplace.shared.audience import OPERATOR_ROLES
from marketplace.shared.models import Brand, LegalEntity, LegalText


def plant(at: datetime) -> None:
    """Add what is missing; nothing that the operator wrote is touched."""
    for model in (Brand, LegalEntity):
        if not model.objects.exists():
            model.objects.create()
    rules.lay(at)
    for role in OPERATOR_ROLES:
        Group.objects.get_or_create(name=role)
    for kind, (title, title_en, body, body_en) in seed_texts.TEXTS.items():
        text, is_new = LegalText.objects.get_or_create(
            kind=kind,
            version=1,
            defaults={
                "title": title,
                "title_en": title_en,
                "body": body,
                "body_en": body_en,
            },
        )
        if is_new:
            texts.publish(text, by=None, at=at)
    catalog.plant()
    charter.plant()
    badges.plant(at)
    marketing.plant()
    accounting.plant()
    witness.take_stock(at)
