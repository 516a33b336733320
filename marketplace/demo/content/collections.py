"""The collections of the demonstration, and the places its team gives in lists."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Collection:
    """A collection and what becomes of it. `starts` and `ends` are days from today.

    Without a rule it is made by hand: of each category of `picked`, its best rated sheet.
    """

    slug: str
    name: str
    name_en: str
    lead: str
    lead_en: str
    rule: dict[str, Any] = field(default_factory=dict)
    picked: tuple[str, ...] = ()
    sort: str = "pertinence"
    state: str = "open"
    starts: int = -20
    ends: int | None = None


@dataclass(frozen=True)
class Placement:
    """A place for the best rated sheet of a category: in its list, or in that of some words."""

    of: str
    effect: str
    because: str
    words: str = ""
    rank: int | None = None
    starts: int = -3
    ends: int = 25
    is_lifted: bool = False


COLLECTIONS = (
    Collection(
        "table-d-hiver",
        "La table d'hiver",
        "The winter table",
        "Une soupe, du miel, des bougies : ce que nous mettons nous-mêmes sur la table en décembre.",
        "A soup, some honey, candles: what we put on our own table in December.",
        picked=(
            "bols",
            "theieres",
            "miels",
            "bougies",
            "linge-table",
            "planches",
            "verres",
            "thes",
        ),
    ),
    Collection(
        "petits-prix-a-offrir",
        "À offrir pour moins de 20 €",
        "Presents under €20",
        "Bien notés, en stock, et de quoi faire plaisir sans compter.",
        "Well rated, in stock, and a pleasure to give.",
        rule={"high_cents": 2000, "rating": 4, "in_stock": True},
        sort="notes",
    ),
    Collection(
        "tout-bleu",
        "Tout bleu",
        "All in blue",
        "Des émaux, des laines et des toiles, du bleu lin au bleu nuit.",
        "Glazes, wools and canvases, from flax to midnight blue.",
        rule={"facets": {"couleur": ["bleu"]}},
    ),
    Collection(
        "ateliers-de-provence",
        "Ateliers de Provence",
        "Workshops of Provence",
        "Ce qui se tourne, se cuit et se presse entre Grasse, Apt et Vallauris.",
        "What is thrown, cooked and pressed between Grasse, Apt and Vallauris.",
        rule={"regions": ["93"]},
    ),
    Collection(
        "nouveautes-du-mois",
        "Les nouveautés du mois",
        "New this month",
        "Tout ce que les ateliers ont mis en vente depuis trente jours.",
        "All that the workshops put on sale in thirty days.",
        rule={"new_days": 30},
        sort="nouveautes",
    ),
    Collection(
        "etrennes",
        "Les étrennes",
        "New Year's presents",
        "Les petits plaisirs de janvier.",
        "The small pleasures of January.",
        rule={"high_cents": 3500, "in_stock": True},
        starts=18,
        ends=60,
    ),
    Collection(
        "cuisine-de-saison",
        "Cuisine de saison",
        "Seasonal cooking",
        "",
        "",
        rule={"category": "cuisine"},
        state="draft",
    ),
    Collection(
        "rentree-des-ateliers",
        "La rentrée des ateliers",
        "Back to the workshop",
        "Carnets, trousses et cartables.",
        "Notebooks, pencil cases and satchels.",
        rule={"category": "mode", "high_cents": 9000},
        state="closed",
        starts=-80,
    ),
)

PLACEMENTS = (
    Placement("bols", "pin", "Le bol de la semaine, sur la page d'accueil aussi", rank=1),
    Placement("pulls", "boost", "Grand froid annoncé pour la semaine"),
    Placement("miels", "pin", "Cherché par beaucoup, sans réponse", words="cadeau", rank=1),
    Placement("bougies", "pin", "Cherché par beaucoup, sans réponse", words="cadeau", rank=2),
    Placement("theieres", "pin", "La théière des fêtes", rank=2, starts=5, ends=40),
    Placement("verres", "bury", "Photo à refaire par l'atelier", is_lifted=True),
)
