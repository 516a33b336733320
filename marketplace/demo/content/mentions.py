"""What the law wants told of some goods: ingredients and allergens, fibres, INCI, a toy's age."""

from functools import cache
from pathlib import Path

_FIBRES = {
    "fil d'Écosse": "100 % coton",
    "laine mérinos": "100 % laine mérinos",
    "coton biologique": "100 % coton",
    "laine de pays": "100 % laine",
    "coton gaufré": "100 % coton",
    "lin lavé": "100 % lin",
    "métis lin et coton": "55 % lin, 45 % coton",
    "velours de coton": "100 % coton",
    "laine bouclée": "80 % laine, 20 % polyamide",
    "coton et chanvre": "55 % chanvre, 45 % coton",
    "coton recyclé": "100 % coton recyclé",
    "toile de coton": "100 % coton",
    "lin": "100 % lin",
    "velours côtelé": "100 % coton",
    "jute et laine": "60 % jute, 40 % laine",
    "lin et coton": "60 % lin, 40 % coton",
    "laine et alpaga": "70 % laine, 30 % alpaga",
    "cachemire recyclé": "95 % cachemire recyclé, 5 % laine",
    "laine feutrée": "100 % laine",
    "coton et lin": "55 % coton, 45 % lin",
}
_TEXTILES = frozenset(
    {
        *("socks", "throw", "napkin", "cushion", "tshirt", "cap", "rug", "towel"),
        *("scarf", "beanie", "mittens", "sweater"),
    }
)
_INCI = {
    "huiles d'olive et de coco": "Sodium Olivate, Sodium Cocoate, Aqua, Glycerin",
    "beurre de karité et huile de colza": (
        "Sodium Shea Butterate, Sodium Canolate, Aqua, Glycerin, Tocopherol"
    ),
    "huiles végétales de première pression": (
        "Prunus Amygdalus Dulcis Oil, Helianthus Annuus Seed Oil, Tocopherol"
    ),
    "hydrolat de plantes": "Rosa Damascena Flower Water, Citric Acid",
    "cire d'abeille et huile d'amande": "Cera Alba, Prunus Amygdalus Dulcis Oil, Tocopherol",
    "beurre de karité": "Butyrospermum Parkii Butter",
}
_COSMETICS = frozenset({"soap", "serum", "balm"})
_AGES = {
    "plush": "0 mois",
    "rattle": "3 mois",
    "mobile": "0 mois",
    "toy_car": "18 mois",
    "blocks": "12 mois",
    "puzzle": "3 ans",
    "spinning_top": "3 ans",
}


_CARRIED = frozenset({"Couteau pliant", "Couteau à huîtres"})
# the bulb that comes with a lamp, by what the lamp is made of
_LIT = {"lamp": {"grès et lin": "E", "hêtre et coton": "D", "laiton et lin": "F"}}


def of(kind: str, name: str, material: str) -> dict[str, str]:
    """The lines that the category of such a thing cannot do without."""
    if name in _food():
        ingredients, allergens = _food()[name]
        return {"Ingrédients": ingredients, "Allergènes": allergens}
    if kind in _TEXTILES:
        return {"Composition textile": _FIBRES[material]}
    if kind in _COSMETICS:
        return {"Liste INCI": _INCI[material]}
    if kind == "knife":
        # what is carried about, or has a point, its maker sells to adults only
        return {"Réservé aux majeurs": "Oui" if name in _CARRIED else "Non"}
    if kind in _LIT and material in _LIT[kind]:
        return {"Classe énergétique": _LIT[kind][material]}
    return {"Âge minimal": _AGES[kind]} if kind in _AGES else {}


@cache
def _food() -> dict[str, tuple[str, str]]:
    lines = Path(__file__).with_name("mentions.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return {name: (ingredients, allergens) for name, ingredients, allergens in rows}
