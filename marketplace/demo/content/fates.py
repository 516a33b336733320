"""The few sheets that moderation should stop, and those that wait for it."""

from dataclasses import replace
from random import Random

from marketplace.demo.content.sheets import Goods

# fate -> how many of the catalogue, and what is wrong with the text.
_FLAWS: tuple[tuple[str, str], ...] = (
    ("queued", " Pour une commande sur mesure, appelez-moi au 06 39 98 41 17."),
    (
        "queued",
        " Retrouvez toute la collection et des prix plus doux sur www.notre-boutique.example.",
    ),
    (
        "queued",
        " Une fabrication éco-responsable ; écrivez à atelier@contact.example pour nos autres modèles.",
    ),
    ("to_change", " Le moins cher de France, garanti !"),
    ("to_change", ""),
    ("refused", " Miracle : soigne l'eczéma et fait disparaître les rides en trois jours."),
    ("refused", " Réplique fidèle d'un modèle de grande maison."),
)
_WAITING = 16
_DRAFTS = 6


def spoil(goods: tuple[Goods, ...], rng: Random) -> tuple[Goods, ...]:
    """Give about thirty sheets another fate than publication."""
    places = rng.sample(range(len(goods)), min(len(goods) // 12, len(_FLAWS) + _WAITING + _DRAFTS))
    result = list(goods)
    for k, place in enumerate(places):
        sheet = result[place]
        if k < len(_FLAWS):
            fate, text = _FLAWS[k]
            result[place] = replace(
                sheet, fate=fate, description=sheet.description + text if text else "À compléter."
            )
        elif k < len(_FLAWS) + _WAITING:
            result[place] = replace(sheet, fate="queued")
        else:
            result[place] = replace(sheet, fate="draft")
    return tuple(result)
