"""Sport, road, and small devices."""

from math import cos, pi, sin

from marketplace.demo.illustrations.colours import INK, PAINTS, PAPER, darker, lighter, mix
from marketplace.demo.illustrations.geometry import Turned, ellipse, rectangle, smooth, turn
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen
from marketplace.demo.illustrations.solids import EMBLEMS, MOTIFS, emblem, glint, pattern

GEAR = "vert sapin, corail, moutarde, bleu nuit, terracotta, sauge, noir, bleu orage, craie, bleu canard"


@kind("flask", colours=GEAR + ", argent", group=True, beside="backpack notebook", grow=1.02)
def flask(pen: Pen, look: Look) -> None:
    """A bottle or vacuum flask."""
    h, r = look.u(380, 440), look.u(82, 100)
    manner = look.named(
        {"mug": "mug", "thermos": "wide", "gourde": "narrow", "bouteille": "narrow"},
        look.one("narrow", "wide", "mug"),
    )
    if manner == "mug":
        h *= 0.8
    neck = {
        "narrow": [(40, -h), (42, -h * 0.9), (r, -h * 0.76)],
        "wide": [(r * 0.8, -h), (r, -h * 0.92), (r, -h * 0.8)],
        "mug": [(r * 1.05, -h), (r, -h * 0.7), (r * 0.95, -h * 0.5)],
    }[manner]
    body = Turned([*neck, (r, -h * 0.3), (r * 0.94, -10), (r * 0.9, 0)], 0.16)
    pen.touch(r * 0.92, 0, 4)
    skin = pen.fill(
        body.outline(), look.main, "metal" if look.main == PAINTS["argent"] else "round", rough=0.5
    )
    deco = look.one("band", "emblem", "dip", "plain")
    if deco == "band":
        pen.fill(body.band(-h * 0.5, -h * 0.42), look.second, on=skin)
        pen.fill(body.band(-h * 0.39, -h * 0.37), look.second, on=skin)
    elif deco == "dip":
        pen.fill(body.band(-h * 0.24, 40), look.second, on=skin)
    elif deco == "emblem":
        emblem(pen, look.one(*EMBLEMS), 0, -h * 0.42, 44, look.pale)
    cap = look.one(look.wood, INK, PAINTS["argent"])
    top = body.profile[0][0]
    pen.fill(
        Turned([(top * 0.96, -h - 66), (top * 1.04, -h - 4)], 0.18).outline(),
        cap,
        "round",
        texture="wood",
    )
    pen.fill(ellipse(0, -h - 66, top * 0.96, top * 0.17), lighter(cap, 0.25), "top")
    if look.chance(0.5):
        pen.line(
            smooth([(-26, -h - 64), (-34, -h - 118), (34, -h - 118), (26, -h - 64)]),
            13,
            look.one(PAINTS["fauve"], INK),
            form="round",
        )
    glint(pen, body, -h * 0.74, -h * 0.1, opacity=0.35)


@kind(
    "bike_bell",
    colours="laiton, argent, noir, cuivre, corail, sauge",
    group=True,
    beside="helmet flask",
    grow=1.2,
)
def bike_bell(pen: Pen, look: Look) -> None:
    """A bicycle bell on its bracket."""
    pen.touch(96, 0, 0)
    pen.fill(rectangle(-82, -70, 164, 70, 26), INK, "down")
    pen.fill(rectangle(-30, -100, 60, 40), PAINTS["argent"], "metal")
    pen.line(
        smooth([(90, -96), (180, -120), (216, -110)]), 23, look.one(INK, look.metal), form="round"
    )
    dome = smooth(
        [
            (-178, -100),
            (-178, -100),
            (-164, -200),
            (-90, -272),
            (0, -290),
            (90, -272),
            (164, -200),
            (178, -100),
            (178, -100),
            (0, -78),
        ],
        closed=True,
    )
    skin = pen.fill(dome, look.main, "dome", rough=0.3)
    pen.fill(rectangle(-200, -128, 400, 20), darker(look.main, 0.2), on=skin)
    emblem(pen, look.one(*EMBLEMS), 0, -196, 34, darker(look.main, 0.4))
    pen.fill(ellipse(0, -290, 20, 13), look.metal, "dome")
    pen.shine(smooth([(-120, -150), (-96, -214), (-50, -252)]), 15, 0.6)


@kind("helmet", colours=GEAR, beside="flask backpack", grow=1.1, group=True)
def helmet(pen: Pen, look: Look) -> None:
    """A cycling helmet."""
    strap = look.one(PAINTS["fauve"], INK)
    for s in (-1, 1):
        pen.line(
            smooth([(s * 150, -130), (s * 90, -40), (20, -4)]), 15, darker(strap, 0.2), form="round"
        )
    pen.touch(180, 0, 0)
    shell = smooth(
        [
            (-226, -110),
            (-222, -220),
            (-140, -330),
            (0, -362),
            (140, -330),
            (222, -220),
            (230, -110),
            (230, -110),
            (90, -140),
            (-90, -140),
            (-226, -110),
        ],
        closed=True,
    )
    skin = pen.fill(shell, look.main, "dome", rough=0.5)
    pen.fill(rectangle(-300, -190, 600, 24), look.second, on=skin) if look.chance(0.5) else None
    for x in (-92, 0, 92):
        pen.fill(ellipse(x, -262 + abs(x) * 0.2, 22, 46), darker(look.main, 0.7), "hollow")
    pen.fill(
        smooth(
            [(-200, -132), (0, -162), (240, -126), (290, -96), (230, -92), (0, -130), (-190, -108)],
            closed=True,
        ),
        darker(look.main, 0.25),
        "down",
    )
    pen.line(
        smooth([(-150, -106), (-70, -10), (10, 0), (110, -60), (160, -112)]),
        17,
        strap,
        form="round",
    )
    pen.fill(rectangle(-6, -18, 42, 30, 8), INK, "flat")


@kind("pannier", colours=GEAR + ", fauve, naturel", beside="flask helmet", grow=0.94)
def pannier(pen: Pen, look: Look) -> None:
    """A roll-top bicycle bag."""
    w, h = look.u(170, 195), look.u(380, 420)
    pen.touch(w, 0, 2, 0.14)
    body = smooth(
        [
            (-w * 0.86, -h),
            (-w * 0.86, -h),
            (w * 0.86, -h),
            (w * 0.86, -h),
            (w, -h * 0.6),
            (w, -24),
            (w * 0.9, 0),
            (-w * 0.9, 0),
            (-w, -24),
            (-w, -h * 0.6),
        ],
        closed=True,
    )
    skin = pen.fill(body, look.main, "round", texture="weave", rough=0.5)
    pen.fill(rectangle(-w, -h * 0.26, 2 * w, h * 0.3), darker(look.main, 0.3), on=skin)
    pen.fill(
        rectangle(-w * 0.92, -h - 42, w * 1.84, 66, 28),
        lighter(look.main, 0.1),
        "down",
        texture="weave",
    )
    for x in (-w * 0.56, w * 0.56):
        pen.fill(
            rectangle(x - 13, -h - 40, 26, h * 0.62, 6), look.one(PAINTS["fauve"], INK), "flat"
        )
        pen.fill(
            rectangle(x - 22, -h * 0.56, 44, 38, 6),
            look.metal,
            "metal",
            cut=rectangle(x - 10, -h * 0.56 + 9, 20, 20),
        )
    pen.fill(ellipse(0, -h * 0.36, 26, 26), look.pale, "flat")
    emblem(pen, look.one(*EMBLEMS), 0, -h * 0.36, 17, look.main)


@kind(
    "yoga_mat",
    colours="sauge, terracotta, lavande, bleu orage, rose poudré, vert sapin, moutarde, ardoise",
    beside="flask towel",
    grow=1.0,
)
def yoga_mat(pen: Pen, look: Look) -> None:
    """A rolled mat, strap around it."""
    r, w = look.u(100, 116), 520.0
    x0, x1 = -w / 2, w / 2
    pen.touch(270, 20, 0, 0.12)
    skin = pen.fill(
        [
            (x0, -2 * r),
            *[
                (x1 + r * 0.3 * cos(a * pi / 180), -r + r * sin(a * pi / 180))
                for a in range(-90, 91, 6)
            ],
            (x0, 0),
        ],
        look.main,
        "down",
        texture="weave",
        rough=0.6,
    )
    for x in (-70, 110):
        pen.fill(rectangle(x, -3 * r, 34, 4 * r), look.one(look.second, PAINTS["fauve"]), on=skin)
    pen.fill(ellipse(x0, -r, r * 0.36, r), lighter(look.main, 0.12), "dome")
    coil = [
        (x0 + (r * 0.34 - t * 0.8) * cos(t * 0.42), -r + (r * 0.95 - t * 2.2) * sin(t * 0.42))
        for t in range(42)
    ]
    pen.line(coil, 5, darker(look.main, 0.4))
    pen.line(
        smooth([(-56, -2 * r), (-40, -2 * r - 110), (110, -2 * r - 110), (126, -2 * r)]),
        19,
        look.one(look.second, PAINTS["fauve"]),
        form="round",
    )


@kind(
    "lantern",
    colours="noir, vert sapin, laiton, corail, craie, bleu nuit",
    group=True,
    beside="backpack flask",
    grow=1.08,
)
def lantern(pen: Pen, look: Look) -> None:
    """A lantern for the evening."""
    h, r = look.u(300, 340), look.u(104, 124)
    pen.line(
        smooth(
            [(-r * 0.8, -h * 0.9), (-r * 0.9, -h - 120), (r * 0.9, -h - 120), (r * 0.8, -h * 0.9)]
        ),
        11,
        look.metal,
        form="round",
    )
    pen.touch(r, 0, 3)
    pen.fill(
        Turned([(r * 0.7, -h * 0.78), (r * 0.9, -h * 0.5), (r * 0.74, -h * 0.22)], 0.18).outline(),
        (250, 222, 150),
        "dome",
        texture="none",
    )
    pen.flat(ellipse(0, -h * 0.46, 40, 62), (255, 248, 214), 0.8)
    pen.fill(
        Turned([(r * 0.78, -h * 0.26), (r, -h * 0.2), (r, 0)], 0.18).outline(), look.main, "round"
    )
    pen.fill(
        Turned(
            [(30, -h - 20), (r * 0.6, -h * 0.92), (r * 0.9, -h * 0.8), (r * 0.9, -h * 0.74)], 0.18
        ).outline(),
        look.main,
        "round",
    )
    for x in (-r * 0.76, 0, r * 0.76):
        pen.line([(x, -h * 0.78), (x, -h * 0.2)], 8, look.main, form="round")


@kind("headphones", colours=GEAR + ", cognac", beside="book mug", grow=1.05)
def headphones(pen: Pen, look: Look) -> None:
    """Headphones standing."""
    pen.touch(60, -170, 0)
    pen.touch(60, 170, 0)
    pen.line(
        smooth([(-190, -170), (-196, -360), (0, -500), (196, -360), (190, -170)], steps=14),
        34,
        look.main,
        form="round",
    )
    pen.line(
        smooth([(-140, -420), (0, -486), (140, -420)]),
        44,
        look.one(PAINTS["cognac"], look.second),
        form="down",
    )
    for s in (-1, 1):
        pen.fill(rectangle(s * 190 - 17, -240, 34, 110, 12), look.metal, "metal")
        pen.fill(ellipse(s * 150, -116, 66, 118), look.one(INK, PAINTS["cognac"]), "round")
        pen.fill(
            ellipse(s * 186, -116, 64, 118),
            look.main,
            "dome",
            texture=look.one("wood", "wash"),
            rough=0.8,
        )
        pen.fill(ellipse(s * 192, -116, 34, 70), lighter(look.main, 0.15), "dome")


@kind("speaker", colours=GEAR + ", chêne, noyer", beside="plant book", grow=1.0, group=True)
def speaker(pen: Pen, look: Look) -> None:
    """A wireless speaker or radio."""
    w, h = (
        (look.u(430, 480), look.u(240, 280))
        if look.named({"radio": True}, look.chance(0.6))
        else (look.u(230, 260), look.u(360, 400))
    )
    wood = look.main in (PAINTS["chêne"], PAINTS["noyer"])
    pen.line(
        smooth([(-w * 0.3, -h), (-w * 0.26, -h - 84), (w * 0.3, -h - 84), (w * 0.34, -h)]),
        17,
        PAINTS["fauve"],
        form="round",
    )
    pen.touch(w * 0.5, 0, 2, 0.1)
    pen.fill(
        rectangle(-w / 2, -h, w, h, 44),
        look.main,
        "flat",
        texture="wood" if wood else "wash",
        rough=0.8,
    )
    grille = pen.fill(
        rectangle(-w / 2 + 24, -h + 24, w - 48, h - 48, 30),
        look.one(PAINTS["lin"], look.second, look.pale),
        "flat",
        texture="weave",
        rough=1,
    )
    size = min(w, h) * 0.27
    cx = -w * 0.18 if w > h else 0.0
    pen.dark(ellipse(cx, -h * (0.5 if w > h else 0.36), size, size), INK, 0.2, on=grille)
    if w > h:
        pen.fill(ellipse(w * 0.3, -h * 0.62, 34, 34), look.metal, "dome")
        pen.fill(ellipse(w * 0.3, -h * 0.3, 20, 20), look.main, "dome")
    else:
        pen.dark(ellipse(0, -h * 0.74, size * 0.56, size * 0.56), INK, 0.2, on=grille)


@kind("racket", stance="sheet", colours=GEAR, beside="flask leaf_sprig", grow=1.1)
def racket(pen: Pen, look: Look) -> None:
    """A wooden racket and its ball."""
    a = 32
    pen.fill(
        turn(rectangle(-28, 60, 56, 300, 22), a), look.wood, "round", texture="wood", upright=True
    )
    pen.fill(turn(rectangle(-31, 190, 62, 176, 22), a), look.main, "round", texture="rib")
    skin = pen.fill(
        turn(ellipse(0, -120, 188, 222), a), look.main, "flat", texture="wood", rough=0.7
    )
    inner = pen.fill(turn(ellipse(0, -120, 164, 198), a), look.pale, "flat")
    for k in range(-7, 8):
        for line in (
            [(k * 24, -340), (k * 24, 100)],
            [(-200, -120 + k * 26), (200, -120 + k * 26)],
        ):
            pen.line(turn(line, a), 3, darker(look.pale, 0.35), on=inner)
    pen.fill(
        ellipse(-190, 190, 62, 62), look.one((214, 222, 96), look.second), "dome", texture="fur"
    )
    del skin


@kind(
    "dog_bowl", colours=GEAR + ", terracotta, argent", beside="basket plush", grow=1.15, group=True
)
def dog_bowl(pen: Pen, look: Look) -> None:
    """A bowl for a cat or dog."""
    r, h = look.u(180, 200), look.u(110, 140)
    body = Turned([(r * 0.86, -h), (r, 0)], 0.22, steps=4)
    pen.touch(r, 0, 4)
    skin = pen.fill(body.outline(), look.main, "round", texture="speckle", rough=0.6)
    pen.fill(body.band(-24, 40), look.second, on=skin)
    y = -h * 0.34
    pen.flat(
        [ellipse(0, y, 26, 21)]
        + [ellipse(d * 17, y - 30 + abs(d) * 5, 9, 11, steps=10) for d in (-1.7, -0.6, 0.6, 1.7)],
        look.pale,
    )
    pen.fill(body.opening(0), lighter(look.main, 0.25), "top")
    pen.fill(body.opening(18, 4), mix(look.main, PAPER, 0.5), "hollow")


@kind(
    "pet_bed",
    colours="lin, gris perle, sauge, terracotta, moutarde, bleu orage",
    beside="dog_bowl basket",
    grow=1.0,
)
def pet_bed(pen: Pen, look: Look) -> None:
    """A basket bed with its cushion."""
    pen.touch(300, 0, 0, 0.14)
    back = Turned([(300, -190), (316, -110), (290, 0)], 0.26)
    pen.fill(back.outline(), darker(look.main, 0.1), "round", texture="knit", rough=0.9)
    pen.fill(back.opening(34, 6), darker(look.main, 0.4), "hollow", texture="knit")
    pen.fill(ellipse(0, -164, 240, 62), look.one(look.pale, look.second), "dome", texture="fur")
    front = smooth(
        [
            (-314, -110),
            (-230, -96),
            (-150, -66),
            (150, -66),
            (230, -96),
            (314, -110),
            (300, -20),
            (180, 70),
            (0, 84),
            (-180, 70),
            (-300, -20),
        ],
        closed=True,
    )
    skin = pen.fill(front, look.main, "round", texture="knit", rough=0.9)
    pattern(
        Pen(pen.layer, pen.x, pen.y, pen.grow, 0, 1),
        look,
        skin,
        640,
        300,
        look.one(*MOTIFS),
        mix(look.main, look.second, 0.35),
        pitch=70,
    )
