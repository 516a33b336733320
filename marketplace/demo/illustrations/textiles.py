"""Cloth for the house and for people."""

from math import cos, sin

from marketplace.demo.illustrations.colours import PAINTS, darker, lighter, mix
from marketplace.demo.illustrations.geometry import ellipse, mirror, rectangle, smooth, turn
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen, Skin
from marketplace.demo.illustrations.solids import EMBLEMS, MOTIFS, emblem, pattern

CLOTHS = "terracotta, sauge, moutarde, bleu nuit, lin, rose poudré, bleu orage, vert sapin, craie, bordeaux, ardoise, corail, lavande, rouille, olive, bleu canard"


def _outline(right: list[tuple[float, float]], steps: int = 8) -> list[tuple[float, float]]:
    return smooth(right + mirror(right)[::-1], closed=True, steps=steps)


@kind("cushion", colours=CLOTHS, beside="lamp book", grow=0.9)
def cushion(pen: Pen, look: Look) -> None:
    """A cushion leaning on its corner."""
    w, h = (
        (look.u(225, 250),) * 2
        if look.named({"long": False}, look.chance(0.6))
        else (look.u(270, 300), look.u(165, 190))
    )
    pen.touch(w * 0.86, 0, -6, 0.1)
    dent = look.u(0.88, 0.93)
    corners = [
        (-w, -2 * h),
        (-w, -2 * h),
        (0, -2 * h * 0.965),
        (w, -2 * h),
        (w, -2 * h),
        (w * dent, -h),
        (w, 0),
        (w, 0),
        (0, -h * 0.06),
        (-w, 0),
        (-w, 0),
        (-w * dent, -h),
    ]
    skin = pen.fill(
        smooth(corners, closed=True),
        look.main,
        "dome",
        texture=look.one("weave", "wash", "weave"),
        rough=0.7,
    )
    pen2 = Pen(pen.layer, pen.x, pen.y - h * pen.grow, pen.grow, 0, look.rng.randrange(999))
    ink = look.one(look.second, look.pale, darker(look.main, 0.28))
    if look.named({"brodé": True}, False):
        emblem(pen2, look.one(*EMBLEMS), 0, 0, h * 0.36, ink)
    elif look.chance(0.72):
        pattern(
            pen2,
            look,
            skin,
            2 * w,
            2 * h,
            look.one(*MOTIFS),
            ink,
            pitch=look.u(58, 110),
            turned=look.one(0, 0, 45, 90),
        )
    if look.chance(0.4):
        for x, y in ((-w, -2 * h), (w, -2 * h), (-w, 0), (w, 0)):
            for k in range(5):
                pen.line([(x, y), (x * 1.1 + (k - 2) * 9, y + 34)], 5, ink)
    pen.shine(
        smooth([(-w * 0.78, -h * 1.7), (-w * 0.7, -h * 1.3), (-w * 0.74, -h * 0.9)]), 10, 0.18
    )


@kind("throw", colours=CLOTHS, beside="candle cushion", grow=0.95)
def throw(pen: Pen, look: Look) -> None:
    """Folded blankets, towels or sheets in a pile."""
    layers = 1 if look.name else look.one(1, 2, 3)
    w = look.u(240, 280)
    tints = [look.main, look.second, look.pale, look.main][:layers]
    y = 0.0
    pen.touch(w, 0, 2, 0.12)
    for i, tint in enumerate(reversed(tints)):
        thick = look.u(170, 210) if layers == 1 else look.u(92, 124)
        _fold(pen, look, tint, y, w - 8 * i, thick, 3 if layers == 1 else 2)
        y -= thick
    if layers == 1 or look.chance(0.5):
        pen.fill(
            [(-w * 0.34, y - 34), (w * 0.42, y - 34), (w * 0.4, y + 90), (-w * 0.3, y + 82)],
            mix(look.main, look.second, 0.0),
            "cloth",
            texture="weave",
            rough=0.8,
        )
        for k in range(14):
            x = -w * 0.29 + k * w * 0.053
            pen.line([(x, y + 82), (x - 3, y + 112)], 5, look.main)


def _fold(pen: Pen, look: Look, tint, y: float, w: float, thick: float, folds: int) -> None:  # noqa: ANN001
    texture = look.one("knit", "weave", "rib", "weave")
    top = [
        (-w * 0.86, y - thick - 44),
        (w * 0.9, y - thick - 44),
        (w, y - thick + 6),
        (-w, y - thick + 6),
    ]
    for k in range(folds):
        a, b = y - thick * (k + 1) / folds, y - thick * k / folds
        roll = smooth(
            [
                (-w, a + 4),
                (-w, a + 4),
                (w * 0.9, a),
                (w + 16, (a + b) / 2),
                (w * 0.9, b),
                (-w, b - 2),
                (-w, b - 2),
            ],
            closed=True,
        )
        skin = pen.fill(roll, tint, "down", texture=texture, rough=0.9)
        if look.rng.random() < 0.25:
            pen.fill(rectangle(-w * 0.7, a - 10, w * 0.22, b - a + 20), look.pale, on=skin)
        pen.dark([(-w, b - 8), (w * 0.94, b - 7), (w * 0.94, b), (-w, b)], tint, 0.3)
    pen.fill(top, lighter(tint, 0.12), "top", texture=texture, rough=0.8)


@kind(
    "scarf",
    stance="sheet",
    colours=CLOTHS,
    group=True,
    beside="beanie leaf_sprig mittens",
    grow=1.04,
)
def scarf(pen: Pen, look: Look) -> None:
    """A scarf folded over itself, with fringe."""
    w = look.u(150, 190)
    texture = look.one("knit", "weave", "rib")
    manner = look.named(
        {"carreaux": "plaid", "snood": "loop", "étole": "plain"},
        look.one("plaid", "bands", "plain", "bands", "pattern"),
    )
    if manner == "loop":
        hole = ellipse(0, -40, 170, 84)
        pen.fill(ellipse(0, 0, 310, 250), look.main, "dome", texture=texture, rough=1.0, cut=hole)
        return
    for back, a in ((True, 14), (False, -12)):
        base = darker(look.main, 0.14) if back else look.main
        strip = turn(rectangle(-w / 2, -300, w, 600, 10), a)
        for k in range(11):
            x = -w / 2 + 8 + k * (w - 16) / 10
            pen.line(turn([(x, 296), (x + look.rng.uniform(-8, 8), 362)], a), 7, base)
        skin = pen.fill(strip, base, "cloth", texture=texture, rough=0.8)
        turned = Pen(pen.layer, pen.x, pen.y, pen.grow, pen.turned + a, 5)
        _scarf_motif(turned, look, skin, w, manner, texture)
    pen.fill(
        smooth(
            [
                (-w * 0.7, -330),
                (0, -356),
                (w * 0.7, -330),
                (w * 0.62, -258),
                (0, -236),
                (-w * 0.62, -258),
            ],
            closed=True,
        ),
        look.main,
        "dome",
        texture=texture,
        rough=0.8,
    )


def _scarf_motif(
    pen: Pen, look: Look, skin: Skin | None, w: float, manner: str, texture: str
) -> None:
    if manner == "plaid":
        pattern(pen, look, skin, w, 640, "plaid", look.second, pitch=w / 2.4)
    elif manner == "pattern":
        pattern(pen, look, skin, w, 640, "triangles", look.second, pitch=w / 3)
    elif manner == "bands":
        for y in (150, 190, 230, -40):
            pen.fill(rectangle(-w, y, 2 * w, 20), look.second, on=skin)


@kind(
    "beanie",
    stance="sheet",
    colours=CLOTHS,
    group=True,
    beside="scarf mittens leaf_sprig",
    grow=1.15,
)
def beanie(pen: Pen, look: Look) -> None:
    """A woolly hat, with or without its pompom."""
    texture = look.named(
        {"côtelé": "rib", "marin": "rib", "torsadé": "knit"}, look.one("knit", "rib", "knit")
    )
    if look.named({"pompon": True, "bonnet": False}, look.chance(0.5)):
        pen.fill(
            ellipse(0, -262, 82, 78),
            look.one(look.pale, look.second, look.main),
            "dome",
            texture="fur",
            rough=1.4,
        )
    outline = smooth(
        [
            (-230, 130),
            (-230, 130),
            (-214, -60),
            (-120, -200),
            (0, -232),
            (120, -200),
            (214, -60),
            (230, 130),
            (230, 130),
        ],
        closed=True,
    )
    skin = pen.fill(outline, look.main, "dome", texture=texture, rough=1.1)
    if look.named({"torsadé": True}, False):
        for x in (-110, 0, 110):
            for turn_of in (-1, 1):
                cable = [(x + turn_of * 22 * sin(k * 0.8), -200 + k * 15) for k in range(21)]
                pen.line(cable, 15, darker(look.main, 0.18), on=skin)
    elif look.named({"côtelé": False, "marin": False}, look.chance(0.4)):
        for y in (-60, -10, 30):
            pen.fill(rectangle(-300, y, 600, 18), look.second, on=skin)
    pen.fill(
        rectangle(-244, 96, 488, 130, 36),
        look.one(look.main, look.main, look.second),
        "round",
        texture="rib",
        rough=1.2,
    )
    if look.chance(0.5):
        pen.fill(rectangle(110, 150, 70, 44, 4), PAINTS["cognac"], "flat")


@kind(
    "mittens",
    stance="sheet",
    colours=CLOTHS,
    group=True,
    beside="scarf beanie leaf_sprig",
    grow=1.08,
)
def mittens(pen: Pen, look: Look) -> None:
    """A pair of mittens or gloves."""
    manner = look.named({"jacquard": "jacquard", "gants": "fingers", "mitaines": "bare"}, "mitten")
    for side, a in ((-1, -12), (1, 14)):
        palm = smooth(
            [
                (-80, 190),
                (-80, 190),
                (-96, 40),
                (-86, -120),
                (0, -196),
                (86, -120),
                (92, 40),
                (80, 190),
                (80, 190),
            ],
            closed=True,
        )
        thumb = smooth(
            [
                (side * -70, 60),
                (side * -130, -10),
                (side * -178, -60),
                (side * -150, -96),
                (side * -100, -60),
                (side * -70, -20),
            ],
            closed=True,
        )
        place = [
            turn([(x + side * 140, y) for x, y in p], a, (side * 140, 0))
            for p in (palm, thumb, rectangle(-90, 170, 180, 110, 18))
        ]
        pen.fill(place[1], darker(look.main, 0.1), "dome", texture="knit")
        hand = place[0]
        if manner in ("fingers", "bare"):
            long = 210 if manner == "fingers" else 90
            hand = [
                turn([(x + side * 140, y) for x, y in finger], a, (side * 140, 0))
                for finger in (
                    *(rectangle(-88 + k * 45, -60 - long, 41, long + 60, 20) for k in range(4)),
                    rectangle(-88, -100, 176, 290, 30),
                )
            ]
        skin = pen.fill(hand, look.main, "dome", texture="knit", rough=1.1)
        if manner == "jacquard":
            pattern(
                Pen(pen.layer, pen.x + side * 140 * pen.grow, pen.y, pen.grow, a, 3),
                look,
                skin,
                240,
                420,
                "triangles",
                look.second,
                pitch=46,
            )
        elif manner == "mitten":
            for k in range(3):
                pen.fill(
                    turn(
                        [(side * 140 + x, y + k * 40 - 60) for x, y in rectangle(-110, 0, 220, 12)],
                        a,
                        (side * 140, 0),
                    ),
                    look.second,
                    on=skin,
                )
        pen.fill(place[2], look.main, "round", texture="rib", rough=1.3)


@kind("sweater", stance="sheet", colours=CLOTHS, beside="beanie leaf_sprig scarf", grow=1.04)
def sweater(pen: Pen, look: Look) -> None:
    """A jumper laid flat."""
    texture = look.one("knit", "rib", "knit")
    for side in (-1, 1):
        sleeve = smooth(
            [
                (side * 130, -240),
                (side * 235, -170),
                (side * 345, 150),
                (side * 345, 150),
                (side * 255, 186),
                (side * 255, 186),
                (side * 170, -20),
            ],
            closed=True,
        )
        pen.fill(sleeve, darker(look.main, 0.06), "cloth", texture=texture, rough=1.0)
        pen.fill(
            [(side * 352, 132), (side * 258, 168), (side * 276, 226), (side * 372, 190)],
            look.main,
            "flat",
            texture="rib",
            rough=1.2,
        )
    body = _outline([(70, -268), (148, -240), (206, -120), (196, 60), (202, 230), (202, 230)])
    skin = pen.fill(body, look.main, "cloth", texture=texture, rough=1.0)
    manner = look.named(
        {"marin": "stripes", "jacquard": "jacquard", "col": "plain", "cardigan": "cardigan"},
        look.one("plain", "stripes", "yoke", "plain", "band"),
    )
    if manner == "stripes":
        pattern(pen, look, skin, 460, 560, "stripes", look.second, pitch=look.u(60, 84))
    elif manner == "yoke":
        for k in range(4):
            pattern(
                pen,
                look,
                pen.fill(rectangle(-240, -220 + k * 34, 480, 16), look.pale, on=skin),
                0,
                0,
                "none",
                look.pale,
            )
    elif manner == "band":
        pen.fill(rectangle(-240, -70, 480, 92), look.second, on=skin)
    elif manner == "jacquard":
        pattern(pen, look, skin, 460, 560, "triangles", look.second, pitch=64)
    pen.fill(rectangle(-205, 212, 410, 62, 10), look.main, "round", texture="rib", rough=1.2)
    pen.fill(ellipse(0, -254, 86, 30), darker(look.main, 0.45), "hollow")
    if manner == "cardigan":
        pen.fill([(-60, -262), (60, -262), (0, -90)], darker(look.main, 0.45), "hollow")
        pen.line([(0, -96), (0, 268)], 46, look.main, form="round")
        pen.line([(0, -96), (0, 268)], 4, darker(look.main, 0.4))
        for y in range(-70, 260, 62):
            pen.fill(ellipse(0, y, 13, 13), look.wood, "dome")
    if "montant" in look.name:
        pen.fill(rectangle(-92, -330, 184, 104, 26), look.main, "round", texture="rib", rough=1.2)
        return
    pen.fill(
        ellipse(0, -252, 98, 42), look.main, "round", texture="rib", cut=ellipse(0, -260, 74, 26)
    )


@kind(
    "tshirt",
    stance="sheet",
    colours="craie, bleu nuit, sauge, terracotta, moutarde, ardoise, rose poudré, bleu ciel, noir, corail",
    beside="cap leaf_sprig socks",
    grow=1.06,
)
def tshirt(pen: Pen, look: Look) -> None:
    """A T-shirt laid flat, plain, striped or printed."""
    for side in (-1, 1):
        pen.fill(
            [(side * 130, -262), (side * 330, -130), (side * 262, -36), (side * 160, -90)],
            darker(look.main, 0.08),
            "cloth",
            texture="weave",
            rough=0.3,
        )
    body = _outline([(70, -284), (146, -262), (206, -150), (192, 0), (204, 280), (204, 280)])
    skin = pen.fill(body, look.main, "cloth", texture="weave", rough=0.35)
    manner = look.named(
        {"rayé": "stripes", "brodé": "stitched", "poche": "pocket", "épais": "plain"}
        | {"imprimé": "emblem"},
        look.one("stripes", "emblem", "pocket", "plain", "emblem"),
    )
    if manner == "stripes":
        pattern(pen, look, skin, 460, 640, "stripes", look.second, pitch=look.u(44, 60))
    elif manner == "emblem":
        emblem(pen, look.one(*EMBLEMS), 0, -70, 74, look.second)
    elif manner == "stitched":
        emblem(pen, look.one(*EMBLEMS), 84, -130, 36, look.second)
    elif manner == "pocket":
        pen.fill(
            rectangle(40, -150, 100, 112, 10),
            mix(look.main, look.second, look.one(0.15, 0.9)),
            "flat",
            texture="weave",
            rough=0.3,
        )
    pen.fill(ellipse(0, -272, 80, 28), darker(look.main, 0.4), "hollow")
    pen.line(ellipse(0, -274, 82, 44, 0, 180), 15, look.main, form="round")


@kind(
    "socks",
    stance="sheet",
    colours=CLOTHS,
    group=True,
    beside="mittens leaf_sprig cards",
    grow=1.06,
)
def socks(pen: Pen, look: Look) -> None:
    """A pair of socks."""
    manner = look.one("stripes", "dots", "plain", "triangles", "leaves")
    top = look.named({"mi-": -170, "montantes": -370}, -300)
    for i, (dx, dy) in enumerate(((-96, -10), (70, 26))):
        shape = smooth(
            [
                (dx - 66, dy + top),
                (dx - 66, dy + top),
                (dx + 66, dy + top),
                (dx + 66, dy + top),
                (dx + 62, dy + 40),
                (dx + 150, dy + 140),
                (dx + 210, dy + 214),
                (dx + 150, dy + 274),
                (dx + 30, dy + 230),
                (dx - 74, dy + 110),
                (dx - 70, dy - 40),
            ],
            closed=True,
        )
        skin = pen.fill(shape, look.main, "round", texture=look.one("rib", "knit"), rough=0.8)
        if manner != "plain":
            pattern(
                Pen(pen.layer, pen.x + dx, pen.y, pen.grow, pen.turned, i),
                look,
                skin,
                420,
                640,
                manner,
                look.second,
                pitch=58,
            )
        with pen.inside(skin) if skin else pen.ghost():
            pen.fill(ellipse(dx + 184, dy + 240, 84, 70), look.second, "dome", texture="rib")
            pen.fill(ellipse(dx - 70, dy + 150, 70, 76), look.second, "dome", texture="rib")
            pen.fill(
                rectangle(dx - 80, dy + top - 10, 160, 62),
                look.second,
                "round",
                texture="rib",
                rough=1.2,
            )


@kind("cap", stance="sheet", colours=CLOTHS, group=True, beside="socks leaf_sprig tshirt", grow=1.2)
def cap(pen: Pen, look: Look) -> None:
    """A cap or bucket hat."""
    manner = look.named({"bob": "bucket", "courte": "short"}, "cap")
    if manner == "bucket":
        brim = smooth([(-170, 20), (170, 20), (310, 150), (0, 200), (-310, 150)], closed=True)
        pen.fill(brim, look.main, "down", texture="weave", rough=0.6)
        top = [(-140, -170), (-100, -190), (100, -190), (140, -170), (188, 60), (0, 92), (-188, 60)]
        pen.fill(smooth(top, closed=True), look.main, "round", texture="weave", rough=0.6)
        pen.line(smooth([(-184, 50), (0, 82), (184, 50)]), 9, darker(look.main, 0.3))
        return
    deep = 104 if manner == "short" else 150
    crown = smooth(
        [
            (-200, 70),
            (-196, -60),
            (-110, -176),
            (0, -196),
            (110, -176),
            (196, -60),
            (200, 70),
            (0, 40),
        ],
        closed=True,
    )
    brim = smooth(
        [
            (-214, 60),
            (0, 18),
            (214, 60),
            (240, deep),
            (110, deep + 28),
            (0, deep + 16),
            (-110, deep + 28),
            (-240, deep),
        ],
        closed=True,
    )
    skin = pen.fill(crown, look.main, "dome", texture="weave", rough=0.6)
    for x in (-70, 70):
        pen.line(
            smooth([(0, -194), (x, -100), (x * 1.3, 50)]),
            4,
            darker(look.main, 0.4),
            on=skin,
            opacity=0.7,
        )
    pen.fill(brim, look.one(look.main, look.second), "down", texture="weave", rough=0.6)
    pen.fill(ellipse(0, -196, 20, 14), look.second, "dome")
    if look.chance(0.5):
        pen.fill(rectangle(-52, -70, 104, 62, 8), look.pale, "flat")


@kind(
    "towel",
    colours="craie, sauge, terracotta, bleu orage, lin, rose poudré, ardoise, moutarde",
    beside="soap plant",
    grow=0.92,
)
def towel(pen: Pen, look: Look) -> None:
    """Rolled towels stacked."""
    several = look.named({"lot": True, "": False}, True)
    r = 92 if several else 150
    spots = ((-100, -r), (100, -r), (0, -r * 2.66)) if several else ((-40, -r),)
    tints = (look.main, look.second, look.pale) if look.chance(0.6) else (look.main,) * 3
    for (x, y), tint in zip(spots, tints, strict=False):
        pen.touch(r * 0.8, x, 4) if y == -r else None
        pen.fill(
            [(x, y - r), (x + 110, y - r - 40), (x + 110, y + r - 40), (x, y + r)],
            darker(tint, 0.12),
            "down",
            texture="fur",
            rough=0.8,
        )
        pen.fill(
            ellipse(x + 110, y - 40, r, r), darker(tint, 0.16), "dome", texture="fur", rough=0.8
        )
        pen.fill(ellipse(x, y, r, r), tint, "dome", texture="fur", rough=0.8)
        spiral = [
            (x + (r - 8 - t * r / 54) * cos(t * 0.36), y + (r - 8 - t * r / 54) * sin(t * 0.36))
            for t in range(46)
        ]
        pen.line(spiral, 6, darker(tint, 0.3), end=3)


@kind("rug", stance="sheet", colours=CLOTHS, beside="leaf_sprig", grow=1.05)
def rug(pen: Pen, look: Look) -> None:
    """A rug or mat from above."""
    if look.named({"rond": True, "": False}, look.chance(0.35)):
        r = 320
        skin = pen.fill(ellipse(0, 0, r, r), look.main, "flat", texture="weave", rough=1)
        for k in (0.86, 0.66, 0.44, 0.2):
            pen.fill(
                ellipse(0, 0, r * k, r * k),
                look.one(look.second, look.pale),
                on=skin,
                cut=ellipse(0, 0, r * (k - 0.09), r * (k - 0.09)),
            )
        return
    w, h = 440, 640
    for y in (-1, 1):
        for k in range(23):
            x = -w / 2 + 8 + k * (w - 16) / 22
            pen.line(
                [(x, y * h / 2), (x + look.rng.uniform(-4, 4), y * (h / 2 + 40))], 6, look.pale
            )
    skin = pen.fill(
        rectangle(-w / 2, -h / 2, w, h, 4), look.main, "flat", texture="weave", rough=1.1
    )
    pattern(
        pen,
        look,
        skin,
        w * 0.9,
        h * 0.94,
        look.one("triangles", "stripes", "arcs", "plaid", "waves", "dots"),
        look.second,
        pitch=look.u(70, 120),
    )
    edge = rectangle(-w / 2, -h / 2, w, h, 4)
    pen.fill(
        edge,
        look.one(look.pale, look.second),
        on=skin,
        cut=rectangle(-w / 2 + 26, -h / 2 + 26, w - 52, h - 52),
    )
