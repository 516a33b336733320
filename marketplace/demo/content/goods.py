"""The goods: what each kind is called, costs and weighs, and how 640 of them are composed."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from marketplace.demo.content import mentions, numbers
from marketplace.demo.content.categories import categories, category
from marketplace.demo.content.fates import spoil
from marketplace.demo.content.makers import Maker, makers
from marketplace.demo.content.sheets import Goods, Picture, Piece
from marketplace.demo.content.words import capital, slug, tidy
from marketplace.demo.illustrations import KINDS

# Colours that never agree in gender or number: safe in any sentence.
_STEADY = frozenset(
    [
        "craie",
        "lin",
        "sable",
        "miel",
        "ocre",
        "moutarde",
        "abricot",
        "terracotta",
        "brique",
        "rouille",
        "corail",
        "framboise",
        "bordeaux",
        "prune",
        "lavande",
        "menthe",
        "sauge",
        "tilleul",
        "olive",
        "ardoise",
        "charbon",
        "fauve",
        "cognac",
        "chocolat",
        "cuivre",
        "ambre",
    ]
) | {
    "rose poudré",
    "bleu ciel",
    "bleu orage",
    "bleu nuit",
    "bleu canard",
    "vert sapin",
    "gris perle",
}
_COLOUR_AXES = {
    "couleur": "Couleur",
    "manche": "Finition",
    "bois": "Finition",
    "bracelet": "Bracelet",
}
# What a material looks like, so that the picture tells the truth.
_LOOKS = (
    ("argent 925", ("argent",)), ("vermeil", ("or", "or rose")), ("laiton doré", ("or", "laiton")), ("laiton", ("laiton",)),
    ("galvanisé", ("argent",)), ("inox", ("argent",)), ("cuivre", ("cuivre",)), ("noyer", ("noyer",)), ("chêne", ("chêne",)),
    ("hêtre", ("hêtre", "chêne")), ("frêne", ("hêtre", "chêne")), ("rotin", ("naturel",)), ("osier", ("naturel", "fauve")),
    ("caoutchouc", ()), ("fonte", ("noir", "vert sapin")),
)  # fmt: skip
_WOODWORKERS = frozenset({"l-etabli-d-aubrac"})
_WOOD = ("hêtre", "noyer", "chêne", "frêne", "olivier")
_SPINNERS = frozenset({"filature-soulanges"})
_WOOL = ("laine", "cachemire")
_FOOD = frozenset(
    [
        "honey",
        "jam",
        "chocolate",
        "biscuits",
        "bread",
        "oil",
        "terrine",
        "salt",
        "tea",
        "coffee",
        "syrup",
    ]
)


@dataclass(frozen=True)
class Grammar:
    """How one kind of thing is named, priced and described."""

    kind: str
    category: str
    names: tuple[str, ...]
    euros: tuple[float, float]
    grams: tuple[int, int]
    size: str
    materials: tuple[str, ...]
    axis: str
    openings: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


@cache
def grammars() -> dict[str, Grammar]:
    """Every kind that is sold, by name."""
    raw_by_kind: dict[str, dict] = {}
    for path in sorted((Path(__file__).parent / "goods").glob("*.txt")):
        here: dict = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("> "):
                here["openings"].append(line[2:])
            elif line.startswith("+ "):
                here["uses"].append(line[2:])
            elif line.strip() and not line.startswith("#"):
                cells = [c.strip() for c in line.split("|")]
                here = raw_by_kind[cells[0]] = {"cells": cells, "openings": [], "uses": []}
    return {kind: _grammar(raw) for kind, raw in raw_by_kind.items()}


def _grammar(raw: dict) -> Grammar:
    kind, where, names, euros, grams, size, materials, axis = raw["cells"]
    low, high = euros.split("-")
    light, heavy = grams.split("-")
    return Grammar(
        kind, where, tuple(names.split("/")), (float(low), float(high)), (int(light), int(heavy)), size,
        tuple(materials.split("/")), axis, tuple(raw["openings"]), tuple(raw["uses"]),
    )  # fmt: skip


def kinds_of(slug_: str) -> tuple[str, ...]:
    """The kinds of goods shown under a category, for its tile."""
    below = {slug_}
    for c in categories():
        if c.parent in below:
            below.add(c.slug)
    return tuple(g.kind for g in grammars().values() if g.category in below)


@cache
def _labels() -> dict[str, tuple[str, str]]:
    """What is written on a package, and the colour of what it holds, by the name of the good."""
    lines = (Path(__file__).parent / "labels.txt").read_text(encoding="utf-8").splitlines()
    cells = (
        [c.strip() for c in line.split("|")]
        for line in lines
        if line.strip() and not line.startswith("#")
    )
    return {name: (word, colour) for name, word, colour in cells}


@cache
def catalogue(total: int = 640, seed: int = 2026) -> tuple[Goods, ...]:
    """The whole demonstration catalogue, the same for the same arguments, shared among the sellers."""
    sellers = [m for m in makers() if m.sells]
    goods: list[Goods] = []
    titles: set[str] = set()
    heard: dict[str, int] = {}
    for i, seller in enumerate(sellers):
        share = total * (i + 1) // len(sellers) - total * i // len(sellers)
        rng = Random(f"{seed}:{seller.slug}")
        for n in range(share):
            goods.append(_compose(rng, seller, n, len(goods), titles, heard))
    return spoil(tuple(goods), Random(seed))


def _compose(
    rng: Random, seller: Maker, n: int, index: int, titles: set[str], heard: dict[str, int]
) -> Goods:
    kind = seller.kinds[n % len(seller.kinds)]
    grammar = grammars()[kind]
    material = rng.choice(
        [
            m
            for m in grammar.materials
            if (seller.slug not in _WOODWORKERS or any(w in m for w in _WOOD))
            and (seller.slug not in _SPINNERS or any(w in m for w in _WOOL))
        ]
    )
    tints = _tints(rng, kind, material, grammar.axis)
    name, title = _title(rng, grammar, seller, titles)
    word, inside = _labels().get(name, ("", ""))
    ref = f"{_code(seller.name)}-{kind[:3].upper()}{n + 1:03d}"
    many = grammar.axis != "none" and rng.random() < 0.5
    if many:
        material = _that_varies(material, grammar)
    colour = inside or tints[0]
    pieces = _pieces(rng, grammar, ref, index, tints, name, many=many)
    in_colours = many and grammar.axis in _COLOUR_AXES
    seen = pieces[0].picture.colour if in_colours and pieces[0].picture else colour
    return Goods(
        ref=ref, seller=seller.slug, category=grammar.category, kind=kind, title=title,
        description=_description(rng, grammar, seller, material, "" if in_colours else colour, heard),
        brand=seller.name, attributes=_attributes(rng, grammar, seller, name, material, colour, in_colours=in_colours, many=many),
        axis=_axis_name(grammar.axis) if many else "", pieces=pieces,
        pictures=_pictures(rng, kind, index, seen, seller.mood, word, name), vat_class=category(grammar.category).vat_class,
        withdrawal_exception="perishable" if kind in ("bread",) else "hygiene" if kind in ("serum", "balm") else "",
        score=rng.random(),
    )  # fmt: skip


def _code(name: str) -> str:
    words = [
        w
        for w in slug(name).split("-")
        if w not in ("l", "la", "le", "les", "de", "du", "des", "d", "atelier", "maison")
    ]
    return (words[0] if words else slug(name))[:4].upper()


def _that_varies(material: str, grammar: Grammar) -> str:
    """What a thing is made of that comes in several colours: bare walnut is never sage green."""
    if not _is_bare(material):
        return material
    if grammar.axis == "bois":
        return "bois massif"  # each variant tells its own
    if grammar.axis != "couleur":
        return material
    return next((other for other in grammar.materials if not _is_bare(other)), "hêtre laqué")


def _is_bare(material: str) -> bool:
    """Whether it shows its own wood."""
    return "massif" in material or "tourné" in material


def _tints(rng: Random, kind: str, material: str, axis: str) -> list[str]:
    """The colours this thing comes in, those of its material first."""
    tints = list(dict.fromkeys(KINDS[kind].colours))
    rng.shuffle(tints)
    true = next((looks for word, looks in _LOOKS if word in material), ())
    if (
        axis in ("none", "bois")
        or "massif" in material
        or "tourné" in material
        or kind in ("ring", "necklace", "watering_can")
    ):
        tints.sort(key=lambda t: (t not in true, axis == "bois" and t not in _WOOD))
    return tints


def _title(rng: Random, grammar: Grammar, seller: Maker, titles: set[str]) -> tuple[str, str]:
    names, suites = list(grammar.names), list(seller.collections)
    pairs = [(name, suite) for suite in suites for name in names]
    rng.shuffle(pairs)
    for name, suite in pairs:
        title = f"{name} {suite}"
        if title not in titles:
            titles.add(title)
            return name, title
    name, suite = pairs[0]
    title = f"{name} {suite} n° {len(titles)}"
    titles.add(title)
    return name, title


def _cents(rng: Random, euros: float) -> int:
    if euros < 15:
        return round(euros * 2) * 50 - rng.choice((0, 10, 0, 50 if euros > 4 else 0))
    if euros < 60:
        return round(euros) * 100 - rng.choice((0, 0, 10, 50))
    return round(euros / 5) * 500 - rng.choice((0, 0, 100))


def _pieces(
    rng: Random, grammar: Grammar, ref: str, index: int, tints: list[str], name: str, *, many: bool
) -> tuple[Piece, ...]:
    position = rng.random() ** 1.4
    euros = grammar.euros[0] + (grammar.euros[1] - grammar.euros[0]) * position
    grams = round(grammar.grams[0] + (grammar.grams[1] - grammar.grams[0]) * position)
    base = _cents(rng, euros)
    if not many:
        return (Piece(ref, "", base, _stock(rng), grams, _gtin(rng, index, 0)),)
    values = (
        [capital(t) for t in tints[: rng.choice((2, 3, 3, 4))]]
        if grammar.axis in _COLOUR_AXES
        else grammar.axis.split(":", 1)[1].split("/")
    )
    return tuple(
        _piece(rng, grammar, ref, index, k, value, base, grams, len(values), name)
        for k, value in enumerate(values)
    )


def _piece(
    rng: Random,
    grammar: Grammar,
    ref: str,
    index: int,
    k: int,
    value: str,
    base: int,
    grams: int,
    count: int,
    name: str,
) -> Piece:
    colour = value.lower() if grammar.axis in _COLOUR_AXES else None
    # A parfum or a shoe size costs the same; a bigger jar, print or rug costs and weighs more.
    grows = (
        grammar.axis.split(":")[0] in ("contenance", "format", "longueur")
        or value in ("Petit", "Moyen", "Grand")
        or "×" in value
    )
    step = (0.62 + 0.76 * k / max(1, count - 1)) if grows else 1
    price = base if step == 1 else max(190, _cents(rng, base * step / 100))
    picture = Picture(grammar.kind, index, "main", colour, name=name) if colour else None
    return Piece(
        f"{ref}-{slug(value)[:10].upper().strip('-')}",
        value,
        price,
        _stock(rng),
        max(2, round(grams * step)),
        _gtin(rng, index, k + 1),
        picture,
    )


def _stock(rng: Random) -> int:
    return rng.choice((0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 12, 15, 18, 20, 24, 24, 30, 36, 40, 60, 80))


def _gtin(rng: Random, index: int, k: int) -> str:
    return numbers.gtin(index * 12 + k) if rng.random() < 0.35 else ""


def _axis_name(axis: str) -> str:
    return _COLOUR_AXES.get(axis) or capital(axis.split(":")[0])


def _pictures(
    rng: Random, kind: str, index: int, colour: str, mood: str, word: str, name: str
) -> tuple[Picture, ...]:
    main_mood = mood if rng.random() < 0.7 else None
    views = ["main", *rng.sample(("scene", "close", "group"), rng.choice((1, 1, 2, 2)))]
    return tuple(
        Picture(kind, index, view, colour, main_mood if view == "main" else None, word, name)
        for view in views
    )


def _fill(rng: Random, pattern: str) -> str:
    return re.sub(r"\{(\d+)-(\d+)\}", lambda m: str(rng.randint(int(m[1]), int(m[2]))), pattern)


def _attributes(
    rng: Random,
    grammar: Grammar,
    seller: Maker,
    name: str,
    material: str,
    colour: str,
    *,
    in_colours: bool,
    many: bool,
) -> dict[str, str]:
    wanted = mentions.of(grammar.kind, name, material)
    care = rng.choice(grammar.uses)
    if grammar.kind in _FOOD:
        return {
            **wanted,
            "Quantité": _fill(rng, grammar.size),
            "Origine": f"{seller.city} ({seller.postcode[:2]}), France",
            "Conservation": _storage(grammar.kind),
        }
    size = capital(_fill(rng, grammar.size))
    kind_of_axis = grammar.axis.split(":")[0]
    facts = {"Matière": capital(material)}
    if not many or kind_of_axis not in ("contenance", "format", "longueur", "taille"):
        facts["Dimensions"] = size
    if not in_colours and kind_of_axis not in ("none", "contenance", "parfum"):
        facts["Couleur"] = capital(colour)
    facts |= wanted
    facts["Fabrication"] = f"{seller.city} ({seller.postcode[:2]}), France"
    if any(
        word in care.lower() for word in ("lav", "nettoy", "essuy", "huile", "chiffon", "rincez")
    ):
        facts["Entretien"] = care.rstrip(".")
    return facts


def _storage(kind: str) -> str:
    return {
        "bread": "Au sec, trois semaines",
        "terrine": "Au réfrigérateur après ouverture, cinq jours",
        "jam": "Au réfrigérateur après ouverture",
    }.get(kind, "Au sec, à l'abri de la lumière")


def _description(
    rng: Random, grammar: Grammar, seller: Maker, material: str, colour: str, heard: dict[str, int]
) -> str:
    openings = [s for s in grammar.openings if "{couleur}" not in s or colour in _STEADY]
    pools = (openings or list(grammar.openings), seller.made(grammar.kind), grammar.uses)
    for _ in range(9):
        chosen = [_freshest(rng, pool, heard) for pool in pools]
        text = (
            " ".join(chosen)
            .replace("{couleur}", colour)
            .replace("{matiere}", material)
            .replace("{ville}", seller.city)
        )
        if text not in heard:
            break
    heard[text] = 1
    return tidy(text)


def _freshest(rng: Random, pool: list[str] | tuple[str, ...], heard: dict[str, int]) -> str:
    """The sentence used least so far, so that neighbours do not repeat each other."""
    sentence = min(pool, key=lambda s: heard.get(s, 0) + rng.random() * 1.6)
    heard[sentence] = heard.get(sentence, 0) + 1
    return sentence
