"""The marks that stand for the house where it has no logo: lines in a square of 32.

Pages and documents draw them, and so do the icons of applications.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from marketplace.shared.palette import colours
from marketplace.shared.palette.choices import Traits

SQUARE = 32
FINE = 4  # drawn so many times larger, then made small: edges come out even
STEPS = 24  # of a curve
MARKS = {
    "arche": (
        "M3 28L3 17C3 9.82 8.82 4 16 4C23.18 4 29 9.82 29 17L29 28"
        "M10.5 28L10.5 17C10.5 13.96 12.96 11.5 16 11.5C19.04 11.5 21.5 13.96 21.5 17L21.5 28"
        "M16 11.5L16 4M12.1 13.1L6.8 7.8M19.9 13.1L25.2 7.8"
        "M3 17L10.5 17M21.5 17L29 17M1.5 28L30.5 28"
    ),
    "panier": (
        "M3 13L29 13M5 13L7.5 27.5L24.5 27.5L27 13"
        "M9 13C9 7 12 3.5 16 3.5C20 3.5 23 7 23 13"
        "M12 17.5L12.6 23M16 17.5L16 23M20 17.5L19.4 23"
    ),
    "cadre": (
        "M4 4L28 4L28 28L4 28L4 4M10 10L22 10L22 22L10 22L10 10"
        "M10 19.5L14 15L17.5 19L19.5 17L22 19.5M4 4L10 10M28 4L22 10M28 28L22 22M4 28L10 22"
    ),
    "ecrou": (
        "M16 3L27.3 9.5L27.3 22.5L16 29L4.7 22.5L4.7 9.5L16 3"
        "M16 10.5C19.04 10.5 21.5 12.96 21.5 16C21.5 19.04 19.04 21.5 16 21.5"
        "C12.96 21.5 10.5 19.04 10.5 16C10.5 12.96 12.96 10.5 16 10.5"
    ),
}
PART = re.compile(r"([MLC])([^MLC]*)")
Point = tuple[float, float]


def lines(name: str) -> str:
    """The lines of a mark; those of the arch where the name is not known."""
    return MARKS.get(name, MARKS["arche"])


@lru_cache(maxsize=16)
def drawing(traits: Traits) -> str:
    """A mark as a drawing of its own, on its ground; the icon of a browser's tab."""
    by_day = colours.by_day(traits)
    ground, ink = by_day["accent"], by_day["on-accent"]
    corner = min(traits.radius * 2, 10)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SQUARE} {SQUARE}">'
        f'<rect width="{SQUARE}" height="{SQUARE}" rx="{corner}" fill="{ground}"/>'
        f'<path d="{lines(traits.mark)}" transform="translate(5 5) scale(.6875)" fill="none"'
        f' stroke="{ink}" stroke-width="2.6" stroke-linecap="round"'
        ' stroke-linejoin="round"/></svg>'
    )


def square(traits: Traits, side: int, picture: bytes | None = None) -> bytes:
    """The icon of an application as a PNG: a picture of the house's, else its mark on its accent.

    It fills its square, since systems cut it into their own shape.
    """
    by_day = colours.by_day(traits)
    if picture is None:
        fine = side * FINE
        image = Image.new("RGB", (fine, fine), by_day["accent"])
        _trace(ImageDraw.Draw(image), traits.mark, fine, by_day["on-accent"])
        image = image.resize((side, side), Image.Resampling.LANCZOS)
    else:
        image = _laid(Image.open(BytesIO(picture)), side, by_day["raised"])
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _laid(picture: Image.Image, side: int, ground: str) -> Image.Image:
    """A picture whole in a square; a square one fills it, another keeps a margin."""
    room = side if picture.width == picture.height else round(side * 0.84)
    shown = picture.convert("RGBA")
    scale = room / max(shown.size)
    shown = shown.resize(
        (max(1, round(shown.width * scale)), max(1, round(shown.height * scale))),
        Image.Resampling.LANCZOS,
    )
    below = Image.new("RGB", (side, side), ground)
    below.paste(shown, ((side - shown.width) // 2, (side - shown.height) // 2), shown)
    return below


def _trace(draw: ImageDraw.ImageDraw, name: str, side: int, ink: str) -> None:
    trace(draw, name, left=side * 0.21, top=side * 0.21, side=side * 0.58, ink=ink)


def trace(  # noqa: PLR0913
    draw: ImageDraw.ImageDraw, name: str, *, left: float, top: float, side: float, ink: str
) -> None:
    """Draw a mark into a picture."""
    scale = side / SQUARE
    wide = max(1, round(2.3 * scale))
    for points in strokes(lines(name)):
        placed = [(left + x * scale, top + y * scale) for x, y in points]
        draw.line(placed, fill=ink, width=wide)
        for x, y in placed:
            draw.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=ink)


def strokes(path: str) -> Iterator[list[Point]]:
    """The lines of a path, curves as short straight ones."""
    points: list[Point] = []
    for command, numbers in PART.findall(path):
        given = [float(number) for number in numbers.split()]
        if command == "M":
            if points:
                yield points
            points = [(given[0], given[1])]
        elif command == "L":
            points.append((given[0], given[1]))
        else:
            points += _curve(points[-1], *zip(given[::2], given[1::2], strict=True))
    if points:
        yield points


def _curve(start: Point, one: Point, two: Point, end: Point) -> Iterator[Point]:
    for step in range(1, STEPS + 1):
        t = step / STEPS
        parts = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        yield (
            sum(part * point[0] for part, point in zip(parts, (start, one, two, end), strict=True)),
            sum(part * point[1] for part, point in zip(parts, (start, one, two, end), strict=True)),
        )
