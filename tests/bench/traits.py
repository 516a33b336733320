"""What the bench's goods say of themselves: the shipped attributes, told as sellers tell them.

Each root of the bench asks what a part of the shipped tree asks, each leaf what one of its
categories asks; a sheet tells most of it. So lists have the facets they have in a shop.
"""

from __future__ import annotations

import random
from collections.abc import Iterable

from tests.bench import words

BRANCHES = {
    "table-cuisine": "bols tasses verres carafes assiettes saladiers couteaux planches cocottes"
    " theieres",
    "maison": "bougies vases miroirs affiches luminaires coussins plaids tapis mobilier paniers",
    "epicerie": "miels confitures chocolats biscuits huiles terrines epices thes cafes sirops",
    "mode": "pulls tshirts echarpes bonnets gants chaussettes lunettes sacs-dos cabas souliers",
    "bijoux-montres": "bijoux bagues colliers boucles bracelets horlogerie coffrets maroquinerie"
    " petite-maroquinerie cheveux",
    "enfants": "jouets jouets-bois puzzles peluches chambre livres-enfants jeux-plein-air"
    " vetements linge-maison linge-table",
    "bien-etre": "savons soins-visage accessoires-soin detente diffuseurs bain couverts"
    " ustensiles cafetieres assiettes",
    "jardin": "plantes pots graines outils arrosage nichoirs lanternes animaux bois etageres",
    "papeterie": "carnets stylos cartes librairie affiches puzzles coffrets livres-enfants"
    " decoration tapis",
    "sport-nature": "gourdes lanternes jeux-plein-air velo audio sacs-dos sacs-main pulls gants"
    " souliers",
}
TOLD = 0.8  # of what a category asks, a sheet tells so much


def place() -> None:
    """Plant the shipped attributes, and say where they matter in the bench's tree."""
    from catalog.attributes import shipped, vocabulary
    from catalog.models import Attribute, AttributePlace, Category

    shipped.plant()
    attributes = dict(Attribute.objects.values_list("key", "pk"))
    names = [name for root, leaves in BRANCHES.items() for name in (root, *leaves.split())]
    AttributePlace.objects.bulk_create(
        [
            AttributePlace(
                attribute_id=attributes[key], category=category, level=level, position=position
            )
            for category, name in zip(Category.objects.order_by("path"), names, strict=True)
            for level, keys in shipped.places().get(name, {}).items()
            for position, key in enumerate(keys)
        ],
        ignore_conflicts=True,
    )
    vocabulary.forget()


def asked(paths: Iterable[str]) -> dict[str, list]:
    """What each category asks of a sheet, documents apart."""
    from catalog.attributes.vocabulary import vocabulary

    known = vocabulary()
    every = {path: [known.by_key[key] for key in known.of(path)] for path in paths}
    return {path: [one for one in held if one.kind != "document"] for path, held in every.items()}


def tell(attributes: Iterable, dice: random.Random) -> dict[str, str]:
    """What one sheet says, by the French names of attributes."""
    return {one.fr: _value(one, dice) for one in attributes if dice.random() < TOLD}


def _value(attribute, dice: random.Random) -> str:
    if attribute.values:
        names = [value.fr for value in attribute.values.values()]
        several = attribute.kind == "choices" and dice.random() < 0.2
        return ", ".join(dice.sample(names, 2) if several else [dice.choice(names)])
    if attribute.kind == "number":
        most = attribute.buckets[-1] if attribute.buckets else 100
        return f"{dice.randrange(1, 40) * max(1, most // 30)} {attribute.unit}".strip()
    if attribute.kind == "flag":
        return dice.choice(("oui", "non"))
    if attribute.kind == "size":
        return " × ".join(str(dice.randrange(5, 90)) for _side in range(3)) + " cm"
    if attribute.kind == "date":
        return f"{dice.randrange(1, 13):02d}/2027"
    return words.sentence(dice, 5).capitalize()
