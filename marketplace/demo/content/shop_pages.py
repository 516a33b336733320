"""What shops of the demonstration say on their own pages, and their news, in every state."""

from dataclasses import dataclass, field
from typing import Any

Blocks = tuple[tuple[str, dict[str, Any]], ...]
PHOTO = "photo"  # of a block: stands for the number of the shop's picture


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A news: `days` ago it was sent; it ends in so many days from now."""

    title: str
    text: str
    title_en: str = ""
    text_en: str = ""
    days: int = 3
    ends: int | None = None
    state: str = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPage:
    """A shop's page: what became of it (`state`), and what else its team wrote since (`then`)."""

    slug: str
    kinds: tuple[str, ...]
    mood: str
    alt: str
    alt_en: str
    blocks: Blocks
    state: str = "live"
    then: Blocks = ()
    because: str = ""
    motive: str = ""
    news: tuple[News, ...] = field(default=())


def _answers(*rows: tuple[str, str, str, str]) -> dict[str, Any]:
    names = ("question", "answer", "question_en", "answer_en")
    return {
        "title": "Questions pratiques",
        "title_en": "Practical questions",
        "items": [dict(zip(names, row, strict=True)) for row in rows],
    }


LUNE: Blocks = (
    (
        "own_portrait",
        {
            "title": "Camille et Théo, potiers à Vallauris",
            "title_en": "Camille and Théo, potters in Vallauris",
            "picture": PHOTO,
            "text": "Camille tourne, Théo émaille. L'atelier tient en trois pièces : la terre"
            " d'un côté, le four de l'autre, et entre les deux une étagère où chaque pièce sèche"
            " dix jours.\n\nNous cuisons **une fois par semaine**, à 1 240 °C. Ce qui sort du four"
            " le vendredi est photographié le lundi et part le mardi.\n\nNos émaux viennent des"
            " cendres de vigne d'un voisin : aucun bol n'a tout à fait le gris du précédent.",
            "text_en": "Camille throws, Théo glazes. The workshop is three rooms: clay on one side,"
            " the kiln on the other, and in between a shelf where each piece dries for ten days.\n\n"
            "We fire **once a week**, at 1,240 °C. What leaves the kiln on Friday is photographed"
            " on Monday and posted on Tuesday.\n\nOur glazes come from a neighbour's vine ash: no"
            " bowl has quite the grey of the one before.",
        },
    ),
    (
        "steps",
        {
            "title": "Du pain de terre au bol",
            "title_en": "From a lump of clay to a bowl",
            "items": [
                {
                    "title": "Tourner",
                    "title_en": "Throwing",
                    "text": "Au tour à pied, le matin.",
                    "text_en": "On a kick wheel, in the morning.",
                },
                {
                    "title": "Sécher",
                    "title_en": "Drying",
                    "text": "Dix jours, loin du soleil.",
                    "text_en": "Ten days, away from the sun.",
                },
                {
                    "title": "Émailler et cuire",
                    "title_en": "Glazing and firing",
                    "text": "Cendres de vigne, une montée lente.",
                    "text_en": "Vine ash, a slow rise.",
                },
            ],
        },
    ),
    (
        "questions",
        _answers(
            (
                "Vos pièces vont-elles au lave-vaisselle ?",
                "Oui, toutes. L'or de certaines tasses préfère l'éponge.",
                "Are your pieces dishwasher safe?",
                "Yes, all of them. The gold of some mugs prefers a sponge.",
            ),
            (
                "Peut-on commander une couleur ?",
                "Écrivez-nous depuis une fiche : nous émaillons à la demande à partir de six"
                " pièces.",
                "Can I order a colour?",
                "Write to us from a listing: we glaze on request from six pieces.",
            ),
            (
                "Comment emballez-vous ?",
                "Dans du carton alvéolé, sans plastique.",
                "How do you pack?",
                "In honeycomb card, without plastic.",
            ),
        ),
    ),
    (
        "own_places",
        {
            "title": "",
            "items": [
                {
                    "name": "L'atelier",
                    "name_en": "The workshop",
                    "address": "12 avenue du Tapis-Vert, 06220 Vallauris",
                    "hours": "Du mardi au samedi, de 10 h à 18 h",
                    "hours_en": "Tuesday to Saturday, 10 am to 6 pm",
                },
                {
                    "name": "Marché de la Buffa, Nice",
                    "name_en": "Buffa market, Nice",
                    "address": "Rue de la Buffa",
                    "hours": "Le premier dimanche du mois, le matin",
                    "hours_en": "First Sunday of the month, mornings",
                },
            ],
        },
    ),
    ("own_goods", {"title": "Ce qui sort du four", "title_en": "Fresh from the kiln"}),
    ("own_news", {}),
)
BRUN: Blocks = (
    (
        "own_portrait",
        {
            "title": "Quatre générations autour d'un chaudron",
            "title_en": "Four generations around a copper pan",
            "picture": PHOTO,
            "text": "La maison achète les récoltes entières de douze vergers, y compris les années"
            " difficiles. Les fruits arrivent le matin, sont triés à la main et cuits dans la"
            " journée, par huit kilos au plus. Hélène goûte chaque chaudron ; son fils remplit les"
            " bocaux à chaud et les retourne un par un. Une année sans abricot est une année sans"
            " confiture d'abricot.",
            "text_en": "The house buys the whole harvest of twelve orchards, hard years included."
            " Fruit comes in the morning, is sorted by hand and cooked within the day, eight"
            " kilos at most. Hélène tastes every pan; her son fills the jars hot and turns them"
            " over one by one. A year without apricots is a year without apricot jam.",
        },
    ),
    ("quote", {"text": "Le fruit d'abord.", "text_en": "Fruit first.", "who": "Hélène Brun"}),
    (
        "questions",
        _answers(
            (
                "Combien de temps se gardent vos confitures ?",
                "Deux ans fermées, trois semaines au frais une fois ouvertes.",
                "How long do your jams keep?",
                "Two years closed, three weeks in the fridge once opened.",
            ),
            (
                "Reprenez-vous les bocaux ?",
                "À la boutique d'Apt, oui, lavés et sans étiquette.",
                "Do you take jars back?",
                "At our shop in Apt, yes, washed and without their label.",
            ),
            (
                "Faites-vous des coffrets ?",
                "Trois pots au choix, de novembre à janvier.",
                "Do you make gift boxes?",
                "Three jars of your choice, from November to January.",
            ),
        ),
    ),
)
VERNOIS: Blocks = (
    (
        "own_portrait",
        {
            "title": "Deux lames, rarement davantage",
            "title_en": "Two blades, rarely more",
            "picture": PHOTO,
            "text": "À Thiers, la rue descend vers la rivière et l'atelier la suit, de la forge en"
            " haut au polissage en bas. Les machines sont anciennes : Pauline Vernois les répare"
            " elle-même.\n\nTout se fait sous ce toit, du premier coup de marteau au montage du"
            " manche. La trempe est suivie d'un revenu lent : l'acier y devient dur sans être"
            " cassant. Avant de partir, chaque couteau tranche une feuille de papier, sans bruit.",
            "text_en": "In Thiers the street runs down to the river and the workshop follows it,"
            " from the forge at the top to the polishing below. The machines are old: Pauline"
            " Vernois repairs them herself.\n\nEverything is done under this roof, from the first"
            " blow of the hammer to the fitting of the handle. Hardening is followed by slow"
            " tempering: the steel turns hard without being brittle. Before it leaves, every knife"
            " slices a sheet of paper, without a sound.",
        },
    ),
    (
        "questions",
        _answers(
            (
                "Vos couteaux vont-ils au lave-vaisselle ?",
                "Non : l'eau chaude ternit le fil et fend le bois. Un chiffon humide suffit.",
                "Are your knives dishwasher safe?",
                "No: hot water dulls the edge and splits the wood. A damp cloth is enough.",
            ),
            (
                "Comment les aiguiser ?",
                "À la pierre à eau deux fois l'an ; entre-temps, un coup de fusil par semaine.",
                "How do I sharpen them?",
                "On a whetstone twice a year; in between, a steel once a week.",
            ),
            (
                "Peut-on faire graver un nom ?",
                "Oui, douze lettres au plus : écrivez-nous avant de commander.",
                "Can a name be engraved?",
                "Yes, twelve letters at most: write to us before you order.",
            ),
        ),
    ),
    ("own_goods", {"title": "Sur l'établi", "title_en": "On the bench"}),
)
PAGES = (
    ShopPage(
        slug="atelier-lune",
        kinds=("vase", "bowl", "pitcher"),
        mood="dune",
        alt="Des pièces de grès qui sèchent sur une étagère",
        alt_en="Stoneware drying on a shelf",
        blocks=LUNE,
        then=(
            LUNE[0],
            (
                "text",
                {"text": "Nous accueillons deux stagiaires par an : écrivez-nous en janvier."},
            ),
            *LUNE[1:],
        ),
        news=(
            News(
                title="Une cuisson de plus avant les fêtes",
                title_en="One more firing before the holidays",
                text="Le four s'allume aussi le mercredi : les bols Marée basse reviennent.",
                text_en="The kiln is lit on Wednesdays too: Marée basse bowls are back.",
                days=4,
                ends=24,
            ),
            News(
                title="Portes ouvertes de l'atelier",
                title_en="Open workshop",
                text="Samedi, de 10 h à 17 h : Camille tourne devant vous, Théo défourne à 15 h.",
                text_en="Saturday, 10 am to 5 pm: Camille throws, Théo opens the kiln at 3 pm.",
                days=1,
                ends=5,
            ),
            News(
                title="Retrouvez nos essais sur Instagram",
                text="Nous y montrons les émaux ratés aussi.",
                days=0,
                state="proposed",
            ),
            News(title="Soldes d'hiver", text="À écrire.", days=0, state="draft"),
        ),
    ),
    ShopPage(
        slug="maison-brun",
        kinds=("jam", "honey", "syrup"),
        mood="pêche",
        alt="Des pots de confiture et de miel sur une table",
        alt_en="Jars of jam and honey on a table",
        blocks=BRUN,
        news=(
            News(
                title="Les clémentines sont arrivées",
                title_en="Clementines are in",
                text="Première cuisson hier ; les pots partent dès demain.",
                text_en="First batch cooked yesterday; jars leave tomorrow.",
                days=2,
            ),
        ),
    ),
    ShopPage(
        slug="gres-d-ocre",
        kinds=("pitcher", "egg_cup"),
        mood="argile",
        alt="Un pichet et un coquetier cuits au bois",
        alt_en="A pitcher and an egg cup, wood-fired",
        blocks=(
            (
                "own_portrait",
                {
                    "title": "Cuire au bois, trois fois l'an",
                    "picture": PHOTO,
                    "text": "Quarante heures de feu, des cendres qui dessinent ce qu'elles veulent."
                    " Suivez les cuissons sur Instagram.",
                },
            ),
        ),
        state="sent_back",
        because="Un passage conduit hors du site.",
        motive="Retirez le renvoi vers Instagram : dites plutôt quand vous cuisez.",
        news=(
            News(
                title="Notre grès est le moins cher",
                text="Comparez !",
                days=3,
                state="sent_back",
            ),
        ),
    ),
    ShopPage(
        slug="verrerie-des-embiez",
        kinds=("glassware", "vase"),
        mood="galet",
        alt="Une carafe et deux verres soufflés",
        alt_en="A carafe and two blown glasses",
        blocks=(
            (
                "own_portrait",
                {
                    "title": "Souffler à trois",
                    "picture": PHOTO,
                    "text": "L'un cueille, l'autre souffle, la troisième pose l'anse.",
                },
            ),
            ("own_goods", {"title": "Les carafes", "source": "sold"}),
        ),
    ),
    ShopPage(
        slug="vannerie-courtin",
        kinds=("basket", "bread"),
        mood="crème",
        alt="Un panier d'osier",
        alt_en="A wicker basket",
        blocks=(("text", {"text": "L'osier pousse derrière la maison."}), ("own_news", {})),
        state="draft",
    ),
    ShopPage(
        slug="papier-plume",
        kinds=("notebook", "candlestick"),
        mood="galet",
        alt="Un carnet cousu",
        alt_en="A sewn notebook",
        blocks=(("text", {"text": "Nos papiers guérissent de l'écran."}),),
        state="taken_down",
        because="« Guérissent » prête au papier un effet de santé que rien ne prouve.",
    ),
    ShopPage(
        slug="coutellerie-vernois",
        kinds=("knife", "board"),
        mood="pierre",
        alt="Un couteau et une planche à découper",
        alt_en="A knife and a chopping board",
        blocks=VERNOIS,
    ),
)
