"""The dates of the demonstration's agenda: past, running, to come, full, cancelled, in preparation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gathering:
    """A date and what becomes of it. `day` counts from today; hours are those of Paris.

    `picture` is a key of `content.pages.PICTURES`; `shops` are addresses of shops; `comes` is how
    many sign up, of whom `came` were checked in; `fate`: published, draft or cancelled.
    """

    kind: str
    slug: str
    title: str
    title_en: str
    lead: str
    lead_en: str
    body: str
    body_en: str
    day: int
    starts: int
    ends: int
    days: int = 0  # further days until it ends
    place: str = ""
    address: str = ""
    link: str = ""
    capacity: int | None = None
    picture: str = ""
    shops: tuple[str, ...] = ()
    comes: int = 0
    came: int = 0
    fate: str = "published"
    because: str = ""


GATHERINGS = (
    Gathering(
        "market",
        "quelques-jours-sous-la-halle",
        "Quelques jours sous la halle",
        "A few days under the market roof",
        "Douze ateliers installent leurs étals : on goûte, on essaie, on parle à qui fabrique.",
        "Twelve workshops set up their stalls: taste, try, and talk to the people who make things.",
        "Entrée libre, sans réservation ; s'inscrire sert seulement à recevoir le plan des étals.\n\n"
        "## Sur place\n\n- démonstrations de tour à 11 h et à 16 h\n- buvette et soupe chaude\n"
        "- retrait de vos commandes auprès des ateliers présents",
        "Free entry, no booking needed; signing up only gets you the plan of the stalls.\n\n"
        "## On the spot\n\n- throwing demonstrations at 11:00 and 16:00\n- drinks and hot soup\n"
        "- collect your orders from the workshops that are there",
        day=-1,
        starts=10,
        ends=19,
        days=5,
        place="Halle aux draps",
        address="4 place du Marché, 59100 Roubaix",
        picture="marche",
        shops=("atelier-lune", "coutellerie-vernois", "maison-brun"),
        comes=14,
        came=5,
    ),
    Gathering(
        "workshop",
        "tourner-son-premier-bol",
        "Tourner son premier bol",
        "Throw your first bowl",
        "Deux heures au tour, huit places, et un bol émaillé que nous vous envoyons ensuite.",
        "Two hours at the wheel, eight places, and a glazed bowl that we send you afterwards.",
        "Aucune expérience n'est demandée. Tabliers prêtés ; ongles courts conseillés.\n\n"
        "L'atelier est de plain-pied. Prévenez-nous si vous venez en fauteuil : nous montons un"
        " tour à la bonne hauteur.",
        "No experience needed. Aprons are lent; short nails are a good idea.\n\n"
        "The workshop is on the ground floor. Tell us if you come in a wheelchair: we set a wheel"
        " at the right height.",
        day=9,
        starts=14,
        ends=16,
        place="Atelier Lune",
        address="12 avenue du Tapis-Vert, 06220 Vallauris",
        capacity=8,
        picture="atelier",
        shops=("atelier-lune",),
        comes=11,
    ),
    Gathering(
        "live",
        "ouverture-du-four-en-direct",
        "Ouverture du four, en direct",
        "Opening the kiln, live",
        "Quarante heures de cuisson, puis la porte s'ouvre : on découvre les pièces ensemble.",
        "Forty hours of firing, then the door opens: we discover the pieces together.",
        "Posez vos questions pendant le direct. Les pièces sorties du four seront dans la boutique le"
        " soir même.",
        "Ask your questions during the live. The pieces will be in the shop the same evening.",
        day=4,
        starts=18,
        ends=19,
        link="https://direct.halles.example/ouverture-du-four",
        picture="atelier",
        shops=("atelier-lune",),
        comes=17,
    ),
    Gathering(
        "webinar",
        "entretenir-ses-couteaux",
        "Entretenir et affûter ses couteaux",
        "Care for your knives and sharpen them",
        "Une pierre, un peu d'eau, vingt minutes : l'affûtage expliqué pas à pas, à distance.",
        "A stone, a little water, twenty minutes: sharpening explained step by step, at a distance.",
        "À préparer : une pierre de grain 1000, un torchon, le couteau que vous n'osez plus utiliser.",
        "Have ready: a 1000-grit stone, a cloth, and the knife you no longer dare to use.",
        day=16,
        starts=19,
        ends=20,
        link="https://direct.halles.example/couteaux",
        capacity=60,
        picture="tablee",
        shops=("coutellerie-vernois",),
        comes=9,
    ),
    Gathering(
        "workshop",
        "tisser-une-ceinture",
        "Tisser une ceinture",
        "Weave a belt",
        "Un métier à peigne, trois couleurs de laine et une après-midi.",
        "A rigid heddle loom, three colours of wool and an afternoon.",
        "Le matériel est fourni.",
        "Everything is provided.",
        day=12,
        starts=14,
        ends=17,
        place="Maison de quartier",
        address="2 rue des Tisserands, 69001 Lyon",
        capacity=10,
        picture="laine",
        comes=4,
        fate="cancelled",
        because="La salle est fermée pour travaux ; nous cherchons une autre date au printemps.",
    ),
    Gathering(
        "market",
        "marche-d-automne",
        "Le marché d'automne",
        "The autumn market",
        "Miels nouveaux, premières laines, bols encore tièdes : le marché de la rentrée.",
        "New honey, first woollens, bowls still warm: the market of the new season.",
        "Merci aux vingt ateliers venus, et à vous.",
        "Thanks to the twenty workshops that came, and to you.",
        day=-18,
        starts=9,
        ends=18,
        place="Cour des métiers",
        address="7 quai de la Fosse, 44000 Nantes",
        picture="marche",
        shops=("maison-brun",),
        comes=22,
        came=16,
    ),
    Gathering(
        "live",
        "choisir-un-the",
        "Choisir un thé sans se tromper",
        "Choosing a tea without a mistake",
        "Noir, vert, fumé : une heure pour comprendre ce qu'on aime.",
        "Black, green, smoked: an hour to understand what you like.",
        "",
        "",
        day=-47,
        starts=18,
        ends=19,
        link="https://direct.halles.example/thes",
        picture="tablee",
    ),
    Gathering(
        "market",
        "marche-de-printemps",
        "Le marché de printemps",
        "The spring market",
        "Semis, paniers et terre cuite : les étals sortent au soleil.",
        "Seedlings, baskets and terracotta: the stalls come out into the sun.",
        "",
        "",
        day=95,
        starts=9,
        ends=18,
        place="Place des Halles",
        picture="marche",
        fate="draft",
    ),
)
