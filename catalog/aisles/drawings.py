"""The drawings that a category may bear in menus, each with its name for whoever chooses one."""

from __future__ import annotations

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from marketplace.shared.templatetags.ui import icon_tag

DRAWINGS = {
    "armchair": _("Fauteuil"),
    "audio-lines": _("Ondes sonores"),
    "baby": _("Visage d'enfant"),
    "backpack": _("Sac à dos"),
    "bath": _("Baignoire"),
    "bean": _("Haricot"),
    "bed": _("Lit"),
    "bike": _("Vélo"),
    "bird": _("Oiseau"),
    "blocks": _("Cubes"),
    "book": _("Livre fermé"),
    "book-heart": _("Livre et cœur"),
    "book-open": _("Livre ouvert"),
    "briefcase": _("Porte-documents"),
    "brush": _("Pinceau"),
    "bubbles": _("Bulles"),
    "cake": _("Gâteau"),
    "candy": _("Bonbon"),
    "chef-hat": _("Toque"),
    "cherry": _("Cerises"),
    "circle": _("Cercle"),
    "circle-dot": _("Cercle et point"),
    "clock": _("Horloge"),
    "coffee": _("Tasse"),
    "cookie": _("Biscuit"),
    "cooking-pot": _("Cocotte"),
    "cup-soda": _("Gobelet"),
    "droplet": _("Goutte"),
    "droplets": _("Gouttes"),
    "flame": _("Flamme"),
    "flower": _("Fleur"),
    "flower-2": _("Fleur sur sa tige"),
    "footprints": _("Traces de pas"),
    "gem": _("Pierre taillée"),
    "gift": _("Paquet cadeau"),
    "glass-water": _("Verre d'eau"),
    "glasses": _("Lunettes"),
    "grid-2x2": _("Carreaux"),
    "hand": _("Main"),
    "headphones": _("Casque audio"),
    "heart": _("Petit cœur"),
    "hexagon": _("Hexagone"),
    "house": _("Maisonnette"),
    "image": _("Photographie"),
    "lamp": _("Lampe"),
    "lamp-ceiling": _("Suspension"),
    "lamp-desk": _("Lampe de bureau"),
    "layers": _("Couches"),
    "leaf": _("Feuille d'arbre"),
    "library": _("Étagère de livres"),
    "mail": _("Enveloppe"),
    "milk": _("Bouteille de lait"),
    "moon": _("Lune"),
    "mountain": _("Montagne"),
    "notebook": _("Carnet à spirale"),
    "paw-print": _("Patte"),
    "pen-tool": _("Plume"),
    "pencil": _("Crayon"),
    "pocket-knife": _("Couteau pliant"),
    "puzzle": _("Pièce de puzzle"),
    "rabbit": _("Lapin"),
    "rectangle-vertical": _("Rectangle"),
    "ribbon": _("Ruban"),
    "salad": _("Salade"),
    "sandwich": _("Sandwich"),
    "scroll": _("Parchemin"),
    "shirt": _("Tee-shirt"),
    "shopping-bag": _("Sac de courses"),
    "shopping-basket": _("Panier d'osier"),
    "shovel": _("Pelle"),
    "snowflake": _("Flocon"),
    "soup": _("Bol fumant"),
    "sparkle": _("Éclat"),
    "sparkles": _("Éclats"),
    "sprout": _("Pousse"),
    "square": _("Carré plein"),
    "sun": _("Soleil"),
    "tent": _("Tente"),
    "toy-brick": _("Brique à emboîter"),
    "umbrella": _("Parapluie"),
    "utensils": _("Couverts"),
    "utensils-crossed": _("Couverts croisés"),
    "volleyball": _("Ballon"),
    "wallet": _("Portefeuille"),
    "watch": _("Montre"),
    "wheat": _("Épi de blé"),
    "wind": _("Vent"),
    "wine": _("Verre à pied"),
}


class DrawingField(forms.ChoiceField):
    """A drawing chosen by its picture and its name; one of elsewhere that a row bears may stay."""

    widget = forms.RadioSelect

    def __init__(self, *, borne: str = "", **options):
        keys = dict.fromkeys([*DRAWINGS, *([borne] if borne else [])])
        choices = [(key, _pictured(key)) for key in keys]
        super().__init__(choices=[("", _("Sans dessin")), *choices], required=False, **options)


def _pictured(key: str) -> str:
    """A drawing beside its name; of a key that draws nothing, the key alone."""
    if key not in DRAWINGS:
        return key
    return format_html("{} {}", icon_tag(key, 20), DRAWINGS[key])
