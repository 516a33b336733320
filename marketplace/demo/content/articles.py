"""What the house tells its visitors: portraits, buying guides, seasons."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Article:
    """A story with its picture (arguments of `illustrations.still_life`)."""

    slug: str
    title: str
    title_en: str
    standfirst: str
    standfirst_en: str
    body: str
    seller: str
    kinds: tuple[str, ...]
    mood: str
    days_ago: int
    body_en: str
    kind: str
    author: str
    tags: tuple[str, ...]
    minutes: int | None
    materials: str
    materials_en: str


@cache
def articles() -> tuple[Article, ...]:
    """Every article, newest first."""
    every = []
    for block in (
        (Path(__file__).parent / "articles.txt").read_text(encoding="utf-8").split("\n=====\n")
    ):
        head, body = block.strip().split("\n\n", 1)
        body, english = body.split("\n-----\n")
        facts = dict(line.split(": ", 1) for line in head.splitlines())
        every.append(
            Article(
                facts["slug"],
                facts["title"],
                facts["title_en"],
                facts["standfirst"],
                facts["standfirst_en"],
                body.strip(),
                facts.get("seller", ""),
                tuple(facts["kinds"].split()),
                facts["mood"],
                int(facts["days_ago"]),
                english.strip(),
                facts["kind"],
                facts["author"],
                tuple(facts["tags"].split()),
                int(facts["minutes"]) if "minutes" in facts else None,
                _lines(facts.get("materials", "")),
                _lines(facts.get("materials_en", "")),
            )  # fmt: skip
        )
    return tuple(sorted(every, key=lambda a: a.days_ago))


def _lines(told: str) -> str:
    """Things parted by semicolons, a line each."""
    return "\n".join(thing.strip() for thing in told.split(";") if thing.strip())


# who signs, and a line about them in both languages
AUTHORS = {
    "La rédaction": ("", ""),
    "Inès Roy": (
        "Photographe et autrice, elle visite un atelier par semaine.",
        "A photographer and writer, she visits a workshop every week.",
    ),
    "Marc Vidal": (
        "Cuisinier devenu chroniqueur, il répare tout ce qu'il casse.",
        "A cook turned columnist, he mends everything he breaks.",
    ),
}
# slug: name, English, category whose goods stand under an article that names none
TAGS = {
    "ateliers": ("Dans les ateliers", "In the workshops", ""),
    "terre": ("Terre et feu", "Clay and fire", "table-cuisine"),
    "laine": ("Laine", "Wool", "mode"),
    "cuisine": ("Cuisine", "Kitchen", "table-cuisine"),
    "reparer": ("Réparer", "Mending", ""),
    "saisons": ("Saisons", "Seasons", "maison"),
}
# an interview that was published: questions, answers
ANSWERED = (
    (
        "Qu'est-ce qui vous a menés à ce métier ?",
        "Un stage d'une semaine, il y a onze ans, dont je ne suis jamais repartie. Je venais pour"
        " une tasse, j'ai gardé la terre.",
    ),
    (
        "Quel outil emporteriez-vous si l'atelier brûlait ?",
        "L'estèque de bois de mon maître. Elle n'a plus d'angle, elle a la forme de ma main.",
    ),
    (
        "Que voudriez-vous que l'on sache avant d'acheter chez vous ?",
        "Que deux pièces ne sont jamais pareilles. Si vous en voulez douze identiques, nous en"
        " ferons vingt, et nous choisirons ensemble.",
    ),
)
ANSWERED_EN = """## What brought you to this craft?

A week's course, eleven years ago, from which I never went home. I came for a cup and kept the clay.

## Which tool would you save if the workshop were on fire?

My master's wooden rib. It has no edge left; it has the shape of my hand.

## What would you like people to know before buying from you?

That no two pieces are alike. If you want twelve the same, we will make twenty and choose together."""
