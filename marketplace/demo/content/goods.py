"""The goods: what each kind is called, costs and weighs, and how 640 of them are composed."""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from marketplace.demo.content import mentions, numbers
from marketplace.demo.content.categories import categories, category
from marketplace.demo.content.fates import spoil
from marketplace.demo.content.makers import Maker, holds, makers
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
    ("poirier", ("fauve",)), ("caoutchouc", ()), ("fonte", ("noir", "vert sapin")),
)  # fmt: skip
_WOOD = ("hêtre", "noyer", "chêne", "frêne", "olivier", "bouleau", "érable", "tilleul")
_METALS = frozenset({"laiton", "argent", "cuivre", "or", "or rose"})
# What a workshop works in: a potter sells no wood.
_WORKED = {
    "l-etabli-d-aubrac": _WOOD,
    "ebenisterie-colombe": _WOOD,
    "petit-copeau": _WOOD,
    "filature-soulanges": ("laine", "cachemire"),
    "gres-d-ocre": ("grès",),
    "fonte-noire": ("fonte",),
    "vannerie-courtin": ("osier", "rotin"),
    "verrerie-des-embiez": ("verre",),
}
# What a shop makes of a kind, by words of the name; what it does not make itself it buys in France.
_CALLED = {
    ("comptoir-des-simples", "tea"): ("Infusion",),
    ("comptoir-des-simples", "syrup"): ("Sirop",),
    ("comptoir-des-simples", "salt"): ("Sel aux herbes", "Mélange", "Herbes"),
    ("brulerie-du-port", "tea"): ("Thé", "Rooibos"),
    ("savonnerie-belle-rive", "gift_box"): ("rituel", "naissance"),
    ("chocolaterie-aramits", "gift_box"): ("gourmand", "découverte"),
}
_BOUGHT = {
    ("brulerie-du-port", "coffee_pot"),
    ("brulerie-du-port", "mug"),
    ("papier-plume", "pens"),
    ("pepiniere-des-alizes", "watering_can"),
}
# The tin of a balm is no colour of the balm.
_BOXED = frozenset({"balm"})
# Whose picture tells its scent on the label: the sheet says the same one.
_SCENTED = frozenset({"candle", "diffuser"})
# What a living thing or a seed is "made of".
_STUFF = {"plant": "Culture", "seeds": "Semences"}
# The heading that what tells the variants apart stands for.
_VARYING = {
    "contenance": ("Quantité nette", "Volume net", "Contenance"),
    "taille": ("Taille", "Tailles", "Tour de tête"),
}
# What is worn in a size.
_WORN = frozenset({"sweater", "tshirt", "socks", "shoes", "ring"})
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
        "liqueur",
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
    special: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = ()

    def called(self, name: str) -> "Grammar":
        """The same for a thing of this name, with what is special about it."""
        mine: dict[str, str] = {}
        for words, told in self.special:
            if any(word in name.lower() for word in words):
                mine |= told
        return replace(
            self,
            size=mine.get("size", self.size),
            materials=tuple(mine["of"].split("/")) if "of" in mine else self.materials,
            axis=mine.get("axis", self.axis),
        )


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
            elif line.startswith("= "):
                words, *told = [cell.strip() for cell in line[2:].split("|")]
                own = {key: value for key, _space, value in (cell.partition(" ") for cell in told)}
                here["special"].append((tuple(words.split("/")), own))
            elif line.strip() and not line.startswith("#"):
                cells = [c.strip() for c in line.split("|")]
                here = raw_by_kind[cells[0]] = {
                    "cells": cells,
                    "openings": [],
                    "uses": [],
                    "special": [],
                }
    return {kind: _grammar(raw) for kind, raw in raw_by_kind.items()}


def _grammar(raw: dict) -> Grammar:
    kind, where, names, euros, grams, size, materials, axis = raw["cells"]
    low, high = euros.split("-")
    light, heavy = grams.split("-")
    return Grammar(
        kind, where, tuple(names.split("/")), (float(low), float(high)), (int(light), int(heavy)), size,
        tuple(materials.split("/")), axis, tuple(raw["openings"]), tuple(raw["uses"]), tuple(raw["special"]),
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
    name, title = _title(rng, grammars()[kind], seller, titles)
    grammar = grammars()[kind].called(name)
    worked = _WORKED.get(seller.slug, ("",))
    material = rng.choice(
        [m for m in grammar.materials if any(word in m for word in worked)] or grammar.materials
    )
    word, inside = _labels().get(name, ("", ""))
    ref = f"{_code(seller.name)}-{kind[:3].upper()}{n + 1:03d}"
    many = grammar.axis != "none" and rng.random() < 0.5
    if grammar.axis == "bois" and not any(wood in material for wood in _WOOD):
        many = False  # no other wood to choose
    if many:
        material = _that_varies(material, grammar)
    scent = _scent(grammar, index, many=many)
    tints = _tints(rng, kind, material, grammar.axis)
    colour = inside or tints[0]
    pieces = _pieces(rng, grammar, ref, index, tints, name, many=many)
    in_colours = many and grammar.axis in _COLOUR_AXES
    seen = pieces[0].picture.colour if in_colours and pieces[0].picture else colour
    return Goods(
        ref=ref, seller=seller.slug, category=grammar.category, kind=kind, title=title,
        description=_description(rng, grammar, seller, name, material, "" if in_colours else colour, heard),
        brand=seller.name, attributes=_attributes(rng, grammar, seller, name, material, colour, ref, in_colours=in_colours, many=many) | ({"Parfum": scent} if scent and not many else {}),
        axis=_axis_name(grammar.axis) if many else "", pieces=pieces,
        pictures=_pictures(rng, kind, index, seen, seller.mood, word or scent.lower(), name), vat_class=category(grammar.category).vat_class,
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


def _scent(grammar: Grammar, index: int, *, many: bool) -> str:
    """The scent that a picture shows: the only one of a thing, or the first of its variants."""
    if grammar.kind not in _SCENTED:
        return ""
    scents = grammar.axis.split(":", 1)[1].split("/")
    return scents[0] if many else scents[index % len(scents)]


def _that_varies(material: str, grammar: Grammar) -> str:
    """What a thing is made of that comes in several colours: bare walnut is never sage green."""
    if grammar.axis == "bois":  # each variant tells its own
        return "bois et tissu" if "tissu" in material else "bois massif"
    if grammar.axis == "manche":
        return material.split(" et ")[0]
    if grammar.axis == "couleur" and grammar.kind == "watering_can":
        return "acier laqué"
    if not _is_bare(material) or grammar.axis != "couleur":
        return material
    return next((other for other in grammar.materials if not _is_bare(other)), "hêtre laqué")


def _is_bare(material: str) -> bool:
    """Whether it shows its own wood."""
    return "massif" in material or "tourné" in material


def _tints(rng: Random, kind: str, material: str, axis: str) -> list[str]:
    """The colours this thing comes in, those of its material first."""
    tints = list(dict.fromkeys(KINDS[kind].colours))
    rng.shuffle(tints)
    seen = material.split(" et ")[-1] if axis == "manche" else material
    true = next((looks for word, looks in _LOOKS if word in seen), ())
    if kind not in _BOXED:
        # a wood or a metal is named as a colour where the thing is made of it
        tints = [t for t in tints if _may_look(t, material, true)] or [*true[:1]] or ["naturel"]
    if axis == "manche" and " et " in material:  # the handle is what the seller says it is
        return [next((wood for wood in _WOOD if wood in material), "chocolat")]
    if axis == "bois" and "bois" in material:
        tints = [t for t in tints if t in _WOOD]
    if kind == "cutlery" and "bois" in material:
        tints = [t for t in tints if t not in _METALS]
    if (
        axis in ("none", "bois")
        or "massif" in material
        or "tourné" in material
        or kind in ("ring", "necklace", "watering_can")
    ):
        tints.sort(key=lambda t: (t not in true, axis == "bois" and t not in _WOOD))
    return tints


def _may_look(tint: str, material: str, true: tuple[str, ...]) -> bool:
    if tint in _METALS:
        return tint in true
    if tint == "lin":
        return tint in material
    is_open = "bois" in material or material in ("inox Sandvik", "acier carbone", "inox")
    return tint not in _WOOD or tint in material or is_open


def _title(rng: Random, grammar: Grammar, seller: Maker, titles: set[str]) -> tuple[str, str]:
    made = _CALLED.get((seller.slug, grammar.kind), ("",))
    names = [name for name in grammar.names if any(word in name for word in made)]
    suites = list(seller.collections)
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
    ref: str,
    *,
    in_colours: bool,
    many: bool,
) -> dict[str, str]:
    wanted = mentions.of(grammar.kind, name, material)
    care = rng.choice(_true_of(grammar.uses, name, material))
    kind_of_axis = grammar.axis.split(":")[0]
    varies = kind_of_axis if many else ""
    sizes = _sizes(rng, grammar, name, ref, varies)
    maker = f"{seller.legal_name}, {seller.line1}, {seller.postcode} {seller.city}"
    place = f"{seller.city} ({seller.postcode[:2]}), France"
    if grammar.kind in _FOOD:
        return {
            **wanted,
            **sizes,
            "Origine": mentions.origin(name) or place,
            "Conservation": _storage(grammar.kind, name),
            "Responsable de l'étiquetage": maker,
        }
    facts = {_STUFF.get(grammar.kind, "Matière"): capital(material)} | sizes
    if not in_colours and kind_of_axis not in ("none", "contenance", "parfum"):
        facts["Couleur"] = capital(colour)
    facts |= wanted
    is_bought = (seller.slug, grammar.kind) in _BOUGHT
    facts["Fabrication"] = "France" if is_bought else place
    is_cosmetic = mentions.is_cosmetic(grammar.kind)
    facts["Personne responsable" if is_cosmetic else "Fabricant"] = f"{maker}, {seller.email}"
    facts["Modèle ou lot"] = ref
    if any(
        word in care.lower() for word in ("lav", "nettoy", "essuy", "huile", "chiffon", "rincez")
    ):
        facts["Entretien"] = care.rstrip(".")
    return facts


def _sizes(rng: Random, grammar: Grammar, name: str, ref: str, varies: str) -> dict[str, str]:
    """How large and how much, each under its heading, but for what the variants tell."""
    sizes: dict[str, str] = {}
    for part in filter(str.strip, _fill(rng, _leaning(grammar.size, name)).split(";")):
        heading, colon, value = part.rpartition(":")
        if not colon and varies in ("format", "longueur", "taille"):
            continue
        if heading.strip() in _VARYING.get(varies, ()):
            continue
        sizes[heading.strip() or "Dimensions"] = capital(value.strip())
    if grammar.kind in _WORN and not varies:  # a single one is of one size
        heading, _colon, values = grammar.axis.partition(":")
        sizes[capital(heading)] = values.split("/")[sum(map(ord, ref)) % len(values.split("/"))]
    return sizes


def _leaning(pattern: str, name: str) -> str:
    """A small thing is in the lower third of its sizes, a large one in the upper."""
    word = name.lower().split()[0]
    lower, upper = word.startswith("petit"), word.startswith("grand")

    def third(match: re.Match[str]) -> str:
        low, high = int(match[1]), int(match[2])
        step = (high - low) // 3
        return f"{{{high - step if upper else low}-{low + step if lower else high}}}"

    return re.sub(r"\{(\d+)-(\d+)\}", third, pattern)


def _storage(kind: str, name: str) -> str:
    if name.startswith("Moutarde"):
        return "Au réfrigérateur après ouverture, trois mois"
    return {
        "bread": "Au sec, trois semaines",
        "terrine": "Au réfrigérateur après ouverture, cinq jours",
        "jam": "Au réfrigérateur après ouverture",
        "syrup": "Au réfrigérateur après ouverture, trois semaines",
        "liqueur": "À l'abri de la lumière ; six mois après ouverture",
    }.get(kind, "Au sec, à l'abri de la lumière")


def _description(
    rng: Random,
    grammar: Grammar,
    seller: Maker,
    name: str,
    material: str,
    colour: str,
    heard: dict[str, int],
) -> str:
    true = _true_of(grammar.openings, name, material)
    openings = [s for s in true if "{couleur}" not in s or colour in _STEADY]
    pools = (
        openings,
        seller.made(grammar.kind, f"{name}, {material}"),
        _true_of(grammar.uses, name, material),
    )
    for _ in range(9):
        chosen = [_freshest(rng, pool, heard) for pool in pools]
        text = (
            " ".join(chosen)
            .replace("{couleur}", colour)
            .replace("{matiere}", material)
            .replace("{ville}", seller.city)
            .replace("{dès}", capital(mentions.age_in_words(grammar.kind, name)))
        )
        if text not in heard:
            break
    heard[text] = 1
    return tidy(text)


def _true_of(sentences: tuple[str, ...], name: str, material: str) -> list[str]:
    """The sentences that hold for a thing of this name and material."""
    about = f"{name}, {material}".lower()
    kept = []
    for sentence in sentences:
        condition, text = ("", sentence)
        if sentence.startswith("["):
            condition, text = sentence[1:].split("] ", 1)
        if holds(condition.split("/") if condition else [], about):
            kept.append(text)
    return kept


def _freshest(rng: Random, pool: list[str] | tuple[str, ...], heard: dict[str, int]) -> str:
    """The sentence used least so far, so that neighbours do not repeat each other."""
    sentence = min(pool, key=lambda s: heard.get(s, 0) + rng.random() * 1.6)
    heard[sentence] = heard.get(sentence, 0) + 1
    return sentence
