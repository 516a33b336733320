"""What others posted of the house elsewhere, in every state a copy may be in."""

from typing import NamedTuple


class Repost(NamedTuple):
    """A post of somebody else, its state, posted so many days ago, its words, and what its picture
    shows: kinds of things and a backdrop; none when empty. `ends` is in days from today.
    """

    author: str
    network: str
    state: str
    posted: int
    text: str
    message: str = ""
    kinds: tuple[str, ...] = ()
    mood: str = ""
    alt: str = ""
    alt_en: str = ""
    ends: int | None = None


YES = "Bonjour, avec plaisir ! Vous pouvez reprendre la photo et le texte, en citant mon compte."

REPOSTS = (
    Repost(
        *("@ines.au.four", "Instagram", "shown", 21),
        "Le pichet est arrivé, et il a déjà sa place. On sent la main qui l'a tourné.",
        YES,
        *(("pitcher", "mug"), "dune"),
        "Un pichet de grès et une tasse, sur une table de bois",
        "A stoneware pitcher and a mug on a wooden table",
    ),
    Repost(
        *("Théo Marchand", "Mastodon", "shown", 14),
        "J'ai écrit à l'atelier un dimanche, j'ai eu une réponse le lundi. Commandé depuis.",
        "D'accord pour le texte. Pas de photo de moi, merci.",
    ),
    Repost(
        *("@la_table_de_nour", "Instagram", "shown", 9),
        "A table for two, made by three workshops. The honey did not last the week.",
        "Yes of course, until the end of January please!",
        *(("honey", "teapot", "bowl"), "pêche"),
        "Un pot de miel, une théière et un bol",
        "A jar of honey, a teapot and a bowl",
        40,
    ),
    Repost(
        *("@laine.et.compagnie", "Facebook", "ended", 60),
        "L'écharpe de l'hiver, trouvée sur un marché sans voiture.",
        "Oui, pour la durée de l'opération d'automne.",
        *(("scarf", "beanie"), "galet"),
        "Une écharpe et un bonnet",
        "A scarf and a beanie",
    ),
    Repost(
        *("@marc_ou_presque", "Instagram", "withdrawn", 33),
        "Je ne croyais pas qu'une lampe changerait la pièce.",
        "Oui, allez-y.",
    ),
    Repost(
        *("@atelier.du.dimanche", "Pinterest", "draft", 3),
        "Idées pour un coin de lecture, avec une lampe et un plaid.",
        "",  # the agreement is awaited: it cannot be shown
        *(("candlestick", "vase"), "crème"),
        "Un bougeoir et un vase",
        "A candlestick and a vase",
    ),
)
