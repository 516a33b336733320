"""What of a category nobody changes alone: the VAT of its goods, and a rule that gets looser."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.aisles import aisles
from catalog.models import Category, Product
from catalog.states import ProductState
from marketplace.shared import proposals
from marketplace.shared.models import User
from marketplace.shared.templatetags.ui import figure

RULING = "category"
FIELDS = ("vat_class", "policy", "policy_note")


def reached(category: Category) -> str:
    """How many sheets online a change would reach: the VAT of its own, the rule of all beneath."""
    online = Product.objects.filter(state=ProductState.PUBLISHED)
    own = online.filter(category=category).count()
    beneath = online.under(category).count()
    return " ".join(
        (
            ngettext(
                "La classe de TVA vaut aussitôt pour {count} fiche en ligne et les paniers où elle"
                " est.",
                "La classe de TVA vaut aussitôt pour {count} fiches en ligne et les paniers où"
                " elles sont.",
                own,
            ).format(count=figure(own)),
            ngettext(
                "La règle vaut pour {count} fiche en ligne, sous-catégories comprises.",
                "La règle vaut pour {count} fiches en ligne, sous-catégories comprises.",
                beneath,
            ).format(count=figure(beneath)),
        )
    )


def _read(pk: int, names: Iterable[str]) -> dict:
    return Category.objects.filter(pk=pk).values(*names).first() or {}


def _apply(pk: int, before: dict, after: dict, *, by: User, at: datetime) -> None:
    category = Category.objects.select_for_update().get(pk=pk)
    if any(getattr(category, name) != value for name, value in before.items()):
        raise proposals.ChangedMeanwhile
    for name, value in after.items():
        setattr(category, name, value)
    aisles.write(category, list(after), by=by, at=at)


def _check(pk: int, after: dict, at: datetime) -> None:
    """Any class and any rule may stand: the form offers no others."""


def _words(values: dict) -> dict[str, tuple[Any, Any]]:
    return {name: proposals.in_words(Category, name, value) for name, value in values.items()}


def _warning(pk: int, after: dict) -> str:
    category = Category.objects.filter(pk=pk).first()
    return reached(category) if category else ""


CHANGE = proposals.Kind(
    RULING,
    _("TVA ou règle d'une catégorie"),
    "moderation",
    proposals.MONEY_DELAY,
    Category,
    _read,
    _apply,
    _check,
    _words,
    _warning,
)
