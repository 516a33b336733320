"""The segments of the demonstration, and what a page shows their members instead."""

from typing import Any, NamedTuple


class Segment(NamedTuple):
    """A segment. Its conditions name categories and shops by their slugs."""

    key: str
    name: str
    conditions: tuple[dict[str, Any], ...]
    match: str = "all"


class Variation(NamedTuple):
    """A page as the members of a segment see it: its first blocks, then those of everybody."""

    kind: str
    slug: str
    segment: str
    title: str
    title_en: str
    blocks: tuple[tuple[str, dict[str, Any]], ...]
    skips: int  # how many blocks of everybody's it takes the place of


SEGMENTS = (
    Segment("fideles", "Fidèles : deux commandes et plus", ({"kind": "orders", "least": 2},)),
    Segment(
        "table",
        "Amateurs de table et de cuisine",
        ({"kind": "bought_category", "way": "has", "category": "table-cuisine"},),
    ),
    Segment(
        "endormis",
        "Sans commande depuis trois mois",
        (
            {"kind": "orders", "least": 1},
            {"kind": "last_order", "way": "older", "days": 90},
        ),
    ),
    Segment(
        "proches",
        "Bretagne et Pays de la Loire, ou qui suivent Atelier Lune",
        (
            {"kind": "place", "regions": ["53", "52"], "postcodes": []},
            {"kind": "follows", "shops": ["atelier-lune"]},
        ),
        match="any",
    ),
)

VARIATIONS = (
    Variation(
        kind="home",
        slug="",
        segment="fideles",
        title="",
        title_en="",
        blocks=(
            (
                "hero",
                {
                    "title": "Heureux de vous revoir.",
                    "title_en": "Good to see you again.",
                    "text": "Les ateliers ont continué à travailler : voici ce qu'ils ont mis en vente en dernier.",
                    "text_en": "The workshops have gone on working: here is what they put on sale last.",
                    "action": "Voir les nouveautés",
                    "action_en": "See what’s new",
                    "action_link": "/recherche/?tri=nouveautes&stock=1",
                    "beside": "story",
                },
            ),
        ),
        skips=1,
    ),
    Variation(
        kind="landing",
        slug="idees-cadeaux",
        segment="table",
        title="Des cadeaux pour la table",
        title_en="Presents for the table",
        blocks=(
            (
                "hero",
                {
                    "title": "Des cadeaux pour la table",
                    "title_en": "Presents for the table",
                    "text": (
                        "Vous avez déjà acheté de quoi dresser la table ou cuisiner. Voici de quoi faire"
                        " plaisir à ceux que vous invitez."
                    ),
                    "text_en": (
                        "You have already bought something for the table or the kitchen. Here is"
                        " something for those you invite."
                    ),
                    "action": "Tout l'art de la table",
                    "action_en": "All tableware",
                    "action_link": "/c/art-de-la-table/",
                    "beside": "picture",
                    "picture": "picture:atelier",
                },
            ),
            (
                "grid",
                {
                    "title": "Pour mettre la table",
                    "title_en": "To lay the table",
                    "source": "loved",
                    "category": "/c/art-de-la-table/",
                    "most": "8",
                    "layout": "row",
                },
            ),
        ),
        skips=1,
    ),
)
