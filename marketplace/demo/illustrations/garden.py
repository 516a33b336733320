"""Tools and company for the garden."""

from marketplace.demo.illustrations.botany import BLOOMS, GREENS, flower
from marketplace.demo.illustrations.colours import INK, PAINTS, PAPER, darker, lighter
from marketplace.demo.illustrations.geometry import Turned, ellipse, leaf, rectangle, smooth, turn
from marketplace.demo.illustrations.kinds import Look, kind
from marketplace.demo.illustrations.paint import Pen
from marketplace.demo.illustrations.solids import MOTIFS, glint, pattern

TOOLS = "vert sapin, rouge, corail, bleu nuit, noir, sauge, moutarde, hêtre"


@kind(
    "watering_can",
    colours="vert sapin, argent, cuivre, sauge, terracotta, bleu orage, moutarde, craie",
    beside="plant planter",
    grow=0.98,
)
def watering_can(pen: Pen, look: Look) -> None:
    """A watering can."""
    r, h = look.u(150, 175), look.u(230, 280)
    form = "metal" if look.main in (PAINTS["argent"], PAINTS["cuivre"]) else "round"
    pen.line([(r * 0.7, -60), (r + 150, -h - 30)], 34, look.main, end=26, form="round")
    rose = turn(rectangle(r + 116, -h - 64, 84, 46, 14), 36, (r + 158, -h - 40))
    pen.fill(rose, darker(look.main, 0.1), "flat")
    pen.line(
        smooth(
            [
                (-r * 0.8, -h * 0.2),
                (-r - 110, -h * 0.5),
                (-r - 60, -h - 60),
                (-r * 0.3, -h - 110),
                (r * 0.5, -h - 20),
            ]
        ),
        23,
        look.main,
        form="round",
    )
    body = Turned([(r * 0.86, -h), (r, -h * 0.5), (r, 0)], 0.18)
    pen.touch(r, 0, 4)
    skin = pen.fill(body.outline(), look.main, form, rough=0.5)
    pen.fill(body.band(-h * 0.72, -h * 0.66), darker(look.main, 0.2), on=skin)
    pen.fill(body.band(-h * 0.16, -h * 0.1), darker(look.main, 0.2), on=skin)
    pen.fill(body.opening(0), lighter(look.main, 0.25), "top")
    pen.fill(body.opening(12, 2), darker(look.main, 0.5), "hollow")
    glint(pen, body, -h * 0.8, -h * 0.1, opacity=0.3)


@kind("secateurs", stance="sheet", colours=TOOLS, beside="leaf_sprig seeds", grow=1.1)
def secateurs(pen: Pen, look: Look) -> None:
    """Secateurs, half open."""
    for s, tint in ((-1, darker(look.main, 0.08)), (1, look.main)):
        grip = smooth(
            [
                (s * 10, 10),
                (s * 66, 90),
                (s * 96, 220),
                (s * 76, 360),
                (s * 38, 366),
                (s * 44, 220),
                (s * 8, 110),
                (-s * 18, 40),
            ],
            closed=True,
        )
        pen.fill(grip, tint, "round", texture=look.one("wood", "wash"), upright=True)
    steel = (196, 202, 206)
    pen.fill(
        smooth(
            [(16, 30), (40, -40), (20, -200), (-50, -300), (-56, -300), (-36, -150), (-30, 10)],
            closed=True,
        ),
        steel,
        "flat",
        texture="brush",
    )
    pen.fill(
        smooth(
            [(-10, 30), (-50, -40), (-110, -150), (-100, -210), (-64, -180), (-20, -60), (20, 20)],
            closed=True,
        ),
        darker(steel, 0.25),
        "flat",
        texture="brush",
    )
    pen.fill(ellipse(-4, 6, 27, 27), look.metal, "dome")
    for k in range(6):
        pen.line([(-28, 80 + k * 12), (28, 86 + k * 12)], 5, (150, 154, 160))


@kind(
    "trowel",
    stance="sheet",
    colours=TOOLS + ", chêne, noyer",
    group=True,
    beside="leaf_sprig seeds gloves",
    grow=1.08,
)
def trowel(pen: Pen, look: Look) -> None:
    """A trowel and a hand fork."""
    for x, a, which in ((-110, -14, "trowel"), (120, 12, "fork"))[
        look.named({"duo": slice(2), "griffe": slice(1, 2), "": slice(1)}, slice(look.one(1, 2, 2)))
    ]:
        at = (x, 0)
        pen.fill(
            turn(rectangle(x - 28, 90, 56, 260, 26), a, at),
            look.main
            if look.main in (PAINTS["chêne"], PAINTS["noyer"], PAINTS["hêtre"])
            else look.wood,
            "round",
            texture="wood",
            upright=True,
        )
        pen.line(turn([(x, 110), (x, -40)], a, at), 25, PAINTS["argent"], form="round")
        pen.fill(turn(rectangle(x - 30, 86, 60, 28, 6), a, at), look.metal, "metal")
        if which == "trowel":
            blade = pen.fill(
                turn(
                    smooth(
                        [
                            (x - 78, -60),
                            (x - 84, -190),
                            (x, -370),
                            (x + 84, -190),
                            (x + 78, -60),
                            (x, -30),
                        ],
                        closed=True,
                    ),
                    a,
                    at,
                ),
                look.main
                if look.main not in (PAINTS["chêne"], PAINTS["noyer"], PAINTS["hêtre"])
                else PAINTS["argent"],
                "round",
                texture="brush",
            )
            pen.line(turn([(x, -40), (x, -320)], a, at), 7, INK, on=blade, opacity=0.2)
        else:
            for k in (-62, 0, 62):
                pen.line(
                    turn(smooth([(x, -40), (x + k, -90), (x + k, -330)]), a, at),
                    23,
                    PAINTS["argent"],
                    end=10,
                    form="round",
                )


@kind(
    "seeds",
    stance="sheet",
    colours="craie, naturel, sauge, moutarde, terracotta, bleu ciel, rose poudré, lin",
    group=True,
    beside="trowel leaf_sprig cards",
    grow=1.12,
)
def seeds(pen: Pen, look: Look) -> None:
    """A sachet of seeds with its botanical plate."""
    w, h = look.u(330, 370), look.u(470, 510)
    skin = pen.fill(rectangle(-w / 2, -h / 2, w, h, 4), look.main, "flat", rough=0.5)
    pen.fill(rectangle(-w / 2, -h / 2, w, 50), darker(look.main, 0.14), on=skin)
    pen.fill(
        rectangle(-w * 0.4, -h * 0.34, w * 0.8, h * 0.54, look.one(4, 160)),
        PAPER,
        "flat",
        rough=0.3,
    )
    green = look.one(*GREENS)
    manner = look.named(
        {"prairie": "flower", "aromatiques": "herb", "potagères": look.one("tomato", "carrot")},
        look.one("flower", "tomato", "carrot", "herb", "flower"),
    )
    if manner == "carrot":
        for k in (-1, 0, 1):
            pen.fill(
                turn(
                    smooth(
                        [
                            (-30 + k * 66, -30),
                            (30 + k * 66, -30),
                            (14 + k * 66, 60),
                            (k * 66, 120),
                            (-14 + k * 66, 60),
                        ],
                        closed=True,
                    ),
                    k * -10,
                ),
                (226, 132, 70),
                "round",
            )
            pen.fill([leaf(k * 66, -30, 90, 22, -90 + d) for d in (-22, 0, 22)], green, "flat")
    elif manner == "tomato":
        for x, y in ((-46, 20), (50, 30), (0, -50)):
            pen.fill(ellipse(x, y, 50, 46), look.one((214, 78, 62), (232, 170, 70)), "dome")
            pen.fill([leaf(x, y - 40, 34, 12, d) for d in (-160, -90, -20)], green, "flat")
    else:
        for k in (-1, 0, 1):
            pen.line(smooth([(0, 110), (k * 30, 20), (k * 70, -60)]), 6, green)
            pen.fill([leaf(k * 24, 40, 74, 26, -90 + k * 50 + d) for d in (-40, 40)], green, "flat")
            if manner == "flower":
                flower(pen, k * 70, -70, 48, look.one(*BLOOMS), PAINTS["moutarde"], 7)
    words = {
        "carrot": ("CAROTTE", "PANAIS"),
        "tomato": ("TOMATE", "PHYSALIS"),
        "herb": ("BASILIC", "SAUGE", "THYM"),
    }.get(manner, ("COSMOS", "BLEUET", "ZINNIA", "CAPUCINE"))
    pen.text(look.one(*words), 0, h * 0.33, 28, INK, spacing=0.3)


@kind(
    "gloves",
    stance="sheet",
    colours="sauge, moutarde, fauve, bleu orage, terracotta, craie, vert sapin",
    beside="trowel seeds leaf_sprig",
    grow=1.06,
)
def gloves(pen: Pen, look: Look) -> None:
    """Gardening gloves."""
    for s, a in ((-1, -16), (1, 12)):
        c = s * 135
        fingers = [
            rectangle(c - 92 + k * 47, -250 + abs(k - 1.4) * 26, 45, 250, 22) for k in range(4)
        ]
        thumb = turn(rectangle(c + s * -118 - 24, -90, 48, 190, 24), s * 28, (c - s * 100, 60))
        palm = rectangle(c - 96, -60, 192, 250, 40)
        skin = pen.fill(
            [turn(p, a, (c, 0)) for p in (*fingers, thumb, palm)],
            look.main,
            "dome",
            texture="weave",
            rough=0.7,
        )
        if look.one(1, 0):
            pattern(
                Pen(pen.layer, pen.x + c * pen.grow, pen.y, pen.grow, a, 3),
                look,
                skin,
                320,
                560,
                look.one(*MOTIFS),
                look.pale,
                pitch=50,
            )
        pen.fill(
            turn(rectangle(c - 104, 160, 208, 120, 14), a, (c, 0)),
            look.second,
            "round",
            texture="rib",
        )


@kind(
    "birdhouse",
    stance="hang",
    colours="chêne, sauge, terracotta, bleu orage, craie, moutarde, vert sapin",
    beside="",
    grow=1.0,
)
def birdhouse(pen: Pen, look: Look) -> None:
    """A nesting box."""
    w, h = look.u(170, 200), look.u(230, 290)
    body = [(-w, -60), (0, -250), (w, -60), (w, h), (-w, h)]
    pen.fill(
        [(w, -60), (w + 50, -84), (w + 50, h - 24), (w, h)],
        darker(look.main, 0.35),
        "side",
        texture="wood",
        upright=True,
    )
    pen.fill(body, look.main, "flat", texture="wood", rough=0.9, upright=True)
    pen.fill(
        [(0, -290), (50, -314), (w + 110, -30), (w + 52, -8)],
        darker(look.wood, 0.2),
        "flat",
        texture="wood",
    )
    pen.line(
        [(-w - 50, -14), (0, -278), (w + 50, -14)],
        36,
        look.one(look.wood, look.second),
        form="flat",
    )
    pen.fill(ellipse(0, 10, 62, 62), INK, "hollow")
    pen.line([(0, 120), (0, 122)], 30, look.wood, form="dome")
    if look.props and look.chance(0.5):
        x, y = 0, 84
        pen.fill(
            smooth(
                [
                    (x - 90, y - 4),
                    (x - 30, y - 62),
                    (x + 40, y - 66),
                    (x + 66, y - 30),
                    (x + 30, y + 24),
                    (x - 30, y + 22),
                ],
                closed=True,
            ),
            look.one((206, 110, 76), (96, 124, 148), (224, 176, 84)),
            "dome",
        )
        pen.fill([(x + 62, y - 44), (x + 92, y - 34), (x + 62, y - 24)], PAINTS["moutarde"], "flat")
        pen.flat(ellipse(x + 44, y - 44, 6, 6, steps=8), INK)
    pen.line([(0, -290), (0, -380)], 9, look.wood)


@kind("terrarium", colours="verre, menthe, ambre", beside="plant book", grow=1.0)
def terrarium(pen: Pen, look: Look) -> None:
    """A garden under glass."""
    r, h = look.u(170, 200), look.u(330, 390)
    body = Turned(
        [
            (60, -h),
            (64, -h * 0.9),
            (r * 0.8, -h * 0.74),
            (r, -h * 0.4),
            (r * 0.86, -h * 0.1),
            (r * 0.7, 0),
        ],
        0.16,
    )
    pen.touch(r * 0.74, 0, 4)
    skin = pen.fill(body.outline(), look.main, "round", texture="none", opacity=0.45)
    if skin:
        with pen.inside(skin):
            pen.fill(rectangle(-300, -h * 0.22, 600, 200), (96, 72, 58), "round", texture="speckle")
            pen.fill(
                rectangle(-300, -h * 0.28, 600, h * 0.08),
                (206, 186, 150),
                "round",
                texture="speckle",
            )
            green = look.one(*GREENS)
            for k in range(6):
                for d in (-50, -16, 16, 50):
                    pen.fill(
                        leaf(
                            (k - 2.5) * r * 0.26,
                            -h * 0.28,
                            look.u(70, 170),
                            28,
                            -90 + d + (k - 2.5) * 8,
                        ),
                        lighter(green, look.u(0, 0.3)),
                        "flat",
                        texture="none",
                    )
    pen.fill(
        Turned([(58, -h - 46), (50, -h + 6)], 0.2).outline(),
        (200, 158, 112),
        "round",
        texture="speckle",
    )
    glint(pen, body, -h * 0.78, -h * 0.14, opacity=0.6)
