"""What the order "pertinence" is made of; the page « Comment nous classons » is generated from it.

The text's share is counted where the words are, in the database or the engine, the rest here: so
the order is the same wherever candidates were found.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RANKING = {
    "code": (900, _("la référence ou le code-barres cherché est exactement le sien")),
    "title": (100, _("le mot cherché est dans le titre")),
    "brand": (60, _("il est dans le nom de la marque ou du vendeur")),
    "about": (40, _("il est dans la catégorie ou les caractéristiques")),
    "kind": (80, _("il est rangé dans la catégorie qui porte le nom de ce qui est cherché")),
    "body": (10, _("il est dans la description")),
    "exact": (5, _("le mot est écrit exactement comme vous l'avez cherché")),
    "opening": (15, _("le titre commence par le premier mot cherché")),
    "in_stock": (30, _("le produit est en stock")),
    "rating": (20, _("la note moyenne, à partir de trois avis vérifiés")),
    "sales": (20, _("le nombre de ventes, plafonné")),
    "placed": (50, _("la maison le place plus haut dans cette liste, pour un temps")),
}
# taken off for each word that stands in the description alone: more than all points together
WEAK = 10_000
POINTS = {name: points for name, (points, _why) in RANKING.items()}


def is_named(row: tuple) -> bool:
    """Whether a candidate bears the very reference or bar code that was typed."""
    return row[-1] % WEAK >= POINTS["code"]


def points(row: tuple) -> int:
    """All points of a candidate."""
    _pk, _terms, _cents, in_stock, rating, reviews, sales, _sellers, _variants, text = row
    total = text % WEAK + min(sales or 0, POINTS["sales"])
    if in_stock:
        total += POINTS["in_stock"]
    if reviews >= 3:
        total += POINTS["rating"] * rating // 500
    return total
