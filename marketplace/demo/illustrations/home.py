"""Light, furniture and small things of the house."""

from math import cos, pi, sin

from marketplace.demo.illustrations.botany import GREENS, foliage
from marketplace.demo.illustrations.colours import INK, PAINTS, PAPER, darker, lighter, mix
from marketplace.demo.illustrations.geometry import (
    Turned,
    ellipse,
    leaf,
    rectangle,
    smooth,
    star,
    turn,
)
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen
from marketplace.demo.illustrations.solids import MOTIFS, glass, glint, label, pattern

PAINTED = "craie, sauge, terracotta, bleu nuit, moutarde, noir, rose poudré, vert sapin, chêne, bleu orage"
WOODEN = "chêne, noyer, hêtre, noir, sauge, terracotta, craie, vert sapin, moutarde"


def _grain(look: Look, colour) -> str:  # noqa: ANN001
    return (
        "wood"
        if colour in (PAINTS["chêne"], PAINTS["noyer"], PAINTS["hêtre"], PAINTS["fauve"])
        else "wash"
    )


@kind(
    "candle",
    colours="craie, terracotta, sauge, ambre, noir, rose poudré, bleu nuit, verre",
    group=True,
    beside="vase book",
    grow=1.22,
)
def candle(pen: Pen, look: Look) -> None:
    """A scented candle in its glass, lit."""
    r, h = look.u(105, 130), look.u(190, 240)
    body = Turned([(r, -h), (r, -14), (r * 0.96, 0)], 0.2)
    pen.touch(r, 0, 4)
    skin = pen.fill(body.outline(), look.main, "round", rough=0.5)
    pen.fill(body.opening(0), lighter(look.main, 0.3), "top")
    pen.fill(body.opening(9, 6), look.one((246, 238, 220), look.pale), "top")
    pen.line([(0, -h + 8), (3, -h - 22)], 6, INK)
    pen.flat(ellipse(2, -h - 40, 34, 46), (255, 226, 150), 0.25)
    pen.fill(
        smooth([(2, -h - 86), (17, -h - 42), (2, -h - 16), (-13, -h - 42)], closed=True),
        (250, 196, 84),
        "down",
        texture="none",
    )
    label(
        pen,
        look,
        body,
        skin,
        -h * 0.72,
        -h * 0.2,
        ink=INK,
        word=look.extra.get("word", look.one("figuier", "ambre", "cèdre", "lin", "jasmin")),
        spread=look.u(0.5, 0.7),
    )
    glint(pen, body, -h * 0.84, -h * 0.1, opacity=0.4)


@kind(
    "candlestick",
    colours="laiton, noir, terracotta, craie, chêne, vert sapin",
    group=True,
    beside="vase book",
    grow=0.98,
)
def candlestick(pen: Pen, look: Look) -> None:
    """Tapers in turned holders."""
    for i, x in enumerate(
        (-120, 20, 140)[: look.named({"trio": 3, "bougeoir": 1}, look.one(1, 2, 3, 3))]
    ):
        h = (150, 230, 110)[i] + look.u(-12, 12)
        wax = look.one(look.second, PAINTS["craie"], look.pale)
        pen.fill(Turned([(13, -h - 230), (17, -h)], 0.3, x).outline(), wax, "round")
        pen.line([(x, -h - 230), (x + 2, -h - 254)], 4, INK)
        if look.chance(0.6):
            pen.fill(
                smooth(
                    [(x + 2, -h - 306), (x + 14, -h - 268), (x + 2, -h - 248), (x - 10, -h - 268)],
                    closed=True,
                ),
                (250, 196, 84),
                "down",
                texture="none",
            )
        pen.touch(68, x, 3)
        foot = Turned(
            [
                (34, -h),
                (24, -h + 16),
                (16, -h * 0.6),
                (26, -h * 0.4),
                (14, -h * 0.2),
                (64, -16),
                (70, 0),
            ],
            0.22,
            x,
        )
        pen.fill(
            foot.outline(),
            look.main,
            "metal" if look.main == PAINTS["laiton"] else "round",
            texture=_grain(look, look.main),
            upright=True,
        )
        pen.fill(foot.opening(0), lighter(look.main, 0.3), "top", cut=ellipse(x, -h, 17, 4))


@kind("lamp", colours=PAINTED, beside="book plant", grow=0.92)
def lamp(pen: Pen, look: Look) -> None:
    """A table lamp, shade and foot."""
    h = look.u(430, 480)
    shade_h = look.u(150, 190)
    top, wide = look.u(86, 130), look.u(170, 215)
    foot = look.one(
        [(22, -h + shade_h), (20, -h * 0.5), (110, -h * 0.24), (90, 0)],
        [(14, -h + shade_h), (12, -60), (96, -16), (100, 0)],
        [(20, -h + shade_h), (70, -h * 0.5), (40, -h * 0.34), (86, -h * 0.16), (70, 0)],
        [(14, -h + shade_h), (90, -h * 0.46), (90, -h * 0.1), (80, 0)],
    )
    body = Turned(foot, 0.16)
    pen.touch(foot[-1][0], 0, 4)
    base = look.one(look.main, look.second, look.wood, look.metal)
    pen.fill(body.outline(), base, "round", texture=_grain(look, base), upright=True)
    slope = [(top, -h), (wide, -h + shade_h + 20)]
    if look.named({"champignon": True}, False):
        top = 40
        slope = [(top, -h), (wide * 0.8, -h + 60), (wide * 1.1, -h + shade_h + 10)]
    shade = Turned(slope, 0.13)
    tint = look.one(look.pale, PAINTS["lin"], look.main, look.second)
    skin = pen.fill(shade.outline(), tint, "round", texture="weave", rough=0.5, bright=16)
    if look.chance(0.35):
        for k in range(15):
            t = (k - 7) / 7.5
            pen.line(
                [(top * t, -h + 10), (wide * t, -h + shade_h + 40)],
                3,
                darker(tint, 0.25),
                on=skin,
                opacity=0.7,
            )
    pen.flat(
        ellipse(-wide * 0.1, -h + shade_h * 0.7, wide * 0.6, shade_h * 0.36),
        (255, 240, 190),
        0.2,
        on=skin,
    )
    pen.fill(ellipse(0, -h, top, top * 0.13), lighter(tint, 0.5), "top", texture="none")


@kind("pendant", stance="hang", colours=PAINTED + ", naturel, laiton", beside="", grow=1.12)
def pendant(pen: Pen, look: Look) -> None:
    """A hanging shade."""
    pen.line([(0, -520), (0, -120)], 7, INK)
    manner = look.named(
        {"tressée": "cane", "boule": "globe", "suspension": look.one("dome", "cone")},
        look.one("dome", "cone", "globe", "cane"),
    )
    profile = {
        "dome": [(26, -150), (120, -110), (220, 0), (240, 90)], "cone": [(30, -140), (50, -110), (260, 110)],
        "globe": [(40, -150), (170, -90), (210, 20), (160, 130), (60, 170)], "cane": [(50, -150), (200, -60), (236, 60), (190, 150)],
    }[manner]  # fmt: skip
    body = Turned(profile, 0.14)
    tint = PAINTS["naturel"] if manner == "cane" else look.main
    skin = pen.fill(
        body.outline(),
        tint,
        "dome" if manner == "globe" else "round",
        texture="weave" if manner == "cane" else "wash",
        rough=0.8,
    )
    if manner == "cane":
        for k in range(9):
            pen.fill(body.band(-130 + k * 32, -122 + k * 32), darker(tint, 0.35), on=skin)
        for k in range(-4, 5):
            pen.line([(k * 12, -150), (k * 50, 60), (k * 44, 160)], 5, darker(tint, 0.3), on=skin)
    if manner in ("dome", "cone"):
        r, y = profile[-1]
        pen.fill(ellipse(0, y, r, r * 0.14), (255, 232, 176), "top", texture="none")
        pen.fill(ellipse(0, y + 6, 44, 34), (255, 250, 226), "dome", texture="none")
    pen.fill(Turned([(16, -190), (28, -146)], 0.2).outline(), look.metal, "metal")


@kind("basket", colours="naturel, chêne, fauve, craie, noyer", beside="throw plant", grow=0.98)
def basket(pen: Pen, look: Look) -> None:
    """A woven basket."""
    r, h = look.u(210, 245), look.u(230, 300)
    if look.named(
        {"bûches": True, "marché": True, "linge": False, "corbeille": False}, look.chance(0.5)
    ):
        pen.line(
            smooth(
                [(-r * 0.9, -h + 10), (-r * 0.7, -h - 190), (r * 0.7, -h - 190), (r * 0.9, -h + 10)]
            ),
            20,
            darker(look.main, 0.2),
            form="round",
        )
    else:
        for side in (-1, 1):
            pen.line(
                smooth(
                    [
                        (side * r * 0.98, -h + 30),
                        (side * (r + 46), -h - 34),
                        (side * (r - 26), -h - 54),
                        (side * r * 0.82, -h),
                    ]
                ),
                19,
                look.one(PAINTS["fauve"], look.main),
                form="round",
            )
    body = Turned([(r, -h), (r * 0.98, -h * 0.5), (r * 0.82, 0)], 0.2)
    pen.touch(r * 0.84, 0, 4)
    skin = pen.fill(body.outline(), look.main, "round", texture="wash", rough=0.8)
    rows = 9
    for j in range(rows):
        y0, y1 = -h + j * h / rows, -h + (j + 1) * h / rows
        pen.dark(body.band(y1 - 5, y1), look.main, 0.3, on=skin)
        for k in range(-6, 7):
            t = (k + (j % 2) * 0.5) / 6.4
            if abs(t) < 1:
                squeeze = (1 - t * t) ** 0.5
                pen.dark(
                    ellipse(
                        body.radius(y0) * t,
                        (y0 + y1) / 2 + body.radius(y0) * 0.2 * squeeze,
                        6 * squeeze + 1,
                        (y1 - y0) * 0.36,
                        steps=12,
                    ),
                    look.main,
                    0.2,
                    on=skin,
                )
    if look.chance(0.4):
        pen.fill(body.band(-h * 0.62, -h * 0.3), look.second, on=skin, opacity=0.55)
    pen.fill(body.opening(0), lighter(look.main, 0.2), "top")
    pen.fill(body.opening(13, 2), darker(look.main, 0.5), "hollow")
    if look.props and look.chance(0.45):
        pen.fill(
            smooth(
                [
                    (-r * 0.7, -h + 14),
                    (-r * 0.5, -h - 66),
                    (0, -h - 40),
                    (r * 0.42, -h - 80),
                    (r * 0.72, -h + 12),
                    (0, -h + 34),
                ],
                closed=True,
            ),
            look.one(look.second, PAINTS["craie"]),
            "cloth",
            texture="knit",
        )


@kind(
    "mirror",
    stance="hang",
    colours="chêne, noyer, laiton, noir, naturel, terracotta, sauge",
    beside="",
    grow=1.0,
)
def mirror(pen: Pen, look: Look) -> None:
    """A mirror on the wall."""
    shape = look.named(
        {"rond": "round", "arche": "arch", "soleil": "sun", "goutte": "drop"},
        look.one("round", "arch", "sun", "drop", "round"),
    )
    sky = look.one((214, 226, 230), (226, 222, 214), (208, 220, 216))
    if shape == "arch":
        outer, inner = (
            (ellipse(0, -120, 230, 230, 180, 360) + [(230, 330), (-230, 330)]),
            (ellipse(0, -120, 204, 204, 180, 360) + [(204, 304), (-204, 304)]),
        )
    elif shape == "drop":
        make = lambda k: smooth(  # noqa: E731
            [
                (0, -340 * k),
                (190 * k, -60 * k),
                (240 * k, 130 * k),
                (0, 330 * k),
                (-240 * k, 130 * k),
                (-190 * k, -60 * k),
            ],
            closed=True,
        )
        outer, inner = make(1), make(0.9)
    else:
        outer, inner = ellipse(0, 0, 290, 290), ellipse(0, 0, 260, 260)
    if shape == "sun":
        outer, inner = star(0, 0, 350, 280, 28), ellipse(0, 0, 190, 190)
    pen.fill(
        outer,
        look.main,
        "metal" if look.main == PAINTS["laiton"] else "flat",
        texture=_grain(look, look.main),
        rough=0.8,
    )
    skin = pen.fill(inner, sky, "flat", texture="none")
    with pen.ghost():
        for x, w in ((-120, 70), (-20, 26)):
            pen.flat(
                [(x, -400), (x + w, -400), (x + w - 260, 400), (x - 260, 400)],
                (255, 255, 252),
                0.45,
                on=skin,
            )


@kind("chair", colours=WOODEN, beside="cushion plant", grow=0.9)
def chair(pen: Pen, look: Look) -> None:
    """A wooden chair, three-quarter view."""
    tone, g = look.main, _grain(look, look.main)
    back = look.one("slats", "panel", "spindles", "cane")
    dark = darker(tone, 0.22)
    for x0, y0, x1, y1 in ((-86, -250, -96, -46), (150, -250, 168, -40)):
        pen.line([(x0, y0), (x1, y1)], 22, dark, form="round", end=17)
    pen.line([(-104, -250), (-128, -560)], 24, tone, form="round", end=20)
    pen.line([(140, -262), (124, -566)], 24, tone, form="round", end=20)
    pen.line(smooth([(-128, -548), (0, -566), (124, -554)]), 38, tone, form="down")
    if back == "panel":
        pen.fill(
            [(-122, -530), (122, -534), (130, -400), (-116, -396)],
            look.one(tone, look.second),
            "flat",
            texture=g,
        )
    elif back == "cane":
        skin = pen.fill(
            [(-120, -530), (122, -534), (134, -330), (-110, -326)],
            PAINTS["naturel"],
            "flat",
            texture="weave",
            rough=1.2,
        )
        pen.line([(-112, -330), (136, -334)], 18, tone, form="down")
        del skin
    else:
        count = 3 if back == "slats" else 5
        for k in range(count):
            if back == "slats":
                pen.line(
                    [(-118 + k * 4, -490 + k * 70), (128 + k * 4, -494 + k * 70)],
                    22,
                    tone,
                    form="down",
                )
            else:
                pen.line([(-80 + k * 42, -548), (-66 + k * 42, -270)], 12, tone, form="round")
    for x0, x1 in ((-140, -172), (116, 136)):
        pen.line([(x0, -232), (x1, 0)], 27, tone, form="round", end=19)
        pen.touch(18, x1, 2)
    seat = smooth(
        [(-160, -236), (-110, -286), (148, -286), (150, -236), (120, -214), (-130, -214)],
        closed=True,
    )
    pen.dark([(x, y + 16) for x, y in seat], tone, 0.5)
    pen.fill([(x, y + 10) for x, y in seat], dark, "down")
    pen.fill(
        seat,
        look.named(
            {"paillée": PAINTS["naturel"]}, look.one(tone, tone, look.second, PAINTS["naturel"])
        ),
        "top",
        texture=look.named({"paillée": "weave"}, look.one(g, "weave")),
        rough=0.8,
    )


@kind("stool", colours=WOODEN, beside="plant book", group=True, grow=1.0)
def stool(pen: Pen, look: Look) -> None:
    """A stool or side table."""
    h, r = look.u(330, 400), look.u(150, 180)
    h = look.named({"haut": 480, "traite": 270}, h)
    legs = look.named({"traite": 3}, look.one(3, 4))
    tone, g = look.main, _grain(look, look.main)
    spots = (
        ((-0.55, -34), (0.62, -30), (-0.78, 0), (0.84, 6))
        if legs == 4
        else ((0.16, -36), (-0.8, 0), (0.82, 4))
    )
    for i, (t, y) in enumerate(spots):
        pen.touch(17, t * r, y)
        pen.line(
            [(t * r * 0.66, -h + 20), (t * r, y)],
            29,
            darker(tone, 0.2 if i < legs - 2 else 0.04),
            end=18,
            form="round",
        )
    pen.line([(-r * 0.66, -h * 0.4), (r * 0.7, -h * 0.39)], 13, tone, form="down")
    top = Turned([(r, -h - 6), (r, -h + 20)], 0.24, steps=4)
    pen.fill(top.outline(), darker(tone, 0.12), "round", texture=g)
    pen.fill(top.opening(0), look.one(tone, tone, look.second), "top", texture=g, rough=0.9)


@kind("shelf", stance="hang", colours=WOODEN, beside="", grow=1.0)
def shelf(pen: Pen, look: Look) -> None:
    """A wall shelf with a few belongings."""
    g = _grain(look, look.main)
    for j, y in enumerate(
        (-70, 190)
        if look.named({"duo": True, "épices": True, "": False}, look.chance(0.65))
        else (80,)
    ):
        x = -270.0
        while x < 190:
            x += _belonging(pen, look, x, y)
        for side in (-190, 190):
            pen.line([(side, y + 20), (side, y + 72)], 13, look.metal, form="metal")
        pen.fill(rectangle(-320, y, 640, 28, 3), look.main, "flat", texture=g)
        pen.fill(
            [(-320, y), (320, y), (306, y - 13), (-306, y - 13)],
            lighter(look.main, 0.25),
            "top",
            texture=g,
        ) if j < 0 else None


def _belonging(pen: Pen, look: Look, x: float, y: float) -> float:
    manner = look.one("books", "books", "pot", "gap", "bowl", "frame")
    tint = look.one(
        look.second,
        look.pale,
        PAINTS["terracotta"],
        PAINTS["sauge"],
        PAINTS["bleu nuit"],
        PAINTS["moutarde"],
    )
    if manner == "books":
        at = x
        for _ in range(look.one(3, 4)):
            w, h = look.u(24, 40), look.u(110, 170)
            pen.fill(
                rectangle(at, y - h, w, h, 3),
                look.one(
                    look.second, look.pale, PAINTS["rouille"], PAINTS["bleu canard"], PAINTS["lin"]
                ),
                "round",
            )
            pen.flat(rectangle(at + 5, y - h * 0.82, w - 10, 7), PAPER, 0.8)
            at += w + 2
        return at - x + 16
    if manner == "pot":
        foliage(
            Pen(
                pen.layer,
                pen.x + (x + 60) * pen.grow,
                pen.y + (y - 60) * pen.grow,
                pen.grow * 0.42,
                0,
                4,
            ),
            look,
            0,
            look.one("snake", "trailing", "herb"),
        )
        pen.fill(Turned([(52, y - 72), (42, y)], 0.16, x + 60).outline(), tint, "round")
        return 134
    if manner == "bowl":
        pen.fill(
            Turned([(64, y - 56), (50, y - 24), (28, y)], 0.16, x + 70).outline(), tint, "round"
        )
        pen.fill(ellipse(x + 70, y - 56, 56, 9), darker(tint, 0.3), "hollow")
        return 150
    if manner == "frame":
        pen.fill(rectangle(x + 6, y - 150, 112, 150), look.one(INK, look.wood), "flat")
        pen.fill(rectangle(x + 18, y - 138, 88, 126), PAPER, "flat")
        pen.flat(ellipse(x + 62, y - 74, 28, 34), tint)
        return 134
    return 60


@kind(
    "clock",
    stance="hang",
    colours="chêne, noyer, craie, terracotta, sauge, noir, moutarde",
    beside="",
    grow=1.05,
)
def clock(pen: Pen, look: Look) -> None:
    """A wall clock."""
    r = 270
    shape = look.one("round", "round", "square")
    outline = (
        ellipse(0, 0, r, r)
        if shape == "round"
        else rectangle(-r * 0.9, -r * 0.9, r * 1.8, r * 1.8, 60)
    )
    pen.fill(outline, look.main, "flat", texture=_grain(look, look.main), rough=0.9)
    face = look.one(PAPER, look.main, look.pale)
    pen.fill(ellipse(0, 0, r * 0.84, r * 0.84), face, "flat")
    ink = PAPER if sum(face) < 330 else INK
    for k in range(12):
        a = k * pi / 6
        long = 44 if k % 3 == 0 else 22
        pen.line(
            [
                (r * 0.76 * sin(a), -r * 0.76 * cos(a)),
                ((r * 0.76 - long) * sin(a), -(r * 0.76 - long) * cos(a)),
            ],
            9 if k % 3 == 0 else 6,
            ink,
        )
    for a, long, w in ((-52, 110, 13), (62, 168, 9)):
        pen.line([(0, 0), (long * sin(a * pi / 180), -long * cos(a * pi / 180))], w, ink)
    pen.line([(0, 30), (0, -150)], 4, look.second)
    pen.fill(ellipse(0, 0, 14, 14), look.metal, "dome")


@kind(
    "plant",
    colours="terracotta, craie, sauge, bleu nuit, moutarde, rose poudré, ardoise, lin",
    beside="watering_can stool",
    group=True,
    grow=0.98,
)
def plant(pen: Pen, look: Look) -> None:
    """A plant in its pot."""
    r, h = look.u(112, 140), look.u(170, 215)
    body = Turned([(r, -h), (r * 0.95, -h * 0.6), (r * 0.72, 0)], 0.2)
    manner = look.named(
        {"cactus": "cactus", "retombante": "trailing", "succulente": "pilea"}
        | {"plante": look.one("broad", "snake", "pilea")},
        look.one("broad", "cactus", "snake", "trailing", "herb", "pilea"),
    )
    pen.touch(r * 0.74, 0, 4)
    if manner != "trailing":
        foliage(pen, look, -h + 8, manner)
    front = [p for p in body.outline() if p[1] >= -h - 1] + ellipse(0, -h, r, r * 0.2, 180, 0)
    if manner in ("trailing", "herb"):
        pen.fill(ellipse(0, -h, r, r * 0.2), darker(look.main, 0.5), "hollow")
    skin = pen.fill(front, look.main, "round", texture=look.one("speckle", "wash"), rough=0.7)
    if look.chance(0.5):
        pen.fill(body.band(-h * 0.62, -h * 0.34), look.one(look.second, look.pale), on=skin)
    pen.fill(body.band(-h - 4, -h + 24), lighter(look.main, 0.1), on=skin)
    if manner == "trailing":
        foliage(pen, look, -h + 8, manner)


@kind(
    "planter",
    colours="terracotta, craie, sauge, ardoise, moutarde, bleu orage, sable",
    beside="plant watering_can",
    group=True,
    grow=1.12,
)
def planter(pen: Pen, look: Look) -> None:
    """An empty pot and saucer."""
    r, h = look.u(150, 185), look.u(220, 280)
    r, h = look.named({"jardinière": (270, 170)}, (r, h))
    pen.touch(r * 1.0, 0, 6)
    pen.fill(
        Turned([(r * 0.96, -26), (r * 0.84, 0)], 0.2).outline(), darker(look.main, 0.08), "round"
    )
    pen.dark(ellipse(0, -24, r * 0.8, r * 0.15), look.main, 0.4)
    body = Turned([(r, -h), (r, -h * 0.84), (r * 0.94, -h * 0.8), (r * 0.72, -22)], 0.2, steps=4)
    skin = pen.fill(body.outline(), look.main, "round", texture="speckle", rough=0.8)
    manner = look.one("dip", "waves", "plain", "ribs", "motif")
    if manner == "dip":
        pen.fill(body.band(-h * 0.42, 30, 8), look.second, on=skin)
    elif manner == "waves":
        for k in range(3):
            pen.fill(
                body.band(-h * 0.62 + k * 40, -h * 0.62 + k * 40 + 12, 9, 6), look.pale, on=skin
            )
    elif manner == "ribs":
        for k in range(-5, 6):
            pen.line(
                [(r * 0.94 * sin(k * 0.28), -h * 0.76), (r * 0.72 * sin(k * 0.28), 0)],
                6,
                darker(look.main, 0.3),
                on=skin,
                opacity=0.6,
            )
    elif manner == "motif":
        for k in range(-2, 3):
            pen.fill(leaf(k * r * 0.34, -h * 0.22, h * 0.36, 40, -90), look.pale, on=skin)
    pen.fill(body.opening(0), lighter(look.main, 0.2), "top")
    pen.fill(body.opening(15, 3), darker(look.main, 0.5), "hollow")


@kind(
    "diffuser",
    colours="ambre, verre, craie, noir, sauge",
    group=True,
    beside="candle towel",
    grow=1.12,
)
def diffuser(pen: Pen, look: Look) -> None:
    """Reeds in a scented bottle."""
    r, h = look.u(90, 110), look.u(190, 230)
    for a in look.named({"brume": ()}, (-24, -12, -3, 8, 18, 27)):
        pen.line(
            turn([(0, -h * 0.5), (0, -h - look.u(190, 240))], a, (0, -h * 0.6)),
            6,
            look.one(PAINTS["chêne"], PAINTS["noyer"]),
        )
    body = Turned(
        [(30, -h - 30), (30, -h + 10), (r, -h * 0.76), (r, -h * 0.2), (r * 0.96, 0)], 0.18
    )
    pen.touch(r, 0, 4)
    skin = (
        glass(pen, body, look.main, mix(look.main, PAINTS["ambre"], 0.4), -h * 0.5)
        if look.main == PAINTS["verre"]
        else pen.fill(body.outline(), look.main, "round")
    )
    if look.named({"brume": True}, False):
        nozzle = Turned([(22, -h - 92), (30, -h - 50), (36, -h - 44), (36, -h - 20)], 0.2)
        pen.fill(nozzle.outline(), INK, "round")
    label(
        pen,
        look,
        body,
        skin,
        -h * 0.6,
        -h * 0.16,
        word=look.extra.get("word", look.one("cèdre", "figuier", "lin")),
    )
    glint(pen, body, -h * 0.7, -h * 0.1, opacity=0.4)


@kind(
    "frame",
    stance="hang",
    colours="chêne, noyer, noir, laiton, craie, terracotta",
    beside="",
    grow=1.02,
)
def frame(pen: Pen, look: Look) -> None:
    """A picture frame with a small abstraction."""
    w, h = look.one((430, 560), (480, 480), (560, 430))
    pen.fill(rectangle(-w / 2, -h / 2, w, h, 4), look.main, "flat", texture=_grain(look, look.main))
    pen.fill(rectangle(-w / 2 + 24, -h / 2 + 24, w - 48, h - 48), PAPER, "flat")
    inner = pen.fill(rectangle(-w / 2 + 84, -h / 2 + 84, w - 168, h - 168), look.pale, "flat")
    if look.chance(0.5):
        pattern(pen, look, inner, w, h, look.one(*MOTIFS), look.second, pitch=70)
    else:
        pen.fill(ellipse(-20, 10, 110, 110), look.second, on=inner)
        pen.fill(
            [leaf(-60 + 60 * k, 160, 230, 60, -90 + 14 * (k - 1)) for k in range(3)],
            look.one(*GREENS),
            on=inner,
        )
