"""Things to eat and drink, in their jars, tins, bags and bars."""

from marketplace.demo.illustrations.botany import GREENS
from marketplace.demo.illustrations.colours import INK, PAINTS, PAPER, darker, lighter, mix
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
from marketplace.demo.illustrations.solids import MOTIFS, box, glass, glint, label, pattern, printed

PACKS = "vert sapin, moutarde, corail, bleu nuit, terracotta, sauge, bordeaux, rose poudré, bleu canard, craie, ocre, charbon"


def _ink(look: Look):  # noqa: ANN202
    return look.one(INK, PAINTS["vert sapin"], PAINTS["bordeaux"], PAINTS["bleu nuit"])


@kind(
    "oil", colours="olive, moutarde, vert sapin, ambre, noir", group=True, beside="board salad_bowl"
)
def oil(pen: Pen, look: Look) -> None:
    """A bottle of oil or vinegar."""
    h, r = look.u(400, 450), look.u(82, 104)
    shoulder = look.u(0.56, 0.68)
    body = Turned(
        [
            (26, -h),
            (26, -h * 0.84),
            (30, -h * (shoulder + 0.12)),
            (r, -h * shoulder),
            (r, -h * shoulder),
            (r, -h * 0.3),
            (r * 0.98, 0),
        ],
        0.15,
    )
    pen.touch(r, 0, 4)
    skin = pen.fill(body.outline(), look.main, "round", rough=0.4, steps=12)
    label(
        pen,
        look,
        body,
        skin,
        -h * 0.5,
        -h * 0.12,
        paper=look.one(PAPER, look.pale, look.second),
        ink=_ink(look) if look.second != INK else PAPER,
        word=look.extra.get("word", look.one("olive", "noix", "colza", "vinaigre")),
    )
    cork = Turned([(24, -h - 44), (24, -h - 6)], 0.18)
    pen.fill(cork.outline(), look.one(PAINTS["charbon"], (196, 156, 112), look.second), "round")
    glint(pen, body, -h * 0.78, -h * 0.08, opacity=0.36)


def _jar(pen: Pen, look: Look, content, word: str, lid=None) -> None:  # noqa: ANN001
    r, h = look.u(122, 150), look.u(230, 290)
    body = Turned(
        [
            (r * 0.86, -h),
            (r, -h * 0.86),
            (r, -h * 0.86),
            (r, -h * 0.4),
            (r * 0.98, -14),
            (r * 0.9, 0),
        ],
        0.18,
    )
    pen.touch(r * 0.95, 0, 4)
    skin = glass(pen, body, (226, 232, 226), content, -h * 0.86)
    cap = lid or look.one(PAINTS["laiton"], PAINTS["craie"], look.second, PAINTS["charbon"])
    label(
        pen,
        look,
        body,
        skin,
        -h * 0.66,
        -h * 0.16,
        paper=look.one(PAPER, PAPER, look.pale),
        ink=_ink(look),
        word=word,
    )
    manner = look.one("metal", "metal", "cloth")
    top = Turned([(r * 0.94, -h - 52), (r * 0.95, -h - 4)], 0.18)
    if manner == "cloth":
        skirt = Turned(
            [(r * 0.8, -h - 56), (r * 0.98, -h - 40), (r * 0.98, -h + 8), (r * 1.24, -h + 50)], 0.16
        )
        clad = pen.fill(skirt.outline(), cap, "round", texture="weave")
        for i in range(5):
            pen.fill(skirt.band(-h - 60 + i * 24, -h - 50 + i * 24), lighter(cap, 0.45), on=clad)
        pen.line([(-r * 0.98, -h + 2), (0, -h + 2 + r * 0.17), (r * 0.98, -h + 2)], 7, look.second)
    else:
        pen.fill(top.outline(), cap, "metal", rough=0.4)
        pen.fill(top.opening(0), lighter(cap, 0.3), "top", rough=0.3)
    glint(pen, body, -h * 0.8, -h * 0.1, opacity=0.5)


@kind(
    "jam",
    colours="framboise, abricot, prune, rouge, miel, olive, bordeaux, moutarde",
    group=True,
    grow=1.15,
    beside="board bread",
)
def jam(pen: Pen, look: Look) -> None:
    """A jar of jam."""
    _jar(
        pen,
        look,
        look.main,
        look.extra.get("word", look.one("confiture", "fraise", "abricot", "figue")),
    )


@kind("honey", colours="miel, ambre, ocre, moutarde", group=True, grow=1.2, beside="tea bread")
def honey(pen: Pen, look: Look) -> None:
    """A jar of honey, sometimes with its dipper."""
    if look.props and look.chance(0.4):
        pen.line([(190, -16), (320, -120)], 13, look.wood, form="round")
        for k in range(4):
            pen.fill(
                turn(ellipse(178 - k * 15, -8 + k * 3, 9, 30), -40, (178 - k * 15, -8)),
                look.wood,
                "round",
            )
        pen.touch(40, 170, 6)
    _jar(
        pen,
        look,
        look.main,
        look.extra.get("word", "miel"),
        look.one(PAINTS["laiton"], PAINTS["charbon"], PAINTS["moutarde"]),
    )


@kind(
    "terrine",
    colours="terracotta, rouille, sauge, olive, chocolat, craie",
    group=True,
    grow=1.3,
    beside="bread board",
)
def terrine(pen: Pen, look: Look) -> None:
    """A wire-bail jar of spread, mustard or pickles."""
    r, h = look.u(140, 165), look.u(180, 230)
    body = Turned([(r * 0.94, -h), (r, -h * 0.84), (r, -h * 0.3), (r * 0.94, 0)], 0.2)
    pen.touch(r * 0.95, 0, 4)
    skin = glass(pen, body, (222, 230, 224), look.main, -h * 0.84)
    label(
        pen,
        look,
        body,
        skin,
        -h * 0.66,
        -h * 0.16,
        word=look.extra.get("word", look.one("terrine", "rillettes", "tapenade")),
        ink=_ink(look),
    )
    lid = Turned([(r * 0.5, -h - 40), (r * 0.92, -h - 30), (r * 0.98, -h - 12)], 0.18)
    pen.line(
        ellipse(0, -h - 4, r * 0.98, r * 0.2, 0, 180),
        14,
        look.one(PAINTS["corail"], PAINTS["moutarde"]),
    )
    pen.fill(lid.outline(), (226, 234, 230), "dome", texture="none")
    pen.line(
        [(r * 0.98, -h - 20), (r * 1.08, -h * 0.7), (r * 0.98, -h * 0.55)], 7, PAINTS["argent"]
    )
    pen.line([(-r * 0.98, -h - 16), (-r * 1.04, -h * 0.8)], 7, PAINTS["argent"])
    glint(pen, body, -h * 0.78, -h * 0.12, opacity=0.5)


@kind("tea", colours=PACKS, group=True, grow=1.2, beside="mug teapot")
def tea(pen: Pen, look: Look) -> None:
    """A tea caddy, round or square."""
    if look.chance(0.55):
        r, h = look.u(112, 140), look.u(250, 330)
        body = Turned([(r, -h), (r, 0)], 0.18, steps=10)
        pen.touch(r, 0, 4)
        skin = pen.fill(body.outline(), look.main, "round", rough=0.6)
        if look.chance(0.6):
            for i in range(6):
                pen.fill(
                    body.band(-h + 60 + i * 36, -h + 72 + i * 36),
                    mix(look.main, look.second, 0.6),
                    on=skin,
                )
        label(
            pen,
            look,
            body,
            skin,
            -h * 0.66,
            -h * 0.2,
            paper=look.one(PAPER, look.pale),
            ink=darker(look.main, 0.5),
            word=look.extra.get("word", look.one("thé", "infusion", "thé vert")),
        )
        lid = Turned([(r * 1.03, -h - 30), (r * 1.03, -h + 34)], 0.18)
        pen.fill(
            lid.outline(), look.one(look.main, look.metal), "metal" if look.chance(0.4) else "round"
        )
        pen.fill(lid.opening(0), lighter(look.main, 0.3), "top")
        return
    w, h = look.u(210, 250), look.u(260, 320)
    skin = box(pen, w, h, look.u(130, 170), look.main, x=-30)
    pen.fill(rectangle(-30 - w / 2, -h, w, h * 0.2), darker(look.main, 0.2), on=skin)
    pen.fill(
        rectangle(-30 - w * 0.36, -h * 0.7, w * 0.72, h * 0.54, 8),
        look.one(PAPER, look.pale),
        on=skin,
    )
    printed(
        pen,
        look,
        -30,
        -h * 0.43,
        w * 0.7,
        h * 0.5,
        darker(look.main, 0.5),
        look.extra.get("word", look.one("thé", "rooibos", "infusion")),
    )


@kind(
    "coffee",
    colours="charbon, craie, terracotta, bleu canard, moutarde, naturel, corail, noir",
    group=True,
    beside="mug coffee_pot",
)
def coffee(pen: Pen, look: Look) -> None:
    """A bag of coffee, pasta or flour with its folded top."""
    w, h = look.u(220, 255), look.u(360, 410)
    outline = smooth(
        [
            (-w * 0.44, -h),
            (-w * 0.44, -h),
            (w * 0.44, -h),
            (w * 0.44, -h),
            (w * 0.5, -h * 0.76),
            (w * 0.54, -h * 0.3),
            (w * 0.5, -6),
            (w * 0.5, -6),
            (0, 10),
            (-w * 0.5, -6),
            (-w * 0.5, -6),
            (-w * 0.54, -h * 0.3),
            (-w * 0.5, -h * 0.76),
        ],
        closed=True,
    )
    pen.touch(w * 0.5, 0, 2, 0.12)
    skin = pen.fill(outline, look.main, "round", texture="wash", rough=0.8)
    pen.dark(
        [(w * 0.28, -h * 0.9), (w * 0.52, -h * 0.8), (w * 0.56, 0), (w * 0.36, 0)],
        look.main,
        0.18,
        on=skin,
    )
    pen.fill(rectangle(-w * 0.44, -h - 4, w * 0.88, h * 0.085), darker(look.main, 0.22), "flat")
    pen.line(
        [(-w * 0.44, -h * 0.86), (w * 0.44, -h * 0.86)], 3, darker(look.main, 0.4), opacity=0.6
    )
    paper = look.one(PAPER, look.second, look.pale)
    top = look.u(0.6, 0.68)
    pen.fill(rectangle(-w * 0.34, -h * top, w * 0.68, h * 0.46, look.one(0, 8, 60)), paper, on=skin)
    ink = PAPER if sum(paper) < 360 else darker(look.main, 0.6)
    printed(
        pen,
        look,
        0,
        -h * (top - 0.23),
        w * 0.64,
        h * 0.44,
        ink,
        look.extra.get("word", look.one("café", "moka", "grains")),
    )


@kind(
    "chocolate",
    stance="sheet",
    colours=PACKS,
    group=True,
    grow=1.18,
    beside="cards notebook leaf_sprig",
)
def chocolate(pen: Pen, look: Look) -> None:
    """A bar, its wrapper half open."""
    w, h = look.u(300, 330), look.u(560, 620)
    open_end = look.chance(0.6)
    if open_end:
        bar = pen.fill(
            rectangle(-w * 0.46, -h * 0.5, w * 0.92, h * 0.5, 8),
            look.one(PAINTS["chocolat"], (110, 70, 48), (232, 214, 184)),
            "flat",
        )
        for i in range(3):
            for j in range(2):
                x, y = -w * 0.46 + 8 + i * w * 0.306, -h * 0.5 + 10 + j * h * 0.13
                pen.fill(
                    rectangle(x, y, w * 0.28, h * 0.115, 6),
                    (104, 68, 54),
                    "flat",
                    bright=14,
                    on=None,
                )
        pen.fill(
            [
                (-w * 0.5, -h * 0.2),
                (-w * 0.3, -h * 0.25),
                (-w * 0.1, -h * 0.2),
                (w * 0.14, -h * 0.26),
                (w * 0.34, -h * 0.21),
                (w * 0.5, -h * 0.25),
                (w * 0.5, -h * 0.1),
                (-w * 0.5, -h * 0.1),
            ],
            PAINTS["argent"],
            "metal",
        )
        del bar
    top = -h * 0.14 if open_end else -h * 0.5
    skin = pen.fill(rectangle(-w * 0.5, top, w, h * 0.5 - top), look.main, "flat", rough=0.6)
    pattern(
        pen,
        look,
        skin,
        w,
        h,
        look.one(*MOTIFS),
        look.one(look.second, look.pale, darker(look.main, 0.25)),
        pitch=look.u(52, 80),
    )
    cy = (top + h * 0.5) / 2
    tall = min(h * 0.36, (h * 0.5 - top) * 0.62)
    pen.fill(rectangle(-w * 0.36, cy - tall / 2, w * 0.72, tall, look.one(0, 10)), PAPER, on=skin)
    printed(
        pen,
        look,
        0,
        cy,
        w * 0.68,
        tall,
        darker(look.main, 0.5),
        look.extra.get("word", look.one("chocolat", "noir 70 %", "lait")),
    )


@kind("biscuits", colours=PACKS, grow=1.1, beside="mug tea")
def biscuits(pen: Pen, look: Look) -> None:
    """A tin of biscuits with a few in front."""
    r, h = look.u(180, 215), look.u(150, 230)
    body = Turned([(r, -h), (r, 0)], 0.2, steps=10)
    pen.touch(r, 0, 4)
    skin = pen.fill(body.outline(), look.main, "round", rough=0.6)
    pattern_band = look.one(look.second, look.pale)
    pen.fill(body.band(-h * 0.3, -h * 0.2), pattern_band, on=skin)
    label(
        pen,
        look,
        body,
        skin,
        -h * 0.74,
        -h * 0.22,
        spread=0.6,
        ink=darker(look.main, 0.5),
        word=look.extra.get("word", look.one("sablés", "biscuits", "palets")),
    )
    lid = Turned([(r * 1.02, -h - 22), (r * 1.02, -h + 26)], 0.2)
    pen.fill(lid.outline(), look.one(look.main, look.second), "round")
    pen.fill(lid.opening(0), lighter(look.main, 0.25), "top")
    for i in range(look.one(2, 3)):
        x, y = -r * 0.8 + i * 96, 46 + (i % 2) * 14
        pen.touch(48, x, y + 8)
        pen.fill(Turned([(50, y - 14), (50, y)], 0.34, x).outline(), (206, 150, 88), "round")
        pen.fill(ellipse(x, y - 14, 50, 17), (230, 184, 120), "top", texture="speckle", rough=0.4)


@kind("bread", colours="miel, ocre, chêne", grow=1.1, beside="board jam")
def bread(pen: Pen, look: Look) -> None:
    """A loaf: brioche, country loaf or gingerbread."""
    w, h = look.u(380, 430), look.u(170, 220)
    pen.touch(w * 0.48, 0, -4)
    crust = smooth(
        [
            (-w * 0.5, -h * 0.3),
            (-w * 0.4, -h * 0.86),
            (0, -h),
            (w * 0.4, -h * 0.86),
            (w * 0.5, -h * 0.3),
            (w * 0.42, 0),
            (-w * 0.42, 0),
        ],
        closed=True,
    )
    skin = pen.fill(
        crust, mix(look.main, (170, 96, 44), 0.45), "dome", texture="speckle", rough=0.6
    )
    for i in range(4):
        x = -w * 0.3 + i * w * 0.2
        pen.fill(leaf(x - 30, -h * 0.36, h * 0.7, 32, -58), (240, 212, 162), on=skin)


@kind("leaf_sprig", stance="sheet", colours="sauge, olive, vert sapin", beside="")
def leaf_sprig(pen: Pen, look: Look) -> None:
    """A loose branch, to accompany."""
    stem = smooth([(-260, 120), (-60, 20), (120, -20), (300, -120)])
    pen.line(stem, 8, darker(look.main, 0.4), end=4)
    for i in range(2, len(stem), 3):
        for side in (-1, 1):
            pen.fill(
                leaf(*stem[i], 130, 48, -20 + side * 52),
                look.main if side < 0 else lighter(look.main, 0.2),
                "flat",
                texture="brush",
            )


@kind(
    "salt", colours="craie, bleu orage, sable, naturel", group=True, grow=1.25, beside="board oil"
)
def salt(pen: Pen, look: Look) -> None:
    """A pot or sachet of salt, herbs or spices with a cork."""
    r, h = look.u(88, 110), look.u(230, 300)
    white, red, green, brown = (246, 242, 234), (176, 72, 50), (120, 132, 84), (92, 62, 50)
    content = look.named(
        {"sel aux herbes": mix(white, green, 0.4), "sel": white, "piment": red, "poivre": brown}
        | {"herbes": green, "grillades": (206, 130, 60)},
        look.one(white, red, green, (206, 150, 60), brown),
    )
    body = Turned([(r * 0.8, -h), (r, -h * 0.86), (r, -h * 0.4), (r * 0.96, 0)], 0.18)
    pen.touch(r * 0.95, 0, 4)
    skin = glass(pen, body, (220, 230, 228), content, -h * 0.74)
    label(
        pen,
        look,
        body,
        skin,
        -h * 0.56,
        -h * 0.16,
        paper=look.one(PAPER, look.main),
        ink=INK,
        word=look.extra.get("word", look.one("sel", "épices", "thym")),
    )
    pen.fill(
        Turned([(r * 0.86, -h - 40), (r * 0.74, -h + 10)], 0.2).outline(),
        (200, 158, 112),
        "round",
        texture="speckle",
    )
    pen.fill(ellipse(0, -h - 40, r * 0.86, r * 0.17), (220, 184, 140), "top", texture="speckle")
    glint(pen, body, -h * 0.8, -h * 0.1, opacity=0.5)


@kind(
    "syrup",
    colours="framboise, menthe, corail, miel, prune, tilleul, lavande",
    group=True,
    beside="glassware fruit_bowl",
)
def syrup(pen: Pen, look: Look) -> None:
    """A tall bottle of syrup, juice or kombucha."""
    h, r = look.u(400, 440), look.u(84, 98)
    body = Turned(
        [
            (32, -h),
            (32, -h * 0.82),
            (r * 0.7, -h * 0.68),
            (r, -h * 0.52),
            (r, -h * 0.2),
            (r * 0.94, 0),
        ],
        0.16,
    )
    pen.touch(r, 0, 4)
    skin = glass(pen, body, (228, 234, 230), look.main, -h * 0.78)
    label(
        pen,
        look,
        body,
        skin,
        -h * 0.46,
        -h * 0.12,
        word=look.extra.get("word", look.one("sirop", "nectar", "limonade")),
        ink=darker(look.main, 0.6),
    )
    pen.fill(
        Turned([(34, -h - 34), (34, -h + 14)], 0.2).outline(),
        look.one(PAINTS["charbon"], PAINTS["laiton"], PAPER),
        "round",
    )
    if look.chance(0.4):
        pen.line(
            [(-32, -h + 30), (-44, -h + 60), (0, -h + 74), (40, -h + 56), (32, -h + 30)],
            6,
            (190, 150, 104),
        )
        pen.fill(move(rectangle(-22, 0, 44, 56, 4), -30, -h + 70), (222, 196, 156), "flat")
    glint(pen, body, -h * 0.74, -h * 0.1, opacity=0.5)


# a liqueur stands in such a bottle too
kind(
    "liqueur",
    colours="tilleul, jaune, prune, bordeaux, ocre, ambre",
    group=True,
    beside="glassware",
)(syrup)


@kind(
    "glassware",
    colours="verre, ambre, bleu ciel, rose poudré, menthe",
    group=True,
    grow=1.15,
    beside="syrup pitcher",
)
def glassware(pen: Pen, look: Look) -> None:
    """A blown tumbler or stem glass."""
    r, h = look.u(105, 130), look.u(250, 320)
    if look.named({"vin": False, "": True}, look.chance(0.5)):
        body = Turned([(r, -h), (r * look.u(0.9, 1.05), -h * 0.5), (r * 0.78, 0)], 0.22)
        foot = r * 0.8
    else:
        body = Turned(
            [(r * 0.86, -h - 60), (r, -h * 0.84), (r * 0.7, -h * 0.5), (14, -h * 0.4)], 0.2
        )
        foot = r * 0.8
        pen.fill(
            Turned([(9, -h * 0.42), (9, -20), (foot, -6), (foot, 0)], 0.2).outline(),
            look.main,
            "round",
            texture="none",
            opacity=0.75,
        )
    pen.touch(foot, 0, 3)
    pen.fill(body.outline(), look.main, "round", texture="none", opacity=0.62)
    pen.fill(body.opening(0), lighter(look.main, 0.4), "hollow", texture="none", opacity=0.55)
    if look.chance(0.55):
        level = body.top + (body.bottom - body.top) * 0.4
        inner = Turned(
            [
                (
                    max(4, body.radius(level + (body.bottom - 14 - level) * i / 6) - 8),
                    level + (body.bottom - 14 - level) * i / 6,
                )
                for i in range(7)
            ],
            0.2,
        )
        drink = look.one((232, 170, 90), (214, 96, 96), (230, 210, 140), (170, 196, 190))
        pen.fill(inner.outline(), drink, "round", texture="none", opacity=0.8)
        pen.fill(inner.opening(0), lighter(drink, 0.35), "top", texture="none")
    pen.shine(
        ellipse(0, body.top, body.radius(body.top) - 2, body.radius(body.top) * 0.2, 10, 170),
        4,
        0.8,
    )
    glint(pen, body, body.top + 30, body.bottom - 30, opacity=0.6)


@kind("fruit_bowl", colours="chêne, noyer, terracotta, craie, bleu nuit", beside="pitcher board")
def fruit_bowl(pen: Pen, look: Look) -> None:
    """Loose fruit on the table, to accompany."""
    colour = look.one((236, 200, 84), (230, 142, 70), (190, 196, 96), (204, 76, 64), (132, 74, 100))
    for x, y, r in ((-120, 0, 78), (40, 14, 82), (180, -10, 74)):
        pen.touch(r * 0.7, x, y)
        pen.fill(ellipse(x, y - r * 0.9, r, r * 0.93), colour, "dome", texture="speckle", rough=0.4)
        pen.line([(x, y - r * 1.78), (x + 8, y - r * 2.05)], 7, (104, 80, 56))
        pen.fill(leaf(x + 6, y - r * 1.95, 58, 24, -20), look.one(*GREENS), "flat")
