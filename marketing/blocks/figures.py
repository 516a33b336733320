"""Figures that a text names between braces, so that they are those of the day: {produits}."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from catalog.models import CatalogRules
from catalog.shop import queries
from marketplace.shared import policy
from marketplace.shared.templatetags.ui import figure

KNOWN = {
    "produits": (_("les produits en vente"), lambda: queries.figures()["products"]),
    "vendeurs": (_("les boutiques qui vendent"), lambda: queries.figures()["sellers"]),
    "retractation": (
        _("les jours pour changer d'avis"),
        lambda: policy.rules(CatalogRules).withdrawal_days,
    ),
}
NAMED = re.compile(r"\{([a-z]+)\}")
SENTENCES = re.compile(r"[^.!?\n]*(?:[.!?]+|$)\s*|\n")
LEAST = 2  # « 1 objets » is no sentence: one that names less is left out


def filled(text: str) -> str:
    """A text with its figures; a sentence of which one is below two is left out."""
    if "{" not in text:
        return text
    return "".join(map(_filled, SENTENCES.findall(text))).strip()


def unknown(text: str) -> list[str]:
    """The names between braces that no figure has."""
    return [name for name in NAMED.findall(text) if name not in KNOWN]


def _filled(sentence: str) -> str:
    values = {name: _value(KNOWN[name][1]) for name in NAMED.findall(sentence) if name in KNOWN}
    if any(value < LEAST for value in values.values()):
        return ""
    return NAMED.sub(
        lambda mark: figure(values[mark[1]]) if mark[1] in values else mark[0], sentence
    )


def _value(read: Callable[[], int]) -> int:
    return int(read())
