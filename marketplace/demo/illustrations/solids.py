"""Shared volumes: boxes, bottles, jars, tins, labels, patterns for cloth and paper."""

from math import cos, pi, sin

from marketplace.demo.illustrations.colours import INK, PAPER, Colour, darker, lighter
from marketplace.demo.illustrations.geometry import (
    Path,
    Turned,
    ellipse,
    leaf,
    rectangle,
    star,
    stroke,
    turn,
)
from marketplace.demo.illustrations.kinds import Look
from marketplace.demo.illustrations.paint import Pen, Skin

EMBLEMS = ("sun", "leaf", "star", "rings", "wave", "diamond", "flower", "hill")


def emblem(pen: Pen, name: str, x: float, y: float, r: float, colour: Colour) -> None:
    """The little drawing of a label."""
    match name:
        case "sun":
            pen.flat(
                [ellipse(x, y, r * 0.5, r * 0.5, steps=16)]
                + [
                    ellipse(
                        x + r * 0.82 * cos(k * pi / 5),
                        y + r * 0.82 * sin(k * pi / 5),
                        r * 0.12,
                        r * 0.12,
                        steps=8,
                    )
                    for k in range(10)
                ],
                colour,
            )
        case "leaf":
            pen.flat([leaf(x, y + r * 0.7, r * 1.5, r * 0.7, a) for a in (-90, -45, -135)], colour)
        case "star":
            pen.flat(star(x, y, r, r * 0.42, 6), colour)
        case "rings":
            pen.flat(
                ellipse(x, y, r, r, steps=24),
                colour,
                cut=ellipse(x, y, r * 0.76, r * 0.76, steps=24),
            )
            pen.flat(ellipse(x, y, r * 0.45, r * 0.45, steps=20), colour)
        case "wave":
            for k in (-1, 0, 1):
                pen.line(
                    [
                        (x + r * t / 6, y + k * r * 0.5 + r * 0.14 * sin(t * 1.3))
                        for t in range(-6, 7)
                    ],
                    r * 0.16,
                    colour,
                )
        case "diamond":
            pen.flat(
                [(x, y - r), (x + r * 0.7, y), (x, y + r), (x - r * 0.7, y)],
                colour,
                cut=[(x, y - r * 0.5), (x + r * 0.35, y), (x, y + r * 0.5), (x - r * 0.35, y)],
            )
        case "flower":
            pen.flat([leaf(x, y, r, r * 0.5, k * 60) for k in range(6)], colour)
        case _:
            pen.flat(
                [
                    (x - r, y + r * 0.5),
                    (x - r * 0.3, y - r * 0.5),
                    (x, y - r * 0.05),
                    (x + r * 0.35, y - r * 0.7),
                    (x + r, y + r * 0.5),
                ],
                colour,
            )


def printed(
    pen: Pen,
    look: Look,
    x: float,
    y: float,
    width: float,
    height: float,
    ink: Colour,
    word: str = "",
) -> None:
    """What is printed on a label: emblem, name and a line or two."""
    mark = look.one(*EMBLEMS)
    with pen.ghost():
        emblem(pen, mark, x, y - height * 0.2, min(width, height) * 0.2, ink)
        if word:
            size = min(height * 0.15, width / len(word) * 0.92)
            pen.text(word.upper(), x, y + height * 0.16, size, ink)
        for k, long in ((0, 0.5), (1, 0.34)):
            at = y + height * (0.3 + 0.09 * k)
            pen.flat(
                rectangle(x - width * long / 2, at, width * long, max(3, height * 0.022)), ink, 0.7
            )


def box(
    pen: Pen,
    width: float,
    height: float,
    depth: float,
    colour: Colour,
    *,
    x: float = 0,
    y: float = 0,
    texture: str = "wash",
    lid: Colour | None = None,
) -> Skin | None:
    """A box seen a little from the left and above; returns its front."""
    half, dx, dy = width / 2, depth * 0.5, depth * 0.26
    pen.touch(half + dx * 0.5, x + dx * 0.5, y, 0.06)
    pen.fill(
        [
            (x + half, y),
            (x + half + dx, y - dy),
            (x + half + dx, y - height - dy),
            (x + half, y - height),
        ],
        darker(colour, 0.34),
        "side",
        texture=texture,
    )
    pen.fill(
        [
            (x - half, y - height),
            (x + half, y - height),
            (x + half + dx, y - height - dy),
            (x - half + dx, y - height - dy),
        ],
        lighter(lid or colour, 0.22),
        "top",
        texture=texture,
        rough=0.4,
    )
    return pen.fill(rectangle(x - half, y - height, width, height), colour, "flat", texture=texture)


def label(
    pen: Pen,
    look: Look,
    body: Turned,
    skin: Skin | None,
    y0: float,
    y1: float,
    *,
    paper: Colour = PAPER,
    ink: Colour = INK,
    word: str = "",
    spread: float = 0.74,
) -> None:
    """A printed label on a turned body."""
    pen.fill(body.label(y0, y1, spread), paper, on=skin)
    band = look.one("none", "edge", "block")
    drop = body.radius(y0) * body.tilt * 0.9
    if band == "edge":
        for y in (y0 + 10, y1 - 16):
            pen.fill(body.label(y, y + 5, spread), ink, on=skin)
    elif band == "block":
        pen.fill(body.label(y1 - (y1 - y0) * 0.16, y1, spread), look.second, on=skin)
    printed(
        pen,
        look,
        body.x,
        (y0 + y1) / 2 + drop,
        body.radius((y0 + y1) / 2) * spread * 1.7,
        (y1 - y0) * 0.92,
        ink,
        word,
    )


def glass(
    pen: Pen, body: Turned, colour: Colour, content: Colour | None = None, level: float = 0
) -> Skin | None:
    """A transparent body, filled to a level."""
    skin = pen.fill(
        body.outline(), colour, "round", texture="none", opacity=0.5 if content else 0.82
    )
    if content and skin:
        inner = Turned(
            [(max(4, body.radius(y) - 9), y) for y in _steps(level, body.bottom - 7)],
            body.tilt,
            body.x,
            2,
        )
        pen.fill(inner.outline(), content, "round", rough=0.5)
        pen.fill(inner.opening(0), lighter(content, 0.25), "top", rough=0.2)
    return skin


def _steps(top: float, bottom: float) -> list[float]:
    return [top + (bottom - top) * i / 8 for i in range(9)]


def glint(
    pen: Pen,
    body: Turned,
    y0: float,
    y1: float,
    *,
    opacity: float = 0.5,
    where: float = -0.72,
    width: float = 11,
) -> None:
    """Light along the side of glass or metal."""
    pen.shine(
        [(body.x + body.radius(y) * where, y) for y in _steps(y0, y1)], width, opacity, width * 0.5
    )


def pattern(
    pen: Pen,
    look: Look,
    skin: Skin | None,
    width: float,
    height: float,
    manner: str,
    ink: Colour,
    *,
    pitch: float = 60,
    turned: float = 0,
) -> None:
    """A motif printed all over a skin centred on the origin."""
    if skin is None:
        return
    paths = _MOTIFS.get(manner, _stripes)(width / 2 + pitch, height / 2 + pitch, pitch, look)
    if turned:
        paths = [turn(p, turned) for p in paths]
    if paths:
        pen.fill(paths, ink, on=skin)


def _grid(w: float, h: float, pitch: float) -> list[tuple[float, float, int]]:
    rows = int(2 * h / pitch) + 1
    columns = int(2 * w / pitch) + 1
    return [
        (-w + pitch * (i + (j % 2) * 0.5), -h + pitch * j, j)
        for j in range(rows)
        for i in range(columns)
    ]


def _stripes(w: float, h: float, pitch: float, look: Look) -> list[Path]:
    return [
        rectangle(-w, -h + k * pitch, 2 * w, pitch * 0.42) for k in range(int(2 * h / pitch) + 1)
    ]


def _pins(w: float, h: float, pitch: float, look: Look) -> list[Path]:
    return [
        rectangle(-w + k * pitch * 0.6, -h, pitch * 0.1, 2 * h)
        for k in range(int(2 * w / pitch / 0.6) + 1)
    ]


def _dots(w: float, h: float, pitch: float, look: Look) -> list[Path]:
    return [ellipse(x, y, pitch * 0.2, pitch * 0.2, steps=14) for x, y, _ in _grid(w, h, pitch)]


def _leaves(w: float, h: float, pitch: float, look: Look) -> list[Path]:
    return [
        leaf(x, y, pitch * 0.7, pitch * 0.3, a)
        for x, y, j in _grid(w, h, pitch)
        for a in ((-60 if j % 2 else -120), (20 if j % 2 else 160))
    ]


def _waves(w: float, h: float, pitch: float, look: Look) -> list[Path]:
    return [
        stroke(
            [
                (-w + k * 18, -h + j * pitch + pitch * 0.2 * sin(k * 0.9))
                for k in range(int(w / 9) + 1)
            ],
            pitch * 0.16,
            caps=False,
        )[0]
        for j in range(int(2 * h / pitch) + 1)
    ]


def _triangles(w: float, h: float, pitch: float, look: Look) -> list[Path]:
    return [
        [
            (x, y - pitch * 0.3),
            (x + pitch * 0.3, y + pitch * 0.22),
            (x - pitch * 0.3, y + pitch * 0.22),
        ]
        for x, y, _ in _grid(w, h, pitch)
    ]


def _stars(w: float, h: float, pitch: float, look: Look) -> list[Path]:
    return [star(x, y, pitch * 0.26, pitch * 0.1, 5) for x, y, _ in _grid(w, h, pitch)]


def _arcs(w: float, h: float, pitch: float, look: Look) -> list[Path]:
    return [
        ellipse(x, y, pitch * 0.46 * k, pitch * 0.46 * k, 180, 360, 14)
        + ellipse(x, y, pitch * 0.46 * (k - 0.2), pitch * 0.46 * (k - 0.2), 360, 180, 14)
        for x, y, _ in _grid(w, h, pitch)
        for k in (1, 0.55)
    ]


def _plaid(w: float, h: float, pitch: float, look: Look) -> list[Path]:
    across = [
        rectangle(-w, -h + k * pitch, 2 * w, pitch * 0.22) for k in range(int(2 * h / pitch) + 1)
    ]
    return across + [
        rectangle(-w + k * pitch, -h, pitch * 0.22, 2 * h) for k in range(int(2 * w / pitch) + 1)
    ]


_MOTIFS = {
    "stripes": _stripes, "pins": _pins, "dots": _dots, "leaves": _leaves, "waves": _waves, "triangles": _triangles,
    "stars": _stars, "arcs": _arcs, "plaid": _plaid,
}  # fmt: skip
MOTIFS = tuple(_MOTIFS)
