"""Which accent a brand colour may become so that every text on it stays readable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

from django.utils.formats import number_format
from django.utils.translation import gettext as _

HUE = 158
DIAL = 40  # the operator turns a dial from 0 to 100
LIGHT, DARK = 0.4, 0.74
BY_DAY, BY_NIGHT = range(15, 71), range(60, 97)  # the lightness an accent may have, in percent
NEEDED = 4.5  # WCAG 2.2 AA, text of ordinary size


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """The darkest paper by day and the lightest by night that accents are written on, in oklch."""

    day: tuple[float, float, float] = (0.955, 0.01, 92)
    night: tuple[float, float, float] = (0.265, 0.011, 75)


HOUSE = Grounds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """A readable accent: one lightness by day, one by night; screens show less of it by night."""

    hue: float
    chroma: float
    light: float
    dark: float
    night_chroma: float

    @property
    def told(self) -> str:
        """Its dials, in words."""
        return _("intensité %(chroma)s, clarté %(light)s le jour et %(dark)s la nuit") % {
            "chroma": to_dial(self.chroma),
            "light": round(self.light * 100),
            "dark": round(self.dark * 100),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Faint:
    """A ground on which a colour cannot be read, and by how much."""

    side: str
    ground: str
    ratio: float

    @property
    def told(self) -> str:
        """The place and the figure, in words."""
        return _("%(side)s, sur %(ground)s : %(ratio)s pour 1") % {
            "side": self.side,
            "ground": self.ground,
            "ratio": number_format(int(self.ratio * 10) / 10, 1),
        }


def oklch_to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Linear sRGB, outside 0..1 when the colour does not exist on a screen."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """WCAG's relative luminance of an oklch colour."""
    red, green, blue = (min(1.0, max(0.0, c)) for c in oklch_to_linear(lightness, chroma, hue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: tuple, other: tuple) -> float:
    """WCAG's contrast between two oklch colours, 1 to 21."""
    low, high = sorted((luminance(*one), luminance(*other)))
    return (high + 0.05) / (low + 0.05)


def from_dial(dial: float) -> float:
    """The chroma for the operator's dial, 0 (grey) to 100 (as vivid as screens go)."""
    return min(max(dial, 0), 100) / 500


def to_dial(chroma: float) -> int:
    """What the operator's dial shows for a chroma."""
    return round(chroma * 500)


def exists(lightness: float, chroma: float, hue: float) -> bool:
    """Whether a screen can show this colour."""
    return all(-0.002 <= c <= 1.002 for c in oklch_to_linear(lightness, chroma, hue))


def written(lightness: float, chroma: float, hue: float) -> str:
    """An oklch colour as #rrggbb, for mail programs and documents."""
    linear = (min(1.0, max(0.0, c)) for c in oklch_to_linear(lightness, chroma, hue))
    coded = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear)
    return "#" + "".join(f"{round(c * 255):02x}" for c in coded)


@lru_cache(maxsize=256)
def accent(
    hue: float,
    chroma: float = from_dial(DIAL),
    light: float = LIGHT,
    dark: float = DARK,
    grounds: Grounds = HOUSE,
) -> Accent:
    """The nearest readable accent to what was asked for: that one where it can be read."""
    hue, asked = hue % 360, min(max(chroma, 0.0), from_dial(100))
    best, least = (0.0, 0.2), float("inf")
    for dial in range(to_dial(asked), -1, -1):
        kept = from_dial(dial)
        if (asked - kept) ** 2 >= least:
            break
        day = _nearest(BY_DAY, light, (kept, hue), _day(hue, grounds))
        if day is not None and (asked - kept) ** 2 + (day - light) ** 2 < least:
            best, least = (kept, day), (asked - kept) ** 2 + (day - light) ** 2
    kept, day = best
    night = _nearest(BY_NIGHT, dark, (0.0, hue), _night(hue, grounds)) or 0.96
    by_night = next(
        (
            from_dial(dial)
            for dial in range(to_dial(kept), -1, -1)
            if _reads((night, from_dial(dial), hue), _night(hue, grounds))
        ),
        0.0,
    )
    return Accent(hue=hue, chroma=kept, light=day, dark=night, night_chroma=by_night)


def faint(hue: float, chroma: float, light: float, dark: float, grounds: Grounds) -> list[Faint]:
    """Where this very colour cannot be read; nothing where it can be everywhere."""
    sides = (
        (_("le jour"), (light, chroma, hue), _day(hue, grounds)),
        (
            _("la nuit"),
            (dark, accent(hue, chroma, light, dark, grounds).night_chroma, hue),
            _night(hue, grounds),
        ),
    )
    names = (_("le papier"), _("un aplat"), _("un bouton"))
    return [
        Faint(side=side, ground=name, ratio=found)
        for side, colour, places in sides
        for name, place in zip(names, places, strict=True)
        if (found := ratio(colour, place)) < NEEDED
    ]


def on_accent_by_day(hue: float) -> tuple:
    """The words on an accent by day, as in tokens.css."""
    return (0.99, 0.008, hue)


def on_accent_by_night(hue: float) -> tuple:
    """The words on an accent by night, as in tokens.css."""
    return (0.19, 0.02, hue)


def _day(hue: float, grounds: Grounds) -> tuple:
    return grounds.day, (0.94, 0.022, hue), on_accent_by_day(hue)


def _night(hue: float, grounds: Grounds) -> tuple:
    return grounds.night, (0.29, 0.035, hue), on_accent_by_night(hue)


def _nearest(steps: range, asked: float, of: tuple[float, float], places: tuple) -> float | None:
    """The lightness nearest to what was asked at which a colour is shown and can be read."""
    near = sorted(steps, key=lambda step: abs(step - asked * 100))
    return next((step / 100 for step in near if _reads((step / 100, *of), places)), None)


def _reads(colour: tuple[float, float, float], places: tuple) -> bool:
    return exists(*colour) and all(ratio(colour, place) >= NEEDED for place in places)
