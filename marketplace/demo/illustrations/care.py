"""Soap, balms, brushes: the bathroom shelf."""

from marketplace.demo.illustrations.botany import GREENS
from marketplace.demo.illustrations.colours import INK, PAINTS, PAPER, darker, lighter, mix
from marketplace.demo.illustrations.geometry import Turned, ellipse, leaf, rectangle, smooth, turn
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen
from marketplace.demo.illustrations.solids import (
    EMBLEMS,
    MOTIFS,
    box,
    emblem,
    glint,
    label,
    pattern,
    printed,
)

SOAPS = "craie, sauge, terracotta, rose poudré, lavande, ocre, charbon, menthe, miel, bleu orage"
FLACONS = "ambre, verre, noir, craie, sauge, vert sapin, rose poudré"


@kind("soap", colours=SOAPS, group=True, beside="towel brush", grow=1.15)
def soap(pen: Pen, look: Look) -> None:
    """Bars of soap, stacked or wrapped."""
    count = look.named({"trio": 3, "": 1}, look.one(1, 2, 2, 3))
    y = 0.0
    tints = [look.main, look.second if look.chance(0.5) else mix(look.main, PAPER, 0.4), look.main]
    for k in range(count):
        w, t = look.u(290, 330), look.u(92, 116)
        dx = look.u(-16, 16) * (k > 0)
        if k == 0:
            pen.touch(w * 0.5, 20, 2, 0.14)
        tint = tints[k]
        pen.fill(
            rectangle(dx - w / 2 + 14, y - t - 26, w + 26, t + 10, 26), darker(tint, 0.22), "side"
        )
        pen.fill(
            [
                (dx - w / 2 + 10, y - t + 4),
                (dx + w / 2 - 10, y - t + 4),
                (dx + w / 2 + 30, y - t - 30),
                (dx - w / 2 + 40, y - t - 30),
            ],
            lighter(tint, 0.25),
            "top",
        )
        skin = pen.fill(
            rectangle(dx - w / 2, y - t, w, t, 22),
            tint,
            "down",
            texture=look.one("speckle", "wash", "brush"),
            rough=0.8,
        )
        if look.chance(0.5):
            with pen.ghost():
                pen.text(
                    look.extra.get(
                        "word", look.one("savon", "olive", "lait", "argile", "karité")
                    ).upper(),
                    dx,
                    y - t / 2,
                    30,
                    darker(tint, 0.35),
                    spacing=0.3,
                )
        elif look.chance(0.7):
            pen.fill(rectangle(dx - w * 0.22, y - t - 8, w * 0.44, t + 16), PAPER, on=skin)
            emblem(pen, look.one(*EMBLEMS), dx, y - t / 2, t * 0.26, darker(look.second, 0.2))
        y -= t
    if look.props and look.chance(0.35):
        for a in (-60, -100, -130):
            pen.fill(leaf(40, y - 8, 120, 30, a), look.one(*GREENS), "flat")


@kind("serum", colours=FLACONS, group=True, beside="plant balm", grow=1.12)
def serum(pen: Pen, look: Look) -> None:
    """A bottle with dropper, pump or spray."""
    r, h = look.u(84, 112), look.u(220, 300)
    top = look.named(
        {"sérum": "dropper", "eau florale": "spray", "massage": "pump"},
        look.one("dropper", "pump", "spray", "cap"),
    )
    neck = Turned([(34, -h - 24), (34, -h + 8)], 0.2)
    dark = look.one(PAINTS["noir"], PAPER, look.metal)
    if top == "dropper":
        pen.fill(
            smooth(
                [(0, -h - 150), (26, -h - 120), (28, -h - 66), (-28, -h - 66), (-26, -h - 120)],
                closed=True,
            ),
            INK if dark != INK else PAPER,
            "round",
        )
        pen.fill(
            Turned([(38, -h - 74), (38, -h - 14)], 0.2).outline(),
            look.one(look.metal, PAPER, INK),
            "metal",
        )
    elif top == "pump":
        pen.line([(0, -h - 20), (0, -h - 100)], 15, dark, form="round")
        pen.line(
            smooth([(20, -h - 108), (-40, -h - 112), (-92, -h - 96)]), 24, dark, form="down", end=16
        )
        pen.fill(Turned([(38, -h - 46), (40, -h - 10)], 0.2).outline(), dark, "round")
    elif top == "spray":
        pen.fill(
            Turned([(26, -h - 96), (30, -h - 60), (40, -h - 52), (40, -h - 10)], 0.2).outline(),
            dark,
            "round",
        )
    else:
        pen.fill(
            Turned([(44, -h - 74), (44, -h - 8)], 0.2).outline(),
            look.one(look.wood, dark),
            "round",
            texture="wood",
        )
    pen.fill(neck.outline(), look.main, "round") if top != "cap" else None
    body = Turned([(36, -h), (r * 0.9, -h + 26), (r, -h + 60), (r, -30), (r * 0.94, 0)], 0.18)
    pen.touch(r, 0, 4)
    skin = pen.fill(body.outline(), look.main, "round", rough=0.3, steps=12)
    label(
        pen,
        look,
        body,
        skin,
        -h * 0.66,
        -h * 0.14,
        paper=look.one(PAPER, look.pale),
        ink=INK,
        word=look.extra.get("word", look.one("sérum", "huile", "lotion", "brume", "rose")),
    )
    glint(pen, body, -h * 0.74, -h * 0.08, opacity=0.4)


@kind(
    "balm",
    colours="argent, laiton, ambre, craie, sauge, rose poudré, or rose",
    group=True,
    beside="serum soap",
    grow=1.2,
)
def balm(pen: Pen, look: Look) -> None:
    """A tin or pot of balm, lid leaning."""
    r, h = look.u(140, 170), look.u(80, 130)
    if look.chance(0.6):
        lid = turn(ellipse(0, 0, r * 0.98, r * 0.9), 0)
        at = (r * 1.04, -r * 0.78)
        pen.fill([(x + at[0], y + at[1]) for x, y in lid], darker(look.metal, 0.1), "metal")
        face = pen.fill(
            [(x * 0.88 + at[0] - 5, y * 0.88 + at[1]) for x, y in lid],
            look.one(PAPER, look.second, look.pale),
            "flat",
        )
        printed(
            pen,
            look,
            at[0] - 5,
            at[1],
            r * 1.3,
            r * 1.2,
            INK,
            look.extra.get("word", look.one("baume", "karité", "calendula")),
        )
        pen.touch(r * 0.7, at[0], 0, 0.1)
        del face
    body = Turned([(r, -h), (r, -8), (r * 0.95, 0)], 0.26)
    pen.touch(r * 0.96, 0, 4)
    metal = look.main in (PAINTS["argent"], PAINTS["laiton"], PAINTS["or rose"])
    skin = pen.fill(body.outline(), look.main, "metal" if metal else "round", rough=0.3)
    pen.fill(body.label(-h * 0.8, -h * 0.2, 0.8), look.one(PAPER, look.pale), on=skin)
    pen.fill(body.opening(0), lighter(look.main, 0.3), "top")
    cream = look.one((246, 236, 214), (236, 214, 150), (226, 230, 206), (244, 220, 212))
    pen.fill(body.opening(10, 3), cream, "hollow", texture="brush", rough=0.5)
    pen.shine(ellipse(-10, -h + 2, r * 0.5, r * 0.12, 180, 320), 9, 0.7)


@kind(
    "brush",
    stance="sheet",
    colours="hêtre, chêne, noyer, noir, sauge, fauve",
    group=True,
    beside="soap leaf_sprig cards",
    grow=1.15,
)
def brush(pen: Pen, look: Look) -> None:
    """A hair, body or nail brush."""
    a = look.one(-30, 24, -12)
    manner = look.named({"peigne": "comb", "brosse": "oval"}, look.one("oval", "long", "comb"))
    if manner == "comb":
        pen.fill(
            turn(rectangle(-290, -110, 580, 96, 40), a),
            look.main,
            "flat",
            texture="wood",
            rough=0.9,
        )
        pen.fill(
            [turn(rectangle(-270 + k * 27, -40, 15, 170, 7), a) for k in range(20)],
            look.main,
            "flat",
            texture="wood",
        )
        return
    handled = look.named({"ongles": False}, True)
    if handled:
        grip = turn(rectangle(20, -32, 380, 64, 32), a)
        pen.fill(grip, look.main, "flat", texture="wood", rough=0.9)
    pen.fill(turn(ellipse(-130, 0, 220, 124), a), look.main, "flat", texture="wood", rough=0.9)
    pad = pen.fill(
        turn(ellipse(-130, 0, 186, 94), a),
        look.one(PAINTS["rouille"], INK, PAPER, look.second),
        "dome",
    )
    for i in range(-7, 8):
        for j in range(-3, 4):
            x, y = -130 + i * 25, j * 25
            if ((x + 130) / 176) ** 2 + (y / 86) ** 2 < 1:
                pen.flat(
                    turn(ellipse(x, y, 6, 6, steps=8), a),
                    look.one((232, 214, 180), (222, 200, 160)),
                    on=pad,
                )
    if handled:
        pen.flat(turn(ellipse(368, 0, 10, 10), a), darker(look.main, 0.5))


@kind(
    "gift_box",
    colours="rose poudré, sauge, terracotta, bleu nuit, craie, moutarde, vert sapin, lavande",
    beside="candle soap",
    grow=1.0,
    group=True,
)
def gift_box(pen: Pen, look: Look) -> None:
    """A gift set in its ribboned box."""
    w, h, d = look.u(320, 380), look.u(190, 250), 190
    skin = box(pen, w, h, d, look.main, x=-44)
    if look.chance(0.5):
        pattern(
            Pen(pen.layer, pen.x - 44 * pen.grow, pen.y - h / 2 * pen.grow, pen.grow, 0, 4),
            look,
            skin,
            w,
            h,
            look.one(*MOTIFS),
            look.pale,
            pitch=60,
        )
    lid = 64
    box(pen, w + 20, lid, d + 10, look.one(look.main, look.second), x=-48, y=-h + 20.0)
    ribbon = look.one(look.second, look.pale, PAINTS["corail"])
    pen.fill(rectangle(-66, -h - lid + 20, 40, h + lid - 20), ribbon, "flat")
    pen.fill(
        [(-66, -h - lid + 20), (-26, -h - lid + 20), (68, -h - lid - 30), (30, -h - lid - 30)],
        lighter(ribbon, 0.2),
        "top",
    )
    x, y = 0.0, -h - lid - 4
    for s in (-1, 1):
        pen.fill(
            smooth(
                [(x, y), (x + s * 60, y - 84), (x + s * 130, y - 70), (x + s * 110, y - 8)],
                closed=True,
            ),
            ribbon,
            "cloth",
        )
        pen.fill(
            smooth(
                [(x, y - 10), (x + s * 58, y - 56), (x + s * 92, y - 44), (x + s * 76, y - 16)],
                closed=True,
            ),
            darker(ribbon, 0.3),
            "flat",
        )
    pen.fill(ellipse(x, y - 14, 25, 21), ribbon, "dome")


@kind(
    "razor",
    stance="sheet",
    colours="noyer, noir, argent, laiton, sauge, hêtre",
    beside="brush soap leaf_sprig",
    grow=1.15,
)
def razor(pen: Pen, look: Look) -> None:
    """A safety razor and its shaving brush."""
    shown = look.named({"rasoir": "razor", "blaireau": "brush"}, "both")
    if shown != "brush":
        pen.fill(
            turn(rectangle(-150, -40, 46, 330, 20), -14, (-130, 0)),
            look.main,
            "round",
            texture="wood",
            upright=True,
        )
        pen.fill(
            turn(rectangle(-222, -104, 190, 66, 18), -14, (-130, 0)), PAINTS["argent"], "metal"
        )
    if shown != "razor":
        pen.fill(
            turn(
                smooth(
                    [
                        (50, 30),
                        (60, -60),
                        (36, -180),
                        (80, -236),
                        (190, -236),
                        (236, -180),
                        (210, -60),
                        (220, 30),
                    ],
                    closed=True,
                ),
                10,
                (130, 0),
            ),
            (226, 212, 188),
            "round",
            texture="fur",
            rough=1.2,
        )
        pen.fill(turn(rectangle(52, -20, 166, 60, 12), 10, (130, 0)), look.metal, "metal")
        pen.fill(
            turn(
                smooth(
                    [
                        (66, 34),
                        (66, 34),
                        (208, 34),
                        (208, 34),
                        (190, 120),
                        (214, 240),
                        (136, 270),
                        (58, 240),
                        (84, 120),
                    ],
                    closed=True,
                ),
                10,
                (130, 0),
            ),
            look.main,
            "round",
            texture="wood",
            upright=True,
        )
