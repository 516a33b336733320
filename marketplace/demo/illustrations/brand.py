"""Shop signs: logos, banners, category tiles and article pictures, from the same paint box."""

from random import Random

from PIL import Image

from marketplace.demo.illustrations.backdrop import Backdrop
from marketplace.demo.illustrations.colours import (
    INK,
    MOODS,
    PAINTS,
    PAPER,
    Colour,
    lighter,
    luma,
    mix,
)
from marketplace.demo.illustrations.geometry import ellipse, rectangle, star
from marketplace.demo.illustrations.kinds import KINDS, Kind, look_for
from marketplace.demo.illustrations.paint import Layer, Pen, assemble, grained
from marketplace.demo.illustrations.solids import EMBLEMS, emblem

_SIGNS = (
    "terracotta",
    "vert sapin",
    "bleu nuit",
    "moutarde",
    "bordeaux",
    "sauge",
    "charbon",
    "bleu canard",
    "corail",
    "prune",
    "craie",
    "rose poudré",
    "ocre",
    "olive",
)


def logo(name: str, seed: int, size: int = 400, colour: str | None = None) -> Image.Image:
    """A maker's mark: a shape, an emblem, initials."""
    rng = Random(f"logo:{name}:{seed}")
    ground = PAINTS[colour or rng.choice(_SIGNS)]
    ink = PAPER if luma(ground) < 150 else mix(INK, ground, 0.12)
    image = Image.new(
        "RGB",
        (size, size),
        lighter(ground, 0.88) if luma(ground) < 200 else mix(ground, (255, 255, 255), 0.5),
    )
    layer = Layer(image)
    pen = Pen(layer, 500, 500, seed=seed)
    shapes = {
        "disc": ellipse(0, 0, 430, 430), "arch": ellipse(0, -60, 360, 360, 180, 360) + [(360, 430), (-360, 430)], "seal": star(0, 0, 440, 400, 22),
        "square": rectangle(-400, -400, 800, 800, 90), "plain": rectangle(-500, -500, 1000, 1000),
    }  # fmt: skip
    pen.fill(shapes[rng.choice(tuple(shapes))], ground, "flat", rough=0.6)
    words = [
        w
        for w in name.replace("'", " ").replace("-", " ").split()
        if w[0].isalpha()
        and w.lower() not in ("de", "du", "des", "la", "le", "les", "et", "d", "l", "en", "au")
    ]
    letters = "".join(w[0] for w in words[:2]).upper()
    mark = rng.choice(EMBLEMS)
    if rng.random() < 0.5:
        pen.text(letters, 0, 10, 300 if len(letters) < 2 else 250, ink, spacing=0.06)
        emblem(pen, mark, 0, 262, 52, ink)
    else:
        emblem(pen, mark, 0, -70, 190, ink)
        pen.text(letters, 0, 220, 110, ink, spacing=0.3)
    image.paste(layer.image)
    return grained(image)


def still_life(
    kinds: tuple[str, ...] | list[str],
    seed: int,
    width: int = 1600,
    height: int = 900,
    *,
    mood: str | None = None,
    colours: tuple[str, ...] = (),
) -> Image.Image:
    """Several things together in a wide or tall picture: banners, tiles, articles."""
    rng = Random(f"life:{'/'.join(kinds)}:{seed}")
    things = [KINDS[k] for k in kinds]
    standing = [t for t in things if t.stance == "table"]
    scene = (
        _standing(rng, standing, width, height, mood, colours)
        if len(standing) * 2 >= len(things)
        else _lying(rng, [t for t in things if t.stance != "table"], width, height, mood, colours)
    )
    return grained(scene, shift=rng.randrange(width))


def _mood(rng: Random, mood: str | None):  # noqa: ANN202
    return next((m for m in MOODS if m.name == mood), None) or rng.choice(
        [m for m in MOODS if luma(m.wall) > 160]
    )


def _tint(rng: Random, what: Kind, colours: tuple[str, ...], wall: Colour) -> Colour:
    names = [c for c in colours if c in what.colours] or list(what.colours)
    clear = [
        c for c in names if sum(abs(a - b) for a, b in zip(PAINTS[c], wall, strict=True)) > 110
    ] or names
    return PAINTS[rng.choice(clear)]


def _standing(
    rng: Random,
    things: list[Kind],
    width: int,
    height: int,
    mood: str | None,
    colours: tuple[str, ...],
) -> Image.Image:
    chosen = _mood(rng, mood)
    side = max(width, height)
    ratio = height / side
    backdrop = Backdrop(rng, chosen, side, "table", rng.choice(("light", "plain", "light", "wood")))
    spread = width / side
    count = len(things)
    room = 1000 * spread * (0.86 if spread < 1 or ratio > 0.8 else 0.94)
    grow = min(1000 * ratio * 0.00155, room / count / 330)
    layers = []
    order = sorted(range(count), key=lambda i: abs(i - (count - 1) / 2), reverse=True)
    for i in order:
        x = 500 + (i - (count - 1) / 2) * room / count + rng.uniform(-12, 12)
        near = i % 2
        layer = Layer(backdrop.image)
        scale = grow * things[i].grow * rng.uniform(0.9, 1.08)
        foot = backdrop.horizon + 46 + 70 * near * ratio + 24
        pen = Pen(layer, x, foot, scale, seed=rng.randrange(1 << 20))
        things[i].paint(
            pen,
            look_for(Random(rng.randrange(1 << 30)), _tint(rng, things[i], colours, chosen.wall)),
        )
        layers.append((layer, "table", foot))
    layers.sort(key=lambda entry: entry[2])
    assemble(backdrop.image, layers, backdrop.shadow, 0.4)
    base = round((backdrop.horizon + 46 + 24 + 70 * ratio) / 1000 * side)
    top = max(0, min(side - height, base - round(height * 0.84)))
    left = (side - width) // 2
    return backdrop.image.crop((left, top, left + width, top + height))


def _lying(
    rng: Random,
    things: list[Kind],
    width: int,
    height: int,
    mood: str | None,
    colours: tuple[str, ...],
) -> Image.Image:
    chosen = _mood(rng, mood)
    side = max(width, height)
    backdrop = Backdrop(
        rng, chosen, side, "sheet", rng.choice(("sheet", "light", "paper", "boards"))
    )
    across, tall = 1000 * width / side, 1000 * height / side
    count = len(things)
    layers = []
    for i, what in enumerate(things):
        layer = Layer(backdrop.image)
        wide = across > tall * 1.4
        x = 500 + (
            (i - (count - 1) / 2) * across / count * 1.04 if wide else (i % 2 - 0.5) * across * 0.46
        )
        y = 500 + (
            (i % 2 - 0.5) * tall * 0.16 if wide else (i // 2 - (count - 1) // 2 / 2) * tall * 0.46
        )
        scale = min(across / count / 520, tall / 820) if wide else across / 1500
        pen = Pen(
            layer,
            x,
            y,
            scale * what.grow,
            rng.uniform(-22, 22) if what.stance == "sheet" else 0,
            seed=rng.randrange(1 << 20),
        )
        what.paint(
            pen, look_for(Random(rng.randrange(1 << 30)), _tint(rng, what, colours, chosen.wall))
        )
        layers.append((layer, "sheet", 500.0))
    assemble(backdrop.image, layers, backdrop.shadow, 0.4)
    left, top = (side - width) // 2, (side - height) // 2
    return backdrop.image.crop((left, top, left + width, top + height))
