"""The easel: paths filled with shaded, textured gouache on layers, then shadowed and assembled."""

import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin
from random import Random
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from marketplace.demo.illustrations import textures
from marketplace.demo.illustrations.colours import INK, Colour, darker, ramp
from marketplace.demo.illustrations.geometry import Path, ellipse, smooth, stroke

if TYPE_CHECKING:
    from collections.abc import Iterator

Box = tuple[int, int, int, int]
Paths = Path | list[Path]


@dataclass(frozen=True)
class Skin:
    """What was painted: where, its coverage and its light, so that patterns can follow it."""

    box: Box
    mask: Image.Image
    tone: Image.Image


@cache
def _ramp(colour: Colour, steps: int, flatness: float) -> tuple[list[int], list[int], list[int]]:
    return ramp(colour, steps, flatness)


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The face shipped inside Pillow: the same letters on every machine."""
    return ImageFont.load_default(size)


class Layer:
    """One object in progress: a copy of the scene, and where the object covers it."""

    def __init__(self, scene: Image.Image) -> None:
        self.image = scene.copy()
        self.cover = Image.new("L", scene.size, 0)
        self.size = scene.size[0]
        self.touches: list[tuple[float, float, float, float]] = []


class Pen:
    """Draws in its own coordinates: origin at the foot of the object, y upwards is negative."""

    def __init__(
        self, layer: Layer, x: float, y: float, grow: float = 1, turned: float = 0, seed: int = 0
    ) -> None:
        self.layer = layer
        self.unit = layer.size / 1000
        self.x, self.y, self.grow, self.turned = x, y, grow, turned
        self.cos, self.sin = cos(turned * pi / 180), sin(turned * pi / 180)
        self.rng = Random(seed)
        self._clip: list[Skin] = []
        self._ghost = False

    def placed(self, path: Path) -> Path:
        """A path in pixels."""
        u, g, c, s = self.unit, self.grow, self.cos, self.sin
        return [
            ((self.x + (x * c - y * s) * g) * u, (self.y + (x * s + y * c) * g) * u)
            for x, y in path
        ]

    def touch(self, width: float, x: float = 0, y: float = 0, depth: float = 0.22) -> None:
        """Where the object stands: a dark contact shadow of half width `width`."""
        self.layer.touches.append(
            (
                self.x + x * self.grow,
                self.y + y * self.grow,
                width * self.grow,
                width * depth * self.grow,
            )
        )

    @contextmanager
    def inside(self, skin: Skin) -> "Iterator[None]":
        """Everything painted within stays on the skin."""
        self._clip.append(skin)
        yield
        self._clip.pop()

    @contextmanager
    def ghost(self) -> "Iterator[None]":
        """Paint that casts no shadow."""
        self._ghost = True
        yield
        self._ghost = False

    def mask(self, paths: Paths, cut: Paths | None = None) -> tuple[Box, Image.Image] | None:
        """Coverage of the paths, antialiased, within the canvas."""
        filled = [self.placed(p) for p in _listed(paths)]
        holes = [self.placed(p) for p in _listed(cut or [])]
        size = self.layer.size
        xs = [x for p in filled for x, _ in p]
        ys = [y for p in filled for _, y in p]
        box = (
            max(0, int(min(xs)) - 1),
            max(0, int(min(ys)) - 1),
            min(size, int(max(xs)) + 2),
            min(size, int(max(ys)) + 2),
        )
        width, height = box[2] - box[0], box[3] - box[1]
        if width <= 0 or height <= 0:
            return None
        area = width * height
        fine = 4 if area < 40_000 else 3 if area < 130_000 else 2
        big = Image.new("L", (width * fine, height * fine), 0)
        draw = ImageDraw.Draw(big)
        for group, value in ((filled, 255), (holes, 0)):
            for p in group:
                draw.polygon([((x - box[0]) * fine, (y - box[1]) * fine) for x, y in p], fill=value)
        return box, big.reduce(fine)

    def fill(
        self, paths: Paths, colour: Colour, form: str = "flat", *, texture: str = "wash", rough: float = 0.5, cut: Paths | None = None,
        opacity: float = 1, on: Skin | None = None, upright: bool = False, steps: int = 8, bright: int = 0,
    ) -> Skin | None:  # fmt: skip
        """Paint paths with light falling as on `form`, or as on the skin they belong to."""
        made = self.mask(paths, cut)
        if made is None:
            return None
        box, mask = made
        clips = self._clip + ([on] if on else [])
        for skin in clips:
            mask = ImageChops.multiply(mask, _window(skin.mask, skin.box, box, 0))
        tone = (
            _window(on.tone, on.box, box, 128)
            if on
            else self._tone(box, form, texture, rough, upright=upright)
        )
        if bright:
            tone = tone.point([max(0, min(255, v + bright)) for v in range(256)])
        self._lay(box, mask, tone, colour, opacity, steps)
        return Skin(box, mask, tone)

    def _tone(
        self, box: Box, form: str, texture: str, rough: float, *, upright: bool
    ) -> Image.Image:
        width, height = box[2] - box[0], box[3] - box[1]
        tone = textures.form(form).resize((width, height), Image.Resampling.NEAREST)
        if texture == "none" or width * height < 400:
            return tone
        size = self.layer.size
        tile = textures.tile(texture, size, rough, upright=upright)
        dx, dy = self.rng.randrange(size), self.rng.randrange(size)
        return ImageChops.add(tone, tile.crop((dx, dy, dx + width, dy + height)), 1, -128)

    def _lay(
        self,
        box: Box,
        mask: Image.Image,
        tone: Image.Image,
        colour: Colour,
        opacity: float,
        steps: int,
    ) -> None:
        tables = _ramp(colour, steps, 0.42)
        patch = Image.merge("RGB", [tone.point(table) for table in tables])
        if opacity < 1:
            mask = mask.point([round(v * opacity) for v in range(256)])
        self.layer.image.paste(patch, box[:2], mask)
        if not self._ghost:
            self.layer.cover.paste(255, box, mask)

    def flat(
        self,
        paths: Paths,
        colour: Colour,
        opacity: float = 1,
        on: Skin | None = None,
        cut: Paths | None = None,
    ) -> None:
        """Plain paint without light: marks, seams, letters, sparkles."""
        made = self.mask(paths, cut)
        if made is None:
            return
        box, mask = made
        for skin in self._clip + ([on] if on else []):
            mask = ImageChops.multiply(mask, _window(skin.mask, skin.box, box, 0))
        if opacity < 1:
            mask = mask.point([round(v * opacity) for v in range(256)])
        self.layer.image.paste(colour, box, mask)
        if not self._ghost:
            self.layer.cover.paste(255, box, mask)

    def line(
        self,
        points: Path,
        width: float,
        colour: Colour,
        *,
        end: float | None = None,
        form: str = "",
        on: Skin | None = None,
        opacity: float = 1,
    ) -> None:
        """A brush line, shaded when a form is given."""
        paths = stroke(points, width, end)
        if form:
            self.fill(paths, colour, form, on=on, opacity=opacity)
        else:
            self.flat(paths, colour, opacity, on)

    def shine(
        self, points: Path, width: float, opacity: float = 0.5, end: float | None = None
    ) -> None:
        """A dry highlight."""
        with self.ghost():
            self.flat(stroke(points, width, end), (255, 251, 240), opacity)

    def dark(
        self, paths: Paths, colour: Colour, opacity: float = 0.25, on: Skin | None = None
    ) -> None:
        """A shadow inside the object."""
        with self.ghost():
            self.flat(paths, darker(colour, 0.75), opacity, on)

    def text(
        self,
        words: str,
        x: float,
        y: float,
        height: float,
        colour: Colour = INK,
        *,
        spacing: float = 0.12,
        opacity: float = 1,
    ) -> None:
        """Letters centred on a point, turned with the object."""
        face = font(max(6, round(height * self.grow * self.unit * 1.36)))
        gap = height * spacing * self.grow * self.unit
        letters = [unicodedata.normalize("NFD", c) for c in words]
        width = sum(face.getlength(c[0]) + gap for c in letters) - gap
        px, py = self.placed([(x, y)])[0]
        mask = Image.new(
            "L", (max(1, int(width) + 6), max(1, int(2 * height * self.unit * self.grow))), 0
        )
        draw = ImageDraw.Draw(mask)
        at = 3.0
        for c in letters:
            draw.text(
                (at, mask.height / 2), c[0], fill=round(255 * opacity), font=face, anchor="lm"
            )
            if c[1:]:
                _accent(draw, c, at, face, mask.height / 2, round(255 * opacity))
            at += face.getlength(c[0]) + gap
        if self.turned:
            mask = mask.rotate(-self.turned, Image.Resampling.BICUBIC, expand=True)
        self.layer.image.paste(colour, (int(px - mask.width / 2), int(py - mask.height / 2)), mask)


# Where a mark begins and ends, in widths of the letter and heights above it.
_MARKS = {
    "\u0301": (((0.4, 0.05), (0.62, 0.24)),), "\u0300": (((0.6, 0.05), (0.38, 0.24)),), "\u0302": (((0.3, 0.05), (0.5, 0.22)), ((0.5, 0.22), (0.7, 0.05))),
    "\u0308": (((0.3, 0.12), (0.34, 0.12)), ((0.66, 0.12), (0.7, 0.12))), "\u0327": (((0.52, -1.0), (0.44, -1.2)),),
}  # fmt: skip


def _accent(
    draw: ImageDraw.ImageDraw,
    letter: str,
    x: float,
    face: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    middle: float,
    ink: int,
) -> None:
    """The built-in face has no accents: French adds its own."""
    left, top, right, bottom = draw.textbbox((x, middle), letter[0], font=face, anchor="lm")
    tall = bottom - top
    above = tall * (1.0 if letter[0].isupper() else 1.36)
    start = top if letter[0] != "i" else top + tall * 0.1
    for (x0, y0), (x1, y1) in _MARKS.get(letter[1], ()):
        ends = [
            (
                left + (right - left) * px,
                (start - above * py) if py >= 0 else bottom - above * (py + 1),
            )
            for px, py in ((x0, y0), (x1, y1))
        ]
        draw.line(ends, fill=ink, width=max(1, round(tall * 0.11)))


def _listed(paths: Paths) -> list[Path]:
    if paths and isinstance(paths[0], tuple):
        return [paths]  # type: ignore[list-item]
    return paths  # type: ignore[return-value]


def _window(image: Image.Image, have: Box, want: Box, outside: int) -> Image.Image:
    """The part of a patch that falls in another box."""
    left, top = want[0] - have[0], want[1] - have[1]
    right, bottom = want[2] - have[0], want[3] - have[1]
    if left >= 0 and top >= 0 and right <= image.width and bottom <= image.height:
        return image.crop((left, top, right, bottom))
    result = Image.new("L", (right - left, bottom - top), outside)
    result.paste(image, (-left, -top))
    return result


def assemble(
    scene: Image.Image,
    layers: list[tuple[Layer, str, float]],
    shadow: Colour,
    strength: float = 0.42,
) -> None:
    """Cast every shadow on the scene, then set the objects in order; each comes with its stance and foot."""
    size = scene.width
    small = size // 4
    total = Image.new("L", (small, small), 0)
    contact = Image.new("L", (small, small), 0)
    for layer, stance, foot in layers:
        total = ImageChops.lighter(
            total, _cast(layer.cover.reduce(size // small), stance, foot / 1000 * small)
        )
        draw = ImageDraw.Draw(contact)
        for x, y, rx, ry in layer.touches:
            k = small / 1000
            draw.ellipse(
                ((x - rx) * k, (y - ry * 0.6) * k, (x + rx * 1.12) * k, (y + ry * 1.2) * k),
                fill=255,
            )
    soft = [
        image.filter(ImageFilter.GaussianBlur(blur * small / 250)).point(
            [round(v * depth) for v in range(256)]
        )
        for image, blur, depth in ((total, 3.2, strength), (contact, 2.2, strength))
    ]
    both = ImageChops.add(*soft)
    if box := both.getbbox():
        k = size // small
        area = (box[0] * k, box[1] * k, box[2] * k, box[3] * k)
        scene.paste(
            shadow,
            area,
            both.crop(box).resize(
                (area[2] - area[0], area[3] - area[1]), Image.Resampling.BILINEAR
            ),
        )
    for layer, _, _ in layers:
        if box := layer.cover.getbbox():
            scene.paste(layer.image.crop(box), box[:2], layer.cover.crop(box))


def _cast(cover: Image.Image, stance: str, foot: float) -> Image.Image:
    """The outline of an object thrown on the table, the wall behind it, or the sheet under it."""
    n = cover.width
    if stance == "table":
        # A point h above the foot falls h*reach to the right and h*rise up: solve back for the source.
        reach, rise = 0.62, 0.2
        matrix = (1, reach / rise, -reach / rise * foot, 0, 1 / rise, foot - foot / rise)
        thrown = cover.transform((n, n), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
        ImageDraw.Draw(thrown).rectangle((0, int(foot + 0.02 * n), n, n), fill=0)
        return thrown
    dx, dy = {"wall": (0.022, 0.03), "hang": (0.05, 0.06)}.get(stance, (0.014, 0.018))
    return (
        ImageChops.offset(cover, round(dx * n), round(dy * n))
        if stance != "none"
        else Image.new("L", (n, n), 0)
    )


def grained(image: Image.Image, amount: float = 1.0, shift: int = 0) -> Image.Image:
    """The whole picture under one paper grain."""
    tile = textures.coloured("grain", max(image.size), amount)
    left, top = shift % image.width, shift % 97
    return ImageChops.add(
        image, tile.crop((left, top, left + image.width, top + image.height)), 1, -128
    )


def blob(
    rng: Random, cx: float, cy: float, rx: float, ry: float, wobble: float = 0.12, points: int = 9
) -> Path:
    """An irregular round shape cut in paper."""
    from_circle = ellipse(cx, cy, rx, ry, steps=points)[:-1]
    return smooth(
        [
            (
                cx + (x - cx) * rng.uniform(1 - wobble, 1 + wobble),
                cy + (y - cy) * rng.uniform(1 - wobble, 1 + wobble),
            )
            for x, y in from_circle
        ],
        closed=True,
    )
