"""Headings as other shops write them: plainly compared, by another name, with their unit."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What exports call our characteristics, beside the names that the vocabulary of attributes has:
# these are the words of tables, which no sheet would say.
NAMES = {
    "Couleur": (
        "color name, colour name, color map, colour map, couleur principale, couleur produit, "
        "couleur du produit, coloris produit, coloris du produit, coloris principal, main color, "
        "main colour, primary color, primary colour, product color, item color, nom de la couleur, "
        "nom couleur, nom du coloris, couleur dominante, color pattern, color family, "
        "couleur coloris, "
        "colori, couleur variante, color colour, couleur color, dominant color"
    ),
    "Matière": (
        "material type, outer material, outer material type, main material, primary material, "
        "material composition, matiere produit, matiere du produit, matiere dominante, "
        "matiere tissu, "
        "matiere exterieure, type de matiere, type de materiau, materiau principal, "
        "materiau produit, "
        "materiau du produit, materiaux utilises, materials used, fabric type, product material, "
        "item material, matiere materiau, dominant material, material fabric"
    ),
    "Fabriqué en": (
        "country of manufacture, manufactured in, country region of origin, "
        "country of origin code, "
        "country as labeled, country of production, production country, made in country, "
        "pays de production, pays origine, pays fabrication, pays de fabrication de l article, "
        "origine de fabrication, produit en, fabrique a, lieu de production, where made"
    ),
    "Contenance": (
        "capacity volume, item volume, unit volume, volume capacity, liquid volume, "
        "contenance produit, contenance utile, capacite utile, volume utile, contenance du produit"
    ),
    "Taille": (
        "size name, size map, apparel size, clothing size, variant size, taille produit, "
        "taille du produit, taille vetement, nom de la taille, taille size"
    ),
    "Pointure": "footwear size, footwear size name, shoe size eu, eu shoe size, pointure eu, "
    "pointure fr",
    "Public": "target gender, department, department name, sexe, target audience",
    "Motif": "pattern name, pattern type, type de motif",
    "Forme": "item shape, shape name, forme du produit",
    "Entretien": "care instruction, washing instructions, instructions de lavage, care label",
    "Nombre de pièces": (
        "number of items, unit count, item package quantity, number of units, nombre d articles, "
        "nombre d unites, pieces per pack, nombre de pieces du lot, pack quantity"
    ),
    "Puissance": "wattage, puissance w, puissance en watts",
    "Dimensions": (
        "item dimensions, product dimensions, dimensions produit, dimensions du produit, "
        "dimensions l x l x h, dimensions l x w x h, dimensions hors tout, size dimensions"
    ),
    "Parfum": "scent name, fragrance name, senteur du produit",
    "Ingrédients": "ingredient list, liste des ingredients, composition ingredients",
}
# beside a heading, or behind its name: of one letter only in brackets or after « en »
_WORDS = (
    *("mm", "cm", "kg", "mg", "ml", "cl", "dl"),
    *("millimetres?", "centimetres?", "grammes?", "grams?", "kilos?", "kilogrammes?", "litres?"),
    *("millilitres?", "centilitres?", "watts?", "heures?", "hours?", "mois", "months?", "ans"),
    *("annees?", "years?"),
)
_LETTERS = ("g", "l", "m", "h", "w", "%")
_UNIT = "|".join((*_WORDS, *_LETTERS))
_BRACKETED = re.compile(rf"^(.+?)\s*[(\[]\s*(?:en\s+|in\s+)?({_UNIT})\s*[)\]]$")
_BEHIND = re.compile(
    rf"^(.+?)(?:[\s_-]+(?:en|in)[\s_-]+({_UNIT})|[\s_-]+({'|'.join(_WORDS[:7])}))$"
)
_METAFIELD = re.compile(r"\s*\(product\.metafields\.[^)]*\)$", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:google shopping|g|meta|attribut|attribute) (?=[a-z]{2})")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A heading without accents, case, signs: the form in which headings are compared."""
    text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("ß", "ss"))
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def bare(word: str) -> str:
    """A plain heading without the mark of a feed: g:color is color."""
    return re.sub(r"^(?:g|google shopping) (?=[a-z])", "", word)


@lru_cache(maxsize=4096)
def name_of(heading: str) -> str:
    """The characteristic that exports call by another name; empty for any other heading."""
    own = plain(unitless(heading))
    return BY_WORD.get(own) or BY_WORD.get(_PREFIX.sub("", own), "")


@lru_cache(maxsize=4096)
def unitless(heading: str) -> str:
    """A heading without the unit or the address it names: Largeur (cm) is Largeur."""
    heading = _METAFIELD.sub("", heading)
    match = _measured(heading)
    return heading[: match.end(1)].strip() if match else heading


@lru_cache(maxsize=4096)
def unit_of(heading: str) -> str:
    """The unit in which a heading says that its numbers are, as it is written; empty for none."""
    match = _measured(heading)
    return next(filter(None, match.groups()[1:])) if match else ""


def _measured(heading: str) -> re.Match[str] | None:
    folded = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", heading.lower())
        if not unicodedata.combining(letter)
    )
    # the name is cut from the heading itself: an accent must not move its end
    if len(folded) != len(heading):
        return None
    # a size L is no litre
    if re.search(r"[(\[]\s*[LMH]\s*[)\]]$", heading):
        return None
    return _BRACKETED.match(folded.strip()) or _BEHIND.match(folded.strip())


BY_WORD = {
    word.strip(): name for name, words in NAMES.items() for word in words.split(",") if word.strip()
}
