"""Thrown and turned things of the table."""

from math import cos, pi, sin

from marketplace.demo.illustrations.botany import bouquet, fruits
from marketplace.demo.illustrations.colours import PAINTS, darker, lighter, mix
from marketplace.demo.illustrations.geometry import Turned, ellipse, leaf, smooth
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen, Skin

GLAZES = "craie, sauge, terracotta, bleu orage, ocre, rose poudré, bleu nuit, menthe, sable, bleu canard, ardoise, lavande, rouille, tilleul"


def glaze(pen: Pen, look: Look, body: Turned, skin: Skin | None) -> None:
    """What a potter does to a pot: dip, stripes, dots, flowers, speckles or nothing."""
    top, high = body.top, body.bottom - body.top
    manner = look.one("dip", "dip", "stripes", "bare", "speckle", "dots", "foot", "leaves", "waves")
    manner = look.named({"deux terres": "dip"}, manner)
    tone = look.second if look.chance(0.55) else look.pale
    match manner:
        case "dip":
            pen.fill(
                body.band(
                    top - 30, top + high * look.u(0.3, 0.55), look.u(0, 10), look.one(2, 3, 4)
                ),
                tone,
                on=skin,
            )
        case "foot":
            pen.fill(body.band(top + high * look.u(0.62, 0.8), body.bottom + 20), tone, on=skin)
        case "stripes":
            count, width = look.one(2, 3, 4, 5), look.u(5, 15)
            for i in range(count):
                y = top + high * (0.22 + 0.56 * i / max(1, count - 1))
                pen.fill(body.band(y, y + width), tone, on=skin)
        case "waves":
            for i in range(3):
                y = top + high * (0.3 + 0.17 * i)
                pen.fill(body.band(y, y + 9, 8, 5), tone, on=skin)
        case "dots":
            _dots(pen, look, body, skin, tone)
        case "leaves":
            _sprigs(pen, look, body, skin, tone)


def _dots(pen: Pen, look: Look, body: Turned, skin: Skin | None, tone) -> None:  # noqa: ANN001
    high, r = body.bottom - body.top, look.u(6, 13)
    for row in range(3):
        y = body.top + high * (0.26 + 0.22 * row)
        width = body.radius(y)
        for k in range(-3, 4):
            t = (k + (row % 2) * 0.5) / 3.6
            if abs(t) < 0.97:
                squeeze = (1 - t * t) ** 0.5
                pen.fill(
                    ellipse(
                        body.x + width * t,
                        y + width * body.tilt * squeeze,
                        r * max(0.35, squeeze),
                        r,
                        steps=16,
                    ),
                    tone,
                    on=skin,
                )


def _sprigs(pen: Pen, look: Look, body: Turned, skin: Skin | None, tone) -> None:  # noqa: ANN001
    high = body.bottom - body.top
    for k in (-2, -1, 0, 1, 2):
        t = k / 2.7
        y = body.top + high * 0.72
        r = body.radius(y)
        x, squeeze = body.x + r * t, (1 - t * t) ** 0.5
        base = y + r * body.tilt * squeeze
        pen.line([(x, base), (x + 4 * k, base - high * 0.42)], 4, tone, on=skin)
        for step in range(3):
            for side in (-1, 1):
                pen.fill(
                    leaf(
                        x + k * step,
                        base - high * (0.12 + 0.12 * step),
                        30 * squeeze,
                        13,
                        -90 + side * 52,
                    ),
                    tone,
                    on=skin,
                )


def pot(
    pen: Pen, look: Look, body: Turned, *, lip: float = 9, inside=None, decorate: bool = True
) -> Skin | None:  # noqa: ANN001
    """A glazed body with its foot shadow, decoration and opening."""
    pen.touch(body.profile[-1][0], body.x, body.bottom + 4)
    skin = pen.fill(
        body.outline(),
        look.main,
        "round",
        texture=look.one("wash", "speckle", "brush", "wash"),
        rough=0.75,
    )
    if decorate:
        glaze(pen, look, body, skin)
    mouth(pen, look, body, lip, inside)
    return skin


def mouth(pen: Pen, look: Look, body: Turned, lip: float = 9, inside=None) -> None:  # noqa: ANN001
    """Rim and hollow."""
    rim = body.opening(0)
    pen.fill(rim, lighter(look.main, 0.3), "top", rough=0.3)
    pen.fill(body.opening(lip, 1.5), inside or darker(look.main, 0.22), "hollow", rough=0.5)


@kind("bowl", colours=GLAZES, group=True, grow=1.08, beside="vase spoon_jar")
def bowl(pen: Pen, look: Look) -> None:
    """A footed bowl."""
    r, h = look.u(200, 250), look.u(170, 235)
    belly = look.u(0.7, 0.94)
    body = Turned(
        [
            (r, -h),
            (r * (belly + 0.08), -h * 0.62),
            (r * belly * 0.74, -h * 0.25),
            (r * 0.44, -26),
            (r * 0.4, -24),
            (r * 0.4, 0),
        ],
        look.u(0.2, 0.28),
    )
    pot(pen, look, body, inside=look.one(look.pale, darker(look.main, 0.15), look.second))


@kind("mug", colours=GLAZES, group=True, grow=1.08, beside="teapot notebook")
def mug(pen: Pen, look: Look) -> None:
    """A cup with a handle."""
    r, h = look.u(135, 160), look.u(250, 310)
    waist = look.u(0.86, 1.08)
    side = look.one(1, 1, -1)
    reach = look.u(90, 115)
    ear = smooth(
        [
            (side * r * 0.9, -h * 0.82),
            (side * (r + reach), -h * 0.8),
            (side * (r + reach * 0.95), -h * 0.36),
            (side * r * 0.86, -h * 0.22),
        ]
    )
    pen.line(ear, look.u(26, 34), look.main, form="round")
    body = Turned(
        [(r, -h), (r * waist, -h * 0.5), (r * look.u(0.86, 0.98), -30), (r * 0.84, 0)], 0.2
    )
    pot(pen, look, body, inside=look.one(look.pale, (92, 58, 40), darker(look.main, 0.15)))


@kind("teapot", colours=GLAZES, grow=0.98, beside="mug tea")
def teapot(pen: Pen, look: Look) -> None:
    """A teapot, lid, spout and handle."""
    r, h = look.u(195, 225), look.u(270, 320)
    side = look.one(1, -1)
    spout = smooth(
        [
            (side * r * 0.75, -h * 0.36),
            (side * (r + 70), -h * 0.52),
            (side * (r + 120), -h * look.u(0.86, 1.0)),
        ]
    )
    pen.line(spout, 82, look.main, end=34, form="round")
    if look.named({"anse de bois": False, "théière": True}, look.chance(0.55)):
        ear = smooth(
            [
                (-side * r * 0.86, -h * 0.78),
                (-side * (r + 96), -h * 0.76),
                (-side * (r + 86), -h * 0.3),
                (-side * r * 0.86, -h * 0.24),
            ]
        )
        pen.line(ear, 28, look.main, form="round")
    else:
        pen.line(
            smooth(
                [
                    (-r * 0.7, -h * 0.86),
                    (-r * 0.66, -h * 1.5),
                    (r * 0.66, -h * 1.5),
                    (r * 0.7, -h * 0.86),
                ]
            ),
            22,
            look.wood,
            form="round",
        )
    body = Turned(
        [(r * 0.42, -h), (r * 0.8, -h * 0.86), (r, -h * 0.48), (r * 0.82, -h * 0.12), (r * 0.6, 0)],
        0.16,
    )
    pen.touch(r * 0.62, 0, 4)
    skin = pen.fill(
        body.outline(), look.main, "dome", texture=look.one("wash", "speckle"), rough=0.75
    )
    glaze(pen, look, body, skin)
    lid = Turned([(20, -h - 46), (r * 0.3, -h - 36), (r * 0.46, -h - 2)], 0.16)
    pen.fill(lid.outline(), look.main, "round")
    pen.fill(ellipse(0, -h - 62, 25, 22), look.one(look.main, look.wood, look.second), "dome")


@kind("vase", colours=GLAZES, grow=0.96, group=True, beside="candle book")
def vase(pen: Pen, look: Look) -> None:
    """A vase, often with a branch."""
    shape = look.named(
        {"soliflore": "bottle", "bouteille": "bottle", "boule": "ball"},
        look.one("bottle", "egg", "column", "gourd", "flared"),
    )
    h = look.u(360, 440)
    profile = {
        "bottle": [
            (44, -h),
            (40, -h * 0.78),
            (120, -h * 0.56),
            (150, -h * 0.3),
            (118, -18),
            (104, 0),
        ],
        "ball": [(60, -h * 0.8), (140, -h * 0.68), (190, -h * 0.4), (140, -h * 0.1), (90, 0)],
        "egg": [(78, -h), (110, -h * 0.84), (168, -h * 0.5), (128, -h * 0.12), (92, 0)],
        "column": [(92, -h), (96, -h * 0.6), (100, -h * 0.2), (96, 0)],
        "gourd": [(60, -h), (86, -h * 0.8), (62, -h * 0.6), (158, -h * 0.3), (100, 0)],
        "flared": [(120, -h), (72, -h * 0.76), (86, -h * 0.5), (140, -h * 0.24), (88, 0)],
    }[shape]
    body = Turned([(r * 1.04, y) for r, y in profile], 0.18)
    if look.props and look.chance(0.62):
        _branch(pen, look, body.top)
    pot(pen, look, body, lip=7)


def _branch(pen: Pen, look: Look, y: float) -> None:
    bouquet(pen, look, y + 16)


@kind("plate", colours=GLAZES, stance="sheet", group=True, grow=1.1, beside="napkin knife cutlery")
def plate(pen: Pen, look: Look) -> None:
    """A plate seen from above."""
    r = look.u(320, 350)
    rim = look.u(0.66, 0.82)
    pen.fill(
        ellipse(0, 0, r, r * look.u(0.98, 1)),
        look.main,
        "flat",
        texture=look.one("speckle", "wash"),
        rough=0.8,
    )
    if look.chance(0.5):
        pen.fill(
            ellipse(0, 0, r * 0.97, r * 0.97),
            look.second,
            "flat",
            cut=ellipse(0, 0, r * 0.93, r * 0.93),
        )
    pen.dark(ellipse(4, 6, r * rim + 5, r * rim + 5), look.main, 0.16)
    well = pen.fill(
        ellipse(0, 0, r * rim, r * rim), lighter(look.main, 0.12), "flat", texture="wash", rough=0.7
    )
    manner = look.one("bare", "bare", "rings", "petals", "dots", "sprig", "half")
    if manner == "rings":
        for k in (0.84, 0.6, 0.36):
            pen.flat(
                ellipse(0, 0, r * rim * k, r * rim * k),
                look.second,
                0.75,
                cut=ellipse(0, 0, r * rim * k - 7, r * rim * k - 7),
            )
    elif manner == "half":
        pen.fill(
            ellipse(-r * 0.3, r * 0.2, r, r), mix(look.main, look.second, 0.85), "flat", on=well
        )
    elif manner != "bare":
        _plate_motif(pen, look, r * rim, manner)
    pen.shine(ellipse(0, 0, r * 0.95, r * 0.95, 200, 250), 7, 0.5)


def _plate_motif(pen: Pen, look: Look, r: float, manner: str) -> None:
    if manner == "sprig":
        pen.line(smooth([(-r * 0.5, r * 0.5), (0, 0.1 * r), (r * 0.45, -r * 0.5)]), 6, look.second)
        for k in range(6):
            x, y = -r * 0.4 + k * r * 0.15, r * 0.42 - k * r * 0.16
            for a in (-100, 20):
                pen.fill(leaf(x, y, r * 0.26, r * 0.1, a), look.second, "flat")
        return
    count = look.one(8, 10, 12)
    for i in range(count):
        a = 2 * pi * i / count
        x, y = r * 1.14 * cos(a), r * 1.14 * sin(a)
        if manner == "dots":
            pen.flat(ellipse(x, y, 11, 11, steps=16), look.second, 0.9)
        else:
            pen.fill(leaf(x * 0.42, y * 0.42, r * 0.38, r * 0.2, a * 180 / pi), look.second, "flat")


@kind("pitcher", colours=GLAZES, grow=0.96, beside="bowl plant")
def pitcher(pen: Pen, look: Look) -> None:
    """A jug with its beak."""
    h, r = look.u(380, 430), look.u(130, 158)
    ear = smooth(
        [(r * 0.7, -h * 0.9), (r + 110, -h * 0.86), (r + 96, -h * 0.4), (r * 0.92, -h * 0.3)]
    )
    pen.line(ear, 27, look.main, form="round")
    body = Turned(
        [(r * 0.78, -h), (r * 0.66, -h * 0.8), (r, -h * 0.36), (r * 0.86, -h * 0.08), (r * 0.7, 0)],
        0.17,
    )
    pen.fill(
        smooth(
            [(-r * 0.7, -h + 26), (-r * 1.2, -h - 26), (-r * 1.2, -h - 26), (-r * 0.2, -h - 16)]
        ),
        look.main,
        "flat",
    )
    pot(pen, look, body)


@kind("salad_bowl", colours=GLAZES + ", chêne, noyer", beside="oil board")
def salad_bowl(pen: Pen, look: Look) -> None:
    """A wide serving bowl with fruit or servers."""
    r, h = look.u(270, 300), look.u(170, 215)
    body = Turned([(r, -h), (r * 0.92, -h * 0.6), (r * 0.66, -h * 0.2), (r * 0.42, 0)], 0.24)
    pen.touch(r * 0.44, 0, 4)
    wooden = look.main in (PAINTS["chêne"], PAINTS["noyer"], PAINTS["hêtre"])
    grain = "wood" if wooden else "speckle"
    skin = pen.fill(body.outline(), look.main, "round", texture=grain, rough=0.7)
    if not wooden:
        glaze(pen, look, body, skin)
    mouth(pen, look, body, 11)
    if look.props and look.chance(0.7):
        fruits(pen, look, -h + 10, r * 0.6)
    front = Turned([(r, -h), (r * 0.92, -h * 0.6), (r * 0.66, -h * 0.2), (r * 0.42, 0)], body.tilt)
    if skin:
        lower = [(x, y) for x, y in front.outline() if y > -h - 1]
        hide = lower[: len(lower)] + ellipse(0, -h, r, r * body.tilt, 180, 0)
        pen.fill(hide, look.main, texture="wood", on=skin) if wooden else pen.fill(
            hide, look.main, on=skin
        )
        if look.chance(0.4) and not wooden:
            pen.fill(front.band(-h * 0.5, -h * 0.4), look.second, on=skin)
    pen.shine(ellipse(0, -h, r - 5, (r - 5) * body.tilt, 30, 150), 5, 0.35)


@kind("egg_cup", colours=GLAZES, group=True, grow=1.15, beside="mug bowl")
def egg_cup(pen: Pen, look: Look) -> None:
    """An egg in its cup."""
    h = look.u(210, 250) * look.named({"haut": 1.3}, 1)
    body = Turned([(112, -h), (104, -h * 0.72), (42, -h * 0.4), (48, -h * 0.2), (98, 0)], 0.2)
    pen.touch(100, 0, 4)
    skin = pen.fill(body.outline(), look.main, "round")
    glaze(pen, look, body, skin)
    mouth(pen, look, body, 12)
    shell = smooth(
        [(-92, -h + 2), (-66, -h - 86), (0, -h - 132), (66, -h - 86), (92, -h + 2)]
    ) + ellipse(0, -h + 2, 92, 19, 0, 180)
    pen.fill(
        shell,
        look.one((238, 206, 172), (246, 238, 224), (214, 170, 130)),
        "dome",
        texture="speckle",
        rough=0.5,
    )
