"""The articles of the demonstration that are told in blocks, in both languages."""

from dataclasses import dataclass, field
from typing import Any

OWN = ("article_text", {})


@dataclass(frozen=True)
class Told:
    """Blocks of an article and from when they are read: days from today.

    `article` is its address, `interview` the interview's. In `blocks`, `best:shelf,shelf` names the
    best rated sheet of each; the rest is as for pages.
    """

    article: str
    blocks: tuple[tuple[str, dict[str, Any]], ...]
    starts: int = 0
    beside: frozenset[int] = field(default_factory=frozenset)


STORY = (
    OWN,
    (
        "image",
        {
            "picture": "picture:atelier",
            "caption": "Un lundi de fournée : ce qui attend son tour, au fond de la remise.",
            "caption_en": "A firing day: what waits its turn at the back of the shed.",
            "size": "wide",
        },
    ),
    (
        "text",
        {
            "text": (
                "## Ce que l'on emporte\n\n"
                "Nous sommes repartis avec deux bols et une théière, enveloppés dans le journal de la"
                " veille. Un mois plus tard, le bec n'a pas goutté une fois. Le chat nous manque."
            ),
            "text_en": (
                "## What we took home\n\n"
                "We left with two bowls and a teapot, wrapped in yesterday's paper. A month later the"
                " spout has not dripped once. We miss the cat."
            ),
        },
    ),
    (
        "grid",
        {
            "title": "De la terre sur la table",
            "title_en": "Clay on the table",
            "source": "hand",
            "products": "best:bols,theieres,tasses,vases",
        },
    ),
)

GUIDE = (
    OWN,
    (
        "spotlight",
        {
            "over": "Celui qu'on nous demande le plus",
            "over_en": "The one people ask for most",
            "product": "best:couteaux",
            "text": (
                "Prenez-le en main, longuement, avant de vous décider : rien ne doit gêner. Puis"
                " gardez-le loin de l'évier."
            ),
            "text_en": (
                "Hold it for a while before you decide: nothing should get in the way. Then keep it"
                " away from the sink."
            ),
        },
    ),
    (
        "text",
        {
            "text": (
                "## Et dessous, une planche\n\n"
                "Le verre et le marbre tuent un fil en une semaine. Le bois debout, lui, se referme"
                " sous la lame. Comptez trois centimètres d'épaisseur, et retournez-la de temps en"
                " temps."
            ),
            "text_en": (
                "## And under it, a board\n\n"
                "Glass and marble kill an edge in a week. End-grain wood closes under the blade."
                " Allow for three centimetres, and turn it over now and then."
            ),
        },
    ),
    (
        "grid",
        {
            "title": "Sous la main",
            "title_en": "At hand",
            "source": "hand",
            "products": "best:planches,saladiers,linge-table,verres",
            "layout": "row",
        },
    ),
    (
        "questions",
        {
            "title": "On nous demande souvent",
            "title_en": "People often ask",
            "items": [
                {
                    "question": "Le lave-vaisselle, vraiment jamais ?",
                    "question_en": "The dishwasher, really never?",
                    "answer": (
                        "Vraiment jamais. Le sel attaque le fil, la chaleur fend le manche. Un"
                        " passage sous l'eau et un torchon prennent dix secondes."
                    ),
                    "answer_en": (
                        "Really never. Salt eats the edge and heat splits the handle. Running water"
                        " and a cloth take ten seconds."
                    ),
                },
                {
                    "question": "Peut-on offrir un couteau ?",
                    "question_en": "May one give a knife?",
                    "answer": (
                        "Oui, contre une pièce : la tradition veut qu'on l'achète un centime pour ne"
                        " pas couper l'amitié."
                    ),
                    "answer_en": (
                        "Yes, for a coin: by custom one pays a penny, so that the friendship is not"
                        " cut."
                    ),
                },
            ],
        },
    ),
)

INTERVIEW = (
    OWN,
    (
        "image",
        {
            "picture": "picture:atelier",
            "caption": "Grès en cours de séchage.",
            "caption_en": "Stoneware drying.",
        },
    ),
    (
        "portrait",
        {"shop": "shop:atelier-lune", "over": "L'atelier", "over_en": "The workshop"},
    ),
)

WINTER = (
    OWN,
    (
        "quote",
        {
            "text": "Le carreau de cette année est presque gris. L'été a été sec.",
            "text_en": "This year's tile is nearly grey. The summer was dry.",
            "who": "Théo, devant le mur des millésimes",
            "who_en": "Théo, in front of the wall of vintages",
        },
    ),
    *STORY[1:],
)

TOLD = (
    Told("un-tour-a-pied-a-vallauris", STORY),
    Told("un-tour-a-pied-a-vallauris", WINTER, starts=9),
    Told("bien-choisir-son-couteau", GUIDE),
    Told("interview", INTERVIEW),
)
