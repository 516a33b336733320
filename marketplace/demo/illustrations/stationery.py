"""Paper, pens, books and prints."""

from math import sin

from marketplace.demo.illustrations.botany import GREENS
from marketplace.demo.illustrations.colours import INK, PAINTS, PAPER, darker, lighter, mix
from marketplace.demo.illustrations.geometry import ellipse, leaf, rectangle, smooth, turn
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen
from marketplace.demo.illustrations.solids import EMBLEMS, MOTIFS, emblem, pattern, printed

COVERS = "bleu nuit, terracotta, sauge, moutarde, corail, craie, vert sapin, rose poudré, noir, lavande, bordeaux, bleu canard"


@kind("poster", stance="hang", colours=COVERS, beside="", grow=1.0)
def poster(pen: Pen, look: Look) -> None:
    """A print: landscape, botany, still life or abstraction."""
    w, h = look.u(470, 520), look.u(650, 700)
    framed = look.chance(0.5)
    if framed:
        pen.fill(
            rectangle(-w / 2 - 22, -h / 2 - 22, w + 44, h + 44, 4),
            look.one(look.wood, INK, PAPER),
            "flat",
            texture="wood",
            upright=True,
        )
    else:
        for y in (-h / 2 - 18, h / 2 - 8):
            pen.fill(rectangle(-w / 2 - 16, y, w + 32, 26, 5), look.wood, "down", texture="wood")
    pen.fill(rectangle(-w / 2, -h / 2, w, h), PAPER, "flat", rough=0.3)
    art = pen.fill(
        rectangle(-w / 2 + 44, -h / 2 + 44, w - 88, h - 150),
        mix(look.pale, look.main, look.one(0.1, 0.9)),
        "down",
        rough=0.5,
    )
    if art:
        with pen.inside(art):
            {"hills": _hills, "plant": _stem, "shapes": _shapes, "sea": _sea}[
                look.named({"botanique": "plant"}, look.one("hills", "plant", "shapes", "sea"))
            ](pen, look, w, h)
    pen.text(
        look.extra.get(
            "word",
            look.one(
                "BRETAGNE",
                "JARDIN",
                "LES CALANQUES",
                "HERBIER",
                "MARÉE",
                "LE MARCHÉ",
                "VERCORS",
                "ÉTÉ",
            ),
        ),
        0,
        h / 2 - 58,
        22,
        INK,
        spacing=0.5,
    )
    pen.flat(rectangle(-30, h / 2 - 34, 60, 4), look.main)


def _hills(pen: Pen, look: Look, w: float, h: float) -> None:
    pen.fill(
        ellipse(look.u(-120, 120), -h * 0.2, 74, 74),
        look.one(PAINTS["corail"], PAINTS["jaune"], PAPER),
        "flat",
    )
    for k in range(4):
        y = -h * 0.12 + k * 90
        ridge = [
            (x, y + 44 * sin(x / (90 - 9 * k) + look.u(0, 6) * 0 + k * 2))
            for x in range(-300, 301, 20)
        ]
        pen.fill([*ridge, (300, 500), (-300, 500)], mix(look.main, look.second, k / 3.4), "flat")


def _stem(pen: Pen, look: Look, w: float, h: float) -> None:
    green = look.one(*GREENS, look.second)
    stem = smooth([(0, h * 0.4), (-20, 40), (16, -h * 0.34)])
    pen.line(stem, 8, darker(green, 0.3))
    for k in range(2, len(stem), 2):
        for side in (-1, 1):
            pen.fill(
                leaf(*stem[k], 150, 52, -90 + side * 58),
                green if side < 0 else lighter(green, 0.2),
                "flat",
                texture="brush",
            )


def _shapes(pen: Pen, look: Look, w: float, h: float) -> None:
    tints = (look.second, PAINTS["terracotta"], PAINTS["moutarde"], PAPER, INK)
    pen.fill(ellipse(-70, -h * 0.16, 130, 130), tints[0], "flat")
    pen.fill(ellipse(60, 60, 150, 150, 180, 360), tints[look.one(1, 2)], "flat")
    pen.fill(rectangle(-170, 60, 180, 150, look.one(0, 75)), tints[look.one(3, 4)], "flat")
    pen.line(smooth([(-160, 200), (-40, 130), (40, 220), (180, 140)]), 12, PAPER)


def _sea(pen: Pen, look: Look, w: float, h: float) -> None:
    pen.fill(rectangle(-400, 0, 800, 500), look.second, "down", texture="brush")
    for k in range(6):
        pen.line(
            [(x, 30 + k * 42 + 8 * sin(x / 30 + k)) for x in range(-260, 261, 20)],
            5,
            lighter(look.second, 0.5),
            opacity=0.7,
        )
    pen.fill([(-20, 4), (-20, -200), (110, 4)], PAPER, "flat")
    pen.fill([(-34, 4), (-34, -160), (-110, 4)], PAINTS["corail"], "flat")
    pen.fill(
        smooth([(-130, 14), (-130, 14), (130, 14), (130, 14), (90, 60), (-90, 60)], closed=True),
        INK,
        "flat",
    )


@kind(
    "notebook",
    stance="sheet",
    colours=COVERS,
    group=True,
    beside="pens leaf_sprig cards",
    grow=1.08,
)
def notebook(pen: Pen, look: Look) -> None:
    """A notebook, stitched or held by an elastic."""
    w, h = look.u(360, 420), look.u(510, 570)
    pen.fill(rectangle(-w / 2 + 10, -h / 2 + 12, w, h, 10), PAPER, "flat")
    skin = pen.fill(
        rectangle(-w / 2, -h / 2, w, h, 12),
        look.main,
        "flat",
        texture=look.one("weave", "wash"),
        rough=0.6,
    )
    manner = look.one("spine", "pattern", "label", "emblem", "pattern")
    if manner == "pattern":
        pattern(
            pen,
            look,
            skin,
            w,
            h,
            look.one(*MOTIFS),
            look.one(look.second, look.pale),
            pitch=look.u(60, 100),
        )
    if manner in ("spine", "label", "pattern"):
        pen.fill(rectangle(-w / 2, -h / 2, 62, h), look.second, on=skin)
    if manner != "emblem":
        pen.fill(rectangle(-70, -h * 0.26, 210, 120, 6), PAPER, "flat")
        pen.flat([rectangle(-46, -h * 0.26 + 34 + k * 26, 162, 4) for k in range(3)], INK, 0.5)
    else:
        emblem(pen, look.one(*EMBLEMS), 0, -20, 86, look.pale)
    if look.chance(0.4):
        pen.fill(rectangle(w / 2 - 58, -h / 2 - 4, 15, h + 8), look.pale, "round")
    for k in (-0.3, 0, 0.3):
        pen.line([(-w / 2 + 2, h * k - 18), (-w / 2 + 2, h * k + 18)], 4, look.pale)


@kind(
    "pens",
    stance="sheet",
    colours="noir, bleu nuit, laiton, corail, vert sapin, chêne, bordeaux, argent",
    group=True,
    beside="notebook cards leaf_sprig",
    grow=1.12,
)
def pens(pen: Pen, look: Look) -> None:
    """A fountain pen, or coloured pencils."""
    if look.named({"crayons": True, "": False}, look.chance(0.5)):
        for k in range(look.one(4, 5, 6)):
            x = -190 + k * 76
            tint = (
                look.main
                if k == 0
                else look.one(
                    *[
                        PAINTS[c]
                        for c in (
                            "corail",
                            "moutarde",
                            "sauge",
                            "bleu",
                            "lavande",
                            "terracotta",
                            "bleu canard",
                            "rouge",
                        )
                    ]
                )
            )
            pen.fill(rectangle(x - 22, -200, 44, 440), tint, "round", texture="none")
            pen.fill([(x - 22, -200), (x + 22, -200), (x, -284)], PAINTS["hêtre"], "round")
            pen.fill([(x - 7, -256), (x + 7, -256), (x, -284)], tint, "flat")
            pen.fill(rectangle(x - 22, 216, 44, 26, 8), PAPER, "round")
        return
    a = -34
    long = turn(rectangle(-330, -27, 430, 54, 26), a)
    pen.fill(long, look.main, "flat", rough=0.4)
    pen.line(turn([(-310, -12), (90, -12)], a), 8, lighter(look.main, 0.5), opacity=0.6)
    pen.fill(turn(rectangle(-96, -29, 18, 58), a), look.metal, "metal")
    pen.fill(turn([(100, -22), (190, -14), (190, 14), (100, 22)], a), look.main, "flat")
    pen.fill(turn([(188, -15), (290, 0), (188, 15)], a), look.metal, "metal")
    pen.line(turn([(200, 0), (286, 0)], a), 2.5, INK)
    cap = turn(rectangle(-250, 90, 220, 62, 28), a)
    pen.fill(cap, look.main, "flat")
    pen.line(turn([(-240, 100), (-90, 100)], a), 10, look.metal, form="metal")
    pen.fill(turn(rectangle(-56, 88, 20, 66), a), look.metal, "metal")


@kind(
    "cards",
    stance="sheet",
    colours=COVERS,
    group=True,
    beside="pens leaf_sprig notebook",
    grow=1.06,
)
def cards(pen: Pen, look: Look) -> None:
    """Cards and their envelope."""
    env = turn(rectangle(-190, -60, 420, 300, 6), 8)
    pen.fill(env, look.one(look.second, PAINTS["naturel"], look.pale), "flat", texture="wash")
    pen.line(turn([(-186, -56), (20, 120), (226, -56)], 8), 4, INK, opacity=0.25)
    for k, (dx, dy, a) in enumerate(((-70, -90, -14), (20, -70, -4))):
        shape = turn([(x + dx, y + dy) for x, y in rectangle(-150, -210, 300, 420, 6)], a, (dx, dy))
        skin = pen.fill(shape, PAPER if k else look.main, "flat", rough=0.4)
        local = Pen(
            pen.layer,
            *[
                v * 1
                for v in (
                    pen.x + (dx * pen.cos - dy * pen.sin) * pen.grow,
                    pen.y + (dx * pen.sin + dy * pen.cos) * pen.grow,
                )
            ],
            pen.grow,
            pen.turned + a,
            7,
        )
        if k == 0:
            pattern(local, look, skin, 300, 420, look.one(*MOTIFS), look.pale, pitch=66)
        else:
            local.fill(
                [leaf(0, 110, 200, 60, -90 + d) for d in (-40, 0, 40)],
                look.one(look.main, *GREENS),
                "flat",
            )
            local.text(
                look.extra.get("word", look.one("merci", "bonjour", "à bientôt", "bravo")),
                0,
                150,
                26,
                INK,
                spacing=0.25,
            )


@kind("calendar", stance="hang", colours=COVERS, beside="", grow=1.0)
def calendar(pen: Pen, look: Look) -> None:
    """A wall calendar or planner."""
    w, h = 470, 640
    pen.fill(rectangle(-w / 2, -h / 2, w, h, 4), PAPER, "flat", rough=0.3)
    skin = pen.fill(rectangle(-w / 2, -h / 2, w, h * 0.46, 4), look.main, "flat")
    if look.chance(0.5):
        pattern(
            pen, look, skin, w, h, look.one(*MOTIFS), look.one(look.second, look.pale), pitch=80
        )
    elif skin:
        with pen.inside(skin):
            pen.fill(ellipse(60, -h * 0.3, 70, 70), look.pale, "flat")
            for k in range(3):
                pen.fill(
                    [
                        (-300, -90 + 40 * k),
                        (-60, -190 + 60 * k),
                        (80, -100 + 40 * k),
                        (300, -190 + 60 * k),
                        (300, 200),
                        (-300, 200),
                    ],
                    mix(look.main, look.second, 0.3 * (k + 1)),
                    "flat",
                )
    for x in range(-200, 201, 40):
        pen.fill(rectangle(x - 6, -h / 2 - 16, 12, 34, 6), PAINTS["argent"], "metal")
    pen.text(look.one("MARS", "JUIN", "AVRIL", "MAI", "OCTOBRE"), 0, h * 0.03, 26, INK, spacing=0.4)
    pen.flat(
        [rectangle(-190 + (k % 7) * 58, h * 0.09 + (k // 7) * 46, 24, 20, 3) for k in range(2, 32)],
        INK,
        0.55,
    )
    pen.flat(ellipse(-178 + 3 * 58, h * 0.09 + 102, 26, 26, steps=18), look.second, 0.6)


@kind("book", colours=COVERS, beside="mug lamp", group=True, grow=1.0)
def book(pen: Pen, look: Look) -> None:
    """A book standing, or a pile."""
    if look.named({"": False}, look.chance(0.5)):
        y = 0.0
        pen.touch(210, 20, 0, 0.1)
        for k, tint in enumerate((look.main, look.second, look.pale, look.main)[: look.one(3, 4)]):
            w, t = look.u(180, 220), look.u(52, 76)
            dx = look.u(-20, 20)
            pen.fill(
                [
                    (-w + dx, y - t),
                    (w + dx, y - t),
                    (w + dx + 40, y - t - 26),
                    (-w + dx + 46, y - t - 26),
                ],
                lighter(tint, 0.15),
                "top",
            )
            pen.fill(rectangle(-w + dx, y - t, 2 * w, t, 9), tint, "down")
            pen.fill(
                [
                    (w + dx, y - t + 5),
                    (w + dx + 40, y - t - 21),
                    (w + dx + 40, y - 26),
                    (w + dx, y - 5),
                ],
                PAPER,
                "side",
            )
            pen.flat(
                [
                    rectangle(-w * 0.5 + dx, y - t * 0.6, w * 0.8, 8),
                    rectangle(w * 0.55 + dx, y - t * 0.64, 30, 14),
                ],
                PAPER if k != 2 else INK,
                0.8,
            )
            y -= t
        return
    w, h = look.u(150, 170), look.u(400, 440)
    pen.touch(w + 20, 14, 0, 0.08)
    pen.fill([(w, -4), (w + 56, -32), (w + 56, -h - 20), (w, -h + 4)], PAPER, "side")
    pen.fill(
        [(-w, -h), (w, -h), (w + 60, -h - 28), (-w + 60, -h - 28)], darker(look.main, 0.2), "top"
    )
    skin = pen.fill(rectangle(-w, -h, 2 * w, h, 5), look.main, "flat", rough=0.6)
    local = Pen(pen.layer, pen.x, pen.y - h / 2 * pen.grow, pen.grow, 0, 3)
    if look.chance(0.5):
        pattern(
            local,
            look,
            skin,
            2 * w,
            h,
            look.one(*MOTIFS),
            look.one(look.second, look.pale),
            pitch=look.u(60, 90),
        )
        local.fill(rectangle(-w * 0.7, -90, w * 1.4, 150, 6), PAPER, "flat")
        printed(
            local,
            look,
            0,
            -18,
            w * 1.3,
            150,
            INK,
            look.one("cuisine", "jardin", "récits", "voyages"),
        )
    else:
        emblem(local, look.one(*EMBLEMS), 0, 30, 90, look.one(look.second, look.pale))
        local.text(
            look.extra.get("word", look.one("RECETTES", "LE JARDIN", "CARNETS", "CONTES")),
            0,
            -h * 0.34,
            28,
            look.pale,
            spacing=0.3,
        )
    pen.dark(rectangle(-w, -h, 20, h), look.main, 0.2)
