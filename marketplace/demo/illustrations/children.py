"""Toys and little things."""

from math import cos, pi, sin

from marketplace.demo.illustrations.colours import INK, PAINTS, PAPER, darker, lighter
from marketplace.demo.illustrations.geometry import Turned, ellipse, rectangle, smooth, star, turn
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen
from marketplace.demo.illustrations.solids import MOTIFS, box, pattern

TOYS = "corail, moutarde, sauge, bleu orage, terracotta, menthe, rose poudré, bleu ciel, lavande, jaune, rouge"
FURS = "fauve, sable, gris perle, rose poudré, craie, chocolat, bleu orage, miel, lavande"


@kind("toy_car", colours=TOYS, beside="blocks spinning_top", group=True, grow=1.05)
def toy_car(pen: Pen, look: Look) -> None:
    """A wooden car, train or animal on wheels."""
    manner = look.named(
        {"voiture": "car", "train": "train", "camionnette": "van", "tracteur": "tractor"},
        look.one("car", "train", "van", "car"),
    )
    wheels = (-120, 120) if manner != "train" else (-150, -20, 130)
    shapes = {
        "car": smooth(
            [
                (-230, -60),
                (-226, -140),
                (-130, -160),
                (-70, -262),
                (80, -262),
                (140, -160),
                (222, -142),
                (236, -60),
                (236, -60),
                (-230, -60),
            ],
            closed=True,
        ),
        "van": rectangle(-230, -270, 450, 215, 60),
        "train": rectangle(-230, -190, 450, 130, 18),
        "tractor": [rectangle(-230, -190, 320, 120, 24), rectangle(20, -330, 170, 260, 24)],
    }
    for x in wheels:
        pen.touch(46, x, 2)
    skin = pen.fill(shapes[manner], look.main, "flat", texture="wood", rough=0.6)
    if manner == "tractor":
        pen.fill(rectangle(50, -300, 110, 90, 14), look.pale, "flat")
        pen.line([(-130, -190), (-130, -280)], 22, look.wood, form="round")
    elif manner == "train":
        pen.fill(rectangle(60, -330, 160, 160, 14), look.second, "flat", texture="wood", rough=0.6)
        pen.fill(rectangle(44, -350, 192, 30, 10), look.wood, "down", texture="wood")
        pen.fill(rectangle(94, -296, 90, 70, 12), look.pale, "flat")
        pen.fill(Turned([(44, -290), (30, -190)], 0.2, -140).outline(), look.wood, "round")
        pen.fill(ellipse(-40, -190, 46, 34, 180, 360), look.metal, "dome")
    else:
        for x, w in (
            ((-66, 62), (16, 66)) if manner == "car" else ((-180, 90), (-60, 90), (70, 110))
        ):
            pen.fill(rectangle(x, -232, w, 70, 16), look.pale, "flat")
        pen.fill(rectangle(-240, -112, 480, 24), look.second, on=skin)
    for x in wheels:
        r = 100 if manner == "tractor" and x > 0 else 58
        pen.fill(
            ellipse(x, -r, r, r),
            look.one(look.wood, INK, look.second),
            "dome",
            texture="wood",
            rough=0.6,
        )
        pen.fill(ellipse(x, -r, 20, 20), PAINTS["hêtre"], "dome")


@kind("plush", colours=FURS, beside="blocks kids_book", grow=0.98, group=True)
def plush(pen: Pen, look: Look) -> None:
    """A soft toy: bear, rabbit, fox, elephant or cat."""
    beast = look.named(
        {"ours": "bear", "lapin": "rabbit", "renard": "fox"},
        look.one("bear", "rabbit", "fox", "elephant", "cat"),
    )
    fur = {"texture": "fur", "rough": 0.9}
    dark, pale = darker(look.main, 0.12), lighter(look.main, 0.5)
    pen.touch(150, 0, 2)
    for s in (-1, 1):
        pen.fill(turn(ellipse(s * 96, -64, 56, 84), s * 56, (s * 96, -64)), dark, "dome", **fur)
        pen.fill(
            turn(ellipse(s * 130, -190, 44, 92), -s * 34, (s * 130, -190)), dark, "dome", **fur
        )
    body = pen.fill(ellipse(0, -150, 128, 150), look.main, "dome", **fur)
    pen.fill(ellipse(0, -130, 76, 96), pale, on=body)
    if look.chance(0.55):
        with pen.inside(body) if body else pen.ghost():
            pattern(
                Pen(pen.layer, pen.x, pen.y - 130 * pen.grow, pen.grow, 0, 2),
                look,
                pen.fill(rectangle(-140, -220, 280, 200), look.second, "round", texture="knit"),
                280,
                200,
                look.one("stripes", "dots", "none"),
                look.pale,
                pitch=50,
            )
    y = -352
    ears = {
        "bear": [ellipse(s * 96, y - 92, 48, 48) for s in (-1, 1)],
        "rabbit": [
            turn(ellipse(s * 52, y - 190, 36, 124), s * look.u(8, 26), (s * 52, y - 80))
            for s in (-1, 1)
        ],
        "fox": [[(s * 40, y - 96), (s * 116, y - 176), (s * 124, y - 50)] for s in (-1, 1)],
        "cat": [[(s * 34, y - 102), (s * 100, y - 168), (s * 118, y - 56)] for s in (-1, 1)],
        "elephant": [ellipse(s * 150, y + 6, 84, 96) for s in (-1, 1)],
    }[beast]
    pen.fill(ears, dark, "dome", **fur)
    inner = [
        [(x * 0.6 + cx * 0.4, yy * 0.6 + cy * 0.4) for x, yy in e]
        for e in ears
        for cx, cy in [(sum(p[0] for p in e) / len(e), sum(p[1] for p in e) / len(e))]
    ]
    pen.fill(inner, look.one(pale, PAINTS["rose poudré"]), "flat")
    pen.fill(ellipse(0, y, 132, 118), look.main, "dome", **fur)
    pen.fill(ellipse(0, y + 40, 62, 48), pale, "flat", **fur) if beast != "elephant" else pen.line(
        smooth([(0, y + 10), (6, y + 90), (50, y + 130), (84, y + 110)]),
        44,
        look.main,
        end=26,
        form="round",
    )
    for s in (-1, 1):
        pen.flat(ellipse(s * 52, y - 12, 11, 13, steps=16), INK)
        pen.flat(ellipse(s * 52 - 3, y - 17, 4, 4, steps=8), PAPER)
        pen.flat(ellipse(s * 84, y + 30, 20, 14, steps=16), PAINTS["corail"], 0.3)
    if beast != "elephant":
        pen.fill(smooth([(-17, y + 22), (17, y + 22), (0, y + 40)], closed=True), INK, "flat")
        pen.line(smooth([(-24, y + 60), (0, y + 40), (24, y + 60)]), 4, INK)


@kind("blocks", colours=TOYS, beside="toy_car spinning_top", grow=1.05)
def blocks(pen: Pen, look: Look) -> None:
    """Wooden building blocks."""
    tints = [
        look.main,
        look.second,
        look.pale,
        PAINTS["hêtre"],
        PAINTS["moutarde"],
        PAINTS["sauge"],
        PAINTS["corail"],
    ]
    look.rng.shuffle(tints)
    tints[0] = look.main
    marks = "ABCDEFGHLMNOPRST"
    spots = look.one(
        ((-140, 0), (20, 0), (170, 0), (-60, 1), (96, 1), (20, 2)),
        ((-90, 0), (80, 0), (-10, 1)),
        ((-150, 0), (0, 0), (150, 0), (-70, 1), (0, 2)),
    )
    for k, (x, row) in enumerate(spots):
        tint = tints[k % len(tints)]
        dx = look.u(-8, 8)
        box(pen, 138, 138, 90, tint, x=x + dx, y=-row * 139.0, texture="wood")
        inset = rectangle(x + dx - 50, -row * 139 - 119, 100, 100, 10)
        pen.fill(inset, lighter(tint, 0.5), "flat")
        pen.text(look.one(*marks), x + dx, -row * 139 - 69, 62, darker(tint, 0.4))


@kind("puzzle", stance="sheet", colours=TOYS, beside="kids_book cards", grow=1.1)
def puzzle(pen: Pen, look: Look) -> None:
    """A wooden jigsaw, one piece aside."""
    n, side = 3, 165.0
    tints = [
        look.main,
        look.second,
        look.pale,
        PAINTS["moutarde"],
        PAINTS["sauge"],
        PAINTS["corail"],
    ]
    pen.fill(
        rectangle(-n * side / 2 - 26, -n * side / 2 - 26, n * side + 52, n * side + 52, 14),
        look.wood,
        "flat",
        texture="wood",
    )
    pen.fill(
        rectangle(-n * side / 2, -n * side / 2, n * side, n * side, 4),
        darker(look.wood, 0.35),
        "flat",
    )
    gone = look.one(2, 6, 8)
    for k in range(n * n):
        i, j = k % n, k // n
        x, y = -n * side / 2 + i * side, -n * side / 2 + j * side
        piece = [rectangle(x + 2, y + 2, side - 4, side - 4, 10)]
        if i < n - 1:
            piece.append(ellipse(x + side + 14, y + side / 2, 30, 27, steps=18))
        if k == gone:
            piece = [
                turn([(px + 60, py + 70) for px, py in p], 24, (x + side, y + side)) for p in piece
            ]
        pen.fill(piece, tints[(i + 2 * j) % len(tints)], "flat", texture="wood", rough=0.5)
    if look.chance(0.7):
        pen.flat(
            star(-n * side / 2 + side * 1.5, -n * side / 2 + side * 1.5, 54, 24, 5), PAPER, 0.9
        )


@kind("spinning_top", colours=TOYS, beside="blocks toy_car", group=True, grow=1.2)
def spinning_top(pen: Pen, look: Look) -> None:
    """A spinning top, skittle or stacking rings."""
    manner = look.named(
        {"toupie": "top", "anneaux": "rings", "quilles": "skittles"}, look.one("top", "rings")
    )
    if manner == "skittles":
        for k, (x, y) in enumerate(((-150, -40), (0, -40), (150, -40), (-75, 10), (75, 10))):
            pen.touch(46, x, y)
            pin = Turned(
                [(22, y - 250), (34, y - 226), (18, y - 180), (56, y - 90), (40, y)], 0.2, x
            )
            tint = (look.main, look.second, look.pale)[k % 3]
            skin = pen.fill(pin.outline(), tint, "round", texture="wood", rough=0.5)
            pen.fill(pin.band(y - 186, y - 170), look.wood, on=skin)
        return
    if manner == "top":
        pen.touch(60, 0, 0)
        body = Turned(
            [(18, -320), (18, -236), (70, -226), (190, -170), (150, -96), (16, -8), (4, 0)], 0.2
        )
        skin = pen.fill(body.outline(), look.main, "round", texture="wood", rough=0.5)
        for k, y in enumerate((-216, -176, -130)):
            pen.fill(body.band(y, y + 16), (look.second, look.pale, look.second)[k], on=skin)
        pen.fill(ellipse(0, -326, 30, 28), look.wood, "dome")
        return
    pen.touch(150, 0, 3)
    tints = [look.main, look.second, look.pale, PAINTS["moutarde"], look.main]
    y = 0.0
    for k in range(5):
        r = 158 - k * 24
        pen.fill(
            Turned([(r * 0.86, y - 66), (r, y - 34), (r * 0.86, y - 2)], 0.2).outline(),
            tints[k],
            "round",
            texture="wood",
            rough=0.4,
        )
        y -= 62
    pen.fill(ellipse(0, y - 36, 46, 44), look.wood, "dome", texture="wood")


@kind("mobile", stance="hang", colours=TOYS, beside="", grow=1.05)
def mobile(pen: Pen, look: Look) -> None:
    """A nursery mobile or garland."""
    pen.line([(0, -540), (0, -300)], 4, INK)
    pen.line(smooth([(-260, -240), (0, -300), (260, -240)]), 17, look.wood, form="down")
    tints = [look.main, look.second, look.pale, PAINTS["moutarde"], look.main]
    manner = look.one("moons", "drops", "birds")
    for k, x in enumerate((-240, -120, 0, 120, 240)):
        long = look.u(150, 380)
        top = -244 - 50 * (1 - abs(x) / 250)
        pen.line([(x, top), (x, top + long)], 3, INK, opacity=0.6)
        at = top + long + 44
        if manner == "moons":
            shape = star(x, at, 56, 26, 5) if k % 2 else ellipse(x, at, 54, 54)
            pen.fill(
                shape, tints[k], "flat", cut=None if k % 2 else ellipse(x + 26, at - 8, 46, 46)
            )
        elif manner == "drops":
            pen.fill(
                smooth(
                    [(x, at - 60), (x + 40, at + 16), (x, at + 52), (x - 40, at + 16)], closed=True
                ),
                tints[k],
                "dome",
                texture="knit",
            )
        else:
            pen.fill(
                smooth(
                    [
                        (x - 70, at),
                        (x - 20, at - 34),
                        (x + 40, at - 26),
                        (x + 80, at - 44),
                        (x + 44, at + 12),
                        (x - 10, at + 30),
                    ],
                    closed=True,
                ),
                tints[k],
                "flat",
            )
            pen.fill(
                smooth([(x - 16, at - 8), (x + 30, at - 12), (x + 20, at + 44)], closed=True),
                darker(tints[k], 0.15),
                "flat",
            )


@kind("kids_book", stance="sheet", colours=TOYS, group=True, beside="pens puzzle", grow=1.08)
def kids_book(pen: Pen, look: Look) -> None:
    """A picture book, closed."""
    w, h = look.one((470, 470), (430, 540))
    pen.fill(rectangle(-w / 2 + 9, -h / 2 + 11, w, h, 8), PAPER, "flat")
    skin = pen.fill(rectangle(-w / 2, -h / 2, w, h, 10), look.main, "down")
    if skin is None:
        return
    with pen.inside(skin):
        pen.fill(ellipse(w * 0.2, -h * 0.12, 80, 80), look.one(PAINTS["jaune"], PAPER), "flat")
        for k in range(3):
            ridge = [
                (x, h * 0.12 + k * 64 + 40 * sin(x / 80 + k * 1.9)) for x in range(-300, 301, 20)
            ]
            pen.fill(
                [*ridge, (320, 400), (-320, 400)],
                (look.second, look.pale, darker(look.second, 0.2))[k],
                "flat",
            )
        for k in range(4):
            x = -w * 0.3 + k * w * 0.18
            pen.fill(
                [(x, h * 0.02), (x + 34, h * 0.16), (x - 34, h * 0.16)],
                PAINTS["vert sapin"],
                "flat",
            )
        for _ in range(9):
            pen.flat(ellipse(look.u(-w / 2, w / 2), look.u(-h / 2, 0), 5, 5, steps=10), PAPER)
    pen.text(
        look.extra.get(
            "word", look.one("LA LUNE", "LE LOUP", "MON JARDIN", "BONNE NUIT", "LA FORÊT")
        ),
        0,
        -h * 0.34,
        40,
        PAPER,
        spacing=0.16,
    )
    pen.dark(rectangle(-w / 2, -h / 2, 22, h), look.main, 0.2)


@kind("rattle", stance="sheet", colours=TOYS, group=True, beside="leaf_sprig cards", grow=1.25)
def rattle(pen: Pen, look: Look) -> None:
    """A rattle or teething ring."""
    r = 150
    pen.fill(
        ellipse(0, 0, r, r), look.wood, "dome", texture="wood", cut=ellipse(0, 0, r - 40, r - 40)
    )
    for k in range(look.one(3, 5)):
        a = -pi / 2 + (k - 1) * 0.52
        pen.fill(
            ellipse((r - 20) * cos(a), (r - 20) * sin(a), 40, 40),
            (look.main, look.second, look.pale)[k % 3],
            "dome",
        )
    if look.named({"anneau": True}, False):
        return
    ears = [
        turn(
            smooth([(0, 110), (44, 170), (52, 280), (0, 320), (-52, 280), (-44, 170)], closed=True),
            s * 24,
        )
        for s in (-1, 1)
    ]
    skin = pen.fill(ears, look.main, "cloth", texture="weave", rough=0.8)
    pattern(pen, look, skin, 500, 700, look.one(*MOTIFS), look.pale, pitch=44)
