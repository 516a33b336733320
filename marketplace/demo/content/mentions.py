"""What the law wants told of some goods: ingredients and allergens, fibres, INCI, a toy's age,
what to beware of.
"""

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
    "jean recyclé": "100 % coton recyclé",
    "velours": "95 % coton, 5 % élasthanne",
    "satin de coton": "100 % coton",
    "soie lavée": "100 % soie",
}
_TEXTILES = frozenset(
    {
        *("socks", "throw", "napkin", "cushion", "tshirt", "cap", "rug", "towel"),
        *("scarf", "beanie", "mittens", "sweater", "apron", "hair", "plush"),
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
    "beurre de karité et bicarbonate": (
        "Butyrospermum Parkii Butter, Sodium Bicarbonate, Maranta Arundinacea Root Powder,"
        " Cera Alba"
    ),
}
_COSMETICS = frozenset({"soap", "serum", "balm"})
# in months; and of a thing that is simpler than its kind
_AGES = {
    "plush": 0,
    "rattle": 3,
    "mobile": 0,
    "toy_car": 18,
    "blocks": 12,
    "puzzle": 36,
    "spinning_top": 36,
    "kids_book": 36,
    "racket": 72,
}
_YOUNGER = {"Anneaux à empiler": 12}
_BOOKS = frozenset({"kids_book"})
_NO_WARNING = "Aucun"
_SMALL_PARTS = "Attention ! Ne convient pas aux enfants de moins de 36 mois. Petites pièces."
_WARNINGS = {
    "knife": "Lame coupante : tenir hors de portée des enfants.",
    "secateurs": "Lame coupante : tenir hors de portée des enfants.",
    "candle": "Ne laissez jamais une bougie allumée sans surveillance, ni à portée d'un enfant.",
    "lamp": "Débranchez avant de changer l'ampoule.",
    "pendant": "Coupez le courant avant la pose.",
    "helmet": "Après un choc, remplacez le casque, même sans trace visible.",
    "razor": "Lame coupante : tenir hors de portée des enfants.",
}
_HARMLESS = frozenset({"Blaireau"})
_PRECAUTIONS = {
    "soap": "Éviter le contact avec les yeux.",
    "serum": "Usage externe. Éviter le contact avec les yeux.",
    "balm": "Usage externe. Ne pas appliquer sur une peau lésée.",
}
_SHOES = {
    "cuir pleine fleur": "Tige cuir, doublure cuir, semelle caoutchouc",
    "cuir suédé": "Tige cuir, doublure cuir, semelle caoutchouc",
    "toile et caoutchouc": "Tige textile, doublure textile, semelle caoutchouc",
}
_FINENESS = {
    "argent 925": "Argent 925",
    "vermeil": "Argent 925",
    "laiton doré": "Métal non précieux",
}
_JEWELS = frozenset({"ring", "necklace", "earrings", "bracelet"})
_BOXES = {
    "Coffret rituel": {
        "Contenu du coffret": "Un savon surgras, une huile de soin, un gant de lin",
        "Liste INCI": "Sodium Olivate, Sodium Cocoate, Aqua, Glycerin / Prunus Amygdalus Dulcis Oil",
    },
    "Coffret naissance": {
        "Contenu du coffret": "Un savon doux, un baume pour le change, un lange de coton",
        "Liste INCI": "Sodium Olivate, Aqua, Glycerin / Butyrospermum Parkii Butter, Cera Alba",
    },
    "Coffret gourmand": {
        "Contenu du coffret": "Trois tablettes, une boîte de biscuits aux amandes",
        "Ingrédients": "Pâte de cacao, sucre de canne, beurre de cacao, farine de blé, amandes, beurre, œufs",
        "Allergènes": "Gluten, lait, œufs, fruits à coque",
    },
    "Coffret découverte": {
        "Contenu du coffret": "Six carrés de six origines",
        "Ingrédients": "Pâte de cacao 70 %, sucre de canne, beurre de cacao",
        "Allergènes": "Aucun",
    },
}  # fmt: skip
# the bulb that comes with a lamp, by what the lamp is made of
_LIT = {"lamp": {"grès et lin": "E", "hêtre et coton": "D", "laiton et lin": "F"}}


def of(kind: str, name: str, material: str) -> dict[str, str]:
    """The lines that the category of such a thing cannot do without."""
    if name in _food():
        ingredients, allergens, _origin, strength = _food()[name]
        lines = {"Ingrédients": ingredients, "Allergènes": allergens}
        drink = "Vin et spiritueux"
        return lines | ({"Degré d'alcool": strength, "Boisson": drink} if strength else {})
    lines = dict(_BOXES.get(name, {}))
    if kind in _TEXTILES:
        lines["Composition textile"] = _FIBRES[material]
    if kind in _COSMETICS:
        lines |= {"Liste INCI": _INCI[material], "Précautions d'emploi": _PRECAUTIONS[kind]}
        lines["Après ouverture"] = "12 mois" if kind == "soap" else "6 mois"
    if kind in _LIT and material in _LIT[kind]:
        lines["Classe énergétique"] = _LIT[kind][material]
    if kind == "shoes":
        lines["Matières de la chaussure"] = _SHOES[material]
    if kind in _JEWELS:
        titles = [told for word, told in _FINENESS.items() if word in material]
        lines |= {"Titre du métal": titles[0]} if titles else {}
    if kind in _AGES:
        lines |= _for_children(kind, months_of(kind, name))
    if kind in _WARNINGS and name not in _HARMLESS:
        lines["Avertissements"] = _WARNINGS[kind]
    return lines


def _for_children(kind: str, months: int) -> dict[str, str]:
    age = {"Âge minimal": f"{months} mois" if months < 24 else f"{months // 12} ans"}
    if kind in _BOOKS:
        return age
    warning = _SMALL_PARTS if months >= 36 else _NO_WARNING
    return age | {"Avertissements du jouet": warning, "Marquage CE": "Oui"}


def months_of(kind: str, name: str) -> int:
    """The age from which a child may have a thing."""
    return _YOUNGER.get(name, _AGES[kind])


def age_in_words(kind: str, name: str) -> str:
    """The same, as a description says it; nothing of what is not for children."""
    if kind not in _AGES:
        return ""
    months = months_of(kind, name)
    if not months:
        return "dès la naissance"
    return f"dès {months} mois" if months < 24 else f"dès {months // 12} ans"


def origin(name: str) -> str:
    """Where what a food is made of was grown, if not where it is sold."""
    return _food()[name][2] if name in _food() else ""


def is_cosmetic(kind: str) -> bool:
    """Whether somebody in the Union answers for it as a cosmetic."""
    return kind in _COSMETICS


@cache
def _food() -> dict[str, tuple[str, str, str, str]]:
    """Ingredients, allergens, origin and strength of foods, by the name of the good."""
    lines = Path(__file__).with_name("mentions.txt").read_text(encoding="utf-8").splitlines()
    rows = [
        [cell.strip() for cell in line.split("|")]
        for line in lines
        if line and not line.startswith("#")
    ]
    return {
        name: (ingredients, allergens, *(*more, "", "")[:2])
        for name, ingredients, allergens, *more in rows
    }
