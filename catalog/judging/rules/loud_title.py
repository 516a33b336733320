"""A title that shouts, or that advertises a price instead of naming a product."""

from __future__ import annotations

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from catalog.judging.rules.sheet import HINT, LOOK, Finding, Sheet, around
from catalog.judging.rules.words import fold

RULE = "loud_title"
LETTERS = 6  # fewer may be a name
CAPITALS = _("Le titre est en majuscules : écrivez-le en minuscules.")
# Code de la consommation, art. L112-1-1: a reduction is announced beside the price it lowers
PROMOTION = _(
    "Le titre dit « {match} » : un titre nomme le produit, les promotions se disent ailleurs."
)
FORMULAS = (
    *("promo", "promos", "promotion", "promotions", "destockage", "liquidation", "bon plan"),
    *("gratuit", "gratuite", "gratuits", "gratuites", "livraison offerte", "offre speciale"),
    *("pas cher", "prix casse", "prix casses", "prix choc", "meilleur prix", "super prix"),
    *("a saisir", "exclu web", "vente flash", "free shipping", "best price", "special offer"),
)
PROMOTED = re.compile(
    rf"(?<!\w)(?:{'|'.join(FORMULAS)})(?!\w)|(?:(?<=\s)|^)[-–−]\s?\d{{1,2}}\s?%(?!\w)"
)


def look(sheet: Sheet) -> list[Finding]:
    """Capitals, which are only remarked, and promotional formulas, which are read."""
    findings = []
    for field, title in (("title", sheet.title), ("title_en", sheet.title_en)):
        if is_loud(title):
            findings.append(Finding(RULE, HINT, field, CAPITALS, title))
        if match := promotion(title):
            excerpt = around(title, *match.span())
            values = {"match": title[match.start() : match.end()]}
            findings.append(Finding(RULE, LOOK, field, PROMOTION, excerpt, values))
    return findings


def is_loud(title: str) -> bool:
    """Whether most of a title is in capitals."""
    if title[1:].islower():
        return False
    letters = sum(map(str.isalpha, title))
    return letters >= LETTERS and sum(map(str.isupper, title)) > 0.6 * letters


def promotion(title: str) -> re.Match | None:
    """Where a title advertises; its place is the same in the title as it was typed."""
    return PROMOTED.search(fold(title)) if title else None


def remark(title: str) -> str:
    """What the author of a title is told while they type; empty for most."""
    if match := promotion(title):
        return gettext(PROMOTION).format(match=title[match.start() : match.end()])
    return gettext(CAPITALS) if is_loud(title) else ""
