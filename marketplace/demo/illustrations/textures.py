"""Grain, brush marks, wood and weave: grey tiles centred on 128, made once per process."""

from collections.abc import Callable
from functools import cache, lru_cache
from math import pi, sin, sqrt
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

TILE = 1000


def _noise(width: int, height: int, seed: int) -> Image.Image:
    return Image.frombytes("L", (width, height), Random(seed).randbytes(width * height))


def _stretched(width: int, height: int, seed: int) -> Image.Image:
    return _noise(width, height, seed).resize((TILE, TILE), Image.Resampling.BICUBIC)


def _centred(image: Image.Image, amplitude: float) -> Image.Image:
    return image.point([max(0, min(255, round(128 + (v - 128) * amplitude))) for v in range(256)])


def _sum(*images: Image.Image) -> Image.Image:
    total = images[0]
    for image in images[1:]:
        total = ImageChops.add(total, image, 1, -128)
    return total


@cache
def _source(name: str) -> Image.Image:
    return _RECIPES[name]()


def _wash() -> Image.Image:
    return _sum(
        _centred(_stretched(9, 7, 1), 0.34),
        _centred(_stretched(40, 30, 2), 0.16),
        _centred(_stretched(160, 120, 3), 0.1),
    )


def _brush() -> Image.Image:
    return _sum(
        _centred(_stretched(8, 110, 4), 0.26),
        _centred(_stretched(26, 330, 5), 0.18),
        _centred(_stretched(9, 8, 6), 0.26),
    )


def _wood() -> Image.Image:
    lines = _centred(_stretched(4, 44, 7), 0.42)
    fine = _centred(_stretched(12, 240, 8), 0.22)
    return _sum(lines, fine, _centred(_stretched(5, 6, 9), 0.3))


def _grain() -> Image.Image:
    fine = _noise(TILE, TILE, 10).filter(ImageFilter.GaussianBlur(0.7))
    return _sum(_centred(fine, 0.1), _centred(_stretched(120, 120, 11), 0.025))


def _weave() -> Image.Image:
    image = Image.new("L", (TILE, TILE), 128)
    draw = ImageDraw.Draw(image)
    for i in range(0, TILE, 8):
        draw.line((i, 0, i, TILE), fill=148, width=2)
        draw.line((0, i, TILE, i), fill=104, width=2)
    return _sum(
        image.filter(ImageFilter.GaussianBlur(0.8)),
        _centred(_stretched(300, 60, 12), 0.22),
        _centred(_stretched(60, 300, 13), 0.22),
    )


def _knit() -> Image.Image:
    image = Image.new("L", (TILE, TILE), 120)
    draw = ImageDraw.Draw(image)
    for x in range(0, TILE, 20):
        for y in range(-20, TILE, 16):
            draw.line((x + 1, y, x + 10, y + 13), fill=166, width=6)
            draw.line((x + 19, y, x + 10, y + 13), fill=144, width=6)
    return _sum(image.filter(ImageFilter.GaussianBlur(1.1)), _centred(_stretched(12, 10, 14), 0.25))


def _rib() -> Image.Image:
    image = Image.new("L", (TILE, TILE), 128)
    draw = ImageDraw.Draw(image)
    for x in range(0, TILE, 14):
        draw.line((x, 0, x, TILE), fill=90, width=4)
        draw.line((x + 7, 0, x + 7, TILE), fill=158, width=4)
    return _sum(image.filter(ImageFilter.GaussianBlur(1.4)), _centred(_stretched(14, 10, 15), 0.2))


def _speckle() -> Image.Image:
    image = _centred(_stretched(30, 30, 16), 0.3)
    draw = ImageDraw.Draw(image)
    rng = Random(17)
    for _ in range(1500):
        x, y, r = rng.randrange(TILE), rng.randrange(TILE), rng.choice((1, 1, 2, 2, 3))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=rng.choice((24, 40, 60)))
    return image.filter(ImageFilter.GaussianBlur(0.6))


def _fur() -> Image.Image:
    image = _centred(_stretched(60, 60, 18), 0.3)
    draw = ImageDraw.Draw(image)
    rng = Random(19)
    for _ in range(9000):
        x, y = rng.randrange(TILE), rng.randrange(TILE)
        draw.line(
            (x, y, x + rng.randint(-6, 6), y + rng.randint(6, 16)),
            fill=rng.choice((96, 110, 146, 164)),
            width=2,
        )
    return image.filter(ImageFilter.GaussianBlur(0.7))


_RECIPES = {
    "wash": _wash, "brush": _brush, "wood": _wood, "grain": _grain, "weave": _weave, "knit": _knit,
    "rib": _rib, "speckle": _speckle, "fur": _fur,
}  # fmt: skip


@lru_cache(maxsize=24)  # one for a canvas of 1,280 pixels takes 6.5 MB
def tile(name: str, size: int, amplitude: float = 1.0, *, upright: bool = False) -> Image.Image:
    """A texture ready for a canvas of `size` pixels, twice as wide so that crops may wander."""
    image = _source(name)
    if upright:
        image = image.transpose(Image.Transpose.ROTATE_90)
    if amplitude != 1.0:
        image = _centred(image, amplitude)
    if size != TILE:
        image = image.resize((size, size), Image.Resampling.BILINEAR)
    double = Image.new("L", (size * 2, size * 2))
    across = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for x, half in ((0, image), (size, across)):
        double.paste(half, (x, 0))
        double.paste(half.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (x, size))
    return double


@lru_cache(maxsize=4)
def coloured(name: str, size: int, amplitude: float = 1.0) -> Image.Image:
    """A texture to add to a whole picture."""
    return Image.merge("RGB", [tile(name, size, amplitude)] * 3)


def _round(nx: float, ny: float) -> float:
    light = -0.55 * nx + 0.84 * sqrt(max(0.0, 1 - nx * nx))
    return 30 + 158 * max(0.0, light) + (26 * max(0.0, nx - 0.7) / 0.3) - 4 * (ny + 1)


def _dome(nx: float, ny: float) -> float:
    nz = sqrt(max(0.0, 1 - nx * nx - ny * ny))
    return 38 + 150 * max(0.0, -0.5 * nx - 0.5 * ny + 0.72 * nz)


# Tone from 0 to 255 for x and y from -1 to 1: how each form takes a light from the upper left.
_FORMS: dict[str, Callable[[float, float], float]] = {
    "round": _round,
    "dome": _dome,
    "hollow": lambda x, y: 92 + 44 * x + 37 * y,
    "flat": lambda x, y: 128 - 13 * (x + y),
    "down": lambda x, y: 127 - 31 * y,
    "up": lambda x, y: 128 + 28 * y,
    "side": lambda x, y: 89 + 5 * x - 8 * y,
    "top": lambda x, y: 152 - 7 * x - 9 * y,
    "metal": lambda x, y: 128 + 78 * sin((x + 1) * pi * 1.3 + 0.6) - 15 * x,
    "cloth": lambda x, y: (
        126 + 14 * sin(x * 2.55 + 3.25) * sin(y * 1.85 + 2.95) - 6.6 * x - 4.4 * y
    ),
}


@cache
def form(name: str) -> Image.Image:
    """How light falls on a form: a small grey picture to stretch over its box."""
    n, tone = 160, _FORMS[name]
    values = bytes(
        max(0, min(255, round(tone((2 * i + 1) / n - 1, (2 * j + 1) / n - 1))))
        for j in range(n)
        for i in range(n)
    )
    return Image.frombytes("L", (n, n), values)
