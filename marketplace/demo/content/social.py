"""What the house shares elsewhere: short links and how they were followed."""

from typing import NamedTuple


class Link(NamedTuple):
    """A short link: its name, where it leads, its marks, begun and ended so many days ago, and how
    often it is followed on a good day.
    """

    name: str
    path: str
    source: str
    medium: str
    campaign: str
    begun: int
    ended: int | None
    good_day: int


LINKS = (
    Link("Bio Instagram", "/", "instagram", "social", "", 120, None, 34),
    Link("Lettre de novembre", "/journal/", "lettre", "e-mail", "lettre-novembre", 24, None, 18),
    Link("Affiche du marché de Lille", "/boutiques/", "affiche", "papier", "lille", 60, None, 7),
    Link("Salon du fait main", "/vendre/", "salon", "papier", "fait-main", 90, 40, 12),
    Link("Story Facebook", "/c/table-cuisine/", "facebook", "social", "rentree", 45, 10, 15),
)


CHANNELS = (
    ("Instagram", "https://www.instagram.com/halles.example/", 2200),
    ("Facebook", "https://www.facebook.com/halles.example/", None),
    ("Mastodon", "https://social.example/@halles", 500),
    ("Pinterest", "", 500),
)


class Post(NamedTuple):
    """A post: its channel, its state, planned so many days from now at an hour, its words, and what
    its card shows: `aisle:` the best sheet of an aisle, `article:`, `collection:`, or a picture of
    the library at a place.
    """

    channel: str
    state: str
    day: int
    hour: int
    about: str
    size: str
    text: str
    text_en: str = ""


POSTS = (
    Post(
        *("Instagram", "published", -12, 18, "aisle:table-cuisine", "1080x1080"),
        "Ce qui passe de main en main, ce soir : une pièce faite pour durer.",
        "What passes from hand to hand tonight: a piece made to last.",
    ),
    Post(
        *("Facebook", "published", -8, 9, "article:", "1200x630"),
        "Comment naît une pièce, du premier geste au dernier : à lire dans le journal.",
        "How a piece comes to be, from the first gesture to the last: read it in the journal.",
    ),
    Post(
        *("Mastodon", "published", -4, 12, "aisle:maison", "1200x630"),
        "De quoi passer l'hiver à la lumière.",
        "Something to spend the winter by.",
    ),
    Post(
        *("Instagram", "withdrawn", -2, 18, "aisle:maison", "1080x1920"),
        "Derniers jours avant la fermeture de l'atelier.",
    ),
    Post(
        *("Instagram", "approved", 1, 18, "aisle:maison", "1080x1920"),
        "Une lumière basse, un livre, et rien d'autre ce soir.",
        "A low light, a book, and nothing else tonight.",
    ),
    Post(
        *("Facebook", "approved", 3, 9, "collection:", "1200x630"),
        "Les cadeaux que nos ateliers feraient à leurs amis.",
        "The presents our workshops would give their friends.",
    ),
    Post(
        *("Pinterest", "review", 5, 11, "aisle:table-cuisine", "1080x1080"),
        "Une table pour douze, assiette après assiette.",
        "A table for twelve, plate by plate.",
    ),
    Post(
        *("Instagram", "review", 7, 18, "picture:0", "1080x1080"),
        "L'atelier, un matin de décembre.",
        "The workshop, on a December morning.",
    ),
    Post(
        *("Mastodon", "draft", 10, 12, "article:", "1200x630"),
        "Notre guide pour choisir un couteau qui se transmet.",
    ),
    Post(
        *("Facebook", "draft", 16, 9, "", "1080x1080"),
        "Dates limites de commande avant les fêtes : ce que disent nos transporteurs.",
        "Last days to order before the holidays: what our carriers say.",
    ),
)
