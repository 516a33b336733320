"""Tools of the kitchen and linen of the table."""

from marketplace.demo.illustrations.botany import GREENS
from marketplace.demo.illustrations.colours import PAINTS, darker, lighter, mix
from marketplace.demo.illustrations.geometry import (
    Turned,
    ellipse,
    leaf,
    move,
    rectangle,
    smooth,
    turn,
)
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen
from marketplace.demo.illustrations.solids import MOTIFS, glint, pattern

STEEL = (206, 212, 216)


@kind(
    "knife",
    stance="sheet",
    colours="noyer, chêne, charbon, hêtre, bleu nuit, bordeaux, vert sapin",
    group=True,
    beside="leaf_sprig napkin cards",
    grow=1.08,
)
def knife(pen: Pen, look: Look) -> None:
    """A kitchen or folding knife, lying aslant."""
    tip = look.u(0.5, 1.0)
    tall = look.named({"office": 48, "chef": 92, "pain": 60, "huîtres": 56}, look.u(46, 92))
    a = -38
    blade = smooth(
        [
            (-20, -tall * 0.5),
            (-20, -tall * 0.5),
            (200, -tall * 0.52),
            (340, -tall * 0.3 * tip),
            (400, tall * 0.42),
            (400, tall * 0.42),
            (260, tall * 0.52),
            (-20, tall * 0.5),
            (-20, tall * 0.5),
        ],
        closed=True,
    )
    skin = pen.fill(turn(blade, a), STEEL, "flat", texture="brush", rough=0.7)
    pen.fill(turn(rectangle(-20, tall * 0.2, 440, 60), a), lighter(STEEL, 0.6), on=skin)
    if look.named({"pain": True, "couteau": False}, look.chance(0.3)):
        for k in range(14):
            pen.line(
                turn(
                    smooth([(k * 26 - 10, -tall * 0.3), (k * 26 + 6, 0), (k * 26 - 4, tall * 0.3)]),
                    a,
                ),
                3,
                darker(STEEL, 0.25),
                on=skin,
                opacity=0.6,
            )
    pen.fill(turn(rectangle(-40, -tall * 0.42, 26, tall * 0.84, 4), a), look.metal, "metal")
    grip = smooth(
        [
            (-34, -36),
            (-34, -36),
            (-170, -44),
            (-330, -30),
            (-372, 6),
            (-330, 46),
            (-180, 30),
            (-34, 36),
            (-34, 36),
        ],
        closed=True,
    )
    handle = pen.fill(turn(grip, a), look.main, "flat", texture="wood", rough=0.9)
    pen.line(
        turn([(-50, -22), (-300, -18)], a), 10, lighter(look.main, 0.35), on=handle, opacity=0.6
    )
    for x in (-90, -190, -285):
        pen.fill(turn(ellipse(x, 2, 10, 10, steps=14), a), look.metal, "dome")


@kind(
    "board",
    stance="sheet",
    colours="chêne, noyer, hêtre, fauve",
    group=True,
    beside="knife leaf_sprig napkin",
    grow=1.04,
)
def board(pen: Pen, look: Look) -> None:
    """A cutting board, with a handle, a hole, sometimes food on it."""
    shape = look.named({"billot": "plain"}, look.one("paddle", "round", "plain", "paddle"))
    w, h = look.u(360, 430), look.u(520, 580)
    if shape == "round":
        r = look.u(265, 300)
        outline = ellipse(0, 50, r, r)
        neck = rectangle(-38, -r - 130, 76, 260, 34)
        paths, hole = [outline, neck], ellipse(0, -r - 84, 16, 16)
    elif shape == "paddle":
        paths, hole = (
            [
                rectangle(-w / 2, -h / 2 + 90, w, h - 60, look.u(30, 110)),
                rectangle(-44, -h / 2 - 90, 88, 300, 40),
            ],
            ellipse(0, -h / 2 - 46, 17, 17),
        )
    else:
        paths, hole = [rectangle(-w / 2, -h / 2, w, h, 46)], ellipse(w * 0.34, -h / 2 + 62, 24, 24)
    skin = pen.fill(paths, look.main, "flat", texture="wood", rough=1.0, upright=True, cut=hole)
    if look.chance(0.4):
        for x in (-w * 0.18, w * 0.12):
            pen.fill(
                rectangle(x, -600, look.u(20, 50), 1300),
                look.one(PAINTS["noyer"], PAINTS["hêtre"], PAINTS["fauve"]),
                on=skin,
            )
    if look.props and look.chance(0.5):
        _snack(pen, look)


def _snack(pen: Pen, look: Look) -> None:
    colour = look.one((214, 78, 62), (236, 200, 84), (120, 150, 84))
    for x, y, r in ((-60, 110, 52), (50, 60, 46), (40, 170, 40)):
        pen.dark(ellipse(x + 10, y + 14, r, r), (150, 100, 60), 0.25)
        pen.fill(ellipse(x, y, r, r), colour, "dome")
        pen.flat(ellipse(x, y, r * 0.82, r * 0.82), lighter(colour, 0.4), 0.5)
        for k in range(6):
            pen.flat(
                turn(ellipse(x, y - r * 0.45, r * 0.11, r * 0.24, steps=12), k * 60, (x, y)),
                lighter(colour, 0.7),
                0.7,
            )
    for a in (-30, 10, 200):
        pen.fill(leaf(-10, 20, 90, 34, a), look.one(*GREENS), "flat")


@kind(
    "casserole",
    colours="rouge, bleu nuit, vert sapin, moutarde, craie, ardoise, corail, bleu canard",
    beside="spoon_jar board",
    grow=0.95,
)
def casserole(pen: Pen, look: Look) -> None:
    """An enamelled pot with its lid."""
    r, h = look.u(215, 245), look.u(190, 240)
    r = look.named({"ovale": 275}, r)
    h = look.named({"basse": 140, "faitout": 270}, h)
    for side in (-1, 1):
        pen.line(
            smooth(
                [
                    (side * r * 0.96, -h * 0.86),
                    (side * (r + 62), -h * 0.9),
                    (side * (r + 58), -h * 0.62),
                    (side * r * 0.96, -h * 0.62),
                ]
            ),
            25,
            look.main,
            form="round",
        )
    body = Turned([(r, -h), (r, -h * 0.2), (r * 0.93, 0)], 0.2)
    pen.touch(r * 0.94, 0, 4)
    pen.fill(body.outline(), look.main, "round", rough=0.6)
    lid = Turned(
        [(r * 0.3, -h - 88), (r * 0.8, -h - 56), (r * 1.02, -h - 12), (r * 1.02, -h + 4)], 0.2
    )
    pen.dark(ellipse(0, -h + 16, r, r * 0.2, 0, 180), look.main, 0.35)
    pen.fill(lid.outline(), look.main, "round", rough=0.5)
    pen.fill(ellipse(0, -h - 88, r * 0.34, r * 0.07), lighter(look.main, 0.2), "top")
    pen.fill(
        Turned([(38, -h - 134), (34, -h - 112), (18, -h - 92)], 0.3).outline(),
        look.one(look.metal, PAINTS["charbon"], look.wood),
        "round",
    )
    glint(pen, body, -h * 0.86, -h * 0.2, opacity=0.35)


@kind(
    "coffee_pot", colours="argent, charbon, cuivre, craie, vert sapin, corail", beside="mug coffee"
)
def coffee_pot(pen: Pen, look: Look) -> None:
    """A moka pot or an enamel kettle."""
    metal = "metal" if look.main in (PAINTS["argent"], PAINTS["cuivre"]) else "round"
    h, r = look.u(360, 400), look.u(130, 150)
    side = look.one(1, -1)
    pen.line(
        smooth(
            [(side * r * 0.6, -h * 0.9), (side * (r + 80), -h * 0.92), (side * (r + 70), -h * 0.5)]
        ),
        28,
        look.one(PAINTS["charbon"], look.wood),
        form="round",
    )
    pen.fill(
        [
            (-side * r * 0.7, -h * 0.9),
            (-side * (r * 1.2), -h * 0.97),
            (-side * r * 0.66, -h * 0.66),
        ],
        look.main,
        "flat",
    )
    pen.touch(r, 0, 4)
    pen.fill(Turned([(r * 0.74, -h * 0.46), (r, -14), (r, 0)], 0.16).outline(), look.main, metal)
    pen.fill(
        Turned([(r * 0.92, -h * 0.92), (r * 0.7, -h * 0.5), (r * 0.76, -h * 0.44)], 0.16).outline(),
        look.main,
        metal,
    )
    pen.fill(
        Turned([(r * 0.82, -h * 0.5), (r * 0.82, -h * 0.44)], 0.16).outline(),
        darker(look.main, 0.25),
        metal,
    )
    pen.fill(
        Turned([(22, -h - 14), (r * 0.6, -h * 0.97), (r * 0.95, -h * 0.91)], 0.16).outline(),
        look.main,
        metal,
    )
    pen.fill(ellipse(0, -h - 30, 24, 24), look.one(PAINTS["charbon"], look.wood), "dome")


@kind(
    "spoon_jar",
    colours="craie, sauge, terracotta, bleu nuit, moutarde, lin",
    beside="board casserole",
)
def spoon_jar(pen: Pen, look: Look) -> None:
    """Wooden spoons in a crock."""
    r, h = look.u(105, 125), look.u(210, 250)
    for i, a in enumerate(look.named({"trio": (-18, 3, 22)}, (-20, -7, 6, 17, 27))):
        long = look.u(170, 235)
        wood = look.one(PAINTS["chêne"], PAINTS["hêtre"], PAINTS["noyer"])
        stem = turn([(0, -h + 60), (0, -h - long)], a, (0, -h + 200))
        pen.line(stem, 17, wood, form="round")
        x, y = stem[-1]
        tool = (
            ellipse(x, y, 38, 56)
            if look.named({"cuillères": True, "spatules": False}, i % 2)
            else rectangle(x - 36, y - 66, 72, 100, 20)
        )
        pen.fill(turn(tool, a, (x, y)), wood, "dome", texture="wood", upright=True)
    body = Turned([(r, -h), (r * 1.06, -h * 0.5), (r * 0.96, 0)], 0.2)
    pen.touch(r, 0, 4)
    front = [p for p in body.outline() if p[1] >= -h] + ellipse(0, -h, r, r * 0.2, 180, 0)
    skin = pen.fill(front, look.main, "round", texture="speckle", rough=0.7)
    pen.fill(body.band(-h * 0.5, -h * 0.36), look.second, on=skin)


@kind(
    "mill",
    colours="chêne, noyer, charbon, craie, bleu nuit, corail, sauge",
    group=True,
    beside="board salt",
)
def mill(pen: Pen, look: Look) -> None:
    """A turned pepper mill."""
    h = look.u(400, 450)
    r = look.u(70, 88)
    pen.touch(r, 0, 3)
    body = Turned(
        [
            (r * 0.6, -h * 0.74),
            (r * 0.86, -h * 0.64),
            (r * 0.56, -h * 0.4),
            (r * 0.8, -h * 0.18),
            (r, -h * 0.08),
            (r, 0),
        ],
        0.16,
    )
    wood = "wood" if look.main in (PAINTS["chêne"], PAINTS["noyer"]) else "wash"
    pen.fill(body.outline(), look.main, "round", texture=wood, upright=True)
    head = Turned(
        [(r * 0.3, -h), (r * 0.84, -h * 0.92), (r * 0.66, -h * 0.78), (r * 0.62, -h * 0.75)], 0.16
    )
    pen.fill(head.outline(), look.one(look.main, look.wood), "round", texture=wood, upright=True)
    pen.fill(ellipse(0, -h - 12, 17, 17), look.metal, "dome")
    glint(pen, body, -h * 0.6, -h * 0.1, opacity=0.4, width=8)


@kind(
    "napkin",
    stance="sheet",
    colours="lin, sauge, terracotta, bleu orage, craie, rose poudré, moutarde, bleu nuit",
    group=True,
    beside="knife leaf_sprig cutlery",
    grow=1.0,
)
def napkin(pen: Pen, look: Look) -> None:
    """Folded table linen or a tea towel."""
    w, h = look.u(400, 470), look.u(480, 560)
    w, h = look.named({"chemin": (260, 680)}, (w, h))
    for i in (2, 1):
        pen.fill(
            rectangle(-w / 2 + 9 * i, -h / 2 + 9 * i, w, h, 6),
            darker(look.main, 0.12 * i),
            "flat",
            texture="weave",
            rough=0.6,
        )
    skin = pen.fill(
        rectangle(-w / 2, -h / 2, w, h, 6), look.main, "cloth", texture="weave", rough=0.8
    )
    manner = look.one("bands", "pattern", "plaid", "pattern", "plain")
    ink = look.one(look.second, look.pale, darker(look.main, 0.3))
    if manner == "bands":
        for k in (0, 1, 2):
            pen.fill(rectangle(-w, h * 0.5 - 60 - k * 40, 2 * w, (20, 10, 20)[k]), ink, on=skin)
            pen.fill(rectangle(-w, -h * 0.5 + 44 + k * 40, 2 * w, (20, 10, 20)[k]), ink, on=skin)
    elif manner != "plain":
        pattern(
            pen,
            look,
            skin,
            w,
            h,
            "plaid" if manner == "plaid" else look.one(*MOTIFS),
            ink,
            pitch=look.u(56, 92),
        )
    pen.dark(rectangle(-w / 2, -4, w, 8), look.main, 0.14)
    if look.chance(0.4):
        pen.line(
            smooth([(w * 0.3, -h / 2), (w * 0.3 + 14, -h / 2 - 34), (w * 0.3 + 28, -h / 2)]), 8, ink
        )


@kind(
    "cutlery",
    stance="sheet",
    colours="argent, laiton, cuivre, charbon, or rose",
    group=True,
    beside="napkin plate leaf_sprig",
    grow=1.1,
)
def cutlery(pen: Pen, look: Look) -> None:
    """Fork, knife and spoon side by side."""
    grip = look.one(look.main, look.wood, look.second)
    pair = [(0, -80), (2, 80)]
    for i, x in look.named({"duo": pair, "salade": pair}, [(0, -130), (1, 0), (2, 130)]):
        pen.line([(x, -20), (x, 250)], 30, grip, end=38, form="round")
        pen.line([(x, -130), (x, 0)], 20, look.main, end=24, form="round")
        if i == 0:
            pen.fill(
                smooth(
                    [
                        (x - 42, -170),
                        (x - 36, -130),
                        (x, -90),
                        (x + 36, -130),
                        (x + 42, -170),
                        (x + 42, -170),
                        (x - 42, -170),
                    ],
                    closed=True,
                ),
                look.main,
                "round",
            )
            for k in (-34, -11, 11, 34):
                pen.line([(x + k, -160), (x + k, -290)], 13, look.main, form="round")
        elif i == 1:
            pen.fill(
                smooth(
                    [(x - 22, -60), (x - 24, -250), (x + 8, -300), (x + 28, -240), (x + 22, -60)],
                    closed=True,
                ),
                look.main,
                "round",
            )
        else:
            pen.fill(ellipse(x, -210, 54, 84), look.main, "dome")
            pen.fill(ellipse(x, -214, 38, 64), darker(look.main, 0.12), "hollow")


@kind(
    "apron",
    stance="hang",
    colours="bleu nuit, lin, terracotta, vert sapin, moutarde, ardoise, rose poudré",
    beside="",
    grow=1.06,
)
def apron(pen: Pen, look: Look) -> None:
    """An apron on its hook."""
    pen.fill(ellipse(0, -392, 15, 15), look.metal, "dome")
    for side in (-1, 1):
        pen.line(
            smooth([(side * 96, -236), (side * 70, -330), (0, -388)]),
            17,
            darker(look.main, 0.2),
            form="round",
        )
        pen.line(
            smooth([(side * 196, -30), (side * 250, 90), (side * 226, 250)]),
            13,
            darker(look.main, 0.2),
            form="round",
        )
    outline = smooth(
        [
            (-100, -250),
            (-100, -250),
            (100, -250),
            (100, -250),
            (122, -140),
            (208, -40),
            (208, -40),
            (222, 330),
            (222, 330),
            (0, 346),
            (-222, 330),
            (-222, 330),
            (-208, -40),
            (-208, -40),
            (-122, -140),
        ],
        closed=True,
    )
    skin = pen.fill(outline, look.main, "cloth", texture="weave", rough=0.7)
    if look.chance(0.5):
        pattern(
            pen,
            look,
            skin,
            480,
            620,
            look.one("pins", "stripes", "plaid", "dots"),
            look.one(look.pale, look.second),
            pitch=look.u(40, 64),
        )
    pocket = pen.fill(
        rectangle(-112, 40, 224, 150, 14),
        mix(look.main, look.second, look.one(0, 0.8)),
        "flat",
        texture="weave",
        rough=0.6,
    )
    pen.line([(-112, 62), (112, 62)], 3, look.pale, on=pocket)
    pen.line([(0, 44), (0, 190)], 3, look.pale, on=pocket, opacity=0.7)
    pen.dark(move([(0, 0), (30, 0), (60, 360), (30, 360)], 60, -40), look.main, 0.12)
