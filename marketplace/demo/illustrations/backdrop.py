"""What stands behind: wall and table, paper arches, plinths, window light, cloth."""

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from marketplace.demo.illustrations import textures
from marketplace.demo.illustrations.colours import (
    MOODS,
    Colour,
    Mood,
    darker,
    distance,
    lighter,
    luma,
    mix,
    ramp,
)
from marketplace.demo.illustrations.geometry import Path, ellipse, rectangle
from marketplace.demo.illustrations.paint import Layer, Pen, blob

TABLE_STYLES = (
    "plain",
    "plain",
    "light",
    "light",
    "arch",
    "disc",
    "plinth",
    "wood",
    "cloth",
    "panel",
    "seamless",
    "seamless",
)
SHEET_STYLES = ("sheet", "sheet", "light", "paper", "paper", "boards", "disc", "linen")


def choose(rng: Random, colour: Colour, mood: str | None = None) -> Mood:
    """A mood on which the object stands out; a named mood is kept when it does."""
    ranked = sorted(
        MOODS,
        key=lambda m: distance(m.wall, colour) + 0.4 * distance(m.table, colour),
        reverse=True,
    )
    if mood:
        wanted = next(m for m in MOODS if m.name == mood)
        if ranked.index(wanted) < len(ranked) - 5:
            return wanted
    calm = ("dune", "crème", "pierre", "galet", "blush", "sauge", "ciel")
    good = [
        m for m in ranked[:12] if luma(m.wall) > 150 for _ in range(4 if m.name in calm else 2)
    ] + [m for m in ranked[:5] if luma(m.wall) <= 150]
    return rng.choice(good or ranked[:6])


def _surface(
    canvas: Image.Image,
    box: tuple[int, int, int, int],
    colour: Colour,
    form: str,
    texture: str,
    rough: float,
    shift: int,
) -> None:
    width, height = box[2] - box[0], box[3] - box[1]
    tone = (
        textures.form(form)
        .resize((width, height), Image.Resampling.NEAREST)
        .point([128 + (v - 128) // 3 for v in range(256)])
    )
    tile = textures.tile(texture, canvas.width, rough)
    tone = ImageChops.add(
        tone, tile.crop((shift, shift // 2, shift + width, shift // 2 + height)), 1, -128
    )
    tables = ramp(colour, 12, 0.2)
    canvas.paste(Image.merge("RGB", [tone.point(t) for t in tables]), box[:2])


def _light(
    canvas: Image.Image,
    rng: Random,
    paths: list[Path],
    opacity: float,
    warm: Colour = (255, 246, 222),
) -> None:
    small = canvas.width // 4
    mask = Image.new("L", (small, small), 0)
    draw = ImageDraw.Draw(mask)
    for path in paths:
        draw.polygon([(x * small / 1000, y * small / 1000) for x, y in path], fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(rng.uniform(1.2, 3))).point(
        [round(v * opacity) for v in range(256)]
    )
    canvas.paste(warm, (0, 0), mask.resize(canvas.size, Image.Resampling.BILINEAR))


def window_light(canvas: Image.Image, rng: Random, opacity: float = 0.42) -> None:
    """Late sun through panes, slanting across the picture."""
    slant, x0, y0 = rng.uniform(0.3, 0.6), rng.uniform(60, 330), rng.uniform(-80, 90)
    wide, tall, panes, rows = (
        rng.uniform(120, 190),
        rng.uniform(190, 280),
        rng.choice((2, 3)),
        rng.choice((2, 3)),
    )
    paths = []
    for i in range(panes):
        for j in range(rows):
            x, y = x0 + i * (wide + 18), y0 + j * (tall + 18) + i * (wide + 18) * 0.12
            shift = slant * (y - y0)
            paths.append(
                [
                    (x + shift, y),
                    (x + wide + shift, y + wide * 0.12),
                    (x + wide + shift + slant * tall, y + tall + wide * 0.12),
                    (x + shift + slant * tall, y + tall),
                ]
            )
    _light(canvas, rng, paths, opacity)


def leaf_shadow(canvas: Image.Image, rng: Random, colour: Colour) -> None:
    """The blurred shadow of a branch out of the picture."""
    from_x, from_y = rng.choice(((-40, 60), (1040, 20), (-60, 300)))
    side = 1 if from_x < 500 else -1
    paths = []
    for i in range(9):
        x, y = from_x + side * i * 62, from_y + i * i * 4 + rng.uniform(-8, 8)
        for tip in (-1, 1):
            paths.append(ellipse(x + side * 30, y + tip * 46, 62, 17, steps=16))
    turned = [[(px, py) for px, py in p] for p in paths]
    _light(canvas, rng, turned, 0.16, warm=darker(colour, 0.6))


class Backdrop:
    """The empty set on which objects are placed."""

    def __init__(
        self, rng: Random, mood: Mood, size: int, stance: str, style: str | None = None
    ) -> None:
        self.rng, self.mood, self.stance = rng, mood, stance
        # Walls and tables are soft: washed at half size, four times cheaper; paper shapes come after, in full.
        self.full, self.size = size, size // 2
        self.image = Image.new("RGB", (self.size, self.size), mood.wall)
        self.horizon = 0.0
        self.foot = 822.0
        self.style = style or rng.choice(
            TABLE_STYLES
            if stance == "table"
            else SHEET_STYLES
            if stance == "sheet"
            else ("plain", "light", "panel", "light", "leaf")
        )
        self.shadow = darker(mood.table, 0.82)
        (self._table if stance == "table" else self._sheet if stance == "sheet" else self._wall)()

    def _px(self, value: float) -> int:
        return round(value * self.size / 1000)

    def pen(self) -> tuple[Layer, Pen]:
        """A pen in canvas coordinates for things painted straight on the set."""
        layer = Layer(self.image)
        return layer, Pen(layer, 0, 0, seed=self.rng.randrange(999))

    def _grow(self) -> None:
        self.size = self.full
        self.image = self.image.resize((self.full, self.full), Image.Resampling.NEAREST)

    def _table(self) -> None:
        rng, mood, full = self.rng, self.mood, self.size
        if self.style == "seamless":
            _surface(
                self.image,
                (0, 0, full, full),
                mix(mood.wall, mood.table, 0.35),
                "flat",
                "wash",
                0.28,
                rng.randrange(full // 2),
            )
            self._grow()
            self._glow()
            return
        self.horizon = rng.uniform(600, 680)
        line = self._px(self.horizon)
        _surface(
            self.image,
            (0, 0, full, line),
            mood.wall,
            "flat",
            rng.choice(("wash", "wash", "brush")),
            0.3,
            rng.randrange(full // 2),
        )
        if self.style == "wood":
            plank = rng.choice(((206, 166, 118), (178, 134, 94), (226, 196, 156), (128, 92, 68)))
            _surface(
                self.image,
                (0, line, full, full),
                plank,
                "down",
                "wood",
                0.55,
                rng.randrange(full // 2),
            )
        else:
            _surface(
                self.image,
                (0, line, full, full),
                mood.table,
                "down",
                "wash",
                0.28,
                rng.randrange(full // 2),
            )
        self._grow()
        self._furnish()

    def _furnish(self) -> None:
        rng, mood = self.rng, self.mood
        layer, pen = self.pen()
        soft = rng.choice(
            (
                mix(mood.wall, mood.accent, 0.4),
                mix(mood.wall, mood.accent, 0.25),
                lighter(mood.wall, 0.5),
                darker(mood.wall, 0.1),
            )
        )
        match self.style:
            case "arch":
                x, w, top = rng.uniform(430, 570), rng.uniform(230, 330), rng.uniform(150, 240)
                pen.fill(
                    ellipse(x, top + w, w, w, 180, 360)
                    + [(x + w, self.horizon), (x - w, self.horizon)],
                    soft,
                    "flat",
                    rough=0.3,
                )
            case "disc":
                pen.fill(
                    ellipse(
                        rng.uniform(420, 620), rng.uniform(340, 430), *([rng.uniform(230, 300)] * 2)
                    ),
                    soft,
                    "flat",
                    rough=0.3,
                )
            case "panel":
                x = rng.uniform(250, 700)
                pen.fill(rectangle(x, -10, 1000, self.horizon + 10), soft, "flat", rough=0.3)
            case "cloth":
                y = self.horizon + rng.uniform(46, 70)
                pen.fill(
                    [(90, y), (880, y - 8), (1010, 1010), (-10, 1010)],
                    lighter(mood.table, 0.45),
                    "cloth",
                    texture="weave",
                    rough=0.35,
                )
                for k in range(3):
                    pen.line(
                        [(90 - 22 * k + 30, y + 60 + 24 * k), (905 + 20 * k, y + 52 + 24 * k)],
                        5,
                        mix(mood.table, mood.accent, 0.6),
                        opacity=0.5,
                    )
            case "plinth":
                self._plinth(pen)
        self.image.paste(layer.image)
        if self.style == "light":
            window_light(self.image, rng, 0.34 if luma(mood.wall) > 150 else 0.16)
        elif rng.random() < 0.16:
            leaf_shadow(self.image, rng, mood.wall)

    def _plinth(self, pen: Pen) -> None:
        rng, mood = self.rng, self.mood
        self.foot = 770
        colour = rng.choice(
            (lighter(mood.table, 0.4), mix(mood.table, mood.accent, 0.35), mood.wall)
        )
        w, h, y = rng.uniform(360, 420), rng.uniform(120, 190), 765.0
        with pen.ghost():
            pen.dark(
                [
                    (500 - w, y + h + 8),
                    (500 + w + 150, y + h - 10),
                    (500 + w + 90, y + 40),
                    (500 - w, y + 40),
                ],
                mood.table,
                0.22,
            )
        if rng.random() < 0.6:
            pen.fill(
                [(500 - w, y)] + [(500 + w, y)] + ellipse(500, y + h, w, w * 0.13, 0, 180),
                colour,
                "round",
                rough=0.4,
            )
            pen.fill(ellipse(500, y, w, w * 0.13), lighter(colour, 0.25), "top", rough=0.3)
        else:
            pen.fill(rectangle(500 - w, y + 36, 2 * w, h + 20), colour, "flat", rough=0.4)
            pen.fill(
                [
                    (500 - w * 0.88, y - 34),
                    (500 + w * 0.88, y - 34),
                    (500 + w, y + 36),
                    (500 - w, y + 36),
                ],
                lighter(colour, 0.3),
                "top",
                rough=0.3,
            )

    def _glow(self) -> None:
        rng = self.rng
        _light(
            self.image,
            rng,
            [ellipse(420, 380, 330, 300)],
            0.16 if luma(self.mood.wall) > 150 else 0.1,
        )
        if rng.random() < 0.4:
            window_light(self.image, rng, 0.26 if luma(self.mood.wall) > 150 else 0.12)

    def _wall(self) -> None:
        rng, mood, full = self.rng, self.mood, self.size
        self.foot = 500
        _surface(
            self.image,
            (0, 0, full, full),
            mood.wall,
            "flat",
            rng.choice(("wash", "wash", "brush")),
            0.3,
            rng.randrange(full // 2),
        )
        self._grow()
        layer, pen = self.pen()
        if self.style == "panel":
            y = rng.uniform(640, 760)
            pen.fill(rectangle(-5, y, 1010, 1000), mood.table, "flat", rough=0.4)
            pen.fill(rectangle(-5, y - 12, 1010, 16), lighter(mood.table, 0.4), "flat", rough=0.2)
        self.image.paste(layer.image)
        if self.style == "light":
            window_light(self.image, rng, 0.32 if luma(mood.wall) > 150 else 0.14)
        elif self.style == "leaf":
            leaf_shadow(self.image, rng, mood.wall)

    def _sheet(self) -> None:
        rng, mood, full = self.rng, self.mood, self.size
        self.foot = 500
        base = rng.choice((mood.wall, mood.table, mix(mood.wall, mood.table, 0.5)))
        if self.style == "boards":
            plank = rng.choice(((214, 180, 136), (190, 148, 106), (234, 212, 180)))
            _surface(
                self.image,
                (0, 0, full, full),
                plank,
                "flat",
                "wood",
                0.55,
                rng.randrange(full // 2),
            )
            self._grow()
            layer, pen = self.pen()
            for y in range(rng.randrange(60, 160), 1000, rng.randrange(190, 260)):
                pen.flat(rectangle(-5, y, 1010, 5), darker(plank, 0.5), 0.6)
            self.image.paste(layer.image)
            return
        _surface(
            self.image,
            (0, 0, full, full),
            base,
            "flat",
            "weave" if self.style == "linen" else "wash",
            0.3,
            rng.randrange(full // 2),
        )
        self._grow()
        layer, pen = self.pen()
        if self.style == "paper":
            soft = rng.choice((mix(base, mood.accent, 0.35), lighter(base, 0.5)))
            for _ in range(rng.choice((1, 2))):
                pen.fill(
                    blob(
                        rng,
                        rng.choice((120, 860)),
                        rng.choice((150, 880)),
                        rng.uniform(240, 400),
                        rng.uniform(240, 400),
                        0.16,
                        7,
                    ),
                    soft,
                    "flat",
                    rough=0.3,
                )
        elif self.style == "disc":
            pen.fill(ellipse(500, 500, 400, 400), mix(base, mood.accent, 0.3), "flat", rough=0.3)
        self.image.paste(layer.image)
        if self.style == "light":
            window_light(self.image, rng, 0.32 if luma(base) > 150 else 0.14)
