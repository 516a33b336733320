"""Bags, belts, wallets and shoes."""

from math import cos, pi, sin

from marketplace.demo.illustrations.colours import PAINTS, darker, lighter, mix
from marketplace.demo.illustrations.geometry import ellipse, rectangle, smooth, turn
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen
from marketplace.demo.illustrations.solids import EMBLEMS, MOTIFS, emblem, pattern

LEATHERS = "fauve, cognac, noir, bordeaux, vert sapin, bleu nuit, chocolat, moutarde, sable"
CANVAS = "écru, bleu nuit, vert sapin, moutarde, terracotta, sauge, noir, corail, bleu orage, olive, rose poudré"


def seam(pen: Pen, points: list[tuple[float, float]], colour, width: float = 3.2) -> None:  # noqa: ANN001
    """A row of stitches."""
    pale = lighter(colour, 0.5)
    for i in range(0, len(points) - 1, 2):
        pen.line([points[i], points[i + 1]], width, pale, opacity=0.8)


def _row(x0: float, y0: float, x1: float, y1: float, count: int = 40) -> list[tuple[float, float]]:
    return [(x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count) for i in range(count + 1)]


@kind("tote", colours=CANVAS, beside="plant book", grow=0.92)
def tote(pen: Pen, look: Look) -> None:
    """A shopper with two handles."""
    w, h = look.u(205, 250), look.u(330, 400)
    strap = look.one(look.main, look.second, PAINTS["fauve"])
    tall = look.u(110, 190)
    pen.line(
        smooth(
            [(-w * 0.42, -h + 6), (-w * 0.38, -h - tall), (w * 0.46, -h - tall), (w * 0.5, -h + 6)]
        ),
        20,
        darker(strap, 0.25),
        form="round",
    )
    outline = smooth(
        [
            (-w, -h),
            (-w, -h),
            (w, -h),
            (w, -h),
            (w * 0.98, -h * 0.4),
            (w * 0.9, 0),
            (w * 0.9, 0),
            (-w * 0.9, 0),
            (-w * 0.9, 0),
            (-w * 0.98, -h * 0.4),
        ],
        closed=True,
    )
    pen.touch(w * 0.92, 0, 0, 0.12)
    skin = pen.fill(outline, look.main, "cloth", texture="weave", rough=0.7)
    manner = look.one("emblem", "block", "pattern", "plain", "pattern")
    if manner == "block":
        pen.fill(rectangle(-w, -h * 0.3, 2 * w, h * 0.4), strap, on=skin)
    elif manner == "emblem":
        emblem(pen, look.one(*EMBLEMS), 0, -h * 0.5, w * 0.42, look.second)
    elif manner == "pattern":
        pattern(
            Pen(pen.layer, pen.x, pen.y - h / 2 * pen.grow, pen.grow, 0, 3),
            look,
            skin,
            2 * w,
            h,
            look.one(*MOTIFS),
            look.one(look.second, look.pale),
            pitch=look.u(56, 96),
        )
    pen.dark([(w * 0.5, -h), (w, -h), (w, 0), (w * 0.66, 0)], look.main, 0.14, on=skin)
    pen.line(
        smooth(
            [
                (-w * 0.5, -h * 0.8),
                (-w * 0.46, -h - tall + 20),
                (w * 0.34, -h - tall + 26),
                (w * 0.42, -h * 0.8),
            ]
        ),
        20,
        strap,
        form="round",
    )
    seam(pen, _row(-w + 6, -h + 16, w - 6, -h + 16), look.main)


@kind("backpack", colours=CANVAS, beside="flask notebook", grow=0.92)
def backpack(pen: Pen, look: Look) -> None:
    """A rucksack, flap or zip."""
    w, h = look.u(180, 205), look.u(400, 440)
    leather = look.one(PAINTS["fauve"], PAINTS["cognac"], look.second)
    pen.line(
        smooth([(-34, -h + 6), (-30, -h - 52), (30, -h - 52), (34, -h + 6)]),
        15,
        leather,
        form="round",
    )
    for side in (-1, 1):
        pen.line(
            smooth(
                [
                    (side * w * 0.9, -h * 0.7),
                    (side * (w + 42), -h * 0.5),
                    (side * (w + 22), -h * 0.12),
                ]
            ),
            26,
            darker(look.main, 0.3),
            form="round",
        )
    pen.touch(w * 0.94, 0, 0, 0.14)
    outline = smooth(
        [
            (-w * 0.78, -h),
            (0, -h - 16),
            (w * 0.78, -h),
            (w, -h * 0.6),
            (w * 0.96, -20),
            (w * 0.8, 0),
            (-w * 0.8, 0),
            (-w * 0.96, -20),
            (-w, -h * 0.6),
        ],
        closed=True,
    )
    skin = pen.fill(outline, look.main, "round", texture="weave", rough=0.5)
    pocket = pen.fill(
        rectangle(-w * 0.74, -h * 0.4, w * 1.48, h * 0.34, 26),
        darker(look.main, 0.08),
        "flat",
        texture="weave",
        rough=0.5,
    )
    pen.dark(rectangle(-w * 0.7, -h * 0.4 - 8, w * 1.4, 10, 5), look.main, 0.3)
    seam(pen, _row(-w * 0.66, -h * 0.345, w * 0.66, -h * 0.345, 30), look.main)
    if look.named({"rabat": True, "": False}, look.chance(0.55)):
        flap = smooth(
            [
                (-w * 0.84, -h - 2),
                (0, -h - 20),
                (w * 0.84, -h - 2),
                (w * 0.92, -h * 0.62),
                (w * 0.7, -h * 0.5),
                (-w * 0.7, -h * 0.5),
                (-w * 0.92, -h * 0.62),
            ],
            closed=True,
        )
        pen.fill(
            flap, look.one(look.main, leather, look.second), "round", texture="weave", rough=0.5
        )
        for x in (-w * 0.42, w * 0.42):
            pen.fill(rectangle(x - 13, -h * 0.62, 26, h * 0.36, 8), leather, "flat")
            pen.fill(
                rectangle(x - 18, -h * 0.43, 36, 30, 5),
                look.metal,
                "metal",
                cut=rectangle(x - 9, -h * 0.43 + 8, 18, 14),
            )
    else:
        pen.line(
            smooth([(-w * 0.72, -h * 0.62), (0, -h * 0.78), (w * 0.72, -h * 0.62)]),
            9,
            look.metal,
            form="metal",
        )
        pen.fill(rectangle(-40, -h * 0.66, 80, 56, 6), leather, on=None)
    del skin, pocket


@kind("satchel", colours=LEATHERS, beside="book plant", grow=0.92)
def satchel(pen: Pen, look: Look) -> None:
    """A handbag or satchel."""
    w, h = look.u(230, 265), look.u(250, 320)
    shape = look.named(
        {"seau": "bucket", "cartable": "flap", "besace": "flap", "rabat": "half"},
        look.one("flap", "half", "bucket"),
    )
    pen.line(
        smooth(
            [(-w * 0.6, -h + 10), (-w * 0.5, -h - 190), (w * 0.5, -h - 190), (w * 0.6, -h + 10)]
        ),
        17,
        darker(look.main, 0.2),
        form="round",
    )
    pen.touch(w * 0.96, 0, 0, 0.14)
    bottom = 0.8 if shape == "bucket" else 1.0
    body = smooth(
        [
            (-w * 0.92, -h),
            (-w * 0.92, -h),
            (w * 0.92, -h),
            (w * 0.92, -h),
            (w, -h * 0.3),
            (w * bottom * 0.94, 0),
            (-w * bottom * 0.94, 0),
            (-w, -h * 0.3),
        ],
        closed=True,
    )
    skin = pen.fill(body, look.main, "flat", texture="wash", rough=0.9)
    if shape != "bucket":
        deep = 0.5 if shape == "half" else 0.72
        flap = smooth(
            [
                (-w * 0.96, -h - 10),
                (-w * 0.96, -h - 10),
                (w * 0.96, -h - 10),
                (w * 0.96, -h - 10),
                (w * 0.95, -h * (1 - deep) - 30),
                (w * 0.7, -h * (1 - deep)),
                (0, -h * (1 - deep) + 16),
                (-w * 0.7, -h * (1 - deep)),
                (-w * 0.95, -h * (1 - deep) - 30),
            ],
            closed=True,
        )
        pen.dark([(x, y + 12) for x, y in flap], look.main, 0.35, on=skin)
        pen.fill(flap, lighter(look.main, 0.06), "flat", texture="wash", rough=0.9)
        seam(
            pen,
            smooth(
                [
                    (-w * 0.9, -h * (1 - deep) - 36),
                    (-w * 0.64, -h * (1 - deep) - 14),
                    (0, -h * (1 - deep)),
                    (w * 0.64, -h * (1 - deep) - 14),
                    (w * 0.9, -h * (1 - deep) - 36),
                ]
            ),
            look.main,
        )
        pen.fill(rectangle(-24, -h * (1 - deep) - 26, 48, 60, 8), look.metal, "metal")
    else:
        seam(pen, _row(-w * 0.88, -h + 20, w * 0.88, -h + 20), look.main)
        pen.fill(ellipse(0, -h * 0.5, 26, 26), look.metal, "dome")
    pen.shine(smooth([(-w * 0.84, -h * 0.8), (-w * 0.88, -h * 0.5), (-w * 0.9, -h * 0.2)]), 9, 0.2)


@kind(
    "wallet", stance="sheet", colours=LEATHERS, group=True, beside="pens notebook watch", grow=1.12
)
def wallet(pen: Pen, look: Look) -> None:
    """A wallet, card holder, spectacle or pencil case."""
    w, h = look.u(420, 470), look.u(260, 320)
    card = look.one((236, 226, 206), look.second)
    if look.chance(0.6):
        pen.fill(turn(rectangle(-w * 0.4, -h * 0.66, w * 0.78, h * 0.6, 14), -3), card, "flat")
        pen.fill(turn(rectangle(-w * 0.4, -h * 0.58, w * 0.78, h * 0.6, 14), 2), look.pale, "flat")
    skin = pen.fill(
        rectangle(-w / 2, -h / 2, w, h, 22), look.main, "flat", texture="wash", rough=1.0
    )
    if look.chance(0.5):
        pen.fill(
            smooth(
                [
                    (w * 0.5, -h / 2),
                    (w * 0.5, -h / 2),
                    (w * 0.1, -h * 0.36),
                    (0, 0),
                    (w * 0.1, h * 0.36),
                    (w * 0.5, h / 2),
                    (w * 0.5, h / 2),
                ],
                closed=True,
            ),
            darker(look.main, 0.14),
            "flat",
            on=skin,
        )
        pen.fill(ellipse(w * 0.1, 0, 17, 17), look.metal, "dome")
    else:
        pen.dark(rectangle(-w / 2, -h * 0.12, w, 9), look.main, 0.4, on=skin)
    for y in (-h / 2 + 15, h / 2 - 15):
        seam(pen, _row(-w / 2 + 28, y, w / 2 - 28, y), look.main)
    for x in (-w / 2 + 15, w / 2 - 15):
        seam(pen, _row(x, -h / 2 + 28, x, h / 2 - 28, 24), look.main)


@kind("belt", stance="sheet", colours=LEATHERS, group=True, beside="wallet watch cards", grow=1.05)
def belt(pen: Pen, look: Look) -> None:
    """A belt rolled up, or a dog lead."""
    width = look.u(44, 58)
    coil = [
        ((64 + t * 4.4) * cos(t * pi / 10), (64 + t * 4.4) * 0.96 * sin(t * pi / 10))
        for t in range(41)
    ]
    for k in range(4):
        part = coil[k * 10 : k * 10 + 12]
        pen.line(part, width, darker(look.main, 0.09 * (3 - k)), form="flat")
        seam(pen, part, look.main)
    x, y = coil[-1]
    tail = smooth([coil[-3], (x, y), (x - 4, y + 90)])
    pen.line(tail, width, look.main, form="flat")
    pen.fill(
        rectangle(x - 58, y + 60, 108, 88, 16),
        look.metal,
        "metal",
        cut=rectangle(x - 36, y + 82, 64, 46, 8),
    )
    pen.line([(x - 4, y + 70), (x - 4, y + 142)], 11, darker(look.metal, 0.12), form="metal")


@kind(
    "shoes",
    colours="craie, noir, cognac, fauve, bleu nuit, vert sapin, sable, bordeaux",
    beside="tote basket",
    grow=1.05,
)
def shoes(pen: Pen, look: Look) -> None:
    """A pair of trainers, derbies or boots in profile."""
    manner = look.named(
        {"bottines": "boot", "derbies": "derby", "baskets": "trainer", "tennis": "trainer"},
        look.one("trainer", "derby", "boot"),
    )
    sole = {"trainer": PAINTS["craie"], "derby": PAINTS["chocolat"], "boot": PAINTS["noyer"]}[
        manner
    ]
    for dx, dy, tint in ((70, -44, darker(look.main, 0.14)), (-50, 0, look.main)):
        tall = -330 if manner == "boot" else -196
        upper = smooth(
            [
                (-196, -30),
                (-206, tall),
                (-206, tall),
                (-70, tall + 6),
                (-62, tall + 10),
                (-40, -186),
                (60, -124),
                (170, -102),
                (226, -60),
                (226, -24),
                (226, -24),
                (-196, -24),
            ],
            closed=True,
        )
        pen.touch(216, dx, dy, 0.09)
        skin = pen.fill(
            [(x + dx, y + dy) for x, y in upper], tint, "flat", texture="wash", rough=0.8
        )
        pen.fill(
            [
                (x + dx, y + dy)
                for x, y in smooth(
                    [(96, -130), (170, -110), (250, -60), (240, -10), (70, -10)], closed=True
                )
            ],
            lighter(tint, 0.12) if manner != "trainer" else mix(tint, sole, 0.8),
            on=skin,
        )
        pen.fill(
            [(x + dx, y + dy) for x, y in rectangle(-212, tall - 20, 40, 200)], look.second, on=skin
        ) if manner == "trainer" else None
        pen.fill(rectangle(-214 + dx, -44 + dy, 458, 46, 22), sole, "down")
        for k in range(4):
            x, y = -34 + k * 34 + dx, -196 + k * 24 + dy
            pen.line(
                [(x - 20, y + 22), (x + 22, y - 2)],
                8,
                look.pale if manner == "trainer" else darker(tint, 0.4),
            )
        pen.dark(ellipse(-138 + dx, tall + 4 + dy, 64, 13), tint, 0.6)


@kind("pouch", stance="sheet", colours=CANVAS, group=True, beside="pens cards leaf_sprig", grow=1.1)
def pouch(pen: Pen, look: Look) -> None:
    """A zipped pouch or pencil case."""
    w, h = look.u(440, 500), look.u(250, 330)
    skin = pen.fill(
        smooth(
            [
                (-w / 2, -h / 2),
                (-w / 2, -h / 2),
                (w / 2, -h / 2),
                (w / 2, -h / 2),
                (w * 0.51, 0),
                (w * 0.48, h / 2),
                (-w * 0.48, h / 2),
                (-w * 0.51, 0),
            ],
            closed=True,
        ),
        look.main,
        "cloth",
        texture="weave",
        rough=0.6,
    )
    if look.chance(0.75):
        pattern(
            pen,
            look,
            skin,
            w,
            h,
            look.one(*MOTIFS),
            look.one(look.second, look.pale),
            pitch=look.u(48, 80),
        )
    pen.fill(rectangle(-w / 2 - 4, -h / 2 - 16, w + 8, 40, 12), darker(look.main, 0.3), "flat")
    pen.line([(-w * 0.47, -h / 2 + 4), (w * 0.47, -h / 2 + 4)], 10, look.metal, form="metal")
    pen.fill(
        rectangle(w * 0.34, -h / 2 - 2, 20, 66, 8), look.one(look.metal, PAINTS["fauve"]), "flat"
    )
    pen.fill(
        rectangle(-w * 0.4, h * 0.18, 70, 44, 4),
        mix(look.pale, PAINTS["fauve"], look.one(0, 1)),
        "flat",
    )
