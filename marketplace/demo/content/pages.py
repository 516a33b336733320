"""The composed pages of the demonstration, in both languages, and the pictures they show."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Picture:
    """A still life for the library (arguments of `illustrations.still_life`)."""

    key: str
    alt: str
    alt_en: str
    folder: str
    kinds: tuple[str, ...]
    mood: str
    size: tuple[int, int] = (1280, 1024)
    is_lost: bool = False  # its file is not there any more


@dataclass(frozen=True)
class Page:
    """A page and what becomes of it. `starts` and `ends` are days from today.

    In `blocks`, `picture:key`, `shop:slug` and `story:slug` name rows that the seed knows.
    """

    kind: str
    slug: str
    name: str
    title: str
    title_en: str
    description: str
    description_en: str
    blocks: tuple[tuple[str, dict[str, Any]], ...]
    state: str = "live"
    starts: int = 0
    ends: int | None = None
    beside: frozenset[int] = field(default_factory=frozenset)
    explains: tuple[str, ...] = ()  # of a page of help: names of screens


PICTURES = (
    Picture(
        "tablee",
        "Une table d'hiver : une théière, deux tasses et un pot de miel",
        "A winter table: a teapot, two mugs and a jar of honey",
        "Fêtes",
        ("teapot", "mug", "honey", "candlestick"),
        "pêche",
    ),
    Picture(
        "laine",
        "Un pull, un bonnet et une écharpe pliés les uns sur les autres",
        "A sweater, a beanie and a scarf folded on top of each other",
        "Fêtes",
        ("sweater", "beanie", "scarf"),
        "galet",
    ),
    Picture(
        "atelier",
        "Des pièces de grès qui sèchent : un vase, un bol et un pichet",
        "Stoneware drying: a vase, a bowl and a pitcher",
        "La maison",
        ("vase", "bowl", "pitcher"),
        "dune",
    ),
    Picture(
        "marche",
        "Un panier de marché : du pain, de l'huile et des confitures",
        "A market basket: bread, oil and jams",
        "La maison",
        ("bread", "oil", "jam"),
        "crème",
    ),
    Picture(
        "etal",
        "Un étal de bougies, prises de près",
        "A stall of candles, close up",
        "Marchés",
        ("candlestick", "candlestick"),
        "galet",
        size=(900, 640),
    ),
    Picture(
        "affiche",
        "L'affiche du marché de l'an dernier",
        "The poster of last year's market",
        "Marchés",
        (),
        "crème",
        is_lost=True,
    ),
)

PAGES = (
    Page(
        kind="landing",
        slug="idees-cadeaux",
        name="Idées cadeaux",
        title="Des cadeaux faits par quelqu'un",
        title_en="Presents made by somebody",
        description=(
            "Bols, lainages, confitures, jouets : des cadeaux d'ateliers français, livrés par ceux"
            " qui les fabriquent."
        ),
        description_en=(
            "Bowls, knitwear, jams, toys: presents from French workshops, sent by the people who"
            " make them."
        ),
        blocks=(
            (
                "hero",
                {
                    "title": "Des cadeaux faits par quelqu'un",
                    "title_en": "Presents made by somebody",
                    "text": (
                        "Chaque objet vient d'un atelier que nous connaissons. Vous pouvez lui"
                        " écrire, et il vous répondra."
                    ),
                    "text_en": (
                        "Each thing comes from a workshop we know. Write to them, and they will"
                        " answer."
                    ),
                    "action": "Voir les mieux notés",
                    "action_en": "See the best rated",
                    "action_link": "/recherche/?tri=notes&note=4",
                    "beside": "picture",
                    "picture": "picture:tablee",
                },
            ),
            (
                "grid",
                {
                    "title": "Jusqu'à 30 €",
                    "title_en": "Up to €30",
                    "source": "sold",
                    "under": "30",
                    "most": "8",
                    "layout": "row",
                    "link_text": "Tous les petits prix",
                    "link_text_en": "All the low prices",
                    "link": "/recherche/?prix_max=30&stock=1",
                },
            ),
            (
                "quote",
                {
                    "text": "On n'offre pas un bol : on offre les matins qui vont avec.",
                    "text_en": "You do not give a bowl: you give the mornings that go with it.",
                    "who": "Camille Moretti, Atelier Lune",
                    "who_en": "Camille Moretti, Atelier Lune",
                },
            ),
            (
                "portrait",
                {
                    "shop": "shop:atelier-lune",
                    "over": "L'atelier à découvrir",
                    "over_en": "A workshop to discover",
                },
            ),
            (
                "snapshots",
                {
                    "title": "Chez celles et ceux qui les ont reçus",
                    "title_en": "At home with those who got them",
                    "most": "6",
                },
            ),
            (
                "wall",
                {
                    "title": "Ce que l'on dit de nous",
                    "title_en": "What people say of us",
                    "link_text": "Tout le mur",
                    "link_text_en": "The whole wall",
                    "most": "3",
                },
            ),
            (
                "tiles",
                {
                    "title": "Pour qui ?",
                    "title_en": "For whom?",
                },
            ),
            (
                "reviews",
                {
                    "title": "Ils ont offert, ils racontent",
                    "title_en": "What buyers say",
                },
            ),
            (
                "questions",
                {
                    "title": "Avant d'offrir",
                    "title_en": "Before you give",
                    "items": [
                        {
                            "question": "Et si le cadeau ne plaît pas ?",
                            "question_en": "What if it does not please?",
                            "answer": (
                                "Vous avez {retractation} jours pour changer d'avis après la"
                                " livraison. Le retour se demande depuis votre commande."
                            ),
                            "answer_en": (
                                "You have {retractation} days to change your mind after delivery."
                                " Ask for the return from your order."
                            ),
                        },
                        {
                            "question": "Peut-on commander à plusieurs ateliers ?",
                            "question_en": "Can I order from several workshops?",
                            "answer": (
                                "Oui, avec un seul paiement. Chaque atelier expédie ce qu'il"
                                " fabrique ; vous suivez chaque colis."
                            ),
                            "answer_en": (
                                "Yes, with a single payment. Each workshop ships what it makes; you"
                                " follow each parcel."
                            ),
                        },
                    ],
                },
            ),
            (
                "newsletter",
                {
                    "title": "Une histoire d'atelier, de temps en temps",
                    "title_en": "A workshop's story, now and then",
                },
            ),
        ),
    ),
    Page(
        kind="landing",
        slug="ventes-flash",
        name="Ventes flash",
        title="Prix réduits, jusqu'à un jour dit",
        title_en="Reduced prices, until a stated day",
        description=(
            "Des réductions décidées par les ateliers, avec leur fin et le prix d'avant : rien ne"
            " presse plus que ce qui est écrit."
        ),
        description_en=(
            "Reductions decided by the workshops, with their end and the price before: nothing is"
            " more urgent than what is written."
        ),
        blocks=(
            (
                "hero",
                {
                    "title": "Prix réduits, jusqu'à un jour dit",
                    "title_en": "Reduced prices, until a stated day",
                    "text": (
                        "Chaque atelier choisit ce qu'il réduit et jusqu'à quand. Le prix barré est"
                        " le plus bas des trente jours avant la baisse."
                    ),
                    "text_en": (
                        "Each workshop chooses what it reduces and until when. The price struck"
                        " through is the lowest of the thirty days before the reduction."
                    ),
                },
            ),
            (
                "sale",
                {
                    "title": "Bientôt finies",
                    "title_en": "Ending soon",
                    "source": "rule",
                    "days": "2",
                    "most": "4",
                },
            ),
            (
                "sale",
                {
                    "title": "Réductions à date de fin",
                    "title_en": "Reductions with an end date",
                    "source": "rule",
                    "most": "12",
                },
            ),
        ),
    ),
    Page(
        kind="landing",
        slug="grand-froid",
        name="Grand froid",
        title="Contre le grand froid",
        title_en="Against the cold",
        description="Pulls, bonnets, bougies et tisanes : de quoi passer l'hiver au chaud.",
        description_en="Sweaters, beanies, candles and herbal teas: what it takes to stay warm.",
        state="scheduled",
        starts=3,
        ends=45,
        blocks=(
            (
                "hero",
                {
                    "title": "Contre le grand froid",
                    "title_en": "Against the cold",
                    "text": "Ce que nos ateliers font de plus chaud.",
                    "text_en": "The warmest things our workshops make.",
                    "beside": "picture",
                    "picture": "picture:laine",
                },
            ),
            (
                "grid",
                {
                    "title": "À porter",
                    "title_en": "To wear",
                    "source": "loved",
                    "category": "/c/mode/",
                    "most": "8",
                    "layout": "grid",
                },
            ),
            (
                "banner",
                {
                    "title": "Une commande, plusieurs ateliers, un seul paiement",
                    "title_en": "One order, several workshops, a single payment",
                    "action": "Comment ça marche",
                    "action_en": "How it works",
                    "link": "/aide/",
                    "tone": "soft",
                },
            ),
        ),
    ),
    Page(
        kind="landing",
        slug="rentree",
        name="Rentrée",
        title="La rentrée des ateliers",
        title_en="Back to the workshop",
        description="Cartables, carnets et trousses faits en France, pour une année qui dure.",
        description_en="Satchels, notebooks and pencil cases made in France, for a year that lasts.",
        state="ended",
        starts=-70,
        ends=-40,
        blocks=(
            (
                "hero",
                {
                    "title": "La rentrée des ateliers",
                    "title_en": "Back to the workshop",
                    "beside": "products",
                },
            ),
            (
                "grid",
                {
                    "title": "Sur le bureau",
                    "title_en": "On the desk",
                    "source": "fresh",
                    "most": "8",
                    "layout": "grid",
                },
            ),
        ),
    ),
    Page(
        kind="landing",
        slug="cremaillere",
        name="Crémaillère",
        title="Pour une pendaison de crémaillère",
        title_en="For a housewarming",
        description="Un bol, une bougie, un torchon qui dure : de quoi arriver les mains pleines.",
        description_en="A bowl, a candle, a tea towel that lasts: arrive with your hands full.",
        starts=-20,
        blocks=(
            (
                "hero",
                {
                    "title": "Pour une pendaison de crémaillère",
                    "title_en": "For a housewarming",
                    "text": "Ce qui sert dès le premier soir, et qu'on garde après.",
                    "text_en": "What serves from the first evening on, and is kept.",
                    "beside": "products",
                },
            ),
            (
                "grid",
                {
                    "title": "Pour la table",
                    "title_en": "For the table",
                    "source": "loved",
                    "category": "/c/table-cuisine/",
                    "most": "8",
                    "layout": "row",
                },
            ),
            (
                "questions",
                {
                    "title": "Avant de choisir",
                    "title_en": "Before you choose",
                    "items": [
                        {
                            "question": "Et s'ils ont déjà tout ?",
                            "question_en": "What if they have it all?",
                            "answer": "Apportez ce qui se mange : miel, confiture, biscuits.",
                            "answer_en": "Bring what is eaten: honey, jam, biscuits.",
                        },
                        {
                            "question": "Peut-on rendre un cadeau ?",
                            "question_en": "May a present be returned?",
                            "answer": "Oui, comme tout achat : le délai est dit sur chaque fiche.",
                            "answer_en": "Yes, as any purchase: each page says until when.",
                        },
                    ],
                },
            ),
        ),
    ),
    Page(
        kind="landing",
        slug="saint-valentin",
        name="Saint-Valentin",
        title="Deux tasses, un plateau",
        title_en="Two cups, a tray",
        description="Pour la Saint-Valentin : des paires faites ensemble, et de quoi les remplir.",
        description_en="For Saint Valentine's Day: pairs made together, and something to fill them.",
        state="review",
        blocks=(
            (
                "hero",
                {
                    "title": "Deux tasses, un plateau",
                    "title_en": "Two cups, a tray",
                    "text": "Des paires tournées ensemble, jamais tout à fait pareilles.",
                    "text_en": "Pairs thrown together, never quite the same.",
                    "beside": "picture",
                    "picture": "picture:tablee",
                },
            ),
            (
                "grid",
                {
                    "title": "À deux",
                    "title_en": "For two",
                    "source": "fresh",
                    "category": "/c/table-cuisine/",
                    "most": "4",
                    "layout": "row",
                },
            ),
        ),
    ),
    Page(
        kind="house",
        slug="qui-sommes-nous",
        name="Qui sommes-nous",
        title="Qui sommes-nous",
        title_en="Who we are",
        description=(
            "Une petite équipe, des ateliers que nous vérifions un à un, et une règle : dire d'où"
            " vient chaque chose."
        ),
        description_en=(
            "A small team, workshops we check one by one, and one rule: to say where each thing"
            " comes from."
        ),
        blocks=(
            (
                "hero",
                {
                    "title": "Un marché, pas un entrepôt",
                    "title_en": "A market, not a warehouse",
                    "text": (
                        "Nous ne stockons rien. Nous choisissons des ateliers, nous vérifions qui"
                        " ils sont, et nous veillons sur ce que vous leur achetez."
                    ),
                    "text_en": (
                        "We stock nothing. We choose workshops, check who they are, and look after"
                        " what you buy from them."
                    ),
                    "beside": "picture",
                    "picture": "picture:atelier",
                },
            ),
            (
                "numbers",
                {
                    "title": "Aujourd'hui",
                    "title_en": "Today",
                    "products": True,
                    "sellers": True,
                    "reviews": True,
                },
            ),
            (
                "shops_map",
                {
                    "title": "Partout en France",
                    "title_en": "All over France",
                    "text": "Un point, un atelier ; un chiffre, plusieurs voisins.",
                    "text_en": "A dot is a workshop; a number, several neighbours.",
                },
            ),
            (
                "text",
                {
                    "text": (
                        "## Ce que nous vérifions\n\nAvant d'ouvrir, chaque atelier montre"
                        " **qui il est** : ses papiers, son entreprise, son compte. Chaque fiche est"
                        " relue.\n\n- ce qui est vendu est décrit ;\n- ce qui est promis est tenu ;\n"
                        "- ce qui va mal se règle.\n\n## Ce que nous gagnons\n\nUne commission sur"
                        " chaque vente, la même pour tous dans un rayon. Elle est écrite sur la page"
                        " [Vendre chez nous](/vendre/)."
                    ),
                    "text_en": (
                        "## What we check\n\nBefore it opens, each workshop shows **who it is**: its"
                        " papers, its company, its account. Each sheet is read.\n\n- what is sold is"
                        " described;\n- what is promised is kept;\n- what goes wrong is put right.\n"
                        "\n## What we earn\n\nA commission on each sale, the same for all within a"
                        " department. It is written on the page [Sell with us](/vendre/)."
                    ),
                },
            ),
            (
                "image",
                {
                    "picture": "picture:marche",
                    "caption": "Au marché de Vallauris, un samedi.",
                    "caption_en": "At the market of Vallauris, on a Saturday.",
                },
            ),
            (
                "steps",
                {
                    "title": "Comment une boutique ouvre",
                    "title_en": "How a shop opens",
                    "items": [
                        {
                            "title": "Elle se présente",
                            "title_en": "It introduces itself",
                            "text": "Un dossier en ligne, en quelques minutes.",
                            "text_en": "A file online, in a few minutes.",
                        },
                        {
                            "title": "Nous la lisons",
                            "title_en": "We read it",
                            "text": "Une personne, pas un robot.",
                            "text_en": "A person, not a robot.",
                        },
                        {
                            "title": "Elle vend",
                            "title_en": "It sells",
                            "text": "Et elle est payée après chaque livraison.",
                            "text_en": "And is paid after each delivery.",
                        },
                    ],
                },
            ),
            ("stories", {"title": "Le journal", "title_en": "The journal"}),
            (
                "agenda",
                {
                    "title": "Venez nous voir",
                    "title_en": "Come and see us",
                    "link_text": "Tout l'agenda",
                    "link_text_en": "Everything that is on",
                    "most": "3",
                },
            ),
        ),
        beside=frozenset({3}),
    ),
    Page(
        kind="house",
        slug="presse",
        name="Presse",
        title="Espace presse",
        title_en="Press",
        description="Les chiffres du jour, les contacts et des images libres de droits de la maison.",
        description_en="Today's figures, contacts and pictures of the house free of rights.",
        state="review",
        blocks=(
            (
                "hero",
                {"title": "Espace presse", "title_en": "Press", "beside": ""},
            ),
            ("numbers", {"products": True, "sellers": True}),
            (
                "text",
                {
                    "text": "Écrivez-nous, nous vous lirons.",
                    "text_en": "Write to us, we will read you.",
                },
            ),
        ),
    ),
)
