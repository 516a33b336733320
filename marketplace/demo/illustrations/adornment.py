"""Jewels, watches and what one wears close."""

from math import cos, pi, sin

from marketplace.demo.illustrations.colours import INK, PAINTS, PAPER, darker, lighter, mix
from marketplace.demo.illustrations.geometry import ellipse, rectangle, smooth, star
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen
from marketplace.demo.illustrations.solids import MOTIFS, pattern

METALS = "or, argent, or rose, or, laiton, argent"
STONES = (
    (92, 142, 132),
    (168, 84, 104),
    (70, 96, 146),
    (226, 210, 190),
    (204, 142, 92),
    (146, 126, 176),
    (52, 84, 76),
)


def gem(pen: Pen, x: float, y: float, r: float, colour, cutting: str) -> None:  # noqa: ANN001
    """A stone: round, oval, facet or pearl."""
    if cutting == "facet":
        outer = [
            (x + r * cos(k * pi / 4 + pi / 8), y + r * sin(k * pi / 4 + pi / 8)) for k in range(8)
        ]
        pen.fill(outer, colour, "dome", texture="none")
        pen.fill(
            [(x + (px - x) * 0.56, y + (py - y) * 0.56) for px, py in outer],
            lighter(colour, 0.25),
            "flat",
            texture="none",
        )
        for px, py in outer[::2]:
            pen.line(
                [(x + (px - x) * 0.56, y + (py - y) * 0.56), (px, py)],
                2.5,
                lighter(colour, 0.5),
                opacity=0.7,
            )
    else:
        pen.fill(
            ellipse(x, y, r * (0.74 if cutting == "oval" else 1), r), colour, "dome", texture="none"
        )
    pen.shine([(x - r * 0.4, y - r * 0.42), (x - r * 0.16, y - r * 0.56)], r * 0.2, 0.9)


@kind(
    "ring",
    stance="sheet",
    colours=METALS,
    group=True,
    beside="earrings leaf_sprig cards",
    grow=1.25,
)
def ring(pen: Pen, look: Look) -> None:
    """A ring, band or set with a stone."""
    r, thick = look.u(150, 176), look.u(20, 40)
    thick = look.named({"fine": 15}, thick)
    pen.fill(
        ellipse(0, 40, r, r),
        look.main,
        "metal",
        rough=0.3,
        cut=ellipse(0, 40, r - thick, r - thick),
    )
    pen.shine(ellipse(0, 40, r - thick * 0.3, r - thick * 0.3, 200, 250), thick * 0.22, 0.8)
    manner = look.named(
        {"fine": "plain", "chevalière": "signet", "solitaire": "solitaire", "martelé": "band"}
        | {"trois": "trio"},
        look.one("solitaire", "band", "trio", "signet", "leaf"),
    )
    stone = look.one(*STONES)
    if manner == "solitaire":
        pen.fill(ellipse(0, 40 - r - 24, 62, 66), look.main, "metal")
        gem(pen, 0, 40 - r - 26, 52, stone, look.one("facet", "round", "oval"))
    elif manner == "trio":
        for k in (-1, 0, 1):
            a = -pi / 2 + k * 0.36
            gem(pen, (r + 2) * cos(a), 40 + (r + 2) * sin(a), 34 if k else 42, stone, "round")
    elif manner == "signet":
        pen.fill(ellipse(0, 40 - r, 84, 62), look.main, "dome", texture="brush", rough=0.4)
        pen.flat(star(0, 40 - r, 34, 14, 8), darker(look.main, 0.4))
    elif manner == "leaf":
        for k in range(-3, 4):
            a = -pi / 2 + k * 0.27
            pen.fill(ellipse(r * cos(a), 40 + r * sin(a), 22, 32), look.main, "metal")
    elif manner == "band":
        for k in range(16):
            a = k * pi / 8
            pen.flat(
                ellipse((r - thick / 2) * cos(a), 40 + (r - thick / 2) * sin(a), 5, 5, steps=10),
                darker(look.main, 0.4),
            )


@kind("necklace", stance="sheet", colours=METALS, beside="earrings leaf_sprig ring", grow=1.1)
def necklace(pen: Pen, look: Look) -> None:
    """A chain and pendant, or beads."""
    curve = smooth(
        [
            (-150, -400),
            (-230, -240),
            (-236, -40),
            (-120, 150),
            (0, 210),
            (120, 150),
            (236, -40),
            (230, -240),
            (150, -400),
        ],
        steps=14,
    )
    manner = look.named(
        {"perles": "pearls", "": "chain"}, look.one("chain", "chain", "beads", "pearls")
    )
    stone = look.one(*STONES)
    if manner == "chain":
        pen.line(curve, 6, look.main, form="metal")
        for x, y in curve[::3]:
            pen.flat(ellipse(x, y, 5, 5, steps=8), darker(look.main, 0.25))
    else:
        for k, (x, y) in enumerate(curve[::2]):
            big = 12 + 14 * max(0.0, 1 - abs(x) / 240)
            tint = (246, 240, 228) if manner == "pearls" else (stone, look.main, look.second)[k % 3]
            pen.fill(ellipse(x, y, big, big, steps=18), tint, "dome", texture="none")
        return
    shape = look.named(
        {"médaille": "disc", "goutte": "drop", "lune": "moon", "sautoir": "bar"},
        look.one("disc", "stone", "drop", "moon", "bar"),
    )
    pen.fill(ellipse(0, 218, 15, 15), look.main, "metal", cut=ellipse(0, 218, 8, 8))
    if shape == "disc":
        pen.fill(ellipse(0, 300, 74, 74), look.main, "dome", texture="brush", rough=0.6)
        pen.flat(star(0, 300, 40, 16, look.one(6, 8, 12)), darker(look.main, 0.35))
    elif shape == "moon":
        pen.fill(ellipse(0, 300, 74, 74), look.main, "dome", cut=ellipse(26, 286, 62, 62))
    elif shape == "bar":
        pen.fill(rectangle(-14, 236, 28, 170, 12), look.main, "metal")
    else:
        pen.fill(
            smooth([(0, 228), (62, 320), (0, 384), (-62, 320)], closed=True), look.main, "metal"
        )
        gem(pen, 0, 316, 42, stone, look.one("facet", "oval", "round"))


@kind(
    "earrings",
    stance="sheet",
    colours=METALS,
    group=True,
    beside="ring leaf_sprig cards",
    grow=1.15,
)
def earrings(pen: Pen, look: Look) -> None:
    """A pair of earrings."""
    manner = look.named(
        {"pendantes": "drop", "créoles": "hoop", "arche": "arch", "feuille": "leaf"}
        | {"puces": "stud"},
        look.one("hoop", "drop", "arch", "leaf", "dots"),
    )
    stone, other = look.one(*STONES), look.second
    for s in (-1, 1):
        x = s * 135.0
        if manner == "stud":
            pen.fill(ellipse(x, 0, 66, 66), look.main, "dome", texture="brush", rough=0.4)
            gem(pen, x, 0, 42, stone, "round")
            continue
        pen.line(
            smooth([(x, -120), (x + 20, -190), (x - 16, -210), (x - 22, -160)]),
            6,
            look.main,
            form="metal",
        )
        if manner == "hoop":
            pen.fill(ellipse(x, 20, 112, 128), look.main, "metal", cut=ellipse(x, 14, 92, 108))
            gem(pen, x, 150, 24, stone, "round")
        elif manner == "drop":
            pen.fill(
                smooth([(x, -116), (x + 66, 60), (x, 146), (x - 66, 60)], closed=True),
                look.main,
                "metal",
            )
            gem(pen, x, 54, 46, stone, look.one("oval", "facet"))
        elif manner == "arch":
            for k, tint in enumerate((other, look.main, stone)):
                r = 112 - k * 34
                pen.fill(
                    ellipse(x, 40, r, r * 1.2, 180, 360)
                    + ellipse(x, 40, r - 26, (r - 26) * 1.2, 360, 180),
                    tint,
                    "flat",
                )
            pen.fill(ellipse(x, -100, 26, 26), look.main, "dome")
        elif manner == "leaf":
            pen.fill(
                smooth([(x, -116), (x + 62, -10), (x, 170), (x - 62, -10)], closed=True),
                look.main,
                "flat",
                texture="brush",
            )
            pen.line([(x, -100), (x, 150)], 4, darker(look.main, 0.35))
        else:
            for k, (y, r) in enumerate(((-80, 34), (0, 46), (110, 62))):
                pen.fill(
                    ellipse(x, y, r, r),
                    (look.main, stone, other)[k],
                    "dome",
                    texture="none" if k else "brush",
                )


@kind(
    "bracelet",
    stance="sheet",
    colours=METALS + ", fauve, bleu nuit, corail",
    group=True,
    beside="ring leaf_sprig watch",
    grow=1.15,
)
def bracelet(pen: Pen, look: Look) -> None:
    """A bangle, beads or a woven cord."""
    manner = look.named(
        {"jonc": "bangle", "manchette": "bangle", "perles": "beads", "cordon": "cord"},
        look.one("bangle", "beads", "cord"),
    )
    thick = look.named({"manchette": 78}, 36)
    rx, ry = 230, 196
    stone = look.one(*STONES)
    if manner == "bangle":
        pen.fill(
            ellipse(0, 0, rx, ry), look.main, "metal", cut=ellipse(0, -3, rx - thick, ry - thick)
        )
        for k in range(24):
            a = k * pi / 12
            pen.line(
                [
                    ((rx - 5) * cos(a), (ry - 5) * sin(a)),
                    ((rx - 30) * cos(a + 0.05), (ry - 30) * sin(a + 0.05)),
                ],
                3,
                darker(look.main, 0.3),
                opacity=0.6,
            )
    elif manner == "beads":
        for k in range(26):
            a = k * 2 * pi / 26
            tint = stone if k % 5 else look.main
            pen.fill(
                ellipse(rx * cos(a), ry * sin(a), 29, 29, steps=20),
                mix(tint, PAPER, 0.12 * (k % 3)),
                "dome",
                texture="none",
            )
    else:
        for d in (-14, 0, 14):
            ringed = [
                (
                    (rx + d + 5 * sin(k * 1.3)) * cos(k * pi / 36),
                    (ry + d + 5 * sin(k * 1.3)) * sin(k * pi / 36),
                )
                for k in range(73)
            ]
            pen.line(ringed, 13, (look.main, look.second, look.main)[(d + 14) // 14], form="flat")
        gem(pen, 0, ry, 42, stone, "round")
        pen.line(smooth([(0, -ry), (50, -ry - 70), (30, -ry - 110)]), 10, look.main)


@kind(
    "watch",
    stance="sheet",
    colours="fauve, noir, cognac, bleu nuit, vert sapin, bordeaux, sable",
    group=True,
    beside="wallet pens cards",
    grow=1.12,
)
def watch(pen: Pen, look: Look) -> None:
    """A wrist watch."""
    for s in (-1, 1):
        strap = [(-64, s * 110), (64, s * 110), (54, s * 400), (-54, s * 400)]
        skin = pen.fill(strap, look.main, "round", texture="wash")
        for x in (-48, 48):
            for k in range(7):
                pen.line(
                    [(x, s * (150 + k * 36)), (x, s * (168 + k * 36))],
                    3,
                    lighter(look.main, 0.5),
                    on=skin,
                )
        if s > 0:
            for k in range(4):
                pen.flat(ellipse(0, 240 + k * 40, 7, 7, steps=10), darker(look.main, 0.6))
    pen.fill(
        rectangle(-70, -430, 140, 60, 10), look.metal, "metal", cut=rectangle(-44, -414, 88, 30)
    )
    pen.fill(rectangle(150, -20, 34, 40, 8), look.metal, "metal")
    pen.fill(ellipse(0, 0, 166, 166), look.metal, "metal")
    face = look.one(PAPER, look.second, PAINTS["bleu nuit"], look.pale)
    pen.fill(ellipse(0, 0, 144, 144), face, "flat", texture="none")
    ink = INK if sum(face) > 360 else PAPER
    for k in range(12):
        a = k * pi / 6
        pen.line(
            [
                (128 * sin(a), -128 * cos(a)),
                ((110 if k % 3 else 98) * sin(a), -(110 if k % 3 else 98) * cos(a)),
            ],
            6,
            ink,
        )
    for a, long, w in ((-56, 66, 10), (64, 100, 7)):
        pen.line([(0, 0), (long * sin(a * pi / 180), -long * cos(a * pi / 180))], w, ink)
    pen.line([(0, 20), (20, -104)], 3, PAINTS["corail"])
    pen.shine(ellipse(0, 0, 130, 130, 205, 240), 7, 0.5)


@kind(
    "glasses",
    stance="sheet",
    colours="noir, cognac, ambre, bleu nuit, vert sapin, craie, bordeaux",
    group=True,
    beside="wallet kids_book pens",
    grow=1.2,
)
def glasses(pen: Pen, look: Look) -> None:
    """Spectacles or sunglasses."""
    tint = look.one((214, 226, 224), (120, 96, 70), (84, 104, 100), (70, 80, 104))
    tint = look.named({"soleil": (84, 80, 76), "lecture": (226, 234, 232)}, tint)
    square = look.named({"rondes": False}, look.chance(0.5))
    for s in (-1, 1):
        pen.line(
            smooth([(s * 232, -10), (s * 270, -120), (s * 210, -200)]),
            17,
            darker(look.main, 0.2),
            form="round",
        )
        x = s * 130.0
        outer = rectangle(x - 112, -78, 224, 176, 66) if square else ellipse(x, 10, 108, 100)
        inner = rectangle(x - 90, -56, 180, 132, 50) if square else ellipse(x, 10, 86, 78)
        pen.fill(inner, tint, "down", texture="none", opacity=0.85)
        pen.shine([(x - 40, 40), (x + 4, -34)], 13, 0.35)
        pen.fill(outer, look.main, "dome", texture="speckle", rough=0.6, cut=inner)
    pen.line(smooth([(-34, -20), (0, -44), (34, -20)]), 19, look.main, form="down")


@kind(
    "hair",
    stance="sheet",
    colours="rose poudré, moutarde, bleu nuit, corail, sauge, noir, lavande, terracotta",
    group=True,
    beside="earrings leaf_sprig cards",
    grow=1.15,
)
def hair(pen: Pen, look: Look) -> None:
    """A scrunchie, slide or headband."""
    manner = look.named(
        {"chouchou": "ring", "nœud": "bow", "bandeau": "band"}, look.one("ring", "bow")
    )
    if manner == "band":
        pen.fill(
            ellipse(0, 0, 260, 226),
            look.main,
            "round",
            texture="weave",
            cut=ellipse(0, -46, 214, 146),
        )
        return
    if manner == "ring":
        outer = [
            (
                (208 + 13 * sin(k * pi / 4)) * cos(k * pi / 60),
                (194 + 13 * sin(k * pi / 4)) * sin(k * pi / 60),
            )
            for k in range(120)
        ]
        skin = pen.fill(outer, look.main, "dome", texture="weave", cut=ellipse(0, 0, 78, 70))
        for k in range(30):
            a = k * pi / 15
            pen.line(
                [(84 * cos(a), 76 * sin(a)), (190 * cos(a + 0.12), 178 * sin(a + 0.12))],
                4,
                darker(look.main, 0.35),
                on=skin,
                opacity=0.5,
                end=2,
            )
        return
    bow = smooth(
        [
            (0, -20),
            (-120, -130),
            (-290, -120),
            (-300, 110),
            (-130, 120),
            (0, 24),
            (130, 120),
            (300, 110),
            (290, -120),
            (120, -130),
        ],
        closed=True,
    )
    skin = pen.fill(bow, look.main, "cloth", texture="weave", rough=0.6)
    if look.chance(0.6):
        pattern(pen, look, skin, 640, 300, look.one(*MOTIFS), look.pale, pitch=54)
    pen.fill(rectangle(-44, -54, 88, 110, 24), look.main, "round", texture="weave")
