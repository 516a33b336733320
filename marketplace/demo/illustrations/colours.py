"""The paint box: named gouaches, mixing, and the moods of the backdrops."""

from dataclasses import dataclass

Colour = tuple[int, int, int]

# The French names are shop attributes ("Couleur : sauge"), so that a photo shows the colour sold.
PAINTS: dict[str, Colour] = {
    "craie": (243, 237, 225), "lin": (222, 207, 182), "sable": (214, 190, 152), "miel": (224, 166, 76),
    "ocre": (204, 142, 62), "moutarde": (212, 162, 52), "abricot": (236, 176, 122), "terracotta": (196, 104, 72),
    "brique": (166, 76, 58), "rouille": (180, 92, 46), "corail": (230, 126, 102), "rose poudré": (228, 184, 172),
    "framboise": (178, 62, 88), "rouge": (192, 58, 48), "bordeaux": (116, 44, 56), "prune": (98, 60, 86),
    "lavande": (166, 154, 194), "bleu ciel": (160, 194, 214), "bleu": (72, 112, 164), "bleu orage": (96, 124, 148),
    "bleu nuit": (44, 60, 92), "bleu canard": (36, 98, 110), "menthe": (176, 210, 190), "sauge": (154, 172, 142),
    "tilleul": (192, 200, 132), "olive": (122, 126, 70), "vert sapin": (46, 86, 70), "gris perle": (198, 196, 190),
    "ardoise": (92, 98, 106), "charbon": (56, 56, 60), "noyer": (116, 78, 54), "chêne": (200, 158, 108),
    "hêtre": (224, 192, 150), "fauve": (180, 114, 64), "cognac": (150, 84, 44), "chocolat": (84, 56, 46),
    "noir": (44, 42, 46), "blanc": (248, 246, 240), "laiton": (206, 170, 96), "argent": (198, 202, 206),
    "cuivre": (200, 126, 88), "or": (218, 178, 92), "or rose": (222, 166, 140), "écru": (236, 226, 206),
    "naturel": (216, 188, 146), "ambre": (168, 98, 36), "verre": (206, 222, 216), "jaune": (238, 200, 84),
}  # fmt: skip

INK: Colour = (46, 42, 52)
PAPER: Colour = (250, 246, 236)
_DUSK: Colour = (52, 38, 70)
_SUN: Colour = (255, 250, 232)


@dataclass(frozen=True)
class Mood:
    """A backdrop: wall, table and an accent for paper shapes and props."""

    name: str
    wall: Colour
    table: Colour
    accent: Colour


MOODS: tuple[Mood, ...] = (
    Mood("dune", (236, 222, 202), (222, 198, 168), (206, 150, 108)),
    Mood("rosée", (214, 226, 222), (190, 206, 204), (120, 156, 152)),
    Mood("blush", (240, 216, 206), (226, 190, 178), (202, 120, 104)),
    Mood("sauge", (208, 216, 196), (182, 194, 168), (110, 130, 96)),
    Mood("brume", (218, 224, 232), (194, 204, 216), (112, 134, 166)),
    Mood("crème", (246, 238, 222), (234, 220, 196), (214, 172, 104)),
    Mood("argile", (222, 184, 160), (204, 158, 130), (160, 88, 62)),
    Mood("lilas", (228, 220, 224), (208, 198, 206), (142, 118, 146)),
    Mood("paille", (244, 226, 176), (230, 204, 142), (204, 144, 56)),
    Mood("pierre", (228, 224, 216), (208, 202, 192), (142, 134, 124)),
    Mood("lagune", (168, 202, 204), (142, 180, 182), (48, 104, 112)),
    Mood("pêche", (248, 220, 192), (240, 198, 160), (222, 126, 84)),
    Mood("nuit", (58, 72, 98), (46, 58, 82), (214, 164, 88)),
    Mood("forêt", (62, 88, 78), (50, 72, 64), (216, 178, 116)),
    Mood("figue", (104, 66, 82), (86, 54, 68), (226, 166, 140)),
    Mood("ciel", (202, 216, 224), (180, 198, 210), (236, 196, 120)),
    Mood("galet", (202, 204, 200), (182, 184, 180), (104, 114, 116)),
    Mood("terre", (188, 112, 82), (168, 94, 66), (244, 212, 170)),
)


def mix(a: Colour, b: Colour, t: float) -> Colour:
    """Between two colours, t from 0 to 1."""
    return (
        round(a[0] + (b[0] - a[0]) * t),
        round(a[1] + (b[1] - a[1]) * t),
        round(a[2] + (b[2] - a[2]) * t),
    )


def darker(colour: Colour, amount: float = 0.3) -> Colour:
    """Towards a violet dusk, as painters shade."""
    return mix(colour, mix(_DUSK, (colour[0] // 3, colour[1] // 3, colour[2] // 3), 0.55), amount)


def lighter(colour: Colour, amount: float = 0.3) -> Colour:
    """Towards a warm light."""
    return mix(colour, _SUN, amount)


def luma(colour: Colour) -> float:
    """Perceived lightness, 0 to 255."""
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


def distance(a: Colour, b: Colour) -> float:
    """How well one colour stands out on the other."""
    dr, dg, db = (x - y for x, y in zip(a, b, strict=True))
    return (2 * dr * dr + 4 * dg * dg + 3 * db * db) ** 0.5 / 3


def ramp(
    colour: Colour, steps: int = 6, flatness: float = 0.55
) -> tuple[list[int], list[int], list[int]]:
    """Lookup tables from tone (0 dark, 128 local colour, 255 light) to paint, in soft gouache steps."""
    dark, light = darker(colour, 0.66), lighter(colour, 0.62)
    tables: tuple[list[int], list[int], list[int]] = ([], [], [])
    for tone in range(256):
        stepped = round(tone / 255 * steps) / steps * 255
        t = tone + (stepped - tone) * flatness
        shade = mix(dark, colour, t / 128) if t < 128 else mix(colour, light, (t - 128) / 127)
        for table, value in zip(tables, shade, strict=True):
            table.append(value)
    return tables
