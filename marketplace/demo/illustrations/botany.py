"""Branches, leaves, fruits: the living part of a still life."""

from math import cos, pi, sin

from marketplace.demo.illustrations.colours import PAINTS, Colour, darker, lighter, mix
from marketplace.demo.illustrations.geometry import ellipse, leaf, smooth
from marketplace.demo.illustrations.kinds import Look
from marketplace.demo.illustrations.paint import Pen

GREENS: tuple[Colour, ...] = (
    (96, 124, 84),
    (128, 146, 92),
    (64, 98, 80),
    (146, 160, 118),
    (112, 132, 112),
)
BLOOMS: tuple[Colour, ...] = (
    (226, 120, 104),
    (238, 190, 84),
    (240, 226, 210),
    (188, 92, 118),
    (150, 136, 192),
    (232, 160, 140),
)


def bouquet(pen: Pen, look: Look, y: float) -> None:
    """Something in a vase: leaves, eucalyptus, poppies, wheat, blossom."""
    {
        "leafy": _leafy,
        "round": _round_leaves,
        "blooms": _blooms,
        "wheat": _wheat,
        "blossom": _blossom,
        "pampas": _pampas,
    }[look.one("leafy", "round", "blooms", "wheat", "blossom", "pampas")](pen, look, y)


def _stems(
    look: Look, y: float, count: int, spread: float = 150
) -> list[list[tuple[float, float]]]:
    stems = []
    for i in range(count):
        t = (i + 0.5) / count * 2 - 1
        tip = (t * spread + look.u(-20, 20), y - look.u(180, 300) + abs(t) * 50)
        stems.append(
            smooth([(t * 14, y), (t * 30, y - 90), (tip[0] * 0.75, tip[1] + 70), tip], steps=6)
        )
    return stems


def _leafy(pen: Pen, look: Look, y: float) -> None:
    green = look.one(*GREENS)
    for stem in _stems(look, y, look.one(2, 3)):
        pen.line(stem, 5, darker(green, 0.3))
        for i in range(5, len(stem), 3):
            for side in (-1, 1):
                pen.fill(
                    leaf(*stem[i], look.u(52, 74), look.u(20, 28), -90 + side * look.u(38, 66)),
                    green if side < 0 else lighter(green, 0.18),
                    "flat",
                )


def _round_leaves(pen: Pen, look: Look, y: float) -> None:
    green = mix(look.one(*GREENS), (178, 196, 190), 0.4)
    for stem in _stems(look, y, look.one(2, 3, 3), 170):
        pen.line(stem, 5, darker(green, 0.4))
        for i in range(5, len(stem), 3):
            for side in (-1, 1):
                pen.fill(
                    ellipse(stem[i][0] + side * 22, stem[i][1] - 6, 21, 17, steps=18),
                    green if side < 0 else lighter(green, 0.22),
                    "flat",
                )


def _blooms(pen: Pen, look: Look, y: float) -> None:
    green, bloom = look.one(*GREENS), look.one(*BLOOMS)
    for stem in _stems(look, y, look.one(3, 4, 5), 190):
        pen.line(stem, 5, green)
        pen.fill(leaf(*stem[8], 60, 18, look.one(-30, -150)), green, "flat")
        flower(
            pen,
            *stem[-1],
            look.u(38, 54),
            bloom,
            look.one(PAINTS["moutarde"], darker(bloom, 0.5)),
            look.one(5, 6, 8),
        )


def flower(
    pen: Pen, x: float, y: float, r: float, colour: Colour, heart: Colour, petals: int = 6
) -> None:
    """A simple open flower."""
    paths = [
        ellipse(
            x + r * 0.55 * cos(2 * pi * i / petals),
            y + r * 0.5 * sin(2 * pi * i / petals),
            r * 0.48,
            r * 0.44,
            steps=16,
        )
        for i in range(petals)
    ]
    pen.fill(paths, colour, "dome")
    pen.fill(ellipse(x, y, r * 0.26, r * 0.24, steps=14), heart, "dome")


def _wheat(pen: Pen, look: Look, y: float) -> None:
    gold = look.one((216, 178, 108), (196, 154, 92), (226, 200, 146))
    for stem in _stems(look, y, look.one(5, 6, 7), 180):
        pen.line(stem, 4, darker(gold, 0.2))
        x, top = stem[-1]
        for k in range(5):
            for side in (-1, 1):
                pen.fill(
                    leaf(x - side * 1, top + k * 17, 32, 12, -90 + side * 26),
                    gold if side < 0 else lighter(gold, 0.25),
                    "flat",
                    texture="none",
                )


def _blossom(pen: Pen, look: Look, y: float) -> None:
    bloom = look.one(*BLOOMS)
    for stem in _stems(look, y, look.one(2, 3), 200):
        pen.line(stem, 7, (112, 84, 70), end=3)
        for i in range(6, len(stem), 2):
            x, at = stem[i]
            flower(
                pen,
                x + look.u(-24, 24),
                at + look.u(-14, 14),
                look.u(15, 24),
                lighter(bloom, look.u(0, 0.4)),
                PAINTS["moutarde"],
                5,
            )


def _pampas(pen: Pen, look: Look, y: float) -> None:
    tone = look.one((226, 206, 178), (214, 184, 160), (206, 196, 180))
    for stem in _stems(look, y, 3, 170):
        pen.line(stem, 5, darker(tone, 0.3))
        x, top = stem[-1]
        lean = stem[-1][0] / 600
        plume = smooth(
            [
                (x + lean * 60, top - 90),
                (x + 36, top - 10),
                (x + 22 - lean * 40, top + 90),
                (x - 24 - lean * 40, top + 84),
                (x - 30, top - 16),
            ],
            closed=True,
        )
        pen.fill(plume, tone, "round", texture="fur", rough=1.2)


def fruits(pen: Pen, look: Look, y: float, spread: float) -> None:
    """A heap of lemons, figs, oranges or pears."""
    colour = look.one((236, 200, 84), (230, 142, 70), (122, 70, 96), (190, 196, 96), (204, 76, 64))
    for i in range(5):
        x = (i - 2) / 2 * spread
        r = look.u(52, 64)
        top = y - r * 0.55 - (0 if i in (0, 4) else look.u(16, 40))
        pen.fill(
            ellipse(x, top, r, r * look.u(0.9, 1)),
            mix(colour, lighter(colour, 0.3), look.u(0, 0.6)),
            "dome",
            texture="speckle",
            rough=0.35,
        )
        if look.chance(0.4):
            pen.fill(leaf(x, top - r * 0.8, 46, 20, look.u(-70, -10)), look.one(*GREENS), "flat")


def _broad(pen: Pen, look: Look, y: float, green: Colour) -> None:
    for i in range(7):
        a = -90 + (i - 3) * 27 + look.u(-6, 6)
        length = look.u(170, 230)
        pen.fill(
            leaf(look.u(-10, 10), y, length, look.u(74, 96), a),
            lighter(green, 0.12 * (i % 3)),
            "flat",
            texture="brush",
            rough=0.7,
        )
        end = (length * 0.9 * cos(a * pi / 180), y + length * 0.9 * sin(a * pi / 180))
        pen.line([(0, y), end], 3, lighter(green, 0.45), opacity=0.7)


def _cactus(pen: Pen, look: Look, y: float, green: Colour) -> None:
    pen.fill(
        smooth([(0, y - 250), (68, y - 200), (72, y), (-72, y), (-68, y - 200)], closed=True),
        green,
        "round",
        rough=0.5,
    )
    for k in (-0.55, 0, 0.55):
        pen.line(
            [(60 * k, y - 225 + abs(k) * 30), (74 * k, y - 6)], 4, darker(green, 0.4), opacity=0.6
        )
    for _ in range(22):
        x, at = look.u(-56, 56), y - look.u(10, 215)
        pen.line([(x - 5, at - 4), (x + 5, at + 4)], 2.5, (246, 238, 214))
    flower(pen, 16, y - 252, 34, look.one(*BLOOMS), PAINTS["moutarde"], 6)


def _snake(pen: Pen, look: Look, y: float, green: Colour) -> None:
    for i in range(7):
        a = -90 + (i - 3) * 8 + look.u(-3, 3)
        pen.fill(
            leaf((i - 3) * 12, y + 10, look.u(250, 340), 50, a),
            lighter(green, 0.14 * (i % 2)),
            "round",
            texture="brush",
            rough=1.1,
        )


def _trailing(pen: Pen, look: Look, y: float, green: Colour) -> None:
    for i in range(9):
        side = -1 if i % 2 else 1
        reach = look.u(40, 150)
        stem = smooth(
            [
                (side * 10, y - 10),
                (side * reach * 0.7, y - look.u(70, 130)),
                (side * (reach + 40), y - 20),
                (side * (reach + 56), y + look.u(40, 170)),
            ],
            steps=6,
        )
        pen.line(stem, 4, darker(green, 0.3))
        for k in range(3, len(stem), 3):
            pen.fill(
                leaf(*stem[k], 42, 28, look.u(0, 360)),
                lighter(green, look.u(0, 0.3)),
                "flat",
                texture="none",
            )


def _herb(pen: Pen, look: Look, y: float, green: Colour) -> None:
    for i in range(11):
        a = -90 + (i - 5) * 13
        stem = [
            (0, y),
            (90 * cos(a * pi / 180), y + 90 * sin(a * pi / 180)),
            (look.u(150, 200) * cos(a * pi / 180), y + look.u(150, 200) * sin(a * pi / 180)),
        ]
        pen.line(stem, 3.5, darker(green, 0.2))
        for x, at in stem[1:]:
            for side in (-1, 1):
                pen.fill(
                    leaf(x, at, 46, 26, a + side * 50),
                    lighter(green, look.u(0, 0.25)),
                    "flat",
                    texture="none",
                )


def _pilea(pen: Pen, look: Look, y: float, green: Colour) -> None:
    for i in range(6):
        stem = smooth(
            [(0, y), ((i - 2.5) * 30, y - 110), ((i - 2.5) * 58, y - look.u(180, 240))], steps=6
        )
        pen.line(stem, 5, darker(green, 0.3))
        x, at = stem[-1]
        pen.fill(
            ellipse(x, at, 52, 50),
            lighter(green, 0.1 * (i % 3)),
            "flat",
            texture="brush",
            rough=0.7,
        )
        pen.line([(x, at + 40), (x, at - 24)], 3, lighter(green, 0.4), opacity=0.7)


_FOLIAGE = {
    "broad": _broad,
    "cactus": _cactus,
    "snake": _snake,
    "trailing": _trailing,
    "herb": _herb,
    "pilea": _pilea,
}


def foliage(pen: Pen, look: Look, y: float, manner: str) -> None:
    """The plant of a pot, rooted at height y."""
    _FOLIAGE[manner](pen, look, y, look.one(*GREENS))
